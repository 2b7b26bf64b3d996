package gate

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/config"
)

// TestOpen: a project is named by its configuration or by its folder, and what is
// wrong with it is told at once.
func TestOpen(t *testing.T) {
	r := newRepo(t)
	for _, path := range []string{r.dir, r.path(confPath)} {
		p, err := Open(path)
		require.NoError(t, err)
		rep, err := p.Check(context.Background(), Options{})
		require.NoError(t, err)
		assert.Empty(t, rep.Findings)
		require.Len(t, rep.Families, 1)
		assert.Equal(t, "1.0.0", rep.Families[0].Last)
	}
	_, err := Open(t.TempDir())
	assert.ErrorContains(t, err, ConfigName)
	r.edit(confPath, "version: 1", "version: 2")
	_, err = Open(r.dir)
	var wrong *diag.Error
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, []any{r.path(confPath), 2, 10, "/version", config.Code}, []any{wrong.File, wrong.Line, wrong.Column, wrong.Pointer, wrong.Code})
}

// TestConfigurationIsReadAgain: a new major version has an entry of its own in the
// configuration, and the project that released it judges it as well.
func TestConfigurationIsReadAgain(t *testing.T) {
	r := newRepo(t)
	r.edit(headPath, `, "partial"`, "")
	r.edit(logPath, "Nothing since 1.0.0.", "- The status partial is gone.")
	p := r.project()
	out, err := p.Release(context.Background(), ReleaseOptions{Major: true})
	require.NoError(t, err)
	require.True(t, out.Check.OK(), "%v", out.Check.Findings)
	rep, err := p.Check(context.Background(), Options{})
	require.NoError(t, err)
	assert.Len(t, rep.Families, 2)
}

// TestCancelled: a context that ends ends the call, wherever it is, and nothing is
// written.
func TestCancelled(t *testing.T) {
	r := newRepo(t)
	addNote(r)
	before := r.all()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, call := range map[string]func(p *Project) error{
		"check":   func(p *Project) error { _, err := p.Check(ctx, Options{}); return err },
		"fix":     func(p *Project) error { _, err := p.Check(ctx, Options{Fix: true}); return err },
		"release": func(p *Project) error { _, err := p.Release(ctx, ReleaseOptions{}); return err },
	} {
		for _, f := range []compareFunc{compare, simple} {
			r.compare = f
			assert.ErrorIs(t, call(r.project()), context.Canceled, name)
			assert.Equal(t, before, r.all(), name)
		}
	}

	// After the comparison nothing but the writing is left.
	for name, call := range map[string]func(ctx context.Context, p *Project) error{
		"fix": func(ctx context.Context, p *Project) error { _, err := p.Check(ctx, Options{Fix: true}); return err },
		"release": func(ctx context.Context, p *Project) error {
			_, err := p.Release(ctx, ReleaseOptions{Major: true})
			return err
		},
	} {
		ctx, cancel := context.WithCancelCause(context.Background())
		enough := errors.New("enough")
		r.compare = func(_ context.Context, old, new *compat.Schema, d compat.Direction, c compat.Content) (*compat.Report, error) {
			cancel(enough)
			return simple(ctx, old, new, d, c)
		}
		assert.ErrorIs(t, call(ctx, r.project()), context.Canceled, name)
		assert.Equal(t, before, r.all(), name)
	}
}

// TestConcurrentUse: calls of several goroutines see whole states only: the ones
// that judge do not see half of what the ones that write are writing.
func TestConcurrentUse(t *testing.T) {
	r := newRepo(t)
	addNote(r)
	p := r.project()
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() {
			rep, err := p.Check(context.Background(), Options{Fix: i == 3})
			if !assert.NoError(t, err) {
				return
			}
			owed := strings.Join(codes(rep), " ")
			assert.Equal(t, strings.Contains(owed, RuleVersionOwed.ID), strings.Contains(owed, RuleChangelogEntry.ID), "half fixed: %s", owed)
		})
	}
	all.Wait()
	assert.Contains(t, r.read(headPath), "1.1.0")
}

// TestCancelledAnywhere: wherever the context ends, there is its error and no report,
// also where a waiver stands for what cannot be generated.
func TestCancelledAnywhere(t *testing.T) {
	r := newRepo(t)
	addNote(r)
	r.write(confPath, configText+"    waive: [{unknown: go-api, from: 1.0.0, to: 1.0.0, why: nobody used it}]\n")
	all := &watched{Context: t.Context()}
	rep, err := r.project().Check(all, Options{})
	require.NoError(t, err)
	require.NotEmpty(t, rep.Families)
	require.Greater(t, all.looks, int64(20))
	for end := int64(1); end < all.looks; end += 1 + all.looks/60 {
		rep, err := r.project().Check(&watched{t.Context(), 0, end}, Options{})
		assert.Nil(t, rep, "%d of %d", end, all.looks)
		assert.ErrorIs(t, err, context.Canceled)
	}
}

// watched is a context that counts how often Err was asked, and ends after so many
// times; 0 is never.
type watched struct {
	context.Context
	looks, end int64
}

func (w *watched) Err() error {
	if w.looks++; w.end > 0 && w.looks > w.end {
		return context.Canceled
	}
	return nil
}

package attack

import (
	"context"
	"flag"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// The flags of TestPublicSchemas, behind -args.
var (
	publicDir   = flag.String("public", filepath.Join("..", "..", "schema"), "`directory` of schemas to compare with themselves and edited copies")
	publicEdits = flag.Int("edits", 1, "`number` of random edits of each")
)

// public are the figures of a run over public schemas.
type public struct {
	*testing.T
	opt                       compat.Options
	schemas, refused          int
	same                      []time.Duration
	edits, questions, decided int
	edited                    []time.Duration
}

// TestPublicSchemas compares every schema of a directory with itself, with a copy
// whose description differs, and with copies that carry random edits.
func TestPublicSchemas(t *testing.T) {
	files, err := Schemas(*publicDir)
	require.NoError(t, err)
	require.NotEmpty(t, files, "schemas that load by themselves")
	p := &public{T: t, opt: compat.Options{MaxWork: *attackFlags.maxWork}}
	for i, f := range files {
		p.schema(f, NewChoice(*attackFlags.seed, uint64(i)))
	}
	t.Logf("schemas %d (%d refused), against themselves and with another description: median %v, p99 %v",
		p.schemas, p.refused, percentile(p.same, 50), percentile(p.same, 99))
	t.Logf("random edits %d, questions answered %d of %d: median %v, p99 %v, worst %v",
		p.edits, p.decided, p.questions, percentile(p.edited, 50), percentile(p.edited, 99), percentile(p.edited, 100))
	assert.Greater(t, p.schemas, p.refused)
}

// schema takes one schema.
func (p *public) schema(f *source.File, c *Choice) {
	old, err := compat.Load(f.Name, f.Root.AppendJSON(nil), compat.LoadOptions{})
	if err != nil {
		p.refused++
		p.Logf("%s: %v", f.Name, err)
		return
	}
	g, err := graph.Load(f, graph.Options{})
	require.NoError(p, err)
	p.schemas++
	p.expect(f, old, f.Root, compat.BumpNone)
	p.expect(f, old, Described(f.Root), compat.BumpPatch)
	editor := NewEditor(g)
	for range *publicEdits {
		v, how := editor.Edit(c, f.Root)
		p.edit(f, old, v, how)
	}
}

// expect compares a schema with a copy that breaks nobody.
func (p *public) expect(f *source.File, old *compat.Schema, v *source.Value, bump compat.Bump) {
	began := time.Now()
	new, err := compat.Load(f.Name, v.AppendJSON(nil), compat.LoadOptions{})
	require.NoError(p, err, f.Name)
	r := must(compat.Compare(context.Background(), old, new, p.opt))
	p.same = append(p.same, time.Since(began))
	assert.Equal(p, compat.Compatible, r.Verdict, f.Name)
	assert.Equal(p, bump, r.RequiredBump, f.Name)
}

// edit compares a schema with one edited copy of it, in both directions and
// contents.
func (p *public) edit(f *source.File, old *compat.Schema, v *source.Value, how string) {
	new, err := compat.Load(f.Name, v.AppendJSON(nil), compat.LoadOptions{})
	if err != nil {
		return // the edit made it no schema
	}
	p.edits++
	for _, content := range []compat.Content{compat.Writer, compat.Open} {
		opt := p.opt
		opt.Content = content
		began := time.Now()
		r := must(compat.Compare(context.Background(), old, new, opt))
		took := time.Since(began)
		p.edited = append(p.edited, took)
		if took > time.Second {
			p.Logf("%s, %s, %v: took %s", f.Name, how, content, took.Round(time.Millisecond))
		}
		answers := []compat.Verdict{r.Backward.Verdict, r.Forward.Verdict}
		if r.Reader != nil {
			answers = append(answers, r.Reader.Verdict)
		}
		assert.Nil(p, r.Fault, "%s, %s, %v", f.Name, how, content)
		p.questions += len(answers)
		for _, v := range answers {
			if v != compat.Unknown {
				p.decided++
			}
		}
		for _, u := range r.Unknowns {
			p.Logf("%s, %s: %s is unknown: %s %s", f.Name, how, u.Question, u.Reason, u.Keyword)
		}
	}
}

// percentile returns the smallest duration that p percent of them do not exceed.
func percentile(times []time.Duration, p int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	times = slices.Sorted(slices.Values(times))
	return times[min((len(times)*p+99)/100, len(times))-1]
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

package record

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/verify"
	"github.com/atlas-dataflow/runresult/schema"
)

// validator is the judge of documents that shares nothing with the generated
// code, which the recorder asks itself.
var validator = sync.OnceValues(func() (*v5.Validator, error) {
	text, err := schema.Get(schema.Default)
	if err != nil {
		return nil, err
	}
	file, err := source.ParseJSON(schema.Default, text)
	if err != nil {
		return nil, err
	}
	g, err := graph.Load(file, graph.Options{})
	if err != nil {
		return nil, err
	}
	return v5.Compile(g, false)
})

// judge reads a run directory as others will: both validators, and verification
// with all evidence. It returns the document and the codes of what was warned of.
func judge(t testing.TB, dir string, policy run.Policy) (runresultv1.RunResult, []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, DocumentName))
	require.NoError(t, err)
	doc, err := runresultv1.UnmarshalRunResult(data)
	require.NoError(t, err)
	file, err := source.ParseJSON(DocumentName, data)
	require.NoError(t, err)
	v, err := validator()
	require.NoError(t, err)
	require.Empty(t, v.Validate(file.Root), "%s", data)
	verdict, err := verify.Dir(context.Background(), dir, verify.Options{Policy: policy})
	require.NoError(t, err)
	require.NoError(t, verdict.Err)
	var warnings []string
	for _, f := range verdict.Findings {
		if assert.False(t, f.Fails(), "%s at %s: %s\n%s", f.Code(), *f.InstanceAt, f.Message, data) {
			warnings = append(warnings, f.Code())
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return doc, warnings
}

// ticker is a clock that moves when the test says so.
type ticker struct {
	mu sync.Mutex
	at time.Time
}

func newTicker() *ticker { return &ticker{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *ticker) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *ticker) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// start begins a run in a fresh directory, its config and contract recorded.
func start(t *testing.T, ctx context.Context, opt Options) *Run {
	t.Helper()
	if opt.Dir == "" {
		opt.Dir = filepath.Join(t.TempDir(), "run")
	}
	if opt.RunID == "" {
		opt.RunID = "run-1"
	}
	if opt.Manifest == nil {
		opt.Manifest = Manifest
	}
	r, err := Start(ctx, opt)
	require.NoError(t, err)
	require.NoError(t, r.SetConfig(Input{Hash: Digest([]byte("config"))}))
	require.NoError(t, r.SetContract(Input{Hash: Digest([]byte("contract"))}))
	return r
}

// file writes a file of the run.
func file(t testing.TB, r *Run, name, text string) {
	t.Helper()
	path := filepath.Join(r.opt.Dir, filepath.FromSlash(name))
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
}

package v5

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/schema"
)

// runResult is a valid RunResult of n steps.
func runResult(n int) string {
	hash := "sha256:" + strings.Repeat("0a", 32)
	step := `{"step_id":"s-%d","kind":"transform","status":"success","started_at":"2026-01-26T10:00:00Z","finished_at":"2026-01-26T10:00:01Z",` +
		`"duration_ms":1000,"summary":"a table became another","warnings":["some rows were dropped"],"artifacts":[{"name":"table",` +
		`"path":"out/%[1]d.parquet","hash":"` + hash + `","type":"table","produced_by":"s-%[1]d"}]}`
	steps := make([]string, n)
	for i := range steps {
		steps[i] = fmt.Sprintf(step, i)
	}
	return `{"run_id":"r-1","status":"success","started_at":"2026-01-26T10:00:00Z","finished_at":"2026-01-26T10:00:01Z","duration_ms":1000,` +
		`"summary":"done","steps":[` + strings.Join(steps, ",") + `],"metrics":{"rows":12},"artifacts":[],"references":{"manifest_path":"m.json",` +
		`"config_hash":"` + hash + `","contract_hash":"` + hash + `"}}`
}

// BenchmarkJudge judges valid RunResults, read already, of few and of many steps.
func BenchmarkJudge(b *testing.B) {
	text, err := schema.Head("runresult")
	require.NoError(b, err)
	f, err := source.ParseJSON("schema.json", text)
	require.NoError(b, err)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(b, err)
	v, err := Compile(g, false)
	require.NoError(b, err)
	for _, n := range []int{3, 3000} {
		b.Run(fmt.Sprintf("steps=%d", n), func(b *testing.B) {
			doc := document(b, runResult(n))
			b.ReportAllocs()
			for b.Loop() {
				list, err := v.Judge(doc)
				require.NoError(b, err)
				require.Empty(b, list)
			}
		})
	}
}

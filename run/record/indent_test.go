package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestIndent: the same lines as json.Indent makes.
func TestIndent(t *testing.T) {
	files, err := filepath.Glob("../../testdata/*/*.json")
	require.NoError(t, err)
	texts := []string{`{}`, `[]`, `1`, `"a"`, `[[],{}]`, `{"a":[1,-2.5e3,null,true,{"b":{}}],"c\"{[,:":"\\"}`, `["\\\"",["]"],"ä"]`}
	for _, f := range files {
		data, err := os.ReadFile(f)
		require.NoError(t, err)
		texts = append(texts, string(data))
	}
	for _, text := range texts {
		var compact, want bytes.Buffer
		require.NoError(t, json.Compact(&compact, []byte(text)))
		require.NoError(t, json.Indent(&want, compact.Bytes(), "", "  "))
		assert.Equal(t, want.String(), string(indent(compact.Bytes())))
	}
}

// BenchmarkFinish: what the last document of a long chain costs, next to what
// the disk takes.
func BenchmarkFinish(b *testing.B) {
	for _, n := range []int{2000, 20000} {
		b.Run(fmt.Sprintf("%d steps", n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r, err := Start(ctx, Options{Dir: b.TempDir(), Manifest: Manifest})
				require.NoError(b, err)
				require.NoError(b, r.SetConfig(Input{Hash: emptyHash}))
				require.NoError(b, r.SetContract(Input{Hash: emptyHash}))
				plan := make([]PlannedStep, n)
				for i := range plan {
					plan[i] = PlannedStep{ID: fmt.Sprintf("s%d", i), Kind: "k"}
					if i > 0 {
						plan[i].DependsOn = []string{plan[i-1].ID}
					}
				}
				require.NoError(b, r.Plan(plan...))
				for _, p := range plan {
					s := r.Step(p.ID)
					require.NoError(b, s.Start())
					require.NoError(b, s.Succeed(""))
				}
				b.StartTimer()
				_, err = r.Finish()
				require.NoError(b, err)
			}
		})
	}
}

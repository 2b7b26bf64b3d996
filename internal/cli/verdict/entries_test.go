package verdict

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
)

// nowhere is a schema that knows no positions.
type nowhere struct{ Source }

func (nowhere) Name() string                         { return "s.json" }
func (nowhere) PositionIn(string, string) (int, int) { return 1, 1 }

// manyEntries is a report on n entry points, each with a change of its own.
func manyEntries(n int) View {
	r := &compat.Report{Verdict: compat.Compatible, RequiredBump: compat.BumpPatch, Reader: &compat.Reader{Verdict: compat.Compatible}}
	for i := range n {
		at := fmt.Sprintf("/$defs/A%d", i)
		c := compat.Change{Rule: "title-changed", OldAt: at, NewAt: at, Bump: compat.BumpPatch, Message: "the title changed"}
		r.Changes = append(r.Changes, c)
		one := &compat.Report{Verdict: compat.Compatible, RequiredBump: compat.BumpPatch, Reader: r.Reader, Changes: []compat.Change{c}}
		r.Entries = append(r.Entries, compat.Entry{At: at, Report: one})
	}
	return View{Report: r, Old: nowhere{}, New: nowhere{}, Rules: ruleOf}
}

// BenchmarkManyEntries: what a report takes grows with its entry points, each changed,
// and not with the square of them.
func BenchmarkManyEntries(b *testing.B) {
	for _, n := range []int{500, 5000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			v := manyEntries(n)
			for b.Loop() {
				require.NoError(b, Text(io.Discard, v, false))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/entry")
		})
	}
}

// TestManyEntries: every change is told, and the entry points up to a number.
func TestManyEntries(t *testing.T) {
	var out strings.Builder
	require.NoError(t, Text(&out, manyEntries(500), false))
	assert.Contains(t, out.String(), "entry points: 500 of 500 differ")
	assert.Contains(t, out.String(), "and 400 more, which the JSON report names")
	assert.Contains(t, out.String(), "/$defs/A499")
}

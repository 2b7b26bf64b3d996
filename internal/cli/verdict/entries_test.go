package verdict

import (
	"fmt"
	"io"
	"testing"
	"time"

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

// TestManyEntriesAreLinear: twelve times as many entry points, each changed, take
// nowhere near the square of that.
func TestManyEntriesAreLinear(t *testing.T) {
	took := func(n int) time.Duration {
		v, best := manyEntries(n), time.Hour
		for range 3 {
			start := time.Now()
			require.NoError(t, Text(io.Discard, v, false))
			best = min(best, time.Since(start))
		}
		return best
	}
	small, large := took(500), took(6000)
	assert.Less(t, large, 60*small, "500 entry points: %v", small)
}

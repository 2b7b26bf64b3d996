package attack

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/internal/decide"
)

// TestBudgetDecidesNothing: whenever a budget ends a search, what it says is that
// it does not know, and never another answer than that of a search with time
// enough.
func TestBudgetDecidesNothing(t *testing.T) {
	told := map[decide.Verdict]int{}
	ask := func(p Pair) {
		in, err := load("old.json", p.Old, p.Draft)
		if err != nil {
			return
		}
		out, err := load("new.json", p.New, p.Draft)
		if err != nil {
			return
		}
		for _, content := range []decide.Content{decide.Open, decide.Writer, decide.Annotated} {
			q := decide.Question{In: in, Out: out, Content: content, MaxWork: 200_000}
			whole := decide.Decide(q)
			lost := decide.Losses(decide.LossQuestion{Old: in, New: out, MaxWork: 200_000})
			for _, work := range []int64{1, 2, 3, 5, 7, 9, 11, 12, 13, 15, 17, 19, 23, 29, 37, 47, 59, 73, 89, 107, 149, 211, 307, 503, 1009, 2003} {
				q.MaxWork = work
				if got := decide.Decide(q).Verdict; got != decide.Undecided {
					told[got]++
					if whole.Verdict != decide.Undecided {
						assert.Equal(t, whole.Verdict, got, "content %v, %d units\n  old %s\n  new %s", content, work, p.Old.JSON(), p.New.JSON())
					}
				}
				if content != decide.Writer {
					continue
				}
				// Found losses may be some of those that there are.
				if got := decide.Losses(decide.LossQuestion{Old: in, New: out, MaxWork: work}).Verdict; got == decide.Empty {
					assert.NotEqual(t, decide.Found, lost.Verdict, "losses, %d units\n  old %s\n  new %s", work, p.Old.JSON(), p.New.JSON())
				}
			}
		}
	}
	for _, c := range [][2]string{
		{`{"pattern":"^a"}`, `{"pattern":"^a","required":["c"]}`},
		{`{"pattern":"^(a|b)*a(a|b){8}$"}`, `{"pattern":"^(a|b)*a(a|b){8}$","required":["c"]}`},
		{`{"multipleOf":2,"properties":{"a":{}}}`, `{"multipleOf":2}`},
		{`{"items":{"additionalProperties":{"const":true},"type":["array"]},"pattern":"b$"}`, `{"pattern":"b$"}`},
	} {
		ask(Pair{Old: parse(t, c[0]), New: parse(t, c[1])})
	}
	pairs(41, 150, func(_ *Choice, p Pair) bool {
		ask(p)
		return false
	})
	assert.Greater(t, told[decide.Empty], 100)
	assert.Greater(t, told[decide.Found], 100)
}

package decide

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// TestRefusedKeywords: a keyword that the search is said not to follow leaves
// open what depends on it, is named, and is never taken for nothing. No row says
// so today; the next keyword's may for a while.
func TestRefusedKeywords(t *testing.T) {
	row := keyword.Find("maxLength")
	require.Equal(t, keyword.Acts, row.Decide)
	row.Decide = keyword.Refuses
	defer func() { row.Decide = keyword.Acts }()
	// As if nothing had been taught to read its value.
	unread := func(text string) *graph.Graph {
		g := load(t, text)
		for _, n := range g.Nodes {
			n.MaxLength = nil
		}
		return g
	}
	for _, c := range []struct {
		in, out string
		want    Verdict
	}{
		{`{"type":"string"}`, `{"type":"string","maxLength":1}`, Undecided},
		{`{}`, `{"maxLength":1}`, Undecided},
		{`{"maxLength":2}`, `{"maxLength":1}`, Undecided},
		{`{"properties":{"a":{"type":"string","maxLength":2}}}`, `{"properties":{"a":{"type":"string","maxLength":1}}}`, Undecided},
		{`{"maxLength":1}`, `{"type":"integer"}`, Found},                 // null,
		{`{"type":"string","maxLength":1}`, `{"type":"integer"}`, Found}, // a value that was tried, and judged
		{`{"maxLength":1}`, `{"maxLength":1}`, Empty},
		{`{"maxLength":1}`, `{"maxLength":1.0,"title":"a"}`, Empty},
		{`{"type":"integer","maxLength":1}`, `{"type":"number"}`, Empty},
	} {
		a := Decide(Question{In: unread(c.in), Out: unread(c.out)})
		assert.Equal(t, c.want, a.Verdict, "%s in %s: %v", c.in, c.out, a.Unknown)
		if a.Verdict == Undecided {
			assert.Equal(t, "maxLength", a.Unknown[0].Keyword, "%s in %s", c.in, c.out)
		}
	}
}

package writer

import (
	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// Closes reports whether the patterns of a schema leave only finitely many names
// of one line unmatched, so that they mention none. known is false where that cannot be told.
func Closes(n *graph.Node) (closes, known bool) {
	all := make([]*pattern.Pattern, 0, len(n.PatternProperties))
	begins := true // with some text: most names do not
	for _, p := range n.PatternProperties {
		text, kind := p.Pattern.P.Literal()
		begins = begins && text != "" && (kind == pattern.LiteralPrefix || kind == pattern.LiteralExact)
		all = append(all, p.Pattern.P)
	}
	if begins {
		return false, true
	}
	return (&domain.Strings{In: []*pattern.Pattern{oneLine}, NotIn: all}).Finite(maxFinite)
}

// oneLine is what names are like that count: a dot matches no others.
var oneLine, _ = pattern.Parse(`^[^\n\r\u2028\u2029]*$`)

// maxFinite is the work that telling finite sets of names from others may take.
const maxFinite = 1 << 20

// declares reports whether the text of a schema says that it rejects some value,
// so that what it is applied to is declared.
func (e *Evaluator) declares(n *graph.Node) bool {
	said, ok := e.limits[n]
	if !ok {
		said = !e.g.RejectsNone(n)
		e.limits[n] = said
	}
	return said
}

// mentionsByPattern reports whether patterns of n that match a name mention it.
func (r *run) mentionsByPattern(n *graph.Node) bool {
	mentions, ok := r.e.mentions[n]
	if !ok {
		closes, known := Closes(n)
		if !known {
			return r.giveUp(n, "pattern", "patternProperties", "it cannot be told whether the patterns leave more than finitely many names")
		}
		mentions = !closes
		r.e.mentions[n] = mentions
	}
	return mentions
}

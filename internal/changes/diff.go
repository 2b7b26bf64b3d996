package changes

import "github.com/atlas-dataflow/runresult/internal/graph"

// Difference is what Diff found.
type Difference struct {
	// Changes lists what is different, in the order of the old text, then of the
	// new one. When both schemas say the same it lists where they say it in other
	// words, and is empty when these are the same too.
	Changes []Change
	// Unheard lists keywords that no comparison knows, where both sides may differ:
	// changes of these may be missing.
	Unheard []Unheard

	sides [2]*sideInfo
}

// Unheard is a keyword, by its 2020-12 name, at a schema of either side.
type Unheard struct {
	Node    *graph.Node
	Keyword string
}

// Diff says what is different between two schemas.
func Diff(old, new *graph.Graph) *Difference {
	d := newDiffer(old, new)
	d.run()
	return &Difference{d.changes, d.unheard, d.sides}
}

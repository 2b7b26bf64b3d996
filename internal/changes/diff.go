package changes

import "github.com/atlas-dataflow/runresult/internal/graph"

// Diff lists what is different between two schemas, in the order of the old
// text, then of the new one. It is empty when both say the same, whatever the
// spelling.
func Diff(old, new *graph.Graph) []Change {
	d := newDiffer(old, new)
	return d.run()
}

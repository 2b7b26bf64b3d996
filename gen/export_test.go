package gen

import (
	"context"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// FromGraph is Generate for tests that have resolved the schema themselves, sound
// or not.
func FromGraph(g *graph.Graph, opt Options) (*Result, error) {
	return fromGraph(context.Background(), g, opt)
}

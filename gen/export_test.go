package gen

import (
	"context"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// FromGraph is Generate for tests that have resolved the schema themselves, sound
// or not.
func FromGraph(g *graph.Graph, opt Options) (*Result, error) {
	lang, err := languageOf(opt.Lang)
	if err != nil {
		return nil, err
	}
	if err := check(lang, opt); err != nil {
		return nil, err
	}
	return fromGraph(context.Background(), g, lang, opt)
}

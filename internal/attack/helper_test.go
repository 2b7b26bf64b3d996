package attack

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// silent is a decider that never says anything.
func silent() Decider {
	return Decider{
		Decide: func(decide.Question) decide.Answer {
			return decide.Answer{Unknown: []decide.Unknown{{Reason: "silent"}}}
		},
		Losses: func(decide.LossQuestion) decide.LossAnswer {
			return decide.LossAnswer{Unknown: []decide.Unknown{{Reason: "silent"}}}
		},
	}
}

// blind is a decider that does not see the keywords of that name: it proves
// inclusion wherever the two texts are the same without them.
func blind(name string) Decider {
	d := silent()
	d.Decide = func(q decide.Question) decide.Answer {
		if stripped(q.In, name) == stripped(q.Out, name) {
			return decide.Answer{Verdict: decide.Empty}
		}
		return silent().Decide(q)
	}
	return d
}

// stripped writes a schema without the keywords of that name and without what
// limits nothing, members in the order of their names.
func stripped(g *graph.Graph, name string) string {
	v := g.Root.Value
	for changed := true; changed; {
		changed = false
		for _, path := range places(v, g.Root.Dialect) {
			x := at(v, path)
			i := slices.IndexFunc(x.Members, func(m source.Member) bool {
				return m.Name == name || m.Name == "title" || m.Name == "description"
			})
			if i >= 0 {
				v, changed = replace(v, path, without(x, i)), true
				break
			}
		}
	}
	return sorted(v)
}

func sorted(v *source.Value) string {
	var parts []string
	for i := range kids(v) {
		part := sorted(kid(v, i))
		if v.Kind == source.Object {
			part = v.Members[i].Name + ":" + part
		}
		parts = append(parts, part)
	}
	switch v.Kind {
	case source.Object:
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	case source.Array:
		return "[" + strings.Join(parts, ",") + "]"
	}
	return v.JSON()
}

package attack

import (
	"encoding/json"
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Pair is two schemas to be compared.
type Pair struct {
	ID       string
	Old, New *source.Value
	// Draft is the dialect of a schema that names none.
	Draft graph.Dialect
	// How says how the pair was made.
	How string
}

// seed is a pair as it is kept in a file, with documents that are tried on it.
type seed struct {
	ID        string            `json:"id"`
	Note      string            `json:"note,omitempty"`
	Draft     string            `json:"draft,omitempty"`
	Old       json.RawMessage   `json:"old"`
	New       json.RawMessage   `json:"new"`
	Documents []json.RawMessage `json:"documents,omitempty"`
}

// ReadSeed reads a pair, and documents to try on it, from the text of a file in
// the form that Contradiction.Seed writes.
func ReadSeed(name string, data []byte) (Pair, []*source.Value, error) {
	f, err := source.ParseJSON(name, data)
	if err != nil {
		return Pair{}, nil, err
	}
	p := Pair{ID: name, Old: f.Root.Get("old"), New: f.Root.Get("new"), Draft: graph.Draft2020, How: "seed"}
	if p.Old == nil || p.New == nil {
		return Pair{}, nil, fmt.Errorf("%s: a seed has the members old and new", name)
	}
	if v := f.Root.Get("draft"); v != nil {
		d, ok := graph.ParseDialect(v.Text)
		if !ok {
			return Pair{}, nil, fmt.Errorf("%s: draft %q is not known", name, v.Text)
		}
		p.Draft = d
	}
	if list := f.Root.Get("documents"); list != nil {
		return p, list.Items, nil
	}
	return p, nil, nil
}

// load reads a schema as if from a file of that name.
func load(name string, v *source.Value, d graph.Dialect) (*graph.Graph, error) {
	f, err := source.ParseJSON(name, v.AppendJSON(nil))
	if err != nil {
		return nil, err
	}
	return graph.Load(f, graph.Options{Draft: d})
}

var dialects = []graph.Dialect{graph.Draft2020, graph.Draft7, graph.Draft2020, graph.Draft7, graph.Draft2019, graph.Draft4, graph.Draft6}

// Random makes a pair: mostly a schema and an edited copy of it, sometimes two
// schemas made independently, now and then in different dialects. It reports
// false when what it made does not load, which references that lead nowhere and
// those that lead in circles cause.
func Random(c *Choice) (Pair, bool) {
	d := of(c, dialects)
	old := newMaker(c, d, plain()).document()
	p := Pair{Old: old, New: old, Draft: d}
	g, err := load("old.json", old, d)
	if err != nil {
		return p, false
	}
	switch k := c.pick(20); {
	case k < 15:
		p.New, p.How = edited(c, NewEditor(g), old)
	case k < 18:
		p.New, p.How = newMaker(c, d, plain()).document(), "independent"
	case k < 19:
		p.New, p.How = newMaker(c, of(c, dialects), plain()).document(), "other dialect"
	default:
		p.New, p.How = with(old, "$schema", text(of(c, dialects).URI())), "read in another dialect"
	}
	_, err = load("new.json", p.New, d)
	return p, err == nil
}

// Edited makes a pair of a schema, g and its text, and a copy with random edits.
// It reports false when the copy does not load.
func Edited(c *Choice, e *Editor, root *source.Value) (Pair, bool) {
	p := Pair{Old: root, Draft: e.d}
	p.New, p.How = edited(c, e, root)
	_, err := load("new.json", p.New, e.d)
	return p, err == nil
}

func edited(c *Choice, e *Editor, root *source.Value) (*source.Value, string) {
	v, how := e.Edit(c, root)
	for range c.pick(3) {
		var also string
		v, also = e.Edit(c, v)
		how += ", " + also
	}
	return v, how
}

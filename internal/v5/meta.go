package v5

import (
	"fmt"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// metas holds the validators of the official meta-schemas, made when needed.
var metas struct {
	sync.Mutex
	of map[graph.Dialect]*Validator
}

// meta returns the validator of a dialect's meta-schema. Formats are not
// asserted: they would refuse patterns that are not Go's and references that
// are in common use.
func meta(d graph.Dialect) (*Validator, error) {
	metas.Lock()
	defer metas.Unlock()
	if v := metas.of[d]; v != nil {
		return v, nil
	}
	f, ok := graph.Builtin(d.URI())
	if !ok {
		return nil, fmt.Errorf("no meta-schema for %s", d)
	}
	g, err := graph.Load(f, graph.Options{Draft: d})
	if err != nil {
		return nil, err
	}
	v, err := CompileSound(g, false)
	if err != nil {
		return nil, err
	}
	v.inward = true // most alternatives of a meta-schema differ in type
	if metas.of == nil {
		metas.of = map[graph.Dialect]*Validator{}
	}
	metas.of[d] = v
	return v, nil
}

// checkMeta judges every document of the graph, and every embedded resource of
// another dialect, by its meta-schema.
func checkMeta(g *graph.Graph) error {
	c := metaCheck{g: g, foreign: map[*source.Value]bool{}}
	for _, r := range g.Resources {
		if r.Parent != nil && r.Dialect != r.Parent.Dialect {
			c.foreign[r.Root.Value] = true
		}
		c.partial = c.partial || r.Dialect >= graph.Draft2019 && r.Vocab|keyword.DefaultVocab(r.Dialect) != r.Vocab
	}
	if c.partial {
		c.nodes = make(map[*source.Value]*graph.Node, len(g.Nodes))
		for _, n := range g.Nodes {
			c.nodes[n.Value] = n
		}
	}
	for _, r := range g.Resources {
		if r.Builtin || r.Parent != nil && !c.foreign[r.Root.Value] {
			continue
		}
		if err := c.resource(r); err != nil {
			return err
		}
	}
	return nil
}

type metaCheck struct {
	g       *graph.Graph
	foreign map[*source.Value]bool // roots that another meta-schema judges
	partial bool                   // some resource leaves vocabularies out
	nodes   map[*source.Value]*graph.Node
}

func (c *metaCheck) resource(r *graph.Resource) error {
	v, err := meta(r.Dialect)
	if err != nil {
		return failed(err)
	}
	root := r.Root.Value
	list, err := v.Judge(c.judged(root, root))
	if err != nil {
		return failed(err)
	}
	if len(list) == 0 {
		return nil
	}
	first := list[0]
	at, _ := root.At(first.InstanceAt)
	e := r.File.Errorf(at, r.Root.Ptr()+first.InstanceAt, CodeMetaSchema, "", "not a valid %s schema: %s", r.Dialect, first.Message)
	if row := c.keywordAt(first.InstanceAt); row != nil {
		e.Hint = fmt.Sprintf("%q takes %s", row.Name, row.Shape)
	}
	if more := len(list) - 1; more > 0 {
		e.Message += fmt.Sprintf(" (and %d more)", more)
	}
	return e
}

// judged returns what the meta-schema of root's resource judges of v: all of it
// but resources of other dialects and keywords of vocabularies not in use. Most
// schemas have neither and come back unchanged.
func (c *metaCheck) judged(v, root *source.Value) *source.Value {
	if len(c.foreign) == 0 && !c.partial {
		return v
	}
	switch {
	case v != root && c.foreign[v]:
		return source.NewObject(nil)
	case v.Kind == source.Array:
		out := *v
		out.Items = make([]*source.Value, len(v.Items))
		for i, item := range v.Items {
			out.Items[i] = c.judged(item, root)
		}
		return &out
	case v.Kind == source.Object:
		n := c.nodes[v]
		members := make([]source.Member, 0, len(v.Members))
		for _, m := range v.Members {
			if n != nil {
				if k := n.Keyword(m.Name); k != nil && k.Row == nil {
					continue
				}
			}
			m.Value = c.judged(m.Value, root)
			members = append(members, m)
		}
		return source.NewObject(members)
	}
	return v
}

// keywordAt returns the row of the last keyword named in a pointer into a
// schema, which is the one that a fault at the pointer is about.
func (c *metaCheck) keywordAt(pointer string) *keyword.Row {
	tokens := strings.Split(pointer, "/")
	for i := len(tokens) - 1; i > 0; i-- {
		if row := keyword.Find(tokens[i]); row != nil {
			return row
		}
	}
	return nil
}

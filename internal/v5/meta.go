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

// checkMeta judges every document of the graph, and every embedded resource that
// another meta-schema describes, by the meta-schema of its dialect and by its custom
// one. open holds the validators of custom meta-schemas, nil while one is made.
func checkMeta(g *graph.Graph, open map[string]*Validator) error {
	c := metaCheck{g: g, foreign: map[*source.Value]bool{}, custom: open}
	for _, r := range g.Resources {
		if r.Parent != nil && (r.Dialect != r.Parent.Dialect || r.CustomMeta() != r.Parent.CustomMeta()) {
			c.foreign[r.Root.Value] = true
		}
		c.later = c.later || r.LaterKeywords && r.Dialect < graph.Draft2020
		c.partial = c.partial || r.Dialect >= graph.Draft2019 && r.Vocab|keyword.DefaultVocab(r.Dialect) != r.Vocab
	}
	if c.partial || c.later {
		c.nodes = make(map[*source.Value]*graph.Node, len(g.Nodes))
		for _, n := range g.Nodes {
			c.nodes[n.Value] = n
		}
	}
	roots := g.Entered()
	for _, n := range g.Nodes {
		if r := n.Resource; !r.Builtin && (n.Outermost() || n == r.Root && c.foreign[n.Value] || n.UnderLater()) {
			roots = append(roots, n)
		}
	}
	for _, n := range roots {
		r := n.Resource
		v, err := meta(r.Dialect)
		if err != nil {
			return failed(err)
		}
		if err := c.schema(n, v, c.judged(n.Value, n.Value, c.partial), r.Dialect.String()); err != nil {
			return err
		}
		uri := r.CustomMeta()
		if uri == "" {
			continue
		}
		if v, err = c.customMeta(r, uri); err != nil {
			return err
		}
		if err := c.schema(n, v, c.judged(n.Value, n.Value, false), uri); err != nil {
			return err
		}
	}
	return nil
}

type metaCheck struct {
	g       *graph.Graph
	foreign map[*source.Value]bool // roots that another meta-schema judges
	partial bool                   // some resource leaves vocabularies out
	later   bool                   // keywords of later drafts have a meaning in some resource
	nodes   map[*source.Value]*graph.Node
	custom  map[string]*Validator
}

// customMeta returns the validator of the custom meta-schema of r, which is a schema
// like any other.
func (c *metaCheck) customMeta(r *graph.Resource, uri string) (*Validator, error) {
	v, known := c.custom[uri]
	switch {
	case v != nil:
		return v, nil
	case known:
		return nil, r.File.Errorf(r.Root.Value, r.Root.Ptr(), graph.CodeDialect, "let the \"$schema\" of what a meta-schema refers to lead to an official one",
			"the meta-schema %q describes what it refers to itself", uri)
	}
	c.custom[uri] = nil
	g, err := c.g.LoadMeta(r)
	if err == nil {
		err = checkMeta(g, c.custom)
	}
	if err == nil {
		v, err = CompileSound(g, false)
	}
	if err == nil {
		v.inward, c.custom[uri] = true, v
	}
	return v, err
}

// schema judges the root of a resource, or a schema in a document that is none, by a
// meta-schema.
func (c *metaCheck) schema(n *graph.Node, v *Validator, judged *source.Value, by string) error {
	list, err := v.Judge(judged)
	if err != nil {
		e := *failed(err)
		e.File = n.File.Name
		return &e
	}
	if len(list) == 0 {
		return nil
	}
	first := list[0]
	at, _ := n.Value.At(first.InstanceAt)
	e := n.File.Errorf(at, n.Ptr()+first.InstanceAt, CodeMetaSchema, "", "not a valid %s schema: %s", by, first.Message)
	if row := c.keywordAt(first.InstanceAt); row != nil {
		e.Hint = fmt.Sprintf("%q takes %s", row.Name, row.Shape)
	}
	if more := len(list) - 1; more > 0 {
		e.Message += fmt.Sprintf(" (and %d more)", more)
	}
	return e
}

// judged returns what the meta-schema of root's resource judges of v: all of it but
// resources that another describes and, if partial is set, keywords of vocabularies
// not in use and what only later drafts take. Most schemas have none of these and come back unchanged.
func (c *metaCheck) judged(v, root *source.Value, partial bool) *source.Value {
	if len(c.foreign) == 0 && !partial && !c.later {
		return v
	}
	switch {
	case v != root && c.foreign[v]:
		return source.NewObject(nil)
	case v.Kind == source.Bool && c.later && c.nodes[v] != nil:
		return source.NewObject(nil) // a schema, for draft 4 too
	case v.Kind == source.Array:
		out := *v
		out.Items = make([]*source.Value, len(v.Items))
		for i, item := range v.Items {
			out.Items[i] = c.judged(item, root, partial)
		}
		return &out
	case v.Kind == source.Object:
		n := c.nodes[v]
		members := make([]source.Member, 0, len(v.Members))
		for _, m := range v.Members {
			if n != nil && leavesOut(n, m, partial) {
				continue
			}
			m.Value = c.judged(m.Value, root, partial)
			members = append(members, m)
		}
		return source.NewObject(members)
	}
	return v
}

// leavesOut reports whether a meta-schema does not judge a member of n: it is of a
// vocabulary not in use, or a number that is a bound in later drafts than draft 4, of
// which the graph has seen that it is one. Other keywords of later drafts no
// meta-schema describes; schemas in them are judged for themselves.
func leavesOut(n *graph.Node, m source.Member, partial bool) bool {
	k := n.Keyword(m.Name)
	if k == nil || k.Row == nil {
		return partial && k != nil
	}
	return n.Dialect == graph.Draft4 && k.Row.Shape == keyword.BooleanOrNumber && m.Value.Kind == source.Number
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

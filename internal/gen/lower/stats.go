package lower

import (
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// census counts the members that a schema declares, place by place, and which
// of them the model has types for. What a member is allowed to hold is read off
// the schema alone: a model without a single type has just as many members of
// one type, and none typed.
//
// A place is what applies to one value, so a definition that many refer to is
// one place, and so is the union of several; where a constant tells the
// alternatives of a union apart, each of them is a place. A member is of one
// type when everything that the place demands and every alternative it offers
// leave one JSON type for it, null aside: an alternative that forbids the member
// has no say, one that says nothing of it allows all types.
type census struct {
	*places
	found map[*graph.Node]*counted
	order []*counted
	seen  map[pair]bool
	todo  []pair
	flat  map[place]*graph.Node // nodes without what was flattened
	named map[*model.Type]map[string]*model.Type
}

// counted is a place that was met: for each member of one type whether it is
// typed, and how many members there are in all.
type counted struct {
	members int
	typed   map[string]bool
}

// pair is a place and the type that the model has for it, nil for raw JSON.
type pair struct {
	n *graph.Node
	t *model.Type
}

// maxPlaces bounds the places that are looked at, for each schema.
const maxPlaces = 1_000

// count fills in the statistics of the package.
func (l *lowerer) count() {
	c := &census{
		places: newPlaces(l.maker, l.kinds), found: map[*graph.Node]*counted{}, seen: map[pair]bool{},
		flat: map[place]*graph.Node{}, named: map[*model.Type]map[string]*model.Type{},
	}
	c.visit(l.g.Root, l.pkg.Root)
	for len(c.todo) > 0 && len(c.seen) < maxPlaces+8*len(l.g.Nodes) {
		next := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		c.place(next)
	}
	for _, x := range c.order {
		l.pkg.Members += x.members
		l.pkg.Static += len(x.typed)
		for _, typed := range x.typed {
			if typed {
				l.pkg.Typed++
			}
		}
	}
}

func (c *census) visit(n *graph.Node, t *model.Type) {
	n = c.canonical(n)
	switch {
	case t == nil:
	case t.Kind == model.Any:
		t = nil
	case t.Import != "" || t.Kind == model.Held:
		return // another package declares what is in it
	}
	if next := (pair{n, t}); n != c.yes && n != c.no && !c.seen[next] {
		c.seen[next] = true
		c.todo = append(c.todo, next)
	}
}

// place counts the members of one place and goes on to what is below it.
func (c *census) place(x pair) {
	k := c.kinds.of(x.n)
	if k&kArray != 0 {
		c.list(x.n, valueOf(x.t, kArray))
	}
	if k&kObject == 0 {
		return
	}
	object := valueOf(x.t, kObject)
	if c.tagged(pair{x.n, object}) {
		return
	}
	at := c.found[x.n]
	if at == nil {
		at = &counted{typed: map[string]bool{}}
		c.found[x.n] = at
		c.order = append(c.order, at)
	}
	at.members = 0
	for _, label := range c.declared(x.n) {
		m := c.at(x.n, label)
		switch label.kind {
		case matching:
			c.visit(m, c.member(object, label))
			continue
		case indexed:
			continue
		}
		k := c.kinds.of(m)
		if k == 0 {
			continue
		}
		at.members++
		t := c.member(object, label)
		if k.single() {
			known, met := at.typed[label.text]
			// It is typed when it is so wherever the place is met.
			at.typed[label.text] = (known || !met) && t != nil && t.Kind != model.Any
		}
		c.visit(m, t)
	}
	rest := label{kind: others}
	c.visit(c.at(x.n, rest), c.member(object, rest))
}

func (c *census) list(n *graph.Node, t *model.Type) {
	var elem *model.Type
	if t != nil {
		elem = t.Elem
	}
	for _, label := range c.declared(n) {
		if label.kind == indexed {
			c.visit(c.at(n, label), elem)
		}
	}
	c.visit(c.at(n, label{kind: items}), elem)
}

// tagged takes apart a place whose alternatives a constant tells apart.
func (c *census) tagged(x pair) bool {
	v := c.kinds.flatten([]*graph.Node{x.n}, kObject)
	for i, n := range v.nodes {
		for keyword, branches := range [...][]*graph.Node{withoutAnyOf: n.AnyOf, withoutOneOf: n.OneOf} {
			u := &union{branches: objects(c.kinds, branches)}
			if len(u.branches) < 2 || !u.byDiscriminator(c.kinds, kObject) {
				continue
			}
			u.together(func(list []*graph.Node) *graph.Node { return c.either(list...) })
			for j, b := range u.branches {
				t := x.t
				if t != nil && t.Kind == model.Sum {
					t = branchOf(t, u.tags[j])
				}
				all := []*graph.Node{b, c.alone(n, keyword)}
				for k, other := range v.nodes {
					if k != i {
						all = append(all, c.alone(other, keepUnions))
					}
				}
				c.visit(c.all(all...), t)
			}
			return true
		}
	}
	return false
}

// What alone leaves out.
const (
	withoutAnyOf = iota
	withoutOneOf
	keepUnions
)

// alone returns n without what it refers to, and without one of its unions.
func (c *census) alone(n *graph.Node, mode int) *graph.Node {
	key := place{n, label{index: mode}}
	if c.flat[key] == nil {
		c.flat[key] = c.derive(n, func(k *graph.Node) {
			k.Ref, k.AllOf, k.DynamicRef = nil, nil, nil
			switch mode {
			case withoutAnyOf:
				k.AnyOf = nil
			case withoutOneOf:
				k.OneOf = nil
			}
		})
	}
	return c.flat[key]
}

// objects returns the branches that accept an object.
func objects(m kindMemo, branches []*graph.Node) []*graph.Node {
	var out []*graph.Node
	for _, b := range branches {
		if m.of(b)&kObject != 0 {
			out = append(out, b)
		}
	}
	return out
}

// branchOf returns the type of a sum that holds the objects with these tags.
func branchOf(t *model.Type, tags []string) *model.Type {
	for _, b := range t.Branches {
		for _, tag := range b.Tags {
			if len(tags) > 0 && tag == tags[0] {
				return b.Type
			}
		}
	}
	return nil
}

// valueOf returns the type that t has for objects or for arrays, nil where it
// keeps them raw.
func valueOf(t *model.Type, k kinds) *model.Type {
	for range maxTypeDepth {
		if t == nil {
			return nil
		}
		switch t.Kind {
		case model.Box, model.Nullable:
			t = t.Elem
			continue
		case model.List:
			if k == kArray {
				return t
			}
		case model.Struct, model.Map:
			if k == kObject {
				return t
			}
		case model.Sum:
			if t.Discriminator != "" {
				if k == kObject {
					return t
				}
				return nil
			}
			for _, b := range t.Branches {
				if found := valueOf(b.Type, k); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return nil
}

// member returns the type of a member in an object type, nil where it is kept
// as raw JSON: undeclared members of a struct are.
func (c *census) member(t *model.Type, at label) *model.Type {
	switch {
	case t == nil:
		return nil
	case t.Kind == model.Map:
		return t.Elem
	case at.kind != named:
		return nil
	}
	if c.named[t] == nil {
		c.named[t] = make(map[string]*model.Type, len(t.Fields))
		for _, f := range t.Fields {
			c.named[t][f.JSON] = f.Type
		}
	}
	return c.named[t][at.text]
}

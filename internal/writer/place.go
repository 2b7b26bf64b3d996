package writer

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// place is a place of the document that schemas are applied to. Values are
// shared between places, so places and not values carry what is found out.
type place struct {
	value *source.Value
	// kids are the places of items or members; nil where none was visited.
	kids []*place
	// structured says that an applied schema names members of this object.
	structured bool
	// members says what is known of each member; nil as long as it is nothing.
	members []member
}

// member is what is known of a member of an object.
type member struct {
	// node and keyword declare the member; node is nil for one that is not.
	node    *graph.Node
	keyword string
	// evaluated says that the keyword evaluates rather than names.
	evaluated bool
	// mentioned says that some schema mentions the name.
	mentioned bool
}

// kid returns the place of the i-th item or member.
func (p *place) kid(i int) *place {
	if p.kids == nil {
		p.kids = make([]*place, max(len(p.value.Items), len(p.value.Members)))
	}
	if p.kids[i] == nil {
		k := &place{}
		if p.value.Kind == source.Object {
			k.value = p.value.Members[i].Value
		} else {
			k.value = p.value.Items[i]
		}
		p.kids[i] = k
	}
	return p.kids[i]
}

func (p *place) member(i int) *member {
	if p.members == nil {
		p.members = make([]member, len(p.value.Members))
	}
	return &p.members[i]
}

// known returns what is known of member i, of p that may be nil.
func (p *place) known(i int) member {
	if p == nil || p.members == nil {
		return member{}
	}
	return p.members[i]
}

// below returns the place of the i-th item or member if it was visited; p may be
// nil.
func (p *place) below(i int) *place {
	if p == nil || p.kids == nil {
		return nil
	}
	return p.kids[i]
}

// mode says in what way a schema is applied at a place.
type mode uint8

const (
	// applied: the schema applies.
	applied mode = iota
	// condition: it is part of an if that applies; what it mentions is named.
	condition
	// ghost: its condition does not hold, but what it mentions is mentioned.
	ghost
)

// mark is the annotation that a keyword evaluated an item or a member. Marks of
// schemas that fail are taken off the log again.
type mark struct {
	place   *place
	index   int
	node    *graph.Node
	keyword string
	// declares says that the member is declared by it.
	declares bool
}

// declare records what the annotation says.
func (m *mark) declare() {
	if m.declares {
		x := m.place.member(m.index)
		if !x.evaluated {
			x.node, x.keyword, x.evaluated = m.node, m.keyword, true
		}
	}
}

// name records that keyword of n names a member of p, which may be absent.
func (r *run) name(n *graph.Node, keyword string, p *place, name string, m mode) {
	if m != ghost {
		p.structured = true
	}
	for i := range p.value.Members {
		if p.value.Members[i].Name == name {
			r.mention(n, keyword, p, i, m, true)
			return
		}
	}
}

// mention records that keyword of n mentions member i of p, and whether it names
// it, as everything in a condition does.
func (r *run) mention(n *graph.Node, keyword string, p *place, i int, m mode, names bool) {
	x := p.member(i)
	x.mentioned = true
	if (names && m == applied || m == condition) && x.node == nil {
		x.node, x.keyword = n, keyword
	}
}

// evaluated reports whether one of the marks from..to says that member or
// item i of p is evaluated.
func (r *run) evaluated(from, to int, p *place, i int) bool {
	for k := from; k < to; k++ {
		if r.log[k].place == p && r.log[k].index == i {
			return true
		}
	}
	return false
}

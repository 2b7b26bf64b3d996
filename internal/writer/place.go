package writer

import (
	"slices"

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
	// index finds members of a large object.
	index map[string]int
}

// member is what is known of a member of an object.
type member struct {
	// by is what declares the member: what evaluates it outside an if, inside one,
	// and what names it.
	by        []Declarer
	evaluated int // how many of them evaluate it
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

// find returns the index of the member called name, or -1.
func (p *place) find(name string) int {
	members := p.value.Members
	if len(members) < 16 {
		return slices.IndexFunc(members, func(m source.Member) bool { return m.Name == name })
	}
	if p.index == nil {
		p.index = make(map[string]int, len(members))
		for i := range members {
			p.index[members[i].Name] = i
		}
	}
	if i, ok := p.index[name]; ok {
		return i
	}
	return -1
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
	// mentioning: its condition is not met, but what it mentions is mentioned.
	mentioning
)

// mark is the annotation that a keyword evaluated an item or a member. Marks of
// schemas that fail are taken off the log again.
type mark struct {
	place   *place
	index   int
	node    *graph.Node
	keyword string
	of      string // the member's name or the pattern, if the keyword has them
	// declares says that the member is declared by it.
	declares bool
	// condition says that the keyword is part of an if.
	condition bool
	// again stands for the marks of a schema that was applied before; nothing else
	// but the place is set then.
	again *segment
}

// mark puts m on the log if anybody will read it.
func (r *run) mark(m mark) {
	if r.full || r.e.evaluates {
		r.log = append(r.log, m)
	}
}

// declare records what the annotations of an accepted document say. Where several
// keywords declare a member, one outside conditions says best where it comes
// from.
func declare(log []mark) {
	for _, condition := range []bool{false, true} {
		each(log, nil, func(m *mark) {
			if m.declares && m.condition == condition {
				x := m.place.member(m.index)
				x.by = slices.Insert(x.by, x.evaluated, Declarer{m.node, m.keyword, m.of})
				x.evaluated++
			}
		})
	}
}

// name records that keyword of n names a member of p, which may be absent.
func (r *run) name(n *graph.Node, keyword string, p *place, name string, m mode) {
	if m != mentioning {
		p.structured = true
	}
	if i := p.find(name); i >= 0 {
		r.mention(n, keyword, name, p, &visit{i: i, mode: m}, true)
	}
}

// mention records that keyword of n mentions a member of p, and whether it names
// it, as everything in a condition does.
func (r *run) mention(n *graph.Node, keyword, of string, p *place, v *visit, names bool) {
	x := p.member(v.i)
	x.mentioned = true
	if names && v.mode == applied || v.mode == condition {
		x.by = append(x.by, Declarer{n, keyword, of})
	}
}

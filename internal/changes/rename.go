package changes

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// renamedMembers finds members that went where others with the very same schema
// came, if nothing else did: everything but the name is the same.
func (d *pair) renamedMembers(o, n *members) map[string]bool {
	type found struct {
		before, after *namedGroup
		many          bool
	}
	byDigest := map[digest]*found{}
	var order []*found
	for i := range o.declared.list {
		a := &o.declared.list[i]
		if n.declared.find(a.name) != nil {
			continue
		}
		h := d.sides[0].groupHash(a.group)
		if f := byDigest[h]; f != nil {
			f.many = true
			continue
		}
		f := &found{before: a}
		byDigest[h] = f
		order = append(order, f)
	}
	for i := range n.declared.list {
		b := &n.declared.list[i]
		if o.declared.find(b.name) != nil {
			continue
		}
		if f := byDigest[d.sides[1].groupHash(b.group)]; f != nil {
			f.many = f.many || f.after != nil
			f.after = b
		}
	}
	renamed := map[string]bool{}
	for _, f := range order {
		if f.many || f.after == nil {
			continue
		}
		a, b := f.before, f.after
		_, was := o.required[a.name]
		need, is := n.required[b.name]
		_, wasToo := o.required[b.name]
		_, stays := n.required[a.name]
		if was != is || wasToo || stays || !d.telling(a.group) && !alikeNames(a.name, b.name) {
			continue
		}
		about := subject{keyword: "properties", name: a.name, newName: b.name}
		for i, p := range a.at {
			about.edit = append(about.edit, removal(p)...)
			to := b.at[min(i, len(b.at)-1)]
			about.edit = append(about.edit, step{kind: add, node: p.node, path: []string{"properties", b.name}, value: to.value, from: to.node})
		}
		if was {
			p := o.required[a.name]
			about.edit = append(about.edit, step{kind: set, node: p.node, path: p.tokens(), value: need.value})
			about.besides = append(about.besides, Backward, Forward)
		}
		renamed[a.name], renamed[b.name] = true, true
		d.tellIn(d.ctx.under(member(a.name)), memberRenamed, a.at[0], b.at[0], about)
	}
	return renamed
}

// telling reports whether a schema says so much that another member with the very
// same one is the same member: more than a type.
func (d *pair) telling(group nodes) bool {
	said := 0
	for _, n := range closure(group) {
		said += len(n.Keywords)
	}
	return said > 1
}

// alikeNames reports whether one name may be the other, respelled, shortened or
// lengthened.
func alikeNames(a, b string) bool {
	plain := func(name string) string {
		return strings.ToLower(strings.Map(func(r rune) rune {
			if strings.ContainsRune("_-. $", r) {
				return -1
			}
			return r
		}, name))
	}
	x, y := plain(a), plain(b)
	_, near := suggest.Closest(x, []string{y})
	return near || len(x) > 2 && strings.Contains(y, x) || len(y) > 2 && strings.Contains(x, y)
}

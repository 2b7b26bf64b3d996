package lower

import (
	"slices"
	"sort"

	"github.com/atlas-dataflow/runresult/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// union is an anyOf or oneOf whose branches exclude one another, so that it
// decides the type of its place instead of being a condition on it.
type union struct {
	keyword       string
	at            string // pointer of the keyword
	branches      []*graph.Node
	kinds         []kinds // per branch, where JSON types tell them apart
	discriminator string
	tags          [][]string // per branch, JSON text of the discriminator
}

func (u *union) branchFor(part kinds) *graph.Node {
	for i, k := range u.kinds {
		if k&part != 0 {
			return u.branches[i]
		}
	}
	return nil
}

// chooseUnion finds the first anyOf or oneOf that decides the type, and takes
// it out of the view's nodes.
func (l *lowerer) chooseUnion(v *view) *union {
	for i, n := range v.nodes {
		for _, one := range []bool{false, true} {
			u := &union{keyword: "anyOf", branches: n.AnyOf}
			if one {
				u = &union{keyword: "oneOf", branches: n.OneOf}
			}
			if len(u.branches) < 2 || !(u.byKinds(l.kinds, v.kinds) || u.byDiscriminator(l.kinds, v.kinds)) {
				continue
			}
			u.at = n.At(u.keyword)
			v.nodes[i] = l.derive(n, func(c *graph.Node) {
				c.Ref, c.AllOf = nil, nil // flattened already
				if one {
					c.OneOf = nil
				} else {
					c.AnyOf = nil
				}
			})
			return u
		}
	}
	return nil
}

// byKinds reports whether the branches accept disjoint JSON types.
func (u *union) byKinds(m kindMemo, allowed kinds) bool {
	var taken kinds
	u.kinds = make([]kinds, len(u.branches))
	for i, b := range u.branches {
		k := m.of(b) & allowed
		if k&kNumber != 0 {
			k |= kNumber // one JSON type, whatever the branch accepts of it
		}
		if k&taken != 0 {
			u.kinds = nil
			return false
		}
		taken |= k
		u.kinds[i] = k
	}
	return taken&allowed&^kNumber == allowed&^kNumber&taken && taken != 0
}

// byDiscriminator reports whether the branches are objects that require a
// common member with disjoint constants.
func (u *union) byDiscriminator(m kindMemo, allowed kinds) bool {
	if allowed != kObject && !u.allObjects(m, allowed) {
		return false
	}
	common := map[string][][]string{}
	taken := map[string]map[string]bool{} // by member, the values of earlier branches
	for i, b := range u.branches {
		tags := tagsOf(m, b)
		if i == 0 {
			for name := range tags {
				common[name], taken[name] = nil, map[string]bool{}
			}
		}
		for name := range common {
			t, ok := tags[name]
			if !ok || slices.ContainsFunc(t, func(s string) bool { return taken[name][s] }) {
				delete(common, name)
				continue
			}
			for _, s := range t {
				taken[name][s] = true
			}
			common[name] = append(common[name], t)
		}
	}
	if len(common) == 0 {
		return false
	}
	names := make([]string, 0, len(common))
	for name := range common {
		names = append(names, name)
	}
	sort.Strings(names)
	u.discriminator, u.tags = names[0], common[names[0]]
	return true
}

func (u *union) allObjects(m kindMemo, allowed kinds) bool {
	for _, b := range u.branches {
		if m.of(b)&allowed != kObject {
			return false
		}
	}
	return true
}

// tagsOf returns the required members of an object schema whose values are
// string constants.
func tagsOf(m kindMemo, n *graph.Node) map[string][]string {
	out := map[string][]string{}
	v := m.flatten([]*graph.Node{n}, kObject)
	required := map[string]bool{}
	for _, x := range v.nodes {
		for _, r := range x.Required {
			required[r] = true
		}
	}
	for _, x := range v.nodes {
		for _, p := range x.Properties {
			if !required[p.Name] || out[p.Name] != nil {
				continue
			}
			if t := constantsOf(m, p.Node); t != nil {
				out[p.Name] = t
			}
		}
	}
	return out
}

func constantsOf(m kindMemo, n *graph.Node) []string {
	for _, x := range m.flatten([]*graph.Node{n}, kAll).nodes {
		values := x.Enum
		if x.Const != nil {
			values = []*source.Value{x.Const}
		}
		if len(values) == 0 {
			continue
		}
		var out []string
		for _, v := range values {
			if v.Kind != source.String {
				return nil
			}
			out = append(out, v.Text)
		}
		return out
	}
	return nil
}

func (l *lowerer) fillDiscriminated(t *model.Type, v view, u *union) {
	t.Kind = model.Sum
	t.Discriminator = u.discriminator
	t.TypeRule = model.Rule{SchemaAt: u.at, Keyword: u.keyword, Message: "must be an object whose " + member(u.discriminator) + " names one of the alternatives"}
	for i, b := range u.branches {
		t.Branches = append(t.Branches, &model.Branch{
			Type: l.lower(append([]*graph.Node{b}, l.shapes(v.nodes)...), kObject),
			Tags: u.tags[i],
		})
	}
}

package lower

import (
	"sort"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
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
	groups        [][]int    // branches that the discriminator does not tell apart
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
			u.together(func(list []*graph.Node) *graph.Node { return l.groupOf(n, list, one) })
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
// common member whose constants tell them apart, or all but a few of them:
// those that share a constant stay together.
func (u *union) byDiscriminator(m kindMemo, allowed kinds) bool {
	if allowed != kObject && !u.allObjects(m, allowed) {
		return false
	}
	all := make([]map[string][]string, len(u.branches))
	for i, b := range u.branches {
		all[i] = tagsOf(m, b)
	}
	names := make([]string, 0, len(all[0]))
	for name := range all[0] {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		groups, tags := groupsOf(all, name)
		if len(groups) > len(u.groups) && len(groups) > 1 && 3*len(groups) >= 2*len(u.branches) {
			u.discriminator, u.groups, u.tags = name, groups, tags
		}
	}
	return u.groups != nil
}

// groupsOf puts branches together that share a constant of a member, and returns
// them with their constants; nothing if a branch does not require the member.
func groupsOf(all []map[string][]string, name string) (groups [][]int, tags [][]string) {
	owner := map[string]int{} // by constant, the group in which it is
	for i, t := range all {
		if t[name] == nil {
			return nil, nil
		}
		at := -1
		for _, s := range t[name] {
			g, taken := owner[s]
			switch {
			case !taken || g == at:
			case at < 0:
				at = g
			default: // the branch joins two groups
				return nil, nil
			}
		}
		if at < 0 {
			at = len(groups)
			groups, tags = append(groups, nil), append(tags, nil)
		}
		groups[at] = append(groups[at], i)
		for _, s := range t[name] {
			if _, taken := owner[s]; !taken {
				owner[s] = at
				tags[at] = append(tags[at], s)
			}
		}
	}
	return groups, tags
}

// together replaces the branches by one for each group.
func (u *union) together(join func([]*graph.Node) *graph.Node) {
	if u.groups == nil {
		return
	}
	var branches []*graph.Node
	for _, g := range u.groups {
		list := make([]*graph.Node, len(g))
		for i, j := range g {
			list[i] = u.branches[j]
		}
		if len(list) == 1 {
			branches = append(branches, list[0])
		} else {
			branches = append(branches, join(list))
		}
	}
	u.branches = branches
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
		bt := l.lower(append([]*graph.Node{b}, l.shapes(v.nodes)...), kObject)
		if len(u.groups[i]) > 1 && bt.Pointer == t.Pointer {
			l.suffix[bt] = l.pascal(u.tags[i][0])
		}
		t.Branches = append(t.Branches, &model.Branch{Type: bt, Tags: u.tags[i]})
	}
}

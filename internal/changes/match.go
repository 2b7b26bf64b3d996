package changes

import (
	"cmp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// signature is what the schemas of a list are matched by.
type signature struct {
	exact    [16]byte
	features []string
	types    typeSet
}

// matching is the outcome of matching two lists.
type matching struct {
	pairs            [][2]int // in the order of the old list
	restOld, restNew []int
}

// popular is the number of owners beyond which a feature tells nothing: it keeps
// matching near linear in the length of the lists.
const popular = 24

// likeness is the share of features that two schemas must have in common to
// count as one that changed.
const likeness = 0.3

// matched matches two lists: equal schemas first, then those that have most in
// common, then the last two if they can hold the same type of value.
func matched(lenOld, lenNew int, old, new func(int) signature) matching {
	if lenOld == 0 || lenNew == 0 {
		return matching{restOld: upTo(lenOld), restNew: upTo(lenNew)}
	}
	o, n := signatures(lenOld, old), signatures(lenNew, new)
	partner := make([]int, lenOld)
	taken := make([]bool, lenNew)
	byExact := map[[16]byte][]int{}
	for j := range n {
		byExact[n[j].exact] = append(byExact[n[j].exact], j)
	}
	for i := range o {
		partner[i] = -1
		if list := byExact[o[i].exact]; len(list) > 0 {
			partner[i], taken[list[0]] = list[0], true
			byExact[o[i].exact] = list[1:]
		}
	}
	for _, c := range candidates(o, n, partner, taken) {
		if partner[c.old] < 0 && !taken[c.new] {
			partner[c.old], taken[c.new] = c.new, true
		}
	}
	var m matching
	for i, j := range partner {
		if j < 0 {
			m.restOld = append(m.restOld, i)
		}
	}
	for j := range n {
		if !taken[j] {
			m.restNew = append(m.restNew, j)
		}
	}
	if len(m.restOld) == 1 && len(m.restNew) == 1 && o[m.restOld[0]].types&n[m.restNew[0]].types != 0 {
		partner[m.restOld[0]] = m.restNew[0]
		m.restOld, m.restNew = nil, nil
	}
	for i, j := range partner {
		if j >= 0 {
			m.pairs = append(m.pairs, [2]int{i, j})
		}
	}
	return m
}

func upTo(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i)
	}
	return out
}

func signatures(n int, get func(int) signature) []signature {
	out := make([]signature, n)
	for i := range out {
		out[i] = get(i)
	}
	return out
}

type candidate struct {
	old, new int
	score    float64
}

// candidates lists pairs of what is left that are alike, best first.
func candidates(o, n []signature, partner []int, taken []bool) []candidate {
	type owners struct{ old, new []int }
	index := map[string]*owners{}
	of := func(f string) *owners {
		w := index[f]
		if w == nil {
			w = &owners{}
			index[f] = w
		}
		return w
	}
	var order []string
	for i := range o {
		if partner[i] >= 0 {
			continue
		}
		for _, f := range o[i].features {
			w := of(f)
			if w.old == nil {
				order = append(order, f)
			}
			w.old = append(w.old, i)
		}
	}
	for j := range n {
		if taken[j] {
			continue
		}
		for _, f := range n[j].features {
			if w := index[f]; w != nil {
				w.new = append(w.new, j)
			}
		}
	}
	common := map[[2]int]bool{}
	var out []candidate
	for _, f := range order {
		w := index[f]
		if len(w.old) > popular || len(w.new) > popular {
			continue
		}
		for _, i := range w.old {
			for _, j := range w.new {
				if common[[2]int{i, j}] {
					continue
				}
				common[[2]int{i, j}] = true
				if s := alike(o[i].features, n[j].features); s >= likeness {
					out = append(out, candidate{i, j, s})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(distance(a), distance(b)), cmp.Compare(a.old, b.old), cmp.Compare(a.new, b.new))
	})
	return out
}

func distance(c candidate) int { return max(c.old-c.new, c.new-c.old) }

// alike is the share of features that two sorted sets have in common.
func alike(a, b []string) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch c := cmp.Compare(a[i], b[j]); {
		case c == 0:
			both++
			i++
			j++
		case c < 0:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// maxFeatures bounds what is read of one schema to match it.
const maxFeatures = 256

// signature reads what a schema, with everything that applies together with it,
// is known by.
func (d *differ) signature(side int, group ...*graph.Node) signature {
	s := d.sides[side]
	sig := signature{types: anyType}
	var list []digest
	for _, n := range group {
		if n != nil {
			list = append(list, s.hash[n.ID])
			d.features(&sig, s, n)
		}
	}
	sig.exact = together(list).sum
	slices.Sort(sig.features)
	sig.features = slices.Compact(sig.features)
	return sig
}

func (d *differ) features(sig *signature, s *sideInfo, n *graph.Node) {
	add := func(kind, text string) {
		if len(sig.features) < maxFeatures {
			sig.features = append(sig.features, kind+text)
		}
	}
	seen := map[*graph.Node]bool{}
	list := nodes{n}
	for len(list) > 0 && len(sig.features) < maxFeatures {
		n := list[0]
		list = list[1:]
		if seen[n] {
			continue
		}
		seen[n] = true
		if s.isDef(n) {
			add("definition ", s.keyOf(n))
		}
		v := readValues(nodes{n}, disjunctions)
		sig.types &= v.effective
		if v.finite {
			for _, l := range v.listed {
				add("value ", l.key)
			}
		}
		for i := range n.Keywords {
			add("keyword ", n.Keywords[i].Name)
			switch n.Keywords[i].Name {
			case "title", "$comment", "type", "pattern":
				add(n.Keywords[i].Name+" ", canonical(n.Keywords[i].Value))
			}
		}
		for _, p := range n.Properties {
			sum := s.hash[p.Node.ID].sum
			add("member ", p.Name)
			add("member ", p.Name+"\x00"+string(sum[:]))
		}
		for _, name := range n.Required {
			add("required ", name)
		}
		list = append(list, conjuncts(n)...)
	}
}

package changes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// disjunction is one list of branches of a schema.
type disjunction struct {
	node    *graph.Node
	keyword string // anyOf or oneOf
	list    nodes
}

// disjunctions returns anyOf and oneOf where they are a choice; a single branch
// is none.
func disjunctions(n *graph.Node) []disjunction {
	var out []disjunction
	if len(n.AnyOf) > 1 {
		out = append(out, disjunction{n, "anyOf", n.AnyOf})
	}
	if len(n.OneOf) > 1 {
		out = append(out, disjunction{n, "oneOf", n.OneOf})
	}
	return out
}

func (d disjunction) at() place { return here(d.node, d.keyword, "", written(d.node, d.keyword)) }

func (d disjunction) branch(i int) place {
	return here(d.node, d.keyword, "/"+strconv.Itoa(i), d.list[i].Value)
}

// besideFold are what a branch may say besides types or values and be read as
// these.
var besideFold = []string{"type", "enum", "const", "title", "description", "$comment", "examples", "deprecated"}

// plain reports whether a branch only lists types or values.
func plain(b *graph.Node) bool {
	for i := range b.Keywords {
		if k := &b.Keywords[i]; k.Hidden || !slices.Contains(besideFold, k.Name) {
			return false
		}
	}
	return b.Types != nil || b.Const != nil || b.HasEnum
}

// types reads a choice of types; those of oneOf must not overlap.
func (d disjunction) types() (typeSet, bool) {
	var all typeSet
	for _, b := range d.list {
		t := typesOf(b.Types)
		if !plain(b) || b.Const != nil || b.HasEnum || t == 0 || d.keyword == "oneOf" && all&t != 0 {
			return 0, false
		}
		all |= t
	}
	return all, true
}

// values reads a choice of values, of which the type null is one; those of oneOf must
// not overlap.
func (d disjunction) values() ([]listedValue, bool) {
	var out []listedValue
	seen := map[string]bool{}
	for i, b := range d.list {
		if !plain(b) {
			return nil, false
		}
		v := readValues(nodes{b}, nil)
		if v.declared == typeNull && !v.finite {
			v.listed = []listedValue{{"null", place{value: &source.Value{Kind: source.Null}}}}
		} else if !v.finite || len(v.listed) == 0 {
			return nil, false
		}
		for _, l := range v.listed {
			if seen[l.key] && d.keyword == "oneOf" {
				return nil, false
			}
			seen[l.key] = true
			p := d.branch(i)
			p.value = l.at.value
			out = append(out, listedValue{l.key, p})
		}
	}
	return out, true
}

// nullable reports whether one branch is null and nothing else.
func (d disjunction) nullable() bool {
	return slices.ContainsFunc(d.list, func(b *graph.Node) bool { return onlyNull(b) })
}

func onlyNull(b *graph.Node) bool {
	v := readValues(nodes{b}, nil)
	keys, finite := v.keys()
	return plain(b) && finite && len(keys) == 1 && keys[0] == "null"
}

// foldable reports whether the choice only lists types or values.
func (d disjunction) foldable() bool {
	if _, ok := d.types(); ok {
		return true
	}
	_, ok := d.values()
	return ok
}

// inWords says what a branch accepts, as far as a few words can: a definition by
// its name, types and values by themselves, an object by the constant that tells it
// from the others.
func (s *sideInfo) inWords(b *graph.Node) string {
	if b.Ref != nil {
		if name, ok := s.names[b.Ref]; ok {
			return name
		}
		if words := s.inWords(b.Ref); !strings.HasPrefix(words, "{") {
			return words
		}
		return b.Value.Get("$ref").Text
	}
	v := readValues(nodes{b}, nil)
	asserted := 0
	for range b.Assertions() {
		asserted++
	}
	switch {
	case v.never != nil:
	case v.finite && asserted <= 2 && len(v.listed) <= 3:
		words := make([]string, len(v.listed))
		for i, l := range v.listed {
			words[i] = l.at.value.JSON()
		}
		return clip(strings.Join(words, ", "))
	case asserted == 1 && v.declared != anyType:
		return strings.Join(v.declared.words(), " or ")
	}
	for _, m := range b.Properties {
		if c := m.Node.Const; c != nil && slices.Contains(b.Required, m.Name) {
			return clip(m.Name + " " + c.JSON())
		}
	}
	return clip(b.Value.JSON())
}

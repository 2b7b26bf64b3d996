package changes

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// values is what a group of schemas that apply together says of the value as
// such: its type, or which values there are.
type values struct {
	// never leads to what refuses every value, if something does.
	never *place
	// declared is what type says, effective what remains when multipleOf and the
	// listed values are taken into account.
	declared, effective typeSet
	typeAt              []place
	// listed holds the values of enum and const that have a declared type, when
	// finite.
	finite   bool
	listed   []listedValue
	listedAt []place
	// folded says that anyOf or oneOf was read as type or enum.
	folded bool
}

// whole reports whether of all numbers only whole ones are left.
func (v *values) whole() bool { return v.effective&typeFraction == 0 }

type listedValue struct {
	key string
	at  place
}

// readValues gathers from layers. Of the choices that are to be folded, an anyOf or
// oneOf that only lists types or values counts as type or enum; nil folds none.
func readValues(layers nodes, folding func(*graph.Node) []disjunction) values {
	v := values{declared: anyType}
	for _, n := range layers {
		if n.Bool != nil && !*n.Bool || n.Not != nil && accepting(n.Not) {
			p := whole(n)
			v.never = &p
		}
		if n.Types != nil {
			v.allow(typesOf(n.Types), here(n, "type", "", written(n, "type")))
		}
		if n.HasEnum {
			var list []listedValue
			for i, item := range n.Enum {
				list = append(list, listedValue{canonical(item), here(n, "enum", "/"+strconv.Itoa(i), item)})
			}
			v.list(list, here(n, "enum", "", written(n, "enum")))
		}
		if n.Const != nil {
			p := here(n, "const", "", n.Const)
			v.list([]listedValue{{canonical(n.Const), p}}, p)
		}
		if folding == nil {
			continue
		}
		for _, d := range folding(n) {
			if t, ok := d.types(); ok {
				v.folded = true
				v.allow(t, d.at())
			} else if list, ok := d.values(); ok {
				v.folded = true
				v.list(list, d.at())
			}
		}
	}
	v.settle(layers)
	return v
}

func (v *values) allow(t typeSet, at place) {
	v.declared &= t
	v.typeAt = append(v.typeAt, at)
}

func (v *values) list(list []listedValue, at place) {
	v.listedAt = append(v.listedAt, at)
	if !v.finite {
		v.finite, v.listed = true, list
		return
	}
	keep := make(map[string]bool, len(list))
	for _, l := range list {
		keep[l.key] = true
	}
	v.listed = slices.DeleteFunc(v.listed, func(l listedValue) bool { return !keep[l.key] })
}

func (v *values) settle(layers nodes) {
	v.effective = v.declared
	for _, n := range layers {
		if n.MultipleOf != nil && n.MultipleOf.Rat.IsInt() {
			v.effective &^= typeFraction
		}
	}
	if v.finite {
		seen := map[string]bool{}
		var types typeSet
		v.listed = slices.DeleteFunc(slices.Clone(v.listed), func(l listedValue) bool {
			t := typeOfValue(l.at.value)
			again := seen[l.key]
			seen[l.key] = true
			if t&v.declared != 0 {
				types |= t
			}
			return again || t&v.declared == 0
		})
		v.effective &= types
		if len(v.listed) == 0 && v.never == nil {
			v.never = &v.listedAt[0]
		}
	}
	if v.declared == 0 && v.never == nil {
		v.never = &v.typeAt[0]
	}
}

// keys returns the texts of all values there are, when they are finite: listed,
// or of types that have few.
func (v *values) keys() ([]string, bool) {
	var keys []string
	switch {
	case v.finite:
		for _, l := range v.listed {
			keys = append(keys, l.key)
		}
	case v.declared&^(typeNull|typeBoolean) == 0:
		if v.declared&typeNull != 0 {
			keys = append(keys, "null")
		}
		if v.declared&typeBoolean != 0 {
			keys = append(keys, "false", "true")
		}
	default:
		return nil, false
	}
	slices.Sort(keys)
	return keys, true
}

func typesOf(names []string) typeSet {
	var t typeSet
	for _, name := range names {
		t |= typeOf(name)
	}
	return t
}

// accepting reports whether a schema is true or {}, perhaps behind references.
func accepting(n *graph.Node) bool {
	for range 100 {
		if n.Bool != nil {
			return *n.Bool
		}
		if n.Ref == nil || len(n.Keywords) != 1 {
			return len(n.Keywords) == 0
		}
		n = n.Ref
	}
	return false
}

// refusing reports whether a schema is false, or obviously the same.
func refusing(n *graph.Node) bool {
	for range 100 {
		if n.Bool != nil {
			return !*n.Bool
		}
		if n.HasEnum && len(n.Enum) == 0 || n.Not != nil && accepting(n.Not) {
			return true
		}
		if n.Ref == nil {
			return false
		}
		n = n.Ref
	}
	return false
}

// limit is a bound on numbers.
type limit struct {
	num  *big.Rat
	open bool
	at   place
	// excluded: the number that is written is itself not allowed.
	excluded bool
}

// readLimit gathers the strictest lower or upper bound. Bounds of whole numbers
// are whole and included.
func readLimit(layers nodes, of *limitOf, whole bool) *limit {
	var best *limit
	consider := func(n *graph.Node, number *graph.Number, keyword string, open bool) {
		if number == nil {
			return
		}
		l := &limit{number.Rat, open, here(n, keyword, "", number.At), open}
		if whole {
			l.round(of.lower)
		}
		if best == nil || l.stricter(best, of.lower) {
			best = l
		}
	}
	for _, n := range layers {
		inclusive, exclusive := n.Minimum, n.ExclusiveMinimum
		if !of.lower {
			inclusive, exclusive = n.Maximum, n.ExclusiveMaximum
		}
		consider(n, inclusive, of.inclusive, false)
		keyword := of.exclusive
		if flag := n.Value.Get(of.exclusive); n.Dialect == graph.Draft4 && flag != nil && flag.Kind == source.Bool {
			keyword = of.inclusive // the boolean beside it makes it exclusive
		}
		consider(n, exclusive, keyword, true)
	}
	return best
}

func (l *limit) stricter(than *limit, lower bool) bool {
	c := l.num.Cmp(than.num)
	if !lower {
		c = -c
	}
	return c > 0 || c == 0 && l.open && !than.open
}

func (l *limit) round(lower bool) {
	if l.num.IsInt() {
		if l.open {
			one := big.NewRat(1, 1)
			if !lower {
				one.Neg(one)
			}
			l.num, l.open = new(big.Rat).Add(l.num, one), false
		}
		return
	}
	floor := new(big.Int).Div(l.num.Num(), l.num.Denom()) // Euclidean: rounds down, as denominators are positive
	if lower {
		floor.Add(floor, big.NewInt(1))
	}
	l.num, l.open = new(big.Rat).SetInt(floor), false
}

// same reports whether two bounds, nil for none, allow the same numbers.
func (l *limit) same(m *limit) bool {
	if l == nil || m == nil {
		return l == m
	}
	return l.num.Cmp(m.num) == 0 && l.open == m.open
}

// count is a bound on a size.
type count struct {
	n  *big.Int
	at place
}

// same reports whether two bounds, nil for none, allow the same sizes.
func (c *count) same(d *count) bool {
	if c == nil || d == nil {
		return c == d
	}
	return c.n.Cmp(d.n) == 0
}

// countOf names a bound on a size, finds it in a schema and tells its changes.
type countOf struct {
	keyword         string
	lower           bool
	get             func(*graph.Node) *graph.Count
	raised, lowered *Rule
}

func (of *countOf) rule(stricter bool) *Rule {
	if of.lower == stricter {
		return of.raised
	}
	return of.lowered
}

var counts = []countOf{
	{"minLength", true, func(n *graph.Node) *graph.Count { return n.MinLength }, minLengthRaised, minLengthLowered},
	{"maxLength", false, func(n *graph.Node) *graph.Count { return n.MaxLength }, maxLengthRaised, maxLengthLowered},
	{"minItems", true, func(n *graph.Node) *graph.Count { return n.MinItems }, minItemsRaised, minItemsLowered},
	{"maxItems", false, func(n *graph.Node) *graph.Count { return n.MaxItems }, maxItemsRaised, maxItemsLowered},
	{"minProperties", true, func(n *graph.Node) *graph.Count { return n.MinProperties }, minPropertiesRaised, minPropertiesLowered},
	{"maxProperties", false, func(n *graph.Node) *graph.Count { return n.MaxProperties }, maxPropertiesRaised, maxPropertiesLowered},
}

// readCount gathers the strictest bound; a lower one of zero is none.
func readCount(layers nodes, of *countOf) *count {
	var best *count
	for _, n := range layers {
		c := of.get(n)
		if c == nil || of.lower && c.N.Sign() == 0 {
			continue
		}
		if best != nil {
			if cmp := c.N.Cmp(best.n); cmp == 0 || (cmp > 0) != of.lower {
				continue
			}
		}
		best = &count{c.N, here(n, of.keyword, "", c.At)}
	}
	return best
}

// marked is a thing in a set, with where it stands.
type marked struct {
	key string
	at  place
}

// readMultiples gathers multipleOf; 1 says nothing of whole numbers.
func readMultiples(layers nodes, whole bool) []marked {
	var out []marked
	for _, n := range layers {
		if m := n.MultipleOf; m != nil && !(whole && m.Rat.Cmp(big.NewRat(1, 1)) == 0) {
			out = append(out, marked{canonical(m.At), here(n, "multipleOf", "", m.At)})
		}
	}
	return distinctMarks(out)
}

func readPatterns(layers nodes) []marked {
	var out []marked
	for _, n := range layers {
		if n.Pattern != nil {
			out = append(out, marked{n.Pattern.Source, here(n, "pattern", "", n.Pattern.At)})
		}
	}
	return distinctMarks(out)
}

func readUnique(layers nodes) *place {
	for _, n := range layers {
		if n.UniqueItems {
			p := here(n, "uniqueItems", "", written(n, "uniqueItems"))
			return &p
		}
	}
	return nil
}

func distinctMarks(list []marked) []marked {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(m marked) bool {
		again := seen[m.key]
		seen[m.key] = true
		return again
	})
}

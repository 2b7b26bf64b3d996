package attack

import (
	"math/big"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// words is what schemas and documents are made of. The fewer there are, the more
// often keywords meet in the same place.
type words struct {
	names    []string        // of members
	texts    []string        // strings
	numbers  []string        // number literals
	values   []*source.Value // whole constants
	patterns []string
	counts   []int // lengths and numbers of items and members
}

// plain is the vocabulary of random schemas.
func plain() words {
	return words{
		names:    []string{"a", "b", "c", "ab"},
		texts:    []string{"", "a", "b", "ab", "äb", "aa", "1"},
		numbers:  []string{"0", "1", "2", "3", "-1", "1.5", "0.5", "1.0", "20e-1", "10", "0.1", "9007199254740993"},
		patterns: []string{"^a", "b$", ".", "^[ab]+$", "a|b", "^(a|b)*$", "^.{2}$", "^\\d+$", "", "^a$", "[^a]"},
		counts:   []int{0, 1, 2, 3},
	}
}

// maxWords bounds each list of a vocabulary drawn from a large schema.
const maxWords = 400

// wordsOf draws the vocabulary of documents from schemas: their constants, the
// names they mention, their bounds and those beside them, strings that their
// patterns match, and a few words of no schema.
func wordsOf(graphs ...*graph.Graph) words {
	w := words{
		names: []string{"zz"}, texts: []string{"", "a", "zz"}, numbers: []string{"0", "1", "-1", "1.5"}, counts: []int{0, 1, 2},
	}
	for _, g := range graphs {
		for _, n := range g.Nodes {
			if !n.Resource.Builtin {
				w.learn(n)
			}
		}
	}
	w.names = distinct(w.names)
	w.numbers = distinct(w.numbers)
	w.patterns = distinct(w.patterns)
	slices.Sort(w.counts)
	w.counts = slices.Compact(w.counts)
	for _, n := range w.counts {
		if n <= 64 {
			w.texts = append(w.texts, strings.Repeat("a", n))
		}
	}
	w.texts = distinct(append(w.texts, w.names...))
	w.values = w.values[:min(len(w.values), maxWords)]
	return w
}

func (w *words) learn(n *graph.Node) {
	for _, p := range n.Properties {
		w.names = append(w.names, p.Name)
	}
	w.names = append(w.names, n.Required...)
	for _, d := range n.DependentRequired {
		w.names = append(append(w.names, d.Name), d.Required...)
	}
	for _, d := range n.DependentSchemas {
		w.names = append(w.names, d.Name)
	}
	for _, p := range n.PatternProperties {
		w.patterns = append(w.patterns, p.Pattern.Source)
		w.names = append(w.names, matching(p.Pattern.P)...)
	}
	if n.Pattern != nil {
		w.patterns = append(w.patterns, n.Pattern.Source)
		w.texts = append(w.texts, matching(n.Pattern.P)...)
	}
	for _, v := range append([]*source.Value{n.Const, n.Default}, n.Enum...) {
		w.constant(v)
	}
	for _, x := range []*graph.Number{n.MultipleOf, n.Minimum, n.Maximum, n.ExclusiveMinimum, n.ExclusiveMaximum} {
		if x != nil {
			w.numbers = append(w.numbers, around(x)...)
		}
	}
	for _, x := range []*graph.Count{n.MinLength, n.MaxLength, n.MinItems, n.MaxItems, n.MinProperties, n.MaxProperties, n.MinContains, n.MaxContains} {
		if x == nil {
			continue
		}
		if k, ok := x.Int64(); ok && k <= 1_000 {
			w.counts = append(w.counts, max(0, int(k)-1), int(k), int(k)+1)
		}
	}
}

// constant takes a value and everything in it. A very large constant is taken
// whole only.
func (w *words) constant(v *source.Value) {
	if v == nil {
		return
	}
	w.values = append(w.values, v)
	switch v.Kind {
	case source.String:
		w.texts = append(w.texts, v.Text)
	case source.Number:
		w.numbers = append(w.numbers, v.Text)
	}
	if len(w.values) >= maxWords {
		return
	}
	for i := range kids(v) {
		if v.Kind == source.Object {
			w.names = append(w.names, v.Members[i].Name)
		}
		w.constant(kid(v, i))
	}
}

// around returns a bound, the numbers one away from it, one half and one tenth
// more, and its double.
func around(x *graph.Number) []string {
	if _, ok := short(x.Text); !ok {
		return []string{x.Text}
	}
	list := []string{x.Text}
	for _, d := range []string{"1", "-1", "1/2", "1/10"} {
		step, _ := new(big.Rat).SetString(d)
		list = append(list, decimal(step.Add(step, x.Rat)))
	}
	return append(list, decimal(new(big.Rat).Add(x.Rat, x.Rat)))
}

// short reads a number that is not long when it is written out, as 1e9999 would
// be.
func short(literal string) (*big.Rat, bool) {
	if _, exponent, found := strings.Cut(strings.ToLower(literal), "e"); len(literal) > 60 || found && len(exponent) > 3 {
		return nil, false
	}
	return new(big.Rat).SetString(literal)
}

// decimal writes a finite decimal as a JSON number.
func decimal(r *big.Rat) string {
	digits, _ := r.FloatPrec()
	return r.FloatString(digits)
}

func distinct(list []string) []string {
	seen := map[string]bool{}
	out := list[:0:0]
	for _, s := range list {
		if !seen[s] && len(out) < maxWords {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

package attack

import "github.com/atlas-dataflow/runresult/internal/source"

// Space returns every document of a small space over words: all scalars, all
// arrays of up to two of them, all objects of up to two members, and one level
// of these in each other, as far as limit allows; a longer space is cut evenly.
func space(w words, limit int) []*source.Value {
	scalars := []*source.Value{{Kind: source.Null}, boolean(true), boolean(false)}
	numbers, strings := first(w.numbers, 8), first(w.texts, 8)
	for _, s := range numbers {
		scalars = append(scalars, number(s))
	}
	for _, s := range strings {
		scalars = append(scalars, text(s))
	}
	whole := append(scalars[:len(scalars):len(scalars)], w.values[:min(len(w.values), 12)]...)
	names := first(w.names, 4)

	flat := []*source.Value{array(), object()}
	for _, a := range whole {
		flat = append(flat, array(a))
		for _, name := range names {
			flat = append(flat, object(member(name, a)))
		}
	}
	var pairs []*source.Value
	for i, a := range whole {
		for k, b := range whole {
			pairs = append(pairs, array(a, b))
			for n := range names {
				other := names[(n+1+i%3)%len(names)]
				if i <= k && other != names[n] {
					pairs = append(pairs, object(member(names[n], a), member(other, b)))
				}
			}
		}
	}
	var nested []*source.Value
	for i, a := range flat {
		nested = append(nested, array(a), object(member(names[i%len(names)], a)))
		nested = append(nested, array(a, a), array(a, flat[(i*7+3)%len(flat)]))
		nested = append(nested, object(member(names[i%len(names)], a), member(names[(i+1)%len(names)], flat[(i*5+2)%len(flat)])))
	}
	list := append(append([]*source.Value{}, whole...), flat...)
	left := limit - len(list)
	return append(append(list, thin(nested, left/2)...), thin(pairs, left-left/2)...)
}

// first returns the last words first: the schemas' own, of which there may be
// few, come after those that every vocabulary has.
func first(list []string, n int) []string {
	var out []string
	for i := len(list) - 1; i >= 0 && len(out) < n; i-- {
		out = append(out, list[i])
	}
	return out
}

// thin keeps at most n of list, evenly spread.
func thin(list []*source.Value, n int) []*source.Value {
	if n <= 0 {
		return nil
	}
	if len(list) <= n {
		return list
	}
	out := make([]*source.Value, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}

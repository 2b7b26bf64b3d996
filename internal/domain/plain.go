package domain

import "github.com/atlas-dataflow/runresult/internal/pattern"

// A machine is listed in two parts for each length: first the words that are
// plain throughout, then those with an awkward character somewhere. Without that,
// a word whose first character reads easily would be shown before one that reads
// easily to its end.

// parts are machines for the two.
type parts struct {
	plain *machine
	mixed *machine // nil: no word has an awkward character
}

// divided returns the parts of the machine.
func (m *machine) divided(work *int64) *parts {
	if m.parts != nil {
		return m.parts
	}
	d := m.dfa
	m.runs = runsOf(d, order().plain)
	plain, awkward := make([]bool, d.NumClasses), make([]bool, d.NumClasses)
	for _, r := range m.runs {
		plain[r.class] = true
	}
	rest := runsOf(d, order().awkward)
	for _, r := range rest {
		awkward[r.class] = true
	}
	cut, mixed := false, false // whether an awkward character is the only way, whether it is one
	for i, to := range d.Next {
		class := i % d.NumClasses
		cut = cut || to != 0 && !plain[class]
		mixed = mixed || to != 0 && awkward[class]
	}
	all := append(m.runs[:len(m.runs):len(m.runs)], shifted(rest, d.NumClasses)...)
	switch {
	case mixed && (2*d.States() > 1<<16 || 2*d.NumClasses > 1<<8): // no room to tell them apart
		m.runs = append(m.runs, rest...)
		m.parts = &parts{plain: m}
		return m.parts
	case mixed:
		m.parts = &parts{plain: m, mixed: &machine{runs: all}}
	default:
		m.parts = &parts{plain: m}
	}
	if cut {
		*work -= cost(d)
		m.parts.plain = &machine{dfa: without(d, plain), runs: m.runs}
	}
	return m.parts
}

// without returns d without the transitions of the classes that are not kept.
func without(d *pattern.DFA, keep []bool) *pattern.DFA {
	out := *d
	out.Next = make([]uint16, len(d.Next))
	for i, to := range d.Next {
		if keep[i%d.NumClasses] {
			out.Next[i] = to
		}
	}
	return &out
}

func shifted(runs []run, by int) []run {
	out := make([]run, len(runs))
	for i, r := range runs {
		out[i] = run{r.lo, r.hi, r.class + uint8(by)}
	}
	return out
}

// mixing returns the machine of the words with an awkward character somewhere. Its
// states are those of m twice, before and after the first such character, and its
// classes twice, of plain characters and of awkward ones.
func (p *parts) mixing(m *machine, work *int64) *machine {
	if p.mixed == nil || p.mixed.dfa != nil {
		return p.mixed
	}
	d := m.dfa
	states, classes := d.States(), d.NumClasses
	out := &pattern.DFA{NumClasses: 2 * classes, Next: make([]uint16, 4*states*classes), Accept: make([]bool, 2*states), Start: d.Start}
	for i, to := range d.Next {
		if to == 0 {
			continue
		}
		state, class := i/classes, i%classes
		before, after := 2*state*classes, 2*(states+state)*classes
		out.Next[before+class] = to
		out.Next[before+classes+class] = uint16(states) + to
		out.Next[after+class] = uint16(states) + to
		out.Next[after+classes+class] = uint16(states) + to
	}
	copy(out.Accept[states:], d.Accept)
	*work -= cost(out)
	p.mixed.dfa = out
	return p.mixed
}

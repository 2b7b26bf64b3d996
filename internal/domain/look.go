package domain

import "github.com/atlas-dataflow/runresult/internal/pattern"

// automaton returns the automaton of a pattern, nil if there is none.
func automaton(p *pattern.Pattern) *pattern.DFA {
	d, _ := p.DFA(maxStates)
	return d
}

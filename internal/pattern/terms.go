package pattern

import "regexp"

// Terms is what a pattern says in the syntax of Go's regexp package: a string
// matches if all of All match it and none of None does.
type Terms struct{ All, None []string }

// Terms returns the pattern for engines without look-around: as the one regular
// expression of [Pattern.RE2] where look-around does not stand in the way,
// otherwise as those of the patterns that [Pattern.Split] makes. The error is
// that of RE2.
func (p *Pattern) Terms() (Terms, error) {
	if wanted, refused := p.Split(); wanted != nil {
		all, known := translations(wanted)
		none, alsoKnown := translations(refused)
		if known && alsoKnown {
			return Terms{all, none}, nil
		}
	}
	text, err := p.RE2()
	if err != nil {
		return Terms{}, err
	}
	return Terms{All: []string{text}}, nil
}

func translations(list []*Pattern) (texts []string, known bool) {
	for _, p := range list {
		text, err := p.re2()
		if err != nil {
			return nil, false
		}
		texts = append(texts, text)
	}
	return texts, true
}

// Matcher matches strings with the engine of Go's regexp package, or with an
// automaton where that engine has no words for the pattern.
type Matcher struct {
	all, none []*regexp.Regexp
	dfa       *DFA
}

// maxMatched bounds the states of the automaton of a [Matcher].
const maxMatched = 1 << 15

// Matcher compiles what [Pattern.Terms] returns or, failing that, the automaton.
// The error is that of Terms.
func (p *Pattern) Matcher() (*Matcher, error) {
	terms, err := p.Terms()
	if err != nil {
		if d, ok := p.DFA(maxMatched); ok {
			return &Matcher{dfa: d}, nil
		}
		return nil, err
	}
	m := &Matcher{}
	for _, part := range []struct {
		texts []string
		into  *[]*regexp.Regexp
	}{{terms.All, &m.all}, {terms.None, &m.none}} {
		for _, text := range part.texts {
			re, err := regexp.Compile(text)
			if err != nil {
				return nil, tooBig(err)
			}
			*part.into = append(*part.into, re)
		}
	}
	return m, nil
}

// MatchString reports whether the pattern matches somewhere in s.
func (m *Matcher) MatchString(s string) bool {
	if m.dfa != nil {
		return m.dfa.Match(s)
	}
	for _, re := range m.all {
		if !re.MatchString(s) {
			return false
		}
	}
	for _, re := range m.none {
		if re.MatchString(s) {
			return false
		}
	}
	return true
}

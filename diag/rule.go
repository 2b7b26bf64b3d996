package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says how much a finding weighs. Only SeverityError makes a report not
// ok, and so does whatever is no severity at all.
type Severity string

// The severities, worst first.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNote    Severity = "note"
)

// Fails reports whether a finding of the severity makes a report not ok. A
// severity that is not known counts as an error, so that nothing passes because
// nobody weighed it.
func (s Severity) Fails() bool { return s != SeverityWarning && s != SeverityNote }

func (s Severity) known() bool { return s == SeverityError || !s.Fails() }

// Rule is one thing that a check can find. The ID is what a finding carries as
// its code: a kebab-case word that, once published, keeps its meaning and is
// never used for anything else. Write it out where the rule is declared, so that
// a search finds it. Everything but the hint has to be there; Collect panics
// otherwise. The JSON form is a published contract.
type Rule struct {
	ID          string   `json:"id"`
	Severity    Severity `json:"severity"`          // what it usually has
	Summary     string   `json:"summary"`           // one line
	Explanation string   `json:"explanation"`       // why it is found, in a few sentences
	Example     string   `json:"example,omitempty"` // the smallest thing that gives it
	Hint        string   `json:"hint,omitempty"`    // how it is usually fixed, "" where only the message tells
}

// Find makes a finding of the rule, with the rule's severity and hint, and
// leaves its place to the caller. It panics when the rule has no ID or no known
// severity: such a finding could neither be looked up nor weighed.
func (r Rule) Find(message string) Finding {
	if r.ID == "" || !r.Severity.known() {
		panic(fmt.Sprintf("diag: a finding of rule %q with severity %q: %s", r.ID, r.Severity, message))
	}
	return Finding{rule: r, severity: r.Severity, Message: message, Hint: r.Hint}
}

// Findf is Find with a message in the manner of fmt.Sprintf.
func (r Rule) Findf(format string, args ...any) Finding {
	return r.Find(fmt.Sprintf(format, args...))
}

// problem says what a rule lacks, "" for nothing.
func (r Rule) problem() string {
	word := func(c rune) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }
	for part := range strings.SplitSeq(r.ID, "-") {
		if part == "" || strings.ContainsFunc(part, func(c rune) bool { return !word(c) }) {
			return "has an ID that is not in kebab-case"
		}
	}
	for _, part := range []struct{ name, text string }{
		{"summary", r.Summary}, {"explanation", r.Explanation}, {"example", r.Example},
	} {
		if strings.TrimSpace(part.text) == "" {
			return "has no " + part.name
		}
	}
	if !r.Severity.known() {
		return fmt.Sprintf("has the severity %q", r.Severity)
	}
	return ""
}

// Rules are the rules of one or several packages, sorted by ID.
type Rules struct{ sorted []Rule }

// Collect puts lists of rules together. It panics when a rule is not complete or
// two have one ID, which is a mistake in the program.
func Collect(lists ...[]Rule) *Rules {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	for i, r := range all {
		if p := r.problem(); p != "" {
			panic(fmt.Sprintf("diag: the rule %q %s", r.ID, p))
		}
		if i > 0 && all[i-1].ID == r.ID {
			panic(fmt.Sprintf("diag: two rules are called %q", r.ID))
		}
	}
	return &Rules{sorted: all}
}

// All lists the rules, sorted by ID.
func (r *Rules) All() []Rule { return slices.Clone(r.sorted) }

// ByID looks a rule up.
func (r *Rules) ByID(id string) (Rule, bool) {
	i, ok := slices.BinarySearchFunc(r.sorted, id, func(r Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !ok {
		return Rule{}, false
	}
	return r.sorted[i], true
}

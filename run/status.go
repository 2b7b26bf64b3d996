package run

import (
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// StatusSet is a set of global statuses. The zero value is empty.
type StatusSet uint8

// ranked lists the global statuses from the mildest to the gravest, which is
// also the precedence between them: success < partial < failed.
var ranked = [...]runresultv1.RunStatus{
	runresultv1.RunStatusSuccess,
	runresultv1.RunStatusPartial,
	runresultv1.RunStatusFailed,
}

// rank is an index into ranked.
type rank uint8

const (
	rankSuccess rank = iota
	rankPartial
	rankFailed
)

func setOf(ranks ...rank) StatusSet {
	var s StatusSet
	for _, r := range ranks {
		s |= 1 << r
	}
	return s
}

// NewStatusSet returns the set of the given statuses; words that the schema
// does not know are left out.
func NewStatusSet(statuses ...runresultv1.RunStatus) StatusSet {
	var s StatusSet
	for _, status := range statuses {
		for r, known := range ranked {
			if known == status {
				s |= 1 << r
			}
		}
	}
	return s
}

// Has reports whether the status is in the set.
func (s StatusSet) Has(status runresultv1.RunStatus) bool {
	one := NewStatusSet(status)
	return one != 0 && s&one != 0
}

// Empty reports whether no status is in the set.
func (s StatusSet) Empty() bool { return s == 0 }

// List returns the statuses from the mildest to the gravest.
func (s StatusSet) List() []runresultv1.RunStatus {
	var out []runresultv1.RunStatus
	for r, status := range ranked {
		if s&(1<<r) != 0 {
			out = append(out, status)
		}
	}
	return out
}

// String joins the statuses with "or"; the empty set reads "none".
func (s StatusSet) String() string {
	if s == 0 {
		return "none"
	}
	var words []string
	for _, status := range s.List() {
		words = append(words, string(status))
	}
	return strings.Join(words, " or ")
}

// join is the set of the higher of a and b over all choices of one member from
// each set: the floors of two steps combined.
func (s StatusSet) join(t StatusSet) StatusSet {
	var out StatusSet
	for a := range ranked {
		for b := range ranked {
			if s&(1<<a) != 0 && t&(1<<b) != 0 {
				out |= 1 << max(a, b)
			}
		}
	}
	return out
}

// floor is the status below which a step of this status and criticality lets
// no run go. ok is false when the status is not in the vocabulary.
func floor(status runresultv1.StepStatus, critical bool) (r rank, ok bool) {
	switch status {
	case runresultv1.StepStatusSuccess:
		return rankSuccess, true
	case runresultv1.StepStatusSkipped:
		return rankPartial, true
	case runresultv1.StepStatusFailed, runresultv1.StepStatusBlocked:
		if critical {
			return rankFailed, true
		}
		return rankPartial, true
	}
	return 0, false
}

package verify

import (
	"slices"

	"github.com/atlas-dataflow/runresult/diag"
)

// fold goes through what was found, in order, and tells what stands: that of
// which nothing it rests on is called into question by an error told before it.
// One fault is one finding so, and the next verification shows what was behind
// it. The first error of all stands whatever it rests on, so leaving out never
// makes a document clean that is not.
type fold struct {
	told   []*found
	errors int
	// doubted holds what is called into question, and by what; nil is the schema.
	doubted map[subject]*found
	// many counts what is called into question, by aspect.
	many [aspects]int
	// follows is the first that follows from a finding that leads.
	follows map[*found]*found
}

// newFold begins a fold, with what the schema calls into question.
func newFold(unread []subject) *fold {
	f := &fold{doubted: map[subject]*found{}, follows: map[*found]*found{}}
	for _, s := range unread {
		f.question(s, nil)
	}
	return f
}

func (f *fold) question(s subject, by *found) {
	if _, already := f.doubted[s]; !already {
		f.doubted[s] = by
		f.many[s.aspect]++
	}
}

// in reports that something is in doubt.
func (f *fold) in(s subject) bool {
	_, doubted := f.doubted[s]
	return doubted
}

// take tells of a list what stands.
func (f *fold) take(list []*found) {
	for _, x := range list {
		if x.tally != nil {
			if f.stands(x) {
				f.take(x.tally(f))
			}
			continue
		}
		if !f.stands(x) {
			continue
		}
		f.told = append(f.told, x)
		if x.weight() != diag.SeverityError {
			continue
		}
		f.errors++
		for _, s := range x.doubts {
			f.question(s, x)
		}
	}
}

// stands reports that nothing which a finding rests on is in doubt. What rests on
// a finding that leads, and on nothing else in doubt, follows from that one.
func (f *fold) stands(x *found) bool {
	var causes []*found
	for _, s := range x.rests {
		if by, doubted := f.doubted[s]; doubted {
			causes = append(causes, by)
		}
	}
	if len(causes) == 0 {
		return true
	}
	if by := causes[0]; by != nil && by.leads && f.follows[by] == nil && x.tally == nil && x.weight() == diag.SeverityError &&
		!slices.ContainsFunc(causes, func(other *found) bool { return other != by }) {
		f.follows[by] = x
	}
	return false
}

// settle folds what was found: first what the document says about itself, then
// what its evidence does. own is how many of the list are the former.
//
// Where a document contradicts itself in the way in which it contradicts the
// manifest, as a step that is left out makes counters and references wrong, there
// are two explanations, and the shorter one is told: that of the manifest when it
// takes fewer findings, or as many and the others are mere echoes of it.
func settle(all []*found, own int, unread []subject) *fold {
	if len(all) == 0 {
		return &fold{} // as for most documents
	}
	alone := newFold(unread)
	alone.take(slices.DeleteFunc(slices.Clone(all[:own]), func(x *found) bool { return x.explains }))
	best := alone
	if slices.ContainsFunc(alone.told, explicable) && !alone.in(subject{aspect: stepList}) && alone.many[lostID] == 0 &&
		slices.ContainsFunc(all[:own], func(x *found) bool { return x.explains }) {
		explained := newFold(unread)
		explained.take(all[:own])
		if n := explained.errors - alone.errors; n < 0 || n == 0 && !slices.ContainsFunc(alone.told, definite) {
			best = explained
		}
	}
	best.take(all[own:])
	return best
}

// explicable tells the errors that a step which is left out, renamed or given
// another status can lead to.
func explicable(x *found) bool {
	switch x.rule {
	case &ruleDependencyUnmet, &ruleBlockedBy, &ruleStatus, &ruleStatusImpossible:
		return true
	}
	return !definite(x) && x.weight() == diag.SeverityError
}

// definite tells the errors that are no mere echo of the list of steps.
func definite(x *found) bool {
	switch x.rule {
	case &ruleCounter, &ruleDependencyUnknown, &ruleBlockedByUnknown, &ruleProducer:
		return false
	}
	return x.weight() == diag.SeverityError
}

package verify

import "github.com/atlas-dataflow/runresult/diag"

// found is what a check found wrong, with its causes: what it rests on, and what
// it calls into question. Checks find everything and leave nothing out; the fold
// tells of it what does not merely follow from the rest.
type found struct {
	issue
	rule *diag.Rule
	at   string // pointer

	// rests are what has to be as it is stated for this to be a fault of its own.
	rests []subject
	// doubts are what cannot be relied on when this is told.
	doubts []subject
	// explains is set of what the manifest shows of the steps, which may explain
	// what the document contradicts in itself.
	explains bool
	// leads makes the first finding that follows from this one part of its message.
	leads bool
	// tally, where set, is all there is: it gives findings that are sums over much
	// of the document, of which only what is not in doubt counts.
	tally func(f *fold) []*found
}

// issue is what a finding says about its place.
type issue struct {
	found, expected string
	hint            string        // "" takes the rule's
	severity        diag.Severity // "" takes the rule's
	message         string
	args            []any

	schemaAt     string
	line, column int // where they are not those of the place
}

// aspect is a sort of thing that a document states.
type aspect uint8

const (
	stepList        aspect = iota // which steps there are
	stepStatus                    // how step n ended
	stepTimes                     // when step n ran
	stepID                        // what step n is called
	stepPresence                  // that step n is there
	stepOutput                    // that step n has artifacts
	blockedBy                     // what blocked step n
	lostID                        // step n, or the one called id, has its true id nowhere
	missingStep                   // the manifest knows a step called id, and the document does not
	absentID                      // the manifest knows the id, and no step has it
	artifactList                  // which artifacts there are
	artifactFile                  // the file of the artifact at the place id
	warningCount                  // how many warnings there are
	runError                      // whether there is a run-level error
	runStatus                     // how the run ended
	stepStatuses                  // how the steps ended, all together
	runTimes                      // when the run began and ended
	runDuration                   // how long it took
	schemaWords                   // what the schema says of the place id
	schemaCondition               // what a condition in the schema says of the place id
	manifestOwner                 // that the manifest is of this run
	manifestText                  // that the manifest is as it was written
	consistency                   // that the document agrees with itself
	aspects
)

// subject is one thing that a document states and a finding can call into
// question.
type subject struct {
	aspect aspect
	n      int
	id     string
}

func ofStep(a aspect, i int) subject         { return subject{aspect: a, n: i} }
func named(a aspect, id string) subject      { return subject{aspect: a, id: id} }
func (x *found) restsOn(s ...subject) *found { x.rests = append(x.rests, s...); return x }
func (x *found) doubt(s ...subject) *found   { x.doubts = append(x.doubts, s...); return x }

// found notes what a check found. It rests on what the checker is told that all
// that is found for now rests on.
func (c *checker) found(rule *diag.Rule, at string, i issue) *found {
	x := newFound(rule, at, i)
	c.note(x)
	return x
}

func newFound(rule *diag.Rule, at string, i issue) *found {
	i.found, i.expected = clip(i.found), clip(i.expected)
	return &found{rule: rule, at: at, issue: i}
}

// tally notes a check that the fold makes, when it is known what can be relied
// on.
func (c *checker) tally(count func(f *fold) []*found) { c.note(&found{tally: count}) }

func (c *checker) note(x *found) {
	x.rests = append(x.rests, c.premises...)
	c.all = append(c.all, x)
}

// under makes all that a check finds rest on something.
func (c *checker) under(s subject, check func()) {
	outer := c.premises
	c.premises = append(outer[:len(outer):len(outer)], s)
	check()
	c.premises = outer
}

// weight is how grave a finding is.
func (x *found) weight() diag.Severity {
	if x.severity != "" {
		return x.severity
	}
	return x.rule.Severity
}

// finding spells a finding. What follows from it first is part of the message
// where there is such a thing.
func (x *found) finding(file, follows string) diag.Finding {
	f := x.rule.Findf(x.message, x.args...).Weighing(x.weight())
	f.File, f.Line, f.Column, f.InstanceAt, f.Found, f.Expected = file, x.line, x.column, diag.At(x.at), x.issue.found, x.expected
	if x.schemaAt != "" {
		f.SchemaAt = diag.At(x.schemaAt)
	}
	if x.hint != "" {
		f.Hint = x.hint
	}
	if follows != "" {
		f.Message += "; " + follows
	}
	return f
}

package verify

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var (
	ruleManifestOrder = diag.Rule{
		ID: "verify-manifest-order", Severity: diag.SeverityError,
		Summary:     "By the events of the manifest the steps started in another order.",
		Explanation: "The order of events tells what equal times cannot. Events of steps that the document dates one after the other may be logged out of turn.",
		Example:     "two steps with the same started_at that changed places",
		Hint:        "put the steps in the order of the events that started them",
	}
	ruleManifestTimes = diag.Rule{
		ID: "verify-manifest-times", Severity: diag.SeverityError,
		Summary:     "The manifest records another time.",
		Explanation: "The start or the end of the run or of a step is not what the manifest records, as precisely as the coarser of the two is written. Up to a second is a warning, and fine where only an event tells the time.",
		Example:     "a step that started at 10:00:02Z in the document and at 11:00:02Z in the manifest",
		Hint:        "find out which time is right",
	}
	ruleManifestRecord = diag.Rule{
		ID: "verify-manifest-record", Severity: diag.SeverityWarning,
		Summary:     "The manifest records something else of the run or of a step.",
		Explanation: "Where the manifest states the kind of a step, whether it is critical, what it depends on or was blocked by, a reason, a warning or an error, the document states the same. That the run itself has an error and the document none is an error.",
		Example:     `"kind": "transform" in the document, "export" in the manifest`,
		Hint:        "find out what happened, and correct the record that is wrong",
	}
)

// manifestOrder compares the order of two steps with that of their events. The
// times of the document have the first word: events of steps that run side by
// side may be logged a little out of turn, and the order of the starts is
// compared with the times that the manifest states.
func (c *checker) manifestOrder(i, previous int, theirs, before *atlas.StepFacts) {
	if theirs.Rank > before.Rank || before.Logged.Before(theirs.Logged) {
		return
	}
	if c.spans[previous].start.Before(c.spans[i].start) {
		return
	}
	mine, other := quote(c.doc.Steps[i].StepID), quote(c.doc.Steps[previous].StepID)
	c.found(&ruleManifestOrder, stepAt(i)+"/step_id", issue{found: other + " before " + mine, expected: mine + " before " + other,
		message: "step %s stands after step %s; by the events of the manifest it started before", args: []any{mine, other}})
}

// tolerance is how far times of the document and of the manifest may lie apart
// without one of them being wrong: they can have been taken a moment apart.
const tolerance = time.Second

// manifestTimes compares a beginning and an end with those that the manifest
// states. What a record states is the same measurement and has to be the same
// time, as precisely as the coarser of the two is written; what was logged may
// have been logged later.
func (c *checker) manifestTimes(at, what string, mine span, started, finished []atlas.Moment) {
	check := func(known bool, t time.Time, text rt.Timestamp, name, verb string, theirs []atlas.Moment) {
		if !known || len(theirs) == 0 {
			return
		}
		// What was logged counts where nothing is recorded.
		if recorded := slices.DeleteFunc(slices.Clone(theirs), func(m atlas.Moment) bool { return m.Logged }); len(recorded) > 0 {
			theirs = recorded
		}
		near := false
		var spelled []string
		for _, other := range theirs {
			apart, may := t.Sub(other.Time).Abs(), max(unit(text), unit(other.Text), time.Millisecond)
			if apart <= may || other.Logged && apart <= tolerance {
				return
			}
			near = near || apart <= tolerance
			spelled = append(spelled, string(other.Text))
		}
		i := issue{found: string(text), expected: spelled[0],
			message: "%s %s at %s; by the manifest it was %s", args: []any{what, verb, text, strings.Join(slices.Compact(spelled), " or ")}}
		if near {
			i.severity = diag.SeverityWarning
		}
		c.found(&ruleManifestTimes, at+"/"+name, i)
	}
	check(mine.started, mine.start, mine.startText, "started_at", "started", started)
	check(mine.ended, mine.end, mine.endText, "finished_at", "ended", finished)
}

// sameRecord compares what the manifest states of a step besides its end and its
// times. It is the document that these are recorded for, and a manifest may have
// words of its own for them, so differences are warnings.
func (c *checker) sameRecord(i int, theirs *atlas.StepFacts) {
	step, at := &c.doc.Steps[i], stepAt(i)
	what := "step " + quote(step.StepID)
	differ := func(member, mine string, other atlas.Stated) {
		where := at + "/" + member
		c.found(&ruleManifestRecord, where, issue{found: clip(mine), expected: clip(other.Value),
			message: "%s of %s is %s here and %s in the manifest%s", args: []any{member, what, mine, clip(other.Value), place(other.Pointer)}})
	}
	if kind := theirs.Kind; kind.Value != "" && !strings.EqualFold(step.Kind, kind.Value) {
		differ("kind", step.Kind, kind)
	}
	if theirs.Critical != nil && step.Critical != nil && *theirs.Critical != *step.Critical {
		differ("critical", strconv.FormatBool(*step.Critical), atlas.Stated{Value: strconv.FormatBool(*theirs.Critical), Pointer: theirs.Pointer + "/critical"})
	}
	lists := func(member string, mine, other []string) {
		if other != nil && !sameSet(mine, other) {
			differ(member, spellList(mine), atlas.Stated{Value: spellList(other), Pointer: theirs.Pointer + "/" + member})
		}
	}
	lists("depends_on", step.DependsOn, theirs.DependsOn)
	if step.BlockedBy != nil {
		lists("blocked_by", step.BlockedBy, theirs.BlockedBy)
	}
	if len(theirs.Warnings) > 0 { // many engines keep none in the manifest
		lists("warnings", step.Warnings, theirs.Warnings)
	}
	if reason := theirs.Reason; reason.Value != "" && step.Reason != nil && *step.Reason != reason.Value {
		differ("reason", *step.Reason, reason)
	}
	c.sameError(at+"/error", what, step.Error, theirs.Error)
}

// sameError compares the error of the run or of a step with the one that the
// manifest states.
func (c *checker) sameError(at, what string, mine *runresultv1.ErrorInfo, theirs atlas.Stated) {
	if theirs.Value == "" {
		return
	}
	i := issue{expected: clip(theirs.Value)}
	switch {
	case mine == nil && at == "/error":
		i.found, i.severity = "no error", diag.SeverityError
		i.message, i.args = "%s has no error here; the manifest records one%s: %s", []any{what, place(theirs.Pointer), clip(theirs.Value)}
	case mine == nil || alike(mine.Message, theirs.Value):
		return
	default:
		i.found = clip(mine.Message)
		i.message, i.args = "the error of %s is %s here and %s in the manifest%s", []any{what, quote(mine.Message), quote(theirs.Value), place(theirs.Pointer)}
	}
	c.found(&ruleManifestRecord, at, i)
}

// alike reports that one message says what the other does, perhaps with more
// around it.
func alike(a, b string) bool {
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	return strings.Contains(a, b) || strings.Contains(b, a)
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(a), slices.Compact(b))
}

// spellList spells a list of texts for a message.
func spellList(list []string) string {
	if len(list) == 0 {
		return "empty"
	}
	var quoted []string
	for _, s := range list[:min(len(list), 5)] {
		quoted = append(quoted, quote(s))
	}
	if len(list) > 5 {
		quoted = append(quoted, "…")
	}
	return strings.Join(quoted, ", ")
}

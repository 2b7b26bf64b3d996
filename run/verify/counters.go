package verify

import (
	"fmt"
	"math"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

var ruleCounter = diag.Rule{
	ID: "verify-counter", Severity: diag.SeverityError,
	Summary:     "A counter among the metrics is not what the steps give.",
	Explanation: "steps.total counts all steps, steps.success, steps.failed, steps.skipped and steps.blocked those of a status, steps.executed the ones that ran to an end (success and failed), warnings.total the warnings of all steps. A counter may be absent or null. Counters that agree with each other and not with the steps are one finding: they counted other steps. Steps that another finding doubts are counted or not, as the counter has it.",
	Example:     `"metrics": {"steps.total": 3} beside two steps`,
	Hint:        "count again, or leave the counter out",
}

// counters checks the well-known metrics that count. Those that agree with each
// other and not with the steps counted other steps than these, which is one
// fault. A step that others name and that is not there is told already.
func (c *checker) counters() {
	// What is in doubt only widens what a counter may be.
	counts := run.Count(c.doc)
	if _, wrong := c.miscounted(counts, counts); wrong != nil {
		c.tally(c.counted)
	}
}

func (c *checker) counted(f *fold) (out []*found) {
	if f.in(subject{aspect: stepList}) {
		return nil
	}
	missing := f.many[missingStep]
	sought := len(c.sought(f))
	total, ok := c.doc.Metrics["steps.total"].AsNumber()
	if ok && total.Equal(rt.NumberFromInt64(int64(len(c.doc.Steps)+sought))) {
		missing += sought
	}
	stated, wrong := c.miscounted(c.bounds(f, missing))
	together := len(wrong) > 1 && agree(stated)
	for _, counter := range wrong {
		if _, number := stated[counter.Key]; !number {
			together = false
		}
	}
	if !together {
		for _, counter := range wrong {
			out = append(out, c.counter(counter, ""))
		}
		return out
	}
	if c.countedStatus(stated) && c.statusSettled(f) {
		return nil // the status tells of the same step
	}
	var rest []string
	for _, counter := range wrong[1:] {
		if counter.Key == "warnings.total" && wrong[0].Key != "steps.total" {
			out = append(out, c.counter(counter, ""))
			continue
		}
		rest = append(rest, fmt.Sprintf("%s %d instead of %d", counter.Key, stated[counter.Key], counter.Value))
	}
	also := ""
	if rest != nil {
		also = "; likewise " + strings.Join(rest, ", ") + ": other steps were counted than these"
	}
	return append(out, c.counter(wrong[0], also))
}

// miscounted lists the counters that are stated, and those that cannot be what
// they are stated to be.
func (c *checker) miscounted(low, high run.Counts) (stated map[string]int64, wrong []run.Counter) {
	atMost := high.Counters()
	stated = map[string]int64{}
	for i, counter := range low.Counters() {
		value, there := c.doc.Metrics[counter.Key]
		if !there || value.IsNull() {
			continue
		}
		if n, ok := value.AsNumber(); ok {
			if k, whole := n.Int64(); whole && k >= 0 {
				stated[counter.Key] = k
				if int64(counter.Value) <= k && k <= int64(atMost[i].Value) {
					continue
				}
			}
		}
		wrong = append(wrong, counter)
	}
	return stated, wrong
}

func (c *checker) counter(counter run.Counter, also string) *found {
	value := c.doc.Metrics[counter.Key]
	is := clip(string(value.AppendJSON(nil)))
	want := rt.NumberFromInt64(int64(counter.Value)).String()
	return newFound(&ruleCounter, "/metrics/"+counter.Key, issue{found: is, expected: want,
		message: "the counter says %s; the steps give %s%s", args: []any{is, want, also}})
}

// bounds counts the steps: those that are sure, and those with all that may be
// there or have another status than they state.
func (c *checker) bounds(f *fold, missing int) (low, high run.Counts) {
	var sure, all runresultv1.RunResult
	open := missing
	for i := range c.doc.Steps {
		step := c.doc.Steps[i]
		if f.in(ofStep(stepStatus, i)) {
			open++
			step.Status = ""
		}
		all.Steps = append(all.Steps, step)
		if !f.in(ofStep(stepPresence, i)) {
			sure.Steps = append(sure.Steps, step)
		}
	}
	low, high = run.Count(&sure), run.Count(&all)
	high.Total += missing
	high.Executed += open
	high.Success += open
	high.Failed += open
	high.Skipped += open
	high.Blocked += open
	if f.in(subject{aspect: warningCount}) || missing > 0 {
		high.Warnings = math.MaxInt
	}
	return low, high
}

// agree reports that counters can all be true of one list of steps.
func agree(stated map[string]int64) bool {
	sum := func(keys ...string) (n int64, all bool) {
		all = true
		for _, key := range keys {
			k, there := stated[key]
			n += k
			all = all && there
		}
		return n, all
	}
	fits := func(whole string, parts ...string) bool {
		total, there := stated[whole]
		if !there {
			return true
		}
		n, all := sum(parts...)
		return n == total || n < total && !all
	}
	return fits("steps.executed", "steps.success", "steps.failed") &&
		fits("steps.total", "steps.success", "steps.failed", "steps.skipped", "steps.blocked") &&
		fits("steps.total", "steps.executed", "steps.skipped", "steps.blocked")
}

// countedStatus reports that the steps that were counted may give the run the
// status that it states: the counters contradict the steps in the same way as
// the status does.
func (c *checker) countedStatus(stated map[string]int64) bool {
	gone := stated["steps.failed"] + stated["steps.blocked"]
	switch c.doc.Status {
	case runresultv1.RunStatusSuccess:
		return gone+stated["steps.skipped"] == 0
	case runresultv1.RunStatusPartial:
		return gone+stated["steps.skipped"] > 0 && c.doc.Error == nil
	}
	return gone > 0
}

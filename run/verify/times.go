package verify

import (
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

var (
	ruleNullTimes = diag.Rule{
		ID: "verify-null-times", Severity: diag.SeverityError,
		Summary:     "A step has times that its status rules out, or lacks those that it demands.",
		Explanation: "A step that succeeded or failed ran, so it has started_at, finished_at and duration_ms. A blocked step never started, so all three are null. A skipped step has all three or, if it never started, none. Either the times or the status may be wrong, so nothing else that rests on the status is told.",
		Example:     `{"status": "blocked", "started_at": "2026-01-26T10:08:54Z"}`,
		Hint:        "set all three times, or make all three null",
	}
	ruleBackwards = diag.Rule{
		ID: "verify-backwards", Severity: diag.SeverityError,
		Summary:     "Something ended before it started.",
		Explanation: "A clock that was set back while the run was going gives such times. An end is computed from the start and the time that a monotonic clock measured.",
		Example:     `"started_at": "2026-01-26T10:08:54Z", "finished_at": "2026-01-26T10:08:52Z"`,
		Hint:        "write finished_at as started_at plus the measured duration, not as a second reading of the wall clock",
	}
	ruleDuration = diag.Rule{
		ID: "verify-duration", Severity: diag.SeverityError,
		Summary:     "A duration is not what the times give.",
		Explanation: "duration_ms is finished_at minus started_at in whole milliseconds. Rounding up or down is both fine, and where the times are written to the millisecond, one more or less is. Where another finding shows that the times are wrong, the duration is not compared with them.",
		Example:     `"started_at": "2026-01-26T10:08:54Z", "finished_at": "2026-01-26T10:08:55Z", "duration_ms": 900`,
		Hint:        "compute duration_ms from the two times",
	}
	ruleWindow = diag.Rule{
		ID: "verify-window", Severity: diag.SeverityError,
		Summary:     "A step lies outside the time of the run.",
		Explanation: "No step starts before the run does or ends after it. Times are compared as instants, whatever their offsets; one that is written less precisely than the other may have been cut off. Where the duration of the run shows that its own times are wrong and several steps lie outside of them, that is told instead.",
		Example:     "a run that finished at 10:00:05Z with a step that finished at 10:00:06Z",
		Hint:        "widen the times of the run, or correct those of the step",
	}
	ruleOrder = diag.Rule{
		ID: "verify-order", Severity: diag.SeverityError,
		Summary:     "The steps do not stand in the order in which they started.",
		Explanation: "Steps are listed in real execution order, so started_at never decreases from one to the next. Equal times are fine, and so is any place for a step that never started. A step that lies outside the run or ended before it started is told as that and not compared.",
		Example:     "a step that started at 10:00:02Z after one that started at 10:00:03Z",
		Hint:        "sort the steps by started_at",
	}
)

// span is a beginning and an end, as far as they are known.
type span struct {
	start, end         time.Time
	started, ended     bool
	startText, endText rt.Timestamp
}

func spanOf(start, end rt.Timestamp) span {
	s := span{startText: start, endText: end}
	var err error
	if s.start, err = start.Time(); err == nil {
		s.started = true
	}
	if s.end, err = end.Time(); err == nil {
		s.ended = true
	}
	return s
}

// backwards reports that the end comes before the beginning.
func (s span) backwards() bool { return s.started && s.ended && s.end.Before(s.start) }

// measureTimes reads the times of the run and of the steps. A step whose times
// may not be there, or not all, counts as one without times: that is one fault,
// and told.
func (c *checker) measureTimes() {
	c.runSpan = spanOf(c.doc.StartedAt, c.doc.FinishedAt)
	c.spans = make([]span, len(c.doc.Steps))
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		if c.untimed[i] {
			continue
		}
		var start, end rt.Timestamp
		if step.StartedAt != nil {
			start = *step.StartedAt
		}
		if step.FinishedAt != nil {
			end = *step.FinishedAt
		}
		c.spans[i] = spanOf(start, end)
	}
}

// nullTimes checks which steps have times, and reads these.
func (c *checker) nullTimes() {
	c.timesAsStatus()
	c.measureTimes()
}

// timesAsStatus checks that the steps have times which their status has. The
// schema demands it as well, member by member; here it is one finding for one
// step.
func (c *checker) timesAsStatus() {
	if c.tree == nil {
		return // the generated decoder accepted the document
	}
	list := c.tree.Root.Get("steps")
	if list == nil || list.Kind != source.Array {
		return
	}
	for i, raw := range list.Items {
		var null, set []string
		whole, malformed := true, false
		for _, name := range []string{"started_at", "finished_at", "duration_ms"} {
			switch v := raw.Get(name); {
			case v == nil:
				whole = false // the schema tells
			case v.Kind == source.Null:
				null = append(null, name)
			default:
				set = append(set, name)
				malformed = malformed || c.violated[stepAt(i)+"/"+name]
			}
		}
		if !whole || i >= len(c.doc.Steps) {
			continue
		}
		var wrong []string
		var rule, expected string
		switch status := c.doc.Steps[i].Status; {
		case status == runresultv1.StepStatusBlocked:
			wrong, expected = set, "null"
			rule = "a blocked step never started, so all its times are null"
		case status == runresultv1.StepStatusSuccess || status == runresultv1.StepStatusFailed:
			wrong, expected = null, "all three times"
			rule = "a step that ran has started_at, finished_at and duration_ms"
		case status == runresultv1.StepStatusSkipped && len(null) > 0 && len(set) > 0:
			wrong, expected = null, "all three times set, or all null"
			if raw.Get("started_at").Kind == source.Null {
				wrong = set
			}
			rule = "a skipped step has all three times or, if it never started, none"
		}
		if len(wrong) == 0 {
			continue
		}
		words := schemaCondition
		if expected == "null" {
			words = schemaWords // what it is does not matter
		}
		if malformed && c.doc.Steps[i].Status == runresultv1.StepStatusSkipped {
			// What the malformed one should be, null or a time, is not known, and
			// the schema tells of it.
			for _, name := range []string{"started_at", "finished_at", "duration_ms"} {
				c.question(named(schemaCondition, stepAt(i)+"/"+name))
			}
			continue
		}
		mark(&c.untimed, i)
		found := "null"
		if expected == "null" || wrong[0] == set0(set) {
			found = shown(raw.Get(wrong[0]))
		}
		x := c.found(&ruleNullTimes, stepAt(i)+"/"+wrong[0], issue{found: found, expected: expected,
			message: "step %s is %s and its %s %s; %s",
			args:    []any{quote(c.doc.Steps[i].StepID), c.doc.Steps[i].Status, strings.Join(wrong, ", "), nullOrSet(found, len(wrong)), rule}}).
			doubt(ofStep(stepStatus, i))
		for _, name := range wrong {
			x.doubt(named(words, stepAt(i)+"/"+name))
		}
	}
}

func set0(set []string) string {
	if len(set) == 0 {
		return ""
	}
	return set[0]
}

func nullOrSet(found string, n int) string {
	verb := "is "
	if n > 1 {
		verb = "are "
	}
	if found == "null" {
		return verb + "null"
	}
	return verb + "set"
}

// times checks the clock: no end before its beginning, steps inside the window
// of the run and in the order of their starts. A step whose times are told to be
// wrong is not compared with others as well.
func (c *checker) times() {
	whole := !c.runSpan.backwards()
	if !whole {
		c.backwards("", "the run", c.runSpan)
	}
	var outside []*found
	for i := range c.spans {
		if s := c.spans[i]; s.backwards() {
			c.backwards(stepAt(i), c.called(i), s).doubt(ofStep(stepTimes, i))
		} else if x := c.window(i); x != nil && whole {
			outside = append(outside, x.doubt(ofStep(stepTimes, i)))
		}
	}
	// Where the duration shows that the run's own times are wrong, that explains
	// several steps outside of them; a single one explains the duration.
	total := c.duration("", "the run", c.runSpan, c.doc.DurationMS)
	if len(outside) == 1 {
		c.note(outside[0].doubt(subject{aspect: runDuration}))
		outside = nil
	}
	if total != nil {
		c.note(total.restsOn(subject{aspect: runDuration}).doubt(subject{aspect: runTimes}))
	}
	for _, x := range outside {
		c.note(x.restsOn(subject{aspect: runTimes}))
	}
	if !c.inOrder() {
		c.tally(c.order)
	}
}

// inOrder reports that no step started before one that stands before it, in which
// case leaving out some of them cannot bring that about.
func (c *checker) inOrder() bool {
	var last time.Time
	for _, s := range c.spans {
		if s.started && s.start.Before(last) {
			return false
		}
		if s.started {
			last = s.start
		}
	}
	return true
}

// order checks that the steps stand in the order in which they started.
func (c *checker) order(f *fold) (disordered []*found) {
	previous := -1
	for i := range c.spans {
		s := c.spans[i]
		if !s.started || f.in(ofStep(stepTimes, i)) || f.in(ofStep(stepPresence, i)) {
			continue
		}
		if previous >= 0 && s.start.Before(c.spans[previous].start) {
			before := c.spans[previous]
			x := newFound(&ruleOrder, stepAt(i)+"/started_at", issue{found: string(s.startText), expected: "not before " + string(before.startText),
				message: "%s started at %s, before step %s, which stands before it and started at %s",
				args:    []any{c.called(i), s.startText, quote(c.doc.Steps[previous].StepID), before.startText}})
			disordered = append(disordered, x.doubt(ofStep(stepTimes, previous), ofStep(stepTimes, i)))
		}
		previous = i
	}
	return disordered
}

// called names a step in a message.
func (c *checker) called(i int) string { return "step " + quote(c.doc.Steps[i].StepID) }

// durations checks the stated durations of the steps. What shows that a time is
// wrong explains the duration.
func (c *checker) durations() {
	for i := range c.spans {
		ms := c.doc.Steps[i].DurationMS
		if ms == nil {
			continue
		}
		if x := c.duration(stepAt(i), c.called(i), c.spans[i], *ms); x != nil {
			c.note(x.restsOn(ofStep(stepTimes, i)))
		}
	}
}

func (c *checker) backwards(at, what string, s span) *found {
	return c.found(&ruleBackwards, at+"/finished_at", issue{found: string(s.endText), expected: "not before " + string(s.startText),
		message: "%s ended at %s, before it started at %s", args: []any{what, s.endText, s.startText}})
}

// duration checks a stated duration. Rounding the difference of the times up or
// down is both fine. Times that are written with a fraction were cut or rounded
// to it, so the measured duration may differ from their difference by less than
// one unit of the last digit. Times of whole seconds, or of whole milliseconds
// that are written more precisely, are taken as exact.
func (c *checker) duration(at, what string, s span, stated int64) *found {
	if !s.started || !s.ended || stated == noDuration || s.backwards() {
		return nil
	}
	// Two thousand years of nanoseconds do not fit a time.Duration.
	whole := run.Milliseconds(s.start, s.end)
	rest := (s.end.Nanosecond() - s.start.Nanosecond()) % 1e6
	if rest < 0 {
		rest += 1e6
	}
	may := 0
	if n := max(digits(s.startText), digits(s.endText)); n > 0 && n <= 3 {
		may = 1e6
	} else if n > 3 && (s.start.Nanosecond()%1e6 != 0 || s.end.Nanosecond()%1e6 != 0) && !s.start.Equal(s.end) {
		may = int(min(unit(s.startText), unit(s.endText))) - 1
	}
	low, high := whole, whole+int64(rest+may+1e6-1)/1e6
	if rest < may {
		low--
	}
	if low <= stated && stated <= high {
		return nil
	}
	return newFound(&ruleDuration, at+"/duration_ms", issue{found: decimal(stated), expected: decimal(whole),
		message: "the duration of %s is stated as %d ms; its times give %d ms", args: []any{what, stated, whole}})
}

// digits counts the fractional digits of a timestamp.
func digits(t rt.Timestamp) int {
	s := string(t)
	dot := strings.IndexByte(s, '.')
	if dot < 0 {
		return 0
	}
	n := 0
	for _, ch := range s[dot+1:] {
		if ch < '0' || ch > '9' {
			break
		}
		n++
	}
	return n
}

// unit is what the last digit of a timestamp stands for.
func unit(t rt.Timestamp) time.Duration {
	u := time.Second
	for range min(digits(t), 9) {
		u /= 10
	}
	return u
}

// slack is what two times may differ by because one of them is written less
// precisely than a millisecond's fraction.
func slack(a, b rt.Timestamp) time.Duration {
	if (digits(a) <= 3) != (digits(b) <= 3) {
		return time.Millisecond - 1
	}
	return 0
}

// cut is how much later than it is written a time may have been, when it is
// written less precisely than the one that it is compared with.
func cut(t, other rt.Timestamp) time.Duration {
	if digits(t) < digits(other) {
		return unit(t) - 1
	}
	return 0
}

// window checks that a step lies within the run.
func (c *checker) window(i int) *found {
	s, w := c.spans[i], c.runSpan
	if s.started && w.started && s.start.Add(max(slack(s.startText, w.startText), cut(s.startText, w.startText))).Before(w.start) {
		return newFound(&ruleWindow, stepAt(i)+"/started_at", issue{found: string(s.startText), expected: "not before " + string(w.startText),
			message: "%s started at %s, before the run did at %s", args: []any{c.called(i), s.startText, w.startText}})
	}
	name, verb, last, text := "finished_at", "ended", s.end, s.endText
	if !s.ended {
		name, verb, last, text = "started_at", "started", s.start, s.startText
	}
	if !w.ended || !s.ended && !s.started || !last.Add(-max(slack(text, w.endText), cut(w.endText, text))).After(w.end) {
		return nil
	}
	return newFound(&ruleWindow, stepAt(i)+"/"+name, issue{found: string(text), expected: "not after " + string(w.endText),
		message: "%s %s at %s, after the run had ended at %s", args: []any{c.called(i), verb, text, w.endText}})
}

package run

import (
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
)

// Counts are the counters of a run. Executed steps are those that ran to an
// end, that is success plus failed; a skipped step does not count as executed
// even if it had begun.
type Counts struct {
	Total, Executed, Success, Failed, Skipped, Blocked int
	// Warnings is the number of step warnings.
	Warnings int
}

// Count counts the steps of a document by status.
func Count(doc *runresultv1.RunResult) Counts {
	c := Counts{Total: len(doc.Steps)}
	for i := range doc.Steps {
		c.Warnings += len(doc.Steps[i].Warnings)
		switch doc.Steps[i].Status {
		case runresultv1.StepStatusSuccess:
			c.Success++
		case runresultv1.StepStatusFailed:
			c.Failed++
		case runresultv1.StepStatusSkipped:
			c.Skipped++
		case runresultv1.StepStatusBlocked:
			c.Blocked++
		}
	}
	c.Executed = c.Success + c.Failed
	return c
}

// Counter is one counter under its well-known metrics key.
type Counter struct {
	Key   string
	Value int
}

// Counters returns the counters under their well-known metrics keys, in the
// order of the schema's description.
func (c Counts) Counters() []Counter {
	return []Counter{
		{"steps.total", c.Total}, {"steps.executed", c.Executed}, {"steps.success", c.Success},
		{"steps.failed", c.Failed}, {"steps.skipped", c.Skipped}, {"steps.blocked", c.Blocked},
		{"warnings.total", c.Warnings},
	}
}

// Milliseconds returns the whole milliseconds from one instant to another,
// rounded towards the earlier one. It is negative when finished is before
// started, and exact over all the years that a timestamp can name (a
// time.Duration would overflow after 292 of them).
func Milliseconds(started, finished time.Time) int64 {
	ms := (finished.Unix() - started.Unix()) * 1000
	nanos := int64(finished.Nanosecond() - started.Nanosecond())
	ms += nanos / 1e6
	if nanos%1e6 < 0 {
		ms--
	}
	return ms
}

// Elapsed is Milliseconds of two timestamps as written in a document. The error
// names the one that is no RFC 3339 date-time.
func Elapsed(started, finished rt.Timestamp) (int64, error) {
	a, err := started.Time()
	if err != nil {
		return 0, err
	}
	b, err := finished.Time()
	if err != nil {
		return 0, err
	}
	return Milliseconds(a, b), nil
}

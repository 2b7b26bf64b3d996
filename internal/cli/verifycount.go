package cli

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/wording"
)

// verifyCounts is what the line at the end tells.
type verifyCounts struct {
	runs       int64 // documents that were judged
	refused    int64 // of them, those with a finding of severity error
	unreadable int64 // what could not be read at all
	unproved   int64 // documents whose evidence was not looked at
	warnings   int64
	statuses   map[string]int64 // of the verified runs
}

// add counts one judged document and reports whether it is refused. Only a
// verified status is worth telling.
func (c *verifyCounts) add(r checked) (refused bool) {
	c.runs++
	c.warnings += int64(r.verdict.Warnings)
	if !r.proved {
		c.unproved++
	}
	if r.verdict.Errors > 0 || len(r.more) > 0 {
		c.refused++
		return true
	}
	if c.statuses == nil {
		c.statuses = map[string]int64{}
	}
	c.statuses[r.verdict.Status]++
	return false
}

// line is the account of the whole run of the command.
func (c *verifyCounts) line() string {
	parts := []string{c.verdict()}
	if c.warnings > 0 {
		parts = append(parts, wording.Count(c.warnings, "warning"))
	}
	switch {
	case c.unproved == 0:
	case c.unproved == c.runs:
		parts = append(parts, "evidence not looked at")
	default:
		parts = append(parts, fmt.Sprintf("evidence of %d not looked at", c.unproved))
	}
	if c.unreadable > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be read", c.unreadable))
	}
	return strings.Join(parts, "; ")
}

func (c *verifyCounts) verdict() string {
	verified := c.runs - c.refused
	switch {
	case c.runs == 0:
		return "0 runs"
	case verified == 0:
		return wording.Count(c.runs, "run") + ": refused"
	}
	text := wording.Count(c.runs, "run") + ": verified"
	if c.refused > 0 {
		text = fmt.Sprintf("%s: %d refused, %d verified", wording.Count(c.runs, "run"), c.refused, verified)
	}
	var statuses []string
	for _, s := range []string{"success", "partial", "failed"} {
		switch n := c.statuses[s]; {
		case n == verified:
			return text + " (" + s + ")"
		case n > 0:
			statuses = append(statuses, fmt.Sprintf("%d %s", n, s))
		}
	}
	return text + " (" + strings.Join(statuses, ", ") + ")"
}

package render

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
)

// Options are the choices of a rendering. The zero value is useful.
type Options struct {
	// Width is the number of terminal cells of a line; 0 means 100. Narrow pages
	// are given 60 all the same.
	Width int
	// Color allows ANSI colours.
	Color bool
}

// MaxRows bounds the rows of every part of the page; a line says how many are
// left out.
const MaxRows = 1000

// Text writes a run as plain text. The error is that of the writer. The document
// need not be valid: what is missing is left out.
func Text(w io.Writer, doc *runresultv1.RunResult, opt Options) error {
	p := &page{width: opt.Width, color: opt.Color}
	if p.width <= 0 {
		p.width = 100
	}
	p.width = max(p.width, 60)
	p.heading(doc)
	p.runError(doc)
	p.failures(doc)
	p.unexecuted(doc)
	p.steps(doc)
	p.warnings(doc)
	p.metrics(doc)
	p.artifacts(doc)
	p.evidence(doc)
	p.surroundings(doc)
	_, err := w.Write(p.b.Bytes())
	return err
}

var runStyle = map[runresultv1.RunStatus]style{
	runresultv1.RunStatusSuccess: green, runresultv1.RunStatusFailed: red, runresultv1.RunStatusPartial: yellow,
}

var stepStyle = map[runresultv1.StepStatus]style{
	runresultv1.StepStatusSuccess: green, runresultv1.StepStatusFailed: red,
	runresultv1.StepStatusSkipped: yellow, runresultv1.StepStatusBlocked: purple,
}

// heading says what became of the run.
func (p *page) heading(doc *runresultv1.RunResult) {
	status := safe(strings.ToUpper(string(doc.Status)))
	st := runStyle[doc.Status]
	if st != plain {
		st = "1;" + st
	}
	status = clip(status, 20)
	took := "  took " + duration(doc.DurationMS)
	room := p.width - width(status) - len("  run ") - width(took)
	p.line(p.paint(status, st) + "  run " + p.paint(clip(safe(doc.RunID), room), bold) + took)
	if !blank(doc.Summary) {
		p.paragraph(0, "", doc.Summary)
	}
	if doc.StartedAt != "" || doc.FinishedAt != "" {
		p.paragraph(0, "", string(doc.StartedAt)+" to "+string(doc.FinishedAt))
	}
	possible, err := run.Possible(doc)
	switch {
	case err != nil:
		p.paragraph(0, "caution: ", firstLine(err.Error()))
	case !possible.Has(doc.Status):
		p.paragraph(0, "caution: ", fmt.Sprintf("the stated status is %s, but the steps allow only %s", doc.Status, possible))
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func (p *page) runError(doc *runresultv1.RunResult) {
	if doc.Error == nil {
		return
	}
	p.section("Why the run failed")
	p.errorInfo(2, doc.Error)
}

// errorInfo writes an error: its type, its message, what to do about it.
func (p *page) errorInfo(indent int, e *runresultv1.ErrorInfo) {
	p.paragraph(indent, p.clipLabel(e.Type), e.Message)
	if hint, ok := e.Hint.Get(); ok && hint != "" {
		p.paragraph(indent, "hint: ", hint)
	}
	if e.DecisionRequired != nil && *e.DecisionRequired {
		p.paragraph(indent, "", "a person must decide before the run is repeated")
	}
	if len(e.Details) > 0 {
		names := make([]string, 0, len(e.Details))
		for name := range e.Details {
			names = append(names, name)
		}
		sort.Strings(names)
		for i, name := range names {
			if i == 10 {
				p.paragraph(indent, "", fmt.Sprintf("… and %d more details", len(names)-i))
				break
			}
			p.paragraph(indent, p.clipLabel(name), clip(safe(e.Details[name].String()), 3*p.width))
		}
	}
}

func (p *page) clipLabel(s string) string { return clip(safe(s), p.width/3) + ": " }

// failures says what failed and why.
func (p *page) failures(doc *runresultv1.RunResult) {
	p.each(doc, "What failed", "failed steps", func(s *runresultv1.Step) bool {
		return s.Status == runresultv1.StepStatusFailed
	}, func(s *runresultv1.Step) {
		head := "  " + p.paint(clip(safe(s.StepID), p.width/2), red)
		if s.Critical != nil && !*s.Critical {
			head += "  (not critical)"
		}
		p.line(head)
		if s.Error != nil {
			p.errorInfo(4, s.Error)
		}
		switch {
		case !blank(s.Summary) && (s.Error == nil || s.Summary != s.Error.Message):
			p.paragraph(4, "", s.Summary)
		case s.Error == nil:
			p.line("    no cause is recorded")
		}
	})
}

// unexecuted says what did not run, and on whose account.
func (p *page) unexecuted(doc *runresultv1.RunResult) {
	p.each(doc, "What did not run", "such steps", func(s *runresultv1.Step) bool {
		return s.Status == runresultv1.StepStatusBlocked || s.Status == runresultv1.StepStatusSkipped
	}, func(s *runresultv1.Step) {
		head := "  " + p.paint(clip(safe(s.StepID), p.width/2), stepStyle[s.Status]) + "  " + string(s.Status)
		if s.Critical != nil && !*s.Critical {
			head += " (not critical)"
		}
		p.line(head)
		said := false
		if len(s.BlockedBy) > 0 {
			p.paragraph(4, "by ", names(s.BlockedBy))
			said = true
		}
		if s.Reason != nil {
			p.paragraph(4, "reason: ", *s.Reason)
			said = true
		}
		if s.Error != nil {
			p.errorInfo(4, s.Error)
			said = true
		}
		if !blank(s.Summary) && s.Summary != repetition(s) {
			p.paragraph(4, "", s.Summary)
			said = true
		}
		if !said {
			p.line("    no cause is recorded")
		}
	})
}

// blank reports whether a text says nothing to a reader.
func blank(s string) bool { return strings.TrimSpace(s) == "" }

// repetition is the summary that says no more than the lines above it: how the
// step ended, by whom and for what reason. Imported steps without words of their
// own have it.
func repetition(s *runresultv1.Step) string {
	text := string(s.Status)
	if len(s.BlockedBy) > 0 {
		text += " by " + names(s.BlockedBy)
	}
	if s.Reason != nil && !blank(*s.Reason) {
		text += ": " + *s.Reason
	}
	return text
}

// names joins the first of a list of ids.
func names(ids []string) string {
	const limit = 10
	if len(ids) <= limit {
		return strings.Join(ids, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(ids[:limit], ", "), len(ids)-limit)
}

// each writes a section with one entry for every step that is wanted.
func (p *page) each(doc *runresultv1.RunResult, title, what string, want func(*runresultv1.Step) bool, write func(*runresultv1.Step)) {
	n := 0
	for i := range doc.Steps {
		s := &doc.Steps[i]
		if !want(s) {
			continue
		}
		if n == 0 {
			p.section(title)
		}
		if n++; n <= MaxRows {
			write(s)
		}
	}
	p.more(n, what)
}

// more says how many entries beyond MaxRows were left out.
func (p *page) more(n int, what string) {
	if n > MaxRows {
		p.line(fmt.Sprintf("  … and %d more %s", n-MaxRows, what))
	}
}

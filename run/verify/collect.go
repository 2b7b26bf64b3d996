package verify

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

var ruleMore = diag.Rule{
	ID: "verify-more", Severity: diag.SeverityError,
	Summary:     "There are more findings than are listed.",
	Explanation: "The findings of one document are bounded. Errors are listed before warnings; this one counts what was left out, and is a warning when only warnings were.",
	Example:     "a document with 10,000 steps outside the time of the run",
	Hint:        "correct what is listed and verify again",
}

// checker is the state of one verification: what is known of the document and
// its evidence, and what the checks found.
type checker struct {
	ctx  context.Context
	name string
	data []byte
	opt  Options
	out  Verdict

	document
	evidence

	all      []*found
	own      int       // how many of all are about what the document says of itself
	premises []subject // what all that is found for now rests on
	unread   []subject // what the schema calls into question
}

// document is what is known of the document.
type document struct {
	// doc is the document as far as it can be read; tree is its text, parsed when
	// a place in it is needed first.
	doc  *runresultv1.RunResult
	tree *source.File
	// partial is set when the document was read leniently: its schema refuses it.
	partial bool
	// violated are the places of which the schema complains, and dependent those
	// where only a condition makes it complain.
	violated, dependent map[string]bool
	// spans are the times of the steps, runSpan those of the run.
	spans   []span
	runSpan span
	untimed map[int]bool    // steps whose times may not be there, or not all
	index   map[string]int  // the first step of each id
	shared  map[string]bool // ids of several steps

	unknown  []reference // to steps that are not there
	onFailed []edge      // steps that ran although one they depend on failed
}

func newChecker(ctx context.Context, name string, data []byte, opt Options) *checker {
	if opt.Limit <= 0 {
		opt.Limit = DefaultLimit
	}
	return &checker{ctx: ctx, name: name, data: data, opt: opt, out: Verdict{Name: name}}
}

// verdict settles the findings: their number, order and places. What is beyond
// the limit is counted only.
func (c *checker) verdict() Verdict {
	v := c.out
	v.judged = true
	var warnings []diag.Finding
	settled := settle(c.all, c.own, c.unread)
	for _, x := range settled.told {
		list, n := &v.Findings, &v.Errors
		if x.weight() != diag.SeverityError {
			list, n = &warnings, &v.Warnings
		}
		if *n++; *n > c.opt.Limit {
			continue
		}
		follows := ""
		if first := settled.follows[x]; first != nil {
			follows = first.finding(c.name, "").Message
		}
		*list = append(*list, x.finding(c.name, follows))
	}
	v.Findings = append(v.Findings, warnings[:min(c.opt.Limit-len(v.Findings), len(warnings))]...)
	c.place(v.Findings)
	if lost := v.Errors + v.Warnings - len(v.Findings); lost > 0 {
		errors := v.Errors
		for _, f := range v.Findings {
			if f.Fails() {
				errors--
			}
		}
		more := ruleMore.Findf("and %s: %s and %s", wording.Count(lost, "more finding"),
			wording.Count(errors, "error"), wording.Count(lost-errors, "warning"))
		if errors == 0 {
			more = more.Weighing(diag.SeverityWarning)
		}
		more.File, more.InstanceAt = c.name, diag.At("")
		v.Findings = append(v.Findings, more)
	}
	return v
}

// place gives the findings their lines and columns, in document order. The text
// is walked once: a document may be one long line, of which every column would
// be a walk.
func (c *checker) place(list []diag.Finding) {
	if len(list) == 0 {
		return // and the text of a good document is not parsed once more
	}
	f := c.file()
	if f == nil {
		return
	}
	offsets := make([]int, len(list))
	order := make([]int, len(list))
	for i := range list {
		order[i] = i
		offsets[i] = -1
		if list[i].Line > 0 {
			offsets[i] = 0
		} else if at, ok := offsetOf(f, *list[i].InstanceAt); ok {
			offsets[i] = at
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(offsets[a], offsets[b]) })
	sorted := make([]diag.Finding, 0, len(list))
	at, line, column := 0, 1, 1
	for _, i := range order {
		for ; at < offsets[i]; at++ {
			switch ch := f.Data[at]; {
			case ch == '\n':
				line, column = line+1, 1
			case utf8.RuneStart(ch):
				column++
			}
		}
		if offsets[i] >= 0 && list[i].Line == 0 {
			list[i].Line, list[i].Column = line+c.opt.LineOffset, column
		}
		sorted = append(sorted, list[i])
	}
	copy(list, sorted)
}

// offsetOf is where the value that a pointer leads to begins, or, where there is
// none, the innermost value around it.
func offsetOf(f *source.File, pointer string) (int, bool) {
	for {
		if v, ok := f.At(pointer); ok {
			return v.Start, true
		}
		cut := strings.LastIndexByte(pointer, '/')
		if cut < 0 {
			return 0, false
		}
		pointer = pointer[:cut]
	}
}

// file is the parsed text, nil when it is no JSON.
func (c *checker) file() *source.File {
	if c.tree == nil {
		c.tree, _ = source.ParseJSON(c.name, c.data)
	}
	return c.tree
}

func stepAt(i int) string { return "/steps/" + strconv.Itoa(i) }

// quote writes a text from a document for a message, on one line and not too
// long.
func quote(s string) string { return string(codec.AppendString(nil, wording.Clip(s, 120))) }

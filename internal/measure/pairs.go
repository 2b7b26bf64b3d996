package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// row is one pair with the truth about it.
type row struct {
	id       string
	old, new []byte
	draft    string
	// contained is whether every document of old is one of new; labelled is
	// whether that is known.
	contained, labelled bool
	// plain says that the pair needs no automaton for a pattern and no keyword
	// that depends on what others evaluated or on the way to it.
	plain bool
}

// outcome is what compat said of a row.
type outcome struct {
	verdict compat.Verdict
	reasons []string // when unknown
	witness []byte   // that a validator confirmed
	failed  error
	took    time.Duration
}

// tally are the figures of one file.
type tally struct {
	name                                string
	rows, right, wrong, unknown, failed int
	unlabelled, unlabelledUnknown       int
	incompatible, confirmed             int
	plain, plainOpen                    int // rows without hard keywords; of these undecided or refused
	times                               []time.Duration
	refuted                             int
	evidence                            []string // against the truth of rows
	reasons                             map[string]int
	examples                            map[string][]string
}

// measurePairs measures every file of dir, backward with open content.
func measurePairs(dir, out string, maxWork int64, stdout, stderr io.Writer) int {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		fmt.Fprintf(stderr, "measure: %s holds no *.jsonl file\n", dir)
		return exitInput
	}
	slices.Sort(files)
	var tallies []*tally
	code := 0
	for _, name := range files {
		t, err := measureFile(name, maxWork, stderr)
		if err != nil {
			fmt.Fprintln(stderr, "measure:", err)
			return exitInput
		}
		if t.wrong > 0 || t.confirmed < t.incompatible {
			code = exitNo
		}
		tallies = append(tallies, t)
		t.explain(stderr)
	}
	text := page(tallies)
	if out == "" {
		fmt.Fprint(stdout, text)
		return code
	}
	if err := atomicfile.WriteFile(out, []byte(text)); err != nil {
		fmt.Fprintln(stderr, "measure:", err)
		return exitInput
	}
	return code
}

// measureFile measures one file.
func measureFile(name string, maxWork int64, stderr io.Writer) (*tally, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t := &tally{name: filepath.Base(name), reasons: map[string]int{}, examples: map[string][]string{}}
	for i, line := range bytes.Split(data, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		r, err := readRow(fmt.Sprintf("%s line %d", t.name, i+1), line)
		if err != nil {
			return nil, err
		}
		t.count(r, judge(r, maxWork), stderr)
	}
	return t, nil
}

// readRow reads one line of a file.
func readRow(name string, line []byte) (row, error) {
	f, err := source.ParseJSON(name, line)
	if err != nil {
		return row{}, err
	}
	old, new := f.Root.Get("old"), f.Root.Get("new")
	if old == nil || new == nil {
		return row{}, fmt.Errorf("%s: a row has the members old and new", name)
	}
	r := row{id: name, old: line[old.Start:old.End], new: line[new.Start:new.End]}
	if v := f.Root.Get("id"); v != nil {
		r.id = v.Text
	}
	if v := f.Root.Get("draft"); v != nil {
		r.draft = v.Text
	}
	if v := f.Root.Get("contained"); v != nil && v.Kind == source.Bool {
		r.labelled, r.contained = true, v.Bool
	}
	r.plain = plain(r.old, r.draft) && plain(r.new, r.draft)
	return r, nil
}

// plain reports whether a schema goes without patterns that are more than text,
// unevaluated* and dynamic references. A schema that does not load is plain:
// refusing it is no fault of those.
func plain(data []byte, draft string) bool {
	d, _ := graph.ParseDialect(draft)
	f, err := source.ParseJSON("schema", data)
	if err != nil {
		return true
	}
	g, err := graph.Load(f, graph.Options{Draft: d})
	if err != nil {
		return true
	}
	text := func(p *graph.Pattern) bool {
		if p == nil {
			return true
		}
		_, kind := p.P.Literal()
		return kind != 0
	}
	for _, n := range g.Nodes {
		hard := n.UnevaluatedItems != nil || n.UnevaluatedProperties != nil || !text(n.Pattern) ||
			n.DynamicRef != nil && !n.DynamicRef.Plain() ||
			slices.ContainsFunc(n.PatternProperties, func(p graph.PatternProperty) bool { return !text(p.Pattern) })
		if hard && !n.Resource.Builtin {
			return false
		}
	}
	return true
}

// judge has one row decided, as `runresult compat --batch` does.
func judge(r row, maxWork int64) (o outcome) {
	began := time.Now()
	defer func() {
		o.took = time.Since(began)
		if p := recover(); p != nil {
			o.failed = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	opt := compat.LoadOptions{Draft: r.draft}
	old, err := compat.Load("old", r.old, opt)
	if err != nil {
		return outcome{failed: err}
	}
	new, err := compat.Load("new", r.new, opt)
	if err != nil {
		return outcome{failed: err}
	}
	report, err := compat.Compare(context.Background(), old, new, compat.Options{Direction: compat.Backward, Content: compat.Open, MaxWork: maxWork})
	if err != nil {
		return outcome{failed: err}
	}
	if report.Fault != nil {
		return outcome{failed: report.Fault}
	}
	o = outcome{verdict: report.Backward.Verdict, witness: report.Backward.Witness}
	if o.verdict == compat.Unknown {
		for _, u := range report.Unknowns {
			o.reasons = append(o.reasons, strings.TrimSpace(u.Reason+" "+u.Keyword))
		}
		if len(o.reasons) == 0 {
			o.reasons = []string{"no reason given"}
		}
	}
	return o
}

// count adds a row. What is wrong is told at once.
func (t *tally) count(r row, o outcome, stderr io.Writer) {
	t.rows++
	t.times = append(t.times, o.took)
	open := false
	switch {
	case o.failed != nil:
		t.failed++
		open = true
		t.because("error: "+short(o.failed), r.id)
	case o.verdict == compat.Unknown:
		open = true
		if r.labelled {
			t.unknown++
		} else {
			t.unlabelled++
			t.unlabelledUnknown++
		}
		t.because(o.reasons[0], r.id)
	case !r.labelled:
		t.unlabelled++
	case (o.verdict == compat.Compatible) == r.contained:
		t.right++
	default:
		if evidence := refuted(r, o.witness); evidence != "" {
			t.refuted++
			t.evidence = append(t.evidence, r.id+": "+evidence)
			break
		}
		t.wrong++
		fmt.Fprintf(stderr, "WRONG %s: %s says %v, contained is %v\n", t.name, r.id, o.verdict, r.contained)
	}
	if o.failed == nil && o.verdict == compat.Incompatible {
		t.incompatible++
		if o.witness != nil {
			t.confirmed++
		} else {
			fmt.Fprintf(stderr, "WITHOUT WITNESS %s: %s\n", t.name, r.id)
		}
	}
	if r.plain {
		t.plain++
		if open {
			t.plainOpen++
			fmt.Fprintf(stderr, "OPEN %s: %s: %s\n", t.name, r.id, firstOf(o.reasons, o.failed))
		}
	}
}

func firstOf(reasons []string, err error) string {
	if err != nil {
		return short(err)
	}
	return reasons[0]
}

func (t *tally) because(reason, id string) {
	t.reasons[reason]++
	if len(t.examples[reason]) < 3 {
		t.examples[reason] = append(t.examples[reason], id)
	}
}

// short returns the code of an error, or the beginning of its first line.
func short(err error) string {
	var e *diag.Error
	if errors.As(err, &e) && e.Code != "" {
		return e.Code
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line[:min(len(line), 80)]
}

// explain tells why rows were left open, most frequent reasons first.
func (t *tally) explain(w io.Writer) {
	for _, reason := range t.sortedReasons() {
		fmt.Fprintf(w, "%s: %5d × %s, such as %s\n", t.name, t.reasons[reason], reason, strings.Join(t.examples[reason], "; "))
	}
	slowest := slices.Max(append([]time.Duration{0}, t.times...))
	fmt.Fprintf(w, "%s: %d right, %d wrong, %d unknown, %d errors of %d, slowest %s\n", t.name, t.right, t.wrong, t.unknown, t.failed, t.rows, slowest)
}

func (t *tally) sortedReasons() []string {
	var list []string
	for reason := range t.reasons {
		list = append(list, reason)
	}
	slices.SortFunc(list, func(a, b string) int {
		if d := t.reasons[b] - t.reasons[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return list
}

package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/attack"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// public are the figures of a run over public schemas.
type public struct {
	schemas, refused          int
	self, annotated           int // compatible, with the bump that is due
	same                      []time.Duration
	edits, questions, decided int
	edited                    []time.Duration
	reasons                   tally
}

// measureSchemas compares every schema of dir with itself, with a copy whose
// description differs, and with copies that carry random edits.
func measureSchemas(dir string, edits int, seed uint64, maxWork int64, stdout, stderr io.Writer) int {
	files, err := attack.Schemas(dir)
	if err != nil || len(files) == 0 {
		fmt.Fprintf(stderr, "measure: %s holds no schema that loads by itself\n", dir)
		return exitInput
	}
	p := &public{reasons: tally{name: "edits", reasons: map[string]int{}, examples: map[string][]string{}}}
	for i, f := range files {
		p.measure(f, edits, attack.NewChoice(seed, uint64(i)), maxWork, stderr)
	}
	p.reasons.explain(stderr)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Fprintf(stdout, "schemas                         %d (%d refused)\n", p.schemas, p.refused)
	fmt.Fprintf(stdout, "against itself: none            %d\n", p.self)
	fmt.Fprintf(stdout, "other description: patch        %d\n", p.annotated)
	fmt.Fprintf(stdout, "  time of these, median / p99   %s / %s\n", millis(percentile(p.same, 50)), millis(percentile(p.same, 99)))
	fmt.Fprintf(stdout, "random edits                    %d\n", p.edits)
	fmt.Fprintf(stdout, "  questions answered            %d of %d, %s\n", p.decided, p.questions, percent(p.decided, p.questions))
	fmt.Fprintf(stdout, "  time of these, median / p99   %s / %s, worst %s\n", millis(percentile(p.edited, 50)), millis(percentile(p.edited, 99)), millis(percentile(p.edited, 100)))
	fmt.Fprintf(stdout, "memory taken from the system    %d MiB\n", m.Sys>>20)
	if p.self < p.schemas || p.annotated < p.schemas {
		return exitNo
	}
	return 0
}

// measure takes one schema.
func (p *public) measure(f *source.File, edits int, c *attack.Choice, maxWork int64, stderr io.Writer) {
	text := f.Root.AppendJSON(nil)
	old, err := compat.Load(f.Name, text, compat.LoadOptions{})
	if err != nil {
		p.refused++
		fmt.Fprintf(stderr, "%s: %v\n", f.Name, err)
		return
	}
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		p.refused++
		return
	}
	p.schemas++
	full := compat.Options{MaxWork: maxWork}
	expect := func(name string, v *source.Value, bump compat.Bump, good *int) {
		began := time.Now()
		new, err := compat.Load(f.Name, v.AppendJSON(nil), compat.LoadOptions{})
		if err != nil {
			fmt.Fprintf(stderr, "%s, %s: %v\n", f.Name, name, err)
			return
		}
		r := compat.Compare(context.Background(), old, new, full)
		p.same = append(p.same, time.Since(began))
		if r.Verdict == compat.Compatible && r.RequiredBump == bump {
			*good++
			return
		}
		fmt.Fprintf(stderr, "%s, %s: %v, bump %v\n", f.Name, name, r.Verdict, r.RequiredBump)
	}
	expect("itself", f.Root, compat.BumpNone, &p.self)
	expect("other description", attack.Described(f.Root), compat.BumpPatch, &p.annotated)

	editor := attack.NewEditor(g)
	for range edits {
		v, how := editor.Edit(c, f.Root)
		p.edit(f, old, v, how, full, stderr)
	}
}

// edit compares a schema with one edited copy of it, in both directions and
// contents.
func (p *public) edit(f *source.File, old *compat.Schema, v *source.Value, how string, opt compat.Options, stderr io.Writer) {
	new, err := compat.Load(f.Name, v.AppendJSON(nil), compat.LoadOptions{})
	if err != nil {
		return // the edit made it no schema
	}
	p.edits++
	for _, content := range []compat.Content{compat.Writer, compat.Open} {
		opt.Content = content
		began := time.Now()
		r := compat.Compare(context.Background(), old, new, opt)
		took := time.Since(began)
		p.edited = append(p.edited, took)
		if took > time.Second {
			fmt.Fprintf(stderr, "%s, %s, %v: took %s\n", f.Name, how, content, took.Round(time.Millisecond))
		}
		answers := []compat.Verdict{r.Backward.Verdict, r.Forward.Verdict}
		if r.Reader != nil {
			answers = append(answers, r.Reader.Verdict)
		}
		if r.Fault != nil {
			fmt.Fprintf(stderr, "%s, %s, %v: %v\n", f.Name, how, content, r.Fault)
		}
		p.questions += len(answers)
		for _, v := range answers {
			if v != compat.Unknown {
				p.decided++
			}
		}
		for _, u := range r.Unknowns {
			p.reasons.because(u.Question+" "+u.Reason+" "+u.Keyword, f.Name+" ("+how+")")
		}
	}
}

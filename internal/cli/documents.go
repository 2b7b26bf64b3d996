package cli

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// measure counts what the change does to the documents of --documents. A file that cannot be
// read does not stop the others.
func (c *comparison) measure(ctx context.Context, old, now *compat.Schema) (*compat.Impact, error) {
	defer lightGC()()
	var troubles []error
	docs := func(yield func(compat.Document) bool) {
		for d := range c.existing() {
			if d.Err != nil {
				troubles = append(troubles, d.Err)
			}
			if !yield(d) {
				return
			}
		}
	}
	i, err := compat.MeasureImpact(ctx, old, now, docs, compat.ImpactOptions{Direction: c.options.Direction, Jobs: workers(c.jobs)})
	if err != nil {
		return nil, err
	}
	for _, t := range troubles {
		c.app.code = worse(c.app.code, ExitTrouble)
		c.app.printError(t)
	}
	return i, nil
}

// existing yields the documents. A name in .json, .yaml or .yml is that of a file with one
// document; every other file, standard input included, has one a line.
func (c *comparison) existing() iter.Seq[compat.Document] {
	return func(yield func(compat.Document) bool) {
		for _, arg := range c.documents {
			if slices.Contains([]string{".json", ".yaml", ".yml"}, strings.ToLower(filepath.Ext(arg))) {
				data, err := source.ReadBytes(arg)
				if !yield(compat.Document{File: arg, Data: data, Err: orStdin(err)}) {
					return
				}
				continue
			}
			if !c.app.eachLine(arg, source.MaxFileSize, func(l textLine) bool {
				return yield(compat.Document{File: l.file, Line: l.before + 1, Data: l.text, Err: l.trouble})
			}) {
				return
			}
		}
	}
}

// contradicted is the fault that a report holds in which a direction is proved for all valid
// documents and a document shows that it is not so; nil when there is none. What is proved of
// writers' documents says nothing about others.
func contradicted(r *compat.Report) *compat.Fault {
	for question, in := range map[string]*compat.Inclusion{"backward": r.Backward, "forward": r.Forward} {
		asked := in != nil && in.Content == compat.Open && in.Verdict == compat.Compatible
		if asked && r.Impact.Refused > 0 && (question == "forward") == (r.Impact.RejectedBy == compat.SideOld) {
			p := r.Impact.Kinds[0].First
			return &compat.Fault{Question: question, Message: fmt.Sprintf(
				"every valid document is accepted, says the search, and a validator refuses one: %s: %s", report.Position(p.File, p.Line, p.Column), p.Message)}
		}
	}
	return nil
}

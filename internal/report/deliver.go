package report

import (
	"io"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
)

// Write writes a whole report of findings in one format.
func Write(w io.Writer, format *Format, opt Options, findings []diag.Finding) error {
	out := format.open(w, opt)
	ok := true
	for _, f := range findings {
		ok = ok && !f.Fails()
		err := f.Check()
		if err == nil {
			err = out.Add(f)
		}
		if err != nil {
			_ = out.Close(ok) // frees its spool; the first error counts
			return err
		}
	}
	return out.Close(ok)
}

// Deliver has a report that is more than a list of findings written to every
// target by write. Files are put in place when all of them are complete, and
// none when one is not.
func Deliver(targets []Target, stdout io.Writer, write func(w io.Writer, t Target) error) error {
	var files []*atomicfile.Writer
	abort := func(err error) error {
		for _, f := range files {
			f.Abort()
		}
		return err
	}
	for _, t := range targets {
		w := stdout
		if t.Path != "" {
			f, err := atomicfile.Create(t.Path)
			if err != nil {
				return abort(err)
			}
			files = append(files, f)
			w = f
		}
		if err := write(w, t); err != nil {
			return abort(err)
		}
	}
	for _, f := range files {
		if err := f.Commit(); err != nil {
			return abort(err)
		}
	}
	return nil
}

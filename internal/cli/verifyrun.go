package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// checked is what is known about one run.
type checked struct {
	verdict verify.Verdict
	more    []diag.Finding // what the command itself has to say about it
	proved  bool           // its evidence was looked at
	trouble error          // it could not be read at all
}

// units yields the work: each unit reads and judges one run. Lines are cut here,
// in order, and judged by the workers.
func (v *verification) units(ctx context.Context, args []string) func(yield func(func() checked) bool) error {
	return func(yield func(func() checked) bool) error {
		for _, arg := range args {
			more := false
			if v.ndjson {
				more = v.app.eachLine(arg, maxRun, func(l textLine) bool {
					return yield(func() checked { return v.line(ctx, l) })
				})
			} else {
				more = yield(func() checked { return v.path(ctx, arg) })
			}
			if !more {
				return nil
			}
		}
		return nil
	}
}

// path judges a run directory or a document.
func (v *verification) path(ctx context.Context, arg string) checked {
	defer v.judged.Add(1)
	opt := v.options
	opt.Progress = v.hashing()
	if arg != "-" && isDirectory(arg) {
		verdict, err := verify.Dir(ctx, arg, opt)
		return v.asked(checked{verdict: verdict, proved: true, trouble: err})
	}
	name, data, err := v.document(arg)
	if err != nil {
		return checked{trouble: err}
	}
	opt.Root = v.root
	return v.asked(checked{verdict: verify.Document(ctx, name, data, opt), proved: v.root != ""})
}

// document reads a file or standard input.
func (v *verification) document(arg string) (name string, data []byte, err error) {
	if arg == "-" {
		data, err = source.ReadAll(stdinName, v.app.stdin)
		return stdinName, data, err
	}
	data, err = source.ReadBytes(arg)
	return arg, data, orStdin(err)
}

// line judges one document of many.
func (v *verification) line(ctx context.Context, l textLine) checked {
	defer v.judged.Add(1)
	if l.trouble != nil {
		return checked{trouble: l.trouble}
	}
	opt := v.options
	opt.LineOffset = l.before
	out := checked{}
	if v.root != "" {
		opt.Progress = v.hashing()
		opt.Root, out.more = v.place(l)
		out.proved = opt.Root != ""
	}
	out.verdict = verify.Document(ctx, l.file, l.text, opt)
	out = v.asked(out)
	// Among many documents a finding about the whole of one needs its line too.
	for i := range out.verdict.Findings {
		f := &out.verdict.Findings[i]
		f.Line = max(f.Line, l.before+1)
		f.Hint = lineHint(l, f)
	}
	for i := range out.more {
		out.more[i].Line = max(out.more[i].Line, l.before+1)
	}
	return out
}

// lineHint is the hint of a finding about one document of many, where that of a
// document by itself would mislead.
func lineHint(l textLine, f *diag.Finding) string {
	switch {
	case f.Code() == "schema-type" && *f.InstanceAt == "":
		if bytes.HasPrefix(bytes.TrimLeft(l.text, " \t"), []byte("[")) {
			return "write one RunResult object per line; jq -c '.[]' makes such lines of an array"
		}
		return "write one RunResult object per line"
	case f.Code() == source.CodeParse && l.before > 0 && bytes.HasPrefix(l.text, []byte("\ufeff")):
		return "the line begins with a byte order mark, as where files are put together; remove it"
	}
	return f.Hint
}

// asked adds what --fail-on says about a truthful run.
func (v *verification) asked(r checked) checked {
	status := r.verdict.Status
	if v.failOn == "partial" && r.verdict.Errors == 0 && (status == "partial" || status == "failed") {
		r.more = append(r.more, failOnFinding(r.verdict))
	}
	return r
}

// hashing returns what adds the progress of one run to that of all.
func (v *verification) hashing() func(done, total int64) {
	if !v.app.colorErr {
		return nil
	}
	last := int64(0)
	return func(done, _ int64) {
		v.hashed.Add(done - last)
		last = done
	}
}

// soFar is the text of the status line.
func (v *verification) soFar() string {
	text := wording.Count(v.judged.Load(), "run")
	if n := v.hashed.Load(); n > 0 {
		text += ", " + bytesOf(n) + " of evidence hashed"
	}
	return text
}

// record takes the verdicts in the order of the runs.
func (v *verification) record(r checked) error {
	if r.trouble == nil {
		r.trouble = r.verdict.Err
	}
	if r.trouble != nil {
		return v.unreadable(r.trouble)
	}
	if v.count.add(r) {
		v.app.code = worse(v.app.code, r.code())
	}
	for _, f := range slices.Concat(r.verdict.Findings, r.more) {
		f.RunID = r.verdict.RunID
		if err := v.add(f); err != nil {
			return err
		}
	}
	return nil
}

// code is the exit code of a run that is refused: no, or no answer where nothing
// else was found than that a judge gave none.
func (r *checked) code() int {
	if len(r.more) > 0 {
		return ExitNo
	}
	for _, f := range r.verdict.Findings {
		if f.Fails() && f.Code() != report.RuleUndecided.ID {
			return ExitNo
		}
	}
	return ExitUndecided
}

// unreadable records a run about which nothing can be said.
func (v *verification) unreadable(trouble error) error {
	v.count.unreadable++
	v.app.code = worse(v.app.code, ExitTrouble)
	v.app.printError(trouble)
	return v.add(unreadableFinding(trouble))
}

func (v *verification) add(f diag.Finding) error {
	if err := v.sink.Add(f); err != nil {
		return cannotWrite(err)
	}
	return nil
}

// openRoot opens the directory of --root, of which --ndjson looks up a directory
// for each run.
func openRoot(dir string) (*os.Root, error) {
	var message string
	var root *os.Root
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, os.ErrNotExist):
		message = "no such directory"
	case err != nil:
		message = "cannot be opened: " + plainError(err)
	case !info.IsDir():
		message = "is a file, not a directory"
	default:
		// The dot keeps a FIFO that took its place from being waited for.
		if root, err = os.OpenRoot(filepath.Join(dir, ".") + string(filepath.Separator) + "."); err == nil {
			return root, nil
		}
		message = "cannot be opened: " + plainError(err)
	}
	return nil, &diag.Error{
		File: dir, Code: source.CodeRead, Err: err, Message: message,
		Hint: "give --root the directory that holds the evidence, or leave it out",
	}
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

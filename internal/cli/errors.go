package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// exitError is an error with an exit code of its own; others exit with 3.
type exitError struct {
	code int
	msg  string
	hint string
	err  error
}

func (e *exitError) Error() string { return e.msg }
func (e *exitError) Unwrap() error { return e.err }

// usagef is a mistake on the command line.
func usagef(hint, format string, args ...any) error {
	return &exitError{code: ExitUsage, msg: fmt.Sprintf(format, args...), hint: hint}
}

// trouble is something that could not be opened, read, written or used.
func trouble(err error, hint, format string, args ...any) error {
	return &exitError{code: ExitTrouble, msg: fmt.Sprintf(format, args...), hint: hint, err: err}
}

// silentError is an exit code whose reason was reported already.
type silentError int

func (e silentError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// printError writes `runresult: file:line:col: at /pointer: message` and the
// hint below it.
func (a *app) printError(err error) {
	prefix := "runresult: "
	if a.colors(a.colorErr) {
		prefix = "\x1b[1;31mrunresult:\x1b[0m "
	}
	var b strings.Builder
	b.WriteString(prefix)
	hint := ""
	var e *exitError
	var s *diag.Error
	switch {
	case errors.As(err, &s) && errors.As(s.Err, &e): // it has the place
		b.WriteString(spellSource(s))
		hint = s.Hint
	case errors.As(err, &e):
		b.WriteString(escapeLines(e.msg))
		hint = e.hint
	case errors.As(err, &s):
		b.WriteString(spellSource(s))
		hint = s.Hint
	default:
		b.WriteString(escapeLines(err.Error()))
	}
	b.WriteByte('\n')
	if hint != "" {
		b.WriteString("  hint: " + escapeLines(hint) + "\n")
	}
	_, _ = a.stderr.Write([]byte(b.String()))
}

// spellSource is diag.Error's one-line form with everything that came from
// outside escaped.
func spellSource(s *diag.Error) string {
	var b strings.Builder
	if p := report.Position(s.File, s.Line, s.Column); p != "" {
		b.WriteString(p + ": ")
	}
	if s.Pointer != "" {
		b.WriteString("at " + report.Escape(codec.ShortPointer(s.Pointer)) + ": ")
	}
	b.WriteString(escapeLines(s.Message))
	return b.String()
}

// escapeLines escapes each line of a message of our own making, which may have
// several.
func escapeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = report.Escape(l)
	}
	return strings.Join(lines, "\n  ")
}

// cannotWrite words a failure to write the report; standard output's own is
// told about when the output is finished.
func cannotWrite(err error) error {
	if isBrokenPipe(err) {
		return err
	}
	return trouble(err, writeHint(err), "cannot write: %v", err)
}

// writeHint is what can be done about a file that cannot be written, "" when
// only the message tells.
func writeHint(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "create the directory first, or name another"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "check the permissions of the file and of its directory, or write elsewhere"
	case errors.Is(err, atomicfile.ErrDirectory):
		return "name a file in it"
	case errors.Is(err, atomicfile.ErrDangling):
		return "remove the link, or name another file"
	case errors.Is(err, syscall.ENOTDIR):
		return "a part of the path is a file where a directory is needed; name another"
	case errors.Is(err, syscall.ENOSPC):
		return "make room on the disk, or write elsewhere"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "choose a shorter name"
	}
	return ""
}

// orStdin adds to an error about an input that is not there that it can also
// come in on standard input.
func orStdin(err error) error {
	var e *diag.Error
	if !errors.As(err, &e) || !errors.Is(err, fs.ErrNotExist) || e.Hint == "" {
		return err
	}
	more := *e
	more.Hint = strings.TrimSuffix(more.Hint, "?")
	if more.Hint != e.Hint {
		more.Hint += "? Or"
	} else {
		more.Hint += ", or"
	}
	more.Hint += " name - to read standard input"
	return &more
}

package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// lightGC lets the heap grow further between collections, and returns what
// undoes it. Judging a line or comparing schemas leaves much garbage and little
// alive, so that by default a third to a half of the time goes into collecting a
// heap of a few megabytes. What GOGC says otherwise is left alone.
func lightGC() (undo func()) {
	const usual, light = 100, 400
	if old := debug.SetGCPercent(light); old != usual {
		debug.SetGCPercent(old)
		return func() {}
	}
	return func() { debug.SetGCPercent(usual) }
}

// lines cuts a file into documents. A line that is too long is left out, and one
// that cannot be read ends the file, not the run.
func (v *validation) lines(arg string, yield func(func() judgement) bool) bool {
	return v.app.eachLine(arg, source.MaxFileSize, func(l textLine) bool {
		return yield(func() judgement {
			if l.trouble != nil {
				return judgement{trouble: l.trouble}
			}
			return judged(l.file, v.judge.Validate(l.text), l.before)
		})
	})
}

// textLine is one line of a file, or the trouble with it.
type textLine struct {
	file    string // as messages call it
	before  int    // how many lines stand before it
	text    []byte // in memory of its own
	trouble error
}

// eachLine yields the lines of a file that are not blank. The file is read as a
// stream, so a pipe is as good as a file, and memory holds the lines that are
// being worked on, none longer than limit bytes. It returns false when yield
// did.
func (a *app) eachLine(arg string, limit int, yield func(textLine) bool) bool {
	name, r, err := a.openStream(arg)
	if err != nil {
		return yield(textLine{file: arg, trouble: err})
	}
	defer r.Close()
	b := bufio.NewReaderSize(r, 64<<10)
	for n := 0; ; n++ {
		line := textLine{file: name, before: n}
		text, long, err := boundedLine(b, limit)
		switch {
		case err != nil && err != io.EOF:
			line.trouble = &diag.Error{File: name, Line: n + 1, Code: source.CodeRead, Err: err, Message: "cannot be read: " + plainError(err)}
			return yield(line)
		case long:
			line.trouble = &diag.Error{
				File: name, Line: n + 1, Code: source.CodeRead,
				Message: fmt.Sprintf("the line is longer than %d bytes, the most that is read", limit),
				Hint:    "put this document into a file of its own",
			}
		default:
			line.text = text
		}
		if (long || len(bytes.TrimLeft(text, " \t\r\n")) > 0) && !yield(line) {
			return false
		}
		if err == io.EOF {
			return true
		}
	}
}

// openStream opens a file or standard input for reading once.
func (a *app) openStream(arg string) (string, io.ReadCloser, error) {
	if arg == "-" {
		return stdinName, io.NopCloser(a.stdin), nil
	}
	info, err := os.Stat(arg)
	if err == nil && info.IsDir() {
		return "", nil, &diag.Error{File: arg, Code: source.CodeRead, Message: "is a directory, not a file", Hint: "name a file in it"}
	}
	f, err := os.Open(arg)
	if err != nil {
		// ReadBytes says the same in the words that the other inputs get.
		if _, known := source.ReadBytes(arg); known != nil {
			return "", nil, orStdin(known)
		}
		return "", nil, err
	}
	return arg, f, nil
}

// plainError is an error without the path, which the message has already.
func plainError(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

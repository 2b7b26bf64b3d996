package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// lightGC lets the heap grow further between collections, and returns what
// undoes it. Judging a line leaves much garbage and next to nothing alive, so
// that by default nearly half of the time goes into collecting a heap of a few
// megabytes. What GOGC says otherwise is left alone.
func lightGC() (undo func()) {
	const usual, light = 100, 400
	if old := debug.SetGCPercent(light); old != usual {
		debug.SetGCPercent(old)
		return func() {}
	}
	return func() { debug.SetGCPercent(usual) }
}

// lines cuts a file into documents. It is read as a stream, so a pipe is as
// good as a file and memory holds no more than the lines being judged. A line
// that cannot be read ends the file, not the run.
func (v *validation) lines(arg string, yield func(func() judgement) bool) bool {
	name, r, err := v.app.openStream(arg)
	if err != nil {
		return yield(func() judgement { return judgement{trouble: err} })
	}
	defer r.Close()
	b := bufio.NewReaderSize(r, 64<<10)
	for n := 0; ; n++ {
		line, err := readLine(b, source.MaxFileSize)
		if err != nil && err != io.EOF {
			trouble := &source.Error{File: name, Line: n + 1, Code: source.CodeRead, Err: err, Message: "cannot be read: " + plainError(err)}
			return yield(func() judgement { return judgement{trouble: trouble} })
		}
		if len(bytes.TrimLeft(line, " \t\r\n")) > 0 {
			if !yield(func() judgement { return v.line(name, line, n) }) {
				return false
			}
		}
		if err == io.EOF {
			return true
		}
	}
}

// line judges one line, which stands n lines into the file.
func (v *validation) line(name string, line []byte, n int) judgement {
	f, err := source.ParseJSON(name, line)
	if err != nil {
		return judgement{findings: []report.Finding{parseFinding(err, n)}}
	}
	return v.violations(f, n)
}

// openStream opens a file or standard input for reading once.
func (a *app) openStream(arg string) (string, io.ReadCloser, error) {
	if arg == "-" {
		return stdinName, io.NopCloser(a.stdin), nil
	}
	info, err := os.Stat(arg)
	if err == nil && info.IsDir() {
		return "", nil, &source.Error{File: arg, Code: source.CodeRead, Message: "is a directory, not a file", Hint: "name a file in it"}
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

// readLine returns the next line in memory of its own, without its line feed,
// and io.EOF with the last one.
func readLine(b *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	for {
		part, err := b.ReadSlice('\n')
		if len(line)+len(part) > limit {
			return nil, fmt.Errorf("the line is longer than %d bytes, the most that is read", limit)
		}
		line = append(line, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		return bytes.TrimSuffix(line, []byte("\n")), err
	}
}

// plainError is an error without the path, which the message has already.
func plainError(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

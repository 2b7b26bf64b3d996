package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

// app is one invocation.
type app struct {
	args   []string
	stdin  io.Reader
	stdout *standardOutput
	stderr io.Writer
	quiet  bool
	color  string // auto, always or never
	code   int    // the worst outcome of inputs that did not stop the others

	stdinTaken string          // what reads standard input, "" while nothing does
	told       map[string]bool // notes on schemas
	colorOut   bool            // what auto means for standard output
	colorErr   bool
	terminal   io.Writer // standard error as it is, for the status line
	status     *statusLine
}

func newApp(args []string, stdin io.Reader, stdout, stderr io.Writer) *app {
	a := &app{args: args, stdin: stdin, terminal: stderr, color: "auto"}
	a.stdout = newStandardOutput(asideStatus{a, stdout})
	a.colorOut, a.colorErr = terminal(stdout), terminal(stderr)
	a.stderr = &diagnostics{app: a, w: stderr}
	return a
}

// standardOutput is buffered and keeps the first error there was, since most
// writers of text have no good place to report one.
type standardOutput struct {
	b   *bufio.Writer
	err error
}

func newStandardOutput(w io.Writer) *standardOutput {
	return &standardOutput{b: bufio.NewWriterSize(w, 32<<10)}
}

func (o *standardOutput) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.b.Write(p)
	o.err = err
	return n, err
}

// finish flushes and returns the first error there was.
func (o *standardOutput) finish() error {
	if o.err == nil {
		o.err = o.b.Flush()
	}
	return o.err
}

// diagnostics is standard error. What was printed before goes out first, so
// that a terminal shows both in the order they were written.
type diagnostics struct {
	app *app
	w   io.Writer
}

func (d *diagnostics) Write(p []byte) (int, error) {
	_ = d.app.stdout.finish()
	return d.app.status.aside(d.w, p)
}

// asideStatus is standard output, which may be the terminal of the status line.
type asideStatus struct {
	app *app
	w   io.Writer
}

func (o asideStatus) Write(p []byte) (int, error) { return o.app.status.aside(o.w, p) }

// terminal reports whether w is a character device.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// colors reports whether to colour a stream: --color decides, and when it does
// not, NO_COLOR and whether a terminal would show it.
func (a *app) colors(isTerminal bool) bool {
	switch a.color {
	case "always":
		return true
	case "never":
		return false
	}
	return isTerminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// say prints a line of information on standard error unless --quiet was given.
func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}

// takeStdin hands out standard input once; a second reader would see nothing.
func (a *app) takeStdin(what string) (io.Reader, error) {
	if a.stdinTaken != "" {
		return nil, usagef("give one of them a file", "%s and %s cannot both read standard input", a.stdinTaken, what)
	}
	a.stdinTaken = what
	return a.stdin, nil
}

// takeStdinOf is takeStdin for a list of inputs, of which - is one or not; what is how the
// command line calls an input.
func (a *app) takeStdinOf(what string, inputs []string) error {
	for _, name := range inputs {
		if name != "-" {
			continue
		}
		if _, err := a.takeStdin(what + " -"); err != nil {
			return err
		}
	}
	return nil
}

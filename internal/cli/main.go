// Package cli is the command line of runresult.
//
// Main runs one invocation in process, so that a test, a demo or another
// program can do what the tool does. Each command is one file that reads flags,
// calls the room that does the work and maps the outcome to an exit code; no
// decision about schemas or documents is made here.
//
// The package may import every other room.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/internal/parallel"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// The exit codes of every command.
const (
	ExitYes       = 0  // compatible, valid, verified, no drift
	ExitNo        = 1  // incompatible, invalid, findings of severity error, drift
	ExitUsage     = 2  // the command line is wrong
	ExitTrouble   = 3  // cannot open, read or write; malformed or unsupported schema or configuration
	ExitUndecided = 4  // no answer
	ExitBug       = 70 // our bug
)

// worse is the exit code that wins when several inputs give several.
func worse(a, b int) int {
	for _, code := range []int{ExitBug, ExitUsage, ExitTrouble, ExitNo, ExitUndecided} {
		if a == code || b == code {
			return code
		}
	}
	return ExitYes
}

// Main runs the command line args (without the program's name) and returns the
// exit code. It never exits the process and never panics.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := newApp(args, stdin, stdout, stderr)
	return a.run(newRoot(a))
}

// run executes the tree of commands and turns whatever comes back, a panic
// included, into an exit code.
func (a *app) run(root *cobra.Command) (code int) {
	defer func() {
		if r := recover(); r != nil {
			code = a.bug(r, debug.Stack())
		}
	}()
	root.SetArgs(a.args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(context.Background())
	code = worse(a.code, a.explain(err))
	if err := a.stdout.finish(); err != nil && !isBrokenPipe(err) {
		a.printError(trouble(err, "check the disk, or where standard output goes", "cannot write to standard output: %v", err))
		code = worse(code, ExitTrouble)
	}
	return code
}

// explain prints an error and gives its exit code.
func (a *app) explain(err error) int {
	if err == nil {
		return ExitYes
	}
	if isBrokenPipe(err) {
		return ExitYes // whoever reads has seen enough; the verdict so far stands
	}
	var p *parallel.Panic
	if errors.As(err, &p) {
		return a.bug(p.Value, p.Stack)
	}
	var silent silentError
	if errors.As(err, &silent) {
		return int(silent)
	}
	if a.stdout.err != nil {
		return ExitYes // the same failure is reported when the output is finished
	}
	a.printError(err)
	var e *exitError
	if errors.As(err, &e) {
		return e.code
	}
	return ExitTrouble
}

// bug tells about a panic: what a report needs, and nothing that was read.
func (a *app) bug(value any, stack []byte) int {
	_ = a.stdout.finish()
	fmt.Fprintf(a.stderr, "runresult: internal error: %s\n", report.Escape(fmt.Sprint(value)))
	fmt.Fprintf(a.stderr, "  This is a bug in runresult, not in your input. Nothing was decided.\n")
	fmt.Fprintf(a.stderr, "  hint: report the lines below at https://github.com/atlas-dataflow/runresult/issues\n")
	fmt.Fprintf(a.stderr, "  version: %s, %s %s/%s\n", toolVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprintf(a.stderr, "  command: runresult %s\n", report.Escape(strings.Join(a.args, " ")))
	fmt.Fprintf(a.stderr, "%s\n", strings.TrimSpace(string(stack)))
	return ExitBug
}

func isBrokenPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

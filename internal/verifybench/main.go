// Command verifybench is `make bench-verify`: how fast `runresult verify` is and
// how much memory it takes.
//
// It builds the program, writes what is to be verified into a temporary
// directory, and measures the program from outside, as a shell would see it:
// small runs as NDJSON, with and without their evidence, and one run with a large
// set of artifacts beside sha256sum over the same files. Nothing is measured
// before it was read once, so the files come from memory in every round.
//
// It may import run, the generated types, rt and internal packages.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit codes, as those of the runresult command.
const (
	exitNo    = 1
	exitUsage = 2
	exitInput = 3
)

// measuring is one run of the command.
type measuring struct {
	dir     string // everything that is written is in it
	program string
	rounds  int
	out     io.Writer
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("verifybench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	runs := flags.Int("runs", 200_000, "`number` of small runs")
	evidence := flags.Int("evidence", 20_000, "`number` of small runs that have a directory with evidence")
	size := flags.Int64("mib", 2048, "`size` of the artifact set, in MiB")
	rounds := flags.Int("rounds", 3, "`rounds` of each measurement, of which the fastest counts")
	dir := flags.String("dir", "", "the `directory` that takes the temporary files (default: the system's)")
	if flags.Parse(args) != nil {
		return exitUsage
	}
	if flags.NArg() > 0 || *runs < 0 || *evidence < 0 || *size < 0 || *rounds < 1 {
		fmt.Fprintln(stderr, "verifybench: numbers are not negative, and there are no arguments")
		return exitUsage
	}
	temp, err := os.MkdirTemp(*dir, "runresult-verifybench-")
	if err != nil {
		fmt.Fprintln(stderr, "verifybench:", err)
		return exitInput
	}
	defer func() { _ = os.RemoveAll(temp) }()
	m := &measuring{dir: temp, rounds: *rounds, out: stdout}
	if err := m.all(*runs, *evidence, *size<<20); err != nil {
		fmt.Fprintln(stderr, "verifybench:", err)
		return exitNo
	}
	return 0
}

func (m *measuring) all(runs, evidence int, size int64) error {
	m.program = filepath.Join(m.dir, "runresult")
	if runtime.GOOS == "windows" {
		m.program += ".exe"
	}
	build := exec.Command("go", "build", "-o", m.program, "github.com/atlas-dataflow/runresult/tools/runresult")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("the program does not build: %w\n%s", err, text)
	}
	fmt.Fprintf(m.out, "%s %s/%s, %d processors\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if runs > 0 {
		if err := m.small(runs); err != nil {
			return err
		}
	}
	if evidence > 0 {
		if err := m.proved(evidence); err != nil {
			return err
		}
	}
	if size > 0 {
		return m.artifacts(size)
	}
	return nil
}

// jobs are the numbers of workers that are measured.
func jobs() []int {
	if runtime.NumCPU() == 1 {
		return []int{1}
	}
	return []int{1, 2}
}

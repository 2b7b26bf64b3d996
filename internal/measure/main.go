// Command measure runs compat over large collections of schemas and says how it
// did against known truths, and how much of a collection of schemas the generator
// has types for.
// Beside it, as a benchmark, how time grows with the size of a schema.
//
// It measures and decides nothing itself. It imports compat, gen, internal/attack for
// its judges, internal/graph, internal/source and internal/atomicfile.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit codes, as those of the runresult command.
const (
	exitNo    = 1
	exitUsage = 2
	exitInput = 3
)

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	flags.SetOutput(stderr)
	pairs := flags.String("pairs", "", "measure verdicts on every *.jsonl file of this `directory`")
	out := flags.String("out", "", "write the table of -pairs to this `file` instead of printing it")
	stats := flags.String("stats", "", "say how many members with one static type are typed in the code for every schema of this `directory`")
	maxWork := flags.Int64("max-work", 0, "work `units` for one question (0: the default)")
	if flags.Parse(args) != nil {
		return exitUsage
	}
	if flags.NArg() > 0 || *pairs == "" && *stats == "" {
		fmt.Fprintln(stderr, "measure: give -pairs DIR or -stats DIR, and nothing else")
		return exitUsage
	}
	code := 0
	if *pairs != "" {
		code = max(code, measurePairs(*pairs, *out, *maxWork, stdout, stderr))
	}
	if *stats != "" {
		code = max(code, measureStats(*stats, stdout, stderr))
	}
	return code
}

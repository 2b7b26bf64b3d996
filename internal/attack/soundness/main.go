// Command soundness attacks the decision procedure with random pairs of schemas
// for as long as one likes, and prints what it did. A contradiction is printed
// in full, written as a seed where -seeds says, and makes the exit code 1.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/atlas-dataflow/runresult/internal/attack"
)

func main() { os.Exit(run()) }

func run() int {
	pairs := flag.Uint64("pairs", 10_000, "`number` of pairs")
	first := flag.Uint64("first", 0, "`number` of the first pair")
	seed := flag.Uint64("seed", 1, "the `seed` that the pairs are made from")
	documents := flag.Int("documents", 100, "`number` of documents tried on a pair")
	space := flag.Int("space", 40, "`number` of documents of a small space tried on small pairs")
	maxWork := flag.Int64("max-work", 0, "work `units` for one question (0: the default)")
	twice := flag.Bool("twice", false, "ask every question twice, for the same answer")
	limit := flag.Int("limit", 20, "end after this `number` of contradictions")
	schemas := flag.String("schemas", "schema", "`directory` of real schemas to edit (empty: none)")
	seeds := flag.String("seeds", "", "`directory` to write contradictions to")
	blind := flag.Bool("blind", false, "take every row of the keyword table from the search, and from the evaluator of its answers, in turn; -pairs are made for each")
	workers := flag.Int("workers", runtime.GOMAXPROCS(0), "`number` of pairs attacked at a time")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "soundness: unexpected argument %q\n", flag.Arg(0))
		return 2
	}

	r := attack.Run{
		Options: attack.Options{Decider: attack.Real(), Documents: *documents, Space: *space, MaxWork: *maxWork, Twice: *twice},
		Seed:    *seed, First: *first, Pairs: *pairs, Workers: *workers, Limit: *limit,
		Stuck: func(p attack.Pair, since time.Duration) {
			fmt.Fprintf(os.Stderr, "%s has taken %s so far (%s)\n  old: %.300s\n  new: %.300s\n", p.ID, since.Round(time.Second), p.How, p.Old.JSON(), p.New.JSON())
		},
	}
	began := time.Now()
	r.Progress = func(done uint64, f *attack.Figures) {
		fmt.Fprintf(os.Stderr, "%d of %d pairs, %d checks, %d empty, %d found, %d undecided, %s\n",
			done, *pairs, f.Checks, f.Empty, f.Found, f.Undecided, time.Since(began).Round(time.Second))
	}
	told := 0
	var failed error
	r.Found = func(c *attack.Contradiction) { // never two at a time
		fmt.Println(c)
		if *seeds != "" && failed == nil {
			failed = os.WriteFile(filepath.Join(*seeds, fmt.Sprintf("%s-%d-%02d.json", c.Kind, *seed, told)), c.Seed(), 0o644)
		}
		told++
	}
	if *schemas != "" {
		var err error
		if r.Schemas, err = attack.Schemas(*schemas); err != nil {
			fmt.Fprintln(os.Stderr, "soundness:", err)
			return 3
		}
	}
	do := r.Do
	if *blind {
		do = r.Blind
	}
	figures, found := do()
	figures.Print(os.Stdout)
	fmt.Printf("contradictions %d\n", len(found))
	if failed != nil {
		fmt.Fprintln(os.Stderr, "soundness:", failed)
		return 3
	}
	if len(found) > 0 {
		return 1
	}
	return 0
}

package attack

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// The flags of TestSoundness, behind -args. `make soundness` sets the first two.
var attackFlags = struct {
	pairs, first, seed      *uint64
	documents, space, limit *int
	maxWork                 *int64
	twice, blind            *bool
	schemas, seeds          *string
	workers                 *int
}{
	pairs:     flag.Uint64("pairs", uint64(sliceSize), "`number` of pairs"),
	seed:      flag.Uint64("seed", 2, "the `seed` that the pairs are made from"),
	first:     flag.Uint64("first", 0, "`number` of the first pair"),
	documents: flag.Int("documents", 40, "`number` of documents tried on a pair"),
	space:     flag.Int("space", 60, "`number` of documents of a small space tried on small pairs"),
	limit:     flag.Int("limit", 20, "end after this `number` of contradictions"),
	maxWork:   flag.Int64("max-work", 0, "work `units` for one question (0: the default)"),
	twice:     flag.Bool("twice", true, "ask every question twice, for the same answer"),
	blind:     flag.Bool("blind", false, "take every row of the keyword table from the search, and from the evaluator of its answers, in turn; -pairs are made for each"),
	schemas:   flag.String("schemas", filepath.Join("..", "..", "schema"), "`directory` of real schemas to edit (empty: none)"),
	seeds:     flag.String("seeds", "", "`directory` to write contradictions to"),
	workers:   flag.Int("workers", runtime.GOMAXPROCS(0), "`number` of pairs attacked at a time"),
}

// TestSoundness attacks the decision procedure with random pairs, the same ones
// every time; with its flags, with as many others as one likes. What it did is
// printed as it goes where there are many.
func TestSoundness(t *testing.T) {
	f := attackFlags
	var files []*source.File
	if *f.schemas != "" {
		var err error
		files, err = Schemas(*f.schemas)
		require.NoError(t, err)
	}
	r := Run{
		Options: Options{Decider: Real(), Documents: *f.documents, Space: *f.space, MaxWork: *f.maxWork, Twice: *f.twice},
		Seed:    *f.seed, First: *f.first, Pairs: *f.pairs, Workers: *f.workers, Limit: *f.limit, Schemas: files,
		Stuck: func(p Pair, since time.Duration) {
			fmt.Fprintf(os.Stderr, "%s has taken %s so far (%s)\n  old: %.300s\n  new: %.300s\n", p.ID, since.Round(time.Second), p.How, p.Old.JSON(), p.New.JSON())
		},
	}
	began := time.Now()
	r.Progress = func(done uint64, f *Figures) {
		fmt.Fprintf(os.Stderr, "%d of %d pairs, %d checks, %d empty, %d found, %d undecided, %s\n",
			done, r.Pairs, f.Checks, f.Empty, f.Found, f.Undecided, time.Since(began).Round(time.Second))
	}
	told := 0
	r.Found = func(c *Contradiction) { // never two at a time
		t.Errorf("%v\nkeep it as a file of testdata/contradictions:\n%s", c, c.Seed())
		if *f.seeds != "" {
			name := fmt.Sprintf("%s-%d-%02d.json", c.Kind, *f.seed, told)
			assert.NoError(t, os.WriteFile(filepath.Join(*f.seeds, name), c.Seed(), 0o644))
		}
		told++
	}
	do := r.Do
	if *f.blind {
		do = r.Blind
	}
	figures, found := do()
	require.Len(t, found, told)
	figures.Print(os.Stdout)
	fmt.Printf("contradictions %d\n", len(found))
	if !*f.blind { // of which the fewest pairs have the keyword
		assert.Greater(t, uint64(figures.Pairs), *f.pairs*3/4)
	}
}

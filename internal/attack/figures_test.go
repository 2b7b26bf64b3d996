package attack

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/atlas-dataflow/runresult/internal/decide"
)

// Figures count what a run did.
type Figures struct {
	Pairs    int // decided and attacked
	Unjudged int // left out: they do not load, or the evaluator cannot run them

	Empty, Found, Undecided int            // answers
	Reasons                 map[string]int // of Undecided: reason and keyword

	Documents  int // tried on a pair
	Space      int // of these, from the small spaces gone through
	Checks     int // documents held against a proof that there is none
	Valid      int // opinions of the evaluator that were "valid"
	Evaluated  int // opinions of the evaluator
	V5         int // ... that v5 gave its own about
	Google     int // ... google/jsonschema-go
	Naive      int // ... the evaluator of writer content
	Witnesses  int // that are what they claim to be
	Overlooked int // documents that break, where the answer is undecided

	GoogleAlone int // opinions of google/jsonschema-go against both others

	Slowest time.Duration // of all questions
	SlowID  string        // the pair, and the question
}

func (f *Figures) answered(_ Asked, a decide.Answer) {
	f.verdict(a.Verdict, a.Unknown)
}

func (f *Figures) lost(a decide.LossAnswer) { f.verdict(a.Verdict, a.Unknown) }

func (f *Figures) verdict(v decide.Verdict, unknown []decide.Unknown) {
	switch v {
	case decide.Empty:
		f.Empty++
	case decide.Found:
		f.Found++
	default:
		f.Undecided++
		for _, u := range unknown[:min(1, len(unknown))] {
			f.reason(u.Reason+" "+u.Keyword, 1)
		}
	}
}

func (f *Figures) reason(name string, n int) {
	if f.Reasons == nil {
		f.Reasons = map[string]int{}
	}
	f.Reasons[name] += n
}

func (f *Figures) judged(opinions ...Opinion) {
	for _, o := range opinions {
		if o == Valid {
			f.Valid++
		}
	}
}

func (f *Figures) took(p Pair, a Asked, d time.Duration) {
	if d > f.Slowest {
		f.Slowest, f.SlowID = d, p.ID+" "+a.String()
	}
}

// Add adds the figures of another run.
func (f *Figures) Add(o *Figures) {
	for _, x := range []struct {
		to   *int
		more int
	}{
		{&f.Pairs, o.Pairs}, {&f.Unjudged, o.Unjudged}, {&f.Empty, o.Empty}, {&f.Found, o.Found}, {&f.Undecided, o.Undecided},
		{&f.Documents, o.Documents}, {&f.Space, o.Space}, {&f.Checks, o.Checks}, {&f.Valid, o.Valid}, {&f.Evaluated, o.Evaluated},
		{&f.V5, o.V5}, {&f.Google, o.Google}, {&f.Naive, o.Naive}, {&f.Witnesses, o.Witnesses}, {&f.Overlooked, o.Overlooked},
		{&f.GoogleAlone, o.GoogleAlone},
	} {
		*x.to += x.more
	}
	for name, n := range o.Reasons {
		f.reason(name, n)
	}
	if o.Slowest > f.Slowest {
		f.Slowest, f.SlowID = o.Slowest, o.SlowID
	}
}

// Print writes the figures for people.
func (f *Figures) Print(w io.Writer) {
	fmt.Fprintf(w, "pairs      %d (%d more could not be judged)\n", f.Pairs, f.Unjudged)
	fmt.Fprintf(w, "answers    %d empty, %d found, %d undecided\n", f.Empty, f.Found, f.Undecided)
	fmt.Fprintf(w, "documents  %d, of which %d from small spaces; held against a proof: %d\n", f.Documents, f.Space, f.Checks)
	fmt.Fprintf(w, "opinions   %d by the evaluator (%d valid); also by v5 %d, google %d, the evaluator of writer content %d\n",
		f.Evaluated, f.Valid, f.V5, f.Google, f.Naive)
	fmt.Fprintf(w, "witnesses  %d confirmed\n", f.Witnesses)
	fmt.Fprintf(w, "overlooked %d documents that break, where the answer is undecided\n", f.Overlooked)
	fmt.Fprintf(w, "google     %d opinions against all others\n", f.GoogleAlone)
	fmt.Fprintf(w, "slowest    %s (%s)\n", f.Slowest.Round(time.Microsecond), f.SlowID)
	reasons := slices.SortedFunc(maps.Keys(f.Reasons), func(a, b string) int {
		return cmp.Or(f.Reasons[b]-f.Reasons[a], cmp.Compare(a, b))
	})
	for _, name := range reasons[:min(len(reasons), 20)] {
		fmt.Fprintf(w, "  undecided %6d  %s\n", f.Reasons[name], name)
	}
}

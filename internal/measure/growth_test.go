package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/atlas-dataflow/runresult/compat"
)

// What the curves should reach.
const (
	// steepest is the power of n by which time may grow between the last two
	// sizes: near linear.
	steepest = 1.3
	// most is the heap that a trap may take.
	most = 1 << 30
)

// point is one measured size.
type point struct {
	n    int
	took time.Duration
	said string
}

// BenchmarkCurves is `make bench-compat`: it prints how time grows with size and
// what traps cost; the time of its own says nothing.
func BenchmarkCurves(*testing.B) {
	measureGrowth(os.Stdout)
	measureLarge(os.Stdout)
}

// measureGrowth prints the curves and the traps.
func measureGrowth(w io.Writer) {
	fmt.Fprintf(w, "| family | question | %s | grows with n to the | reach | measured |\n|---|---|%s--:|---|---|\n", "time at n", "---|")
	for _, f := range families {
		for _, q := range questions {
			points := f.curve(q.opt)
			power, open := slope(points), ""
			verdict := "reached"
			for _, p := range points {
				if p.said != "" {
					open = p.said
				}
			}
			switch {
			case open != "":
				verdict = "missed: " + open
			case power > steepest:
				verdict = "missed"
			}
			var times []string
			for _, p := range points {
				times = append(times, fmt.Sprintf("%d: %s", p.n, millis(p.took)))
			}
			fmt.Fprintf(w, "| %s | %s | %s | %.2f | ≤ %.1f | %s |\n", f.name, q.name, strings.Join(times, "; "), power, steepest, verdict)
		}
	}
	fmt.Fprintf(w, "\n| trap | question | reach | measured |\n|---|---|---|---|\n")
	for _, t := range traps {
		for _, q := range questions {
			took, heap, said := trap(t.old, t.new, q.opt)
			fmt.Fprintf(w, "| %s | %s | ends, ≤ %d MiB | %s, %s, %d MiB |\n", t.name, q.name, most>>20, said, millis(took), heap>>20)
		}
	}
}

var questions = []struct {
	name string
	opt  compat.Options
}{
	{"backward, open", compat.Options{Direction: compat.Backward, Content: compat.Open}},
	{"full, writer", compat.Options{}},
}

// long ends a curve: what takes longer is not repeated in a larger size.
const long = 20 * time.Second

func (f family) curve(opt compat.Options) []point {
	var points []point
	for _, n := range f.sizes {
		old, new := f.pair(n)
		a, b, err := load(old, new)
		if err != nil {
			return append(points, point{n: n, said: short(err)})
		}
		p := point{n: n}
		p.took, p.said = once(a, b, opt)
		for again := 0; again < 3 && p.took < 100*time.Millisecond; again++ {
			took, _ := once(a, b, opt)
			p.took = min(p.took, took)
		}
		points = append(points, p)
		if p.took > long {
			break
		}
	}
	return points
}

// slope returns the power of n by which time grew between the last two sizes.
// Times too short to be measured count as no growth.
func slope(points []point) float64 {
	if len(points) < 2 {
		return math.Inf(1)
	}
	a, b := points[len(points)-2], points[len(points)-1]
	if b.took < time.Millisecond {
		return 0
	}
	return math.Log(float64(b.took)/float64(max(a.took, time.Microsecond))) / math.Log(float64(b.n)/float64(a.n))
}

func load(old, new string) (a, b *compat.Schema, err error) {
	if a, err = compat.Load("old.json", []byte(old), compat.LoadOptions{}); err == nil {
		b, err = compat.Load("new.json", []byte(new), compat.LoadOptions{})
	}
	return a, b, err
}

// once compares one pair and returns how long that took, reading not included,
// and what was left open.
func once(a, b *compat.Schema, opt compat.Options) (time.Duration, string) {
	runtime.GC()
	began := time.Now()
	r := must(compat.Compare(context.Background(), a, b, opt))
	took := time.Since(began)
	if r.Fault != nil {
		return took, r.Fault.Error()
	}
	if len(r.Unknowns) > 0 {
		u := r.Unknowns[0]
		return took, strings.TrimSpace("unknown: " + u.Reason + " " + u.Keyword)
	}
	if r.Verdict == compat.Unknown {
		return took, "unknown"
	}
	return took, ""
}

// trap compares one pair and also returns the largest heap seen on the way.
func trap(old, new string, opt compat.Options) (time.Duration, uint64, string) {
	a, b, err := load(old, new)
	if err != nil {
		return 0, 0, short(err)
	}
	runtime.GC()
	done, largest := make(chan struct{}), make(chan uint64)
	go func() {
		var m runtime.MemStats
		for peak := uint64(0); ; {
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapAlloc)
			select {
			case <-done:
				largest <- peak
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	took, said := once(a, b, opt)
	close(done)
	if said == "" {
		said = "decided"
	}
	return took, <-largest, said
}

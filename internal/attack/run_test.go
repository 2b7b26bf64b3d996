package attack

import (
	"fmt"
	"sync"
	"time"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Run says what a run consists of.
type Run struct {
	Options
	Seed  uint64
	First uint64 // number of the first pair
	Pairs uint64
	// Schemas are edited in every second pair, when there are any.
	Schemas []*source.File
	Workers int // 1 by default
	// Limit ends the run after so many contradictions; 0 is 20.
	Limit int
	// Stating, when it is set, leaves out pairs in which no schema states it.
	Stating *keyword.Row
	// Progress, which may be nil, hears of the figures now and then.
	Progress func(done uint64, f *Figures)
	// Found, which may be nil, hears of every contradiction at once.
	Found func(*Contradiction)
	// Stuck, which may be nil, hears of a pair that takes long.
	Stuck func(pair Pair, since time.Duration)
}

// patience is how long a pair may take before Stuck hears of it.
const patience = 20 * time.Second

// runner is a run in progress.
type runner struct {
	Run
	mu      sync.Mutex
	next    uint64
	figures Figures
	found   []*Contradiction
	busy    map[int]*job
	editors []*Editor // of Schemas; nil for one that does not load
}

// job is the pair that a worker is at.
type job struct {
	pair  Pair
	since time.Time
	told  bool
}

// Do makes the pairs and attacks them. The contradictions are reduced; which
// ones there are does not depend on the number of workers, unless Limit ends
// the run.
func (r Run) Do() (*Figures, []*Contradiction) {
	if r.Limit == 0 {
		r.Limit = 20
	}
	x := &runner{Run: r, next: r.First, busy: map[int]*job{}}
	for _, f := range r.Schemas {
		g, err := load(f.Name, f.Root, 0)
		if err != nil {
			x.editors = append(x.editors, nil)
			continue
		}
		x.editors = append(x.editors, NewEditor(g))
	}
	done := make(chan struct{})
	go x.watch(done)
	var workers sync.WaitGroup
	for id := range max(1, r.Workers) {
		workers.Go(func() { x.work(id) })
	}
	workers.Wait()
	close(done)
	return &x.figures, x.found
}

// work takes one pair after the other.
func (r *runner) work(id int) {
	for {
		r.mu.Lock()
		n := r.next
		if n >= r.First+r.Pairs || len(r.found) >= r.Limit {
			r.mu.Unlock()
			return
		}
		r.next++
		r.mu.Unlock()
		figures := &Figures{}
		var found []*Contradiction
		c := NewChoice(r.Seed, n)
		if pair, ok := r.pair(c, n); ok {
			r.mu.Lock()
			r.busy[id] = &job{pair: pair, since: time.Now()}
			r.mu.Unlock()
			found = Check(c, pair, r.Options, figures)
			for i := range found {
				found[i] = Minimise(found[i], r.Options)
			}
		} else {
			figures.Unjudged++
		}
		r.mu.Lock()
		delete(r.busy, id)
		r.figures.Add(figures)
		r.found = append(r.found, found...)
		for _, c := range found {
			if r.Found != nil {
				r.Found(c)
			}
		}
		r.mu.Unlock()
	}
}

// pair makes the pair of number n.
func (r *runner) pair(c *Choice, n uint64) (Pair, bool) {
	var p Pair
	var ok bool
	if i := c.pick(2 * max(1, len(r.Schemas))); i < len(r.Schemas) {
		if r.editors[i] == nil {
			return p, false
		}
		p, ok = Edited(c, r.editors[i], r.Schemas[i].Root)
		p.How = r.Schemas[i].Name + ": " + p.How
	} else {
		p, ok = Random(c)
	}
	p.ID = fmt.Sprintf("seed %d pair %d", r.Seed, n)
	return p, ok && (r.Stating == nil || p.states(r.Stating))
}

// states reports whether the keyword stands in a schema of the pair.
func (p Pair) states(row *keyword.Row) bool {
	for _, v := range []*source.Value{p.Old, p.New} {
		g, err := load("schema.json", v, p.Draft)
		if err != nil {
			return false
		}
		for _, n := range g.Nodes {
			for stated := range n.Assertions() {
				if stated == row {
					return true
				}
			}
		}
	}
	return false
}

// watch tells of progress and of pairs that take long.
func (r *runner) watch(done <-chan struct{}) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for round := 1; ; round++ {
		select {
		case <-done:
			return
		case now := <-tick.C:
			r.mu.Lock()
			copied := Figures{}
			copied.Add(&r.figures)
			count := r.next - r.First
			var stuck []job
			for _, b := range r.busy {
				if since := now.Sub(b.since); since > patience && !b.told {
					b.told = true
					stuck = append(stuck, *b)
				}
			}
			r.mu.Unlock()
			if r.Progress != nil && round%5 == 0 {
				r.Progress(count, &copied)
			}
			for _, b := range stuck {
				if r.Stuck != nil {
					r.Stuck(b.pair, now.Sub(b.since))
				}
			}
		}
	}
}

package decide

import (
	"cmp"
	"encoding/binary"
	"math"
	"math/big"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// search is one run of the procedure: a question, everything learned about the
// schemas of both sides, and the budget.
type search struct {
	*loader
	in, out *schema
	graphs  [2]*graph.Graph
	content Content
	// classes holds one schema of each class.
	classes   []*schema
	constants map[string]*schema
	litForms  []*form // by literal; see litForm
	// unheardOf: a schema of either side has keywords that the search does not know.
	unheardOf bool

	solving
	regexps  regexps
	cache    *domain.Cache
	mention  mentionTable
	gathered gathered
	judging
	losing
	reporting
}

// gathered tells the names that have been met in the present round of gathering.
type gathered struct {
	rounds map[string]int
	round  int
}

// solving is the work left and what is known of goals.
type solving struct {
	work      int64
	stop      <-chan struct{} // closed when nobody waits for the answer any more
	memo      map[string]*result
	cards     map[string]*big.Int // by goal; nil: no bound is known
	stack     map[string]int32
	frames    []frame
	tentative []string   // keys of memo that hold for the present stack only
	resting   []*resting // what these rest on, in their order
}

// judging is how the judge of whole documents is asked, and what it said.
type judging struct {
	// judge decides whether a whole document counts; nil takes every one.
	judge func(*source.Value) bool
	// unsure: the judge could not tell, or does not agree with the search about
	// what the schemas accept. listed: what it is asked about is one of a list of
	// values that is gone through to its end. guess: the search itself could not
	// judge it.
	unsure, listed, guess bool
	nothing               bool // it is certain that writers emit nothing
	turnedDown            bool // a document was found that the judge does not take
	// exact: what applies at a place is decided, not relaxed (written.go).
	exact bool
	// writable keeps what is known of values found (written.go).
	writable map[place]bool
}

// losing is what belongs to the search for what readers lose.
type losing struct {
	seeksLosses bool
	// losable keeps what is known of values found (loss.go).
	losable map[place]bool
	leading []bool // by class: it leads to a schema that names members
	// known losses, not to be found again.
	lost   map[declarer]bool
	byNode map[*graph.Node]int32 // the class of a schema
	// keepFree: free-form objects may hold members, and losses.
	keepFree bool
}

// reporting is what the search has to say of what it could not follow.
type reporting struct {
	unknowns []Unknown
	told     map[unknownKey]bool
	// costs is the work that choices have cost by what they are about, dearest the
	// costliest; inner is what choices inside the present one cost. stopped is
	// where the budget ended.
	costs   map[unknownKey]int64
	dearest unknownKey
	inner   int64
	stopped *unknownKey
}

type frame struct {
	key  string
	lits []lit
	low  int32 // the shallowest frame whose failure was taken for granted
	// since is the length of tentative when the frame began.
	since int
}

// resting is a run of tentative results, from a place in the list on, that rest on
// the failure of the same frame: what is filed below a frame that fails for the time
// being rests on what the frame rests on.
type resting struct {
	since int
	low   int32
	joins *resting // the run that took this one in
}

// one is the run that r is part of by now.
func (r *resting) one() *resting {
	for r.joins != nil {
		if r.joins.joins != nil {
			r.joins = r.joins.joins
		}
		r = r.joins
	}
	return r
}

const noFrame = math.MaxInt32

// goal asks for a value that satisfies literals.
type goal struct {
	lits []lit // sorted, without repetition
	// in and out are the schemas of either side that apply here, for contents
	// that look at declared members; nil when nothing is asked of members.
	in, out *mentions
	lost    bool  // a reader loses a member somewhere in the value
	cell    *cell // for names: patterns to match and not to
}

// status says how a search ended.
type status uint8

const (
	empty   status = iota // there is no such value
	found                 // there is one
	unknown               // something could not be followed
)

type result struct {
	status status
	value  *source.Value
	low    int32
	on     *resting // of a tentative one that is filed: its low
	// exists: unknown is only what the value is, which is too large to write down.
	exists bool
}

// newSearch reads both schemas; those of apart equal only what stands at the same
// place.
func newSearch(in, out *graph.Graph, content Content, work int64, apart map[*graph.Node]bool) *search {
	l := newLoader()
	l.apart = apart
	s := &search{
		loader: l, content: content, constants: map[string]*schema{},
		cache: domain.NewCache(), graphs: [2]*graph.Graph{in, cmp.Or(out, in)},
		solving:   solving{work: work, memo: map[string]*result{}, stack: map[string]int32{}},
		losing:    losing{lost: map[declarer]bool{}},
		reporting: reporting{told: map[unknownKey]bool{}, costs: map[unknownKey]int64{}},
	}
	s.regexps.cache = s.cache
	s.in = l.load(in)
	s.out = l.load(out)
	l.classify()
	if content != Open {
		s.findMentioning()
	}
	s.classes = make([]*schema, 0, len(l.schemas))
	for _, c := range l.schemas {
		for int(c.class) >= len(s.classes) {
			s.classes = append(s.classes, nil)
		}
		if s.classes[c.class] == nil {
			s.classes[c.class] = c
		}
		s.unheardOf = s.unheardOf || len(c.missing) > 0
	}
	return s
}

// constant returns the schema that accepts v and nothing else.
func (s *search) constant(v *source.Value) *schema {
	key := canonical(v)
	if c := s.constants[key]; c != nil {
		return c
	}
	c := s.fresh()
	c.hasEnum, c.enum, c.kinds = true, []*source.Value{v}, kindBit(v.Kind)
	c.class = int32(len(s.classes))
	s.classes = append(s.classes, c)
	s.constants[key] = c
	return c
}

// spend takes work units and reports whether the budget still lasts.
func (s *search) spend(n int64) bool {
	s.work -= n
	select {
	case <-s.stop:
		s.work = min(s.work, 0)
	default:
	}
	return s.work > 0
}

// normal sorts the literals of a goal, in a copy of its own. It reports false for
// a goal that no value meets, by its form.
func (s *search) normal(g *goal) bool {
	g.lits = slices.Clone(g.lits)
	slices.Sort(g.lits)
	g.lits = slices.Compact(g.lits)
	kept := g.lits[:0]
	for i, x := range g.lits {
		if i+1 < len(g.lits) && g.lits[i+1] == x^1 && !x.negative() {
			return false
		}
		if t := s.classes[x.class()].truth; t != 0 {
			if t > 0 == x.negative() {
				return false
			}
			continue
		}
		kept = append(kept, x)
	}
	g.lits = kept
	return true
}

func (g *goal) key() string {
	b := make([]byte, 0, 4*len(g.lits)+16)
	b = binary.AppendUvarint(b, uint64(len(g.lits)))
	for _, x := range g.lits {
		b = binary.AppendUvarint(b, uint64(x))
	}
	for _, m := range []*mentions{g.in, g.out} {
		id := int64(-1)
		if m != nil {
			id = int64(m.id)
		}
		b = binary.AppendVarint(b, id)
	}
	if g.lost {
		b = append(b, 1)
	}
	if g.cell != nil {
		b = append(b, 2)
		b = append(b, g.cell.key()...)
	}
	return string(b)
}

// solve looks for a value that meets g.
//
// A goal that is being solved further up cannot help: a smallest value that
// meets it holds no other such value inside. So it fails at once; but what is
// concluded from that failure holds for the present stack only (tentative),
// until the goal itself has failed with nothing above it taken for granted.
func (s *search) solve(g goal) result {
	if !s.normal(&g) {
		return result{status: empty, low: noFrame}
	}
	if !s.spend(1) {
		s.tooMuchWork()
		return result{status: unknown, low: noFrame}
	}
	key := g.key()
	if _, ok := s.memo[key]; ok {
		r := s.filed(key)
		s.lower(r.low)
		return r
	}
	if depth, ok := s.stack[key]; ok {
		s.lower(depth)
		return result{status: empty, low: depth}
	}
	depth := int32(len(s.frames))
	if depth > maxDepth {
		s.tell(nil, "", "too-deep", "the search went too deep")
		return result{status: unknown, low: noFrame}
	}
	s.stack[key] = depth
	s.frames = append(s.frames, frame{key: key, lits: g.lits, low: noFrame, since: len(s.tentative)})
	r := s.kinds(&g)
	f := s.frames[depth]
	s.frames = s.frames[:depth]
	delete(s.stack, key)
	return s.finish(key, depth, f, r)
}

const maxDepth = 20_000

// lower notes that the goal being solved took the failure of the frame at depth
// for granted.
func (s *search) lower(depth int32) {
	if n := len(s.frames); n > 0 && depth < s.frames[n-1].low {
		s.frames[n-1].low = depth
	}
}

// filed is what the memo holds of a goal.
func (s *search) filed(key string) result {
	r := *s.memo[key]
	if r.on != nil {
		r.low, r.on = r.on.one().low, nil
	}
	return r
}

// finish files the result of a goal.
func (s *search) finish(key string, depth int32, f frame, r result) result {
	r.low = f.low
	kept := &result{}
	switch {
	case r.status == unknown:
		// It may have a value after all: nothing that rests on its failure stands.
		s.forget(f.since)
		if r.low >= depth {
			r.low = noFrame
		} else {
			kept.on = s.rest(key, f)
		}
	case r.status == found:
		// What was concluded below may rest on the failure of this goal.
		s.forget(f.since)
		r.low = noFrame
	case f.low >= depth:
		// Nothing above was taken for granted: all that failed below has failed.
		s.join(f.since, noFrame)
		s.tentative = s.tentative[:f.since]
		r.low = noFrame
	default:
		kept.on = s.rest(key, f)
	}
	kept.status, kept.value, kept.low, kept.exists = r.status, r.value, r.low, r.exists
	s.memo[key] = kept
	return r
}

// forget drops what was concluded since a place in the list of tentative results.
func (s *search) forget(since int) {
	for _, k := range s.tentative[since:] {
		delete(s.memo, k)
	}
	s.tentative = s.tentative[:since]
	s.join(since, noFrame)
}

// join takes the runs since a place in the list of tentative results from it, and
// makes them one, which rests on low.
func (s *search) join(since int, low int32) *resting {
	all := &resting{since: since, low: low}
	n := len(s.resting)
	for ; n > 0 && s.resting[n-1].since >= since; n-- {
		s.resting[n-1].joins = all
	}
	s.resting = s.resting[:n]
	return all
}

// rest files a goal, and what was concluded below it, as resting on what the goal
// rests on: that is at least as far up as anything below it rests on.
func (s *search) rest(key string, f frame) *resting {
	all := s.join(f.since, f.low)
	s.resting = append(s.resting, all)
	s.tentative = append(s.tentative, key)
	s.lower(f.low)
	return all
}

package eval

import "github.com/atlas-dataflow/runresult/rt"

// MaxViolations is the number of violations after which one Check stops
// looking for more.
const MaxViolations = 1000

// Limits of one Check. Work is counted in steps, roughly one per schema node
// applied to one value; an honest schema needs at most some hundred for each
// value of the document.
const (
	maxFrames    = 200_000 // schema applications nested in each other
	baseWork     = 50_000_000
	workPerValue = 2_000
	// From here on answers are remembered: so much work means that the same
	// questions come up again and again, which nested choices that lead to one
	// recursive schema can make exponential.
	baseFresh     = 10_000
	freshPerValue = 100
)

// Violation is one way in which a value breaks its schema.
type Violation struct {
	Offset   int    // where the value, or the member name at fault, begins in the parsed text
	SchemaAt string // JSON Pointer of the rule; "file#" stands before it outside the root document
	Keyword  string // the rule's keyword as the schema spells it, "false" for the schema false; "" when a limit was hit
	Message  string // what is wrong, without a position
}

// Check reports whether v is valid against a node of p. With report nil it
// stops at the first doubt and allocates next to nothing; otherwise report
// hears of every violation, MaxViolations at most, in the order of the schema.
// The alternatives of anyOf, oneOf, not, if and contains count as one
// violation, unless only one alternative could have been meant.
//
// The dynamic scope that dynamicRef looks into begins with the resource of the
// node, so a schema with dynamic references is checked from its root, or from
// a node at which evaluation may begin.
//
// A check that would take too much work or nest too deep ends with false and
// one violation without a keyword.
func (p *Program) Check(node int, v *Value, report func(Violation)) bool {
	e := p.pool.Get().(*evaluator)
	ok := e.check(node, v, report)
	e.clear()
	p.pool.Put(e)
	return ok
}

func (e *evaluator) check(node int, v *Value, report func(Violation)) bool {
	e.start(v)
	ok := e.run(int32(node), v, 0, nil)
	if !ok && report != nil && !e.stopped {
		e.start(v)
		e.report = report
		e.run(int32(node), v, 0, nil)
		e.report = nil
	}
	if e.limit != "" {
		ok = false
		if report != nil {
			report(Violation{Offset: v.offset, SchemaAt: e.p.at(&e.p.nodes[node]), Message: e.limit})
		}
	}
	return ok
}

// evaluator is the state of one Check.
type evaluator struct {
	p        *Program
	report   func(Violation) // nil: only the verdict counts
	reported int
	stopped  bool   // a limit was hit: nothing counts any more
	limit    string // the limit, when it makes the verdict void

	steps, maxSteps int64
	fresh           int64 // steps from which answers are remembered
	depth           int
	answers         map[question]*answer
	verdicts        map[verdict]bool // outlive the Check, see document; nil: none do

	chain  []link // of dynamic scopes; 0 is the empty one
	next   map[link]int32
	hasher hasher
	sets   []*evaluated // free
	name   Value        // the member name that propertyNames judges
}

// question is an evaluation whose answer never changes within one Check.
type question struct {
	node, scope int32
	collect     bool
	report      bool
	value       *Value
}

type answer struct {
	ok, done bool
	seen     *evaluated
}

// link is a dynamic scope: a resource entered from within an outer scope.
type link struct{ outer, resource int32 }

func (e *evaluator) start(v *Value) {
	e.steps, e.depth, e.reported = 0, 0, 0
	e.maxSteps = e.p.baseWork + workPerValue*int64(v.size)
	e.fresh = baseFresh + freshPerValue*int64(v.size)
	if e.chain == nil {
		e.chain = append(e.chain, link{})
	}
}

// clear forgets the document, so that a pooled evaluator keeps nothing alive.
func (e *evaluator) clear() {
	e.stopped, e.limit = false, ""
	e.answers, e.verdicts = nil, nil
	e.hasher.known = nil
	e.name = Value{}
	if len(e.chain) > 256 {
		e.chain, e.next = nil, nil
	}
	if len(e.sets) > 64 {
		e.sets = nil
	}
}

func (e *evaluator) giveUp(why string) {
	if !e.stopped {
		e.stopped, e.limit = true, why
	}
}

// exhausted reports whether it is over: nothing that follows matters.
func (e *evaluator) exhausted() bool {
	if e.steps > e.maxSteps {
		e.giveUp("gave up: checking this document against this schema takes too much work")
	}
	return e.stopped
}

// run judges v by node i. What the node evaluates of v is added to seen, unless
// that is nil.
func (e *evaluator) run(i int32, v *Value, scope int32, seen *evaluated) bool {
	e.steps++
	if e.exhausted() {
		return false
	}
	if e.depth >= maxFrames {
		e.giveUp("gave up: schema and document nest too deep together")
		return false
	}
	n := &e.p.nodes[i]
	if e.verdicts != nil && n.ofPart && seen == nil && e.report == nil && (v.kind == rt.KindObject || v.kind == rt.KindArray) {
		q := verdict{i, v.offset}
		ok, known := e.verdicts[q]
		if !known {
			ok = e.answer(n, i, v, scope, nil)
			if !e.stopped {
				e.verdicts[q] = ok
			}
		}
		return ok
	}
	return e.answer(n, i, v, scope, seen)
}

// answer judges v by node i, or remembers how it was judged.
func (e *evaluator) answer(n *node, i int32, v *Value, scope int32, seen *evaluated) bool {
	if n.shared && e.report != nil || (n.shared || n.branch) && e.steps > e.fresh {
		return e.recall(i, v, scope, seen)
	}
	return e.judge(n, v, scope, seen)
}

// recall answers from memory when it can. While violations are collected it
// also keeps one violation from being told twice.
func (e *evaluator) recall(i int32, v *Value, scope int32, seen *evaluated) bool {
	q := question{i, scope, seen != nil, e.report != nil, v}
	a := e.answers[q]
	switch {
	case a == nil:
		a = new(answer)
		if e.answers == nil {
			e.answers = make(map[question]*answer)
		}
		e.answers[q] = a
		if seen != nil {
			a.seen = new(evaluated)
		}
		a.ok = e.judge(&e.p.nodes[i], v, scope, a.seen)
		a.done = true
	case !a.done:
		e.giveUp("gave up: the schema refers to itself without end")
		return false
	}
	if seen != nil {
		seen.merge(a.seen)
	}
	return a.ok
}

func (e *evaluator) judge(n *node, v *Value, scope int32, outer *evaluated) bool {
	if n.never {
		if e.report != nil {
			e.tell(Violation{v.offset, e.p.at(n), "false", "no value is allowed here"})
		}
		return false
	}
	e.depth++
	if n.scope >= 0 {
		scope = e.enter(scope, n.scope)
	}
	seen := outer
	own := v.kind == rt.KindObject && n.unevaluatedProperties >= 0 ||
		v.kind == rt.KindArray && n.unevaluatedItems >= 0
	if own {
		seen = e.newSet()
	}
	ok := e.value(n, v)
	if ok || e.report != nil {
		switch v.kind {
		case rt.KindArray:
			if n.array != nil && !e.items(n, v, scope, seen) {
				ok = false
			}
		case rt.KindObject:
			if n.object != nil && !e.members(n, v, scope, seen) {
				ok = false
			}
		}
	}
	if n.inPlace && (ok || e.report != nil) && !e.applicators(n, v, scope, seen) {
		ok = false
	}
	if own {
		if (ok || e.report != nil) && !e.unevaluated(n, v, scope, seen) {
			ok = false
		}
		if outer != nil {
			outer.all = true
			outer.uncertain = outer.uncertain || seen.uncertain
		}
		e.release(seen)
	}
	e.depth--
	return ok
}

// enter returns scope with a resource added, unless it is in it already: only
// the outermost time counts.
func (e *evaluator) enter(scope, resource int32) int32 {
	for s := scope; s != 0; s = e.chain[s].outer {
		if e.chain[s].resource == resource {
			return scope
		}
	}
	l := link{scope, resource}
	s, ok := e.next[l]
	if !ok {
		if e.next == nil {
			e.next = make(map[link]int32)
		}
		s = int32(len(e.chain))
		e.chain = append(e.chain, l)
		e.next[l] = s
	}
	return s
}

// target finds where a dynamic reference leads from within scope.
func (e *evaluator) target(d *dynamicRef, scope int32) int32 {
	to := d.target
	for s := scope; s != 0; s = e.chain[s].outer {
		if n, ok := e.p.scopes[e.chain[s].resource][d.anchor]; ok {
			to = n
		}
	}
	return to
}

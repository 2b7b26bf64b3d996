package writer

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// DefaultMaxWork is the number of steps that one judgement may take.
const DefaultMaxWork = 5_000_000

// maxDepth bounds the schemas that may be applied inside one another. Documents
// nest 10,000 levels deep at most; a few schemas a level are usual.
const maxDepth = 50_000

// Evaluator judges documents by one schema. It keeps what it has compiled and is
// therefore cheaper than a new one for each document. It is not safe for
// concurrent use.
type Evaluator struct {
	// MaxWork bounds the steps of one judgement; 0 is DefaultMaxWork.
	MaxWork int64

	g *graph.Graph
	// evaluates says that somewhere in the graph an unevaluated keyword needs to
	// know what was evaluated.
	evaluates bool
	nodes     []nodeInfo // by graph.Node.ID
	patterns  map[*graph.Pattern]compiled
	formats   map[string]func(string) bool
	enums     map[*graph.Node]map[string]bool // long ones, as canonical text
	limits    map[*graph.Node]bool            // of schemas for other members: they reject some value
	mentions  map[*graph.Node]bool            // by patternProperties, once needed
	log       []mark                          // reused between judgements
	// targets are the schemas that references lead to, once needed; dynamic says
	// that what some reference means depends on the dynamic scope.
	targets map[*graph.Node]bool
	dynamic bool
	spent   int64
}

// compiled is a pattern ready to match, or why it cannot.
type compiled struct {
	re  *pattern.Matcher
	err error
}

// NewEvaluator returns an Evaluator for the schema g. It is cheap: nodes and
// patterns are prepared when they are first needed.
func NewEvaluator(g *graph.Graph) *Evaluator {
	e := &Evaluator{
		g:        g,
		patterns: map[*graph.Pattern]compiled{}, formats: map[string]func(string) bool{},
		enums: map[*graph.Node]map[string]bool{}, limits: map[*graph.Node]bool{}, mentions: map[*graph.Node]bool{},
	}
	for _, n := range g.Nodes {
		if n.UnevaluatedItems != nil || n.UnevaluatedProperties != nil {
			e.evaluates = true
			break
		}
	}
	return e
}

// Spent returns the steps that all judgements together have taken.
func (e *Evaluator) Spent() int64 { return e.spent }

// Graph returns the schema that e judges by.
func (e *Evaluator) Graph() *graph.Graph { return e.g }

// GaveUp says that a judgement was not reached, and why.
type GaveUp struct {
	// Reason is "too-much-work", "too-deep", "pattern" or graph.CodeUnheard.
	Reason string
	// Node and Keyword (the 2020-12 name) say where; Keyword may be empty.
	Node    *graph.Node
	Keyword string
	// Message says the same in a sentence.
	Message string
}

// Error returns the message with the place in the schema.
func (e *GaveUp) Error() string {
	file, line, column := e.Node.Location()
	return fmt.Sprintf("%s:%d:%d: %s", file, line, column, e.Message)
}

// property returns the schema that properties of n has for name, or nil.
func (e *Evaluator) property(n *graph.Node, name string) *graph.Node {
	if index := e.info(n).index; index != nil {
		if i, ok := index[name]; ok {
			return n.Properties[i].Node
		}
		return nil
	}
	for i := range n.Properties {
		if n.Properties[i].Name == name {
			return n.Properties[i].Node
		}
	}
	return nil
}

// pattern compiles p once.
func (e *Evaluator) pattern(p *graph.Pattern) compiled {
	c, ok := e.patterns[p]
	if !ok {
		c.re, c.err = p.P.Matcher()
		e.patterns[p] = c
	}
	return c
}

// run is one judgement.
type run struct {
	e *Evaluator
	// full says that every schema that applies is to be visited and everything
	// said about members recorded, even when the verdict is clear already.
	full bool
	// unmet says that schemas whose condition is not met are visited for the names
	// they mention.
	unmet bool

	log   []mark
	scope []*graph.Resource // entered, outermost first; no two neighbours equal
	depth int
	work  int64
	// budget is what work was at first; outcomes and scopes are those of recall.
	budget   int64
	outcomes map[application]outcome
	scopes   map[entry]int32
	err      *GaveUp
}

// judge applies the schema to doc. The place is the document's root with
// everything that was recorded; the verdict means nothing when err is not nil.
func (e *Evaluator) judge(doc *source.Value, full, unmet bool) (*place, bool, error) {
	r := &run{e: e, full: full, unmet: unmet, log: e.log[:0], work: e.MaxWork}
	if r.work == 0 {
		r.work = DefaultMaxWork
	}
	r.budget = r.work
	root := &place{value: doc}
	ok := r.apply(e.g.Root, root, applied)
	e.log = r.log
	e.spent += r.budget - r.work
	if r.err != nil {
		return nil, false, r.err
	}
	if ok {
		declare(r.log)
	}
	return root, ok, nil
}

// giveUp ends the judgement; the first reason stands.
func (r *run) giveUp(n *graph.Node, reason, keyword, message string) bool {
	if r.err == nil {
		r.err = &GaveUp{Reason: reason, Node: n, Keyword: keyword, Message: message}
	}
	return false
}

// spend counts steps; it reports false once the judgement is over.
func (r *run) spend(n *graph.Node, steps int) bool {
	r.work -= int64(steps)
	if r.work < 0 {
		r.giveUp(n, "too-much-work", "", "judging the document takes too many steps")
	}
	return r.err == nil
}

// matches reports whether p matches text somewhere.
func (r *run) matches(n *graph.Node, keyword string, p *graph.Pattern, text string) bool {
	c := r.e.pattern(p)
	if c.err != nil {
		return r.giveUp(n, "pattern", keyword, fmt.Sprintf("the pattern %q cannot be run: %v", p.Source, c.err))
	}
	return r.spend(n, 1+len(text)/64) && c.re.MatchString(text)
}

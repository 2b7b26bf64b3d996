package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// kinds is a set of JSON types, one bit per source.Kind.
type kinds uint8

const allKinds kinds = 1<<6 - 1

func kindBit(k source.Kind) kinds { return 1 << k }

// schema is one schema of either side in the form that the search works on.
// Schemas of the same structure, whichever side and place they come from, are
// one (class), so that unchanged parts of two versions meet themselves.
type schema struct {
	id    int32
	class int32
	// node is where it was read; nil for true, false and constants.
	node  *graph.Node
	scope int32

	// truth is 1 for a schema that accepts everything, -1 for one that accepts
	// nothing, by its form alone.
	truth int8

	anyRules
	numberRules
	stringRules
	arrayRules
	objectRules
	inPlaceRules
	unheard

	// mentioning: it, or something that it applies, mentions a member (mentioning.go).
	mentioning bool
	forms      [6][2]*form
	// evaluates caches, per member and item, whether it can give annotations
	// that the unevaluated keywords read: 0 not computed, 1 no, 2 yes.
	evaluates [2]int8
}

// anyRules are what a schema says of values of any type.
type anyRules struct {
	kinds    kinds // by type; integer counts as number
	integers bool  // of the numbers, only integers

	hasEnum bool
	enum    []*source.Value // enum, or the one value of const
	konst   *source.Value   // const beside enum
	enumSet map[string]bool // the canonical text of a long enum, once needed
	texts   []string        // the same in order, once needed
}

type numberRules struct {
	low, high  []bound
	multipleOf *big.Rat
}

type stringRules struct {
	minLength, maxLength *big.Int
	pattern              *graph.Pattern
	format               string // asserted formats only
}

type arrayRules struct {
	minItems, maxItems *big.Int
	unique             bool
	prefix             []*schema
	items              *schema
	contains           *schema
	minContains        *big.Int
	maxContains        *big.Int // nil: no bound
	restItems          *schema  // unevaluatedItems
	// containsEvaluates: items that satisfy contains count as evaluated.
	containsEvaluates bool
}

type objectRules struct {
	minProps, maxProps *big.Int
	required           []string
	dependent          []graph.DependentRequired
	props              []property
	byName             map[string]*schema
	patterns           []patternProperty
	// closes: the patterns leave finitely many names only, and so mention none; that
	// may be unknown.
	closes, closesKnown bool
	additional          *schema
	unevaluated         *schema
	// limits: what additional applies to or, without it, unevaluated is declared,
	// because that rejects some value.
	limits bool
	names  *schema
}

// inPlaceRules are the schemas that a schema applies to the same value.
type inPlaceRules struct {
	all             []*schema // $ref, dynamic references and allOf
	any, one        []*schema
	not             *schema
	cond, then, els *schema
	dependents      []property
}

type bound struct {
	value *big.Rat
	open  bool
}

type property struct {
	name   string
	schema *schema
}

type patternProperty struct {
	pattern *graph.Pattern
	schema  *schema
}

// trivial reports that the schema says nothing at all about any value.
func (c *schema) trivial() bool { return c.truth > 0 }

// loader reads graphs into schemas.
type loader struct {
	schemas []*schema
	known   map[nodeKey]*schema
	scopes  scopes
	graph   *graph.Graph         // that is being read
	apart   map[*graph.Node]bool // equal only to what stands at the same place
	yes, no *schema
	queue   []*schema
	// opaque stands for what a keyword that nobody has heard of may apply.
	opaque *schema
}

type nodeKey struct {
	node  *graph.Node
	scope int32
}

func newLoader() *loader {
	l := &loader{known: map[nodeKey]*schema{}}
	l.yes, l.no = l.fresh(), l.fresh()
	l.yes.truth, l.no.truth = 1, -1
	l.opaque = l.fresh()
	l.opaque.kindsOpen, l.opaque.identity = allKinds, []byte("opaque")
	return l
}

func (l *loader) fresh() *schema {
	c := &schema{id: int32(len(l.schemas)), mentioning: true}
	c.kinds = allKinds
	l.schemas = append(l.schemas, c)
	return c
}

// load reads the schema of a graph's root and everything it applies.
func (l *loader) load(g *graph.Graph) *schema {
	if g == nil {
		return l.no
	}
	l.graph = g
	l.scopes = scopes{dynamic: usesDynamic(g)} // node numbers are those of one graph
	root := l.get(g.Root, 0)
	first := len(l.schemas)
	if len(l.queue) > 0 {
		first = int(l.queue[0].id)
	}
	for len(l.queue) > 0 {
		c := l.queue[len(l.queue)-1]
		l.queue = l.queue[:len(l.queue)-1]
		l.read(c)
	}
	for _, c := range l.schemas[first:] {
		c.gatherConstants()
	}
	return root
}

// gatherConstants turns a union of constants, as schemas write it to describe
// each of them, into the enum that it is.
func (c *schema) gatherConstants() {
	if c.hasEnum {
		return
	}
	if values, ok := constants(c.any); ok {
		c.hasEnum, c.enum, c.any = true, plainFirst(values), nil
		return
	}
	values, ok := constants(c.one)
	if !ok {
		return
	}
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		seen[canonical(v)] = true
	}
	if len(seen) == len(values) {
		c.hasEnum, c.enum, c.one = true, plainFirst(values), nil
	}
}

// constants returns the values of schemas that do nothing but list values.
func constants(list []*schema) ([]*source.Value, bool) {
	var out []*source.Value
	for _, c := range list {
		if c.node == nil || !c.hasEnum || c.konst != nil || c.integers || !listsValues(c.node) {
			return nil, false
		}
		for _, v := range c.enum {
			if c.kinds&kindBit(v.Kind) != 0 {
				out = append(out, v)
			}
		}
	}
	return out, len(list) > 0
}

// listsValues reports that nothing stands at n but enum or const and type.
func listsValues(n *graph.Node) bool {
	for row := range n.Assertions() {
		if row.Name != "enum" && row.Name != "const" && row.Name != "type" || !judge.Knows(row) {
			return false
		}
	}
	return true
}

// get returns the schema of n when evaluation comes to it in a dynamic scope.
// A schema that is nothing but a reference is its target, and one that is nothing but
// a combination of one schema is that.
func (l *loader) get(n *graph.Node, scope int32) *schema {
	if n == nil {
		return nil
	}
	for {
		scope = l.scopes.enter(scope, n.Resource)
		if n.Bool != nil {
			if *n.Bool {
				return l.yes
			}
			return l.no
		}
		next := alone(n)
		if next == nil {
			break
		}
		n = next
	}
	key := nodeKey{n, scope}
	if c, ok := l.known[key]; ok {
		return c
	}
	if saysNothing(n) {
		l.known[key] = l.yes
		return l.yes
	}
	c := l.fresh()
	c.node, c.scope = n, scope
	l.known[key] = c
	l.queue = append(l.queue, c)
	return c
}

func (l *loader) list(ns []*graph.Node, scope int32) []*schema {
	if len(ns) == 0 {
		return nil
	}
	out := make([]*schema, len(ns))
	for i, n := range ns {
		out[i] = l.get(n, scope)
	}
	return out
}

func (l *loader) properties(ps []graph.Property, scope int32) []property {
	if len(ps) == 0 {
		return nil
	}
	out := make([]property, len(ps))
	for i, p := range ps {
		out[i] = property{p.Name, l.get(p.Node, scope)}
	}
	return out
}

// lookup returns the schema that properties gives a name, or nil.
func (c *schema) lookup(name string) *schema {
	if c.byName != nil {
		return c.byName[name]
	}
	for i := range c.props {
		if c.props[i].name == name {
			return c.props[i].schema
		}
	}
	return nil
}

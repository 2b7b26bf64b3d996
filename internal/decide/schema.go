package decide

import (
	"math/big"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
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

	kinds    kinds // by type; integer counts as number
	integers bool  // of the numbers, only integers

	hasEnum bool
	enum    []*source.Value // enum, or the one value of const
	konst   *source.Value   // const beside enum
	enumSet map[string]bool // the canonical text of a long enum, once needed
	texts   []string        // the same in order, once needed

	low, high   []bound
	multipleOf  *big.Rat
	minLength   *big.Int
	maxLength   *big.Int
	pattern     *graph.Pattern
	format      string // asserted formats only
	minItems    *big.Int
	maxItems    *big.Int
	unique      bool
	minProps    *big.Int
	maxProps    *big.Int
	required    []string
	dependent   []graph.DependentRequired
	dependents  []property
	all         []*schema // $ref, dynamic references and allOf
	refs        int       // how many of all are references
	any, one    []*schema
	not         *schema
	cond        *schema
	then, els   *schema
	props       []property
	byName      map[string]*schema
	patterns    []patternProperty
	additional  *schema
	unevaluated *schema
	names       *schema
	prefix      []*schema
	items       *schema
	contains    *schema
	minContains *big.Int
	maxContains *big.Int // nil: no bound
	restItems   *schema  // unevaluatedItems
	// containsEvaluates: items that satisfy contains count as evaluated.
	containsEvaluates bool

	// refused is a keyword that bears on verdicts and that the search does not
	// follow; refusedValues are all of them with their values.
	refused       string
	refusedValues []*source.Value

	// quiet: neither it nor anything that it applies mentions a member (hush).
	quiet bool
	forms [6][2]*form
	// evaluates caches, per member and item, whether it can give annotations
	// that the unevaluated keywords read: 0 not computed, 1 no, 2 yes.
	evaluates [2]int8
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
	yes, no *schema
	queue   []*schema
}

type nodeKey struct {
	node  *graph.Node
	scope int32
}

func newLoader() *loader {
	l := &loader{known: map[nodeKey]*schema{}}
	l.yes, l.no = l.fresh(), l.fresh()
	l.yes.truth, l.no.truth = 1, -1
	return l
}

func (l *loader) fresh() *schema {
	c := &schema{id: int32(len(l.schemas)), kinds: allKinds}
	l.schemas = append(l.schemas, c)
	return c
}

// load reads the schema of a graph's root and everything it applies.
func (l *loader) load(g *graph.Graph) *schema {
	if g == nil {
		return l.no
	}
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
		c.hasEnum, c.enum, c.any = true, values, nil
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
		c.hasEnum, c.enum, c.one = true, values, nil
	}
}

// constants returns the values of schemas that do nothing but list values.
func constants(list []*schema) ([]*source.Value, bool) {
	var out []*source.Value
	for _, c := range list {
		if c.node == nil || !c.hasEnum || c.konst != nil || c.integers || asserts(c.node) > 2 || asserts(c.node) == 2 && c.node.Types == nil {
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

// get returns the schema of n when evaluation comes to it in a dynamic scope.
// A schema that is nothing but a reference is its target.
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
		if n.Ref == nil || !onlyReference(n) {
			break
		}
		n = n.Ref
	}
	key := nodeKey{n, scope}
	if c, ok := l.known[key]; ok {
		return c
	}
	if says := saysNothing(n); says {
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

// read fills c from its node.
func (l *loader) read(c *schema) {
	n, s := c.node, c.scope
	l.readValues(c)
	if n.Ref != nil {
		c.all = append(c.all, l.get(n.Ref, s))
	}
	if n.DynamicRef != nil {
		target, scope := l.scopes.resolve(n.DynamicRef, s)
		c.all = append(c.all, l.get(target, scope))
	}
	c.refs = len(c.all)
	c.all = append(c.all, l.list(n.AllOf, s)...)
	c.any, c.one = l.list(n.AnyOf, s), l.list(n.OneOf, s)
	c.not, c.cond, c.then, c.els = l.get(n.Not, s), l.get(n.If, s), l.get(n.Then, s), l.get(n.Else, s)
	c.dependent, c.dependents = n.DependentRequired, l.properties(n.DependentSchemas, s)
	c.props = l.properties(n.Properties, s)
	if len(c.props) > 8 {
		c.byName = make(map[string]*schema, len(c.props))
		for _, p := range c.props {
			c.byName[p.name] = p.schema
		}
	}
	for _, p := range n.PatternProperties {
		c.patterns = append(c.patterns, patternProperty{p.Pattern, l.get(p.Node, s)})
	}
	c.additional, c.unevaluated = l.get(n.AdditionalProperties, s), l.get(n.UnevaluatedProperties, s)
	c.names = l.get(n.PropertyNames, s)
	c.prefix, c.items = l.list(n.PrefixItems, s), l.get(n.Items, s)
	c.contains, c.restItems = l.get(n.Contains, s), l.get(n.UnevaluatedItems, s)
	if c.contains != nil {
		c.minContains, c.maxContains = big.NewInt(1), nil
		if n.MinContains != nil {
			c.minContains = n.MinContains.N
		}
		if n.MaxContains != nil {
			c.maxContains = n.MaxContains.N
		}
		c.containsEvaluates = n.Dialect.ContainsEvaluates()
	}
}

// readValues fills in what holds no other schema.
func (l *loader) readValues(c *schema) {
	n := c.node
	if n.Types != nil {
		c.kinds, c.integers = kindsOf(n.Types)
	}
	switch {
	case n.HasEnum && n.Const != nil:
		c.hasEnum, c.enum, c.konst = true, n.Enum, n.Const
	case n.HasEnum:
		c.hasEnum, c.enum = true, n.Enum
	case n.Const != nil:
		c.hasEnum, c.enum = true, []*source.Value{n.Const}
	}
	if n.Minimum != nil {
		c.low = append(c.low, bound{n.Minimum.Rat, false})
	}
	if n.ExclusiveMinimum != nil {
		c.low = append(c.low, bound{n.ExclusiveMinimum.Rat, true})
	}
	if n.Maximum != nil {
		c.high = append(c.high, bound{n.Maximum.Rat, false})
	}
	if n.ExclusiveMaximum != nil {
		c.high = append(c.high, bound{n.ExclusiveMaximum.Rat, true})
	}
	if n.MultipleOf != nil {
		c.multipleOf = n.MultipleOf.Rat
	}
	c.minLength, c.maxLength = count(n.MinLength), count(n.MaxLength)
	c.minItems, c.maxItems = count(n.MinItems), count(n.MaxItems)
	c.minProps, c.maxProps = count(n.MinProperties), count(n.MaxProperties)
	c.pattern, c.unique, c.required = n.Pattern, n.UniqueItems, n.Required
	if n.AssertFormat && eval.KnownFormat(n.Format) {
		c.format = n.Format
	}
	for i := range n.Keywords {
		if k := &n.Keywords[i]; refuses(k) {
			c.refused = k.Name
			c.refusedValues = append(c.refusedValues, source.NewObject([]source.Member{{Name: k.Name, Value: k.Value}}))
		}
	}
}

// refuses reports that the search does not follow the keyword.
func refuses(k *graph.Keyword) bool {
	return k.Row != nil && !k.Hidden && k.Row.Decide == keyword.Refuses
}

func count(n *graph.Count) *big.Int {
	if n == nil {
		return nil
	}
	return n.N
}

func kindsOf(types []string) (ks kinds, integers bool) {
	number := false
	for _, t := range types {
		switch t {
		case "null":
			ks |= kindBit(source.Null)
		case "boolean":
			ks |= kindBit(source.Bool)
		case "integer":
			ks |= kindBit(source.Number)
			integers = true
		case "number":
			ks |= kindBit(source.Number)
			number = true
		case "string":
			ks |= kindBit(source.String)
		case "array":
			ks |= kindBit(source.Array)
		case "object":
			ks |= kindBit(source.Object)
		}
	}
	return ks, integers && !number
}

// saysNothing reports that no keyword of n bears on a verdict or on what counts
// as declared.
func saysNothing(n *graph.Node) bool {
	return asserts(n) == 0 && n.Ref == nil
}

// onlyReference reports that n is a $ref and nothing else.
func onlyReference(n *graph.Node) bool { return asserts(n) == 0 }

// asserts counts the keywords of n other than $ref that bear on a verdict.
func asserts(n *graph.Node) int {
	c := 0
	yes := func(b bool) {
		if b {
			c++
		}
	}
	yes(n.Types != nil)
	yes(n.HasEnum || n.Const != nil)
	yes(n.MultipleOf != nil || n.Minimum != nil || n.Maximum != nil || n.ExclusiveMinimum != nil || n.ExclusiveMaximum != nil)
	yes(n.MinLength != nil || n.MaxLength != nil || n.Pattern != nil || n.AssertFormat && eval.KnownFormat(n.Format))
	yes(n.MinItems != nil || n.MaxItems != nil || n.UniqueItems || n.Contains != nil)
	yes(n.PrefixItems != nil || n.Items != nil || n.UnevaluatedItems != nil)
	yes(n.MinProperties != nil || n.MaxProperties != nil || len(n.Required) > 0)
	yes(len(n.Properties) > 0 || len(n.PatternProperties) > 0 || n.AdditionalProperties != nil)
	yes(n.UnevaluatedProperties != nil || n.PropertyNames != nil)
	yes(len(n.DependentRequired) > 0 || len(n.DependentSchemas) > 0)
	yes(len(n.AllOf) > 0 || len(n.AnyOf) > 0 || len(n.OneOf) > 0 || n.Not != nil || n.If != nil || n.DynamicRef != nil)
	yes(slices.ContainsFunc(n.Keywords, func(k graph.Keyword) bool { return refuses(&k) }))
	return c
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

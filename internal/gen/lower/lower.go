// Package lower turns a resolved schema graph into the language-neutral model:
// it merges what $ref and allOf add to one place, decides the type of every
// place, and compiles conditions into predicates over those types. What has no
// static form is left to the general evaluator and listed as such; nothing is
// dropped.
//
// It imports internal/gen/model, internal/keyword, internal/graph, internal/program,
// internal/source, internal/pattern, rt (for exact numbers) and rt/eval (for the
// formats it knows).
package lower

import (
	"context"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Options direct the lowering.
type Options struct {
	// RootName names the root type; "" takes the schema's title, then "Root".
	RootName string
	// Int64 makes every integer an int64.
	Int64 bool
	// Language is what the language that prints the types has to say.
	Language *Language
	// Imports are the schemas whose types live in other packages.
	Imports []Import

	collect bool // note the places that other packages may find types by
}

// Lower returns the types that the schema asks for. When ctx ends, its error is
// returned.
func Lower(ctx context.Context, g *graph.Graph, opt Options) (*model.Package, error) {
	l, err := lowerAll(ctx, g, opt, map[*graph.Node]*foreign{})
	if err != nil {
		return nil, err
	}
	if err := l.unusedExtension(); err != nil {
		return nil, err
	}
	return l.pkg, l.unusedImport()
}

// lowerAll does the work of Lower; known holds the imports that were looked into.
func lowerAll(ctx context.Context, g *graph.Graph, opt Options, known map[*graph.Node]*foreign) (*lowerer, error) {
	if err := unheard(g); err != nil {
		return nil, err
	}
	opt.Language = opt.Language.complete()
	extensions, err := readExtensions(g, opt.Language)
	if err != nil {
		return nil, err
	}
	l := &lowerer{
		ctx: ctx, g: g, opt: opt, kinds: kindMemo{}, maker: newMaker(g),
		typed: typed{
			memo: map[string]*entry{}, origin: map[*model.Type]*graph.Node{}, suffix: map[*model.Type]string{},
			nodes: map[*model.Type][]*graph.Node{}, memberNames: map[*model.Type]namesOf{},
			nesting: map[*model.Type]int{}, boxes: map[*model.Type]*model.Type{},
		},
		wanted: wanted{extensions: extensions, wishes: map[*model.Field]*Extension{}},
		pkg:    &model.Package{Graph: g, SchemaID: g.Root.SchemaID, Title: g.Root.Title, Description: g.Root.Description},
	}
	if opt.collect {
		l.places = map[string]*entry{}
	}
	if err := l.lookInto(ctx, known); err != nil {
		return nil, err
	}
	l.dynamic = dynamicNode(g)
	l.pkg.Scoped = l.dynamic != nil
	root := l.lower([]*graph.Node{g.Root}, kAll)
	if !isRecord(root) || root.Import != "" {
		root = &model.Type{Kind: model.Box, Elem: root, Pointer: g.Root.Ptr(), Schema: g.Root}
	}
	l.origin[root] = g.Root
	l.pkg.Root = root
	root.Doc = docOf(g.Root)
	if l.dynamic != nil {
		r := model.Rule{SchemaAt: l.dynamic.At("$dynamicRef"), Keyword: "$dynamicRef", Message: "does not satisfy the schema"}
		l.pkg.Dynamic = append(l.pkg.Dynamic, r)
		root.Checks = append(root.Checks, model.Check{Op: model.Eval, Node: g.Root, Rule: r})
	}
	for _, f := range l.pending {
		if l.ended() {
			break
		}
		f()
	}
	if l.ended() {
		return nil, l.err
	}
	l.pkg.Types = reachable(root)
	l.name()
	if l.ended() {
		return nil, l.err
	}
	l.count()
	return l, l.err
}

// ended looks at the context; its end is an error like any other.
func (l *lowerer) ended() bool {
	err := l.ctx.Err()
	if err != nil {
		l.fail(err)
	}
	return err != nil
}

// fail keeps the first error.
func (l *lowerer) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

func isRecord(t *model.Type) bool {
	return t.Kind == model.Struct || t.Kind == model.Sum || t.Kind == model.Box
}

// dynamicNode returns a node whose reference depends on the dynamic scope, nil
// when the root reaches none.
func dynamicNode(g *graph.Graph) *graph.Node {
	if !program.UsesDynamicScope(g, g.Root) {
		return nil
	}
	for _, n := range g.Nodes {
		if n.DynamicRef != nil && !n.DynamicRef.Plain() {
			return n
		}
	}
	return g.Root
}

type entry struct {
	t    *model.Type
	box  *model.Type // set when the type is reached from within itself
	done bool
}

type lowerer struct {
	ctx context.Context
	g   *graph.Graph
	opt Options
	pkg *model.Package
	err error // the first thing that is refused while lowering

	kinds   kindMemo
	dynamic *graph.Node // a dynamic reference, if there is one: then the root is evaluated as a whole
	pending []func()    // conditions, until every type is known

	*maker
	merged *places // see at
	typed
	borders
	wanted
}

// typed is what is known of the types made so far.
type typed struct {
	memo        map[string]*entry
	depth       int // how many types are being made, each for the one before
	origin      map[*model.Type]*graph.Node
	suffix      map[*model.Type]string        // tells a branch from the sum it belongs to
	nodes       map[*model.Type][]*graph.Node // the schemas that a type unites
	memberNames map[*model.Type]namesOf       // types of member names
	nesting     map[*model.Type]int           // how many types without a name stand in it
	boxes       map[*model.Type]*model.Type
}

// borders is what is shared with the packages of other schemas.
type borders struct {
	foreign map[*source.File]*foreign // the imports, by document
	places  map[string]*entry         // what importing schemas may find here, by border key
}

// wanted is what the schema wants to be called.
type wanted struct {
	extensions map[*source.Value]*Extension // by the value of the keyword
	wishes     map[*model.Field]*Extension  // fields that are named by one
}

// lower returns the type of a place where all of roots apply and the JSON types
// in allowed can occur.
func (l *lowerer) lower(roots []*graph.Node, allowed kinds) *model.Type {
	if l.ended() {
		return l.untyped(roots)
	}
	v := l.kinds.flatten(roots, allowed)
	first := primary(roots)
	key := v.key(first)
	if len(v.nodes) == 0 && v.kinds == kAll && first.ID >= len(l.g.Nodes) {
		key = "any" // made here: it has no name and no words of its own
	}
	if t := l.held(v, first, roots); t != nil {
		return t
	}
	border := l.border(v, first)
	if t := l.imported(border, first, roots); t != nil {
		return t
	}
	for _, n := range v.extended {
		if x := l.extensions[n.Extension]; x != nil {
			x.met = true
		}
	}
	if e := l.memo[key]; e != nil {
		if !e.done && !isRecord(e.t) && e.t.Kind != model.Any {
			if e.box == nil {
				e.box = &model.Type{Kind: model.Box, Elem: e.t, Pointer: e.t.Pointer, Schema: e.t.Schema}
				l.origin[e.box] = l.origin[e.t]
			}
		}
		if e.box != nil {
			return e.box
		}
		return e.t
	}
	pointer := first.Ptr()
	if allowed == kAll && l.limited(pointer) {
		return l.untyped(roots)
	}
	t := &model.Type{Pointer: pointer}
	e := &entry{t: t}
	l.memo[key] = e
	if l.places != nil && border != "" {
		l.places[border] = e
	}
	l.origin[t], l.nodes[t] = first, l.real(v.nodes)
	t.Schema = l.schemaOf(roots)
	l.depth++
	l.fill(t, v, first)
	l.depth--
	e.done = true
	if e.box != nil {
		return e.box
	}
	return t
}

// primary follows references from the first node that a place names to the one
// that says something, which the type is named after.
func primary(roots []*graph.Node) *graph.Node {
	n := roots[0]
	for range maxTypeDepth {
		switch {
		case asserts(n):
			return n
		case n.Ref != nil && n.AllOf == nil:
			n = n.Ref
		case n.Ref == nil && len(n.AllOf) == 1:
			n = n.AllOf[0]
		default:
			return n
		}
	}
	return n
}

// fill decides the type of a view. The kind is set before anything below is
// lowered, so that recursion can tell what it met.
func (l *lowerer) fill(t *model.Type, v view, origin *graph.Node) {
	t.Doc = docOf(origin)
	t.TypeRule = l.typeRule(v)
	u := l.chooseUnion(&v)
	v.nodes = append(v.nodes, l.implied(v)...)
	parts := v.kinds.parts()
	switch {
	case len(parts) == 0:
		t.Kind = model.Never
		t.TypeRule = l.kinds.falseRule(v)
		return
	case u != nil && u.discriminator != "":
		l.fillDiscriminated(t, v, u)
	case v.kinds == kAll && u == nil && !l.structured(v):
		t.Kind = model.Any
	case len(parts) == 1 && u != nil:
		// One branch alone is possible: the place is what that branch is.
		b := l.kinds.flatten([]*graph.Node{u.branchFor(parts[0])}, v.kinds)
		v = view{nodes: append(v.nodes, b.nodes...), kinds: b.kinds, whole: append(v.whole, b.whole...)}
		v.nodes = append(v.nodes, l.implied(v)...)
		l.fillPart(t, v)
	case len(parts) == 1:
		l.fillPart(t, v)
	case len(parts) == 2 && v.kinds&kNull != 0:
		t.Kind = model.Nullable
		l.contain(t, l.partRoots(v, u, parts[1]), parts[1])
	default:
		l.fillSum(t, v, u, parts)
	}
	l.conditions(t, v)
}

// partRoots returns the schemas that apply to the values of one JSON type.
func (l *lowerer) partRoots(v view, u *union, part kinds) []*graph.Node {
	var roots []*graph.Node
	if u != nil {
		roots = append(roots, u.branchFor(part))
	}
	roots = append(roots, l.narrowed(v, part)...)
	roots = append(roots, l.shapes(v.nodes)...)
	if len(roots) == 0 {
		roots = append(roots, l.anything())
	}
	return roots
}

// structured reports whether a type tells more about the place than raw JSON
// does: some keyword is about values of one JSON type, or the values are listed.
func (l *lowerer) structured(v view) bool {
	for _, n := range v.nodes {
		if n.Properties != nil || n.Items != nil || n.AdditionalProperties != nil || n.PrefixItems != nil {
			return true
		}
		if speaksOf(n) != 0 {
			return true
		}
	}
	return false
}

func (l *lowerer) fillSum(t *model.Type, v view, u *union, parts []kinds) {
	t.Kind = model.Sum
	for _, p := range parts {
		b := &model.Branch{Name: partName(p), Type: l.lower(l.partRoots(v, u, p), p)}
		if b.Type.Pointer == t.Pointer {
			l.suffix[b.Type] = b.Name
		}
		t.Branches = append(t.Branches, b)
	}
}

func partName(p kinds) string {
	switch {
	case p == kNull:
		return "Null"
	case p == kBool:
		return "Bool"
	case p == kInteger:
		return "Integer"
	case p&kNumber != 0:
		return "Number"
	case p == kString:
		return "String"
	case p == kArray:
		return "Array"
	}
	return "Object"
}

// fillPart decides the type of values of one JSON type.
func (l *lowerer) fillPart(t *model.Type, v view) {
	switch {
	case v.kinds == 0:
		t.Kind = model.Never
		t.TypeRule = l.kinds.falseRule(v)
	case v.kinds == kNull:
		t.Kind = model.Null
	case v.kinds == kBool:
		l.fillBool(t, v)
	case v.kinds&kNumber != 0:
		l.fillNumber(t, v)
	case v.kinds == kString:
		l.fillString(t, v)
	case v.kinds == kArray:
		l.fillArray(t, v)
	default:
		l.fillObject(t, v)
	}
}

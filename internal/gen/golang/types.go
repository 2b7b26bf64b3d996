package golang

import (
	"context"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// emitter holds what is known while one package is printed.
type emitter struct {
	ctx context.Context
	pkg *model.Package
	opt target.Options
	b   strings.Builder // the file at hand

	rules     []model.Rule
	ruleAt    map[model.Rule]int
	matchers  map[string]int // pattern source -> number
	patterns  []model.Check
	fused     map[string]string // several patterns -> variable
	fusedDFAs []*pattern.DFA
	dfas      map[string]*pattern.DFA
	nodes     []*graph.Node        // what the evaluator is asked for
	streams   map[*model.Type]bool // list types that the root's decoder can stream
	explains  map[*model.Type]int  // index in nodes of what explains a type's errors
	helpers   strings.Builder
	// helperNames holds the name of every helper function by prefix and text.
	helperNames map[string]string
	temp        int

	aliases  map[string]string     // names of imported packages, by path
	pointers map[*model.Field]bool // fields that recursion forces behind a pointer
	near     *model.Type           // struct being decoded whose small values share an allocation
	nearAt   string                // the expression of where that is noted
	tally    *tally                // of the struct whose clauses are printed
	tallies  map[*model.Type]*tally
}

func newEmitter(ctx context.Context, p *model.Package, opt target.Options) *emitter {
	e := &emitter{
		ctx: ctx, pkg: p, opt: opt,
		ruleAt: map[model.Rule]int{}, helperNames: map[string]string{}, matchers: map[string]int{}, fused: map[string]string{}, explains: map[*model.Type]int{}, streams: map[*model.Type]bool{}, dfas: map[string]*pattern.DFA{},
		aliases:  aliases(p.Imports),
		pointers: map[*model.Field]bool{}, tallies: map[*model.Type]*tally{},
	}
	e.findPointers()
	for _, f := range p.Root.Fields {
		if f.Type.Kind == model.List && unstreamable(f) == "" {
			e.streams[f.Type] = true
		}
	}
	return e
}

// goType returns how a value of t is held.
func (e *emitter) goType(t *model.Type) string {
	switch t.Kind {
	case model.Null:
		return "struct{}"
	case model.Bool:
		return "bool"
	case model.String:
		return "string"
	case model.Timestamp:
		return "rt.Timestamp"
	case model.Int64:
		return "int64"
	case model.Integer:
		return "rt.Integer"
	case model.Number:
		return "rt.Number"
	case model.List:
		return "[]" + e.goType(t.Elem)
	case model.Map:
		return "map[string]" + e.goType(t.Elem)
	case model.Nullable:
		return "*" + e.goType(t.Elem)
	case model.Any, model.Never:
		return "rt.Raw"
	}
	if t.Kind == model.Held {
		f := t.Native.Spelling.(native) // no other language reads goJSONSchema
		if f.Path == "" {
			return f.Prefix + f.Name
		}
		return f.Prefix + e.aliases[f.Path] + "." + f.Name
	}
	if t.Import != "" {
		return e.aliases[t.Import] + "." + t.Name
	}
	return t.Name
}

// shape is how a field holds its value.
type shape uint8

const (
	direct   shape = iota // T, always there
	nilable               // []T or map: nil is absent
	pointer               // *T: nil is absent
	optional              // rt.Opt[T]: absent, null or T
)

func (e *emitter) shapeOf(f *model.Field) shape {
	switch {
	case f.Required && e.pointers[f]:
		return pointer
	case f.Required:
		return direct
	case f.Type.Kind == model.List || f.Type.Kind == model.Map || f.Type.Kind == model.Held && f.Type.Native.Nillable:
		return nilable
	case f.Type.Kind == model.Nullable:
		return optional
	}
	return pointer
}

// fieldType returns the Go type of a field.
func (e *emitter) fieldType(_ *model.Type, f *model.Field) string {
	switch e.shapeOf(f) {
	case pointer:
		return "*" + e.goType(f.Type)
	case optional:
		return "rt.Opt[" + e.goType(e.inOpt(f)) + "]"
	}
	return e.goType(f.Type)
}

// branchType returns how a sum holds one of its branches.
func (e *emitter) branchType(b *model.Branch) string {
	if b.Type.Named() && b.Type.Kind != model.Enum {
		return "*" + e.goType(b.Type)
	}
	return e.goType(b.Type)
}

// inOpt returns the type that the rt.Opt of an optional field holds.
func (e *emitter) inOpt(f *model.Field) *model.Type {
	if e.pointers[f] {
		return f.Type // nullable: a pointer
	}
	return f.Type.Elem
}

// findPointers finds the fields through which a struct would contain itself by
// value; each of them is held by pointer, whichever is met first, so that the
// type of a field does not depend on the order of others.
func (e *emitter) findPointers() {
	// Strongly connected components, by Tarjan's algorithm.
	index, low := map[*model.Type]int{}, map[*model.Type]int{}
	component := map[*model.Type]int{}
	var stack []*model.Type
	var visit func(t *model.Type)
	visit = func(t *model.Type) {
		index[t] = len(index) + 1
		low[t] = index[t]
		stack = append(stack, t)
		contained(t, func(_ *model.Field, to *model.Type) {
			if index[to] == 0 {
				visit(to)
			}
			if component[to] == 0 {
				low[t] = min(low[t], low[to])
			}
		})
		if low[t] == index[t] {
			for {
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				component[top] = index[t]
				if top == t {
					break
				}
			}
		}
	}
	for _, t := range e.pkg.Types {
		if index[t] == 0 {
			visit(t)
		}
	}
	for _, t := range e.pkg.Types {
		contained(t, func(f *model.Field, to *model.Type) {
			if f != nil && component[t] == component[to] {
				e.pointers[f] = true
			}
		})
	}
}

// contained calls visit with every type that t would hold by value, and the
// field that it is the type of.
func contained(t *model.Type, visit func(*model.Field, *model.Type)) {
	for _, f := range t.Fields {
		switch {
		case f.Required && byValue(f.Type):
			visit(f, f.Type)
		case !f.Required && f.Type.Kind == model.Nullable && byValue(f.Type.Elem):
			visit(f, f.Type.Elem)
		}
	}
	if t.Kind == model.Box && byValue(t.Elem) {
		visit(nil, t.Elem)
	}
}

func byValue(t *model.Type) bool {
	return t.Import == "" && (t.Kind == model.Struct || t.Kind == model.Box)
}

// carriesText reports whether a value's Go form can lose how it was spelled, so
// that its text is kept beside it where that happens. Structs, sums and boxes
// keep it themselves.
func carriesText(t *model.Type) bool {
	switch t.Kind {
	case model.Int64, model.Map, model.Held:
		return true
	case model.List, model.Nullable:
		return carriesText(t.Elem)
	}
	return false
}

// branchCarriesText reports whether a sum has to keep the text of its value.
func branchCarriesText(t *model.Type) bool {
	for _, b := range t.Branches {
		if carriesText(b.Type) {
			return true
		}
	}
	return false
}

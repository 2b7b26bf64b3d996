package lower

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// maxTypes bounds the types made beyond four for each schema. Only schemas that
// meet at one place in ever new combinations get there, and there are more
// combinations than memory holds.
const maxTypes = 1_000

// maxTokens and maxPointer bound the pointer of a schema that gets a type of its
// own. Nobody finds a way through deeper ones by type names, and every rule
// below repeats the pointer; a level of any JSON type is a sum with a dozen methods,
// so that two hundred of them kept Go's compiler busy for ten seconds. The deepest
// place in the public schemas that the generator is measured with has 20 tokens.
const (
	maxTokens  = 64
	maxPointer = 4_000
)

// maxDepth bounds the types that are being made each for the one before. A chain of
// references is followed in recursions, here and where types are printed, and a step
// takes up to 8 KiB of the stack; the public schemas that the generator is measured
// with need 15.
const maxDepth = 1_000

// limited reports whether the place at pointer gets no type of its own.
func (l *lowerer) limited(pointer string) bool {
	return l.depth > maxDepth || len(l.memo) > maxTypes+4*len(l.g.Nodes) || len(pointer) > maxPointer || strings.Count(pointer, "/") > maxTokens
}

// untyped returns raw JSON that the evaluator judges.
func (l *lowerer) untyped(roots []*graph.Node) *model.Type {
	n := primary(roots)
	all := l.derive(n, func(c *graph.Node) { keepOnly(c, func(k *graph.Node) { k.AllOf = roots }) })
	t := &model.Type{Kind: model.Any, Pointer: n.Ptr(), Schema: all}
	l.origin[t] = n
	l.eval(t, all, model.Rule{SchemaAt: n.Ptr(), Keyword: leadingTo(n.Ptr()), Message: "does not satisfy the schemas that meet here"})
	return t
}

// leadingTo returns the keyword that the schema at pointer stands under: the last
// token, or the one before a name or a number.
func leadingTo(pointer string) string {
	tokens := strings.Split(pointer, "/")
	last := len(tokens) - 1
	if last >= 2 {
		if row := keyword.Find(tokens[last-1]); row != nil {
			switch row.Shape {
			case keyword.SchemaMap, keyword.SchemaList, keyword.DependencyMap:
				return row.Name
			case keyword.SchemaOrSchemaList:
				if strings.Trim(tokens[last], "0123456789") == "" {
					return row.Name
				}
			}
		}
	}
	if tokens[last] == "" {
		return "allOf"
	}
	return tokens[last]
}

// maxNesting bounds how many types without a name stand in each other; Go's own
// compiler gives up on deep ones.
const maxNesting = 16

// contain sets the type of what t holds, a named one where it would nest too
// deep.
func (l *lowerer) contain(t *model.Type, roots []*graph.Node, allowed kinds) {
	e := l.lower(roots, allowed)
	if !e.Named() && l.nesting[e] >= maxNesting {
		box := l.boxes[e]
		if box == nil {
			box = &model.Type{Kind: model.Box, Elem: e, Pointer: e.Pointer, Schema: e.Schema}
			l.origin[box] = l.origin[e]
			l.boxes[e] = box
		}
		e = box
	}
	if t.Elem = e; !e.Named() {
		l.nesting[t] = l.nesting[e] + 1
	}
}

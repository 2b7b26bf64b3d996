package decide

import (
	"encoding/binary"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// reading is a schema that is being filled from its node.
type reading struct {
	l *loader
	c *schema
	n *graph.Node
}

func (r *reading) schema(n *graph.Node) *schema       { return r.l.get(n, r.c.scope) }
func (r *reading) schemas(ns []*graph.Node) []*schema { return r.l.list(ns, r.c.scope) }
func (r *reading) named(ps []graph.Property) []property {
	return r.l.properties(ps, r.c.scope)
}

// judge is what the search makes of each keyword: how it becomes part of a schema.
// They are read in the order of the keyword table, references first.
var judge *keyword.Judge[func(*reading)]

func init() {
	judge = keyword.NewJudge("decide", map[string]func(*reading){
		"$ref": func(r *reading) { r.c.all = append(r.c.all, r.schema(r.n.Ref)) },
		"$dynamicRef": func(r *reading) {
			r.c.all = append(r.c.all, r.l.get(r.l.scopes.resolve(r.n.DynamicRef, r.c.scope)))
		},
		"allOf":            func(r *reading) { r.c.all = append(r.c.all, r.schemas(r.n.AllOf)...) },
		"anyOf":            func(r *reading) { r.c.any = r.schemas(r.n.AnyOf) },
		"oneOf":            func(r *reading) { r.c.one = r.schemas(r.n.OneOf) },
		"not":              func(r *reading) { r.c.not = r.schema(r.n.Not) },
		"if":               func(r *reading) { r.c.cond = r.schema(r.n.If) },
		"then":             func(r *reading) { r.c.then = r.schema(r.n.Then) },
		"else":             func(r *reading) { r.c.els = r.schema(r.n.Else) },
		"dependentSchemas": func(r *reading) { r.c.dependents = r.named(r.n.DependentSchemas) },

		"properties": (*reading).properties,
		"patternProperties": func(r *reading) {
			for _, p := range r.n.PatternProperties {
				r.c.patterns = append(r.c.patterns, patternProperty{p.Pattern, r.schema(p.Node)})
			}
			r.c.closes, r.c.closesKnown = writer.Closes(r.n)
		},
		"additionalProperties": func(r *reading) {
			r.c.additional = r.schema(r.n.AdditionalProperties)
			r.c.limits = !r.l.graph.RejectsNone(r.n.AdditionalProperties)
		},
		"propertyNames": func(r *reading) { r.c.names = r.schema(r.n.PropertyNames) },
		"unevaluatedProperties": func(r *reading) {
			r.c.unevaluated = r.schema(r.n.UnevaluatedProperties)
			if r.c.additional == nil { // which leaves nothing
				r.c.limits = !r.l.graph.RejectsNone(r.n.UnevaluatedProperties)
			}
		},

		"prefixItems": func(r *reading) { r.c.prefix = r.schemas(r.n.PrefixItems) },
		"items":       func(r *reading) { r.c.items = r.schema(r.n.Items) },
		"contains": func(r *reading) {
			r.c.contains, r.c.minContains = r.schema(r.n.Contains), bigOne
			r.c.containsEvaluates = r.n.Dialect.ContainsEvaluates()
		},
		"unevaluatedItems": func(r *reading) { r.c.restItems = r.schema(r.n.UnevaluatedItems) },

		"type": func(r *reading) { r.c.kinds, r.c.integers = kindsOf(r.n.Types) },
		"enum": func(r *reading) { r.c.hasEnum, r.c.enum = true, plainFirst(r.n.Enum) },
		"const": func(r *reading) {
			if r.c.hasEnum {
				r.c.konst = r.n.Const
			} else {
				r.c.hasEnum, r.c.enum = true, []*source.Value{r.n.Const}
			}
		},

		"multipleOf":       func(r *reading) { r.c.multipleOf = r.n.MultipleOf.Rat },
		"minimum":          func(r *reading) { r.c.low = append(r.c.low, bound{r.n.Minimum.Rat, false}) },
		"exclusiveMinimum": func(r *reading) { r.c.low = append(r.c.low, bound{r.n.ExclusiveMinimum.Rat, true}) },
		"maximum":          func(r *reading) { r.c.high = append(r.c.high, bound{r.n.Maximum.Rat, false}) },
		"exclusiveMaximum": func(r *reading) { r.c.high = append(r.c.high, bound{r.n.ExclusiveMaximum.Rat, true}) },

		"minLength": func(r *reading) { r.c.minLength = r.n.MinLength.N },
		"maxLength": func(r *reading) { r.c.maxLength = r.n.MaxLength.N },
		"pattern":   func(r *reading) { r.c.pattern = r.n.Pattern },
		"format": func(r *reading) {
			if eval.KnownFormat(r.n.Format) {
				r.c.format = r.n.Format
			}
		},

		"minItems":    func(r *reading) { r.c.minItems = r.n.MinItems.N },
		"maxItems":    func(r *reading) { r.c.maxItems = r.n.MaxItems.N },
		"uniqueItems": func(r *reading) { r.c.unique = true },
		"minContains": func(r *reading) { r.c.minContains = r.n.MinContains.N },
		"maxContains": func(r *reading) { r.c.maxContains = r.n.MaxContains.N },

		"minProperties":     func(r *reading) { r.c.minProps = r.n.MinProperties.N },
		"maxProperties":     func(r *reading) { r.c.maxProps = r.n.MaxProperties.N },
		"required":          func(r *reading) { r.c.required = r.n.Required },
		"dependentRequired": func(r *reading) { r.c.dependent = r.n.DependentRequired },
	})
}

func (r *reading) properties() {
	c := r.c
	c.props = r.named(r.n.Properties)
	if len(c.props) > 8 {
		c.byName = make(map[string]*schema, len(c.props))
		for _, p := range c.props {
			c.byName[p.name] = p.schema
		}
	}
}

// read fills c from its node.
func (l *loader) read(c *schema) {
	r := &reading{l, c, c.node}
	for row := range c.node.Assertions() {
		if !judge.Knows(row) {
			c.missing = append(c.missing, row)
		}
	}
	for row := range c.node.Assertions() {
		switch part, ok := judge.Of(row); {
		case !ok:
		case row.Adjacent && c.bearsOn(row):
			c.missing = append(c.missing, row)
		default:
			part(r)
		}
	}
	if len(c.missing) > 0 {
		c.open()
	}
	if l.apart[c.node] {
		c.identity = append(c.identity, "\x00"+c.node.Ptr()...)
	}
}

// unheard is what a schema says by keywords that the search has not heard of, and
// by those whose meaning depends on such a one beside them.
//
// Nothing is known of what they demand, so a demand for the schema, and one for its
// opposite, are relaxed as if any value would do, and what is found is judged by
// others (opUnknown, holder). They may evaluate any member and item (covers,
// coversItems), and mention and declare any name, here and further down, so that
// every question about members is answered in the way that leaves out no document
// (mentions.open).
type unheard struct {
	missing []*keyword.Row
	// kindsOpen are the types of values that they look at.
	kindsOpen kinds
	// identity tells apart, as text, what must not be taken for the same.
	identity []byte
}

// opens reports whether something that was not heard of looks at values of a type.
func (u *unheard) opens(k source.Kind) bool { return u.kindsOpen&kindBit(k) != 0 }

// unknownKeyword returns a missing keyword that looks at values of a type.
func (u *unheard) unknownKeyword(k source.Kind) string {
	for _, row := range u.missing {
		if kindsOfGroup(row.Group)&kindBit(k) != 0 {
			return row.Name
		}
	}
	return ""
}

// lacks reports that the keyword is a missing one.
func (u *unheard) lacks(name string) bool {
	return slices.ContainsFunc(u.missing, func(row *keyword.Row) bool { return row.Name == name })
}

// bearsOn reports that a missing keyword looks at the same values as row.
func (u *unheard) bearsOn(row *keyword.Row) bool {
	return slices.ContainsFunc(u.missing, func(m *keyword.Row) bool {
		return kindsOfGroup(m.Group)&kindsOfGroup(row.Group) != 0
	})
}

func kindsOfGroup(g keyword.Group) kinds {
	switch g {
	case keyword.Numbers:
		return kindBit(source.Number)
	case keyword.Strings:
		return kindBit(source.String)
	case keyword.Arrays:
		return kindBit(source.Array)
	case keyword.Objects:
		return kindBit(source.Object)
	}
	return allKinds
}

// open settles what follows from the missing keywords. Two schemas can be taken for
// the same only if everything that bears on what such a keyword means is: what the
// schema says, by its text and dialect, and, where the keyword holds schemas, which
// these are; that is not known, so such a schema is the same as none.
func (c *schema) open() {
	b := binary.AppendVarint(nil, int64(c.node.Dialect))
	for i := range c.node.Keywords {
		k := &c.node.Keywords[i]
		if k.Row == nil || k.Hidden || !k.Row.Asserts() && len(k.Row.Becomes) == 0 {
			continue
		}
		for _, text := range []string{k.Name, canonical(k.Value)} {
			b = binary.AppendVarint(b, int64(len(text)))
			b = append(b, text...)
		}
	}
	for _, row := range c.missing {
		c.kindsOpen |= kindsOfGroup(row.Group)
		if row.Role != 0 {
			b = binary.AppendVarint(b, int64(c.id))
		}
	}
	c.identity = b
}

// saysNothing reports that no keyword of n bears on a verdict or on what counts
// as declared. A format that nothing is known about is an annotation.
func saysNothing(n *graph.Node) bool { return nothingBut(n, "") }

// alone returns the schema that n is in other words: n is a $ref, or a combination
// of one schema, and nothing else. It is nil where n is neither.
func alone(n *graph.Node) *graph.Node {
	only := func(list []*graph.Node, name string) bool { return len(list) == 1 && nothingBut(n, name) }
	switch {
	case n.Ref != nil && nothingBut(n, "$ref"):
		return n.Ref
	case only(n.AllOf, "allOf"):
		return n.AllOf[0]
	case only(n.AnyOf, "anyOf"):
		return n.AnyOf[0]
	case only(n.OneOf, "oneOf"):
		return n.OneOf[0]
	}
	return nil
}

func nothingBut(n *graph.Node, name string) bool {
	for row := range n.Assertions() {
		known := judge.Knows(row)
		if !known || row.Name != name && !(row.Name == "format" && !eval.KnownFormat(n.Format)) {
			return false
		}
	}
	return true
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

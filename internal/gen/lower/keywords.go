package lower

import (
	"cmp"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/program"
)

// meaning is what lowering makes of a keyword.
type meaning struct {
	keyword string
	// about is the JSON types whose values it judges; 0 for what leads to schemas
	// that are united with the place.
	about kinds
	stage stage
	// pred compiles it to a condition on the values of a type, nil where that has no
	// static form; without pred it has none anywhere.
	pred func(q question) *model.Pred
	rank int // among the meanings
	// claimed: a type checks the keyword, or what leads to the type has applied it.
	// Any other is left to the evaluator, with the whole schema that it stands in:
	// message says then what is wrong with a value.
	claimed bool
	message string
}

// claimed lists those that views unite, that types check (scalar.go, object.go), or
// that conditions do (conditions.go).
const claimed = `$ref $dynamicRef allOf
	type enum const multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern format
	prefixItems items minItems maxItems uniqueItems required properties patternProperties additionalProperties propertyNames
	minProperties maxProperties
	not if then else anyOf oneOf contains minContains maxContains dependentRequired dependentSchemas`

// stage says how the condition of a keyword joins the others of its schema.
type stage uint8

const (
	excludes stage = iota // decides alone where it is false or has no static form
	leaves                // has no static form for some types, and says nothing of others
	limits
	applies // whatever the type is
)

// judge is the table of what code is generated for; a schema with a keyword that
// has no entry is refused. Entries stand in the order in which conditions are put
// together.
var judge *keyword.Judge[*meaning]

func init() {
	list := []*meaning{
		{keyword: "type", about: kAll, stage: excludes, pred: typePred},
		{keyword: "enum", about: kAll, stage: excludes, pred: func(q question) *model.Pred { return listedPred(q.t, q.n.Enum) }},
		{keyword: "const", about: kAll, stage: excludes, pred: constPred},

		{keyword: "prefixItems", about: kArray, stage: leaves, pred: evaluated},
		{keyword: "patternProperties", about: kObject, stage: leaves, pred: evaluated},
		{keyword: "additionalProperties", about: kObject, stage: leaves, pred: additionalPred},
		{keyword: "propertyNames", about: kObject, stage: leaves, pred: evaluated},
		{keyword: "minProperties", about: kObject, stage: leaves, pred: minPropertiesPred},
		{keyword: "maxProperties", about: kObject, stage: leaves, pred: evaluated},

		{keyword: "minLength", about: kString, stage: limits, pred: func(q question) *model.Pred { return holds(minLength(q.n)) }},
		{keyword: "maxLength", about: kString, stage: limits, pred: func(q question) *model.Pred { return holds(maxLength(q.n)) }},
		{keyword: "pattern", about: kString, stage: limits, pred: patternPred},
		{keyword: "minItems", about: kArray, stage: limits, pred: minItemsPred},
		{keyword: "maxItems", about: kArray, stage: limits, pred: maxItemsPred},
		{keyword: "uniqueItems", about: kArray, stage: limits, pred: uniquePred},
		{keyword: "items", about: kArray, stage: limits, pred: itemsPred},
		{keyword: "contains", about: kArray, stage: limits, pred: func(q question) *model.Pred { return contains(q.t, q.n, q.at) }},
		{keyword: "minContains", about: kArray, stage: limits, pred: withAnother},
		{keyword: "maxContains", about: kArray, stage: limits, pred: withAnother},
		{keyword: "required", about: kObject, stage: limits, pred: requiredPred},
		{keyword: "properties", about: kObject, stage: limits, pred: propertiesPred},
		{keyword: "dependentRequired", about: kObject, stage: limits, pred: dependentRequiredPred},
		{keyword: "dependentSchemas", about: kObject, stage: limits, pred: dependentSchemasPred},

		{keyword: "$ref", stage: applies, pred: func(q question) *model.Pred { return q.compile(q.n.Ref) }},
		{keyword: "allOf", stage: applies, pred: func(q question) *model.Pred { return allOf(q.each(q.n.AllOf)) }},
		{keyword: "anyOf", about: kAll, stage: applies, pred: func(q question) *model.Pred { return anyOf(q.each(q.n.AnyOf)) }},
		{keyword: "oneOf", about: kAll, stage: applies, pred: func(q question) *model.Pred { return exactlyOne(q.each(q.n.OneOf)) }},
		{keyword: "not", about: kAll, stage: applies, pred: func(q question) *model.Pred { return negate(q.compile(q.n.Not)) }},
		{keyword: "if", about: kAll, stage: applies, pred: ifPred},
		{keyword: "then", about: kAll, stage: applies, pred: withAnother},
		{keyword: "else", about: kAll, stage: applies, pred: withAnother},

		// What depends on the scope, on what else is evaluated, or on a function that
		// only the evaluator has.
		{keyword: "$dynamicRef"},
		{keyword: "unevaluatedItems", about: kArray, message: "holds an item that the schema does not evaluate"},
		{keyword: "unevaluatedProperties", about: kObject, message: "holds a member that the schema does not evaluate"},
		{keyword: "format", about: kString},
	}
	for _, k := range numeric {
		list = append(list, &meaning{keyword: k.keyword, about: kNumber, stage: limits, pred: func(q question) *model.Pred { return holds(k.check(q.n)) }})
	}
	table := make(map[string]*meaning, len(list))
	for i, m := range list {
		m.rank, table[m.keyword] = i, m
	}
	for _, name := range strings.Fields(claimed) {
		table[name].claimed = true
	}
	judge = keyword.NewJudge("lower", table)
}

// unclaimed returns the first keyword at n that is left to the evaluator with all of
// n, and what is wrong with a value that it refuses; nil when there is none.
func unclaimed(n *graph.Node) (*keyword.Row, string) {
	for row := range n.Assertions() {
		if m, known := judge.Of(row); known && !m.claimed {
			return row, cmp.Or(m.message, "does not satisfy "+row.Name)
		}
	}
	return nil, ""
}

// unheard returns the error about the first keyword that no code is generated for.
func unheard(g *graph.Graph) error {
	reached := program.Reachable(g, g.Root)
	for _, n := range g.Nodes {
		if !reached[n] {
			continue
		}
		if row := judge.Unknown(n.Assertions()); row != nil {
			return n.Unheard("the generator", row)
		}
	}
	return nil
}

// meanings returns what stands at n, in the order of conditions; ok is false if
// some of it has no static form.
func meanings(n *graph.Node) (list []*meaning, ok bool) {
	for row := range n.Assertions() {
		m, known := judge.Of(row)
		if !known || m.pred == nil {
			return nil, false
		}
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *meaning) int { return a.rank - b.rank })
	return list, true
}

// hints returns the JSON types that n speaks of by keywords that limit nothing:
// a format that is not asserted, properties without a name.
func hints(n *graph.Node) (k kinds) {
	if n.Format != "" {
		k |= kString
	}
	if n.PrefixItems != nil {
		k |= kArray
	}
	if n.Required != nil || n.Properties != nil || n.PatternProperties != nil || n.DependentRequired != nil || n.DependentSchemas != nil {
		k |= kObject
	}
	return k
}

// asserts reports whether n says anything about an instance besides referring
// to other schemas.
func asserts(n *graph.Node) bool {
	if hints(n) != 0 {
		return true
	}
	for row := range n.Assertions() {
		if m, known := judge.Of(row); !known || m.about != 0 || !m.claimed {
			return true
		}
	}
	return false
}

// speaksOf returns the JSON types whose values keywords of n are about.
func speaksOf(n *graph.Node) kinds {
	k := hints(n)
	for row := range n.Assertions() {
		if m, known := judge.Of(row); known && m.about != kAll {
			k |= m.about
		}
	}
	return k
}

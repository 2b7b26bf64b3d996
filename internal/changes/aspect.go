package changes

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// finder is a set of aspects; each rule has those whose comparison tells it.
type finder uint32

// The aspects, and what is compared once, of the documents, or apart from what
// schemas assert.
const (
	byDialects finder = 1 << iota
	byDefinitions
	byEntries // which no comparison of two schemas is
	byNotes
	byConjuncts
	byValues
	byLimits
	bySizes
	byMultiples
	byPatterns
	byFormats
	byUnique
	byArrays
	byObjects
	byDependents
	byChoices
	byNots
	byConditions
	byDynamic
	byRewrites
)

// aspect is one thing that a schema can say with a few keywords: how it counts in
// the schema's fingerprint, and how it is compared.
type aspect struct {
	is       finder
	keywords string // by their 2020-12 names
	print    func(*printer, *graph.Node)
	compare  func(*pair)
}

// aspects are compared in this order. Those without functions are seen to where
// schemas are gathered (conjuncts).
var aspects = [...]aspect{
	{byConjuncts, "$ref allOf", nil, nil},
	{byValues, "type enum const", (*printer).values, (*pair).compareValues},
	{byLimits, "minimum maximum exclusiveMinimum exclusiveMaximum", (*printer).limits, (*pair).compareLimits},
	{bySizes, "minLength maxLength minItems maxItems minProperties maxProperties", (*printer).sizes, (*pair).compareSizes},
	{byMultiples, "multipleOf", (*printer).multiples, (*pair).compareMultiples},
	{byPatterns, "pattern", (*printer).patterns, (*pair).comparePatterns},
	{byFormats, "format", (*printer).formats, (*pair).compareFormats},
	{byUnique, "uniqueItems", (*printer).unique, (*pair).compareUnique},
	{byArrays, "prefixItems items contains minContains maxContains unevaluatedItems", (*printer).arrays, (*pair).compareArrays},
	{
		byObjects, "properties patternProperties additionalProperties propertyNames unevaluatedProperties required",
		(*printer).objects, (*pair).compareObjects,
	},
	{byDependents, "dependentRequired dependentSchemas", (*printer).dependents, (*pair).compareDependents},
	{byChoices, "anyOf oneOf", (*printer).choices, (*pair).compareChoices},
	{byNots, "not", (*printer).nots, (*pair).compareNots},
	{byConditions, "if then else", (*printer).conditions, (*pair).compareConditions},
	{byDynamic, "$dynamicRef", (*printer).dynamic, (*pair).compareDynamic},
}

// The fingerprint of a schema with a keyword that it does not know is not exact,
// and a comparison that meets one says so (Difference.Unheard).
var (
	printing  = keyword.NewJudge("fingerprint", byKeyword())
	comparing = keyword.NewJudge("comparison", byKeyword())
)

func byKeyword() map[string]*aspect {
	m := map[string]*aspect{}
	for i := range aspects {
		for _, name := range strings.Fields(aspects[i].keywords) {
			m[name] = &aspects[i]
		}
	}
	return m
}

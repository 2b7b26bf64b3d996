package graph_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suite"
)

// said is what a node says, as text: its assertions, and its subschemas as
// "role keyword[name or index] pointer".
func said(n *graph.Node) (assertions, subschemas []string) {
	for row := range n.Assertions() {
		assertions = append(assertions, row.Name)
	}
	for sub := range n.Subschemas() {
		at := ""
		switch {
		case sub.Named:
			at = "[" + sub.Name + "]"
		case sub.Index >= 0:
			at = fmt.Sprint("[", sub.Index, "]")
		}
		place := " " + sub.Node.Ptr()
		if sub.Row.Role == keyword.Reference {
			place = ""
		}
		subschemas = append(subschemas, sub.Row.Role.String()+" "+sub.Row.Name+at+place)
	}
	slices.Sort(assertions)
	slices.Sort(subschemas)
	return assertions, subschemas
}

// TestStatedMatchesTheText compares what nodes say with what is derived from the
// text in the simplest way, on the official suite, the meta-schemas and the cases
// that are easy to get wrong.
func TestStatedMatchesTheText(t *testing.T) {
	official, err := suite.Read()
	require.NoError(t, err)
	checked := map[string]int{}
	check := func(g *graph.Graph) {
		for _, n := range g.Nodes {
			wantAssertions, wantSubschemas := derived(n)
			assertions, subschemas := said(n)
			require.Equal(t, wantAssertions, assertions, "%s%s: %s", n.File.Name, n.Ptr(), n.Value.JSON())
			require.Equal(t, wantSubschemas, subschemas, "%s%s: %s", n.File.Name, n.Ptr(), n.Value.JSON())
			for _, name := range assertions {
				checked[name]++
			}
		}
	}
	for _, group := range official.Groups {
		for _, formats := range []bool{false, true} {
			f, err := group.Source()
			require.NoError(t, err)
			opt := group.Load
			opt.AssertFormats = formats
			if g, err := graph.Load(f, opt); err == nil {
				check(g)
			}
		}
	}
	for _, d := range keyword.Dialects() {
		for _, text := range []string{
			`{"then":{},"else":{},"minContains":1,"maxContains":2}`,
			`{"if":{},"then":{},"else":{},"contains":{},"minContains":0,"maxContains":2}`,
			`{"items":{},"additionalItems":{"type":"null"}}`,
			`{"additionalItems":{"type":"null"}}`,
			`{"dependencies":{"a":["b"]}}`, `{"dependencies":{"a":{}}}`, `{"dependencies":{"a":[],"b":{}}}`, `{"dependencies":{}}`,
			`{"properties":{},"patternProperties":{},"required":[],"uniqueItems":false,"dependentSchemas":{},"dependentRequired":{},"$defs":{},"definitions":{}}`,
			`{"$ref":"#/definitions/a","minLength":1,"definitions":{"a":{"minLength":2}},"properties":{"b":{}}}`,
			`{"definitions":{"a":{}},"$defs":{"b":{}},"contentSchema":{"minLength":1}}`,
			`{"format":"date","title":"a","default":1,"propertyNames":{},"x-unknown":{"minLength":1}}`,
			`{"patternProperties":{"^a":{},"b$":{"not":{}}},"unevaluatedProperties":{},"unevaluatedItems":{}}`,
		} {
			f, err := source.ParseJSON("s.json", []byte(text))
			require.NoError(t, err)
			g, err := graph.Load(f, graph.Options{Draft: d})
			require.NoError(t, err, "%s in %s", text, d)
			check(g)
		}
	}
	for text, drafts := range map[string][]graph.Dialect{
		`{"minimum":1,"exclusiveMinimum":true,"exclusiveMaximum":true}`:    {graph.Draft4},
		`{"minimum":1,"exclusiveMinimum":false,"maximum":2}`:               {graph.Draft4},
		`{"minimum":1,"exclusiveMinimum":2,"exclusiveMaximum":3}`:          {graph.Draft6, graph.Draft2020},
		`{"items":[{"type":"null"},{}],"additionalItems":{"minLength":1}}`: {graph.Draft4, graph.Draft7, graph.Draft2019},
		`{"items":[],"additionalItems":{"minLength":1}}`:                   {graph.Draft6, graph.Draft2019},
	} {
		for _, d := range drafts {
			f, err := source.ParseJSON("s.json", []byte(text))
			require.NoError(t, err)
			g, err := graph.Load(f, graph.Options{Draft: d})
			require.NoError(t, err, "%s in %s", text, d)
			check(g)
		}
	}
	for i := range keyword.All() {
		if row := &keyword.All()[i]; row.Asserts() {
			assert.NotZero(t, checked[row.Name], "%s was nowhere", row.Name)
		}
	}
}

// derived is what a node says, from its text alone: no table, no fields.
func derived(n *graph.Node) (assertions, subschemas []string) {
	v := n.Value
	if v.Kind != source.Object {
		return nil, nil
	}
	before := func(d graph.Dialect) bool { return n.Dialect < d }
	vocab := func(x keyword.Vocab) bool { return before(graph.Draft2019) || n.Resource.Vocab&x != 0 }
	hidden := before(graph.Draft2019) && v.Get("$ref") != nil && v.Get("$ref").Kind == source.String
	get := func(name string, since graph.Dialect, x keyword.Vocab) *source.Value {
		if before(since) || hidden && name != "$ref" || !vocab(x) {
			return nil
		}
		return v.Get(name)
	}
	says := func(name string) { assertions = append(assertions, name) }
	holds := func(role, name, at, pointer string) {
		if pointer != "" {
			pointer = " " + n.Ptr() + pointer
		}
		subschemas = append(subschemas, role+" "+name+at+pointer)
	}
	single := func(role, name, as string, since graph.Dialect, x keyword.Vocab) *source.Value {
		s := get(name, since, x)
		if s != nil {
			says(as)
			holds(role, as, "", "/"+name)
		}
		return s
	}
	many := func(role, name, as string, s *source.Value) {
		switch {
		case s == nil || len(s.Items)+len(s.Members) == 0:
			return
		case role != "not applied":
			says(as)
		}
		for i := range s.Items {
			holds(role, as, fmt.Sprint("[", i, "]"), fmt.Sprint("/", name, "/", i))
		}
		for _, m := range s.Members {
			holds(role, as, "["+m.Name+"]", "/"+name+"/"+graph.Escape(m.Name))
		}
	}
	core, apply, check := keyword.VocabCore, keyword.VocabApplicator, keyword.VocabValidation
	if get("$ref", graph.Draft4, core) != nil {
		says("$ref")
		holds("reference", "$ref", "", "")
	}
	dynamic := get("$dynamicRef", graph.Draft2020, core)
	if n.Dialect == graph.Draft2019 {
		dynamic = get("$recursiveRef", graph.Draft2019, core)
	}
	if dynamic != nil {
		says("$dynamicRef")
		holds("reference", "$dynamicRef", "", "")
	}
	same := "same instance"
	for _, name := range []string{"allOf", "anyOf", "oneOf"} {
		many(same, name, name, get(name, graph.Draft4, apply))
	}
	single(same, "not", "not", graph.Draft4, apply)
	if single(same, "if", "if", graph.Draft7, apply) != nil {
		single(same, "then", "then", graph.Draft7, apply)
		single(same, "else", "else", graph.Draft7, apply)
	}
	many(same, "dependentSchemas", "dependentSchemas", get("dependentSchemas", graph.Draft2019, apply))
	if s := get("dependentRequired", graph.Draft2019, check); s != nil && len(s.Members) > 0 {
		says("dependentRequired")
	}
	if s := get("dependencies", graph.Draft4, 0); s != nil && before(graph.Draft2019) {
		schemas := &source.Value{Kind: source.Object}
		for _, m := range s.Members {
			if m.Value.Kind != source.Array {
				schemas.Members = append(schemas.Members, m)
			}
		}
		many(same, "dependencies", "dependentSchemas", schemas)
		if len(schemas.Members) < len(s.Members) {
			says("dependentRequired")
		}
	}
	many("member", "properties", "properties", get("properties", graph.Draft4, apply))
	many("member", "patternProperties", "patternProperties", get("patternProperties", graph.Draft4, apply))
	single("member", "additionalProperties", "additionalProperties", graph.Draft4, apply)
	single("member", "unevaluatedProperties", "unevaluatedProperties", graph.Draft2019, keyword.VocabUnevaluated)
	single("member name", "propertyNames", "propertyNames", graph.Draft6, apply)
	many("item", "prefixItems", "prefixItems", get("prefixItems", graph.Draft2020, apply))
	if s := get("items", graph.Draft4, apply); s != nil && s.Kind == source.Array {
		many("item", "items", "prefixItems", s)
		single("item", "additionalItems", "items", graph.Draft4, apply)
	} else {
		single("item", "items", "items", graph.Draft4, apply)
	}
	if single("item", "contains", "contains", graph.Draft6, apply) != nil {
		for _, name := range []string{"minContains", "maxContains"} {
			if get(name, graph.Draft2019, check) != nil {
				says(name)
			}
		}
	}
	single("item", "unevaluatedItems", "unevaluatedItems", graph.Draft2019, keyword.VocabUnevaluated)
	for _, name := range []string{"type", "enum", "multipleOf", "maxLength", "minLength", "pattern", "maxItems", "minItems", "maxProperties", "minProperties"} {
		if get(name, graph.Draft4, check) != nil {
			says(name)
		}
	}
	if get("const", graph.Draft6, check) != nil {
		says("const")
	}
	for bound, exclusive := range map[string]string{"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"} {
		b, x := get(bound, graph.Draft4, check), get(exclusive, graph.Draft4, check)
		switch {
		case n.Dialect == graph.Draft4 && b != nil && x != nil && x.Bool:
			says(exclusive)
		case b != nil:
			says(bound)
		}
		if n.Dialect != graph.Draft4 && x != nil {
			says(exclusive)
		}
	}
	if s := get("uniqueItems", graph.Draft4, check); s != nil && s.Bool {
		says("uniqueItems")
	}
	if s := get("required", graph.Draft4, check); s != nil && len(s.Items) > 0 {
		says("required")
	}
	if get("format", graph.Draft4, keyword.VocabFormat) != nil && n.AssertFormat {
		says("format")
	}
	for _, name := range []string{"definitions", "$defs"} {
		since := map[string]graph.Dialect{"definitions": graph.Draft4, "$defs": graph.Draft2019}[name]
		if s := v.Get(name); s != nil && !before(since) && vocab(core) {
			many("not applied", name, "$defs", s)
			continue
		}
	}
	if get("contentSchema", graph.Draft2019, keyword.VocabContent) != nil {
		holds("not applied", "contentSchema", "", "/contentSchema")
	}
	slices.Sort(assertions)
	slices.Sort(subschemas)
	return assertions, subschemas
}

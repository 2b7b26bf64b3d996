package writer_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// phrase is a part of the definition with a schema and documents that show it. A
// document stands with the sets that it is in ("-" none, "L", "W+", "W"; each is
// part of the one before) and, after it, the members that are not declared.
type phrase struct {
	name   string
	schema string
	other  string // the second schema of W+; the same one when empty
	draft  graph.Dialect
	docs   [][]string
}

var phrases = []phrase{
	{name: "properties evaluate", schema: `{"properties":{"a":{"type":"string"},"b":true}}`, docs: [][]string{
		{"W", `{}`}, {"W", `{"a":"x"}`}, {"W", `{"b":1,"a":"x"}`}, {"W+", `{"a":"x","z":1}`, "/z"}, {"-", `{"a":1}`},
		{"W", `"not an object"`},
	}},
	{name: "patternProperties evaluate, and make an object structured", schema: `{"patternProperties":{"^x-":{"type":"integer"},"^y":true}}`, docs: [][]string{
		{"W", `{"x-1":1,"y":null}`}, {"W+", `{"a":1}`, "/a"}, {"-", `{"x-1":"1"}`},
	}},
	{name: "additionalProperties that rejects some value declares what it evaluates", schema: `{"properties":{"a":true},"additionalProperties":{"type":"integer"}}`, docs: [][]string{
		{"W", `{"a":"x","z":1}`}, {"-", `{"z":"x"}`},
	}},
	{name: "a closed object", schema: `{"properties":{"a":true},"additionalProperties":false}`, docs: [][]string{
		{"W", `{"a":1}`}, {"-", `{"z":1}`},
	}},
	{name: "additionalProperties true is silence", schema: `{"properties":{"a":true},"additionalProperties":true}`, docs: [][]string{
		{"W+", `{"z":1}`, "/z"},
	}},
	{name: "additionalProperties {} is silence", schema: `{"properties":{"a":true},"additionalProperties":{}}`, docs: [][]string{
		{"W+", `{"z":1}`, "/z"},
	}},
	{name: "an additionalProperties of annotations is silence, behind a reference too",
		schema: `{"properties":{"a":true},"additionalProperties":{"$ref":"#/$defs/any"},"$defs":{"any":{"title":"Any","x-unknown":1,"format":"date","then":false,"required":[],"properties":{},"uniqueItems":false}}}`,
		docs:   [][]string{{"W+", `{"z":1}`, "/z"}}},
	{name: "an additionalProperties that spells true in other words is silence", schema: `{"properties":{"a":true},"additionalProperties":{"allOf":[true,{"minLength":0}]}}`, docs: [][]string{
		{"W+", `{"z":1}`, "/z"},
	}},
	{name: "an additionalProperties that rejects nothing, in words that are not listed, declares", schema: `{"properties":{"a":true},"additionalProperties":{"pattern":""}}`, docs: [][]string{
		{"W", `{"z":1}`},
	}},
	{name: "patterns that leave finitely many names declare, and mention nothing", schema: `{"properties":{"a":true}}`, other: `{"properties":{"a":true},"patternProperties":{"^(?!a$)":{"type":"integer"}}}`, docs: [][]string{
		{"W+", `{"z":"x"}`, "/z"},
	}},
	{name: "patterns that leave infinitely many names mention those that match", schema: `{"properties":{"a":true}}`, other: `{"properties":{"a":true},"patternProperties":{"^(?!a|b)":{"type":"integer"}}}`, docs: [][]string{
		{"L", `{"z":"x"}`, "/z"}, {"W+", `{"b":"x"}`, "/b"},
	}},
	{name: "unevaluatedProperties that rejects some value declares", schema: `{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":{"type":"integer"}}`, docs: [][]string{
		{"W", `{"a":"x","z":1}`}, {"-", `{"z":"x"}`},
	}},
	{name: "unevaluatedProperties true is silence", schema: `{"properties":{"a":true},"unevaluatedProperties":true}`, docs: [][]string{
		{"W+", `{"z":1}`, "/z"},
	}},
	{name: "required names, without a declaration", schema: `{"required":["a"]}`, docs: [][]string{
		{"W", `{"a":1}`}, {"W+", `{"a":1,"z":1}`, "/z"}, {"-", `{"z":1}`},
	}},
	{name: "dependentRequired names its key and its list", schema: `{"dependentRequired":{"a":["b"],"c":[]}}`, docs: [][]string{
		{"W", `{"a":1,"b":1}`}, {"W", `{"b":1}`}, {"W", `{"c":1}`}, {"W+", `{"z":1}`, "/z"}, {"-", `{"a":1}`},
	}},
	{name: "dependentSchemas names its key, and applies when the key is there",
		schema: `{"dependentSchemas":{"a":{"properties":{"b":true}}}}`, docs: [][]string{
			{"W", `{"a":1}`}, {"W", `{"a":1,"b":1}`}, {"L", `{"b":1}`, "/b"},
		}},
	{name: "dependencies of draft 7 are both", draft: graph.Draft7,
		schema: `{"dependencies":{"a":["b"],"c":{"properties":{"d":true}}}}`, docs: [][]string{
			{"W", `{"a":1,"b":1}`}, {"W", `{"c":1,"d":1}`}, {"L", `{"d":1}`, "/d"},
		}},
	{name: "if names, whether it succeeds or fails", schema: `{"if":{"properties":{"kind":{"const":"x"}}}}`, docs: [][]string{
		{"W", `{"kind":"x"}`}, {"W", `{"kind":"y"}`}, {"W+", `{"kind":"y","z":1}`, "/z"},
	}},
	{name: "if names everything that its schema mentions in place",
		schema: `{"if":{"anyOf":[{"required":["a"]},{"$ref":"#/$defs/b"},{"not":{"required":["c"]}}],"patternProperties":{"^x-":false},"if":false,"then":{"required":["d"]},"dependentSchemas":{"e":{"required":["f"]}}},"$defs":{"b":{"properties":{"b":false}}}}`,
		docs: [][]string{
			{"W", `{"a":1,"b":1,"c":1,"d":1,"e":1,"x-y":1}`}, {"W", `{"f":1}`}, {"W+", `{"z":1}`, "/z"},
		}},
	{name: "if names at the places it looks at", schema: `{"properties":{"run":true},"if":{"properties":{"run":{"properties":{"status":{"const":"failed"}}}}}}`, docs: [][]string{
		{"W", `{"run":{"status":"failed"}}`}, {"W", `{"run":{"status":"ok"}}`}, {"W+", `{"run":{"status":"ok","z":1}}`, "/run/z"},
	}},
	{name: "an if that mentions nothing names nothing", schema: `{"if":{"minProperties":1}}`, docs: [][]string{{"W", `{"z":1}`}}},
	{name: "then and else apply under their condition",
		schema: `{"properties":{"kind":true},"if":{"properties":{"kind":{"const":"x"}},"required":["kind"]},"then":{"properties":{"a":true}},"else":{"required":["b"]}}`, docs: [][]string{
			{"W", `{"kind":"x","a":1}`}, {"W", `{"kind":"y","b":1}`}, {"L", `{"kind":"x","b":1}`, "/b"}, {"L", `{"b":1,"a":1}`, "/a"},
			{"W+", `{"kind":"x","z":1}`, "/z"},
		}},
	{name: "failed branches give no annotations", schema: `{"anyOf":[{"properties":{"a":{"type":"integer"}},"required":["k"]},{"properties":{"b":true}}]}`, docs: [][]string{
		{"W", `{"k":1,"a":1,"b":1}`}, {"W", `{"b":1}`}, {"L", `{"a":1,"b":1}`, "/a"}, {"L", `{"k":1,"a":"x"}`, "/a"},
	}},
	{name: "failed branches give none further down either",
		schema: `{"oneOf":[{"properties":{"kind":{"const":"x"},"d":{"properties":{"x":true}}}},{"properties":{"kind":{"const":"y"},"d":{"properties":{"y":true}}}}],"required":["kind"]}`, docs: [][]string{
			{"W", `{"kind":"x","d":{"x":1}}`}, {"W", `{"kind":"y","d":{"y":1}}`}, {"L", `{"kind":"x","d":{"y":1}}`, "/d/y"},
		}},
	{name: "failed branches name what they require", schema: `{"anyOf":[{"required":["a","b"]},true]}`, docs: [][]string{
		{"W", `{"a":1}`}, {"W+", `{"z":1}`, "/z"},
	}},
	{name: "not gives no annotations", schema: `{"not":{"properties":{"a":{"type":"integer"}}}}`, docs: [][]string{
		{"L", `{"a":"x"}`, "/a"}, {"-", `{}`},
	}},
	{name: "not gives none when it is doubled", schema: `{"not":{"not":{"properties":{"a":{"type":"integer"}}}}}`, docs: [][]string{
		{"L", `{"a":1}`, "/a"},
	}},
	{name: "not names what it requires", schema: `{"not":{"required":["a","b"]}}`, docs: [][]string{
		{"W", `{"a":1}`}, {"W+", `{"z":1}`, "/z"}, {"-", `{"a":1,"b":1}`},
	}},
	{name: "allOf spreads declarations over subschemas", schema: `{"allOf":[{"properties":{"a":true,"d":{"properties":{"x":true}}}},{"properties":{"b":true,"d":{"properties":{"y":true}}}}]}`, docs: [][]string{
		{"W", `{"a":1,"b":1,"d":{"x":1,"y":1}}`}, {"W+", `{"d":{"x":1,"z":1}}`, "/d/z"},
	}},
	{name: "references", schema: `{"$ref":"#/$defs/base","properties":{"b":true},"$defs":{"base":{"properties":{"a":true}},"unused":{"properties":{"z":true}}}}`, docs: [][]string{
		{"W", `{"a":1,"b":1}`}, {"W+", `{"z":1}`, "/z"},
	}},
	{name: "a reference hides its siblings up to draft 7", draft: graph.Draft7,
		schema: `{"$ref":"#/definitions/base","properties":{"b":true},"definitions":{"base":{"properties":{"a":true}}}}`, docs: [][]string{
			{"W", `{"a":1}`}, {"W+", `{"b":1}`, "/b"},
		}},
	{name: "recursion", schema: `{"properties":{"name":true,"kids":{"items":{"$ref":"#"}}}}`, docs: [][]string{
		{"W", `{"name":1,"kids":[{"kids":[{"name":1}]}]}`}, {"W+", `{"kids":[{},{"kids":[{"z":1}]}]}`, "/kids/1/kids/0/z"},
	}},
	{name: "dynamic references",
		schema: `{"$id":"http://x/strict","$dynamicAnchor":"node","$ref":"tree","properties":{"note":true},"$defs":{"tree":{"$id":"tree","$dynamicAnchor":"node","properties":{"kids":{"items":{"$dynamicRef":"#node"}}}}}}`, docs: [][]string{
			{"W", `{"note":1,"kids":[{"note":1}]}`}, {"W+", `{"kids":[{"z":1}]}`, "/kids/0/z"},
		}},
	{name: "recursive references of 2019-09", draft: graph.Draft2019,
		schema: `{"$id":"http://x/strict","$recursiveAnchor":true,"$ref":"tree","properties":{"note":true},"$defs":{"tree":{"$id":"tree","$recursiveAnchor":true,"properties":{"kids":{"items":{"$recursiveRef":"#"}}}}}}`, docs: [][]string{
			{"W", `{"note":1,"kids":[{"note":1}]}`}, {"W+", `{"kids":[{"z":1}]}`, "/kids/0/z"},
		}},
	{name: "nested objects are judged one by one", schema: `{"properties":{"a":{"properties":{"b":{"properties":{"c":true}}}}}}`, docs: [][]string{
		{"W", `{"a":{"b":{"c":{"free":1}}}}`}, {"W+", `{"a":{"b":{"z":1},"y":1},"x":1}`, "/x", "/a/y", "/a/b/z"},
	}},
	{name: "arrays are never closed, but the objects in them are judged", schema: `{"properties":{"a":{"prefixItems":[{"properties":{"b":true}}]}}}`, docs: [][]string{
		{"W", `{"a":[{"b":1},{"z":1},2,[]]}`}, {"W+", `{"a":[{"z":1}]}`, "/a/0/z"},
	}},
	{name: "unevaluatedItems applies to what is left", schema: `{"prefixItems":[true],"contains":{"type":"string"},"unevaluatedItems":{"properties":{"a":true}}}`, docs: [][]string{
		{"W", `[{"z":1},"x",{"a":1}]`}, {"W+", `[1,"x",{"z":1}]`, "/2/z"},
	}},
	{name: "contains applies to every item", schema: `{"contains":{"properties":{"k":{"const":1}},"required":["k"]}}`, docs: [][]string{
		{"W", `[{"k":1},{"k":2}]`}, {"W+", `[{"k":1,"z":1}]`, "/0/z"}, {"W", `[{"k":1},[{"z":1}]]`},
	}},
	{name: "an object where no applied schema names a member is free-form", schema: `{"properties":{"m":{"type":"object","additionalProperties":{"type":"number"},"propertyNames":{"pattern":"^[a-z]"},"maxProperties":2}}}`, docs: [][]string{
		{"W", `{"m":{"a":1,"b":2}}`}, {"-", `{"m":{"A":1}}`},
	}},
	{name: "a map keeps its members, and their own objects are judged", schema: `{"additionalProperties":{"properties":{"a":true}}}`, docs: [][]string{
		{"W", `{"any":{"a":1},"other":{}}`}, {"W+", `{"any":{"z":1}}`, "/any/z"},
	}},
	{name: "keywords that name nothing leave an object free-form", schema: `{"properties":{},"patternProperties":{},"required":[],"dependentRequired":{},"dependentSchemas":{},"const":{"z":1}}`, docs: [][]string{
		{"W", `{"z":1}`},
	}},
	{name: "boolean schemas name nothing", schema: `true`, docs: [][]string{{"W", `{"z":{"y":1}}`}}},
	{name: "a name in one applied schema structures the object for all", schema: `{"anyOf":[{"properties":{"a":{"const":1}},"required":["a"]},{"additionalProperties":{"type":"integer"}},{"minProperties":1}]}`, docs: [][]string{
		{"W", `{"a":1}`}, {"W", `{"z":1}`}, {"W+", `{"z":"x"}`, "/z"},
	}},

	{name: "W+ leaves out what the other schema mentions", schema: `{"properties":{"a":true}}`,
		other: `{"properties":{"a":true,"p":true,"deep":{"properties":{"q":true}}},"patternProperties":{"^x-":true},"required":["r"],"dependentRequired":{"d":["e"]},"dependentSchemas":{"s":{"properties":{"t":true}}},"if":{"required":["i"]},"then":{"properties":{"u":true}},"else":{"properties":{"v":true}},"not":{"required":["n"]},"oneOf":[{"required":["o"]},false],"additionalProperties":false}`,
		docs: [][]string{
			{"W", `{"a":1}`}, {"W+", `{"z":1}`, "/z"}, {"W+", `{"y":1,"z":{"q":1}}`, "/y", "/z"},
			{"L", `{"p":1}`, "/p"}, {"L", `{"x-1":1}`, "/x-1"}, {"L", `{"r":1}`, "/r"}, {"L", `{"d":1}`, "/d"}, {"L", `{"e":1}`, "/e"},
			{"L", `{"s":1}`, "/s"}, {"L", `{"t":1}`, "/t"}, {"L", `{"i":1}`, "/i"}, {"L", `{"u":1}`, "/u"}, {"L", `{"v":1}`, "/v"},
			{"L", `{"n":1}`, "/n"}, {"L", `{"o":1}`, "/o"}, {"L", `{"z":1,"deep":1}`, "/z", "/deep"},
		}},
	{name: "W+ adds nothing that the schema forbids", schema: `{"properties":{"a":true},"propertyNames":{"maxLength":1}}`, docs: [][]string{
		{"W+", `{"z":1}`, "/z"}, {"-", `{"zz":1}`},
	}},
	{name: "W+ looks for mentions at the place", schema: `{"properties":{"a":{"properties":{"b":true}}}}`, other: `{"properties":{"a":{"properties":{"c":true}},"d":true}}`, docs: [][]string{
		{"W+", `{"a":{"d":1}}`, "/a/d"}, {"L", `{"a":{"c":1}}`, "/a/c"}, {"L", `{"d":1}`, "/d"}, {"W+", `{"c":1}`, "/c"},
	}},
	{name: "W+ closes objects that the other schema structures only where this one does", schema: `{"properties":{"m":{"type":"object"}}}`, other: `{"properties":{"m":{"properties":{"a":true}}}}`, docs: [][]string{
		{"W", `{"m":{"a":1,"z":1}}`},
	}},
	{name: "W+ sees what a condition that does not hold mentions further down",
		schema: `{"properties":{"a":true,"k":true},"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"properties":{"a":{"properties":{"b":true}}}},"else":{"properties":{"a":{"properties":{"c":true}}}}}`, docs: [][]string{
			{"W", `{"a":{"c":1}}`}, {"L", `{"a":{"b":1}}`, "/a/b"}, {"W+", `{"a":{"z":1}}`, "/a/z"}, {"W", `{"k":1,"a":{"b":1}}`},
		}},
	{name: "W+ sees what unevaluatedProperties mentions further down, had nothing else evaluated the member",
		schema: `{"properties":{"p":true},"anyOf":[{"properties":{"a":{"properties":{"b":true}}}},true],"unevaluatedProperties":{"type":"object","properties":{"c":true}}}`, docs: [][]string{
			{"W", `{"a":{"b":1},"z":{"c":1}}`}, {"L", `{"a":{"c":1}}`, "/a/c"}, {"W+", `{"a":{"z":1}}`, "/a/z"}, {"W", `{"p":{"c":1}}`},
		}},
	{name: "W+ takes additionalProperties and unevaluatedProperties for no mention", schema: `{"properties":{"a":true}}`, other: `{"properties":{"a":true},"unevaluatedProperties":{"type":"integer"}}`, docs: [][]string{
		{"W+", `{"z":"x"}`, "/z"},
	}},
}

func TestDefinition(t *testing.T) {
	for _, c := range phrases {
		t.Run(c.name, func(t *testing.T) {
			e := writer.NewEvaluator(load(t, c.schema, graph.Options{Draft: c.draft}))
			other := e
			if c.other != "" {
				other = writer.NewEvaluator(load(t, c.other, graph.Options{Draft: c.draft}))
			}
			for _, row := range c.docs {
				doc, out := parse(t, row[1]), row[2:]
				require.Equal(t, row[0], sets(t, e, other, doc), row[1])
				list, err := e.Undeclared(doc)
				require.NoError(t, err)
				var at []string
				for _, x := range list {
					at = append(at, x.At)
					require.True(t, strings.HasSuffix(x.At, "/"+x.Name), x.At)
				}
				if row[0] == "-" {
					require.Empty(t, at, row[1])
				} else {
					require.Equal(t, append([]string(nil), out...), at, row[1])
				}
			}
		})
	}
}

// sets returns the smallest of L, W+ and W that doc is in.
func sets(t *testing.T, e, other *writer.Evaluator, doc *source.Value) string {
	t.Helper()
	in := func(ok bool, err error) bool {
		t.Helper()
		require.NoError(t, err)
		return ok
	}
	accepted := in(e.Accepts(doc))
	annotated, first, err := e.InAnnotated(other, doc)
	in(annotated, err)
	require.Equal(t, accepted && !annotated, first.At != "", "InAnnotated names what is outside")
	written, first, err := e.InWriter(doc)
	in(written, err)
	require.Equal(t, accepted && !written, first.At != "", "InWriter names what is outside")
	require.True(t, accepted || !annotated, "W+ is part of L")
	require.True(t, annotated || !written, "W is part of W+")
	switch {
	case written:
		return "W"
	case annotated:
		return "W+"
	case accepted:
		return "L"
	}
	return "-"
}

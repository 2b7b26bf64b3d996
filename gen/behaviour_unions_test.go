package gen_test

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// mergedUnions are unions of objects that nothing tells apart: one type has the
// members of all alternatives, and is as strict as they are.
func mergedUnions() []behaviour {
	return []behaviour{{
		name:   "closed alternatives",
		schema: `{"type":"object","properties":{"u":{"oneOf":[` + closedObject(`"a":{"type":"string","minLength":2},"n":{"type":"integer"}`, "a") + `,` + closedObject(`"b":{"type":"boolean"},"n":{"type":"integer","minimum":0},"x":{}`, "b") + `]}}}`,
		ok:     []string{`{}`, `{"u":{"a":"ab"}}`, `{"u":{"n":-1.0,"a":"ab"}}`, `{"u":{"b":true,"x":{"k":1.0},"n":2}}`},
		no:     []string{`{"u":{}}`, `{"u":{"a":"a"}}`, `{"u":{"a":"ab","b":true}}`, `{"u":{"b":true,"n":-1}}`, `{"u":{"a":"ab","x":1}}`, `{"u":{"a":"ab","c":1}}`, `{"u":{"n":1}}`, `{"u":"a"}`, `{"u":{"a":1}}`},
		has:    []string{"A *string", "N *rt.Integer", "B *bool", "X *rt.Raw"},
	}, {
		name:   "open alternatives leave members free",
		schema: `{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"type":"object","properties":{"b":{"type":"string"}},"required":["b"]}]}`,
		ok:     []string{`{"a":"x"}`, `{"a":1.0,"b":"y"}`, `{"a":"x","b":[1.0]}`},
		no:     []string{`{}`, `{"a":1}`, `{"a":1,"b":2}`},
		hasNot: []string{"A *string", "B *string"},
	}, {
		name:   "members agree and others are free",
		schema: `{"type":"object","anyOf":[{"properties":{"k":{"type":"string"},"a":{"type":"integer"}},"required":["a"]},{"properties":{"k":{"type":["string","null"]}},"required":["b"]}]}`,
		ok:     []string{`{"k":"x","a":1.0}`, `{"b":0,"k":null,"a":"free"}`},
		no:     []string{`{"k":null,"a":1}`, `{"a":"x"}`, `{"k":1,"b":1}`, `{}`},
		has:    []string{"rt.Opt[string]", "A *rt.Raw"},
	}, {
		name:   "members that are objects merge as well",
		schema: `{"type":"object","properties":{"u":{"anyOf":[` + closedObject(`"in":`+closedObject(`"x":{"type":"string"},"l":{"type":"array","items":`+closedObject(`"p":{"type":"string"}`)+`}`)) + `,` + closedObject(`"in":`+closedObject(`"y":{"type":"integer"},"l":{"type":"array","items":`+closedObject(`"q":{"type":"boolean"}`)+`}`)) + `]}}}`,
		ok:     []string{`{"u":{"in":{"x":"a","l":[{"p":"s"},{}]}}}`, `{"u":{"in":{"l":[{"q":true}],"y":1.0}}}`},
		no:     []string{`{"u":{"in":{"x":"a","y":1}}}`, `{"u":{"in":{"x":"a","l":[{"q":true}]}}}`, `{"u":{"in":{"l":[{"p":"s"},{"q":true}]}}}`, `{"u":{"in":{"l":[{"r":1}]}}}`},
		has:    []string{"type DocumentUInLItem struct", "P *string", "Q *bool", "In *DocumentUIn", "L []DocumentUInLItem"},
	}, {
		name:   "objects beside other JSON types",
		schema: `{"type":"array","items":{"anyOf":[{"type":"string"},` + closedObject(`"a":{"type":"string"}`) + `,` + closedObject(`"b":{"type":"string"}`) + `,{"type":["string","null"],"minLength":3}]}}`,
		ok:     []string{`["a",{"a":"x"},{"b":"y"},{},null]`},
		no:     []string{`[{"a":"x","b":"y"}]`, `[{"a":1}]`, `[1]`},
		has:    []string{"A *string", "B *string"},
	}, {
		name:   "recursion through alternatives",
		schema: `{"$ref":"#/$defs/e","$defs":{"e":{"oneOf":[` + closedObject(`"and":{"type":"array","items":{"$ref":"#/$defs/e"}}`, "and") + `,` + closedObject(`"not":{"$ref":"#/$defs/e"}`, "not") + `,` + closedObject(`"var":{"type":"string"}`, "var") + `]}}}`,
		ok:     []string{`{"var":"x"}`, `{"and":[{"not":{"var":"x"}},{"and":[]}]}`, `{"not":{"not":{"not":{"var":""}}}}`},
		no:     []string{`{}`, `{"var":"x","not":{"var":"y"}}`, `{"not":{}}`, `{"and":[{"var":1}]}`, `{"and":{"var":"x"}}`},
		has:    []string{"Not *", "Var *string"},
	}, {
		name:   "recursion through the members of different alternatives",
		schema: `{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[` + closedObject(`"n":{"$ref":"#/$defs/b"},"s":{"type":"string"}`) + `,` + closedObject(`"n":{"$ref":"#/$defs/c"}`) + `]},"b":` + closedObject(`"n":{"$ref":"#/$defs/a"},"i":{"type":"integer"}`) + `,"c":` + closedObject(`"n":{"$ref":"#/$defs/b"}`) + `}}`,
		ok:     []string{`{"s":"x"}`, `{"n":{"n":{"s":"y","n":{"i":1.0}}}}`, `{"n":{"n":{"n":{"n":{"n":{}}}}}}`},
		no:     []string{`{"n":{"s":"x"}}`, `{"n":{"n":{"i":"x"}}}`, `{"s":1}`},
	}, {
		name:   "a base and alternatives that refine it",
		schema: `{"type":"object","properties":{"kind":{"type":"string"},"spec":{"type":"object"},"free":{}},"required":["kind","spec"],"oneOf":[{"properties":{"kind":{"enum":["a","b"]},"spec":` + closedObject(`"x":{"type":"string"}`) + `,"free":{"type":"string"}}},{"properties":{"kind":{"const":"c"},"spec":` + closedObject(`"y":{"type":"number"}`) + `,"free":{"type":"string"}}}]}`,
		ok:     []string{`{"kind":"a","spec":{"x":"s"},"z":1.0}`, `{"spec":{"y":1.50},"kind":"c","free":"f"}`},
		no:     []string{`{"kind":"a","spec":{"y":1}}`, `{"kind":"c","spec":{"x":"s"}}`, `{"kind":"d","spec":{}}`, `{"kind":"a","spec":{},"free":1}`, `{"kind":"a"}`},
		has:    []string{"Free *string", "Y *rt.Number", "X *string"},
	}, {
		name:   "then and else",
		schema: `{"type":"object","if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"properties":{"v":{"type":"string"},"w":{"type":"string"}}},"else":{"properties":{"v":{"type":"string","minLength":2}}}}`,
		ok:     []string{`{"k":1,"v":"","w":"x"}`, `{"v":"ab","w":1.0,"k":2.0}`},
		no:     []string{`{"v":"a"}`, `{"k":1,"v":1}`, `{"k":1.0,"w":1}`, `{"v":1}`},
		has:    []string{"V *string", "W *rt.Raw"},
	}, {
		name:   "members closed off by their names and as unevaluated",
		schema: `{"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"propertyNames":{"enum":["a","c"]}},{"type":"object","properties":{"b":{"type":"string"}},"anyOf":[{"properties":{"d":{"type":"integer"}}},true],"unevaluatedProperties":false},{"type":"object","properties":{"e":{"type":"boolean"}},"propertyNames":{"pattern":"^[e-z]$"}}]}`,
		ok:     []string{`{"a":"x","c":1.0}`, `{"b":"y","d":1.0}`, `{"e":true,"f":[1.0]}`, `{}`},
		no:     []string{`{"a":1}`, `{"a":"x","b":"y"}`, `{"b":"y","d":"x"}`, `{"b":"y","c":1}`, `{"e":1}`, `{"f":1,"b":"x"}`},
		has:    []string{"A *string", "B *string", "E *bool"},
	}, {
		name:   "an alternative that forbids a member",
		schema: `{"type":"object","oneOf":[{"required":["a"],"properties":{"a":{"type":"string"}},"not":{"required":["b"]}},{"required":["b"],"properties":{"b":{"type":"integer"}},"not":{"anyOf":[{"required":["a"]},{"required":["c"]}]}}]}`,
		ok:     []string{`{"a":"x","c":1.0}`, `{"b":1.0}`},
		no:     []string{`{}`, `{"a":"x","b":1}`, `{"b":1,"c":1}`, `{"b":"x"}`},
		has:    []string{"A *string", "B *rt.Integer"},
	}, {
		name:   "maps and lists in every alternative",
		schema: `{"type":"object","properties":{"m":{"anyOf":[{"type":"object","additionalProperties":{"type":"string"},"minProperties":2},{"type":"object","patternProperties":{"^x":{"type":"string"}},"additionalProperties":false}]},"l":{"oneOf":[{"type":"array","items":{"type":"string"},"minItems":2},{"type":"array","prefixItems":[{"type":"string"}],"items":false}]}}}`,
		ok:     []string{`{"m":{"b":"2","a":"1"},"l":["a","b"]}`, `{"m":{"xa":"1"},"l":["a"]}`},
		no:     []string{`{"m":{"a":"1"}}`, `{"m":{"xa":1}}`, `{"l":[1]}`, `{"l":["a",1]}`},
		has:    []string{"M map[string]string", "L []string"},
	}, {
		name:   "a closed base that alternatives cannot open",
		schema: `{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false,"anyOf":[{"properties":{"a":{"minLength":2},"b":{"type":"string"}}},{"properties":{"b":{"type":"string"}},"required":["a"]}]}`,
		ok:     []string{`{}`, `{"a":""}`},
		no:     []string{`{"b":"x"}`, `{"a":"ab","b":"x"}`, `{"a":1}`},
	}, {
		name:   "a tag that some alternatives share",
		schema: `{"oneOf":[` + tagged("a", `"v":{"type":"string"}`) + `,` + tagged("b", `"v":{"type":"integer"}`) + `,` + tagged("c", `"v":{"type":"boolean"},"w":{"type":"string"}`) + `,` + tagged("c", `"v":{"type":"boolean"},"x":{"type":"string"}`) + `]}`,
		ok:     []string{`{"t":"a","v":"s"}`, `{"v":1.0,"t":"b"}`, `{"t":"c","v":true,"w":"s"}`, `{"x":"s","t":"c"}`},
		no:     []string{`{"t":"c"}`, `{"t":"c","w":"s","x":"s"}`, `{"t":"a","w":"s"}`, `{"t":"d"}`, `{"t":"c","v":1,"w":"s"}`, `{"v":"s"}`},
		has:    []string{"AsDocumentOption0() (", "AsDocumentValueC() (", "V *bool", "W *string", "X *string"},
	}, {
		name:   "alternatives that share one tag and differ in another",
		schema: `{"type":"object","properties":{"u":{"anyOf":[` + tagged("a", `"n":{"const":"1"},"v":{"type":"string"}`, "n") + `,` + tagged("a", `"n":{"const":"2"},"v":{"type":"integer"}`, "n") + `,` + tagged("b", `"v":{"type":"boolean"},"n":{"const":"2"}`) + `]}}}`,
		ok:     []string{`{"u":{"t":"a","n":"1","v":"s"}}`, `{"u":{"t":"a","n":"2","v":1.0}}`, `{"u":{"v":true,"t":"b"}}`},
		no:     []string{`{"u":{"t":"a","n":"1","v":1}}`, `{"u":{"t":"a","v":1}}`, `{"u":{"t":"b","v":1}}`, `{"u":{"t":"c"}}`},
	}, {
		name:   "members without a type of their own, and hostile names",
		schema: `{"anyOf":[` + closedObject(`"":{"properties":{"q":{"type":"string"}},"additionalProperties":false},"type":{"type":"string"},"a-b":{"type":"integer"}`) + `,` + closedObject(`"a_b":{"type":"integer"},"UnmarshalJSON":{"type":"string"}`) + `]}`,
		ok:     []string{`{"":{"q":"x"},"a-b":1.0}`, `{"":[1.0]}`, `{"UnmarshalJSON":"x","a_b":1}`},
		no:     []string{`{"":{"q":1}}`, `{"a-b":1,"a_b":1}`, `{"type":1}`},
	}}
}

// tagged makes a closed object with the required constant t.
func tagged(tag, members string, required ...string) string {
	return closedObject(`"t":{"const":"`+tag+`"},`+strings.TrimPrefix(members, ","), append(required, "t")...)
}

func closedObject(members string, required ...string) string {
	list := ""
	if required != nil {
		list = `,"required":["` + strings.Join(required, `","`) + `"]`
	}
	return `{"type":"object","properties":{` + members + `}` + list + `,"additionalProperties":false}`
}

// unions yields random schemas whose places are unions of objects.
func unions(t *testing.T) iter.Seq2[string, *source.File] {
	return func(yield func(string, *source.File) bool) {
		for i, left := setting(randomSeed, 1), setting(randomCount, rounds.Of(25, 300)); left > 0; i, left = i+1, left-1 {
			m := &maker{data: randomBytes(rand.New(rand.NewPCG(uint64(i), 5)), 500)}
			schema := `{"$schema":"https://json-schema.org/draft/2020-12/schema","$defs":{"p":` + m.union(2) + `,"q":` + m.union(2) + `},` + m.union(3)[1:]
			f, err := source.ParseJSON("schema.json", []byte(schema))
			require.NoError(t, err, schema)
			if !yield(fmt.Sprintf("union %d", i), f) {
				return
			}
		}
	}
}

// union makes a union of objects, mostly closed ones, perhaps with a base.
func (m *maker) union(depth int) string {
	list := "[" + strings.Join(append(m.times(3, func() string { return m.alternative(depth) }), m.alternative(depth)), ",") + "]"
	switch m.pick(6) {
	case 0:
		return `{"type":"object","properties":` + m.object(3, func() string { return m.place(0) }) + `,"anyOf":` + list + `}`
	case 1:
		return `{"if":` + m.alternative(0) + `,"then":` + m.alternative(depth) + `,"else":` + m.alternative(depth) + `}`
	case 2:
		return `{"oneOf":` + list + `}`
	}
	return `{"anyOf":` + list + `}`
}

func (m *maker) alternative(depth int) string {
	if m.pick(10) == 0 {
		return m.of(`{"type":"string"}`, `{"$ref":"#/$defs/p"}`, `{"$ref":"#/$defs/q"}`, `{"type":"array","items":{"$ref":"#/$defs/p"}}`, `{}`, `{"not":{"required":["a"]}}`)
	}
	if m.pick(4) == 0 {
		return tagged(m.of("a", "b", "c"), strings.TrimSuffix(m.object(3, func() string { return m.place(depth - 1) })[1:], "}")+`,"z":{}`)
	}
	end := m.of(`,"additionalProperties":false}`, `,"additionalProperties":false}`, `,"additionalProperties":false}`, `,"additionalProperties":false}`, `,"unevaluatedProperties":false}`, `}`, `,"propertyNames":{"maxLength":1}}`, `,"patternProperties":{"^a":{"type":"string"}},"additionalProperties":false}`)
	return m.of(`{"type":"object",`, `{`) + `"properties":` + m.object(4, func() string { return m.place(depth - 1) }) + m.of("", `,"required":["a"]`, `,"required":["b"]`) + end
}

func (m *maker) place(depth int) string {
	switch m.pick(6) {
	case 0:
		return m.of(`{"$ref":"#/$defs/p"}`, `{"$ref":"#/$defs/q"}`)
	case 1:
		return `{"type":"array","items":` + m.place(depth-1) + `}`
	case 2, 3:
		if depth > 0 {
			return m.union(depth - 1)
		}
	}
	return m.of(`{"type":"string"}`, `{"type":"integer"}`, `{"type":["string","null"]}`, `{"const":"a"}`, `{"type":"object"}`, `{"enum":["a","b"]}`, `true`, `{"type":"integer","minimum":0,"maximum":2}`)
}

// TestRandomUnions: code for random unions of objects gives the verdicts of the
// evaluator and of the library, and gives accepted documents back as they were.
func TestRandomUnions(t *testing.T) { compareVerdicts(t, unions(t)) }

// TestMergedEdits: what is set in the fields of merged alternatives is written
// and judged, what the fields cannot hold stays where it was.
func TestMergedEdits(t *testing.T) {
	s := newScratch(t)
	r, err := generate(t, `{"oneOf":[`+closedObject(`"a":{"type":"string"},"in":`+closedObject(`"x":{"type":"integer"}`), "a")+`,{"type":"object","properties":{"b":{"type":"boolean"},"a":false,"in":`+closedObject(`"y":{"type":"string"}`)+`},"required":["b"]}]}`, gen.Options{Package: "doc", Type: "Document"}, graph.Options{})
	require.NoError(t, err)
	s.add(t, "doc", "Document", r)
	s.write(t, "main.go", `package main

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/rt"
	"scratch/doc"
)

func main() {
	show := func(d doc.Document) {
		text, err := d.MarshalJSON()
		fmt.Println(string(text), err != nil)
	}
	d, err := doc.UnmarshalDocument([]byte(`+"`"+`{"in":{"x":1.0},"a":"s"}`+"`"+`))
	fmt.Println(err)
	show(d)
	text := "t"
	d.A = &text
	show(d)
	seven := rt.IntegerFromInt64(7)
	d.In.X = &seven
	show(d)
	yes := true
	d.B = &yes // no alternative has a and b
	show(d)
	d.A, d.In.X, d.In.Y = nil, nil, &text
	show(d)
	e, err := doc.UnmarshalDocument([]byte(`+"`"+`{"z":1.0,"b":false}`+"`"+`))
	fmt.Println(err)
	e.B = &yes
	show(e)
}
`)
	binary := filepath.Join(s.dir, "edits")
	s.run(t, "go", "build", "-trimpath", unoptimised, "-ldflags=-s -w", "-o", binary, ".")
	out, err := exec.Command(binary).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Equal(t, `<nil>
{"in":{"x":1.0},"a":"s"} false
{"in":{"x":1.0},"a":"t"} false
{"in":{"x":7},"a":"t"} false
 true
{"in":{"y":"t"},"b":true} false
<nil>
{"z":1.0,"b":true} false
`, string(out))
}

package decide

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/writer"
)

// TestContents asks for documents that disciplined writers emit, and for those
// that third parties annotated.
func TestContents(t *testing.T) {
	for _, c := range []struct {
		in, out           string
		writer, annotated Verdict
	}{
		{`{"properties":{"a":true}}`, `{"properties":{"a":true,"b":{"type":"string"}}}`, Empty, Empty},
		{`{"properties":{"a":true}}`, `{"properties":{"a":true},"additionalProperties":false}`, Empty, Found},
		{`{"type":"object"}`, `{"additionalProperties":false}`, Found, Found},
		{`{"properties":{"a":true,"b":true}}`, `{"properties":{"a":true},"additionalProperties":false}`, Found, Found},
		{`{"type":"object","required":["a"]}`, `{"propertyNames":{"const":"a"}}`, Empty, Found},
		{`{"properties":{"a":true},"patternProperties":{"^x-":true}}`, `{"patternProperties":{"^x-":{"type":"string"}}}`, Found, Found},
		{`{"properties":{"a":true},"additionalProperties":{"type":"integer"}}`, `{"additionalProperties":{"type":"number"}}`, Found, Found},
		{`{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"integer"}}`, `{"additionalProperties":{"type":"number"}}`, Empty, Empty},
		{`{"properties":{"k":{"type":"string"}},"if":{"properties":{"k":{"const":"x"}},"required":["k"]},"then":{"properties":{"v":true}}}`, `{"dependentRequired":{"v":["k"]}}`, Empty, Empty},
		{`{"properties":{"x":true},"if":{"if":{"type":"array"},"then":{"required":["a"]}}}`, `{"propertyNames":{"const":"x"}}`, Found, Found},
		{`{"anyOf":[{"properties":{"a":{"const":1}}},{"properties":{"b":{"const":1}}}]}`, `{"not":{"required":["a","b"]}}`, Found, Found},
		{`{"type":"object","oneOf":[{"required":["k"],"properties":{"k":{"const":1},"a":true}},{"required":["k"],"properties":{"k":{"const":2},"b":true}}]}`, `{"not":{"required":["a","b"]}}`, Empty, Empty},
		{`{"properties":{"o":{"properties":{"a":true}}}}`, `{"properties":{"o":{"propertyNames":{"const":"a"}}}}`, Empty, Found},
		{`{"items":{"properties":{"a":true}}}`, `{"items":{"propertyNames":{"const":"a"}}}`, Empty, Found},
		// Constants are judged as they are, at the top and below.
		{`{"enum":[{"a":null},{"c":1}],"properties":{"c":true}}`, `{"required":["c"]}`, Empty, Found},
		{`{"enum":[{"a":null},{"c":1}],"properties":{"c":true}}`, `{"required":["d"]}`, Found, Found},
		{`{"properties":{"x":{"enum":[{"a":null},7],"properties":{"c":true}}}}`, `{"properties":{"x":{"type":"number"}}}`, Empty, Found},
		{`{"properties":{"x":{"enum":[{"a":null},7],"properties":{"a":true}}}}`, `{"properties":{"x":{"type":"number"}}}`, Found, Found},
		{`{"items":{"enum":[[{"a":1}],7],"items":{"anyOf":[{"required":["b"]},{"properties":{"a":{"const":1}}}]}}}`, `{"items":{"type":"number"}}`, Found, Found},
		{`{"items":{"enum":[[{"a":1}],7],"items":{"anyOf":[{"required":["b"]},{"properties":{"c":{"const":1}}}]}}}`, `{"items":{"type":"number"}}`, Empty, Found},
		{`{"properties":{"c":false},"additionalProperties":true,"unevaluatedProperties":false}`, `{"unevaluatedProperties":false}`, Empty, Found},
		// What applies to a member rests on choices that demand nothing of it.
		{`{"type":["object","null"],"required":["x"],"properties":{"x":{"type":"object","minProperties":1,"properties":{"a":false}},"y":true,"z":true},"oneOf":[{"type":"object","required":["y"]},{"type":"object","required":["z"],"properties":{"x":{"properties":{"b":true}}}},{"type":"null"}]}`, `{"type":"null"}`, Found, Found},
		{`{"type":["object","null"],"required":["x"],"properties":{"x":{"type":"object","minProperties":1,"properties":{"a":false}},"y":true,"z":true},"oneOf":[{"type":"object","required":["y"]},{"type":"object","required":["z"],"properties":{"x":{"properties":{"a":true}}}},{"type":"null"}]}`, `{"type":"null"}`, Empty, Found},
		{`{"type":["array","null"],"minItems":1,"items":{"type":"object","minProperties":1,"properties":{"a":false}},"oneOf":[{"type":"array","minItems":2},{"type":"array","maxItems":1,"items":{"properties":{"b":true}}},{"type":"null"}]}`, `{"type":"null"}`, Found, Found},
		{`{"not":{"required":["a"]},"properties":{"b":true}}`, `{"propertyNames":{"const":"b"}}`, Empty, Found},
	} {
		for content, want := range map[Content]Verdict{Writer: c.writer, Annotated: c.annotated} {
			q := Question{In: load(t, c.in), Out: load(t, c.out), Content: content}
			a := Decide(q)
			require.Equal(t, want, a.Verdict, "content %d: %s in %s: %v %s", content, c.in, c.out, a.Unknown, text(a.Witness))
			if want != Found {
				continue
			}
			in, out := writer.NewEvaluator(q.In), writer.NewEvaluator(q.Out)
			member, _, err := in.InWriter(a.Witness)
			if content == Annotated {
				member, _, err = in.InAnnotated(out, a.Witness)
			}
			require.NoError(t, err)
			assert.True(t, member, text(a.Witness))
		}
	}
}

// TestNothingWritten: where writers cannot emit any document, nothing follows.
func TestNothingWritten(t *testing.T) {
	for _, c := range []struct {
		in, out string
		want    string // the reason why nothing follows, "" for a proof
	}{
		{`{"type":"object","properties":{"a":true},"minProperties":2}`, `{"minProperties":2}`, NothingWritten},
		{`{"properties":{"a":true},"minProperties":2}`, `{"properties":{"a":true},"minProperties":2}`, ""}, // null is written
		{`{"enum":[{"a":null}],"properties":{"c":true}}`, `{"enum":[{"a":null}],"properties":{"c":true}}`, NothingWritten},
		{`{"enum":[{"a":null}],"properties":{"c":true}}`, `{"enum":[{"a":null}]}`, NothingWritten},
		{`{"enum":[{"a":null}]}`, `{"enum":[{"a":null}],"properties":{"c":true}}`, ""},
		{`{"enum":[{"a":null},{"c":1}],"properties":{"c":true}}`, `{"enum":[{"a":null},{"c":1}]}`, ""},
		{`{"const":{"b":false},"dependentRequired":{"c":["a"]}}`, `{}`, NothingWritten},
		{`{"enum":[{"c":"aa"}],"dependentSchemas":{"a":{}}}`, `{"type":["array","object"]}`, NothingWritten},
		{`false`, `{"type":"array"}`, ""}, // no document at all
	} {
		a := Decide(Question{In: load(t, c.in), Out: load(t, c.out), Content: Writer})
		emits := Emits(load(t, c.in), 0, nil)
		if c.want == "" {
			assert.Equal(t, Empty, a.Verdict, "%s in %s: %v", c.in, c.out, a.Unknown)
			assert.NotEqual(t, Undecided, emits.Verdict, c.in)
			continue
		}
		for _, a := range []Answer{a, emits} {
			require.Equal(t, Undecided, a.Verdict, "%s in %s", c.in, c.out)
			require.Len(t, a.Unknown, 1)
			assert.Equal(t, c.want, a.Unknown[0].Reason)
		}
	}
}

// TestSameStructure: notes and spelling make no difference.
func TestSameStructure(t *testing.T) {
	old := load(t, `{"type":"object","properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"type":"integer"}}}`)
	assert.True(t, SameStructure(old, load(t, `{"title":"t","type":["object"],"properties":{"a":{"type":"integer","description":"d"}}}`)))
	assert.False(t, SameStructure(old, load(t, `{"type":"object","properties":{"a":{"type":"number"}}}`)))
}

// TestLosses lists what readers lose.
func TestLosses(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{`{"properties":{"a":true,"b":true}}`, `{"properties":{"a":true,"b":true}}`, nil},
		{`{"properties":{"a":true,"b":true}}`, `{"properties":{"a":true}}`, []string{"/b"}},
		{`{"properties":{"a":true,"b":true,"c":true}}`, `{"properties":{"a":true}}`, []string{"/b", "/c"}},
		{`{"properties":{"a":true,"b":true}}`, `{}`, []string{"/a", "/b"}}, // kept, and not declared
		{`{"properties":{"a":true,"b":true}}`, `{"properties":{"a":true},"required":["b"]}`, nil},
		{`{"properties":{"a":true,"b":true}}`, `{"properties":{"a":true},"additionalProperties":false}`, nil}, // refused, not lost
		{`{"properties":{"a":true,"b":true}}`, `{"properties":{"a":true},"if":{"required":["a"]},"then":{"properties":{"b":true}}}`, []string{"/b"}},
		{`{"properties":{"o":{"properties":{"a":true,"b":true}}}}`, `{"properties":{"o":{"properties":{"a":true}}}}`, []string{"/o/b"}},
		{`{"properties":{"l":{"items":{"properties":{"a":true,"b":true}}}}}`, `{"properties":{"l":{"items":{"properties":{"a":true}}}}}`, []string{"/l/0/b"}},
		{`{"additionalProperties":{"properties":{"a":true,"b":true}}}`, `{"additionalProperties":{"properties":{"a":true}}}`, nil}, // inside a map
		{`{"patternProperties":{"^x":{"properties":{"a":true,"b":true}}}}`, `{"patternProperties":{"^x":{"properties":{"a":true}}}}`, []string{"/x/b"}},
		{`{"patternProperties":{"^b$":{"oneOf":[{"properties":{"x1":{}}}]}}}`, `{"properties":{"b":{"properties":{"a":{}}}}}`, []string{"/b/x1"}},
		{`{"prefixItems":[{"properties":{"b":true}}]}`, `{"not":{"not":{"prefixItems":[{"properties":{"b":true}}]}}}`, []string{"/0/b"}},
		{`{"properties":{"a":true,"x":true}}`, `{"properties":{"a":true},"dependentSchemas":{"a":{"properties":{"x":true}}}}`, []string{"/x"}},
		{`{"properties":{"a":true,"x":true},"required":["a"]}`, `{"properties":{"a":true},"dependentSchemas":{"a":{"properties":{"x":true}}}}`, nil},
		{`{"properties":{"a":true},"dependentSchemas":{"a":{"properties":{"x":true}}}}`, `{"properties":{"a":true,"x":true}}`, nil},
		{`{"properties":{"o":{"properties":{"a":true,"x":true}}}}`, `{"properties":{"o":{"properties":{"a":true},"dependentSchemas":{"a":{"properties":{"x":{"type":"integer"}}}}}}}`, []string{"/o/x"}},
		{`{"contains":{"patternProperties":{"b":{"const":""}}}}`, `{"contains":{"patternProperties":{"b":{}}}}`, nil},
		{`{"contains":{"patternProperties":{"b":{}}}}`, `{"contains":{"patternProperties":{"b":{"const":""}}}}`, []string{"/2/b"}},
		{`{"contains":{"properties":{"a":true,"b":true}}}`, `{"contains":{"properties":{"a":true}}}`, []string{"/2/b"}},
		{`{"patternProperties":{"b":{"dependentSchemas":{"a":{"additionalProperties":{"type":"null"}}}}}}`, `{"patternProperties":{"b":{"dependentSchemas":{"a":{}}}}}`, []string{"/b/b"}},
		{`{"patternProperties":{"b":{"dependentSchemas":{"a":{"additionalProperties":{"type":"null"}}}}}}`, `{"patternProperties":{"b":{"dependentSchemas":{"a":{"additionalProperties":{"type":["null"]}}}}}}`, nil},
		{`{"properties":{"c":true,"x":true}}`, `{"properties":{"c":true},"additionalProperties":true,"unevaluatedProperties":false}`, []string{"/x"}},
		{`{"properties":{"c":true,"x":true}}`, `{"properties":{"c":true},"allOf":[{"additionalProperties":true}],"unevaluatedProperties":false}`, []string{"/x"}},
		{`{"properties":{"c":true,"x":true}}`, `{"properties":{"c":true},"allOf":[{"properties":{"y":true}}],"unevaluatedProperties":{"type":["null","boolean","number","string","object","array"]}}`, []string{"/x"}},
		{`{"properties":{"c":true,"x":true}}`, `{"properties":{"c":true},"allOf":[{"properties":{"y":true}}],"unevaluatedProperties":{"type":["null","boolean","number","string","object"]}}`, nil},
		// Each place of the old schema is told once.
		{`{"patternProperties":{"^x-":true,"^y-":true,"^z":{"properties":{"k":true}}}}`, `{"patternProperties":{"^z":true}}`, []string{"/x-", "/y-", "/z/k"}},
		{`{"patternProperties":{"^x":true,"y$":true}}`, `{"properties":{"a":true}}`, []string{"/x", "/y"}},
		{`{"properties":{"a":{"properties":{"x":true}},"b":{"properties":{"x":true}}}}`, `{"properties":{"a":{"properties":{}},"b":{}}}`, []string{"/a/x", "/b/x"}},
		{`{"properties":{"a":{"properties":{"x":true}},"b":{"properties":{"x":true}}}}`, `{"properties":{"a":{},"b":{"properties":{"x":true}}}}`, []string{"/a/x"}},
		{`{"properties":{"a":{"$ref":"#/$defs/d"},"b":{"$ref":"#/$defs/d"}},"$defs":{"d":{"properties":{"x":true}}}}`, `{"properties":{"a":{},"b":{}}}`, []string{"/a/x"}},
		{`{"properties":{"m":{"properties":{"m":true,"n":true}},"n":true}}`, `{"properties":{"m":{"properties":{}}}}`, []string{"/m/m", "/m/n", "/n"}},
		{`{"properties":{"a":{"properties":{"x":true}}}}`, `{}`, []string{"/a"}}, // what is inside goes with it
		{`{"properties":{"a":{"properties":{"x":true}},"b":{"properties":{"x":true}}}}`, `{"properties":{"b":{}}}`, []string{"/a", "/b/x"}},
		{`{"allOf":[{"properties":{"x":true}},{"properties":{"x":{"type":"string"}}}]}`, `{}`, []string{"/x"}},
		{`{"allOf":[{"properties":{"x":true}},{"properties":{"x":{"type":"string"}}},{"properties":{"b":{"properties":{"y":true}},"c":{"properties":{"y":true}}}}]}`, `{"properties":{"b":{},"c":{}}}`, []string{"/x", "/b/y", "/c/y"}},
		{`{"oneOf":[{"additionalProperties":{"const":null}},{"propertyNames":{"minLength":1}}],"properties":{"a":true}}`, `{"properties":{"b":true}}`, []string{"/a", "/"}},
		{`{"patternProperties":{"^a":true},"properties":{"a":true}}`, `{"properties":{"b":true}}`, []string{"/a", "/aa"}},
		{`{"oneOf":[{"properties":{"k":{"const":1},"x":true}},{"properties":{"k":{"const":2},"x":true}}]}`, `{"properties":{"k":true}}`, []string{"/x", "/x"}},
		{`{"properties":{"a":true},"additionalProperties":{"type":"string"},"patternProperties":{"^p":true}}`, `{"properties":{"a":true}}`, []string{"/p", "/b"}},
		{`{"dependentSchemas":{"a":{"items":{"properties":{"x":true}}}},"properties":{"c":{"$ref":"#"}},"items":{"properties":{"y":true}}}`, `{"dependentSchemas":{"a":{}},"properties":{"c":{"$ref":"#"}},"items":{"properties":{"y":true}}}`, nil}, // the dependent schema never sees an array
		{`{"if":{"minProperties":1},"else":{"properties":{"a":true}}}`, `{"properties":{"b":true}}`, nil},                                                                                                                                            // with a member it is a map
		{`{"if":{"minProperties":2},"then":{"properties":{"a":true,"c":true}}}`, `{"properties":{"b":true}}`, []string{"/a", "/c"}},
		{`{"properties":{"a":{"const":[1]},"c":true}}`, `{"properties":{"c":true}}`, []string{"/a"}},
		{`{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"},"v":true}}}}`, `{"$ref":"#/$defs/n","$defs":{"n":{"properties":{"next":{"$ref":"#/$defs/n"}}}}}`, []string{"/v"}},
	} {
		a := Losses(LossQuestion{Old: load(t, c.old), New: load(t, c.new)})
		var got []string
		for _, l := range a.Losses {
			got = append(got, l.At)
			assert.NotEmpty(t, l.By, l.At)
		}
		assert.ElementsMatch(t, c.want, got, "%s to %s: %v", c.old, c.new, a.Unknown)
		want := Empty
		if len(c.want) > 0 {
			want = Found
		}
		assert.Equal(t, want, a.Verdict)
	}
}

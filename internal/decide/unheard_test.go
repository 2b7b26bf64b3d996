package decide

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// TestUnheardKeywords: a keyword that the search has no entry for leaves open what
// depends on it, is named, and is never taken for nothing, wherever it stands. What
// the judge of whole documents, who knows it, can tell is told.
func TestUnheardKeywords(t *testing.T) {
	for _, c := range []struct {
		keyword, in, out string
		content          Content
		want             Verdict
	}{
		{"maxLength", `{"type":"string"}`, `{"type":"string","maxLength":1}`, Open, Undecided},
		{"maxLength", `{}`, `{"maxLength":1}`, Open, Undecided},
		{"maxLength", `{"maxLength":2}`, `{"maxLength":1}`, Open, Undecided},
		{"maxLength", `{"properties":{"a":{"type":"string","maxLength":2}}}`, `{"properties":{"a":{"type":"string","maxLength":1}}}`, Open, Undecided},
		{"maxLength", `{"maxLength":1}`, `{"type":"integer"}`, Open, Found},                 // null, which the keyword does not look at
		{"maxLength", `{"type":"string","maxLength":1}`, `{"type":"integer"}`, Open, Found}, // a value that was tried, and judged
		{"maxLength", `{"maxLength":1}`, `{"maxLength":1}`, Open, Empty},
		{"maxLength", `{"maxLength":1}`, `{"maxLength":1.0,"title":"a"}`, Open, Empty},
		{"maxLength", `{"type":"integer","maxLength":1}`, `{"type":"number"}`, Open, Empty},
		{"maxLength", `{"enum":["a","bc"]}`, `{"enum":["a","bc"],"maxLength":1}`, Open, Found}, // listed, and judged
		{"maxLength", `{"enum":["a","b"]}`, `{"enum":["a","b"],"maxLength":1}`, Open, Empty},
		{"maxLength", `{"properties":{"p":{"enum":["a","bc"]}}}`, `{"properties":{"p":{"enum":["a","bc"],"maxLength":1}}}`, Open, Undecided},
		{"maxLength", `{"properties":{"p":{"const":"bc"}}}`, `{"properties":{"p":{"maxLength":1}}}`, Open, Undecided},
		{"maxLength", `{"properties":{"p":{"anyOf":[{"const":"bc"},{"const":"d"}]}}}`, `{"properties":{"p":{"anyOf":[{"const":"bc","maxLength":1},{"const":"d"}]}}}`, Open, Undecided},
		{"maxLength", `{"properties":{"p":{"$ref":"#/$defs/x"}},"$defs":{"x":{}}}`, `{"properties":{"p":{"$ref":"#/$defs/x"}},"$defs":{"x":{"maxLength":1}}}`, Open, Undecided},

		// What a schema inside such a keyword says may differ, and so may what it
		// depends on.
		{"not", `{"not":{"$ref":"#/$defs/x"},"$defs":{"x":{"const":1}}}`, `{"not":{"$ref":"#/$defs/x"},"$defs":{"x":{"const":2}}}`, Open, Undecided},
		{"$ref", `{"$ref":"#/$defs/x","$defs":{"x":{"const":1}}}`, `{"$ref":"#/$defs/x","$defs":{"x":{"const":2}}}`, Open, Undecided},
		{"exclusiveMinimum", `{"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true}`, `{"$schema":"http://json-schema.org/draft-04/schema#","minimum":2,"exclusiveMinimum":true}`, Open, Undecided},
		{"minContains", `{"contains":{"const":1},"minContains":0}`, `{"contains":{"const":1},"minContains":1}`, Open, Undecided},
		{"properties", `{"properties":{"a":{}},"additionalProperties":false}`, `{"maxProperties":0}`, Open, Undecided},
		{"if", `{"if":{"const":1},"then":{"type":"string"}}`, `{"type":"string"}`, Open, Undecided},

		// It may evaluate what unevaluated keywords look at.
		{"properties", `{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}`, `{"maxProperties":0}`, Open, Undecided},
		{"properties", `{"anyOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}`, `{"maxProperties":0}`, Open, Undecided},
		{"prefixItems", `{"allOf":[{"prefixItems":[{}]}],"unevaluatedItems":false}`, `{"maxItems":0}`, Open, Undecided},
		{"properties", `{}`, `{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}`, Open, Undecided},

		// It may declare, mention and name members, here and further down.
		{"properties", `{"properties":{"a":{}},"required":["b"]}`, `{"required":["b"],"maxProperties":1}`, Writer, Undecided},
		{"properties", `{"properties":{"a":{"properties":{"b":{}}}},"required":["c"]}`, `{"required":["c"],"not":{"properties":{"a":{"required":["b"]}},"required":["a"]}}`, Writer, Undecided},
		{"required", `{"properties":{"a":{}},"anyOf":[{"required":["b"]},{}]}`, `{"maxProperties":1}`, Writer, Undecided},
		{"items", `{"items":{"properties":{"b":{}}}}`, `{"items":{"maxProperties":0}}`, Writer, Undecided},
	} {
		restore := judge.Blind(keyword.Find(c.keyword))
		a := Decide(Question{In: load(t, c.in), Out: load(t, c.out), Content: c.content})
		restore()
		// Whoever judges the document that was found knows the keyword.
		if a.Verdict == Found && c.want == Undecided {
			full := Decide(Question{In: load(t, c.in), Out: load(t, c.out), Content: c.content})
			assert.Equal(t, Found, full.Verdict, "%s: %s in %s", c.keyword, c.in, c.out)
			continue
		}
		assert.Equal(t, c.want, a.Verdict, "%s: %s in %s: %v", c.keyword, c.in, c.out, a.Unknown)
		if a.Verdict == Undecided {
			named := false
			for _, u := range a.Unknown {
				named = named || u.Keyword == c.keyword
			}
			assert.True(t, named, "%s: %s in %s: %v", c.keyword, c.in, c.out, a.Unknown)
		}
	}
}

// TestEveryKeywordIsRead: the search knows every keyword of the table.
func TestEveryKeywordIsRead(t *testing.T) {
	for i := range keyword.All() {
		if row := &keyword.All()[i]; row.Asserts() {
			assert.True(t, judge.Knows(row), "read.go has no entry for %s", row.Name)
		}
	}
}

package graph

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// notesOn are the notes on keywords of a schema.
func notesOn(t *testing.T, text string, opt Options) []*diag.Error {
	t.Helper()
	f, err := source.ParseJSON("s.json", []byte(text))
	require.NoError(t, err, text)
	g, err := Load(f, opt)
	require.NoError(t, err, text)
	return slices.DeleteFunc(slices.Clone(g.Notes), func(n *diag.Error) bool { return n.Code == CodeAssertsNothing })
}

// TestStatedOrNoted: of every keyword that bears on verdicts in some draft, in every
// draft, the graph says that it stands there, or a note says that it decides nothing.
func TestStatedOrNoted(t *testing.T) {
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if row.Kind != keyword.Assertion && row.Kind != keyword.Applicator {
			continue
		}
		for _, d := range keyword.Dialects() {
			value := sampleOf(t, row, `{"type":"null"}`, "#/not")
			if row.Shape == keyword.BooleanOrNumber && d == Draft4 {
				value = `true`
			}
			members := fmt.Sprintf("%q:%s", row.Name, value)
			need := beside[row.Name]
			if row.Name == "additionalItems" && d == Draft2020 {
				need = `"prefixItems":[{}]`
			}
			if need != "" {
				members += "," + need
			}
			notes := notesOn(t, `{"not":{},"allOf":[{`+members+`}]}`, Options{Draft: d})
			noted := slices.ContainsFunc(notes, func(n *diag.Error) bool {
				return n.Code == CodeUnknownKeyword && n.Pointer == "/allOf/0/"+Escape(row.Name) && strings.Contains(n.Message, d.String()) && n.Hint != "" && n.Line == 1
			})
			assert.Equal(t, row.In(d), !noted, "%s in %s: %v", row.Name, d, notes)
		}
	}
}

// TestNotes: what has no effect although somebody means something by it is noted, and
// nothing else is.
func TestNotes(t *testing.T) {
	for _, c := range []struct {
		draft        Dialect
		text         string
		code, phrase string // of the one note; "" for none
	}{
		{Draft4, `{"properties":{"a":{"const":1}}}`, CodeUnknownKeyword, `at /properties/a/const: "const" decides nothing: draft4 does not know it; --later-keywords (later_keywords: true in the configuration) gives it its meaning, or name draft6 or later in "$schema"`},
		{Draft4, `{"if":{"type":"string"},"then":true}`, CodeUnknownKeyword, `"if" decides`},
		{Draft4, `{"then":{"type":"string"}}`, "", ""},
		{Draft4, `{"if":"the moon is full"}`, "", ""},
		{Draft4, `{"contains":{}}`, CodeUnknownKeyword, `"contains" decides nothing`},
		{Draft4, `{"propertyNames":true}`, "", ""},
		{Draft4, `{"$id":"http://x.test/a"}`, CodeUnknownKeyword, `"$id" names nothing: draft4 does not know it`},
		{Draft4, `{"$id":"http://x.test/a","id":"http://x.test/a"}`, "", ""},
		{Draft4, `{"examples":[1],"$comment":"c","deprecated":true,"$defs":{},"contentEncoding":"x"}`, "", ""},
		{Draft7, `{"$anchor":"a"}`, CodeUnknownKeyword, `"$anchor" names nothing: draft7 does not know it; --later-keywords`},
		{Draft7, `{"unevaluatedProperties":true,"dependentRequired":{}}`, "", ""},
		{Draft7, `{"default":{"prefixItems":[{}]},"enum":[{"const":1}]}`, "", ""},
		{Draft7, `{"$vocabulary":{"u:v":true}}`, "", ""},
		{Draft2020, `{"dependencies":{"a":["b"]}}`, CodeUnknownKeyword, `no longer knows it; write "dependentRequired" and "dependentSchemas", or name draft7 in "$schema"`},
		{Draft2020, `{"items":{},"additionalItems":false}`, "", ""},
		{Draft2020, `{"type":"object","id":"http://x.test/a"}`, CodeUnknownKeyword, `"id" names nothing: draft2020-12 no longer knows it; write "$id", or name draft4`},
		{Draft2020, `{"$recursiveAnchor":true}`, CodeUnknownKeyword, `name draft2019-09 in "$schema"`},
		{Draft2019, `{"$recursiveAnchor":true}`, "", ""},

		{Draft7, `{"properties":{"a":{"$ref":"#","minLength":2,"title":"t","definitions":{}}}}`, CodeIgnoredKeyword, `at /properties/a/minLength: "minLength" decides nothing: in draft7 a "$ref" hides what stands beside it`},
		{Draft7, `{"$schema":"http://json-schema.org/draft-07/schema#","$id":"http://x.test/","$ref":"#/definitions/a","definitions":{"a":{}}}`, "", ""},
		{Draft7, `{"properties":{"a":{"$ref":"#","additionalProperties":true,"uniqueItems":false}}}`, "", ""},
		{Draft2019, `{"properties":{"a":{"$ref":"#","minLength":2}}}`, "", ""},

		{Draft7, `{"type":"object","definition":{"a":{"type":"string"}}}`, CodeMisspeltKeyword, `"definition" decides nothing: no draft knows it; did you mean "definitions"?`},
		{Draft7, `{"type":"object","defs":{"a":{"type":"string"}}}`, CodeMisspeltKeyword, `did you mean "$defs"?`},
		{Draft2020, `{"type":"object","$def":{"a":{"type":"string"}}}`, CodeMisspeltKeyword, `did you mean "$defs"?`},
		{Draft2020, `{"type":"object","$ref":"#/$def/a","$def":{"a":{"type":"string"}}}`, "", ""},
		{Draft2020, `{"type":"object","allOf":[{"$ref":"#/defs/a/not"}],"defs":{"a":{"not":{"type":"string"}}}}`, "", ""},
		{Draft2020, `{"type":"object","propeties":{"a":{"type":"string"}}}`, CodeMisspeltKeyword, `did you mean "properties"?`},
		{Draft2020, `{"type":"object","properties":{},"propeties":{"a":{"type":"string"}}}`, "", ""},
		{Draft2020, `{"type":"object","requried":["a"]}`, CodeMisspeltKeyword, `did you mean "required"?`},
		{Draft2020, `{"type":"object","additionalproperties":false}`, CodeMisspeltKeyword, `did you mean "additionalProperties"?`},
		{Draft2020, `{"type":"object","oneof":[{"type":"string"}]}`, CodeMisspeltKeyword, `did you mean "oneOf"?`},
		{Draft2020, `{"type":"string","maxlenght":3}`, CodeMisspeltKeyword, `did you mean "maxLength"?`},
		{Draft2020, `{"type":"object","x-propertes":{"a":{"type":"string"}}}`, "", ""},
		{Draft2020, `{"type":"object","note":"see there","forma":"x","typed":"yes","notes":{"author":"me"},"items_":[1],"ifs":{}}`, "", ""},
		{Draft2020, `{"type":"object","definition":{"en":"what it is"},"property":{"en":"p"},"patterns":["a"]}`, "", ""},
		{Draft2020, `{"type":"object","required_":["a"],"required":[]}`, "", ""},
		{Draft2020, `{"type":"object","markdownDescription":"m","enumDescriptions":["a"],"full":{"type":"string"},"example":1,"nullable":true,"discriminator":{"propertyName":"a"}}`, "", ""},
	} {
		notes := notesOn(t, c.text, Options{Draft: c.draft})
		if c.code == "" {
			assert.Empty(t, notes, c.text)
			continue
		}
		if assert.Len(t, notes, 1, c.text) {
			assert.Equal(t, c.code, notes[0].Code, c.text)
			said := "at " + notes[0].Pointer + ": " + notes[0].Message + "; " + notes[0].Hint
			assert.Contains(t, said, c.phrase, c.text)
		}
	}
}

// TestNotesAreGrouped: what says the same is one note, with the first places and how
// many there are; their number is bounded.
func TestNotesAreGrouped(t *testing.T) {
	schemas := map[string]any{}
	for i := range 40 {
		schemas[fmt.Sprintf("a%02d", i)] = map[string]any{"const": i}
	}
	text, err := json.Marshal(map[string]any{"properties": schemas})
	require.NoError(t, err)
	notes := notesOn(t, string(text), Options{Draft: Draft4})
	require.Len(t, notes, 1)
	assert.Equal(t, "/properties/a00/const", notes[0].Pointer)
	assert.Contains(t, notes[0].Message, "(also at /properties/a01/const, /properties/a02/const, /properties/a03/const and 36 more)")

	many := map[string]any{"type": "object"}
	for i := range 26 {
		for j := range 3 {
			many["required"+string(rune('A'+i))+string(rune('A'+j))] = []string{"a"}
		}
	}
	text, err = json.Marshal(many)
	require.NoError(t, err)
	notes = notesOn(t, string(text), Options{})
	require.Len(t, notes, maxNotes+1)
	assert.Contains(t, notes[maxNotes].Message, "28 more keywords have no effect")
}

// TestNotesOfVocabularies: a keyword whose vocabulary the meta-schema leaves out is noted.
func TestNotesOfVocabularies(t *testing.T) {
	opt := Options{Map: map[string]string{"u:meta": "meta"}, Open: func(string) ([]byte, error) {
		return []byte(`{"$schema":"https://json-schema.org/draft/2020-12/schema","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true}}`), nil
	}}
	notes := notesOn(t, `{"$schema":"u:meta","minimum":3}`, opt)
	require.Len(t, notes, 1)
	assert.Equal(t, `"minimum" decides nothing: the meta-schema leaves its vocabulary out`, notes[0].Message)
}

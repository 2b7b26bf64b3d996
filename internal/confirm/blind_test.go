package confirm

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// sampleOf is a value that the keyword of a row takes and that says something, from
// the samples by form of package keyword, with a schema where it holds one.
func sampleOf(t *testing.T, row *keyword.Row, schema, reference string) string {
	t.Helper()
	data, err := os.ReadFile("../keyword/testdata/samples.json")
	require.NoError(t, err)
	var samples map[string]string
	require.NoError(t, json.Unmarshal(data, &samples))
	require.NotEmpty(t, samples[row.Shape.String()], "samples.json of package keyword has no value for %s: %s", row.Name, row.Shape)
	return strings.NewReplacer("SCHEMA", schema, "REFERENCE", reference).Replace(samples[row.Shape.String()])
}

// beside is what a keyword needs beside it to have an effect.
var beside = map[string]string{
	"then": `"if":{},`, "else": `"if":false,`, "minContains": `"contains":{},`, "maxContains": `"contains":{},`,
}

// positions are schemas with a keyword where it is easily overlooked.
var positions = map[string]string{
	"alone":                 `{%s}`,
	"beside enum":           `{"enum":["x","ay",1,null,[1],{"a":1}],%s}`,
	"beside const":          `{"const":"x",%s}`,
	"not":                   `{"not":{%s}}`,
	"if":                    `{"if":{%s},"then":{"type":"string"}}`,
	"then":                  `{"if":{"type":"string"},"then":{%s}}`,
	"oneOf":                 `{"oneOf":[{%s},{"type":"null"}]}`,
	"anyOf":                 `{"anyOf":[{"type":"null"},{%s}]}`,
	"contains":              `{"contains":{%s}}`,
	"items":                 `{"items":{%s}}`,
	"properties":            `{"properties":{"a":{%s}}}`,
	"propertyNames":         `{"propertyNames":{%s}}`,
	"dependentSchemas":      `{"dependentSchemas":{"a":{%s}}}`,
	"$ref":                  `{"$ref":"#/$defs/leaf/$defs/x","$defs":{"leaf":{"type":"null","$defs":{"x":{%s}}}}}`,
	"unevaluatedProperties": `{"unevaluatedProperties":{%s}}`,
	"unevaluatedItems":      `{"unevaluatedItems":{%s}}`,
}

// TestBlindedRow takes each row from the table of each judge of documents: at every
// position the judge has no verdict then, but an error that names the keyword and
// its place; and what the judges say together does not rest on the one that is
// blind.
func TestBlindedRow(t *testing.T) {
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		members := fmt.Sprintf("%s%q:%s", beside[row.Name], row.Name, sampleOf(t, row, `{"type":"null"}`, "#/$defs/leaf"))
		for name, position := range positions {
			if strings.Count(position, `"`+row.Name+`":`)+strings.Count(members, `"`+row.Name+`":`) > 1 && strings.HasPrefix(name, "beside") {
				continue
			}
			schema := fmt.Sprintf(position, members)
			if !strings.Contains(schema, `"leaf":`) {
				schema = `{"$defs":{"leaf":{"type":"null"}},` + schema[1:]
			}
			f, err := source.ParseJSON("schema.json", []byte(schema))
			require.NoError(t, err)
			g, err := graph.Load(f, graph.Options{AssertFormats: true})
			require.NoError(t, err, schema)
			t.Run(row.Name+" "+name, func(t *testing.T) { blinded(t, g, row) })
		}
	}
	for _, name := range []string{"program", "v5", "google", "ecma"} {
		assert.Contains(t, blindable(), name)
	}
}

func blindable() map[string]keyword.Blindable {
	all := map[string]keyword.Blindable{}
	for _, j := range keyword.Judges() {
		all[j.Name()] = j
	}
	return all
}

func blinded(t *testing.T, g *graph.Graph, row *keyword.Row) {
	doc, err := source.ParseJSON("doc.json", []byte(`{"a":1}`))
	require.NoError(t, err)
	compile := map[string]func() error{
		"program": func() error { _, _, err := program.Compile(g); return err },
		"v5":      func() error { _, err := v5.CompileSound(g, false); return err },
		"google":  func() error { _, err := newPeer(g, false); return err },
		"ecma":    func() error { _, err := newECMA(g, false); return err },
	}
	for name, compile := range compile {
		restore := blindable()[name].Blind(row)
		err := compile()
		var sides [2]Result
		for i, accepts := range []bool{true, false} {
			s := NewSide(g, false)
			if name == "google" || name == "ecma" { // and none but the blind one is left
				s.once.v5.Do(func() { s.v5.err = assert.AnError })
			}
			if name == "google" {
				s.once.ecma.Do(func() { s.ecma.err = assert.AnError })
			}
			if name == "ecma" {
				s.once.google.Do(func() { s.google.err = assert.AnError })
			}
			sides[i] = Check(doc.Root, Claim{s, accepts})
		}
		restore()
		var named *diag.Error
		require.ErrorAs(t, err, &named, name)
		assert.Equal(t, graph.CodeUnheard, named.Code)
		assert.Contains(t, named.Message, `"`+row.Name+`"`)
		assert.Contains(t, named.Pointer, "/"+row.Name)
		assert.Positive(t, named.Line)
		for _, r := range sides {
			switch name {
			case "v5":
				assert.NotContains(t, r.By+" ", V5+" ")
				assert.Equal(t, r.Outcome == Confirmed, r.By != "", "%+v", r)
			case "google":
				assert.Equal(t, Unconfirmed, r.Outcome)
				assert.Contains(t, r.Reason, `the keyword "`+row.Name+`" is none that the second validator can judge (`)
			case "ecma":
				assert.Equal(t, Unconfirmed, r.Outcome)
				assert.Contains(t, r.Reason, `the keyword "`+row.Name+`" is none that the third validator can judge (`)
			}
		}
	}
	// And without a hole each of them judges, but google's of formats.
	for name, compile := range compile {
		if err := compile(); name != "google" {
			assert.NoError(t, err, name)
		} else if err != nil {
			assert.EqualError(t, err, "formats are asserted")
		}
	}
}

// TestBlindedFormat: a format that only the caller wants asserted is one more
// keyword that has to be known.
func TestBlindedFormat(t *testing.T) {
	s := side(t, `{"format":"date"}`)
	restore := blindable()["v5"].Blind(keyword.Find("format"))
	defer restore()
	_, err := v5.CompileSound(s.g, false)
	require.NoError(t, err)
	_, err = v5.CompileSound(s.g, true)
	assert.ErrorContains(t, err, `the keyword "format" is none that the validation library can judge`)
}

package attack_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// TestLaterKeywords: every keyword that only later drafts have means in every draft,
// where it is asked to, what it means there: each judge of documents, the verdicts of
// compat both ways and generated code are those of the same schema read as 2020-12.
// Without the question it means nothing, and a note says so.
func TestLaterKeywords(t *testing.T) {
	asked := map[keyword.Dialect]int{}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		s := samples[row.Name]
		for _, d := range keyword.Dialects() {
			numbered := d == keyword.Draft4 && row.Shape == keyword.BooleanOrNumber
			if !row.Later(d) && !numbered {
				continue
			}
			for k, at := range positions {
				narrow, fits := at.text(s, s.narrow)
				if !fits || every > 1 && (i+k+int(d))%(3*every) != 0 && k > 0 {
					continue
				}
				where := fmt.Sprintf("%s in %s: %s", row.Name, d, narrow)
				asked[d]++
				own := keyword.Draft2020
				if at.name == "evaluated items" {
					own = keyword.Draft2019 // before 2020-12 contains evaluates nothing
				}
				if row.Later(own) {
					continue
				}
				opinions := opinionsAs(t, narrow, at, s, graph.Options{Draft: d, LaterKeywords: true, AssertFormats: true})
				assert.Equal(t, opinionsAs(t, narrow, at, s, graph.Options{Draft: own, AssertFormats: true}), opinions, where)
				wide, _ := at.text(s, s.wide)
				p, q := pairAs(t, wide, narrow, d.String()), pairAs(t, wide, narrow, own.String())
				assert.Equal(t, verdicts(q, k == 0), verdicts(p, k == 0), where)
				assert.Equal(t, generatedAs(narrow, own.String()), generatedAs(narrow, d.String()), where)
				assert.Empty(t, p.new.Notes(), where)
				unread, err := compat.Load("s.json", []byte(narrow), compat.LoadOptions{Draft: d.String()})
				if err == nil {
					assert.True(t, slices.ContainsFunc(unread.Notes(), func(n *diag.Error) bool { return n.Code == graph.CodeUnknownKeyword }), where)
				} else {
					assert.Contains(t, err.Error(), "draft 4", where) // flags are bounds there, and schemas objects
					assert.True(t, numbered || k > 0, where)
				}
			}
		}
	}
	for _, d := range keyword.Dialects() {
		require.Equal(t, d != keyword.Draft2020, asked[d] > 0, d)
	}
}

func pairAs(t *testing.T, old, new, draft string) pair {
	t.Helper()
	opt := compat.LoadOptions{Draft: draft, LaterKeywords: true, AssertFormats: true}
	p := pair{oldText: old, newText: new}
	var err error
	p.old, err = compat.Load("s.json", []byte(old), opt)
	require.NoError(t, err, old)
	p.new, err = compat.Load("s.json", []byte(new), opt)
	require.NoError(t, err, new)
	return p
}

// generatedAs is the Go code for a schema, or "refused". What contains evaluates is
// left out, which the dialect of the schema says.
func generatedAs(schema, draft string) string {
	r, err := gen.Generate(context.Background(), gen.Input{
		Name: "s.json", Schema: []byte(schema), Draft: draft, LaterKeywords: true, AssertFormats: true,
	}, gen.Options{Package: "p"})
	if err != nil {
		return "refused"
	}
	text := ""
	for _, file := range r.Files {
		text += strings.ReplaceAll(string(file.Data), `,\"containsMarks\":true`, "")
	}
	return text
}

// TestLaterKeywordsBesideOwn: what a keyword of a later draft means beside those of
// the schema's own draft, and which have no meaning together.
func TestLaterKeywordsBesideOwn(t *testing.T) {
	for _, c := range []struct {
		draft, schema, refused string
		valid, invalid         []string
	}{
		{"draft4", `{"minimum":1,"exclusiveMinimum":true,"const":2}`, "", []string{`2`}, []string{`1`, `3`}},
		{"draft4", `{"minimum":3,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":8}`, "", []string{`4`}, []string{`3`, `8`}},
		{"draft4", `{"properties":{"a":true,"b":false},"contains":true}`, "", []string{`{"a":1}`}, []string{`{"b":1}`, `[]`}},
		{"draft4", `{"$id":"http://x.test/a","definitions":{"n":{"$id":"b","const":1}},"properties":{"n":{"$ref":"http://x.test/b"}}}`, "", []string{`{"n":1}`}, []string{`{"n":2}`}},
		{"draft4", `{"id":"http://x.test/a","$id":"http://x.test/a","const":1}`, "", []string{`1`}, []string{`2`}},
		{"draft4", `{"id":"http://x.test/a","$id":"http://x.test/b","const":1}`, `"$id" of a later draft beside "id" has no meaning in draft4`, nil, nil},
		{"draft7", `{"$ref":"#a","definitions":{"a":{"$anchor":"a","const":1}}}`, "", []string{`1`}, []string{`2`}},
		{"draft7", `{"properties":{"a":{"$ref":"#/$defs/n","unevaluatedProperties":false}},"$defs":{"n":{"minProperties":1}}}`, "", []string{`{"a":{"x":1}}`}, []string{`{"a":{}}`}},
		{"draft7", `{"prefixItems":[{"type":"string"}],"items":false}`, "", []string{`["a"]`, `[]`}, []string{`[1]`, `["a",1]`}},
		{"draft7", `{"prefixItems":[{"type":"string"}],"items":{"type":"null"}}`, "", []string{`["a",null]`}, []string{`["a",1]`, `[null]`}},
		{"draft7", `{"items":[{"type":"string"}],"additionalItems":false,"unevaluatedItems":true}`, "", []string{`["a"]`}, []string{`["a",1]`, `[1]`}},
		{"draft7", `{"items":[{"type":"string"}],"unevaluatedItems":false}`, "", []string{`["a"]`}, []string{`["a",1]`, `[1]`}},
		{"draft7", `{"contains":{"const":1},"unevaluatedItems":false}`, "", []string{`{}`}, []string{`[1]`}},
		{"draft7", `{"prefixItems":[{}],"items":[{}]}`, `"prefixItems" of a later draft beside an array of "items" has no meaning in draft7`, nil, nil},
		{"draft2019-09", `{"prefixItems":[{}],"additionalItems":false}`, `"prefixItems" of a later draft beside "additionalItems"`, nil, nil},
		{"draft6", `{"dependencies":{"a":["b"]},"dependentRequired":{"c":["d"]}}`, `"dependentRequired" of a later draft beside "dependencies"`, nil, nil},
		{"draft6", `{"dependencies":{"a":["b"]},"dependentSchemas":{"c":{}}}`, `"dependentSchemas" of a later draft beside "dependencies"`, nil, nil},
		{"draft6", `{"dependencies":{"a":["b"],"c":{"required":["d"]}},"if":{"required":["e"]},"then":false}`, "", []string{`{"a":1,"b":1}`}, []string{`{"a":1}`, `{"c":1}`, `{"e":1}`}},
		{"draft2019-09", `{"$recursiveRef":"#","$dynamicRef":"#"}`, `"$dynamicRef" of a later draft beside "$recursiveRef"`, nil, nil},
		{"draft7", `{"$recursiveRef":"#/not","$dynamicRef":"#/not","not":{}}`, `"$dynamicRef" of a later draft beside "$recursiveRef"`, nil, nil},
		{"draft7", `{"properties":{"a":{"$recursiveRef":"#"}},"$recursiveAnchor":true,"required":["b"]}`, "", []string{`{"b":1,"a":{"b":1}}`}, []string{`{"b":1,"a":{}}`}},
		{"draft7", `{"prefixItems":[]}`, `"prefixItems" must hold at least one schema`, nil, nil},
		{"draft7", `{"contains":{"const":1},"minContains":-1}`, `"minContains" must be a non-negative integer`, nil, nil},
		{"draft4", `{"if":{"required":[]}}`, `not a valid draft4 schema`, nil, nil},
		{"draft4", `{"properties":{"a":{"not":{"propertyNames":{"enum":[]}}}}}`, `not a valid draft4 schema`, nil, nil},
		{"draft7", `{"dependentRequired":{"a":["b"]},"required":["c","c"]}`, `not a valid draft7 schema`, nil, nil},
		{"draft7", `{"dependentRequired":{"a":"b"}}`, `"dependentRequired" must be`, nil, nil},
		{"draft4", `{"const":1,"examples":"none","deprecated":"soon","$comment":7,"readOnly":1}`, "", []string{`1`}, []string{`2`}},
	} {
		opt := graph.Options{Draft: mustDraft(c.draft), LaterKeywords: true}
		v, err := library(c.schema, opt)
		s, same := compat.Load("s.json", []byte(c.schema), compat.LoadOptions{Draft: c.draft, LaterKeywords: true})
		if c.refused != "" {
			require.ErrorContains(t, err, c.refused, c.schema)
			require.ErrorContains(t, same, c.refused, c.schema)
			require.Equal(t, "refused", generatedAs(c.schema, c.draft), c.schema)
			continue
		}
		require.NoError(t, err, c.schema)
		require.NoError(t, same, c.schema)
		at := position{"alone", `{%s}`, `%s`}
		for want, docs := range map[string][]string{"valid": c.valid, "invalid": c.invalid} {
			for _, doc := range docs {
				one := sample{docs: [3]string{doc, doc, doc}}
				for who, said := range opinionsAs(t, c.schema, at, one, opt) {
					assert.Equal(t, want, said, "%s of %s: %s", who, c.schema, doc)
				}
				// The schema accepts the document itself as a constant, or does not.
				single, err := compat.Load("d.json", []byte(`{"enum":[`+doc+`]}`), compat.LoadOptions{Draft: c.draft, LaterKeywords: true})
				require.NoError(t, err)
				r := must(compat.Compare(context.Background(), single, s, compat.Options{Direction: compat.Backward, Content: compat.Open}))
				assert.Equal(t, map[string]compat.Verdict{"valid": compat.Compatible, "invalid": compat.Incompatible}[want], r.Verdict, "%s: %s", c.schema, doc)
			}
		}
		// Places are those of the schema's own text.
		for _, doc := range c.invalid {
			d, err := source.ParseJSON("d.json", []byte(doc))
			require.NoError(t, err)
			for _, x := range v.Validate(d.Root) {
				assert.Regexp(t, regexp.MustCompile(`"`+regexp.QuoteMeta(x.Keyword)+`":`), c.schema, "%s: %s", c.schema, doc)
				last := x.SchemaAt[strings.LastIndexByte(x.SchemaAt, '/')+1:]
				assert.Contains(t, c.schema, `"`+last+`"`, "%s: %s at %s", c.schema, doc, x.SchemaAt)
			}
		}
	}
}

// library is the schema for the library behind validate.
func library(text string, opt graph.Options) (*v5.Validator, error) {
	f, err := source.ParseJSON("s.json", []byte(text))
	if err != nil {
		return nil, err
	}
	g, err := graph.Load(f, opt)
	if err != nil {
		return nil, err
	}
	return v5.Compile(g, false)
}

func mustDraft(name string) graph.Dialect {
	d, _ := graph.ParseDialect(name)
	return d
}

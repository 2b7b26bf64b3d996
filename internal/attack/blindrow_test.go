package attack_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// every is of how many (row, judge, position) one is tried, of the judges that seldom
// see a difference, and of how many pairs.
var every = rounds.Of(5, 1)

// sample is a keyword with two values, as members of a schema: what narrow accepts
// wide accepts too, and of the documents the first satisfies both, the second wide
// alone and the third neither. wide is empty where the keyword has no such value;
// the third document is then refused by narrow and accepted by {}.
type sample struct {
	narrow, wide string
	docs         [3]string
}

var scalars = [3]string{`"a"`, `"bb"`, `"c"`}

// samples has every keyword that can assert; the definitions are those of define.
var samples = map[string]sample{
	"$ref":             {`"$ref":"#/$defs/narrow"`, `"$ref":"#/$defs/wide"`, scalars},
	"$dynamicRef":      {`"$dynamicRef":"#narrow"`, `"$dynamicRef":"#wide"`, scalars},
	"allOf":            {`"allOf":[{"enum":["a"]}]`, `"allOf":[{"enum":["a","bb"]}]`, scalars},
	"anyOf":            {`"anyOf":[{"const":"a"}]`, `"anyOf":[{"const":"a"},{"const":"bb"}]`, scalars},
	"oneOf":            {`"oneOf":[{"const":"a"}]`, `"oneOf":[{"const":"a"},{"const":"bb"}]`, scalars},
	"not":              {`"not":{"enum":["bb","c"]}`, `"not":{"const":"c"}`, scalars},
	"if":               {`"if":{"enum":["bb","c"]},"then":false`, `"if":{"const":"c"},"then":false`, scalars},
	"then":             {`"if":{"type":"string"},"then":{"const":"a"}`, `"if":{"type":"string"},"then":{"enum":["a","bb"]}`, scalars},
	"else":             {`"if":{"type":"null"},"else":{"const":"a"}`, `"if":{"type":"null"},"else":{"enum":["a","bb"]}`, scalars},
	"dependentSchemas": {`"dependentSchemas":{"k":{"maxProperties":1}}`, `"dependentSchemas":{"k":{"maxProperties":2}}`, [3]string{`{"k":1}`, `{"k":1,"l":2}`, `{"k":1,"l":2,"m":3}`}},

	"properties":            {`"properties":{"k":{"const":"a"}}`, `"properties":{"k":{"enum":["a","bb"]}}`, members},
	"patternProperties":     {`"patternProperties":{"^k":{"const":"a"}}`, `"patternProperties":{"^k":{"enum":["a","bb"]}}`, members},
	"additionalProperties":  {`"additionalProperties":{"const":"a"}`, `"additionalProperties":{"enum":["a","bb"]}`, members},
	"unevaluatedProperties": {`"unevaluatedProperties":{"const":"a"}`, `"unevaluatedProperties":{"enum":["a","bb"]}`, members},
	"propertyNames":         {`"propertyNames":{"const":"k"}`, `"propertyNames":{"enum":["k","l"]}`, [3]string{`{"k":1}`, `{"l":1}`, `{"m":1}`}},

	"prefixItems":      {`"prefixItems":[{"const":"a"}]`, `"prefixItems":[{"enum":["a","bb"]}]`, items},
	"items":            {`"items":{"const":"a"}`, `"items":{"enum":["a","bb"]}`, items},
	"contains":         {`"contains":{"const":"a"}`, `"contains":{"enum":["a","bb"]}`, items},
	"unevaluatedItems": {`"unevaluatedItems":{"const":"a"}`, `"unevaluatedItems":{"enum":["a","bb"]}`, items},
	"maxContains":      {`"contains":{"const":"a"},"maxContains":1`, `"contains":{"const":"a"},"maxContains":2`, [3]string{`["a"]`, `["a","a"]`, `["a","a","a"]`}},
	"minContains":      {`"contains":{"const":"a"},"minContains":2`, `"contains":{"const":"a"},"minContains":1`, [3]string{`["a","a"]`, `["a"]`, `[]`}},

	"type":  {`"type":"string"`, `"type":["string","null"]`, [3]string{`"a"`, `null`, `1`}},
	"enum":  {`"enum":["a"]`, `"enum":["a","bb"]`, scalars},
	"const": {`"const":"a"`, ``, [3]string{`"a"`, `"a"`, `"bb"`}},

	"multipleOf":       {`"multipleOf":6`, `"multipleOf":3`, [3]string{`6`, `3`, `1`}},
	"maximum":          {`"maximum":1`, `"maximum":2`, [3]string{`1`, `2`, `3`}},
	"exclusiveMaximum": {`"exclusiveMaximum":2`, `"exclusiveMaximum":3`, [3]string{`1`, `2`, `3`}},
	"minimum":          {`"minimum":3`, `"minimum":2`, [3]string{`3`, `2`, `1`}},
	"exclusiveMinimum": {`"exclusiveMinimum":2`, `"exclusiveMinimum":1`, [3]string{`3`, `2`, `1`}},

	"maxLength": {`"maxLength":1`, `"maxLength":2`, [3]string{`"a"`, `"bb"`, `"ccc"`}},
	"minLength": {`"minLength":3`, `"minLength":2`, [3]string{`"ccc"`, `"bb"`, `"a"`}},
	"pattern":   {`"pattern":"^a$"`, `"pattern":"^(a|bb)$"`, scalars},
	"format":    {`"format":"date"`, ``, [3]string{`"2006-01-02"`, `"2006-01-02"`, `"x"`}},

	"maxItems":    {`"maxItems":1`, `"maxItems":2`, [3]string{`["a"]`, `["a","a"]`, `["a","a","a"]`}},
	"minItems":    {`"minItems":2`, `"minItems":1`, [3]string{`["a","a"]`, `["a"]`, `[]`}},
	"uniqueItems": {`"uniqueItems":true`, ``, [3]string{`["a"]`, `["a"]`, `["a","a"]`}},

	"maxProperties":     {`"maxProperties":1`, `"maxProperties":2`, [3]string{`{"k":1}`, `{"k":1,"l":2}`, `{"k":1,"l":2,"m":3}`}},
	"minProperties":     {`"minProperties":2`, `"minProperties":1`, [3]string{`{"k":1,"l":2}`, `{"k":1}`, `{}`}},
	"required":          {`"required":["k","l"]`, `"required":["k"]`, [3]string{`{"k":1,"l":1}`, `{"k":1}`, `{}`}},
	"dependentRequired": {`"dependentRequired":{"k":["l","m"]}`, `"dependentRequired":{"k":["l"]}`, [3]string{`{"k":1,"l":1,"m":1}`, `{"k":1,"l":1}`, `{"k":1}`}},
}

var (
	members = [3]string{`{"k":"a"}`, `{"k":"bb"}`, `{"k":"c"}`}
	items   = [3]string{`["a"]`, `["bb"]`, `["c"]`}
)

// define is what the samples of references refer to.
const define = `"narrow":{"$dynamicAnchor":"narrow","enum":["a"]},"wide":{"$dynamicAnchor":"wide","enum":["a","bb"]}`

// position is where in a schema the keyword stands: schema makes a schema of the
// members with the keyword, and doc puts a value where they look at it. docs stands
// for the sample's documents.
type position struct {
	name        string
	schema, doc string
}

// Under "beside" the keyword stands beside a list of values or one, which a search
// goes through without asking anything else.
var positions = []position{
	{"alone", `{%s}`, `%s`},
	{"beside enum", `{"enum":[DOCS],%s}`, `%s`},
	{"beside const", `{"const":DOC,%s}`, `%s`},
	{"a member, beside enum", `{"properties":{"p":{"enum":[DOCS],%s}}}`, `{"p":%s}`},
	{"a member, beside const", `{"properties":{"p":{"const":DOC,%s}}}`, `{"p":%s}`},
	{"not", `{"not":{%s}}`, `%s`},
	{"a member, under not", `{"properties":{"p":{"not":{%s}}}}`, `{"p":%s}`},
	{"if, then", `{"if":{%s},"then":false}`, `%s`},
	{"if, else", `{"if":{%s},"else":false}`, `%s`},
	{"oneOf", `{"oneOf":[{%s},{"const":"z"}]}`, `%s`},
	{"anyOf with constants", `{"properties":{"p":{"anyOf":[{"const":DOC,%s},{"const":"z"}]}}}`, `{"p":%s}`},
	{"contains", `{"type":"array","contains":{%s}}`, `[%s]`},
	{"dependentSchemas", `{"dependentSchemas":{"q":{"properties":{"p":{%s}}}}}`, `{"q":1,"p":%s}`},
	{"behind $ref", `{"properties":{"p":{"$ref":"#/$defs/x"}},"$defs":{"x":{%s},DEFS}}`, `{"p":%s}`},
	{"unevaluatedProperties", `{"unevaluatedProperties":{%s}}`, `{"p":%s}`},
	{"unevaluatedItems", `{"unevaluatedItems":{%s}}`, `[%s]`},
	{"evaluated members", `{"allOf":[{%s}],"unevaluatedProperties":false}`, `%s`},
	{"perhaps evaluated members", `{"anyOf":[{%s},true],"unevaluatedProperties":false}`, `%s`},
	{"evaluated items", `{"allOf":[{%s}],"unevaluatedItems":false}`, `%s`},
	{"closed members", `{"additionalProperties":false,%s}`, `%s`},
}

// text writes the schema with some members at the position; ok is false when they
// cannot stand there.
func (p position) text(s sample, fragment string) (text string, ok bool) {
	text = strings.ReplaceAll(p.schema, "DOCS", unique(s.docs[:]))
	text = strings.ReplaceAll(text, "DOC", s.docs[1])
	if fragment == "" {
		text = strings.NewReplacer(",%s", "", "%s,", "", "%s", "").Replace(text)
	} else {
		text = strings.ReplaceAll(text, "%s", fragment)
	}
	if strings.Contains(text, "DEFS") {
		text = strings.Replace(text, "DEFS", define, 1)
	} else {
		text = `{"$defs":{` + define + `},` + text[1:]
		text = strings.Replace(text, ",}", "}", 1)
	}
	_, err := source.ParseJSON("s.json", []byte(text)) // a keyword stands there twice
	return text, err == nil
}

func unique(docs []string) string {
	list := slices.Clone(docs)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), ",")
}

// pair is two schemas that differ in the keyword alone.
type pair struct {
	old, new         *compat.Schema
	oldText, newText string
}

func loaded(t *testing.T, text string) *compat.Schema {
	t.Helper()
	s, err := compat.Load("s.json", []byte(text), compat.LoadOptions{AssertFormats: true})
	require.NoError(t, err, text)
	return s
}

// TestBlindRows takes each row of the keyword table from each judge in turn and
// demands that no definite verdict rests on the hole: what is still decided is
// decided as by judges who know the keyword. Every pair is asked about in both
// directions, so that a verdict which holds whatever the keyword means is the only
// one that can be right about both.
func TestBlindRows(t *testing.T) {
	judges := keyword.Judges()
	judges = append(judges, everyone(judges))
	for _, name := range append([]string{"comparison", "fingerprint", "lower", "places"}, ofVerdicts...) {
		require.True(t, slices.ContainsFunc(judges, func(j keyword.Blindable) bool { return j.Name() == name }), name)
	}
	figures := map[string][3]int{} // by judge: asked, decided, left open
	turn := 0
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		s, ok := samples[row.Name]
		require.True(t, ok, "samples has nothing for %s: two values, and documents that tell them apart", row.Name)
		for _, at := range positions {
			narrow, fits := at.text(s, s.narrow)
			if !fits {
				continue
			}
			bare, _ := at.text(s, "")
			pairs := []pair{{oldText: bare, newText: narrow}}
			if s.wide != "" {
				wide, _ := at.text(s, s.wide)
				pairs = append(pairs, pair{oldText: wide, newText: narrow})
			}
			if turn++; every > 1 && len(pairs) > 1 {
				pairs = pairs[turn%2 : turn%2+1]
			}
			for _, p := range pairs {
				p.old, p.new = loaded(t, p.oldText), loaded(t, p.newText)
				full, code := verdicts(p, true), generated(narrow)
				opinions := opinionsOf(t, narrow, at, s)
				for k, j := range judges {
					if !j.Knows(row) {
						t.Errorf("%s has no entry for %s", j.Name(), row.Name)
						continue
					}
					if j.Name() != "decide" && j.Name() != "writer" && (turn+k)%every != 0 {
						continue
					}
					restore := j.Blind(row)
					p.old, p.new = loaded(t, p.oldText), loaded(t, p.newText)
					blinded := verdicts(p, every == 1 || !slices.Contains(ofVerdicts, j.Name()))
					without := opinionsOf(t, narrow, at, s)
					again := "refused"
					if !slices.Contains(ofVerdicts, j.Name()) || every == 1 {
						again = generated(narrow)
					}
					restore()
					where := fmt.Sprintf("%s without %s, %s\n  old %s\n  new %s", j.Name(), row.Name, at.name, p.oldText, p.newText)
					n := figures[j.Name()]
					if again != "refused" {
						assert.Equal(t, code, again, "generated code: %s", where)
					}
					for question, verdict := range blinded {
						n[0]++
						switch verdict {
						case full[question]:
							n[1]++
						case "unknown", "some":
							n[2]++
						default:
							t.Errorf("%s is %s and not %s: %s", question, verdict, full[question], where)
						}
					}
					for who, said := range without {
						if said != "no opinion" {
							assert.Equal(t, opinions[who], said, "%s: %s", who, where)
						}
					}
					figures[j.Name()] = n
				}
			}
		}
	}
	for _, j := range judges {
		n := figures[j.Name()]
		t.Logf("%-10s asked %d, as decided before %d, left open %d", j.Name(), n[0], n[1], n[2])
	}
	assert.Greater(t, figures["decide"][2], 500, "holes of the search show")
}

// everyone is all judges at once, as for a keyword that has a row and nothing else.
type everyone []keyword.Blindable

func (all everyone) Name() string { return "all" }

func (all everyone) Knows(row *keyword.Row) bool {
	return !slices.ContainsFunc(all, func(j keyword.Blindable) bool { return !j.Knows(row) })
}

func (all everyone) Blind(row *keyword.Row) (restore func()) {
	back := make([]func(), len(all))
	for i, j := range all {
		back[i] = j.Blind(row)
	}
	return func() {
		for _, restore := range back {
			restore()
		}
	}
}

// ofVerdicts are the judges that verdicts about documents come from; none of them
// has a say in generated code.
var ofVerdicts = []string{"decide", "google", "program", "v5", "writer"}

// generated is the Go code for a schema, or "refused".
func generated(schema string) string {
	r, err := gen.Generate(context.Background(), gen.Input{Name: "s.json", Schema: []byte(schema), AssertFormats: true}, gen.Options{Package: "p"})
	if err != nil {
		return "refused"
	}
	text := ""
	for _, file := range r.Files {
		text += string(file.Data)
	}
	return text
}

// verdicts are those of compat about a pair, both ways; of the list of changes that
// there is "none", or that there are "some".
func verdicts(p pair, changes bool) map[string]string {
	opt := compat.Options{Changes: changes}
	out := map[string]string{}
	for way, r := range map[string]*compat.Report{
		"there": must(compat.Compare(context.Background(), p.old, p.new, opt)),
		"back":  must(compat.Compare(context.Background(), p.new, p.old, opt)),
	} {
		out[way+": backward"] = r.Backward.Verdict.String()
		out[way+": forward"] = r.Forward.Verdict.String()
		out[way+": reader"] = r.Reader.Verdict.String()
		out[way+": bump"] = r.RequiredBump.String()
		out[way+": changes"] = "some"
		if changes && len(r.Changes) == 0 && !slices.ContainsFunc(r.Unknowns, func(u compat.Unresolved) bool { return u.Question == "changes" }) {
			out[way+": changes"] = "none"
		}
		if r.Fault != nil {
			out[way+": fault"] = r.Fault.Message
		}
	}
	return out
}

// opinionsOf are what every judge of documents says of the sample's.
func opinionsOf(t *testing.T, schema string, at position, s sample) map[string]string {
	t.Helper()
	return opinionsAs(t, schema, at, s, graph.Options{AssertFormats: true})
}

func opinionsAs(t *testing.T, schema string, at position, s sample, opt graph.Options) map[string]string {
	t.Helper()
	f, err := source.ParseJSON("s.json", []byte(schema))
	require.NoError(t, err)
	g, err := graph.Load(f, opt)
	require.NoError(t, err, schema)
	word := func(ok bool, err error) string {
		if err != nil {
			return "no opinion"
		}
		return map[bool]string{true: "valid", false: "invalid"}[ok]
	}
	out := map[string]string{}
	w := writer.NewEvaluator(g)
	prog, index, progErr := program.Compile(g)
	library, libraryErr := v5.Compile(g, opt.AssertFormats)
	for i, text := range s.docs {
		d, err := source.ParseJSON("d.json", fmt.Appendf(nil, at.doc, text))
		require.NoError(t, err)
		out[fmt.Sprint("writer, ", i)] = word(w.Accepts(d.Root))
		out[fmt.Sprint("program, ", i)] = "no opinion"
		if progErr == nil {
			v, err := eval.Parse(d.Root.JSON())
			out[fmt.Sprint("program, ", i)] = word(prog.Check(index[g.Root], v, nil), err)
		}
		out[fmt.Sprint("v5, ", i)] = "no opinion"
		if libraryErr == nil {
			list, err := library.Judge(d.Root)
			out[fmt.Sprint("v5, ", i)] = word(len(list) == 0, err)
		}
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

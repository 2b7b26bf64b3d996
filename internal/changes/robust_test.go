package changes

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// FuzzDiff: whatever two schemas are, Diff ends, does not panic, finds nothing
// between a schema and itself or itself reordered, and points at what is there.
func FuzzDiff(f *testing.F) {
	for _, x := range fixtures(f) {
		f.Add(x.old.JSON(), x.new.JSON())
	}
	f.Add(`{"$ref":"#/$defs/A","$defs":{"A":{"items":{"$ref":"#/$defs/B"}},"B":{"items":{"$ref":"#/$defs/A"}}}}`, `{"items":{"$ref":"#"}}`)
	f.Fuzz(func(t *testing.T, a, b string) {
		old, new := tryLoad(a), tryLoad(b)
		if old == nil || new == nil {
			return
		}
		for _, pair := range [][2]*graph.Graph{{old, new}, {new, old}} {
			for _, c := range Diff(pair[0], pair[1]).Changes {
				require.NotNil(t, c.Rule)
				_, ok := c.OldNode.File.At(c.OldAt)
				require.True(t, ok, "%s: old_at %q leads nowhere", c.Rule.ID, c.OldAt)
				_, ok = c.NewNode.File.At(c.NewAt)
				require.True(t, ok, "%s: new_at %q leads nowhere", c.Rule, c.NewAt)
				require.NotEmpty(t, c.Message())
			}
		}
		require.Empty(t, rulesOf(Diff(old, old).Changes))
		if shuffled := tryLoad(reordered(old.Root.Value).JSON()); shuffled != nil {
			require.Empty(t, rulesOf(Diff(old, shuffled).Changes), "reordered: %s", shuffled.Root.Value.JSON())
		}
		attributed(old, new)
	})
}

// attributed makes the variants of the first changes.
func attributed(old, new *graph.Graph) {
	d := Diff(old, new)
	v := d.variants(false)
	for i := range d.Changes[:min(len(d.Changes), 20)] {
		_, _ = v.with(&d.Changes[i])
	}
}

func tryLoad(text string) *graph.Graph {
	f, err := source.ParseJSON("schema.json", []byte(text))
	if err != nil {
		return nil
	}
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		return nil
	}
	return g
}

// reordered reverses the members of every object; references still lead where
// they led.
func reordered(v *source.Value) *source.Value {
	switch v.Kind {
	case source.Array:
		items := make([]*source.Value, len(v.Items))
		for i, item := range v.Items {
			items[i] = reordered(item)
		}
		return &source.Value{Kind: source.Array, Items: items}
	case source.Object:
		members := slices.Clone(v.Members)
		slices.Reverse(members)
		for i := range members {
			members[i].Value = reordered(members[i].Value)
		}
		return source.NewObject(members)
	}
	return v
}

// withAndWithout is a schema that has a keyword in a dialect and the same without
// it; ok is false where that is no change, or tested elsewhere.
func withAndWithout(t *testing.T, row *keyword.Row, dialect keyword.Dialect) (with, without string, ok bool) {
	t.Helper()
	values := map[string]string{
		"$schema": "", "$id": "", "id": "", "$vocabulary": `{"https://example.org/v":false}`,
		"$anchor": `"a"`, "$dynamicAnchor": `"a"`, "$recursiveAnchor": `true`,
		"$ref": `"#/definitions/D"`, "$dynamicRef": `"#/definitions/D"`, "$recursiveRef": `"#"`,
		"$defs": `{"X":{}}`, "definitions": `{"D":{"minimum":3},"X":{}}`, "$comment": `"c"`,
		"allOf": `[{"minimum":1}]`, "anyOf": `[{"minimum":1},{"maxLength":1}]`, "oneOf": `[{"minimum":1},{"maxLength":1}]`,
		"dependencies": `{"a":["b"]}`, "dependentSchemas": `{"a":{"minProperties":2}}`, "dependentRequired": `{"a":["b"]}`,
		"properties": `{"a":{}}`, "patternProperties": `{"a":{}}`, "prefixItems": `[{"type":"string"}]`,
		"type": `"string"`, "enum": `[1,2]`, "const": `1`, "pattern": `"a"`, "format": `"date"`,
		"contentEncoding": `"base64"`, "contentMediaType": `"a/b"`, "required": `["a"]`, "uniqueItems": `true`,
		"title": `"t"`, "description": `"d"`, "default": `1`, "deprecated": `true`, "readOnly": `true`, "writeOnly": `true`, "examples": `[1]`,
		"multipleOf": `2`, "minimum": `2`, "maximum": `2`, "exclusiveMinimum": `2`, "exclusiveMaximum": `2`,
	}
	value, ok := values[row.Name]
	switch {
	case ok && value == "":
		return "", "", false // the dialect has a fixture, the identifier is no change
	case ok:
	case row.Shape == keyword.Count:
		value = "2"
	default:
		value = sampleOf(t, row, `{"minimum":1}`, "#/definitions/D")
	}
	with = fmt.Sprintf(`{"$schema":%q,"definitions":{"D":{"minimum":3}},%q:%s}`, dialect.URI(), row.Name, value)
	without = fmt.Sprintf(`{"$schema":%q,"definitions":{"D":{"minimum":3}}}`, dialect.URI())
	switch row.Name {
	case "definitions":
		with = fmt.Sprintf(`{"$schema":%q,"definitions":%s}`, dialect.URI(), value)
	case "exclusiveMinimum", "exclusiveMaximum":
		if dialect == keyword.Draft4 {
			bound := strings.ToLower(strings.TrimPrefix(row.Name, "exclusive"))
			with = fmt.Sprintf(`{"$schema":%q,%q:1,%q:true}`, dialect.URI(), bound, row.Name)
			without = fmt.Sprintf(`{"$schema":%q,%q:1}`, dialect.URI(), bound)
		}
	case "$recursiveRef":
		with = fmt.Sprintf(`{"$schema":%q,"properties":{"a":{%q:"#"}}}`, dialect.URI(), row.Name)
		without = fmt.Sprintf(`{"$schema":%q,"properties":{"a":{}}}`, dialect.URI())
	}
	return with, without, true
}

// TestEveryKeywordIsTold: taking any keyword away is a change, in every dialect
// that has it.
func TestEveryKeywordIsTold(t *testing.T) {
	for _, row := range keyword.All() {
		for _, dialect := range keyword.Dialects() {
			if !row.In(dialect) {
				continue
			}
			with, without, ok := withAndWithout(t, &row, dialect)
			if !ok {
				continue
			}
			old, new := schemaText(t, "old.json", with), schemaText(t, "new.json", without)
			assert.NotEmpty(t, Diff(old, new).Changes, "%s is taken away unseen in %s", row.Name, dialect)
			assert.NotEmpty(t, Diff(new, old).Changes, "%s is added unseen in %s", row.Name, dialect)
		}
	}
}

// TestUnheard: with any keyword's entry taken away, a schema that has it is equal
// to none by its fingerprint, and a comparison that meets it says so, whatever it
// stands in.
func TestUnheard(t *testing.T) {
	positions := map[string]string{
		"at the root": `%s`, "beside enum": `{"enum":[1,"x",[],{}],"allOf":[%s]}`, "under not": `{"not":%s}`, "in if": `{"if":%s,"then":{"type":"string"}}`,
		"in then": `{"if":{"type":"string"},"then":%s}`, "in oneOf": `{"oneOf":[%s,{"type":"null"}]}`, "in anyOf": `{"anyOf":[{"const":7},%s]}`,
		"in contains": `{"contains":%s,"maxContains":2}`, "in dependentSchemas": `{"dependentSchemas":{"a":%s}}`,
		"behind a reference": `{"$ref":"#/$defs/in","$defs":{"in":%s}}`, "inside unevaluatedItems": `{"anyOf":[{"prefixItems":[true]},{"type":"null"}],"unevaluatedItems":%s}`,
		"inside unevaluatedProperties": `{"anyOf":[{"required":["z"]},{"type":"null"}],"unevaluatedProperties":%s}`, "in a member": `{"properties":{"m":%s}}`,
		"in a name": `{"propertyNames":%s}`, "in a tuple": `{"prefixItems":[true,%s]}`,
	}
	samples := map[string]string{
		"if": `{"if":{"minimum":1},"then":{"minimum":2}}`, "then": `{"if":{"minimum":1},"then":{"minimum":2}}`, "else": `{"if":{"minimum":1},"else":{"minimum":2}}`,
		"minContains": `{"contains":{"minimum":1},"minContains":2}`, "maxContains": `{"contains":{"minimum":1},"maxContains":2}`,
		"$ref": `{"$ref":"#/definitions/D"}`, "$dynamicRef": `{"$dynamicRef":"#D"}`, "items": `{"items":{"minimum":1}}`,
	}
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		sample := samples[row.Name]
		if sample == "" {
			with, _, ok := withAndWithout(t, row, keyword.Draft2020)
			require.True(t, ok, row.Name)
			sample = `{` + with[strings.LastIndex(with, fmt.Sprintf("%q:", row.Name)):]
		}
		other := `{"title":"another",` + sample[1:]
		for name, position := range positions {
			load := func(name, inner string) *graph.Graph {
				text := strings.TrimSuffix(fmt.Sprintf(position, inner), "}") + `,"definitions":{"D":{"$dynamicAnchor":"D","type":"string"}}}`
				f, err := source.ParseJSON(name, []byte(text))
				require.NoError(t, err, text)
				g, err := graph.Load(f, graph.Options{AssertFormats: true})
				require.NoError(t, err, text)
				return g
			}
			old, new := load("old.json", sample), load("new.json", other)

			restore := printing.Blind(row)
			digest := hashes(old)[old.Root.ID]
			list := Diff(old, new).Changes
			restore()
			assert.False(t, digest.exact, "%s %s: the fingerprint passes for exact", row.Name, name)
			assert.NotEmpty(t, list, "%s %s", row.Name, name)

			restore = comparing.Blind(row)
			unheard := Diff(old, new).Unheard
			restore()
			require.NotEmpty(t, unheard, "%s %s: compared without a word", row.Name, name)
			assert.Equal(t, row.Name, unheard[0].Keyword)
			assert.Empty(t, Diff(old, new).Unheard)
		}
	}
}

// TestSizes: time grows with the size of the schemas and the number of changes,
// not faster.
func TestSizes(t *testing.T) {
	list := func(n int, item func(i int) string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = item(i)
		}
		return strings.Join(parts, ",")
	}
	n := rounds.Of(4_000, 10_000)
	for _, c := range []struct {
		name     string
		old, new string
		changes  int
	}{
		{
			"members that all change",
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"type":"string","maxLength":%d}`, i, i+1) }) + `}}`,
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"type":"string","maxLength":%d}`, n-1-i, n-i+1) }) + `}}`,
			n,
		},
		{
			"members that are all replaced",
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"type":"string"}`, i) }) + `}}`,
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"n%d":{"type":"string"}`, i) }) + `}}`,
			2 * n,
		},
		{
			"values that are all replaced",
			`{"enum":[` + list(n, func(i int) string { return fmt.Sprintf(`"m%d"`, i) }) + `]}`,
			`{"enum":[` + list(n, func(i int) string { return fmt.Sprintf(`"n%d"`, i) }) + `]}`,
			2 * n,
		},
		{
			"alternatives that all change",
			`{"oneOf":[` + list(n, func(i int) string {
				return fmt.Sprintf(`{"properties":{"kind":{"const":"k%d"},"v":{"type":"string"}}}`, i)
			}) + `]}`,
			`{"oneOf":[` + list(n, func(i int) string {
				return fmt.Sprintf(`{"properties":{"kind":{"const":"k%d"},"v":{"type":"integer"}}}`, n-1-i)
			}) + `]}`,
			n,
		},
		{
			"alternatives with nothing to tell them apart",
			`{"anyOf":[` + list(n, func(i int) string { return fmt.Sprintf(`{"type":"integer","minimum":%d}`, 2*i) }) + `]}`,
			`{"anyOf":[` + list(n, func(i int) string { return fmt.Sprintf(`{"type":"integer","minimum":%d}`, 2*i+1) }) + `]}`,
			2 * n,
		},
		{
			"uses of one definition that changes",
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"$ref":"#/$defs/D","title":"%d"}`, i, i) }) + `},"$defs":{"D":{"type":"string"}}}`,
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"$ref":"#/$defs/D","title":"%d"}`, i, i) }) + `},"$defs":{"D":{"type":"integer"}}}`,
			1,
		},
		{
			"a definition that is inlined everywhere, changed",
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"$ref":"#/$defs/D"}`, i) }) + `},"$defs":{"D":{"type":"string"}}}`,
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"type":"integer"}`, i) }) + `}}`,
			n,
		},
		{
			"conditions",
			`{"allOf":[` + list(n, func(i int) string {
				return fmt.Sprintf(`{"if":{"required":["a%d"]},"then":{"required":["b%d"]}}`, i, i)
			}) + `]}`,
			`{"allOf":[` + list(n, func(i int) string {
				return fmt.Sprintf(`{"if":{"required":["a%d"]},"then":{"required":["c%d"]}}`, n-1-i, n-1-i)
			}) + `]}`,
			2 * n,
		},
		{
			"definitions that are all renamed",
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"$ref":"#/$defs/D%d"}`, i, i) }) + `},"$defs":{` + list(n, func(i int) string { return fmt.Sprintf(`"D%d":{"maxLength":%d}`, i, i) }) + `}}`,
			`{"properties":{` + list(n, func(i int) string { return fmt.Sprintf(`"m%d":{"$ref":"#/$defs/E%d"}`, i, i) }) + `},"$defs":{` + list(n, func(i int) string { return fmt.Sprintf(`"E%d":{"maxLength":%d}`, i, i) }) + `}}`,
			n,
		},
		{
			"depth",
			strings.Repeat(`{"items":`, 2000) + `{"minimum":1}` + strings.Repeat(`}`, 2000),
			strings.Repeat(`{"items":`, 2000) + `{"minimum":2}` + strings.Repeat(`}`, 2000),
			1,
		},
		{
			"depth in one place",
			strings.Repeat(`{"allOf":[`, 1500) + `{"minimum":1}` + strings.Repeat(`]}`, 1500),
			strings.Repeat(`{"allOf":[`, 1500) + `{"minimum":2}` + strings.Repeat(`]}`, 1500),
			1,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, new := schemaText(t, "old.json", c.old), schemaText(t, "new.json", c.new)
			start := time.Now()
			found := Diff(old, new).Changes
			assert.Len(t, found, c.changes)
			assert.Less(t, time.Since(start), 20*time.Second, "a few hundred milliseconds where nothing else runs")
		})
	}
}

// TestRecursionsOfDifferentPeriod: two circles of references that never meet in
// step are compared, and no more often than their sizes allow.
func TestRecursionsOfDifferentPeriod(t *testing.T) {
	circle := func(n int, limit int) string {
		var parts []string
		for i := range n {
			parts = append(parts, fmt.Sprintf(`"N%d":{"maxProperties":%d,"properties":{"next":{"$ref":"#/$defs/N%d"}}}`, i, limit, (i+1)%n))
		}
		return `{"$ref":"#/$defs/N0","$defs":{` + strings.Join(parts, ",") + `}}`
	}
	old, new := schemaText(t, "old.json", circle(997, 5)), schemaText(t, "new.json", circle(1009, 5))
	assert.LessOrEqual(t, len(Diff(old, new).Changes), 4*maxPartners*2006)
	same := schemaText(t, "new.json", circle(1009, 5))
	assert.Empty(t, Diff(new, same).Changes)
}

// TestOrderIsDeterministic: the list is in the order of the old text, and the
// same every time.
func TestOrderIsDeterministic(t *testing.T) {
	var names []string
	for i := range 50 {
		names = append(names, fmt.Sprintf(`"m%d":{"type":"string","minLength":1,"title":"a"}`, i))
	}
	old := schemaText(t, "old.json", `{"properties":{`+strings.Join(names, ",")+`}}`)
	rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	new := schemaText(t, "new.json", `{"properties":{`+strings.ReplaceAll(strings.Join(names, ","), `"a"`, `"b"`)+`}}`)
	want := Diff(old, new).Changes
	require.Len(t, want, 50)
	for i := range want {
		assert.Equal(t, fmt.Sprintf("/properties/m%d/title", i), want[i].OldAt)
	}
	for range 5 {
		assert.Equal(t, want, Diff(old, new).Changes)
	}
}

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

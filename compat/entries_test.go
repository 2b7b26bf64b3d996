package compat

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
)

// entered compares two texts; entries are those that are listed, if any.
func entered(t *testing.T, opt Options, old, new string, entries ...string) *Report {
	t.Helper()
	var sides [2]*Schema
	for i, text := range []string{old, new} {
		s, err := Load([]string{"old.json", "new.json"}[i], []byte(text), LoadOptions{Entries: entries})
		require.NoError(t, err, text)
		sides[i] = s
	}
	opt.Changes = true
	r, err := Compare(t.Context(), sides[0], sides[1], opt)
	require.NoError(t, err)
	require.Nil(t, r.Fault)
	return r
}

// told is what a report says of each entry point that differs.
func told(r *Report) []string {
	list := []string{}
	for _, e := range r.Entries {
		if e.Differs() {
			line := fmt.Sprintf("%s: %s %s", e.At, e.Report.Verdict, e.Report.RequiredBump)
			for _, c := range e.Report.Changes {
				line += " " + c.Rule
			}
			list = append(list, line)
		}
	}
	return list
}

// TestEntries: the rows were written from compat/README.md before the code.
func TestEntries(t *testing.T) {
	const text, number, draft7 = `{"type":"string"}`, `{"type":"integer"}`, `"$schema":"http://json-schema.org/draft-07/schema#"`
	for name, c := range map[string]struct {
		old, new string
		entries  []string
		verdict  Verdict
		bump     Bump
		want     []string
	}{
		"a definition changed": {
			old: `{"$defs":{"A":` + text + `,"B":` + text + `}}`, new: `{"$defs":{"A":` + number + `,"B":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major type-changed"},
		},
		"nothing changed but identifier and order": {
			old: `{"$id":"urn:a:1","definitions":{"A":` + text + `,"B":` + text + `}}`, new: `{"definitions":{"B":` + text + `,"A":` + text + `},"$id":"urn:a:2"}`,
			verdict: Compatible, bump: BumpNone, want: []string{},
		},
		"the root's annotations": {
			old: `{"title":"a","$defs":{"A":` + text + `}}`, new: `{"title":"b","$defs":{"A":` + text + `}}`,
			verdict: Compatible, bump: BumpPatch, want: []string{": compatible patch title-changed"},
		},
		"a definition that another uses": {
			old: `{"$defs":{"A":{"items":{"$ref":"#/$defs/M"}},"M":` + text + `}}`, new: `{"$defs":{"A":{"items":{"$ref":"#/$defs/M"}},"M":` + number + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major type-changed", "/$defs/M: incompatible major type-changed"},
		},
		"removed": {
			old: `{"$defs":{"A":` + text + `,"B":` + text + `}}`, new: `{"$defs":{"A":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/B: incompatible major entry-removed"},
		},
		"removed, though it accepts nothing": {
			old: `{"$defs":{"A":` + text + `,"B":false}}`, new: `{"$defs":{"A":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/B: incompatible major entry-removed"},
		},
		"the last one removed": {
			old: `{"$defs":{"A":` + text + `}}`, new: `{}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major entry-removed"},
		},
		"added": {
			old: `{"$defs":{"A":` + text + `}}`, new: `{"$defs":{"A":` + text + `,"B":false}}`,
			verdict: Compatible, bump: BumpMinor, want: []string{"/$defs/B: compatible minor entry-added"},
		},
		"renamed": {
			old: `{"$defs":{"A":` + text + `}}`, new: `{"$defs":{"B":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major entry-removed", "/$defs/B: compatible minor entry-added"},
		},
		"another keyword holds it": {
			old: `{"definitions":{"A":` + text + `}}`, new: `{"$defs":{"A":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/definitions/A: incompatible major entry-removed", "/$defs/A: compatible minor entry-added"},
		},
		"inside of a definition": {
			old: `{"$defs":{"A":{"type":"object","$defs":{"B":` + text + `}}}}`, new: `{"$defs":{"A":{"type":"object","$defs":{"B":` + number + `}}}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A/$defs/B: incompatible major type-changed"},
		},
		"in a group": {
			old: `{"definitions":{"g":{"A":` + text + `,"B":` + text + `}}}`, new: `{"definitions":{"g":{"A":` + number + `,"B":` + text + `}}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/definitions/g/A: incompatible major type-changed"},
		},
		"what looks like a group and holds no schemas": {
			old: `{"definitions":{"g":{"A":{"type":7}},"B":` + text + `}}`, new: `{"definitions":{"g":{"A":{"type":8}},"B":` + text + `}}`,
			verdict: Compatible, bump: BumpPatch, want: []string{"/definitions/g: compatible patch unknown-keyword-changed"},
		},
		"the root begins to assert": {
			old: `{"$defs":{"A":` + text + `,"B":` + text + `}}`, new: `{"$ref":"#/$defs/A","$defs":{"A":` + text + `,"B":` + number + `}}`,
			verdict: Incompatible, bump: BumpMajor,
			want: []string{": incompatible major type-narrowed", "/$defs/B: incompatible major type-changed"},
		},
		"the root ends to assert": {
			old: `{"$ref":"#/$defs/A","$defs":{"A":` + text + `}}`, new: `{"$defs":{"A":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{": incompatible major type-widened"},
		},
		"under $defs of draft 7": {
			old: `{` + draft7 + `,"$defs":{"A":` + text + `}}`, new: `{` + draft7 + `,"$defs":{"A":` + number + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major type-changed"},
		},
		"under both names in draft 7": {
			old:     `{` + draft7 + `,"$defs":{"A":{"$ref":"#/$defs/B"},"B":` + text + `},"definitions":{"C":` + text + `}}`,
			new:     `{` + draft7 + `,"$defs":{"A":{"$ref":"#/$defs/B"},"B":` + number + `},"definitions":{"C":` + text + `}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major type-changed", "/$defs/B: incompatible major type-changed"},
		},
		"under $defs of a definition in draft 7": {
			old: `{` + draft7 + `,"definitions":{"A":{"type":"object","$defs":{"B":` + text + `}}}}`, new: `{` + draft7 + `,"definitions":{"A":{"type":"object","$defs":{"B":` + number + `}}}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/definitions/A/$defs/B: incompatible major type-changed"},
		},
		"what is no schema under $defs of draft 7": {
			old: `{` + draft7 + `,"$defs":{"A":` + text + `,"n":1}}`, new: `{` + draft7 + `,"$defs":{"A":` + text + `,"n":2}}`,
			verdict: Compatible, bump: BumpPatch, want: []string{": compatible patch same-in-other-words"},
		},
		"a root that asserts": {
			old: `{"type":"object","$defs":{"A":` + text + `}}`, new: `{"type":"object","$defs":{"A":` + number + `}}`,
			verdict: Compatible, bump: BumpPatch, want: []string{},
		},
		"a root that asserts, and an entry point is named": {
			old: `{"type":"object","$defs":{"A":` + text + `}}`, new: `{"type":"object","$defs":{"A":` + number + `}}`, entries: []string{"/$defs/A"},
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major type-changed"},
		},
		"another than what changed is named": {
			old: `{"$defs":{"A":` + text + `,"B":` + text + `}}`, new: `{"$defs":{"A":` + number + `,"B":` + text + `}}`, entries: []string{"/$defs/B"},
			verdict: Compatible, bump: BumpNone, want: []string{},
		},
		"named, and on one side only": {
			old: `{"type":"object","$defs":{"A":` + text + `}}`, new: `{"type":"object","$defs":{"B":` + text + `}}`, entries: []string{"/$defs/A", "/$defs/B"},
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major entry-removed", "/$defs/B: compatible minor entry-added"},
		},
		"named, and the root": {
			old: `{"type":"object","$defs":{"A":` + text + `}}`, new: `{"type":"array","$defs":{"A":` + text + `}}`, entries: []string{"", "/$defs/A"},
			verdict: Incompatible, bump: BumpMajor, want: []string{": incompatible major type-changed"},
		},
		"named in a document that is no schema": {
			old: `{"openapi":"3.1.0","components":{"schemas":{"A":` + text + `,"B":{"items":{"$ref":"#/components/schemas/A"}}}}}`,
			new: `{"openapi":"3.1.0","components":{"schemas":{"A":` + number + `,"B":{"items":{"$ref":"#/components/schemas/A"}}}}}`, entries: []string{"/components/schemas/B"},
			verdict: Incompatible, bump: BumpMajor, want: []string{"/components/schemas/B: incompatible major type-changed"},
		},
		"recursion": {
			old:     `{"$defs":{"A":{"properties":{"b":{"$ref":"#/$defs/B"}}},"B":{"properties":{"a":{"$ref":"#/$defs/A"},"n":` + text + `}},"C":{"items":{"$ref":"#/$defs/C"}}}}`,
			new:     `{"$defs":{"A":{"properties":{"b":{"$ref":"#/$defs/B"}}},"B":{"properties":{"a":{"$ref":"#/$defs/A"},"n":` + number + `}},"C":{"items":{"$ref":"#/$defs/C"}}}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/A: incompatible major type-changed", "/$defs/B: incompatible major type-changed"},
		},
		"dynamic references": {
			old:     `{"$defs":{"T":{"$id":"t","$dynamicAnchor":"n","properties":{"next":{"$dynamicRef":"#n"}}},"U":{"$id":"u","$dynamicAnchor":"n","$ref":"t","required":["a"]}}}`,
			new:     `{"$defs":{"T":{"$id":"t","$dynamicAnchor":"n","properties":{"next":{"$dynamicRef":"#n"}}},"U":{"$id":"u","$dynamicAnchor":"n","$ref":"t","required":["b"]}}}`,
			verdict: Incompatible, bump: BumpMajor, want: []string{"/$defs/T: compatible patch same-in-other-words", "/$defs/U: incompatible major member-became-required member-became-optional"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := entered(t, Options{}, c.old, c.new, c.entries...)
			assert.Equal(t, c.verdict.String(), r.Verdict.String())
			assert.Equal(t, c.bump.String(), r.RequiredBump.String())
			assert.Equal(t, c.want, told(r))
		})
	}
}

// TestEntriesOfIdleRoot: however a root says that it rejects nothing, its definitions are
// what it is there for.
func TestEntriesOfIdleRoot(t *testing.T) {
	for _, root := range []string{
		`"additionalProperties":true`, `"items":{}`, `"minProperties":0`, `"minLength":0`, `"anyOf":[true]`, `"not":false`, `"allOf":[{}]`,
		`"type":["null","boolean","object","array","number","string"]`, `"$ref":"#/$defs/T"`,
	} {
		text := `{` + root + `,"$defs":{"T":true,"A":{"type":"string"}}}`
		r := entered(t, Options{}, text, strings.Replace(text, `{"type":"string"}`, `{"type":"integer"}`, 1))
		assert.Equal(t, []string{"/$defs/A: incompatible major type-changed"}, told(r), root)
	}
}

// TestEntryDocuments: an entry point that breaks has a document that the one side
// accepts there, in the report and in its JSON, with places in the text.
func TestEntryDocuments(t *testing.T) {
	r := entered(t, Options{}, `{"$defs":{"A":{"type":"string"},"B":{"type":"integer"}}}`, `{"$defs":{"A":{"type":"integer"}}}`)
	text, err := json.Marshal(r)
	require.NoError(t, err)
	var back struct {
		Backward struct {
			SchemaAt string `json:"schema_at"`
		}
		Changes []struct{ Rule string }
		Entries []struct {
			At, Only, Verdict string
			RequiredBump      string `json:"required_bump"`
			Backward          *struct {
				Witness  json.RawMessage
				SchemaAt string `json:"schema_at"`
			}
			Changes []map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(text, &back))
	require.Len(t, back.Entries, 2, "the schema itself is not told where it is the same")
	assert.Equal(t, "/$defs/A/type", back.Backward.SchemaAt)
	a, b := back.Entries[0], back.Entries[1]
	assert.Equal(t, []string{"/$defs/A", "", "incompatible", "major"}, []string{a.At, a.Only, a.Verdict, a.RequiredBump})
	assert.JSONEq(t, `""`, string(a.Backward.Witness))
	assert.Equal(t, map[string]any{"rule": "type-changed", "old_at": "/$defs/A/type", "new_at": "/$defs/A/type", "breaks": []any{"backward", "forward"}, "bump": "major"}, a.Changes[0])
	assert.Equal(t, []string{"/$defs/B", "old", "incompatible", "major"}, []string{b.At, b.Only, b.Verdict, b.RequiredBump})
	assert.JSONEq(t, `0`, string(b.Backward.Witness))
	assert.Equal(t, "/$defs", b.Backward.SchemaAt)
	assert.Len(t, back.Changes, 2, "each once")
}

// TestEntryDirections: an entry point that is gone breaks new readers of old
// documents, and nobody writes new ones.
func TestEntryDirections(t *testing.T) {
	old, new := `{"$defs":{"A":{"type":"string"},"B":{}}}`, `{"$defs":{"A":{"type":"string"},"C":{}}}`
	assert.Equal(t, Incompatible, entered(t, Options{Direction: Backward}, old, new).Verdict)
	r := entered(t, Options{Direction: Forward}, old, new)
	assert.Equal(t, Compatible, r.Verdict)
	assert.Nil(t, r.Backward)
	assert.Nil(t, r.Reader)
	assert.Equal(t, Incompatible, entered(t, Options{Content: Open}, old, new).Verdict)
}

// TestNoSuchEntry: what no side has is an error at the nearest place, and what is no
// schema is one where it is read.
func TestNoSuchEntry(t *testing.T) {
	load := func(text, entry string) (*Schema, error) {
		return Load("s.json", []byte(text), LoadOptions{Entries: []string{entry}})
	}
	for entry, want := range map[string]string{
		"/$defs/Ordr":      `s.json:1:10: at /$defs: there is nothing at /$defs/Ordr`,
		"/$defs/a~2":       `the pointer /$defs/a~2 has a broken escape`,
		"/definitions/A":   `s.json:1:1: there is nothing at /definitions/A`,
		"/$defs/Order/a/b": `at /$defs/Order: there is nothing at /$defs/Order/a/b`,
	} {
		s, err := load(`{"$defs":{"Order":{"type":"string"}}}`, entry)
		require.NoError(t, err)
		_, err = Compare(t.Context(), s, s, Options{})
		assert.ErrorContains(t, err, want)
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		assert.NotEmpty(t, e.Hint)
	}
	for entry, want := range map[string]string{
		"/n":     "a schema must be an object or a boolean",
		"/typo":  "the string \"strin\"",
		"/wrong": "not a valid draft2020-12 schema",
	} {
		_, err := load(`{"type":"object","n":7,"typo":{"type":"strin"},"wrong":{"required":["a","a"]}}`, entry)
		assert.ErrorContains(t, err, want)
	}
	_, err := load(`{"openapi":"3.1.0"}`, "")
	assert.ErrorContains(t, err, "this is no schema")
	a, err := load(`{"$defs":{"A":{}}}`, "/$defs/A")
	require.NoError(t, err)
	b, err := Load("s.json", []byte(`{"$defs":{"A":{}}}`), LoadOptions{})
	require.NoError(t, err)
	_, err = Compare(t.Context(), a, b, Options{})
	assert.ErrorContains(t, err, "other entry points")
}

// TestManyEntries: ten thousand of them take seconds, and where they all lead to each
// other the work ends, with what was not looked at as unknown.
func TestManyEntries(t *testing.T) {
	const n = 10_000
	text := func(one func(i int) string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"D%d":%s`, i, one(i))
		}
		return `{"$defs":{` + b.String()[1:] + `}}`
	}
	small := func(i int) string {
		return fmt.Sprintf(`{"type":"object","properties":{"a":{"type":"string"},"b":{"$ref":"#/$defs/D%d"}}}`, i*7%100)
	}
	began := time.Now()
	old := text(small)
	r := entered(t, Options{}, old, strings.Replace(old, `"D5000":{"type":"object"`, `"D5000":{"type":"array"`, 1))
	assert.Equal(t, []string{"/$defs/D5000: incompatible major type-changed"}, told(r))
	assert.Less(t, time.Since(began), 30*time.Second)
}

// TestEntriesWork: what the work does not suffice for is unknown, for that reason, and
// what is equal needs none.
func TestEntriesWork(t *testing.T) {
	old, new := load(t, "old.json", []byte(`{"$defs":{"A":{"type":"string"},"B":{}}}`)), load(t, "new.json", []byte(`{"$defs":{"A":{},"B":{}}}`))
	pairs, err := entryPairs(old, new)
	require.NoError(t, err)
	c := &comparison{ctx: t.Context(), old: newSide(SideOld, old), new: newSide(SideNew, new), report: &Report{}}
	same := newSameness(old.graph, new.graph, false)
	for _, p := range pairs {
		same.ask(p.old, p.new)
	}
	same.spread()
	var left int64
	c.report.gather([]Entry{c.entry(pairs[1], same, &left), c.entry(pairs[2], same, &left)})
	assert.Equal(t, Unknown, c.report.Verdict)
	assert.Equal(t, BumpUnknown, c.report.RequiredBump)
	assert.Equal(t, "too-much-work", c.report.Unknowns[0].Reason)
	assert.Equal(t, Compatible, c.report.Entries[1].Report.Verdict)
	left = 1 << 20
	c.entry(pairs[1], same, &left)
	assert.Less(t, left, int64(1<<20))
}

// TestNearestEntryFirst: of a chain of definitions whose last one changes, the last is
// judged first, so that it is found however long the chain is.
func TestNearestEntryFirst(t *testing.T) {
	const n = 2000
	chain := func(last string) string {
		var b strings.Builder
		b.WriteString(`{"$defs":{`)
		for i := range n {
			fmt.Fprintf(&b, `"A%d":{"properties":{"n":{"$ref":"#/$defs/A%d"}}},`, i, i+1)
		}
		fmt.Fprintf(&b, `"A%d":{"type":%q}}}`, n, last)
		return b.String()
	}
	r := must(Compare(t.Context(), must(Load("o.json", []byte(chain("string")), LoadOptions{})), must(Load("n.json", []byte(chain("integer")), LoadOptions{})), Options{MaxWork: 10_000, Content: Writer}))
	require.Equal(t, Incompatible, r.Verdict)
	require.JSONEq(t, `""`, string(r.Backward.Witness))
	require.Equal(t, Incompatible, r.Entries[n].Report.Verdict)
	require.Equal(t, "/$defs/A0", r.Entries[0].At, "told in the order of the schema")
}

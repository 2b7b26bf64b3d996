package compat

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/confirm"
	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func compare(t *testing.T, old, new string, opt Options) *Report {
	t.Helper()
	return must(Compare(t.Context(), load(t, "old.json", []byte(old)), load(t, "new.json", []byte(new)), opt))
}

const (
	twoStates   = `{"type":"object","required":["status"],"properties":{"status":{"enum":["success","failed"]}}}`
	threeStates = `{"type":"object","required":["status"],"properties":{"status":{"enum":["success","failed","partial"]}}}`
)

// TestContract: the JSON form that the command line promises.
func TestContract(t *testing.T) {
	forward := `{"verdict":"compatible","content":"writer"}`
	backward := `{"verdict":"incompatible","content":"writer","witness":{"status":"partial"},"accepted_by":"old","rejected_by":"new",` +
		`"instance_at":"/status","schema_at":"/properties/status/enum"}`
	for _, c := range []struct {
		name string
		opt  Options
		want string
	}{
		{
			"everything", Options{Changes: true},
			`{"format_version":"1","verdict":"incompatible","required_bump":"major","backward":` + backward + `,"forward":` + forward +
				`,"reader":{"verdict":"compatible","lost":[]},"changes":[{"rule":"enum-value-removed","old_at":"/properties/status/enum/2",` +
				`"new_at":"/properties/status/enum","old":"partial","breaks":["backward"],"bump":"major"}],"unknowns":[]}`,
		},
		{"one direction", Options{Direction: Backward}, `{"format_version":"1","verdict":"incompatible","backward":` + backward + `,"changes":[],"unknowns":[]}`},
		{"the other", Options{Direction: Forward}, `{"format_version":"1","verdict":"compatible","forward":` + forward + `,"changes":[],"unknowns":[]}`},
		{
			"open", Options{Content: Open},
			`{"format_version":"1","verdict":"incompatible","backward":` + strings.Replace(backward, "writer", "open", 1) +
				`,"forward":` + strings.Replace(forward, "writer", "open", 1) + `,"changes":[],"unknowns":[]}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, err := json.Marshal(compare(t, threeStates, twoStates, c.opt))
			require.NoError(t, err)
			var got, want map[string]any
			require.NoError(t, json.Unmarshal(text, &got))
			require.NoError(t, json.Unmarshal([]byte(c.want), &want))
			if list := got["changes"].([]any); len(list) == 1 {
				delete(list[0].(map[string]any), "witness") // the change's own document is optional
			}
			assert.Equal(t, want, got)
		})
	}
}

// TestNullIsADocument: an absent witness and the document null are two things.
func TestNullIsADocument(t *testing.T) {
	r := compare(t, `{"type":["null","string"]}`, `{"type":"string"}`, Options{})
	text, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"backward":{"verdict":"incompatible","content":"writer","witness":null,"accepted_by":"old","rejected_by":"new","instance_at":"","schema_at":"/type"}`)
	assert.Contains(t, string(text), `"forward":{"verdict":"compatible","content":"writer"}`)
}

func TestWords(t *testing.T) {
	for _, v := range []Verdict{Unknown, Compatible, Incompatible} {
		var got Verdict
		require.NoError(t, got.UnmarshalText([]byte(v.String())))
		assert.Equal(t, v, got)
	}
	for _, b := range []Bump{BumpUnknown, BumpNone, BumpPatch, BumpMinor, BumpMajor} {
		var got Bump
		require.NoError(t, got.UnmarshalText([]byte(b.String())))
		assert.Equal(t, b, got)
	}
	for _, d := range []Direction{Full, Backward, Forward} {
		got, ok := ParseDirection(d.String())
		assert.True(t, ok)
		assert.Equal(t, d, got)
	}
	for _, c := range []Content{Writer, Open} {
		got, ok := ParseContent(c.String())
		assert.True(t, ok)
		assert.Equal(t, c, got)
	}
	_, ok := ParseDirection("sideways")
	assert.False(t, ok)
	var v Verdict
	assert.EqualError(t, v.UnmarshalText([]byte("maybe")), `"maybe" is no verdict`)
	assert.Equal(t, "unknown", Bump(9).String())
	assert.Equal(t, Unknown, *new(Verdict), "nobody's answer is not a good one")
}

func TestWorse(t *testing.T) {
	assert.Equal(t, Incompatible, worse(Incompatible, Unknown))
	assert.Equal(t, Unknown, worse(Unknown, Compatible))
	assert.Equal(t, Compatible, worse(Compatible, Compatible))
}

func TestLoadRefuses(t *testing.T) {
	for text, why := range map[string]string{
		`{`:                           "parse",
		`{"minLength":true}`:          "invalid-keyword",
		`[]`:                          "invalid-schema",
		`{"$ref":"http://x.test/"}`:   "remote-reference",
		`{"$schema":"http://x.test"}`: "unknown-dialect",
	} {
		_, err := Load("bad.json", []byte(text), LoadOptions{})
		var e *diag.Error
		require.ErrorAs(t, err, &e, text)
		assert.Equal(t, why, e.Code, text)
		assert.Equal(t, "bad.json", e.File)
	}
	_, err := Load("x.json", []byte(`{}`), LoadOptions{Draft: "draft5"})
	assert.ErrorContains(t, err, "draft5")
}

func TestSchemaOfSeveralFiles(t *testing.T) {
	files := func(text string) LoadOptions {
		return LoadOptions{Root: "/schemas", Open: func(path string) ([]byte, error) {
			if path != "/schemas/id.yaml" {
				return nil, os.ErrNotExist
			}
			return []byte(text), nil
		}}
	}
	root := []byte("properties:\n  id:\n    $ref: id.yaml\n")
	old, err := Load("/schemas/root.yaml", root, files("type: string\n"))
	require.NoError(t, err)
	new, err := Load("/schemas/root.yaml", root, files("type: string\nminLength: 1\n"))
	require.NoError(t, err)
	assert.Equal(t, "/schemas/root.yaml", old.Name())
	line, column := old.Position("/properties/id")
	assert.Equal(t, [2]int{3, 5}, [2]int{line, column})
	line, _ = old.Position("/nothing")
	assert.Zero(t, line)

	r := must(Compare(t.Context(), old, new, Options{}))
	require.Equal(t, Incompatible, r.Backward.Verdict)
	assert.JSONEq(t, `{"id":""}`, string(r.Backward.Witness))
	assert.Equal(t, "/minLength", *r.Backward.SchemaAt)
	assert.Contains(t, r.Backward.SchemaFile, "id.yaml")
	assert.Equal(t, BumpNone, must(Compare(t.Context(), old, old, Options{})).RequiredBump)
}

// TestDraftOfTheCommandLine: the same text in two drafts is not the same schema.
func TestDraftOfTheCommandLine(t *testing.T) {
	text := []byte(`{"definitions":{"a":{}},"$ref":"#/definitions/a","type":"string"}`)
	old, err := Load("a.json", text, LoadOptions{Draft: "draft7"})
	require.NoError(t, err)
	new, err := Load("a.json", text, LoadOptions{Draft: "draft2020-12"})
	require.NoError(t, err)
	r := must(Compare(t.Context(), old, new, Options{}))
	assert.Equal(t, Incompatible, r.Backward.Verdict)
	assert.Equal(t, BumpMajor, r.RequiredBump)
}

// TestFormats: with formats asserted a changed format can break, and the report
// says that nothing else does.
func TestFormats(t *testing.T) {
	asserting := func(text string) *Schema {
		s, err := Load("schema.json", []byte(text), LoadOptions{AssertFormats: true})
		require.NoError(t, err)
		return s
	}
	doc, err := source.ParseJSON("doc.json", []byte(`{"at":"noon","n":1}`))
	require.NoError(t, err)
	old := asserting(`{"type":"object","properties":{"at":{"type":"string"},"n":{"type":"integer"}}}`)
	for text, only := range map[string]bool{
		`{"type":"object","properties":{"at":{"type":"string","format":"date"},"n":{"type":"integer"}}}`: true,
		`{"type":"object","properties":{"at":{"type":"string","format":"date"},"n":{"type":"string"}}}`:  false,
	} {
		c := &comparison{ctx: t.Context(), old: newSide(SideOld, old), new: newSide(SideNew, asserting(text)), report: &Report{}}
		r := &Inclusion{}
		c.shown("backward", r, witness{in: c.old, out: c.new, content: decide.Annotated}, doc.Root)
		assert.Equal(t, Incompatible, r.Verdict, "%+v", c.report.Unknowns)
		assert.Equal(t, only, r.OnlyFormats, text)
	}
}

// TestBudget: a search that is cut short is no answer, and says so.
// TestFormatsOnOneSide: with formats asserted by one side alone each of them would
// pass for a change.
func TestFormatsOnOneSide(t *testing.T) {
	text := []byte(`{"format":"date"}`)
	old, err := Load("old.json", text, LoadOptions{AssertFormats: true})
	require.NoError(t, err)
	now, err := Load("new.json", text, LoadOptions{})
	require.NoError(t, err)
	_, err = Compare(t.Context(), old, now, Options{})
	assert.ErrorContains(t, err, "of one schema only")
}

// TestLaterKeywordsOnOneSide: one text under two readings is no pair of equal schemas.
func TestLaterKeywordsOnOneSide(t *testing.T) {
	text := []byte(`{"const":1}`)
	old, err := Load("old.json", text, LoadOptions{Draft: "draft4", LaterKeywords: true})
	require.NoError(t, err)
	now, err := Load("new.json", text, LoadOptions{Draft: "draft4"})
	require.NoError(t, err)
	_, err = Compare(t.Context(), old, now, Options{})
	assert.ErrorContains(t, err, "keywords of later drafts have their meaning in one schema only")
	assert.True(t, old.LaterKeywords())
	assert.False(t, now.LaterKeywords())
	plain, err := Load("new.json", []byte(`{"enum":[1]}`), LoadOptions{Draft: "draft4", LaterKeywords: true})
	require.NoError(t, err)
	assert.False(t, plain.LaterKeywords())
	r, err := Compare(t.Context(), old, plain, Options{})
	require.NoError(t, err)
	assert.Equal(t, Compatible, r.Verdict)
}

// TestReportIsReadBack: a report's JSON says again what it was written from.
func TestReportIsReadBack(t *testing.T) {
	at := "/a"
	all := &Report{
		FormatVersion: FormatVersion, Verdict: Incompatible, RequiredBump: BumpMajor,
		Backward: &Inclusion{Verdict: Incompatible, Content: Open, Witness: json.RawMessage(`1`), AcceptedBy: SideOld, RejectedBy: SideNew, InstanceAt: &at, SchemaAt: &at, SchemaFile: "f", ConfirmedBy: "v", OnlyFormats: true},
		Forward:  &Inclusion{Verdict: Compatible},
		Reader:   &Reader{Verdict: Incompatible, Lost: []Lost{{OldAt: "/a", Name: "a", InstanceAt: "/a", Witness: json.RawMessage(`{"a":1}`)}}},
		Changes:  []Change{{Rule: "r", OldAt: "/a", NewAt: "/b", Old: json.RawMessage(`1`), New: json.RawMessage(`2`), Breaks: []string{"backward"}, Bump: BumpMajor, Witness: json.RawMessage(`1`)}},
		Unknowns: []Unresolved{{Question: "forward", Schema: SideOld, SchemaAt: &at, SchemaFile: "f", Keyword: "k", Reason: "r", Message: "m"}},
		Notes:    []Note{{Code: "c", Side: SideOld, At: "/a", Message: "m"}},
		Impact:   &Impact{Documents: 3, Refused: 2, RejectedBy: SideNew, Kinds: []ImpactKind{{Message: "m", Keyword: "k", SchemaAt: &at, SchemaFile: "f", Count: 2, First: ImpactPlace{File: "d", Line: 1, Column: 2, InstanceAt: &at, Message: "m"}}}, MoreKinds: 1},
	}
	change := all.Changes[0]
	change.Old, change.New, change.Witness = nil, nil, nil // which stand in the list of the whole
	all.Entries = []Entry{{At: "/a", OldFile: "f", NewFile: "g", Only: SideOld, Report: &Report{
		FormatVersion: FormatVersion, Verdict: Incompatible, RequiredBump: BumpMajor, Backward: all.Backward, Forward: all.Forward,
		Reader: all.Reader, Changes: []Change{change}, Unknowns: all.Unknowns,
	}}}
	v := reflect.ValueOf(*all)
	for i := range v.NumField() {
		assert.True(t, v.Type().Field(i).Name == "Fault" || !v.Field(i).IsZero(), "%s is not tried here", v.Type().Field(i).Name)
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	var back Report
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, all, &back)
}

func TestBudget(t *testing.T) {
	r := compare(t, threeStates, twoStates, Options{MaxWork: 1})
	assert.Equal(t, Unknown, r.Verdict)
	assert.Equal(t, BumpUnknown, r.RequiredBump)
	require.NotEmpty(t, r.Unknowns)
	asked := map[string]bool{}
	for _, u := range r.Unknowns {
		asked[u.Question] = true
		assert.NotEmpty(t, u.Reason)
		assert.NotEmpty(t, u.Message)
	}
	assert.Contains(t, asked, "backward")
	assert.Contains(t, asked, "bump")
	text, err := json.Marshal(r)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"required_bump":"unknown"`)
}

// TestNothingToWrite: where W is empty and L is not, nothing is proved of writers
// that does not hold of all documents; equal schemas are equal all the same.
func TestNothingToWrite(t *testing.T) {
	two, three := `{"type":"object","properties":{"id":true},"minProperties":2}`, `{"type":"object","properties":{"id":true},"minProperties":3}`
	r := compare(t, three, two, Options{})
	assert.Equal(t, Compatible, r.Backward.Verdict)
	assert.Equal(t, Unknown, r.Forward.Verdict)
	require.NotEmpty(t, r.Unknowns)
	assert.Equal(t, "nothing-written", r.Unknowns[0].Reason)
	assert.Equal(t, "/properties", *r.Unknowns[0].SchemaAt)
	assert.Equal(t, "properties", r.Unknowns[0].Keyword)
	assert.Equal(t, SideNew, r.Unknowns[0].Schema)
	assert.Equal(t, Compatible, compare(t, two, two, Options{}).Verdict)
	assert.Equal(t, Compatible, compare(t, two, two, Options{Content: Open}).Verdict)
	assert.Equal(t, Compatible, compare(t, `false`, `false`, Options{}).Verdict, "no document at all is no riddle")
}

// TestFaults: a document that is no witness is never shown as one.
func TestFaults(t *testing.T) {
	start := func() (*comparison, witness) {
		c := &comparison{ctx: t.Context(), old: newSide(SideOld, load(t, "old.json", []byte(threeStates))), new: newSide(SideNew, load(t, "new.json", []byte(twoStates))), report: &Report{}}
		return c, witness{in: c.old, out: c.new, content: decide.Writer}
	}
	doc := func(text string) *source.Value {
		f, err := source.ParseJSON("doc.json", []byte(text))
		require.NoError(t, err)
		return f.Root
	}
	c, w := start()
	r := &Inclusion{}
	c.shown("backward", r, w, doc(`{"status":"failed"}`))
	assert.Equal(t, Unknown, r.Verdict)
	assert.Nil(t, r.Witness)
	require.NotNil(t, c.report.Fault)
	assert.ErrorContains(t, c.report.Fault, `backward: the witness {"status":"failed"} is refuted`)

	c, _ = start()
	yes := func(*source.Value) (bool, error) { return true, nil }
	_, _, ok := c.confirmed("forward", doc(`{"status":"failed"}`), yes, 0, confirm.Claim{Side: c.new.judge(), Accepts: false})
	assert.False(t, ok)
	require.NotNil(t, c.report.Fault)
	assert.Contains(t, c.report.Fault.Message, confirm.Google)
	assert.Equal(t, "refuted", c.report.Unknowns[0].Reason)

	c, _ = start()
	no := func(*source.Value) (bool, error) { return false, &diag.Error{Message: "too deep"} }
	_, _, ok = c.confirmed("forward", doc(`{}`), no, 0)
	assert.False(t, ok)
	assert.Nil(t, c.report.Fault)
	at := "/type"
	assert.Equal(t, []Unresolved{{Question: "forward", Schema: SideNew, SchemaAt: &at, Keyword: "type", Reason: "unconfirmed", Message: "the document that the search found cannot be judged: too deep"}}, c.report.Unknowns)
}

// TestObjectionWithoutValidator: where the usual validator cannot judge, the
// evaluator says what is wrong.
func TestObjectionWithoutValidator(t *testing.T) {
	s := newSide(SideNew, load(t, "new.json", []byte(twoStates)))
	f, err := source.ParseJSON("doc.json", []byte(`{"status":"partial"}`))
	require.NoError(t, err)
	got := s.objection(f.Root, nil)
	assert.Equal(t, "/status", got.InstanceAt)
	assert.Equal(t, "/properties/status/enum", got.SchemaAt)
	assert.Equal(t, "new.json", got.File)
	assert.Equal(t, "enum", got.Keyword)
}

func TestRules(t *testing.T) {
	for _, r := range Rules() {
		assert.NotEmpty(t, r.Summary, r.ID)
		assert.NotEmpty(t, r.Explanation, r.ID)
		assert.Contains(t, []Bump{BumpPatch, BumpMinor}, r.Bump, r.ID)
		assert.True(t, json.Valid(r.Old) && json.Valid(r.New), r.ID)
		again, ok := RuleByID(r.ID)
		assert.True(t, ok)
		assert.Equal(t, r, again)
	}
	r, ok := RuleByID("enum-value-removed")
	assert.True(t, ok)
	assert.Equal(t, []string{"backward"}, r.Breaks)
	_, ok = RuleByID("no-such-rule")
	assert.False(t, ok)
}

// TestChange: a change carries what is known of it, its own files included.
func TestChange(t *testing.T) {
	side := func(name, text, item string) *Schema {
		s, err := Load(name, []byte(text), LoadOptions{
			Map:  map[string]string{"https://example.org/item.json": name + "-item.json"},
			Open: func(string) ([]byte, error) { return []byte(item), nil },
		})
		require.NoError(t, err)
		return s
	}
	const root = `{"properties":{"list":{"items":{"$ref":"https://example.org/item.json"}}}}`
	r := must(Compare(t.Context(), side("old", root, `{"enum":[1,2]}`), side("new", root, `{"enum":[1,2,3]}`), Options{Changes: true}))
	require.Len(t, r.Changes, 1)
	c := r.Changes[0]
	c.Witness = nil
	assert.Equal(t, Change{
		Rule: "enum-value-added", OldAt: "/enum", NewAt: "/enum/2", New: json.RawMessage("3"), Breaks: []string{"forward"}, Bump: BumpMajor,
		Message: "list[] also allows 3", OldFile: "old-item.json", NewFile: "new-item.json", Keyword: "enum", InstancePath: "list[]",
	}, c)

	r = must(Compare(t.Context(), load(t, "old.json", []byte(`{"properties":{"a":{"type":"string"}}}`)), load(t, "new.json", []byte(`{"properties":{"b":{"type":"string"}}}`)), Options{Changes: true}))
	require.Len(t, r.Changes, 1)
	assert.Equal(t, "member-renamed", r.Changes[0].Rule)
	assert.Equal(t, "a", r.Changes[0].Name)
	assert.Equal(t, "b", r.Changes[0].NewName)
	assert.True(t, r.Changes[0].Decided)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

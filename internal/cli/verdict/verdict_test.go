package verdict

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const oldText = `{
  "type": "object",
  "required": ["status"],
  "properties": {
    "status": {
      "enum": ["done", "partial"]
    },
    "note": {"type": "string"},
    "size": {"type": "integer", "default": 1}
  }
}
`

const newText = `{
  "type": "object",
  "required": ["status"],
  "properties": {
    "status": {
      "enum": ["done"]
    },
    "size": {"type": "integer", "default": 2}
  }
}
`

func load(t *testing.T, name, text string) *compat.Schema {
	t.Helper()
	s, err := compat.Load(name, []byte(text), compat.LoadOptions{})
	require.NoError(t, err)
	return s
}

// ruleOf knows a rule for every change.
func ruleOf(id string) (diag.Rule, bool) {
	for _, rule := range report.Rules() {
		if rule.ID == id {
			return rule, true
		}
	}
	return diag.Rule{ID: id, Severity: diag.SeverityNote, Summary: id}, true
}

func format(t *testing.T, name string) *report.Format {
	t.Helper()
	targets, err := report.ParseTargets([]string{name})
	require.NoError(t, err)
	return targets[0].Format
}

func at(pointer string) *string { return &pointer }

func view(t *testing.T, r *compat.Report) View {
	t.Helper()
	return View{
		Report: r, Old: load(t, "git:main:order.json", oldText), New: load(t, "order.json", newText),
		FailOn: compat.BumpMajor, Rules: ruleOf,
	}
}

// reports are one of each kind, put together by hand.
func reports() map[string]*compat.Report {
	broken := &compat.Report{
		FormatVersion: "1", Verdict: compat.Incompatible, RequiredBump: compat.BumpMajor,
		Backward: &compat.Inclusion{
			Verdict: compat.Incompatible, Witness: json.RawMessage(`{"status":"partial"}`), AcceptedBy: "old", RejectedBy: "new",
			InstanceAt: at("/status"), SchemaAt: at("/properties/status/enum"), Keyword: "enum",
			Message: `"partial" is not "done", the only allowed value`, ConfirmedBy: "google",
		},
		Forward: &compat.Inclusion{Verdict: compat.Compatible},
		Reader: &compat.Reader{Verdict: compat.Incompatible, Lost: []compat.Lost{
			{OldAt: "/properties/note", Name: "note", InstanceAt: "/note", Witness: json.RawMessage(`{"status":"done","note":""}`)},
		}},
		Changes: []compat.Change{
			{Rule: "description-changed", OldAt: "", NewAt: "", Bump: compat.BumpPatch, Message: "the description changed"},
			{
				Rule: "enum-value-removed", OldAt: "/properties/status/enum/1", NewAt: "/properties/status/enum", Old: json.RawMessage(`"partial"`),
				Breaks: []string{"backward"}, Bump: compat.BumpMajor, Message: `the value "partial" is gone`, Witness: json.RawMessage(`{"status":"partial"}`),
			},
			{
				Rule: "property-removed", OldAt: "/properties/note", NewAt: "/properties", Old: json.RawMessage(`{"type":"string"}`),
				Breaks: []string{"reader"}, Bump: compat.BumpMajor, Message: `member "note" is gone`, Witness: json.RawMessage(`{"status":"done","note":"x"}`),
			},
			{
				Rule: "default-changed", OldAt: "/properties/size/default", NewAt: "/properties/size/default",
				Old: json.RawMessage(`1`), New: json.RawMessage(`2`), Bump: compat.BumpMajor, Message: "the default changed",
			},
		},
	}
	undecided := &compat.Report{
		FormatVersion: "1", Verdict: compat.Unknown,
		Backward: &compat.Inclusion{}, Forward: &compat.Inclusion{Verdict: compat.Compatible}, Reader: &compat.Reader{},
		Changes: []compat.Change{{Rule: "odd", OldAt: "/a|b", NewAt: "/x`y", New: json.RawMessage(`"<b>|` + "`" + `"`), Message: "odd *change*"}},
		Unknowns: []compat.Unresolved{
			{Question: "backward", Schema: "new", SchemaAt: at("/properties/status"), Keyword: "pattern", Reason: "pattern", Message: "a back-reference cannot be followed"},
			{Question: "reader", Schema: "old", SchemaAt: at("/$defs/x"), SchemaFile: "other.json", Reason: "too-much-work", Message: "the limit was reached"},
			{Question: "bump", Reason: "unconfirmed", Message: "nobody confirms"},
		},
	}
	return map[string]*compat.Report{
		"broken":    broken,
		"undecided": undecided,
		"same": {
			FormatVersion: "1", Verdict: compat.Compatible, RequiredBump: compat.BumpNone,
			Backward: &compat.Inclusion{Verdict: compat.Compatible}, Forward: &compat.Inclusion{Verdict: compat.Compatible},
			Reader: &compat.Reader{Verdict: compat.Compatible},
		},
		"default": {
			FormatVersion: "1", Verdict: compat.Compatible, RequiredBump: compat.BumpMajor,
			Backward: &compat.Inclusion{Verdict: compat.Compatible}, Forward: &compat.Inclusion{Verdict: compat.Compatible},
			Reader: &compat.Reader{Verdict: compat.Compatible}, Changes: broken.Changes[3:],
		},
		"open": {
			FormatVersion: "1", Verdict: compat.Incompatible,
			Forward: &compat.Inclusion{
				Verdict: compat.Incompatible, Content: compat.Open, Witness: json.RawMessage(`null`), AcceptedBy: "new", RejectedBy: "old",
				InstanceAt: at(""), SchemaAt: at("/type"), Message: "null is not of type object", OnlyFormats: true,
			},
		},
	}
}

// Every report in every format, as golden files.
func TestFormats(t *testing.T) {
	for name, r := range reports() {
		v := view(t, r)
		formats := map[string]func(*bytes.Buffer) error{
			"txt": func(b *bytes.Buffer) error { return Text(b, v, false) },
			"md":  func(b *bytes.Buffer) error { return Markdown(b, v) },
			"github": func(b *bytes.Buffer) error {
				return report.Write(b, format(t, "github"), report.Options{}, v.Findings())
			},
		}
		for ext, write := range formats {
			var b bytes.Buffer
			require.NoError(t, write(&b), name)
			golden := filepath.Join("testdata", name+"."+ext)
			if *update {
				require.NoError(t, os.WriteFile(golden, b.Bytes(), 0o666))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			assert.Equal(t, string(want), b.String(), golden)
			assert.NotContains(t, b.String(), "\x1b")
		}
	}
}

// SARIF has a result for each finding, each with its rule.
func TestSARIF(t *testing.T) {
	for name, r := range reports() {
		v := view(t, r)
		var b bytes.Buffer
		require.NoError(t, report.Write(&b, format(t, "sarif"), report.Options{}, v.Findings()))
		var log struct {
			Runs []struct {
				Tool struct {
					Driver struct{ Rules []struct{ ID string } }
				}
				Results []struct{ RuleID string }
			}
		}
		require.NoError(t, json.Unmarshal(b.Bytes(), &log), name)
		ids := map[string]bool{}
		for _, r := range log.Runs[0].Tool.Driver.Rules {
			ids[r.ID] = true
		}
		assert.Len(t, log.Runs[0].Results, len(v.Findings()), name)
		for _, r := range log.Runs[0].Results {
			assert.True(t, ids[r.RuleID], r.RuleID)
		}
	}
}

// What makes the command say no is a finding of severity error, and nothing else
// is.
func TestSeverities(t *testing.T) {
	errors := func(v View) (codes []string) {
		for _, f := range v.Findings() {
			if f.Fails() {
				codes = append(codes, f.Code())
			}
		}
		return codes
	}
	all := reports()
	assert.Equal(t, []string{"enum-value-removed", "property-removed", "default-changed"}, errors(view(t, all["broken"])))
	assert.Equal(t, []string{"default-changed"}, errors(view(t, all["default"])))
	assert.Empty(t, errors(view(t, all["same"])))
	assert.Len(t, errors(view(t, all["undecided"])), 3)
	v := view(t, all["undecided"])
	v.AllowUnknown = true
	assert.Empty(t, errors(v))
	v = view(t, &compat.Report{
		Verdict: compat.Compatible, RequiredBump: compat.BumpMinor, Reader: &compat.Reader{Verdict: compat.Compatible},
		Changes: []compat.Change{{Rule: "x", Bump: compat.BumpMinor}, {Rule: "y", Bump: compat.BumpPatch}},
	})
	assert.Empty(t, errors(v))
	v.FailOn = compat.BumpMinor
	assert.Equal(t, []string{"x"}, errors(v))
	v.Report.Changes = v.Report.Changes[1:]
	assert.Equal(t, []string{"compat-bump"}, errors(v), "no change owes it by itself")
}

// A break is one finding: the change's where one is to blame, else that of the
// direction or of the member.
func TestOneFindingForEachBreak(t *testing.T) {
	told := func(change func(r *compat.Report)) (out []string) {
		r := reports()["broken"]
		change(r)
		for _, f := range view(t, r).Findings() {
			if f.Fails() {
				line := fmt.Sprintf("%s:%d", f.Code(), f.Line)
				for _, d := range f.Documents {
					line += " " + string(d)
				}
				assert.NotEmpty(t, f.Hint, f.Code())
				out = append(out, line)
			}
		}
		return out
	}
	const partial, note = ` {"status":"partial"}`, ` {"status":"done","note":""}`
	for name, c := range map[string]struct {
		change func(r *compat.Report)
		want   []string
	}{
		"no changes are known": {
			func(r *compat.Report) { r.Changes = nil },
			[]string{"compat-backward:6" + partial, "compat-reader:4" + note},
		},
		"nothing is blamed": {
			func(r *compat.Report) {
				for i := range r.Changes {
					r.Changes[i].Breaks, r.Changes[i].Bump = nil, compat.BumpUnknown
				}
			},
			[]string{"compat-backward:6" + partial, "compat-reader:4" + note},
		},
		"the blamed have no documents of their own": {
			func(r *compat.Report) { r.Changes[1].Witness, r.Changes[2].Witness = nil, nil },
			[]string{"enum-value-removed:6" + partial, "property-removed:4" + note, "default-changed:8"},
		},
		"a change does both": {
			func(r *compat.Report) {
				r.Changes = r.Changes[2:3]
				r.Changes[0].Breaks, r.Changes[0].Witness = []string{"backward", "reader"}, nil
			},
			[]string{"property-removed:4" + partial + note},
		},
		"its own document shows one of the two": {
			func(r *compat.Report) {
				r.Changes = r.Changes[2:3]
				r.Changes[0].Breaks, r.Changes[0].Witness = []string{"backward", "reader"}, r.Reader.Lost[0].Witness
			},
			[]string{"property-removed:4" + note + partial},
		},
		"the member is declared elsewhere too": {
			func(r *compat.Report) {
				r.Changes = r.Changes[2:3]
				r.Changes[0].Witness, r.Backward = r.Reader.Lost[0].Witness, nil
				r.Reader.Lost[0].OldAt = "/allOf/0/properties/note"
			},
			[]string{"property-removed:4" + note},
		},
		"it does not explain another member": {
			func(r *compat.Report) {
				r.Changes = r.Changes[1:3]
				r.Reader.Lost = append(r.Reader.Lost, compat.Lost{OldAt: "/properties/notes", Name: "notes", InstanceAt: "/notes"},
					compat.Lost{OldAt: "/properties/note/properties/x", Name: "x", InstanceAt: "/note/x"})
			},
			[]string{"compat-reader:4", "enum-value-removed:6" + partial, `property-removed:4 {"status":"done","note":"x"}`},
		},
		"the bump is not what is asked": {
			func(r *compat.Report) {
				r.Changes = r.Changes[1:2]
				r.Changes[0].Bump, r.Reader = compat.BumpUnknown, nil
			},
			[]string{"enum-value-removed:6" + partial},
		},
	} {
		assert.Equal(t, c.want, told(c.change), name)
	}
}

// What the old schema of a commit refuses stands where the new schema says
// something else.
func TestOldSchemaOfACommit(t *testing.T) {
	forward := func(at string) *compat.Report {
		return &compat.Report{Verdict: compat.Incompatible, Forward: &compat.Inclusion{
			Verdict: compat.Incompatible, Witness: json.RawMessage(`{"note":1}`), AcceptedBy: "new", RejectedBy: "old", SchemaAt: &at, Message: "no",
		}}
	}
	for pointer, want := range map[string]string{
		"/properties/status/enum": "order.json:6:15 /properties/status/enum: old refuses a document of new: no",
		"/properties/note/type":   `order.json:4:17 /properties: old refuses a document of new: no; old does so at "/properties/note/type"`,
		"/allOf/0/not":            `order.json:1:1 : old refuses a document of new: no; old does so at "/allOf/0/not"`,
	} {
		f := view(t, forward(pointer)).Findings()[0]
		assert.Equal(t, want, fmt.Sprintf("%s:%d:%d %s: %s", f.File, f.Line, f.Column, *f.SchemaAt, f.Message))
	}
	v := view(t, forward("/properties/note/type"))
	v.Old = load(t, "old.json", oldText)
	f := v.Findings()[0]
	assert.Equal(t, "old.json:8", fmt.Sprintf("%s:%d", f.File, f.Line), "a file that everybody sees")
}

// A hint speaks of a place only where one is known.
func TestAdvice(t *testing.T) {
	assert.Contains(t, advice(compat.Unresolved{Reason: "not-followed", SchemaAt: at("")}), "this place")
	whole := advice(compat.Unresolved{Reason: "not-followed"})
	assert.NotContains(t, whole, "place")
	assert.Contains(t, whole, "--max-work")
}

func TestColors(t *testing.T) {
	var plain, colored bytes.Buffer
	v := view(t, reports()["broken"])
	require.NoError(t, Text(&plain, v, false))
	require.NoError(t, Text(&colored, v, true))
	assert.Contains(t, colored.String(), "\x1b[1;31mincompatible\x1b[0m, owed bump: \x1b[1;31mmajor\x1b[0m\n")
	assert.Contains(t, colored.String(), "forward: \x1b[1;32mcompatible\x1b[0m")
	bare := colored.String()
	for _, code := range []string{"0", "1", "31", "1;31", "1;32", "1;33"} {
		bare = strings.ReplaceAll(bare, "\x1b["+code+"m", "")
	}
	assert.Equal(t, plain.String(), bare)
}

// Names and values from outside neither move the cursor nor forge lines.
func TestHostileText(t *testing.T) {
	const evil = "a\x1b[2J\nwrong: yes\u202e|`<b>"
	name, err := json.Marshal(evil)
	require.NoError(t, err)
	doc := json.RawMessage(fmt.Sprintf(`{%s:%s}`, name, name))
	pointer := "/" + evil
	r := &compat.Report{
		Verdict:  compat.Incompatible,
		Backward: &compat.Inclusion{Verdict: compat.Incompatible, Witness: doc, AcceptedBy: "old", RejectedBy: "new", InstanceAt: &pointer, SchemaAt: &pointer, SchemaFile: evil, Message: evil},
		Reader:   &compat.Reader{Verdict: compat.Incompatible, Lost: []compat.Lost{{OldAt: pointer, Name: evil, InstanceAt: pointer, Witness: doc}}},
		Changes:  []compat.Change{{Rule: evil, OldAt: pointer, NewAt: pointer, Old: name, New: name, Message: evil, Breaks: []string{"backward"}}},
		Unknowns: []compat.Unresolved{{Question: "forward", Schema: "new", SchemaAt: &pointer, SchemaFile: evil, Keyword: evil, Reason: "odd", Message: evil}},
	}
	v := view(t, r)
	for format, write := range map[string]func(*bytes.Buffer) error{
		"text":     func(b *bytes.Buffer) error { return Text(b, v, false) },
		"markdown": func(b *bytes.Buffer) error { return Markdown(b, v) },
		"github": func(b *bytes.Buffer) error {
			return report.Write(b, format(t, "github"), report.Options{}, v.Findings())
		},
	} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		assert.NotContains(t, b.String(), "\x1b", format)
		assert.NotContains(t, b.String(), "\u202e", format)
		assert.NotContains(t, b.String(), "\nwrong", format)
	}
}

// The gate shows each document once, whatever it was compared with.
func TestEvidence(t *testing.T) {
	var b bytes.Buffer
	seen := map[string]bool{}
	r := reports()["broken"]
	require.NoError(t, Evidence(&b, r, "1.0.0", "the head", seen, false))
	require.NoError(t, Evidence(&b, r, "1.1.0", "the head", seen, false))
	require.NoError(t, Evidence(&b, reports()["same"], "1.2.0", "the head", seen, false))
	assert.Equal(t, `
backward, old is 1.0.0, new is the head: new refuses a document of old

      {
        "status": "partial"
                  ^^^^^^^^^ new: "partial" is not "done", the only allowed value
      }

reader, old is 1.0.0, new is the head: readers of new miss 1 member that old declares

      {
        "status": "done",
        "note": ""
                ^^ new accepts this and knows no such member
      }
`, b.String())
}

// A rename of everything does not fill the screen.
func TestManyLosses(t *testing.T) {
	r := &compat.Report{Verdict: compat.Incompatible, RequiredBump: compat.BumpMajor, Reader: &compat.Reader{Verdict: compat.Incompatible}}
	for i := range 50 {
		r.Reader.Lost = append(r.Reader.Lost, compat.Lost{
			OldAt: fmt.Sprintf("/properties/m%d", i), Name: fmt.Sprintf("m%d", i), InstanceAt: fmt.Sprintf("/m%d", i),
			Witness: json.RawMessage(fmt.Sprintf(`{"status":"done","m%d":0}`, i)),
		})
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"and 30 more, which the JSON report names": func(b *bytes.Buffer) error { return Text(b, view(t, r), false) },
		"And 30 more.": func(b *bytes.Buffer) error { return Markdown(b, view(t, r)) },
	} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		assert.Contains(t, b.String(), name)
		assert.Equal(t, maxLossDocs, strings.Count(b.String(), `"status": "done"`))
		assert.Contains(t, b.String(), "m19")
		assert.NotContains(t, b.String(), "m20")
	}
}

func TestPlainName(t *testing.T) {
	assert.Equal(t, "schema/a.json", plainName("git:HEAD~2:schema/a.json"))
	assert.Equal(t, "schema/a.json", plainName("schema/a.json"))
	assert.Equal(t, "git:odd", plainName("git:odd"))
}

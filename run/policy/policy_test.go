package policy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	v5 "github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run"
)

const full = `version: 1
name: acme.status
revision: 3
default: critical
rules:
  - {id: report.final, critical: true, why: somebody waits for it}
  - {kind: diagnostic, critical: false}
  - {glob: "report.*", critical: false}
  - {id: diagnostic.late, critical: true}
`

func step(id, kind string) *runresultv1.Step { return &runresultv1.Step{StepID: id, Kind: kind} }

func TestParse(t *testing.T) {
	f, err := Parse("status.yaml", []byte(full))
	require.NoError(t, err)
	assert.Equal(t, "acme.status/v3", f.ID())
	assert.Equal(t, DefaultCritical, f.Default)
	require.Len(t, f.Rules, 4)
	assert.Equal(t, Rule{ID: "report.final", Critical: true, Why: "somebody waits for it", Line: 6}, f.Rules[0])

	for _, c := range []struct {
		step *runresultv1.Step
		want bool
		line int // of the rule, 0 for the default
	}{
		{step("report.final", "diagnostic"), true, 6}, // the first rule wins
		{step("report.html", "diagnostic"), false, 7},
		{step("report.html", "export"), false, 8},
		{step("diagnostic.late", "diagnostic"), false, 7},
		{step("diagnostic.late", "train"), true, 9},
		{step("report", "export"), true, 0},
		{step("Report.html", "export"), true, 0}, // case counts
		{step("x", ""), true, 0},
	} {
		critical, decided := f.Critical(c.step)
		assert.True(t, decided)
		assert.Equal(t, c.want, critical, "%s %s", c.step.StepID, c.step.Kind)
		rule, found := f.Match(c.step)
		assert.Equal(t, c.line, rule.Line)
		assert.Equal(t, c.line > 0, found)
	}
}

func TestDefaults(t *testing.T) {
	for text, want := range map[string][2]bool{
		"":                        {true, true},
		"default: critical\n":     {true, true},
		"default: non-critical\n": {false, true},
		"default: undecided\n":    {true, false},
	} {
		f, err := Parse("p", []byte("version: 1\nname: a\nrevision: 1\n"+text))
		require.NoError(t, err)
		critical, decided := f.Critical(step("x", "train"))
		assert.Equal(t, want, [2]bool{critical, decided}, text)
	}
}

// TestDerive: what a policy decides shows in the derived status, and a step
// that it leaves undecided is critical.
// TestFileOfAProgram: a policy that was not read has its rules too.
func TestFileOfAProgram(t *testing.T) {
	f := &File{Name: "acme.status", Revision: 1, Default: DefaultCritical, Rules: []Rule{{Glob: "plot-*"}, {ID: "plot-main", Critical: true}, {Kind: "report"}}}
	for _, c := range []struct {
		step     runresultv1.Step
		critical bool
	}{
		{runresultv1.Step{StepID: "plot-main"}, false}, {runresultv1.Step{StepID: "a", Kind: "report"}, false}, {runresultv1.Step{StepID: "a"}, true},
	} {
		critical, decided := f.Critical(&c.step)
		assert.Equal(t, c.critical, critical, c.step.StepID)
		assert.True(t, decided)
	}
}

func TestDerive(t *testing.T) {
	doc := &runresultv1.RunResult{Steps: []runresultv1.Step{{StepID: "a", Kind: "diagnostic", Status: runresultv1.StepStatusFailed}}}
	for text, want := range map[string]runresultv1.RunStatus{
		"":                        runresultv1.RunStatusFailed,
		"default: undecided\n":    runresultv1.RunStatusFailed,
		"default: non-critical\n": runresultv1.RunStatusPartial,
		"rules: [{kind: diagnostic, critical: false}]\n": runresultv1.RunStatusPartial,
	} {
		f, err := Parse("p.yml", []byte("version: 1\nname: a.b\nrevision: 12\n"+text))
		require.NoError(t, err)
		d, err := run.Derive(doc, f)
		require.NoError(t, err)
		assert.Equal(t, want, d.Status, text)
		assert.Equal(t, "a.b/v12", d.PolicyID)
	}
}

func rules(items string) string { return "version: 1\nname: a\nrevision: 1\nrules: [" + items + "]\n" }
func named(name string) string  { return "version: 1\nname: " + name + "\nrevision: 1\n" }

// policies are judged by the reader and, in the test below, by the published
// schema: both must accept exactly the ones with an empty message, but for
// rules that never apply.
var policies = []struct{ text, message, at, hint string }{
	{full, "", "", ""},
	{rules(""), "", "", ""},
	{`{"version":1,"name":"a","revision":2}`, "", "", ""},
	{"version: 1.0\nname: a\nrevision: 1.0", "", "", ""},
	{"version: 1\nname: a\nrevision: 999999999", "", "", ""},
	{named("atlas.status2"), "", "", ""},
	{"version: 1\nname: atlas.status\nrevision: 2", "", "", ""},
	{named(strings.Repeat("a", 200)), "", "", ""},
	{rules("{id: train.größe, critical: true}"), "", "", ""},
	{rules("{glob: '*', critical: false}"), "", "", ""},
	{rules("{glob: '.*', critical: false}"), "", "", ""},
	{rules("{id: '*', critical: false}, {id: 'a[0]', critical: false}"), "", "", ""},

	{"[]", "must be a mapping, not a list", "1:1", "keys version, name"},
	{"critical", `must be a mapping, not "critical"`, "1:1", ""},
	{"name: a\nrevision: 1", `the key "version" is missing`, "1:1", "add version"},
	{"version: 2\nrulez: 1", "version 2 is not known", "1:10", "version: 1"},
	{"version: '1'\nname: a\nrevision: 1", "write it without quotes", "1:10", "write version: 1"},
	{"version: 1\nrevision: 1", `the key "name" is missing`, "1:1", ""},
	{"version: 1\nname: a", `the key "revision" is missing`, "1:1", ""},
	{"version: 1\nname: 7\nrevision: 1", "must be text, not 7", "2:7", "quotes"},
	{named("''"), "must not be empty", "2:7", ""},
	{named("acme..status"), "does not have the right form", "2:7", "single dots"},
	{named("acme/status"), "does not have the right form", "2:7", ""},
	{named(`"a\n"`), "does not have the right form", "2:7", ""},
	{named(strings.Repeat("a", 201)), "longer than 200", "2:7", ""},
	{named("atlas.status"), "atlas.status/v1 is the built-in policy", "2:7", "name of its own"},
	{"version: 1\nname: a\nrevision: 0", "whole number from 1", "3:11", "from 1"},
	{"version: 1\nname: a\nrevision: 1.5", "whole number", "3:11", ""},
	{"version: 1\nname: a\nrevision: 1000000000", "whole number", "3:11", ""},
	{"version: 1\nname: a\nrevision: 1e400", "whole number", "3:11", ""},
	{"version: 1\nname: a\nrevision: v1", "whole number", "3:11", ""},
	{named("a") + "default: noncritical", `"noncritical" is not known here`, "4:10", "did you mean non-critical?"},
	{named("a") + "default: true", "true is not known here", "4:10", ""},
	{named("a") + "Rules: []", `unknown key "Rules"`, "4:1", "did you mean rules?"},
	{named("a") + "rules: {}", "must be a list, not a mapping", "4:8", ""},
	{rules("1"), "must be a mapping, not 1", "4:9", ""},
	{rules("{id: a}"), `the key "critical" is missing`, "4:9", ""},
	{rules("{critical: true}"), "does not say which steps", "4:9", "id, kind, glob"},
	{rules("{id: a, glob: b, critical: true}"), "id and glob, which exclude each other", "4:9", "one rule for each"},
	{rules("{id: a, critical: 1}"), "must be true or false, not 1", "4:27", ""},
	{rules("{id: a, critical: true, because: x}"), `unknown key "because"`, "4:33", ""},
	{rules("{id: a, critical: true, why: ''}"), "must not be empty", "", ""},
	{rules("{id: a, critical: true, why: [x]}"), "must be text, not a list", "", ""},
	{rules("{kind: '', critical: true}"), "must not be empty", "", ""},
	{rules("{id: .a, critical: true}"), "does not have the right form", "", "does not begin with a dot"},
	{rules("{id: a/b, critical: true}"), "does not have the right form", "", ""},
	{rules(`{id: "a\u2028b", critical: true}`), "does not have the right form", "", ""},
	{rules("{id: " + strings.Repeat("ä", 256) + ", critical: true}"), "longer than 255", "", ""},
	{rules("{glob: '[ab]*', critical: true}"), "does not have the right form", "", "no meaning here"},
	{rules("{glob: '{a,b}', critical: true}"), "does not have the right form", "", ""},
	{rules("{glob: 'a/*', critical: true}"), "does not have the right form", "", ""},
}

func TestParseRefuses(t *testing.T) {
	for _, c := range policies {
		_, err := Parse("p.yaml", []byte(c.text))
		if c.message == "" {
			assert.NoError(t, err, c.text)
			continue
		}
		var e *diag.Error
		if !assert.ErrorAs(t, err, &e, c.text) {
			continue
		}
		assert.Contains(t, e.Message, c.message, c.text)
		assert.Contains(t, e.Hint, c.hint, c.text)
		assert.Equal(t, Code, e.Code)
		if c.at != "" {
			assert.Equal(t, c.at, fmt.Sprintf("%d:%d", e.Line, e.Column), c.text)
		}
	}
}

// never are rules that another one above them leaves nothing to.
var never = []string{
	"{id: a, critical: true}, {id: a, critical: false}",
	"{kind: a, critical: true}, {kind: a, critical: true}",
	"{glob: 'a*', critical: true}, {id: a.b, critical: false}",
	"{glob: 'a*', critical: true}, {glob: 'a*', critical: false}",
	"{glob: 'a*', critical: true}, {glob: 'a?c*d', critical: false}",
	"{glob: '*', critical: true}, {kind: x, critical: false}",
	"{glob: '**', critical: true}, {id: x, critical: false}",
	"{id: a, critical: true}, {glob: a, critical: false}",
	"{glob: '*.x', critical: true}, {id: b, critical: true}, {glob: 'a*.x', critical: false}",
}

func TestRuleThatNeverApplies(t *testing.T) {
	for _, text := range never {
		_, err := Parse("p.yaml", []byte(rules(text)))
		assert.ErrorContains(t, err, "never applies: the one in line 4 takes all its steps", text)
	}
	for _, text := range []string{
		"{glob: 'a?', critical: true}, {glob: 'a*', critical: false}",
		"{glob: 'a*', critical: true}, {glob: '*', critical: false}",
		"{glob: 'a*b', critical: true}, {glob: 'a*', critical: false}",
		"{kind: a, critical: true}, {id: a, critical: false}, {glob: 'a?', critical: true}",
		"{id: 'a?', critical: true}, {glob: 'a?', critical: true}",
	} {
		_, err := Parse("p.yaml", []byte(rules(text)))
		assert.NoError(t, err, text)
	}
}

func schemaJudge(t testing.TB) *v5.Validator {
	f, err := source.ParseJSON(SchemaName, Schema())
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{})
	require.NoError(t, err)
	v, err := v5.Compile(g, false)
	require.NoError(t, err)
	return v
}

func TestSchemaAgreesWithReader(t *testing.T) {
	judge := schemaJudge(t)
	for _, c := range policies {
		doc, err := source.ParseYAML("p.yaml", []byte(c.text))
		require.NoError(t, err, c.text)
		found := judge.Validate(doc.Root)
		assert.Equal(t, c.message == "", len(found) == 0, "%s\nreader: %q\nschema: %+v", c.text, c.message, found)
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "status.yaml")
	require.NoError(t, os.WriteFile(path, []byte(full), 0o600))
	f, err := Read(path)
	require.NoError(t, err)
	assert.Equal(t, "acme.status/v3", f.ID())

	for _, bad := range []string{dir, filepath.Join(dir, "none.yaml")} {
		_, err = Read(bad)
		var e *diag.Error
		require.True(t, errors.As(err, &e), bad)
		assert.Equal(t, source.CodeRead, e.Code)
	}
	_, err = Parse("p.json", []byte("version: 1"))
	var e *diag.Error
	require.ErrorAs(t, err, &e, "a .json file is JSON")
	assert.Equal(t, source.CodeParse, e.Code)
	_, err = Parse("p.yaml", []byte("version: 1\nversion: 1"))
	assert.Error(t, err, "a key twice")
}

// TestDocumentExample: the policy that the page shows is one.
func TestDocumentExample(t *testing.T) {
	page, err := os.ReadFile("../../docs/status-policy.md")
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(page, -1)
	require.NotEmpty(t, blocks)
	for _, b := range blocks {
		_, err := Parse("status-policy.yaml", b[1])
		assert.NoError(t, err, "%s", b[1])
	}
}

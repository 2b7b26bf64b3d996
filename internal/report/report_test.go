package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
)

var sample = samples()

func samples() []diag.Finding {
	enum := Violation("enum").Find("must be one of \"a\" | <b>")
	enum.File, enum.Line, enum.Column, enum.Hint = "a,b:c.json", 3, 5, "100% sure\nthen"
	enum.InstanceAt, enum.SchemaAt = diag.At("/status"), diag.At("/properties/status/enum")
	odd := found("odd `tick`").Weighing(diag.SeverityWarning)
	odd.File = "x\x1b[31m\u202e.json"
	root := Violation("type").Find("root").Weighing(diag.SeverityNote)
	root.InstanceAt, root.SchemaAt = diag.At(""), diag.At("")
	return []diag.Finding{enum, odd, root}
}

// found is a finding without a place.
func found(message string) diag.Finding {
	f := RuleParse.Find(message)
	f.Hint = ""
	return f
}

func write(t *testing.T, format string, opt Options, findings ...diag.Finding) string {
	t.Helper()
	var b bytes.Buffer
	s, err := Open([]Target{{Format: named(t, format)}}, &b, opt)
	require.NoError(t, err)
	for _, f := range findings {
		require.NoError(t, s.Add(f))
	}
	require.NoError(t, s.Close())
	return b.String()
}

func named(t *testing.T, name string) *Format {
	t.Helper()
	targets, err := ParseTargets([]string{name})
	require.NoError(t, err)
	return targets[0].Format
}

func TestText(t *testing.T) {
	want := `a,b:c.json:3:5: error: at /status: must be one of "a" | <b> [schema-enum]
  schema: /properties/status/enum
  hint: 100% sure\nthen
x\x1b[31m\u202e.json: warning: odd ` + "`tick`" + ` [parse]
note: root [schema-type]
  schema: (root)
`
	assert.Equal(t, want, write(t, "text", Options{}, sample...))
	assert.Contains(t, write(t, "text", Options{Color: true}, sample[0]), "\x1b[1;31merror\x1b[0m")
	assert.Empty(t, write(t, "text", Options{}))
}

func TestTextLeavesOutWhatWasDiagnosed(t *testing.T) {
	f := sample[0]
	f.Diagnosed = true
	assert.Empty(t, write(t, "text", Options{}, f))
	assert.Contains(t, write(t, "json", Options{}, f), `"ok":false`)
}

func TestJSON(t *testing.T) {
	want := `{"format_version":"1","ok":false,"findings":[` +
		`{"code":"schema-enum","severity":"error","file":"a,b:c.json","line":3,"column":5,"instance_at":"/status","schema_at":"/properties/status/enum","message":"must be one of \"a\" | <b>","hint":"100% sure\nthen"},` +
		`{"code":"parse","severity":"warning","file":"x\u001b[31m` + "\u202e" + `.json","message":"odd ` + "`tick`" + `"},` +
		`{"code":"schema-type","severity":"note","instance_at":"","schema_at":"","message":"root"}]}` + "\n"
	assert.Equal(t, want, write(t, "json", Options{}, sample...))
	assert.Equal(t, `{"format_version":"1","ok":true,"findings":[]}`+"\n", write(t, "json", Options{}))
	assert.Contains(t, write(t, "json", Options{}, sample[1]), `"ok":true`, "warnings alone leave the report ok")
}

// What a check compared is shown by every format.
func TestFoundAndExpected(t *testing.T) {
	f := RuleParse.Find("m")
	f.InstanceAt, f.Found, f.Expected, f.Hint = diag.At("/a"), "a|\nb", "`c`", "h"
	for format, want := range map[string]string{
		"text":     "error: at /a: m [parse]\n  found: a|\\nb\n  expected: `c`\n  hint: h\n",
		"json":     `"message":"m","found":"a|\nb","expected":"` + "`c`" + `","hint":"h"}`,
		"markdown": "m<br>found: `a\\|\\nb`<br>expected: `` `c` ``<br>hint: h",
		"github":   "at /a: m%0Afound: a|\\nb%0Aexpected: `c`%0Ahint: h\n",
		"sarif":    `"properties":{"expected":"` + "`c`" + `","found":"a|\nb"}`,
	} {
		assert.Contains(t, write(t, format, Options{}, f), want, format)
	}
	f.Message = "found a|\nb, want `c`"
	for _, format := range []string{"text", "markdown", "github"} {
		assert.NotContains(t, write(t, format, Options{}, f), "expected: ", "the message says it all")
	}
	assert.Contains(t, write(t, "json", Options{}, f), `"expected":`)
}

// Documents stand beside the message in every format; only the text on standard
// output leaves out those that are shown further down.
func TestDocuments(t *testing.T) {
	f := RuleParse.Find("m")
	f.Hint, f.Documents = "h", []json.RawMessage{json.RawMessage(`{"a":"|"}`), json.RawMessage("null")}
	for format, want := range map[string]string{
		"text":     "error: m [parse]\n  document: {\"a\":\"|\"}\n  document: null\n  hint: h\n",
		"json":     `"message":"m","hint":"h","documents":[{"a":"|"},null]}`,
		"markdown": "m<br>document: `{\"a\":\"\\|\"}`<br>document: `null`<br>hint: h",
		"github":   "m%0Adocument: {\"a\":\"|\"}%0Adocument: null%0Ahint: h\n",
		"sarif":    `"text":"m\ndocument: {\"a\":\"|\"}\ndocument: null\nhint: h"`,
	} {
		assert.Contains(t, write(t, format, Options{}, f), want, format)
	}
	shown := Options{Shown: func(d json.RawMessage) bool { return string(d) == "null" }}
	assert.Equal(t, "error: m [parse]\n  document: {\"a\":\"|\"}\n  hint: h\n", write(t, "text", shown, f))
	assert.Contains(t, write(t, "github", shown, f), "document: null")
	f.Documents = []json.RawMessage{json.RawMessage(`"` + strings.Repeat("ä", maxDocument) + `"`)}
	assert.Contains(t, write(t, "text", Options{}, f), "ää…\n")
	assert.Less(t, len(write(t, "github", Options{}, f)), 3*maxDocument)
}

// A report larger than the spool's memory still reads as one JSON document.
func TestJSONSpools(t *testing.T) {
	f := found(strings.Repeat("x", 1000))
	var many []diag.Finding
	for range 5000 {
		many = append(many, f)
	}
	var got struct{ Findings []map[string]string }
	require.NoError(t, json.Unmarshal([]byte(write(t, "json", Options{}, many...)), &got))
	require.Len(t, got.Findings, len(many))
	for _, g := range got.Findings {
		require.Equal(t, map[string]string{"code": "parse", "severity": "error", "message": f.Message}, g)
	}
}

func TestMarkdown(t *testing.T) {
	want := "| severity | where | finding | code |\n|---|---|---|---|\n" +
		"| error | `a,b:c.json:3:5`<br>at `/status` | must be one of \"a\" \\| &lt;b&gt;<br>schema: `/properties/status/enum`<br>hint: 100% sure\\\\nthen | `schema-enum` |\n" +
		"| warning | `x\\x1b[31m\\u202e.json` | odd \\`tick\\` | `parse` |\n" +
		"| note |  | root<br>schema: `(root)` | `schema-type` |\n" +
		"\n**runresult:** 1 error, 1 warning, 1 note.\n"
	assert.Equal(t, want, write(t, "markdown", Options{}, sample...))
	assert.Equal(t, "**runresult:** nothing found.\n", write(t, "markdown", Options{}))
}

func TestMarkdownCodeSurvivesBackticksAndBars(t *testing.T) {
	assert.Equal(t, "``a`b\\|c``", code("a`b|c"))
	assert.Equal(t, "`` `x ``", code("`x"))
}

func TestGitHub(t *testing.T) {
	want := `::error file=a%2Cb%3Ac.json,line=3,col=5,title=schema-enum::at /status: must be one of "a" | <b>%0Aschema: /properties/status/enum%0Ahint: 100%25 sure\nthen
::warning file=x\x1b[31m\u202e.json,title=parse::odd ` + "`tick`" + `
::notice title=schema-type::root%0Aschema: (root)
`
	assert.Equal(t, want, write(t, "github", Options{}, sample...))
}

func TestSARIF(t *testing.T) {
	for _, findings := range [][]diag.Finding{nil, sample} {
		out := write(t, "sarif", Options{ToolVersion: "v1.2.3"}, findings...)
		var log struct {
			Schema  string `json:"$schema"`
			Version string
			Runs    []struct {
				Tool struct {
					Driver struct {
						Name, Version string
						Rules         []struct{ ID string }
					}
				}
				Results []struct {
					RuleID, Level string
					Message       struct{ Text string }
					Locations     []struct {
						PhysicalLocation *struct {
							ArtifactLocation struct{ URI string }
							Region           *struct{ StartLine, StartColumn int }
						}
						LogicalLocations []struct{ FullyQualifiedName string }
					}
				}
			}
		}
		require.NoError(t, json.Unmarshal([]byte(out), &log), out)
		assert.Equal(t, "2.1.0", log.Version)
		require.Len(t, log.Runs, 1)
		run := log.Runs[0]
		assert.Equal(t, "runresult", run.Tool.Driver.Name)
		assert.Equal(t, "v1.2.3", run.Tool.Driver.Version)
		require.NotNil(t, run.Results, "results are present even when there are none")
		require.Len(t, run.Results, len(findings))
		if len(findings) == 0 {
			continue
		}
		assert.Len(t, run.Tool.Driver.Rules, 3)
		first := run.Results[0]
		assert.Equal(t, "schema-enum", first.RuleID)
		assert.Equal(t, "error", first.Level)
		assert.Equal(t, "./a,b:c.json", first.Locations[0].PhysicalLocation.ArtifactLocation.URI)
		assert.Equal(t, 3, first.Locations[0].PhysicalLocation.Region.StartLine)
		assert.Equal(t, "/status", first.Locations[0].LogicalLocations[0].FullyQualifiedName)
		assert.NotContains(t, out, `\u003c`, "HTML escaping is off")
	}
}

func TestFileURI(t *testing.T) {
	for path, want := range map[string]string{
		"a b/c%d.json": "a%20b/c%25d.json",
		"c:d":          "./c:d",
		"/tmp/x#y":     "file:///tmp/x%23y",
	} {
		assert.Equal(t, want, fileURI(path))
	}
}

func TestParseTargets(t *testing.T) {
	got, err := ParseTargets([]string{"text", "json=out/a=b.json", "sarif=x"})
	require.NoError(t, err)
	assert.Equal(t, []Target{{Text, ""}, {JSON, "out/a=b.json"}, {sarifLog, "x"}}, got)
	got, err = ParseTargets(nil)
	require.NoError(t, err)
	assert.Equal(t, []Target{{Text, ""}}, got)
	for _, bad := range [][]string{{"xml"}, {""}, {"json="}, {"text", "json"}, {"text", "json=-"}, {"text=a", "json=a"}} {
		_, err := ParseTargets(bad)
		assert.Error(t, err, bad)
	}
}

func TestFilesAppearOnlyWhenTheReportIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.json")
	var out bytes.Buffer
	s, err := Open([]Target{{Text, ""}, {JSON, path}}, &out, Options{})
	require.NoError(t, err)
	require.NoError(t, s.Add(sample[0]))
	assert.NoFileExists(t, path)
	require.NoError(t, s.Close())
	assert.FileExists(t, path)
	assert.False(t, s.OK())
	assert.Equal(t, 1, s.Total())

	_, err = Open([]Target{{JSON, filepath.Join(dir, "a.json")}, {Text, dir}}, &out, Options{})
	require.Error(t, err)
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "an abandoned report leaves nothing behind")
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorsAreReported(t *testing.T) {
	dir := t.TempDir()
	for _, format := range Formats() {
		s, err := Open([]Target{{JSON, filepath.Join(dir, "kept.json")}, {format, ""}}, failing{}, Options{})
		require.NoError(t, err)
		err = s.Add(sample[0])
		if err == nil {
			err = s.Close()
		}
		s.Abort()
		assert.ErrorContains(t, err, "disk full", format.Name)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain ünï 漢":          "plain ünï 漢",
		"a\nb\r\tc":            `a\nb\r\tc`,
		"\x00\x7f\u009b\u2028": `\x00\x7f\x9b\u2028`,
		"bad\xff":              `bad\xff`,
		"\U000e0041\u200b":     `\U000e0041\u200b`,
	} {
		assert.Equal(t, want, Escape(in))
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a\x1b[0m", "\xff\xfe", "\u202e", "ok"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Escape(s) {
			if unsafe(r) {
				t.Fatalf("%q keeps %U", s, r)
			}
		}
	})
}

// Each keyword's rule is called after it.
func TestViolation(t *testing.T) {
	capital := regexp.MustCompile(`[A-Z]`)
	for _, k := range keywordRules {
		want := "schema-" + strings.ToLower(capital.ReplaceAllString(k.keyword, "-$0"))
		assert.Equal(t, want, Violation(k.keyword).ID)
		rule, ok := all.ByID(want)
		assert.True(t, ok, want)
		assert.Equal(t, rule, Violation(k.keyword))
	}
	for _, keyword := range []string{"", "$ref", "made-up"} {
		assert.Equal(t, RuleSchemaFalse, Violation(keyword))
	}
	_, ok := all.ByID("nope")
	assert.False(t, ok)
	assert.Len(t, Rules(), len(documentRules)+len(compatRules)+len(keywordRules))
}

// A finding that no rule made reaches no report, in any format, and what has an
// unknown weight leaves none ok.
func TestFindingsHaveARule(t *testing.T) {
	for _, format := range Formats() {
		var b bytes.Buffer
		s, err := Open([]Target{{Format: format}}, &b, Options{})
		require.NoError(t, err)
		assert.ErrorContains(t, s.Add(diag.Finding{}), "no rule")
		s.Abort()
		assert.ErrorContains(t, Write(&b, format, Options{}, []diag.Finding{{}}), "no rule")
	}
	assert.True(t, diag.Finding{}.Fails())
}

// Every example of a keyword's rule is JSON, and so can be tried as it stands.
func TestRuleExamplesAreJSON(t *testing.T) {
	for _, k := range keywordRules {
		assert.True(t, json.Valid([]byte(k.schema)), k.schema)
		assert.True(t, json.Valid([]byte(k.document)), k.document)
	}
}

// A format is whole, is the only one of its name, and its report has all of a
// finding but what it says that it leaves out.
func TestFormats(t *testing.T) {
	placed := Violation("enum").Find("MESSAGE")
	placed.File, placed.Line, placed.Column = "FILE.json", 4711, 815
	placed.InstanceAt, placed.SchemaAt = diag.At("/INSTANCE"), diag.At("/SCHEMA")
	placed.Hint, placed.RunID, placed.Documents = "HINT", "RUN", []json.RawMessage{[]byte(`"DOCUMENT"`)}
	compared := found("compared").Weighing(diag.SeverityWarning)
	compared.Found, compared.Expected = "FOUND", "EXPECTED"
	shows := map[string]*regexp.Regexp{}
	for key, pattern := range map[string]string{
		"code": "schema-enum", "severity": "warning", "file": `FILE\.json`, "line": "4711", "column": "815", "instance_at": "/INSTANCE",
		"schema_at": "/SCHEMA", "message": "MESSAGE", "found": "FOUND", "expected": "EXPECTED", "hint": "HINT", "run_id": "RUN", "documents": "DOCUMENT",
	} {
		shows[key] = regexp.MustCompile(pattern)
	}
	for _, f := range []diag.Finding{placed, compared} {
		text, err := f.MarshalJSON()
		require.NoError(t, err)
		var keys map[string]any
		require.NoError(t, json.Unmarshal(text, &keys))
		for key := range keys {
			assert.Contains(t, shows, key, "a finding has a key of which this test does not know how formats show it")
		}
	}
	seen := map[string]bool{}
	for _, format := range Formats() {
		assert.Regexp(t, `^[a-z][a-z0-9-]*$`, format.Name)
		assert.False(t, seen[format.Name], "%s twice", format.Name)
		seen[format.Name] = true
		require.NotNil(t, format.open, format.Name)
		require.NotEmpty(t, format.For, format.Name)
		var b bytes.Buffer
		require.NoError(t, Write(&b, format, Options{ToolVersion: "v1"}, []diag.Finding{placed, compared}))
		for key, pattern := range shows {
			assert.Equal(t, !slices.Contains(format.Omits, key), pattern.MatchString(b.String()), "%s: %s\n%s", format.Name, key, b.String())
		}
		for _, key := range format.Omits {
			assert.Contains(t, shows, key, format.Name)
		}
		b.Reset()
		require.NoError(t, Write(&b, format, Options{}, nil), "nothing found is a report too")
	}
}

// What a document holds moves no cursor and forges no line, in any format; the
// format's own escaping has its cases.
func TestFormatsEscape(t *testing.T) {
	evil := "a\x1b[2J\r\nforged <b>\"']]>|`"
	f := Violation("enum").Find(evil)
	f.File, f.Hint, f.RunID, f.Found, f.Expected = evil, evil, evil, evil, evil
	f.InstanceAt, f.SchemaAt = diag.At("/"+evil), diag.At("/"+evil)
	for _, format := range Formats() {
		var b bytes.Buffer
		require.NoError(t, Write(&b, format, Options{ToolVersion: "v1"}, []diag.Finding{f}))
		assert.NotEmpty(t, b.String(), format.Name)
		for _, r := range strings.ReplaceAll(b.String(), "\n", "") {
			assert.False(t, unicode.IsControl(r), "%s: %q", format.Name, b.String())
		}
		assert.NotContains(t, b.String(), "\nforged", format.Name)
	}
}

// A format that is declared can be asked for.
func TestEveryFormatIsListed(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	declared := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		declared += strings.Count(string(text), "= &Format{")
	}
	assert.Len(t, Formats(), declared, "a format is not in the list of report.go")
}

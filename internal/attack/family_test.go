package attack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/cli"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// family is a project with one family of schemas, of which the old one is released as
// 1.0.0 and the new one is the head.
type family struct {
	t   *testing.T
	dir string
}

const (
	familyConfig = "version: 1\nfamilies:\n  - {name: s, head: schema/s.json, released: schema/released/s}\n"
	familyLog    = "# Changelog\n\n## [Unreleased]\n\n## Schema s 1.0.0 - 2026-11-22\n\n### Added\n\n- The schema.\n"
)

func (f *family) write(name string, data []byte) {
	f.t.Helper()
	path := filepath.Join(f.dir, filepath.FromSlash(name))
	require.NoError(f.t, os.MkdirAll(filepath.Dir(path), 0o777))
	require.NoError(f.t, os.WriteFile(path, data, 0o666))
}

// hold makes the project anew.
func (f *family) hold(old, new *source.Value) {
	text := append(old.AppendJSON(nil), '\n')
	sum := sha256.Sum256(text)
	f.write("runresult.yaml", []byte(familyConfig))
	f.write("CHANGELOG.md", []byte(familyLog))
	f.write("schema/released/s/1.0.0.json", text)
	f.write("schema/released/SHA256SUMS", []byte(hex.EncodeToString(sum[:])+"  s/1.0.0.json\n"))
	f.write("schema/s.json", append(new.AppendJSON(nil), '\n'))
}

// run is one invocation of the tool.
func (f *family) run(args ...string) (code int, stdout, stderr string) {
	var out, diagnostics bytes.Buffer
	code = cli.Main(args, strings.NewReader(""), &out, &diagnostics)
	return code, out.String(), diagnostics.String()
}

// answer is what compat and the gate said of the family.
type answer struct {
	Verdict  string `json:"verdict"`
	Bump     string `json:"required_bump"`
	Backward inclusion
	Forward  inclusion
	Reader   struct {
		Verdict string
		Lost    []struct{ Witness json.RawMessage }
	}
	Unknowns []struct{ Question, Reason, Keyword string }

	exit, gate, fixed int
	codes, last       []string // of the gate's findings, without and with --fix
	version           string   // that the head has after --fix
	took              time.Duration
	trouble           string
}

type inclusion struct {
	Verdict string
	Witness json.RawMessage
}

// ask runs compat and, where withGate says so, the gate: as it is, and with --fix.
func (f *family) ask(withGate bool) *answer {
	a := &answer{}
	began := time.Now()
	code, out, diagnostics := f.run("compat", "--format", "json", filepath.Join(f.dir, "schema/released/s/1.0.0.json"), filepath.Join(f.dir, "schema/s.json"))
	a.took, a.exit = time.Since(began), code
	if json.Unmarshal([]byte(out), a) != nil {
		a.trouble = diagnostics
		return a
	}
	if !withGate {
		return a
	}
	a.gate, a.codes = f.judge()
	a.fixed, a.last = f.judge("--fix")
	head, err := os.ReadFile(filepath.Join(f.dir, "schema/s.json"))
	require.NoError(f.t, err)
	root := must(source.ParseJSON("head.json", head)).Root
	for _, name := range []string{"$id", "id"} {
		if id := root.Get(name); id != nil && id.Kind == source.String {
			a.version = strings.TrimPrefix(id.Text, familyID)
		}
	}
	return a
}

func (f *family) judge(flags ...string) (int, []string) {
	code, out, diagnostics := f.run(append([]string{"gate", "--quiet", "--config", filepath.Join(f.dir, "runresult.yaml"), "--format", "json"}, flags...)...)
	var said struct {
		OK       bool `json:"ok"`
		Findings []struct{ Code string }
	}
	codes := []string{}
	if json.Unmarshal([]byte(out), &said) != nil {
		return code, []string{"no report: " + diagnostics}
	}
	for _, x := range said.Findings {
		if !slices.Contains(codes, x.Code) {
			codes = append(codes, x.Code)
		}
	}
	return code, codes
}

const familyID = "https://example.com/family/s/"

// released is the root of a schema with the identifier of a release, references to the
// document itself made local. It keeps the members in their places.
func released(root *source.Value, d graph.Dialect) *source.Value {
	name := "$id"
	if d == graph.Draft4 {
		name = "id"
	}
	former := &url.URL{}
	if id := root.Get(name); id != nil && id.Kind == source.String {
		if u, err := url.Parse(id.Text); err == nil {
			former = u
		}
	}
	root = with(root, name, text(familyID+"1.0.0"))
	for _, path := range paths(root) {
		v := at(root, path)
		r := v.Get("$ref")
		if r == nil || r.Kind != source.String || strings.HasPrefix(r.Text, "#") {
			continue
		}
		if to, err := former.Parse(r.Text); err == nil && former.Host != "" && to.Host+to.Path == former.Host+former.Path {
			root = replace(root, path, with(v, "$ref", text("#"+to.EscapedFragment())))
		}
	}
	return root
}

// exits says what the commands have to exit with, by the design: of what owes a major
// version compat says no and the gate stays shut; of everything else the gate opens
// once the head has the version that is owed.
var exits = map[string]struct {
	compat, gate, fixed int
	version             string
}{
	"none":  {0, 0, 0, "1.0.0"},
	"patch": {0, 1, 0, "1.0.1"},
	"minor": {0, 1, 0, "1.1.0"},
	"major": {1, 1, 1, ""},
}

// wrong lists where the answer is not what the label says, and the questions that it
// leaves open although the label answers them.
func (a *answer) wrong(l *label, gate bool) (wrong, open []string) {
	if a.trouble != "" {
		return []string{"no report: " + a.trouble}, nil
	}
	said := map[string]string{"backward": a.Backward.Verdict, "forward": a.Forward.Verdict, "reader": a.Reader.Verdict, "bump": a.Bump}
	for name, want := range map[string]string{"backward": string(l.backward), "forward": string(l.forward), "reader": string(l.reader), "bump": l.bump} {
		switch got := said[name]; {
		case want == "" || got == want:
		case got == "unknown":
			open = append(open, name)
		default:
			wrong = append(wrong, name+" is "+got)
		}
	}
	slices.Sort(wrong)
	slices.Sort(open)
	want, known := exits[l.bump]
	if !known || a.Bump == "unknown" {
		if a.exit != 1 && a.exit != 4 && a.Verdict != "compatible" {
			wrong = append(wrong, "compat exits with "+count(a.exit).Text)
		}
		return wrong, open
	}
	if a.exit != want.compat && !(a.exit == 4 && len(open) > 0) {
		wrong = append(wrong, "compat exits with "+count(a.exit).Text)
	}
	if !gate || len(open) > 0 {
		return wrong, open
	}
	if a.gate != want.gate || a.fixed != want.fixed || want.version != "" && a.version != want.version {
		wrong = append(wrong, "gate exits with "+count(a.gate).Text+" and, fixed, "+count(a.fixed).Text+" at "+a.version+": "+strings.Join(append(a.codes, a.last...), " "))
	}
	if l.bump == "major" && !slices.Contains(a.codes, "gate-break") && !slices.Contains(a.codes, "gate-reader-loss") {
		wrong = append(wrong, "the gate finds "+strings.Join(a.codes, " "))
	}
	return wrong, open
}

package run_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// minimal is the smallest document of a run with one step: nothing in it can be
// left out.
const minimal = `{"run_id":"r1","status":"success","started_at":"2026-03-01T08:00:00Z","finished_at":"2026-03-01T08:00:09Z",` +
	`"duration_ms":9000,"summary":"","steps":[{"step_id":"s1","kind":"transform","status":"success",` +
	`"started_at":"2026-03-01T08:00:01Z","finished_at":"2026-03-01T08:00:02Z","duration_ms":1000,"summary":"",` +
	`"warnings":[],"artifacts":[]}],"metrics":{},"artifacts":[],"references":{"manifest_path":"manifest.json",` +
	`"config_hash":"` + zeroHash + `","contract_hash":"` + zeroHash + `"}}`

// furnished adds one of each optional object that has required members itself.
const furnished = `{"run_id":"r1","status":"failed","started_at":"2026-03-01T08:00:00Z","finished_at":"2026-03-01T08:00:09Z",` +
	`"duration_ms":9000,"summary":"","steps":[{"step_id":"s1","kind":"transform","status":"failed",` +
	`"started_at":"2026-03-01T08:00:01Z","finished_at":"2026-03-01T08:00:02Z","duration_ms":1000,"summary":"",` +
	`"warnings":[],"artifacts":[{"name":"a","path":"a.bin","hash":"` + zeroHash + `","type":"model"}],` +
	`"error":{"type":"E","message":"broken"}}],"metrics":{},"artifacts":[{"name":"a","path":"a.bin","hash":"` + zeroHash + `","type":"model"}],` +
	`"references":{"manifest_path":"manifest.json","config_hash":"` + zeroHash + `","contract_hash":"` + zeroHash + `"},` +
	`"error":{"type":"E","message":"broken"},"producer":{"name":"p","version":"1"}}`

// required lists, by the pointer of each object of furnished, the members that
// it must have.
var required = map[string][]string{
	"":                     {"run_id", "status", "started_at", "finished_at", "duration_ms", "summary", "steps", "metrics", "artifacts", "references"},
	"/steps/0":             {"step_id", "kind", "status", "started_at", "finished_at", "duration_ms", "summary", "warnings", "artifacts"},
	"/steps/0/artifacts/0": {"name", "path", "hash", "type"},
	"/artifacts/0":         {"name", "path", "hash", "type"},
	"/steps/0/error":       {"type", "message"},
	"/error":               {"type", "message"},
	"/producer":            {"name", "version"},
	"/references":          {"manifest_path", "config_hash", "contract_hash"},
}

// without returns the document with one member left out.
func without(t *testing.T, doc, object, member string) []byte {
	t.Helper()
	f, err := source.ParseJSON("document", []byte(doc))
	require.NoError(t, err)
	at, ok := f.At(object)
	require.True(t, ok, object)
	before := len(at.Members)
	at.Members = slices.DeleteFunc(slices.Clone(at.Members), func(m source.Member) bool { return m.Name == member })
	require.Len(t, at.Members, before-1, "%s has no %s", object, member)
	return f.Root.AppendJSON(nil)
}

// TestMinimalStructure: the smallest document is accepted, and each member that
// is left out of it, or of the objects that a document may hold, is missed at
// its place and by name.
func TestMinimalStructure(t *testing.T) {
	for name, judge := range judges(t) {
		t.Run(name, func(t *testing.T) {
			for _, doc := range []string{minimal, furnished} {
				assert.Empty(t, judge.problems(t, []byte(doc)))
			}
			for object, members := range required {
				for _, member := range members {
					assertMissed(t, judge, without(t, furnished, object, member), object, member)
				}
			}
			for _, doc := range []string{`{}`, `[]`, `null`, `"run"`, `1`, `true`} {
				assert.NotEmpty(t, judge.problems(t, []byte(doc)), doc)
			}
		})
	}
}

// TestRequiredReferences: a document always leads to its manifest, its config
// and its contract, in the form that they can be checked in.
func TestRequiredReferences(t *testing.T) {
	for name, judge := range judges(t) {
		t.Run(name, func(t *testing.T) {
			require.Empty(t, judge.problems(t, []byte(minimal)))
			assertMissed(t, judge, without(t, minimal, "", "references"), "", "references")
			for _, member := range required["/references"] {
				assertMissed(t, judge, without(t, minimal, "/references", member), "/references", member)
			}
			for _, c := range []struct{ at, from, to string }{
				{"/references/manifest_path", `"manifest_path":"manifest.json"`, `"manifest_path":""`},
				{"/references/manifest_path", `"manifest_path":"manifest.json"`, `"manifest_path":"/etc/manifest.json"`},
				{"/references/manifest_path", `"manifest_path":"manifest.json"`, `"manifest_path":"../manifest.json"`},
				{"/references/manifest_path", `"manifest_path":"manifest.json"`, `"manifest_path":"C:manifest.json"`},
				{"/references/manifest_path", `"manifest_path":"manifest.json"`, `"manifest_path":"a\\b.json"`},
				{"/references/manifest_path", `"manifest_path":"manifest.json"`, `"manifest_path":null`},
				{"/references/config_hash", `"config_hash":"` + zeroHash, `"config_hash":"md5:0cc175b9c0f1b6a831c399e269772661`},
				{"/references/config_hash", `"config_hash":"sha256:`, `"config_hash":"SHA256:`},
				{"/references/contract_hash", `"contract_hash":"` + zeroHash, `"contract_hash":"`},
				{"/references/contract_hash", `"contract_hash":"` + zeroHash, `"contract_hash":"` + zeroHash + `\n`},
			} {
				doc := strings.Replace(minimal, c.from, c.to, 1)
				require.NotEqual(t, minimal, doc)
				problems := judge.problems(t, []byte(doc))
				require.NotEmpty(t, problems, c.to)
				assert.True(t, slices.ContainsFunc(problems, func(p problem) bool { return p.at == c.at }), "%s: %v", c.to, problems)
			}
		})
	}
}

// assertMissed: the judge says at the object that it lacks the member.
func assertMissed(t *testing.T, j judge, doc []byte, object, member string) {
	t.Helper()
	problems := j.problems(t, doc)
	assert.True(t, slices.ContainsFunc(problems, func(p problem) bool {
		return p.at == object && strings.Contains(p.message, member)
	}), "%s/%s is missing, and all that is said is %v", object, member, problems)
}

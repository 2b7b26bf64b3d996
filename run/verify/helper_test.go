package verify_test

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// object and list are JSON as tests edit it.
type (
	object = map[string]any
	list   = []any
)

// aRun is a run directory in the making: a document, a manifest and files.
type aRun struct {
	t        *testing.T
	dir      string
	doc      object
	manifest object
	files    map[string]string
	// pinned keeps manifest_hash as it is instead of computing it.
	pinned bool
	// raw, where set, is written instead of the document or the manifest.
	rawDoc, rawManifest string
	opt                 verify.Options
}

func sha(text string) string {
	s := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(s[:])
}

func sha512of(text string) string {
	s := sha512.Sum512([]byte(text))
	return "sha512:" + hex.EncodeToString(s[:])
}

const (
	configHash   = "sha256:43e27169bc60082ff7ca0b3a3385defcdbadc38799420f2ec96fdf732f8f3cf3"
	contractHash = "4ab45d989778291a3d2a05ddb2e9aa2c7138e371395a7767519008c6fcbbb023"
)

// goodRun is the truthful record of a run in which much happened: a step failed,
// one was skipped before it started and one while it ran, one was blocked; two
// steps started at the same instant; times have different offsets and
// precisions.
func goodRun(t *testing.T) *aRun {
	r := &aRun{t: t, dir: t.TempDir()}
	r.files = map[string]string{
		"data/clean.csv":          "a,b\n1,2\n",
		"models/forest.bin":       strings.Repeat("tree", 1000),
		"empty.log":               "",
		"reports/Ergebnis für Ä":  "ok",
		"config.effective.json":   "{}",
		"contract.frozen.yaml":    "a: 1\n",
		"unrelated/not-listed.md": "hello",
	}
	r.doc = parse(t, `{
	  "run_result_version": "1.0",
	  "run_id": "run-7",
	  "status": "failed",
	  "started_at": "2026-03-02T09:00:00.000100Z",
	  "finished_at": "2026-03-02T09:02:05.750600Z",
	  "duration_ms": 125750,
	  "summary": "one step failed",
	  "steps": [
	    {"step_id": "ingest", "kind": "diagnostic", "status": "success",
	     "started_at": "2026-03-02T09:00:01.000000Z", "finished_at": "2026-03-02T09:00:02.000400Z", "duration_ms": 1001,
	     "summary": "read", "warnings": ["column c is empty"], "critical": true,
	     "artifacts": [{"name": "clean", "path": "data/clean.csv", "hash": "", "type": "payload", "produced_by": "ingest", "size_bytes": 8}]},
	    {"step_id": "audit.a", "kind": "diagnostic", "status": "success",
	     "started_at": "2026-03-02T10:00:03+01:00", "finished_at": "2026-03-02T10:00:04+01:00", "duration_ms": 1000,
	     "summary": "audited", "warnings": [], "artifacts": [], "depends_on": ["ingest"]},
	    {"step_id": "audit.b", "kind": "diagnostic", "status": "failed",
	     "started_at": "2026-03-02T09:00:03Z", "finished_at": "2026-03-02T09:00:10.5Z", "duration_ms": 7500,
	     "summary": "no table", "warnings": ["x", "y"], "artifacts": [{"name": "log", "path": "empty.log", "hash": "", "type": "log", "size_bytes": 0}],
	     "error": {"type": "NO_TABLE", "message": "no table"}, "depends_on": ["ingest"]},
	    {"step_id": "train", "kind": "train", "status": "success",
	     "started_at": "2026-03-02T09:00:04Z", "finished_at": "2026-03-02T09:02:00.123Z", "duration_ms": 116123,
	     "summary": "trained", "warnings": [],
	     "artifacts": [{"name": "forest", "path": "models/forest.bin", "hash": "", "type": "model", "size_bytes": 4000},
	                   {"name": "report", "path": "reports/Ergebnis für Ä", "hash": "", "type": "report"}],
	     "depends_on": ["audit.a"]},
	    {"step_id": "tune", "kind": "train", "status": "skipped", "started_at": null, "finished_at": null, "duration_ms": null,
	     "summary": "switched off", "warnings": [], "artifacts": [], "reason": "config", "critical": false},
	    {"step_id": "explain", "kind": "evaluate", "status": "skipped",
	     "started_at": "2026-03-02T09:02:01Z", "finished_at": "2026-03-02T09:02:01Z", "duration_ms": 0,
	     "summary": "stopped by the user", "warnings": [], "artifacts": [], "reason": "user_decision", "depends_on": ["train"]},
	    {"step_id": "export", "kind": "export", "status": "blocked", "started_at": null, "finished_at": null, "duration_ms": null,
	     "summary": "a dependency failed", "warnings": [], "artifacts": [], "reason": "dependency_failed",
	     "depends_on": ["train", "audit.b"], "blocked_by": ["audit.b"]},
	    {"step_id": "publish", "kind": "export", "status": "blocked", "started_at": null, "finished_at": null, "duration_ms": null,
	     "summary": "a dependency was blocked", "warnings": [], "artifacts": [], "depends_on": ["export"], "blocked_by": ["export"]}
	  ],
	  "metrics": {"steps.total": 8, "steps.executed": 4.0, "steps.success": 3, "steps.failed": 1, "steps.skipped": 2, "steps.blocked": 2e0,
	              "warnings.total": 3, "champion.model_id": "forest", "champion.f1": 0.91},
	  "artifacts": [{"name": "forest", "path": "models/forest.bin", "hash": "", "type": "model", "produced_by": "train"}],
	  "references": {"manifest_path": "manifest.json", "config_hash": "`+configHash+`", "contract_hash": "`+contractHash+`",
	                 "config_path": "config.effective.json", "contract_path": "contract.frozen.yaml"},
	  "status_policy": "atlas.status/v1"
	}`)
	r.eachArtifact(func(a object) { a["hash"] = sha(r.files[a["path"].(string)]) })
	r.step(3)["artifacts"].(list)[0].(object)["hash"] = strings.TrimPrefix(sha(r.files["models/forest.bin"]), "sha256:")
	r.step(3)["artifacts"].(list)[1].(object)["hash"] = sha512of("ok")
	r.manifest = parse(t, `{
	  "manifest_version": "1.0",
	  "run": {"run_id": "run-7", "status": "failed", "started_at": "2026-03-02T09:00:00.000100Z", "finished_at": "2026-03-02T09:02:05.750600Z", "duration_ms": 125750},
	  "system": {"atlas_version": "0.2.0"},
	  "config": {"effective_path": "config.effective.json", "hash": "`+strings.ToUpper(strings.TrimPrefix(configHash, "sha256:"))+`"},
	  "contract": {"effective_path": "C:\\atlas\\runs\\run-7\\contract.frozen.yaml", "hash": "sha256:`+contractHash+`"},
	  "steps": [
	    {"step_id": "ingest", "status": "done", "started_at": "2026-03-02T09:00:01Z", "finished_at": "2026-03-02T09:00:02Z"},
	    {"step_id": "audit.a", "status": "done"},
	    {"step_id": "audit.b", "status": "failed"},
	    {"step_id": "train", "status": "done", "artifacts": [{"artifact_id": "a-2"}]},
	    {"step_id": "tune", "status": "skipped"},
	    {"step_id": "explain", "status": "skipped"},
	    {"step_id": "export", "status": "pending"},
	    {"step_id": "publish", "status": "blocked"}
	  ],
	  "events": [
	    {"event_type": "run_started", "timestamp": "2026-03-02T09:00:00.000100Z", "payload": {"run_dir": "runs\\run-7"}},
	    {"event_type": "step_started", "timestamp": "2026-03-02T09:00:01Z", "step_id": "ingest"},
	    {"event_type": "step_finished", "timestamp": "2026-03-02T09:00:02Z", "step_id": "ingest", "payload": {"status": "done"}},
	    {"event_type": "step_started", "timestamp": "2026-03-02T09:00:03Z", "step_id": "audit.a"},
	    {"event_type": "step_started", "timestamp": "2026-03-02T09:00:03Z", "step_id": "audit.b"},
	    {"event_type": "step_finished", "timestamp": "2026-03-02T09:00:04Z", "step_id": "audit.a", "payload": {"status": "success"}},
	    {"event_type": "step_started", "timestamp": "2026-03-02T09:00:04Z", "step_id": "train"},
	    {"event_type": "step_failed", "timestamp": "2026-03-02T09:00:10.5Z", "step_id": "audit.b", "payload": {"error": "no table"}},
	    {"event_type": "step_finished", "timestamp": "2026-03-02T09:02:00.123Z", "step_id": "train", "payload": {"status": "done"}},
	    {"event_type": "step_started", "timestamp": "2026-03-02T09:02:01Z", "step_id": "explain"},
	    {"event_type": "step_skipped", "timestamp": "2026-03-02T09:02:01Z", "step_id": "explain"},
	    {"event_type": "step_blocked", "timestamp": "2026-03-02T09:02:05Z", "step_id": "publish"},
	    {"event_type": "run_finished", "timestamp": "2026-03-02T09:02:05.750600Z"}
	  ],
	  "artifacts": [
	    {"artifact_id": "a-1", "name": "clean", "type": "payload", "path": "data/clean.csv", "hash": ""},
	    {"artifact_id": "a-2", "name": "forest", "type": "model", "path": "D:\\work\\runs\\run-7\\models\\forest.bin", "hash": ""},
	    {"artifact_id": "a-3", "name": "report", "type": "report", "path": "reports/Ergebnis für Ä", "hash": ""},
	    {"artifact_id": "a-4", "name": "log", "type": "log", "path": "./empty.log", "hash": ""}
	  ],
	  "summary": "one step failed"
	}`)
	for i, text := range []string{r.files["data/clean.csv"], r.files["models/forest.bin"], "", ""} {
		r.listed(i)["hash"] = sha(text)
	}
	r.listed(2)["hash"] = sha512of("ok")
	r.listed(0)["hash"] = strings.TrimPrefix(sha(r.files["data/clean.csv"]), "sha256:")
	return r
}

// asInPractice gives the run a manifest of the shape that engines write today.
func asInPractice(r *aRun) {
	steps := object{}
	for _, s := range r.manifest["steps"].(list) {
		step := s.(object)
		if step["status"] == "done" {
			step["status"] = "success"
		}
		step["artifacts"] = object{"payload_meta": object{"payload_bytes": 3, "payload_sha256": strings.Repeat("1", 64)}}
		steps[step["step_id"].(string)] = step
	}
	r.manifest["steps"] = steps
	r.manifest["inputs"] = object{"config_hash": strings.TrimPrefix(configHash, "sha256:"), "contract_hash": contractHash}
	r.manifest["run"] = object{"atlas_version": "0.1.0", "run_id": "run-7", "started_at": "2026-03-02T09:00:00.000100Z"}
	for _, name := range []string{"manifest_version", "system", "config", "contract", "artifacts", "summary"} {
		delete(r.manifest, name)
	}
}

func parse(t *testing.T, text string) object {
	var out object
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	require.NoError(t, d.Decode(&out))
	return out
}

func (r *aRun) step(i int) object   { return r.doc["steps"].(list)[i].(object) }
func (r *aRun) listed(i int) object { return r.manifest["artifacts"].(list)[i].(object) }
func (r *aRun) metrics() object     { return r.doc["metrics"].(object) }
func (r *aRun) references() object  { return r.doc["references"].(object) }

// artifact is an artifact of a step.
func (r *aRun) artifact(step, i int) object { return r.step(step)["artifacts"].(list)[i].(object) }

func (r *aRun) eachArtifact(visit func(object)) {
	for i := range r.doc["steps"].(list) {
		for _, a := range r.step(i)["artifacts"].(list) {
			visit(a.(object))
		}
	}
	for _, a := range r.doc["artifacts"].(list) {
		visit(a.(object))
	}
}

func (r *aRun) swapSteps(i, j int) {
	steps := r.doc["steps"].(list)
	steps[i], steps[j] = steps[j], steps[i]
}

// path is where a file of the run is on disk.
func (r *aRun) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

// write puts the run on disk.
func (r *aRun) write() {
	for name, text := range r.files {
		require.NoError(r.t, os.MkdirAll(filepath.Dir(r.path(name)), 0o755))
		require.NoError(r.t, os.WriteFile(r.path(name), []byte(text), 0o644))
	}
	manifest := r.rawManifest
	if manifest == "" {
		data, err := json.MarshalIndent(r.manifest, "", "  ")
		require.NoError(r.t, err)
		manifest = string(data)
	}
	require.NoError(r.t, os.WriteFile(r.path("manifest.json"), []byte(manifest), 0o644))
	if !r.pinned {
		r.references()["manifest_hash"] = sha(manifest)
	}
	doc := r.rawDoc
	if doc == "" {
		data, err := json.MarshalIndent(r.doc, "", "  ")
		require.NoError(r.t, err)
		doc = string(data)
	}
	require.NoError(r.t, os.WriteFile(r.path("runresult.json"), []byte(doc), 0o644))
}

// verify judges the run directory.
func (r *aRun) verify() verify.Verdict {
	v, err := verify.Dir(context.Background(), r.dir, r.opt)
	require.NoError(r.t, err)
	return v
}

// codes lists the findings as code and pointer.
func codes(v verify.Verdict) []string {
	out := []string{}
	for _, f := range v.Findings {
		out = append(out, f.Code()+" "+*f.InstanceAt)
	}
	return out
}

// whole checks what every finding must have.
func whole(t *testing.T, v verify.Verdict) {
	for _, f := range v.Findings {
		require.NotEmpty(t, f.Message, f.Code())
		require.NotEmpty(t, f.Hint, f.Code())
		require.NotEmpty(t, f.File, f.Code())
		if f.Code() == "verify-more" {
			continue
		}
		require.Positive(t, f.Line, f.Code())
		require.NotEmpty(t, f.Found+f.Expected, f.Code())
		require.Contains(t, slices.Concat(verify.Rules(), report.Rules()), f.Rule(), f.Code())
	}
}

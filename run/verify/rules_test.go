package verify_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// allCritical and noneCritical are policies.
type policy struct {
	id       string
	critical bool
}

func (p policy) ID() string                                          { return p.id }
func (p policy) Critical(*runresultv1.Step) (critical, decided bool) { return p.critical, true }

// breakage is one way to break a good run.
type breakage struct {
	name string
	edit func(r *aRun)               // before the run is written
	then func(t *testing.T, r *aRun) // after
	want []string                    // code and pointer
}

// breakages has at least one entry for each rule, which breaks that rule and
// nothing else.
var breakages = []breakage{
	{name: "another major version", edit: func(r *aRun) { r.doc["run_result_version"] = "2.0" }, want: []string{"verify-version /run_result_version"}},
	{name: "status by policy", edit: func(r *aRun) { r.opt.Policy = policy{"acme/v1", false} }, want: []string{"verify-status /status"}},
	{name: "status by policy, milder", edit: func(r *aRun) {
		r.doc["status"] = "partial"
		r.step(5)["critical"] = false
		r.opt.Policy = policy{"acme/v1", true}
	}, want: []string{"verify-status /status"}},
	{name: "status that is impossible", edit: func(r *aRun) { r.doc["status"] = "success" }, want: []string{"verify-status-impossible /status"}},
	{name: "partial although a critical step failed", edit: func(r *aRun) { r.doc["status"] = "partial"; r.step(2)["critical"] = true }, want: []string{"verify-status-impossible /status"}},
	{name: "failed although only non-critical steps failed", edit: func(r *aRun) {
		for i := range 8 {
			r.step(i)["critical"] = false
		}
	}, want: []string{"verify-status-impossible /status"}},
	{name: "no steps and no error", edit: func(r *aRun) {
		r.doc["steps"], r.doc["metrics"], r.doc["artifacts"], r.doc["status"] = list{}, object{}, list{}, "success"
		r.manifest["artifacts"], r.manifest["steps"], r.manifest["events"] = list{}, list{}, list{}
	}, want: []string{"verify-status-impossible /steps"}},
	{name: "error on a run that is not failed", edit: func(r *aRun) {
		r.doc["status"], r.doc["error"] = "partial", object{"type": "X", "message": "x"}
	}, want: []string{"verify-status-impossible /status"}},

	{name: "blocked with times", edit: func(r *aRun) {
		s := r.step(6)
		s["started_at"], s["finished_at"], s["duration_ms"] = "2026-03-02T09:02:02Z", "2026-03-02T09:02:02Z", 0
	}, want: []string{"verify-null-times /steps/6/started_at"}},
	{name: "success without times", edit: func(r *aRun) {
		s := r.step(1)
		s["started_at"], s["finished_at"], s["duration_ms"] = nil, nil, nil
	}, want: []string{"verify-null-times /steps/1/started_at"}},
	{name: "skipped with half of the times", edit: func(r *aRun) { r.step(5)["duration_ms"] = nil }, want: []string{"verify-null-times /steps/5/duration_ms"}},
	{name: "never started with an end", edit: func(r *aRun) { r.step(4)["finished_at"] = "2026-03-02T09:02:01Z" }, want: []string{"verify-null-times /steps/4/finished_at"}},

	{name: "run ends before it starts", edit: func(r *aRun) {
		r.doc["finished_at"], r.doc["duration_ms"] = "2026-03-02T08:59:00Z", 0
	}, want: []string{"verify-backwards /finished_at"}},
	{name: "step ends before it starts", edit: func(r *aRun) {
		r.step(5)["finished_at"], r.step(5)["duration_ms"] = "2026-03-02T09:02:00Z", 0
	}, want: []string{"verify-backwards /steps/5/finished_at"}},
	{name: "duration of the run", edit: func(r *aRun) { r.doc["duration_ms"] = 125752 }, want: []string{"verify-duration /duration_ms"}},
	{name: "duration of a step", edit: func(r *aRun) { r.step(1)["duration_ms"] = 1001 }, want: []string{"verify-duration /steps/1/duration_ms"}},
	{name: "duration of a skipped step", edit: func(r *aRun) { r.step(5)["duration_ms"] = 5 }, want: []string{"verify-duration /steps/5/duration_ms"}},
	{name: "starts before the run", edit: func(r *aRun) {
		r.doc["started_at"], r.doc["duration_ms"] = "2026-03-02T09:00:02Z", 123751
	}, want: []string{"verify-window /steps/0/started_at"}},
	{name: "ends after the run", edit: func(r *aRun) {
		r.doc["finished_at"], r.doc["duration_ms"] = "2026-03-02T09:02:00.5001Z", 120500
	}, want: []string{"verify-window /steps/5/finished_at"}},
	{name: "order", edit: func(r *aRun) { r.swapSteps(1, 3) }, want: []string{"verify-order /steps/2/started_at"}},
	{name: "order, last two", edit: func(r *aRun) { r.swapSteps(3, 5) }, want: []string{"verify-order /steps/5/started_at"}},
	{name: "duplicate step", edit: func(r *aRun) { r.step(4)["step_id"] = "ingest" }, want: []string{"verify-duplicate-step /steps/4/step_id"}},
	{name: "unknown dependency", edit: func(r *aRun) { r.step(1)["depends_on"] = list{"ingset"} }, want: []string{"verify-dependency-unknown /steps/1/depends_on/0"}},
	{name: "depends on itself", edit: func(r *aRun) { r.step(4)["depends_on"] = list{"tune"} }, want: []string{"verify-dependency-cycle /steps/4/depends_on/0"}},
	{name: "circle", edit: func(r *aRun) { r.step(6)["depends_on"] = list{"train", "publish"} }, want: []string{"verify-dependency-cycle /steps/6/depends_on/1"}},
	{name: "starts before its dependency ends", edit: func(r *aRun) { r.step(3)["depends_on"] = list{"audit.b"} }, want: []string{"verify-dependency-order /steps/3/depends_on/0"}},
	{name: "depends on what was blocked", edit: func(r *aRun) { r.step(3)["depends_on"] = list{"export"}; r.step(6)["depends_on"] = list{} }, want: []string{"verify-dependency-unmet /steps/3/depends_on/0"}},
	{name: "blocked by nobody", edit: func(r *aRun) { r.step(6)["blocked_by"] = list{"nobody"} }, want: []string{"verify-blocked-by-unknown /steps/6/blocked_by/0"}},
	{name: "blocked by a success", edit: func(r *aRun) { r.step(6)["blocked_by"] = list{"audit.b", "train"} }, want: []string{"verify-blocked-by /steps/6/blocked_by/1"}},
	{name: "blocked by itself", edit: func(r *aRun) { r.step(6)["blocked_by"] = list{"export"} }, want: []string{"verify-blocked-by /steps/6/blocked_by/0"}},
	{name: "blocked by each other", edit: func(r *aRun) { r.step(6)["blocked_by"] = list{"publish"} }, want: []string{"verify-blocked-by /steps/6/blocked_by/0"}},
	{name: "ran and was blocked", edit: func(r *aRun) { r.step(1)["blocked_by"] = list{"audit.b"} }, want: []string{"verify-blocked-by /steps/1/blocked_by"}},
	{name: "counter", edit: func(r *aRun) { r.metrics()["steps.executed"] = 5 }, want: []string{"verify-counter /metrics/steps.executed"}},
	{name: "counter that is a word", edit: func(r *aRun) { r.metrics()["warnings.total"] = "3" }, want: []string{"verify-counter /metrics/warnings.total"}},
	{name: "two artifacts of a name", edit: func(r *aRun) { r.artifact(3, 1)["name"] = "forest" }, want: []string{"verify-duplicate-artifact /steps/3/artifacts/1/name"}},
	{name: "produced by nobody", edit: func(r *aRun) { r.doc["artifacts"].(list)[0].(object)["produced_by"] = "nobody" }, want: []string{"verify-produced-by /artifacts/0/produced_by"}},
	{name: "produced by another step", edit: func(r *aRun) { r.artifact(3, 0)["produced_by"] = "ingest" }, want: []string{"verify-produced-by /steps/3/artifacts/0/produced_by"}},
	{name: "produced by a blocked step", edit: func(r *aRun) { r.doc["artifacts"].(list)[0].(object)["produced_by"] = "export" }, want: []string{"verify-produced-by /artifacts/0/produced_by"}},
	{name: "artifacts of a blocked step", edit: func(r *aRun) {
		r.step(6)["artifacts"] = r.step(0)["artifacts"]
		delete(r.artifact(6, 0), "produced_by")
	}, want: []string{"verify-produced-by /steps/6/artifacts"}},

	{name: "artifact missing", edit: func(r *aRun) { delete(r.files, "data/clean.csv") }, want: []string{"verify-artifact-missing /steps/0/artifacts/0/path"}},
	{name: "artifact below a file", edit: func(r *aRun) { delete(r.files, "data/clean.csv"); r.files["data"] = "a file" }, want: []string{"verify-artifact-missing /steps/0/artifacts/0/path"}},
	{name: "artifact in another case", edit: func(r *aRun) { rename(r, "data/clean.csv", "Data/Clean.csv") }, want: []string{"verify-artifact-case /steps/0/artifacts/0/path"}},
	{name: "artifact in another Unicode form", edit: func(r *aRun) { rename(r, "reports/Ergebnis für Ä", "reports/Ergebnis fu\u0308r A\u0308") }, want: []string{"verify-artifact-case /steps/3/artifacts/1/path"}},
	{name: "artifact up and away", edit: func(r *aRun) { r.artifact(0, 0)["path"] = "data/../../clean.csv"; drop(r, 0) }, want: []string{"verify-artifact-escape /steps/0/artifacts/0/path"}},
	{name: "artifact with an absolute path", edit: func(r *aRun) { r.artifact(0, 0)["path"] = "/etc/passwd"; drop(r, 0) }, want: []string{"verify-artifact-escape /steps/0/artifacts/0/path"}},
	{name: "artifact on a drive", edit: func(r *aRun) { r.artifact(0, 0)["path"] = "C:clean.csv"; drop(r, 0) }, want: []string{"verify-artifact-escape /steps/0/artifacts/0/path"}},
	{name: "artifact through a link", then: func(t *testing.T, r *aRun) {
		outside := t.TempDir()
		require.NoError(t, os.WriteFile(outside+"/clean.csv", []byte(r.files["data/clean.csv"]), 0o644))
		require.NoError(t, os.Remove(r.path("data/clean.csv")))
		require.NoError(t, os.Symlink(outside+"/clean.csv", r.path("data/clean.csv")))
	}, want: []string{"verify-artifact-escape /steps/0/artifacts/0/path"}},
	{name: "artifact through a linked directory", then: func(t *testing.T, r *aRun) {
		outside := t.TempDir()
		require.NoError(t, os.WriteFile(outside+"/clean.csv", []byte(r.files["data/clean.csv"]), 0o644))
		require.NoError(t, os.RemoveAll(r.path("data")))
		require.NoError(t, os.Symlink(outside, r.path("data")))
	}, want: []string{"verify-artifact-escape /steps/0/artifacts/0/path"}},
	{name: "artifact is a directory", edit: func(r *aRun) { delete(r.files, "data/clean.csv"); r.files["data/clean.csv/x"] = "" }, want: []string{"verify-artifact-not-regular /steps/0/artifacts/0/path"}},
	{name: "artifact is a FIFO", then: func(t *testing.T, r *aRun) {
		fifoInstead(t, r.path("data/clean.csv"))
	}, want: []string{"verify-artifact-not-regular /steps/0/artifacts/0/path"}},
	{name: "artifact is a socket", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Remove(r.path("data/clean.csv")))
		socket(t, r.path("data"), "clean.csv")
	}, want: []string{"verify-artifact-not-regular /steps/0/artifacts/0/path"}},
	{name: "artifact leads in a circle", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Remove(r.path("data/clean.csv")))
		require.NoError(t, os.Symlink("other", r.path("data/clean.csv")))
		require.NoError(t, os.Symlink("clean.csv", r.path("data/other")))
	}, want: []string{"verify-artifact-unreadable /steps/0/artifacts/0/path"}},
	{name: "artifact size", edit: func(r *aRun) { r.artifact(0, 0)["size_bytes"] = 9 }, want: []string{"verify-artifact-size /steps/0/artifacts/0/size_bytes"}},
	{name: "artifact with a byte more", edit: func(r *aRun) { r.files["data/clean.csv"] += "!" }, want: []string{"verify-artifact-size /steps/0/artifacts/0/size_bytes"}},
	{name: "artifact with a byte flipped", edit: func(r *aRun) { r.files["data/clean.csv"] = "a,b\n1,3\n" }, want: []string{"verify-artifact-hash /steps/0/artifacts/0/hash"}},
	{name: "hash in the document", edit: func(r *aRun) { r.artifact(3, 1)["hash"] = sha512of("other") }, want: []string{"verify-artifact-hash /steps/3/artifacts/1/hash"}},
	{name: "config missing", edit: func(r *aRun) { delete(r.files, "config.effective.json") }, want: []string{"verify-reference /references/config_path"}},
	{name: "contract outside", edit: func(r *aRun) { r.references()["contract_path"] = "../contract.yaml" }, want: []string{"verify-reference /references/contract_path"}},

	{name: "manifest missing", then: func(t *testing.T, r *aRun) { require.NoError(t, os.Remove(r.path("manifest.json"))) }, want: []string{"verify-manifest-missing /references/manifest_path"}},
	{name: "manifest in another case", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Rename(r.path("manifest.json"), r.path("Manifest.json")))
	}, want: []string{"verify-manifest-missing /references/manifest_path"}},
	{name: "manifest outside", edit: func(r *aRun) { r.references()["manifest_path"] = "../manifest.json" }, want: []string{"verify-manifest-escape /references/manifest_path"}},
	{name: "manifest through a link", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Remove(r.path("manifest.json")))
		require.NoError(t, os.Symlink(t.TempDir()+"/manifest.json", r.path("manifest.json")))
	}, want: []string{"verify-manifest-escape /references/manifest_path"}},
	{name: "manifest cut off", edit: func(r *aRun) { r.rawManifest = `{"run": {"run_id": "run-7"` }, want: []string{"verify-manifest-unreadable /references/manifest_path"}},
	{name: "manifest is no manifest", edit: func(r *aRun) { r.rawManifest = `{"name": "x"}` }, want: []string{"verify-manifest-unreadable /references/manifest_path"}},
	{name: "manifest is a FIFO", then: func(t *testing.T, r *aRun) {
		fifoInstead(t, r.path("manifest.json"))
	}, want: []string{"verify-manifest-unreadable /references/manifest_path"}},
	{name: "manifest edited", then: func(t *testing.T, r *aRun) {
		data, err := os.ReadFile(r.path("manifest.json"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(r.path("manifest.json"), append(data, '\n'), 0o644))
	}, want: []string{"verify-manifest-hash /references/manifest_hash"}},
	{name: "manifest of another run", edit: func(r *aRun) {
		r.manifest = parse(r.t, `{"run": {"run_id": "run-8", "started_at": "2026-03-01T09:00:00Z"}, "inputs": {"config_hash": "`+strings.Repeat("0", 64)+`"}, "steps": {"x": {"status": "success"}}, "events": []}`)
	}, want: []string{"verify-manifest-run-id /run_id"}},
	{name: "run id in the document", edit: func(r *aRun) { r.doc["run_id"] = "run-9" }, want: []string{"verify-manifest-run-id /run_id"}},
	{name: "config hash", edit: func(r *aRun) { r.references()["config_hash"] = sha("other") }, want: []string{"verify-manifest-config-hash /references/config_hash"}},
	{name: "config hash is not recorded", edit: func(r *aRun) { delete(r.manifest["config"].(object), "hash") }, want: []string{"verify-manifest-config-hash /references/config_hash"}},
	{name: "contract hash", edit: func(r *aRun) { r.manifest["contract"].(object)["hash"] = sha("other") }, want: []string{"verify-manifest-contract-hash /references/contract_hash"}},
	{name: "contract hash is none", edit: func(r *aRun) { r.manifest["contract"].(object)["hash"] = "none" }, want: []string{"verify-manifest-contract-hash /references/contract_hash"}},
	{name: "manifest contradicts itself", edit: func(r *aRun) { r.manifest["inputs"] = object{"contract_hash": sha("other")} }, want: []string{"verify-manifest-contract-hash /references/contract_hash"}},
	{name: "not listed", edit: func(r *aRun) { drop(r, 0) }, want: []string{"verify-manifest-unlisted /steps/0/artifacts/0/path"}},
	{name: "listed with another hash", edit: func(r *aRun) { r.listed(0)["hash"] = sha("other") }, want: []string{"verify-manifest-artifact /steps/0/artifacts/0/hash"}},
	{name: "listed without a hash", edit: func(r *aRun) { delete(r.listed(0), "hash") }, want: []string{"verify-manifest-artifact /steps/0/artifacts/0/hash"}},
	{name: "listed by the manifest only", edit: func(r *aRun) {
		r.manifest["artifacts"] = append(r.manifest["artifacts"].(list), object{"path": "unrelated/not-listed.md", "hash": sha("hello")})
	}, want: []string{"verify-manifest-extra /artifacts"}},
	{name: "no list of artifacts", edit: func(r *aRun) { delete(r.manifest, "artifacts") }, want: []string{"verify-manifest-no-artifacts /references/manifest_path"}},
	{name: "step of the manifest is missing", edit: func(r *aRun) {
		r.manifest["steps"] = append(r.manifest["steps"].(list), object{"step_id": "more", "status": "done"})
	}, want: []string{"verify-manifest-step /steps"}},
	{name: "step that ran is not in the manifest", edit: func(r *aRun) { r.step(5)["step_id"], r.step(5)["status"] = "explain2", "skipped" }, want: []string{"verify-manifest-step /steps/5/step_id"}},
	{name: "step that never ran and is not in the manifest", edit: func(r *aRun) {
		more := parse(r.t, `{"step_id": "more", "kind": "train", "status": "skipped", "started_at": null, "finished_at": null, "duration_ms": null,
	     "summary": "switched off", "warnings": [], "artifacts": [], "reason": "config"}`)
		r.doc["steps"] = append(r.doc["steps"].(list), more)
		r.metrics()["steps.total"], r.metrics()["steps.skipped"] = 9, 3
	}, want: []string{"verify-manifest-step /steps/8/step_id"}},
	{name: "step that has not ended by the manifest", edit: func(r *aRun) {
		s := r.manifest["steps"].(list)[3].(object)
		s["status"] = "running"
		e := r.manifest["events"].(list)
		r.manifest["events"] = append(e[:8:8], e[9:]...)
	}, want: []string{"verify-manifest-status /steps/3/status"}},
	{name: "times of a run before its plan", edit: func(r *aRun) {
		r.doc["steps"], r.doc["artifacts"], r.doc["metrics"] = list{}, list{}, object{}
		r.doc["error"] = object{"type": "INVALID_DAG", "message": "a circle"}
		r.manifest = object{"run": object{"run_id": "run-7", "started_at": "2020-03-02T09:00:00Z"}, "steps": object{}, "events": list{},
			"inputs": object{"config_hash": configHash, "contract_hash": contractHash}}
	}, want: []string{"verify-manifest-times /started_at"}},
	{name: "record of a time beside an event", edit: func(r *aRun) {
		r.manifest["steps"].(list)[0].(object)["started_at"] = "2026-03-02T09:00:01.500000Z"
	}, want: []string{"verify-manifest-times /steps/0/started_at"}},
	{name: "config hash of another kind", edit: func(r *aRun) { r.references()["config_hash"] = sha512of("x") }, want: []string{"verify-manifest-config-hash /references/config_hash"}},
	{name: "status of a step", edit: func(r *aRun) { r.manifest["steps"].(list)[4].(object)["status"] = "done" }, want: []string{"verify-manifest-status /steps/4/status"}},
	{name: "status of the run", edit: func(r *aRun) { r.doc["status"] = "partial" }, want: []string{"verify-manifest-status /status"}},
	{name: "failure that only the manifest knows", edit: func(r *aRun) {
		for i := range 8 {
			r.step(i)["critical"] = false
		}
		r.doc["status"] = "partial"
	}, want: []string{"verify-manifest-status /status"}},
	{name: "order of steps that started at once", edit: func(r *aRun) { r.swapSteps(1, 2) }, want: []string{"verify-manifest-order /steps/2/step_id"}},
	{name: "times of a step", edit: func(r *aRun) {
		s := r.manifest["steps"].(list)[0].(object)
		s["started_at"] = "2026-03-02T08:00:01Z"
		r.manifest["events"].(list)[1].(object)["timestamp"] = "2026-03-02T08:00:01Z"
	}, want: []string{"verify-manifest-times /steps/0/started_at"}},

	{name: "time of a step, a little off", edit: func(r *aRun) {
		s := r.manifest["steps"].(list)[3].(object)
		s["started_at"] = "2026-03-02T09:00:04.100Z"
		s["finished_at"] = "2026-03-02T09:02:00.123Z"
		r.step(3)["started_at"], r.step(3)["duration_ms"] = "2026-03-02T09:00:04.600Z", json.Number("115523")
		r.manifest["events"].(list)[6].(object)["timestamp"] = "2026-03-02T09:00:02.100Z"
	}, want: []string{"verify-manifest-times /steps/3/started_at"}},
	{name: "kind by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[1].(object)["kind"] = "export" }, want: []string{"verify-manifest-record /steps/1/kind"}},
	{name: "kind by an event", edit: func(r *aRun) {
		r.manifest["events"].(list)[3].(object)["payload"] = object{"kind": "export"}
	}, want: []string{"verify-manifest-record /steps/1/kind"}},
	{name: "criticality by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[0].(object)["critical"] = false }, want: []string{"verify-manifest-record /steps/0/critical"}},
	{name: "dependencies by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[6].(object)["depends_on"] = list{"train"} }, want: []string{"verify-manifest-record /steps/6/depends_on"}},
	{name: "blocker by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[6].(object)["blocked_by"] = list{"train"} }, want: []string{"verify-manifest-record /steps/6/blocked_by"}},
	{name: "warnings by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[2].(object)["warnings"] = list{"x"} }, want: []string{"verify-manifest-record /steps/2/warnings"}},
	{name: "reason by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[4].(object)["reason"] = "fail_fast" }, want: []string{"verify-manifest-record /steps/4/reason"}},
	{name: "error by the manifest", edit: func(r *aRun) { r.manifest["steps"].(list)[2].(object)["error"] = "disk full" }, want: []string{"verify-manifest-record /steps/2/error"}},
	{name: "error of the run by the manifest", edit: func(r *aRun) { r.manifest["run"].(object)["error"] = object{"type": "X", "message": "lost"} }, want: []string{"verify-manifest-record /error"}},
	{name: "size by the manifest", edit: func(r *aRun) { r.listed(0)["size_bytes"] = 9 }, want: []string{"verify-manifest-artifact /steps/0/artifacts/0/size_bytes"}},
	{name: "producer by the manifest", edit: func(r *aRun) { r.listed(0)["produced_by"] = "train" }, want: []string{"verify-manifest-artifact /steps/0/artifacts/0/produced_by"}},

	{name: "producer that was skipped before it began", edit: func(r *aRun) { r.doc["artifacts"].(list)[0].(object)["produced_by"] = "tune" }, want: []string{"verify-produced-by /artifacts/0/produced_by"}},
	{name: "artifact of a step that was skipped before it began", edit: func(r *aRun) {
		r.step(4)["artifacts"] = list{object{"name": "x", "path": "unrelated/not-listed.md", "hash": sha("hello"), "type": "other"}}
		r.manifest["artifacts"] = append(r.manifest["artifacts"].(list), object{"path": "unrelated/not-listed.md", "hash": sha("hello")})
	}, want: []string{"verify-produced-by /steps/4/artifacts"}},
	{name: "producer that does not list the file", edit: func(r *aRun) { r.doc["artifacts"].(list)[0].(object)["produced_by"] = "ingest" }, want: []string{"verify-produced-by /artifacts/0/produced_by"}},
	{name: "start before the end of a skipped dependency", edit: func(r *aRun) {
		r.step(3)["status"], r.step(3)["reason"] = "skipped", "user_decision"
		r.manifest["steps"].(list)[3].(object)["status"] = "skipped"
		r.manifest["events"].(list)[8] = object{"event_type": "step_skipped", "timestamp": "2026-03-02T09:02:00.123Z", "step_id": "train"}
		r.step(5)["status"] = "success"
		r.manifest["steps"].(list)[5].(object)["status"] = "done"
		r.manifest["events"].(list)[10].(object)["event_type"] = "step_finished"
		r.step(5)["started_at"], r.step(5)["duration_ms"] = "2026-03-02T09:02:00Z", json.Number("1000")
		r.manifest["events"].(list)[9].(object)["timestamp"] = "2026-03-02T09:02:00Z"
	}, want: []string{"verify-dependency-order /steps/5/depends_on/0"}},
	{name: "reason that nothing bears out", edit: func(r *aRun) { r.step(6)["depends_on"], r.step(6)["blocked_by"] = list{"train"}, list{} }, want: []string{"verify-blocked-by /steps/6/reason"}},
	{name: "folder behind a link", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Rename(r.path("data"), r.path("real")))
		require.NoError(t, os.Symlink("real", r.path("data")))
	}, want: []string{"lint-symlink /steps/0/artifacts/0/path"}},
	{name: "folders that collide", edit: func(r *aRun) {
		r.files["Data/new.csv"] = ""
		a := object{"name": "new", "path": "Data/new.csv", "hash": sha(""), "type": "log"}
		r.step(3)["artifacts"] = append(r.step(3)["artifacts"].(list), a)
		r.manifest["artifacts"] = append(r.manifest["artifacts"].(list), object{"path": "Data/new.csv", "hash": sha("")})
	}, want: []string{"lint-path-collision /steps/3/artifacts/2/path"}},

	// One fault is one finding.
	{name: "manifest cut off behind its digest", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Truncate(r.path("manifest.json"), 100))
	}, want: []string{"verify-manifest-hash /references/manifest_hash"}},
	{name: "another manifest behind its digest", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.WriteFile(r.path("manifest.json"), []byte(`{"run": {"run_id": "run-8"}, "steps": {}}`), 0o644))
	}, want: []string{"verify-manifest-run-id /run_id"}},
	{name: "path of an artifact", edit: func(r *aRun) { r.artifact(0, 0)["path"] = "data/none.csv" }, want: []string{"verify-artifact-missing /steps/0/artifacts/0/path"}},
	{name: "path of another file", edit: func(r *aRun) {
		r.artifact(0, 0)["path"] = "unrelated/not-listed.md"
		delete(r.artifact(0, 0), "size_bytes")
	}, want: []string{"verify-artifact-hash /steps/0/artifacts/0/hash"}},
	{name: "path that leads out", edit: func(r *aRun) { r.artifact(0, 0)["path"] = "/etc/passwd" }, want: []string{"verify-artifact-escape /steps/0/artifacts/0/path"}},
	{name: "another kind of digest, and wrong", edit: func(r *aRun) { r.artifact(0, 0)["hash"] = sha512of("x") }, want: []string{"verify-artifact-hash /steps/0/artifacts/0/hash"}},
	{name: "digest and size", edit: func(r *aRun) { r.artifact(0, 0)["hash"], r.artifact(0, 0)["size_bytes"] = sha("x"), 1 }, want: []string{"verify-artifact-size /steps/0/artifacts/0/size_bytes"}},

	{name: "failure without an error", edit: func(r *aRun) { delete(r.step(2), "error") }, want: []string{"lint-no-error /steps/2"}},
	{name: "manifest not pinned", edit: func(r *aRun) { r.pinned = true }, want: []string{"lint-no-manifest-hash /references"}},
	{name: "critical step skipped", edit: func(r *aRun) { r.step(4)["critical"] = true }, want: []string{"lint-critical-skipped /steps/4"}},
	{name: "blocked for no reason", edit: func(r *aRun) { delete(r.step(7), "blocked_by"); r.step(7)["critical"] = false }, want: []string{"lint-blocked-without-cause /steps/7"}},
	{name: "went on after a failure", edit: func(r *aRun) {
		r.step(5)["depends_on"] = list{"audit.b"}
		r.step(5)["status"] = "success"
		r.manifest["steps"].(list)[5].(object)["status"] = "done"
		r.manifest["events"].(list)[10].(object)["event_type"] = "step_finished"
		r.metrics()["steps.success"], r.metrics()["steps.executed"], r.metrics()["steps.skipped"] = 4, 5, 1
	}, want: []string{"lint-dependency-failed /steps/5/depends_on/0"}},
	{name: "link inside", then: func(t *testing.T, r *aRun) {
		require.NoError(t, os.Rename(r.path("data/clean.csv"), r.path("data/real.csv")))
		require.NoError(t, os.Symlink("real.csv", r.path("data/clean.csv")))
	}, want: []string{"lint-symlink /steps/0/artifacts/0/path"}},
	{name: "paths that collide", edit: func(r *aRun) {
		r.files["EMPTY.LOG"] = ""
		a := object{"name": "log2", "path": "EMPTY.LOG", "hash": sha(""), "type": "log"}
		r.step(3)["artifacts"] = append(r.step(3)["artifacts"].(list), a)
		r.manifest["artifacts"] = append(r.manifest["artifacts"].(list), object{"path": "EMPTY.LOG", "hash": sha("")})
	}, want: []string{"lint-path-collision /steps/3/artifacts/2/path"}},

	// What the schema alone refuses keeps its code.
	{name: "schema", edit: func(r *aRun) { r.step(1)["error"] = object{"type": "X", "message": "x"} }, want: []string{"schema-properties /steps/1/error"}},
	{name: "duplicate name", edit: func(r *aRun) { r.rawDoc = `{"run_id": "a", "run_id": "b"}` }, want: []string{"parse /run_id"}},
	{name: "cut off", edit: func(r *aRun) { r.rawDoc = `{"run_id": "run-7", "steps": [{"step_id": "in` }, want: []string{"parse /steps/0/step_id"}},
}

func rename(r *aRun, from, to string) {
	r.files[to] = r.files[from]
	delete(r.files, from)
}

// drop removes an artifact from the manifest.
func drop(r *aRun, i int) {
	all := r.manifest["artifacts"].(list)
	r.manifest["artifacts"] = append(append(list{}, all[:i]...), all[i+1:]...)
}

// TestEachRuleAlone: a run that breaks one rule has one finding.
func TestEachRuleAlone(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			r := goodRun(t)
			if b.edit != nil {
				b.edit(r)
			}
			r.write()
			if b.then != nil {
				b.then(t, r)
			}
			v := r.verify()
			assert.Equal(t, b.want, codes(v), "%v", v.Findings)
			whole(t, v)
		})
		code, _, _ := strings.Cut(b.want[0], " ")
		seen[code] = true
	}
	// These take more than an edit, and have tests of their own.
	for _, code := range []string{"verify-more", "verify-root", "verify-document-changed", "verify-artifact-changed", "verify-artifact-conflict"} {
		seen[code] = true
	}
	for _, rule := range verify.Rules() {
		assert.True(t, seen[rule.ID], "no run breaks %s", rule.ID)
	}
}

// TestRules: every rule explains itself, and says how to mend what it finds.
func TestRules(t *testing.T) {
	last := ""
	for _, rule := range verify.Rules() {
		assert.Less(t, last, rule.ID)
		last = rule.ID
		for _, text := range []string{rule.Summary, rule.Explanation, rule.Example, rule.Hint} {
			assert.NotEmpty(t, text, rule.ID)
		}
	}
}

// TestFinding: a finding holds everything that reports show.
func TestFinding(t *testing.T) {
	r := goodRun(t)
	r.doc["duration_ms"] = json.Number("1")
	r.write()
	v := r.verify()
	require.Len(t, v.Findings, 1)
	f := v.Findings[0]
	assert.Equal(t, "verify-duration", f.Code())
	assert.Equal(t, "/duration_ms", *f.InstanceAt)
	assert.Equal(t, "1", f.Found)
	assert.Equal(t, "125750", f.Expected)
	assert.Nil(t, f.SchemaAt)
	assert.NotEmpty(t, f.Hint)
}

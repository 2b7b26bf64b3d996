package verify_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/atlas"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// TestTruthfulRun: a truthful document of a failed run has no finding.
func TestTruthfulRun(t *testing.T) {
	r := goodRun(t)
	r.write()
	v := r.verify()
	assert.Empty(t, codes(v), "%v", v.Findings)
	assert.True(t, v.OK())
	assert.Equal(t, filepath.Join(r.dir, "runresult.json"), v.Name)
	assert.Equal(t, "run-7", v.RunID)
	assert.Equal(t, "failed", v.Status)
	assert.Equal(t, "1.0.0", v.Schema)
	assert.Equal(t, 5, v.Files, "four artifacts and the manifest")
	assert.Greater(t, v.Bytes, int64(4000))
}

// TestTruthfulVariants: what may be written in several ways is not found.
func TestTruthfulVariants(t *testing.T) {
	for name, edit := range map[string]func(r *aRun){
		"either status where criticality is open": func(r *aRun) {
			r.doc["status"] = "partial"
			delete(r.manifest["run"].(object), "status")
		},
		"a manifest whose status its steps rule out": func(r *aRun) { r.manifest["run"].(object)["status"] = "success" },
		"the policy decides, not the manifest": func(r *aRun) {
			r.manifest["run"].(object)["status"] = "partial"
			r.opt.Policy = policy{"acme/v1", true}
			r.step(5)["critical"] = false
		},
		"a skip that was decided early": func(r *aRun) {
			s := r.step(5)
			s["started_at"], s["finished_at"] = "2026-03-02T09:00:00.5Z", "2026-03-02T09:00:00.5Z"
			steps := r.doc["steps"].(list)
			r.doc["steps"] = append(append(list{}, steps[5]), append(append(list{}, steps[:5]...), steps[6:]...)...)
			e := r.manifest["events"].(list)
			r.manifest["events"] = append(append(append(list{}, e[0], e[9], e[10]), e[1:9]...), e[11:]...)
			for _, i := range []int{1, 2} {
				r.manifest["events"].(list)[i].(object)["timestamp"] = "2026-03-02T09:00:00.5Z"
			}
		},
		"the manifest as an artifact": func(r *aRun) {
			r.pinned = true
			data, err := json.MarshalIndent(r.manifest, "", "  ")
			require.NoError(r.t, err)
			r.rawManifest = string(data)
			r.references()["manifest_hash"] = sha(r.rawManifest)
			r.doc["artifacts"] = append(r.doc["artifacts"].(list), object{"name": "manifest", "path": "manifest.json", "hash": sha(r.rawManifest), "type": "other"})
		},
		"the policy agrees":                        func(r *aRun) { r.opt.Policy = policy{"acme/v1", true}; r.step(5)["critical"] = false },
		"duration rounded down":                    func(r *aRun) { r.step(0)["duration_ms"] = 1000 },
		"duration with a fraction that is none":    func(r *aRun) { r.step(1)["duration_ms"] = 1000.0 },
		"times to the millisecond, one off":        func(r *aRun) { r.step(3)["duration_ms"] = 116124 },
		"times to the millisecond, one off, below": func(r *aRun) { r.step(3)["duration_ms"] = 116122 },
		"no counters":                              func(r *aRun) { r.doc["metrics"] = object{} },
		"a counter that is null":                   func(r *aRun) { r.metrics()["steps.total"] = nil },
		"no blocked_by":                            func(r *aRun) { delete(r.step(6), "blocked_by") },
		"blocked by a skipped step":                func(r *aRun) { r.step(6)["blocked_by"] = list{"tune"} },
		"skipped and blocked by":                   func(r *aRun) { r.step(4)["blocked_by"] = list{"audit.b"} },
		"depends on a skipped step":                func(r *aRun) { r.step(5)["depends_on"] = list{"tune"} },
		"never started, first": func(r *aRun) {
			r.swapSteps(0, 7)
			r.swapSteps(1, 7)
			r.swapSteps(2, 7)
			r.swapSteps(3, 7)
			r.swapSteps(4, 7)
		},
		"never started, anywhere":         func(r *aRun) { r.swapSteps(4, 7) },
		"a later minor version":           func(r *aRun) { r.doc["run_result_version"] = "1.99"; r.doc["invented_later"] = list{1} },
		"a minor version beyond counting": func(r *aRun) { r.doc["run_result_version"] = "1.99999999999999999999" },
		"no version":                      func(r *aRun) { delete(r.doc, "run_result_version") },
		"unknown members":                 func(r *aRun) { r.doc["extensions"] = object{"com.example": object{"x": nil}} },
		"prefixed hashes":                 func(r *aRun) { r.references()["contract_hash"] = "sha256:" + contractHash },
		"manifest of the shape in practice": func(r *aRun) {
			asInPractice(r)
			r.doc["artifacts"] = list{}
			for i := range 8 {
				r.step(i)["artifacts"] = list{}
			}
		},
		"manifest in practice with artifacts": func(r *aRun) {
			artifacts := r.manifest["artifacts"]
			asInPractice(r)
			r.manifest["artifacts"] = artifacts
		},
		"manifest that lists artifacts by step": func(r *aRun) {
			r.manifest["steps"].(list)[0].(object)["artifacts"] = object{"clean": object{"path": "data/clean.csv", "sha256": strings.TrimPrefix(sha(r.files["data/clean.csv"]), "sha256:")}}
			drop(r, 0)
		},
		"manifest without steps": func(r *aRun) {
			r.manifest["steps"], r.manifest["events"] = list{}, list{}
		},
		"manifest without steps and events": func(r *aRun) {
			delete(r.manifest, "steps")
			delete(r.manifest, "events")
		},
		"manifest that is a bare list of facts": func(r *aRun) {
			r.manifest = object{"run_id": "run-7", "config_hash": configHash, "contract_hash": contractHash, "artifacts": r.manifest["artifacts"]}
		},
		"manifest that knows nothing of what never started": func(r *aRun) {
			r.manifest["steps"] = r.manifest["steps"].(list)[:4]
			r.manifest["events"] = append(r.manifest["events"].(list)[:11:11], r.manifest["events"].(list)[12])
		},
		"events logged out of turn": func(r *aRun) {
			e := r.manifest["events"].(list)
			e[6], e[9] = e[9], e[6]
		},
		"manifest a moment off": func(r *aRun) {
			r.manifest["run"].(object)["started_at"] = "2026-03-02T09:00:00Z"
			r.manifest["run"].(object)["finished_at"] = "2026-03-02T09:02:06Z"
		},
		"failed before a plan": func(r *aRun) {
			r.doc["steps"], r.doc["artifacts"], r.doc["metrics"] = list{}, list{}, object{"steps.total": 0}
			r.doc["error"] = object{"type": "INVALID_DAG", "message": "a circle"}
			empty := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
			r.references()["config_hash"], r.references()["contract_hash"] = empty, "sha256:"+empty
			r.manifest = object{"run": object{"run_id": "run-7"}, "steps": object{}, "events": list{}}
		},
		"another kind of digest in the document": func(r *aRun) { r.artifact(0, 0)["hash"] = sha512of(r.files["data/clean.csv"]) },
		"another kind of digest in the manifest": func(r *aRun) { r.listed(0)["hash"] = sha512of(r.files["data/clean.csv"]) },
		"several digests in the manifest": func(r *aRun) {
			r.listed(0)["hash"] = "md5:d41d8cd98f00b204e9800998ecf8427e"
			r.listed(0)["sha256"] = sha(r.files["data/clean.csv"])
			r.listed(1)["hash"] = object{"sha256": strings.TrimPrefix(sha(r.files["models/forest.bin"]), "sha256:")}
			r.listed(2)["hash"] = object{"algorithm": "SHA-512", "value": strings.TrimPrefix(sha512of("ok"), "sha512:")}
		},
		"manifest with a map from path to digest": func(r *aRun) {
			byPath := object{}
			for _, a := range r.manifest["artifacts"].(list) {
				byPath[strings.ReplaceAll(a.(object)["path"].(string), "D:\\work\\runs\\run-7\\", "")] = a.(object)["hash"]
			}
			r.manifest["artifacts"] = byPath
		},
		"manifest with a pair of path and digest in a step": func(r *aRun) {
			r.manifest["steps"].(list)[0].(object)["artifacts"] = object{
				"clean_path": "C:\\x\\runs\\run-7\\data\\clean.csv", "clean_sha256": strings.TrimPrefix(sha(r.files["data/clean.csv"]), "sha256:"),
				"input_path": "C:\\x\\input.csv", "input_sha256": strings.Repeat("0", 64),
			}
			drop(r, 0)
		},
		"paths of the manifest that are right as they stand": func(r *aRun) {
			rename(r, "data/clean.csv", "runs/run-7/clean.csv")
			r.artifact(0, 0)["path"], r.listed(0)["path"] = "runs/run-7/clean.csv", "runs/run-7/clean.csv"
			r.manifest["events"].(list)[0].(object)["payload"] = object{"run_dir": "models"}
			r.listed(1)["path"] = "models/forest.bin"
		},
		"paths of the manifest from around the run directory": func(r *aRun) {
			r.listed(0)["path"] = "../run-7/data/clean.csv"
			r.listed(1)["path"] = "/srv/run-7/jobs/run-7/models/forest.bin"
		},
		"events of parallel steps in another order": func(r *aRun) {
			r.step(2)["started_at"], r.step(2)["finished_at"], r.step(2)["duration_ms"] = "2026-03-02T09:00:03.000002Z", "2026-03-02T09:00:10.500002Z", 7500
			e := r.manifest["events"].(list)
			e[3], e[4] = e[4], e[3]
			e[3].(object)["timestamp"] = "2026-03-02T09:00:03.000001Z"
			e[4].(object)["timestamp"] = "2026-03-02T09:00:03.000001Z"
		},
		"duration that was measured before the times were cut": func(r *aRun) {
			r.step(0)["started_at"], r.step(0)["finished_at"], r.step(0)["duration_ms"] = "2026-03-02T09:00:01.000100Z", "2026-03-02T09:00:02.000100Z", 999
		},
		"a file that two steps wrote": func(r *aRun) {
			r.step(3)["artifacts"] = append(r.step(3)["artifacts"].(list), object{"name": "clean", "path": "data/clean.csv", "hash": sha(r.files["data/clean.csv"]), "type": "payload"})
			r.manifest["artifacts"] = append(r.manifest["artifacts"].(list), object{"path": "data/clean.csv", "hash": sha("as it was before")})
		},
		"window of seconds around steps of microseconds, and the other way round": func(r *aRun) {
			r.doc["finished_at"], r.doc["duration_ms"] = "2026-03-02T09:02:01Z", 120999
			r.doc["started_at"] = "2026-03-02T09:00:00.000100Z"
			r.step(5)["finished_at"], r.step(5)["duration_ms"] = "2026-03-02T09:02:01.900000Z", 900
			r.step(0)["started_at"], r.step(0)["duration_ms"] = "2026-03-02T09:00:00Z", 2001
			r.manifest["run"] = object{"run_id": "run-7", "status": "failed"}
			delete(r.manifest["steps"].(list)[0].(object), "started_at")
			e := r.manifest["events"].(list)
			e[1].(object)["timestamp"], e[12].(object)["timestamp"] = "2026-03-02T09:00:00Z", "2026-03-02T09:02:01Z"
			e[10].(object)["timestamp"] = "2026-03-02T09:02:01.900000Z"
		},
		"window written less precisely": func(r *aRun) {
			r.doc["finished_at"], r.doc["duration_ms"] = "2026-03-02T09:02:01.000Z", 121000
			r.step(5)["finished_at"] = "2026-03-02T09:02:01.000900Z"
			delete(r.manifest["run"].(object), "finished_at")
			r.manifest["events"] = r.manifest["events"].(list)[:11]
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := goodRun(t)
			edit(r)
			r.write()
			v := r.verify()
			assert.Empty(t, codes(v), "%v", v.Findings)
		})
	}
}

// TestWithoutEvidence: a document alone is judged by what it says of itself.
func TestWithoutEvidence(t *testing.T) {
	r := goodRun(t)
	r.write()
	data, err := os.ReadFile(r.path("runresult.json"))
	require.NoError(t, err)
	v := verify.Document(context.Background(), "-", data, verify.Options{})
	assert.Empty(t, codes(v))
	assert.Zero(t, v.Files)

	v = verify.Document(context.Background(), "-", data, verify.Options{Root: r.dir})
	assert.Empty(t, codes(v))
	assert.Equal(t, 5, v.Files)

	other := goodRun(t)
	other.doc["artifacts"].(list)[0].(object)["hash"] = sha("other")
	other.write()
	data, err = os.ReadFile(other.path("runresult.json"))
	require.NoError(t, err)
	v = verify.Document(context.Background(), "-", data, verify.Options{LineOffset: 1000})
	assert.Equal(t, []string{"verify-artifact-conflict /artifacts/0/hash"}, codes(v))
	assert.Greater(t, v.Findings[0].Line, 1000)
	whole(t, v)

	v = verify.Document(context.Background(), "-", data, verify.Options{Root: filepath.Join(r.dir, "none")})
	assert.Equal(t, []string{"verify-root ", "verify-artifact-conflict /artifacts/0/hash"}[:1], codes(v)[:1])
}

// TestNames: the document of a directory is found under its usual names, of which
// the most usual is meant where there are several, by its mark, or not at all.
func TestNames(t *testing.T) {
	r := goodRun(t)
	r.write()
	for _, name := range []string{"run_result.json", "RunResult.json", "run-result.json", "final.json"} {
		require.NoError(t, os.Rename(r.path("runresult.json"), r.path(name)))
		v := r.verify()
		assert.Empty(t, codes(v), name)
		assert.Equal(t, filepath.Join(r.dir, name), v.Name)
		require.NoError(t, os.Rename(r.path(name), r.path("runresult.json")))
	}
	for _, other := range []string{"run_result.json", "RunResult.json", "Run Result.json"} {
		require.NoError(t, os.WriteFile(r.path(other), []byte("{}"), 0o644))
		assert.Empty(t, codes(r.verify()), other)
	}
	require.NoError(t, os.Remove(r.path("run_result.json")))
	require.NoError(t, os.Remove(r.path("runresult.json")))
	_, err := verify.Dir(context.Background(), r.dir, verify.Options{})
	require.ErrorContains(t, err, "holds several RunResults: Run Result.json, RunResult.json")

	require.NoError(t, os.Remove(r.path("Run Result.json")))
	require.NoError(t, os.Remove(r.path("RunResult.json")))
	require.NoError(t, os.MkdirAll(r.path("RunResult.json"), 0o755)) // a directory is no document
	_, err = verify.Dir(context.Background(), r.dir, verify.Options{})
	require.ErrorContains(t, err, "runresult import --from atlas-manifest")
	require.NoError(t, os.Remove(r.path("manifest.json")))
	_, err = verify.Dir(context.Background(), r.dir, verify.Options{})
	require.ErrorContains(t, err, "holds no RunResult")
}

// TestImported: what an import makes of a manifest contradicts it nowhere; only
// files that the manifest names and that are not here are found.
func TestImported(t *testing.T) {
	absent := map[string][]string{
		"documented-artifacts": {
			"verify-artifact-missing /steps/0/artifacts/0/path",
			"verify-artifact-missing /steps/2/artifacts/0/path",
			"verify-artifact-missing /artifacts/0/path",
			"verify-artifact-missing /artifacts/1/path",
			"verify-reference /references/config_path",
			"verify-reference /references/contract_path",
		},
	}
	files, err := filepath.Glob("../../testdata/manifests/*.json")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 6)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "manifest.json"), data, 0o644))
			doc, _, err := atlas.Import("manifest.json", data, atlas.Options{})
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, "runresult.json"), doc.AppendJSON(nil), 0o644))
			v, err := verify.Dir(context.Background(), dir, verify.Options{})
			require.NoError(t, err)
			want := absent[name]
			if want == nil {
				want = []string{}
			}
			assert.Equal(t, want, codes(v), "%v", v.Findings)
			whole(t, v)

			// A swap of two steps shows, also where all started at once.
			for i := 1; i < len(doc.Steps); i++ {
				if doc.Steps[i-1].StartedAt == nil || doc.Steps[i].StartedAt == nil {
					continue
				}
				doc.Steps[i-1], doc.Steps[i] = doc.Steps[i], doc.Steps[i-1]
				require.NoError(t, os.WriteFile(filepath.Join(dir, "runresult.json"), doc.AppendJSON(nil), 0o644))
				v, err := verify.Dir(context.Background(), dir, verify.Options{})
				require.NoError(t, err)
				assert.Len(t, v.Findings, len(want)+1)
				assert.False(t, v.OK())
				doc.Steps[i-1], doc.Steps[i] = doc.Steps[i], doc.Steps[i-1]
			}
		})
	}
}

// TestConcurrent: documents are verified side by side.
func TestConcurrent(t *testing.T) {
	r := goodRun(t)
	r.write()
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			v, err := verify.Dir(context.Background(), r.dir, verify.Options{Jobs: 1 + i%3})
			assert.NoError(t, err)
			assert.Empty(t, v.Findings)
			v = verify.Document(context.Background(), "-", []byte(`{"run_id": 5}`), verify.Options{})
			assert.NotEmpty(t, v.Findings)
		})
	}
	all.Wait()
}

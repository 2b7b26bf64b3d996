package verify_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/verify"
)

// TestCutOff: every prefix of a document is one finding that says so.
func TestCutOff(t *testing.T) {
	r := goodRun(t)
	r.write()
	data, err := os.ReadFile(r.path("runresult.json"))
	require.NoError(t, err)
	for n := 0; n < len(data)-1; n += 13 {
		v := verify.Document(context.Background(), "-", data[:n], verify.Options{Root: r.dir})
		require.Len(t, v.Findings, 1, "%d", n)
		f := v.Findings[0]
		require.Equal(t, "parse", f.Code())
		require.Contains(t, f.Message, "the text ends before the document does", "%d", n)
		require.Contains(t, f.Hint, "verify again")
		whole(t, v)
	}
	v := verify.Document(context.Background(), "-", append(data, '}'), verify.Options{})
	assert.Equal(t, []string{"parse "}, codes(v))
	assert.NotContains(t, v.Findings[0].Message, "ends before")
}

// TestChangedWhileHashed: a file that is written to, cut, replaced or removed
// while it is read is a finding, whatever its digest would have been.
func TestChangedWhileHashed(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, path string) error{
		"grows": func(_ *testing.T, path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteString("more")
			_ = f.Close()
			return err
		},
		"shrinks":  func(_ *testing.T, path string) error { return os.Truncate(path, 10) },
		"replaced": func(_ *testing.T, path string) error { return replace(path, strings.Repeat("x", 3<<20)) },
		"removed":  func(_ *testing.T, path string) error { return os.Remove(path) },
		"a FIFO":   func(t *testing.T, path string) error { fifoInstead(t, path); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			r := goodRun(t)
			big := strings.Repeat("0123456789abcdef", 3<<16)
			r.files["models/forest.bin"] = big
			for _, a := range []object{r.artifact(3, 0), r.doc["artifacts"].(list)[0].(object), r.listed(1)} {
				a["hash"] = sha(big)
				delete(a, "size_bytes")
			}
			r.write()
			done := false
			r.opt.Jobs = 1
			r.opt.Progress = func(n, total int64) {
				if n > 1<<20 && !done {
					done = true
					require.NoError(t, change(t, r.path("models/forest.bin")))
				}
			}
			v := r.verify()
			assert.True(t, done)
			assert.ElementsMatch(t, []string{"verify-artifact-changed /steps/3/artifacts/0/path", "verify-artifact-changed /artifacts/0/path"}, codes(v), "%v", v.Findings)
			whole(t, v)
		})
	}
}

func replace(path, text string) error {
	if err := os.WriteFile(path+".new", []byte(text), 0o644); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// TestDocumentRewritten: a document that is another one after the check than
// before is a finding.
func TestDocumentRewritten(t *testing.T) {
	r := goodRun(t)
	r.write()
	r.opt.Progress = func(int64, int64) { require.NoError(t, replace(r.path("runresult.json"), "{}")) }
	v := r.verify()
	assert.Equal(t, []string{"verify-document-changed "}, codes(v))
	whole(t, v)
}

// TestRootIsNoDirectory: what is no run directory is an error that says what to
// do, without waiting for anything.
func TestRootIsNoDirectory(t *testing.T) {
	dir := t.TempDir()
	file, fifo, loop := filepath.Join(dir, "file"), filepath.Join(dir, "fifo"), filepath.Join(dir, "loop")
	require.NoError(t, os.WriteFile(file, []byte("{}"), 0o644))
	fifoInstead(t, fifo)
	require.NoError(t, os.Symlink("loop", loop))
	r := goodRun(t)
	r.write()
	data, err := os.ReadFile(r.path("runresult.json"))
	require.NoError(t, err)
	for path, want := range map[string]string{
		file:                       "it is a file, not a directory",
		fifo:                       "it is a FIFO, not a directory",
		loop:                       "its symbolic links lead in a circle",
		filepath.Join(dir, "none"): "it does not exist",
		filepath.Join(file, "x"):   "not a directory",
		"/dev/null":                "it is a device, not a directory",
	} {
		_, err := verify.Dir(context.Background(), path, verify.Options{})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "hint: ")
		v := verify.Document(context.Background(), "-", data, verify.Options{Root: path})
		assert.Equal(t, []string{"verify-root "}, codes(v))
		assert.Contains(t, v.Findings[0].Message, want)
		whole(t, v)
	}
}

// TestDocumentIsNoFile: a document that is a FIFO, a directory or a way out is an
// error, and not read.
func TestDocumentIsNoFile(t *testing.T) {
	outside := goodRun(t)
	outside.write()
	for want, make := range map[string]func(path string) error{
		"is a FIFO":                     func(path string) error { fifoInstead(t, path); return nil },
		"is a directory":                func(path string) error { return os.Mkdir(path, 0o755) },
		"leads out of the run":          func(path string) error { return os.Symlink(outside.path("runresult.json"), path) },
		"circle of symbolic links":      func(path string) error { return os.Symlink("runresult.json", path) },
		"is a symbolic link to nothing": func(path string) error { return os.Symlink("nothing", path) },
	} {
		dir := t.TempDir()
		require.NoError(t, make(filepath.Join(dir, "runresult.json")))
		_, err := verify.Dir(context.Background(), dir, verify.Options{})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "hint: ")
	}
}

// TestDevices: devices are not opened.
func TestDevices(t *testing.T) {
	r := goodRun(t)
	r.artifact(0, 0)["path"] = "zero"
	r.artifact(2, 0)["path"] = "null"
	r.write()
	data, err := os.ReadFile(r.path("runresult.json"))
	require.NoError(t, err)
	v := verify.Document(context.Background(), "-", data, verify.Options{Root: "/dev"})
	assert.Contains(t, codes(v), "verify-artifact-not-regular /steps/0/artifacts/0/path")
	assert.Contains(t, codes(v), "verify-artifact-not-regular /steps/2/artifacts/0/path")
	for _, f := range v.Findings {
		if f.Code() == "verify-artifact-not-regular" {
			assert.Contains(t, f.Message, "is a device, not a regular file")
		}
	}
}

// TestManyFindings: thousands of faults make a bounded list, errors first, whose
// last entry counts the rest, in little time.
func TestManyFindings(t *testing.T) {
	r := goodRun(t)
	const n = 10_000
	steps := make(list, n)
	for i := range steps {
		steps[i] = object{"step_id": fmt.Sprintf("s%d", i), "kind": "x", "status": "failed", "summary": "x", "warnings": list{}, "artifacts": list{},
			"started_at": "2026-03-02T09:00:01Z", "finished_at": "2026-03-02T09:00:01Z", "duration_ms": 5,
			"depends_on": list{"nobody"}}
	}
	r.doc["steps"], r.doc["metrics"], r.doc["artifacts"] = steps, object{}, list{}
	r.write()
	began := time.Now()
	v := r.verify()
	assert.Less(t, time.Since(began), 20*time.Second)
	assert.Len(t, v.Findings, verify.DefaultLimit+1)
	assert.Equal(t, 2*n, v.Errors)
	assert.GreaterOrEqual(t, v.Warnings, n)
	last := v.Findings[len(v.Findings)-1]
	assert.Equal(t, "verify-more", last.Code())
	assert.Equal(t, "error", string(last.Severity()))
	assert.Contains(t, last.Message, "19000 errors")
	whole(t, v)

	r.opt.Limit = 3
	v = r.verify()
	assert.Len(t, v.Findings, 4)
	r.opt.Limit = 50_000
	v = r.verify()
	assert.Len(t, v.Findings, v.Errors+v.Warnings)
	for i := 1; i < len(v.Findings); i++ {
		a, b := v.Findings[i-1], v.Findings[i]
		require.True(t, a.Line < b.Line || a.Line == b.Line && a.Column <= b.Column, "%v %v", a, b)
	}
}

// TestManySchemaFaults: the same for what the schema refuses.
func TestManySchemaFaults(t *testing.T) {
	steps := make([]string, 10_000)
	for i := range steps {
		steps[i] = `{"step_id": 5, "depends_on": [7, null], "artifacts": [null, {"path": "../x"}], "warnings": {}, "status": "wrong"}`
	}
	text := `{"run_id": [], "status": "failed", "steps": [` + strings.Join(steps, ",") + `], "artifacts": 5, "references": [], "metrics": []}`
	r := goodRun(t)
	r.rawDoc = text
	r.write()
	v := r.verify()
	assert.Len(t, v.Findings, verify.DefaultLimit+1)
	assert.False(t, v.OK())
	whole(t, v)
}

// TestCancelled: a context that ends stops the check, and the verdict says so.
func TestCancelled(t *testing.T) {
	r := goodRun(t)
	r.write()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	v, err := verify.Dir(ctx, r.dir, verify.Options{})
	require.NoError(t, err)
	require.ErrorIs(t, v.Err, context.Canceled)
	assert.False(t, v.OK())
}

// TestOddDocuments: what is JSON and nothing like a RunResult is told by the
// schema, without a crash.
func TestOddDocuments(t *testing.T) {
	for _, text := range []string{
		`null`, `[]`, `5`, `"x"`, `{}`, `{"steps": null}`, `{"steps": [null, 5, {}, [], {"started_at": null}]}`,
		`{"run_result_version": 2}`, `{"run_result_version": "x"}`, `{"run_result_version": "1.01"}`, `{"references": {"manifest_path": 5}}`,
		`{"artifacts": [[], {"path": ""}, {"path": "\u0000"}], "steps": []}`,
		`{"status": "success", "steps": [], "error": null}`,
	} {
		v := verify.Document(context.Background(), "-", []byte(text), verify.Options{Root: t.TempDir()})
		assert.NotEmpty(t, v.Findings, text)
		assert.False(t, v.OK(), text)
		whole(t, v)
	}
}

// TestDeep: dependencies of any depth and circles of any size are no trouble.
func TestDeep(t *testing.T) {
	r := goodRun(t)
	const n = 20_000
	steps := make(list, n)
	for i := range steps {
		steps[i] = object{"step_id": fmt.Sprintf("s%d", i), "kind": "x", "status": "skipped", "summary": "x", "warnings": list{}, "artifacts": list{},
			"started_at": nil, "finished_at": nil, "duration_ms": nil, "depends_on": list{fmt.Sprintf("s%d", (i+1)%n)}}
	}
	r.doc["status"], r.doc["steps"], r.doc["metrics"], r.doc["artifacts"] = "partial", steps, object{}, list{}
	r.manifest["artifacts"] = list{}
	r.write()
	v := r.verify()
	require.NotEmpty(t, v.Findings)
	assert.Equal(t, "verify-dependency-cycle /steps/0/depends_on/0", codes(v)[0])
	assert.Equal(t, `"s0" → "s1" → "s2" → "s3" → "s4" → "s5" → … → "s0"`, v.Findings[0].Found)
}

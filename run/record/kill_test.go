package record

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// victimDir names the run directory to a test binary that is to be killed.
const victimDir = "RUNRESULT_RECORD_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
		if how := os.Getenv(victimEnd); how != "" {
			ends(dir, how)
		}
		victim(dir)
	}
	os.Exit(m.Run())
}

// victim records runs into one directory until somebody kills it. The documents
// differ much in size, so that half of one shows.
func victim(dir string) {
	for n := 0; ; n++ {
		if err := victimRun(dir, n); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
}

func victimRun(dir string, n int) error {
	opt := Options{Dir: dir, RunID: fmt.Sprintf("run-%d", n), Manifest: Manifest, Checkpoint: time.Nanosecond}
	r, err := Start(context.Background(), opt)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := r.SetConfig(Input{Hash: Digest(nil)}); err != nil {
		return err
	}
	if err := r.SetContract(Input{Hash: Digest(nil)}); err != nil {
		return err
	}
	var plan []PlannedStep
	for i := range 1 + n%5*40 {
		plan = append(plan, PlannedStep{ID: fmt.Sprintf("step-%d", i), Kind: "transform"})
	}
	if err := r.Plan(plan...); err != nil {
		return err
	}
	fmt.Println("planned")
	for _, p := range plan[:1] {
		if err := r.Step(p.ID).Start(); err != nil {
			return err
		}
		if err := r.Step(p.ID).Succeed(strings.Repeat("long ", 1000)); err != nil {
			return err
		}
	}
	_, err = r.Finish()
	return err
}

// TestKilled: whenever a process that records is killed, what is in place is a
// whole document: the one before or the one after.
func TestKilled(t *testing.T) {
	kills := rounds.Of(25, 100)
	self, err := os.Executable()
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "run")
	random := rand.New(rand.NewPCG(1, 2))
	seen := map[string]bool{}
	for range kills {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), victimDir+"="+dir)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		_, err = out.Read(make([]byte, 1)) // it has planned, so a document is there
		assert.NoError(t, err)
		time.Sleep(time.Duration(random.IntN(60_000)) * time.Microsecond)
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait() // killed
		data, err := os.ReadFile(filepath.Join(dir, DocumentName))
		require.NoError(t, err)
		doc, err := runresultv1.UnmarshalRunResult(data)
		require.NoError(t, err, "%s", data)
		assert.Equal(t, byte('\n'), data[len(data)-1])
		if doc.Error != nil {
			assert.Equal(t, TypeInterrupted, doc.Error.Type)
			seen["checkpoint"] = true
		} else {
			assert.NotNil(t, doc.References.ManifestHash)
			seen["end"] = true
		}
		seen[doc.RunID] = true
		if halfway(t, dir) {
			seen["between two renamings"] = true
		}
		judge(t, dir, nil)
	}
	assert.Greater(t, len(seen), 3, "the process was killed at different moments")

	r := start(t, ctx, Options{Dir: dir})
	assert.Empty(t, temporaries(t, dir, ""), "the next recorder cleans up")
	require.NoError(t, r.Close())
	judge(t, dir, nil)
}

// temporaries lists what was left of the writing of one file, or of any.
func temporaries(t *testing.T, dir, name string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "."+name+"*.tmp"))
	require.NoError(t, err)
	return found
}

// halfway recognises the one moment at which the manifest is newer than the
// document beside it: the manifest was renamed, and of the document nothing but
// its renaming is left to do. It is done here.
func halfway(t *testing.T, dir string) bool {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(dir, ManifestName))
	require.NoError(t, err)
	data, err := os.ReadFile(filepath.Join(dir, DocumentName))
	require.NoError(t, err)
	if !contradicted(dir, data) {
		return false
	}
	require.Empty(t, temporaries(t, dir, ManifestName), "the manifest was not half ready:\n%s\n%s", manifest, data)
	left := temporaries(t, dir, DocumentName)
	require.Len(t, left, 1, "the document was ready:\n%s\n%s", manifest, data)
	require.NoError(t, os.Rename(left[0], filepath.Join(dir, DocumentName)))
	return true
}

// contradicted reports whether the manifest says other things than the document.
func contradicted(dir string, data []byte) bool {
	verdict := verify.Document(ctx, DocumentName, data, verify.Options{Root: dir})
	return slices.ContainsFunc(verdict.Findings, func(f diag.Finding) bool {
		return strings.HasPrefix(f.Code(), "verify-manifest-") && f.Fails()
	})
}

// victimEnd says how a test binary that records is to end by itself.
const victimEnd = "RUNRESULT_RECORD_VICTIM_END"

// ends begins a run, plans it when how says so, and ends in a way that no
// deferred call of the recorder's user can do anything about.
func ends(dir, how string) {
	r, err := Start(ctx, Options{Dir: dir, RunID: "new", Manifest: Manifest})
	how, planned := strings.CutPrefix(how, "planned ")
	if planned && err == nil {
		err = errors.Join(r.SetConfig(Input{Hash: Digest(nil)}), r.SetContract(Input{Hash: Digest(nil)}),
			r.Plan(PlannedStep{ID: "a", Kind: "train"}), r.Step("a").Start(), r.Step("a").Succeed(""))
	}
	switch {
	case err != nil:
		fmt.Println(err)
	case how == "exit":
		os.Exit(7)
	case how == "panic":
		go func() { panic("in a worker") }()
		select {}
	case how == "kill":
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
	os.Exit(0)
}

// TestEndsOfProcesses: however a process ends, its directory holds a document
// that says that the run was interrupted, and none of an earlier run that went
// well.
func TestEndsOfProcesses(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for _, how := range []string{"exit", "panic", "kill", "planned exit", "planned panic", "planned kill"} {
		t.Run(how, func(t *testing.T) {
			old := start(t, ctx, Options{RunID: "old"})
			require.NoError(t, old.Plan(PlannedStep{ID: "a", Kind: "train"}))
			require.NoError(t, errors.Join(old.Step("a").Start(), old.Step("a").Succeed("")))
			_, err := old.Finish()
			require.NoError(t, err)

			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), victimDir+"="+old.opt.Dir, victimEnd+"="+how)
			out, err := cmd.CombinedOutput()
			require.Error(t, err, "it ends badly: %s", out)
			doc, _ := judge(t, old.opt.Dir, nil)
			assert.Equal(t, "new", doc.RunID)
			assert.Equal(t, runresultv1.RunStatusFailed, doc.Status)
			assert.Equal(t, TypeInterrupted, doc.Error.Type)
			if strings.HasPrefix(how, "planned") {
				require.Len(t, doc.Steps, 1)
				assert.Equal(t, ReasonInterrupted, *doc.Steps[0].Reason, "the plan is the last that was written")
			}
		})
	}
}

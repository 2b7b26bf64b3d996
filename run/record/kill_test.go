package record

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// victimDir names the run directory to a test binary that is to be killed.
const victimDir = "RUNRESULT_RECORD_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
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
	const rounds = 40
	self, err := os.Executable()
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "run")
	random := rand.New(rand.NewPCG(1, 2))
	seen := map[string]bool{}
	for range rounds {
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
		verdict := verify.Document(context.Background(), DocumentName, data, verify.Options{Root: dir})
		for _, f := range verdict.Findings {
			// A manifest may be newer than the document beside it, by one renaming.
			if !strings.HasPrefix(f.Code, "verify-manifest-") {
				assert.NotEqual(t, report.SeverityError, f.Severity, "%s: %s", f.Code, f.Message)
			}
		}
	}
	assert.Greater(t, len(seen), 3, "the process was killed at different moments")
}

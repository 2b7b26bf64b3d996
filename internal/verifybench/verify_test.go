package verifybench

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/verify"
)

// The flags of BenchmarkVerify, behind -args.
var (
	runs     = flag.Int("runs", 200_000, "`number` of small runs")
	evidence = flag.Int("evidence", 20_000, "`number` of small runs that have a directory with evidence")
	size     = flag.Int64("mib", 2048, "`size` of the artifact set, in MiB")
	rounds   = flag.Int("rounds", 3, "`rounds` of each measurement, of which the fastest counts")
)

// measuring is one run of BenchmarkVerify.
type measuring struct {
	dir     string // everything that is written is in it
	program string
	rounds  int
	out     io.Writer
}

// BenchmarkVerify prints what it measures as a table; the time of its own says
// nothing.
func BenchmarkVerify(b *testing.B) {
	if *runs < 0 || *evidence < 0 || *size < 0 || *rounds < 1 {
		b.Fatal("numbers are not negative, and there is a round")
	}
	m := &measuring{dir: b.TempDir(), rounds: *rounds, out: os.Stdout}
	require.NoError(b, m.all(*runs, *evidence, *size<<20))
}

func (m *measuring) all(runs, evidence int, size int64) error {
	m.program = filepath.Join(m.dir, "runresult")
	if runtime.GOOS == "windows" {
		m.program += ".exe"
	}
	build := exec.Command("go", "build", "-o", m.program, "github.com/atlas-dataflow/runresult/tools/runresult")
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("the program does not build: %w\n%s", err, text)
	}
	fmt.Fprintf(m.out, "%s %s/%s, %d processors\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if runs > 0 {
		if err := m.small(runs); err != nil {
			return err
		}
	}
	if evidence > 0 {
		if err := m.proved(evidence); err != nil {
			return err
		}
	}
	if size > 0 {
		return m.artifacts(size)
	}
	return nil
}

// jobs are the numbers of workers that are measured.
func jobs() []int {
	if runtime.NumCPU() == 1 {
		return []int{1}
	}
	return []int{1, 2}
}

// TestWhatIsMeasuredIsGood: a document with findings would measure something
// else.
func TestWhatIsMeasuredIsGood(t *testing.T) {
	m := &measuring{dir: t.TempDir()}
	for _, i := range []int{0, 9} {
		doc := smallRun(i)
		dir := doc.RunID
		require.NoError(t, m.addEvidence(dir, &doc, 3, 1000))
		text, err := doc.MarshalJSON()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(m.dir, dir, documentName), text, 0o600))
		v, err := verify.Dir(context.Background(), filepath.Join(m.dir, dir), verify.Options{})
		require.NoError(t, err)
		assert.Empty(t, v.Findings)
		assert.GreaterOrEqual(t, v.Files, 3)
	}
}

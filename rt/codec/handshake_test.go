package codec_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestStaleCodeDoesNotCompile: code that was generated for another runtime stops
// the compiler, and what the compiler says is what to run.
func TestStaleCodeDoesNotCompile(t *testing.T) {
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	for name, want := range map[string]string{
		`"github.com/atlas-dataflow/runresult/rt/codec"` + "\nconst _ = codec.IfMissingRunRunresultGenerate2": "",
		`"github.com/atlas-dataflow/runresult/rt/codec"` + "\nconst _ = codec.IfMissingRunRunresultGenerate1": "undefined: codec.IfMissingRunRunresultGenerate1",
		`"github.com/atlas-dataflow/runresult/rt"` + "\nconst _ = rt.GeneratedWithRuntime1":                   "undefined: rt.GeneratedWithRuntime1",
	} {
		file, overlay := filepath.Join(dir, "stale.go"), filepath.Join(dir, "overlay.json")
		require.NoError(t, os.WriteFile(file, []byte("package stale\n\nimport "+name+"\n"), 0o600))
		list, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "rt", "stale", "stale.go"): file}})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(overlay, list, 0o600))
		cmd := exec.Command("go", "build", "-overlay", overlay, "./rt/stale")
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		if want == "" {
			require.NoError(t, err, "%s", out)
			continue
		}
		require.Error(t, err)
		require.Contains(t, string(out), want)
	}
}

package record

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

// TestReadmeProgram: the program that the README shows leaves a run that
// verifies.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	var program string
	for _, m := range regexp.MustCompile("(?s)```go\n(package main\n.*?)```").FindAllStringSubmatch(string(readme), -1) {
		if strings.Contains(m[1], "/run/record") {
			program = m[1]
		}
	}
	require.NotEmpty(t, program)
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	require.NoError(t, os.WriteFile(file, []byte(program), 0o600))
	binary := filepath.Join(dir, "engine.exe")
	out, err := exec.Command("go", "build", "-o", binary, file).CombinedOutput()
	require.NoError(t, err, "%s", out)
	cmd := exec.Command(binary)
	cmd.Dir = dir
	out, err = cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	doc, warnings := judge(t, filepath.Join(dir, "runs", "42"), nil)
	assert.Empty(t, warnings)
	assert.Equal(t, runresultv1.RunStatusSuccess, doc.Status)
	assert.Len(t, doc.Steps[0].Artifacts, 1)
}

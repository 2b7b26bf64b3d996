package record

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBuildsElsewhere: the recorder is a library of other people's programs, and
// builds where the operating system knows less than ours.
func TestBuildsElsewhere(t *testing.T) {
	for _, target := range []string{"js/wasm", "plan9/amd64", "windows/amd64"} {
		system, processor, _ := strings.Cut(target, "/")
		cmd := exec.Command("go", "build", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=0")
		out, err := cmd.CombinedOutput()
		assert.NoError(t, err, "%s: %s", target, out)
	}
}

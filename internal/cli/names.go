package cli

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/target"
)

// defaultPackage names the package of an output directory that no flag names:
// what the language's tools say about the current directory, else the directory's own
// name.
func defaultPackage(lang *target.Language, dir string) string {
	if p := os.Getenv(lang.PackageVar); p != "" && filepath.Clean(dir) == "." {
		return strings.TrimSuffix(p, "_test")
	}
	return lang.DefaultPackage(dir)
}

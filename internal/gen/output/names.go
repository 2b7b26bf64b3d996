package output

import (
	"go/token"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// PackageName names the package of an output directory that nothing names: the
// directory's own name in small letters and digits.
func PackageName(dir string) string {
	base := dir
	if abs, err := filepath.Abs(dir); err == nil {
		base = filepath.Base(abs)
	}
	name := strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, base)
	switch {
	case name == "":
		return "schema"
	case '0' <= name[0] && name[0] <= '9':
		return "p" + name
	case token.IsKeyword(name):
		return name + "pkg"
	}
	return name
}

// SchemaName is what the header of generated code calls the schema: its $id,
// else its file's name. Never a path, which would differ between machines.
func SchemaName(f *source.File) string {
	for _, key := range []string{"$id", "id"} {
		if id := f.Root.Get(key); id != nil && id.Kind == source.String && id.Text != "" {
			return id.Text
		}
	}
	return filepath.Base(filepath.FromSlash(f.Name))
}

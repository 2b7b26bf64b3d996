package lower_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// goOnly is what names and texts of a language-neutral package do not have: the
// word Go with a capital at the beginning of a word, and what only Go programs
// call so.
var goOnly = regexp.MustCompile(`(^|[^A-Za-z])Go([A-Z ]|$)|[a-z]Go([A-Z]|$)|^go[A-Z]|Unmarshal|Golang|import path|struct tag`)

// TestNothingOfOneLanguage: lowering and the model know no target language: they
// import none of Go's own packages about Go, nothing of a printer, and neither a
// name nor a text in them is Go's.
func TestNothingOfOneLanguage(t *testing.T) {
	for _, dir := range []string{".", "../model"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, path, text, parser.ParseComments)
			require.NoError(t, err)
			for _, i := range f.Imports {
				name, _ := strconv.Unquote(i.Path.Value)
				last := name[strings.LastIndex(name, "/")+1:]
				printer := strings.Contains(name, "/internal/gen/") && last != "model"
				assert.False(t, name == "go" || strings.HasPrefix(name, "go/") || printer, "%s imports %s", path, name)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.Ident:
					assert.False(t, goOnly.MatchString(n.Name), "%s: %s", fset.Position(n.Pos()), n.Name)
				case *ast.BasicLit:
					assert.False(t, n.Kind == token.STRING && goOnly.MatchString(n.Value), "%s: %s", fset.Position(n.Pos()), n.Value)
				}
				return true
			})
			for _, c := range f.Comments {
				assert.False(t, goOnly.MatchString(c.Text()), "%s: %s", fset.Position(c.Pos()), c.Text())
			}
		}
	}
}

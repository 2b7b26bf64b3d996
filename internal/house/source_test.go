package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Longest files that are still read in one go. Tables of test cases may be
// longer than code; generated files are read by compilers.
const (
	maxLines     = 450
	maxTestLines = 700
)

// TestFileLength: a file that grows past the limit is split by topic.
func TestFileLength(t *testing.T) {
	for _, file := range source(t).gofiles {
		limit := maxLines
		if file.test {
			limit = maxTestLines
		}
		if !file.generated && file.lines > limit {
			t.Errorf("%s has %d lines, more than %d: split it by topic", file.path, file.lines, limit)
		}
	}
}

// TestPackageDocs: every package says what it is for.
func TestPackageDocs(t *testing.T) {
	docs := map[string]string{}
	names := map[string]string{}
	for _, file := range source(t).gofiles {
		if file.test {
			continue
		}
		names[file.dir] = file.ast.Name.Name
		if text := strings.TrimSpace(file.ast.Doc.Text()); text != "" {
			if docs[file.dir] != "" {
				t.Errorf("%s: package %s has a second package comment in %s", file.dir, file.ast.Name.Name, file.path)
			}
			docs[file.dir] = text
		}
	}
	for dir, name := range names {
		prefix := "Package " + name + " "
		if name == "main" {
			prefix = "Command "
		}
		switch {
		case docs[dir] == "":
			t.Errorf("%s: package %s has no package comment", dir, name)
		case !strings.HasPrefix(docs[dir], prefix):
			t.Errorf("%s: the package comment does not begin with %q", dir, prefix)
		case len(docs[dir]) < 80:
			t.Errorf("%s: the package comment does not say what the package is for: %q", dir, docs[dir])
		}
	}
}

// TestExportedNamesAreDocumented: an exported name without a comment has no
// contract.
func TestExportedNamesAreDocumented(t *testing.T) {
	for _, file := range source(t).gofiles {
		if file.test || file.nested && file.generated { // what another project's generator wrote
			continue
		}
		for _, name := range undocumented(file.ast) {
			t.Errorf("%s: %s has no doc comment", file.path, name)
		}
	}
}

// undocumented returns the exported top-level names and methods of a file that
// have no comment. A comment on a group counts for all its names.
func undocumented(file *ast.File) []string {
	var missing []string
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Doc == nil && d.Name.IsExported() && exportedReceiver(d) {
				missing = append(missing, d.Name.Name)
			}
		case *ast.GenDecl:
			if d.Tok == token.IMPORT || d.Doc != nil {
				continue
			}
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if s.Doc == nil && s.Name.IsExported() {
						missing = append(missing, s.Name.Name)
					}
				case *ast.ValueSpec:
					for _, name := range s.Names {
						if s.Doc == nil && s.Comment == nil && name.IsExported() {
							missing = append(missing, name.Name)
						}
					}
				}
			}
		}
	}
	return missing
}

// exportedReceiver tells whether a function is reachable from outside: it has no
// receiver, or an exported one.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	name := d.Recv.List[0].Type
	for {
		switch x := name.(type) {
		case *ast.StarExpr:
			name = x.X
		case *ast.IndexExpr:
			name = x.X
		case *ast.IndexListExpr:
			name = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// TestNothingIsSkipped: a test that does not run proves nothing, so a missing
// tool or file is a failure.
func TestNothingIsSkipped(t *testing.T) {
	for _, file := range source(t).gofiles {
		if !file.test {
			continue
		}
		for _, skip := range skips(file.ast) {
			t.Errorf("%s: %s makes a test that does not run, or sometimes", file.fset.Position(skip.Pos()), skip.Sel.Name)
		}
	}
	for _, text := range source(t).texts {
		if strings.HasSuffix(text.path, ".txtar") && txtarSkip.Match(text.data) {
			t.Errorf("%s: a script skips itself", text.path)
		}
	}
}

// skips finds what leaves out tests, as a call or as a value.
func skips(file *ast.File) (found []*ast.SelectorExpr) {
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		of, named := sel.X.(*ast.Ident)
		// A test is held in a variable; what a call returns has a Skip of its own.
		_, made := sel.X.(*ast.CallExpr)
		switch sel.Sel.Name {
		case "Skip", "Skipf", "SkipNow":
			if !made {
				found = append(found, sel)
			}
		case "Short":
			if named && of.Name == "testing" {
				found = append(found, sel)
			}
		}
		return true
	})
	return found
}

// txtarSkip matches testscript's skip command, with or without a condition.
var txtarSkip = regexp.MustCompile(`(?m)^(\[[^\]\n]*\][ \t]*)*skip\b`)

// TestNothingIsLeftForLater: open ends belong in the issue tracker.
func TestNothingIsLeftForLater(t *testing.T) {
	for _, text := range source(t).texts {
		for i, line := range strings.Split(string(text.data), "\n") {
			if m := openEnd.FindString(line); m != "" {
				t.Errorf("%s:%d: %s", text.path, i+1, m)
			}
		}
	}
}

// openEnd matches the usual marks of unfinished work; it is put together from
// halves so that this file does not match it.
var openEnd = regexp.MustCompile(`\b(` + strings.Join([]string{"TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"}, "|") + `)\b`)

// TestChecksNotice: the patterns above find what they are there to find.
func TestChecksNotice(t *testing.T) {
	for script, want := range map[string]bool{
		"skip\n":                   true,
		"exec true\nskip 'no go'":  true,
		"[short] skip":             true,
		"[!exec:go] [unix] skip":   true,
		"stdout skip":              false,
		"-- f --\nskipped by hand": false,
	} {
		assert.Equal(t, want, txtarSkip.MatchString(script), "%q", script)
	}
	for code, want := range map[string]int{
		"t.Skip()": 1, "skip := t.Skipf; skip(``)": 1, "defer t.SkipNow()": 1, "if testing.Short() {}": 1, "short := testing.Short": 1, "cursor().Skip()": 0, "_ = cmd.Short": 0,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\nfunc f() { "+code+" }", 0)
		require.NoError(t, err)
		assert.Len(t, skips(file), want, code)
	}
	assert.True(t, openEnd.MatchString("// TO"+"DO(me): later"))
	assert.False(t, openEnd.MatchString("a method of TO"+"DOs"))
}

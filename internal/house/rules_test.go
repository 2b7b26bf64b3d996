package house

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeOfRows names the functions that make rules from the rows of a table, and
// the table, whose rows have the ID written out all the same.
var madeOfRows = map[string]string{
	"internal/report/keywords.go": "violationRules",
	"internal/cli/rules.go":       "changeRule",
}

// diagLiteral reports whether an expression is the type diag.NAME.
func diagLiteral(e ast.Expr, name string) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	pkg, ok := sel.X.(*ast.Ident)
	return ok && pkg.Name == "diag"
}

// literals calls each for every composite literal of diag.NAME, those in lists
// of it included.
func literals(f *ast.File, name string, each func(lit *ast.CompositeLit, in *ast.FuncDecl)) {
	for _, decl := range f.Decls {
		in, _ := decl.(*ast.FuncDecl)
		ast.Inspect(decl, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			var elem ast.Expr
			switch t := lit.Type.(type) {
			case *ast.ArrayType:
				elem = t.Elt
			case *ast.MapType:
				elem = t.Value
			}
			if diagLiteral(lit.Type, name) {
				each(lit, in)
			}
			if !diagLiteral(elem, name) {
				return true
			}
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					e = kv.Value
				}
				if inner, ok := e.(*ast.CompositeLit); ok && inner.Type == nil {
					each(inner, in)
				}
			}
			return true
		})
	}
}

// constants are the string constants of a folder, by name.
func constants(t *testing.T, dir string) map[string]string {
	out := map[string]string{}
	for _, file := range source(t).gofiles {
		if file.dir != dir || file.test {
			continue
		}
		for _, decl := range file.ast.Decls {
			d, ok := decl.(*ast.GenDecl)
			if !ok || d.Tok != token.CONST {
				continue
			}
			for _, spec := range d.Specs {
				s := spec.(*ast.ValueSpec)
				for i, value := range s.Values {
					if text, ok := unquoted(value); ok {
						out[s.Names[i].Name] = text
					}
				}
			}
		}
	}
	return out
}

func unquoted(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// TestRulesAreListed: every rule that the source declares has its ID written out
// and is one that `runresult rules` explains, so that no finding has a code that
// cannot be looked up.
func TestRulesAreListed(t *testing.T) {
	text, code := program(t)("rules", "list", "--format", "json")
	require.Zero(t, code, text)
	var listed struct{ Rules []struct{ ID string } }
	require.NoError(t, json.Unmarshal([]byte(text), &listed), text)
	var known []string
	for _, r := range listed.Rules {
		known = append(known, r.ID)
	}
	declared := 0
	for _, file := range source(t).gofiles {
		if file.test || file.dir == "diag" {
			continue
		}
		var names map[string]string
		literals(file.ast, "Rule", func(lit *ast.CompositeLit, in *ast.FuncDecl) {
			at := file.fset.Position(lit.Pos())
			if len(lit.Elts) == 0 || in != nil && madeOfRows[file.path] == in.Name.Name {
				return // the zero rule makes no finding
			}
			declared++
			id := ""
			for _, e := range lit.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					t.Errorf("%s: write a rule with the names of its fields", at)
					return
				}
				if kv.Key.(*ast.Ident).Name != "ID" {
					continue
				}
				if id, ok = unquoted(kv.Value); ok {
					continue
				}
				if name, ok := kv.Value.(*ast.Ident); ok {
					if names == nil {
						names = constants(t, file.dir)
					}
					id = names[name.Name]
				}
			}
			switch {
			case in != nil:
				t.Errorf("%s: declare the rule outside the function, where it can be listed", at)
			case id == "":
				t.Errorf("%s: write out the ID of the rule", at)
			case !slices.Contains(known, id):
				t.Errorf("%s: `runresult rules` does not know %s: add the rule to its package's list", at, id)
			}
		})
	}
	assert.Greater(t, declared, 70, "the pattern misses rules")
}

// TestFindingsAreMadeFromRules: nothing but a rule makes a finding, since a
// literal has no code.
func TestFindingsAreMadeFromRules(t *testing.T) {
	for _, file := range source(t).gofiles {
		if file.dir == "diag" || file.dir == "internal/report" && file.test {
			continue
		}
		literals(file.ast, "Finding", func(lit *ast.CompositeLit, _ *ast.FuncDecl) {
			t.Errorf("%s: a finding without a rule: make it with Find", file.fset.Position(lit.Pos()))
		})
	}
}

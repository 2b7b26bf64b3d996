package house

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeOfRows names the functions that make rules from the rows of a table, which
// have the ID written out all the same.
var madeOfRows = map[string]bool{
	"internal/report.violationRules": true,
	"internal/cli.changeRule":        true,
}

// origin goes through the code of a module for values of diag.Rule and
// diag.Finding, and of the rules of package changes, that come from elsewhere than
// they may: a rule is a package variable with its ID written out, and a finding is
// made by a rule.
type origin struct {
	m *goModule
	p *goPackage
	// in is the function around, "" outside of functions.
	in string
	// ids are those of the rules found, with the first place of each.
	ids      map[string]string
	problems []string
	// added are the rows of change rules that a topic lists.
	added map[*ast.CompositeLit]bool
}

// origins returns the IDs of all rules in the code, sorted, and what is wrong with
// where they come from.
func origins(m *goModule) (ids, problems []string) {
	o := &origin{m: m, ids: map[string]string{}, added: map[*ast.CompositeLit]bool{}}
	for _, o.p = range m.Packages {
		if o.p.Path == "diag" {
			continue
		}
		for _, f := range o.p.Files {
			for _, decl := range f.Decls {
				o.in = ""
				if fn, ok := decl.(*ast.FuncDecl); ok {
					o.in = fn.Name.Name
				}
				o.walk(decl)
			}
		}
	}
	return slices.Sorted(maps.Keys(o.ids)), o.problems
}

func (o *origin) walk(top ast.Node) {
	ast.Inspect(top, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			defer func(in string) { o.in = in }(o.in)
			o.in = cmp.Or(o.in, "func")
			o.walk(n.Body)
			return false
		case *ast.CompositeLit:
			o.literal(n)
		case *ast.CallExpr:
			o.call(n)
		case *ast.ValueSpec:
			if _, nothing := n.Type.(*ast.StarExpr); n.Type != nil && !nothing && len(n.Values) == 0 && o.kind(n.Type) != "" {
				o.problem(n, "a zero %s has no code: make it where it is known", o.kind(n.Type))
			}
		case *ast.AssignStmt:
			for _, left := range n.Lhs {
				o.assigned(left)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND && o.fieldOfRule(n.X) {
				o.problem(n, "a rule stays as it is declared")
			}
		}
		return true
	})
}

// at is the place of a node.
func (o *origin) at(n ast.Node) string {
	p := o.m.Fset.Position(n.Pos())
	return fmt.Sprintf("%s/%s:%d", o.p.Path, filepath.Base(p.Filename), p.Line)
}

func (o *origin) problem(n ast.Node, format string, args ...any) {
	o.problems = append(o.problems, o.at(n)+": "+fmt.Sprintf(format, args...))
}

// kind names the type of an expression if it is one of those that are looked
// after, whatever the code calls it.
func (o *origin) kind(e ast.Expr) string {
	t := o.p.Info.TypeOf(e)
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	name := path.Base(named.Obj().Pkg().Path()) + "." + named.Obj().Name()
	switch {
	case named.Obj().Pkg().Path() == o.m.Path+"/diag" && (name == "diag.Rule" || name == "diag.Finding"):
	case named.Obj().Pkg().Path() == o.m.Path+"/internal/changes" && (name == "changes.Rule" || name == "changes.row"):
	default:
		return ""
	}
	return name
}

func (o *origin) literal(lit *ast.CompositeLit) {
	switch o.kind(lit) {
	case "diag.Finding":
		o.problem(lit, "a finding without a rule: make it with Find")
	case "diag.Rule":
		if !madeOfRows[o.p.Path+"."+o.in] {
			o.declared(lit)
		}
	case "changes.Rule":
		if o.in != "add" {
			o.problem(lit, "a rule that is in no list: make it with the add of its topic")
		}
	case "changes.row":
		if !o.added[lit] {
			o.problem(lit, "give the row to the add of its topic")
			return
		}
		o.declared(lit)
	}
}

// declared notes a rule.
func (o *origin) declared(lit *ast.CompositeLit) {
	if o.in != "" {
		o.problem(lit, "declare the rule outside the function, where it can be listed")
		return
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			o.problem(lit, "write a rule with the names of its fields")
			return
		}
		if kv.Key.(*ast.Ident).Name != "ID" {
			continue
		}
		id := o.p.Info.Types[kv.Value].Value
		switch kv.Value.(type) {
		case *ast.BasicLit, *ast.Ident, *ast.SelectorExpr:
		default:
			id = nil
		}
		if id == nil {
			break
		}
		name := constant.StringVal(id)
		if first, twice := o.ids[name]; twice {
			o.problem(lit, "%s is declared at %s as well", name, first)
		}
		o.ids[name] = o.at(lit)
		return
	}
	o.problem(lit, "write out the ID of the rule")
}

// call looks at conversions, at new, and at what topics add.
func (o *origin) call(c *ast.CallExpr) {
	if len(c.Args) != 1 {
		return
	}
	if fun := o.p.Info.Types[c.Fun]; (fun.IsType() || fun.IsBuiltin() && types.ExprString(c.Fun) == "new") && o.kind(c) != "" {
		o.problem(c, "a %s that was something else before: declare it as one", o.kind(c))
	}
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "add" {
		if lit, ok := c.Args[0].(*ast.CompositeLit); ok {
			o.added[lit] = true
		}
	}
}

// assigned looks at what is assigned to.
func (o *origin) assigned(left ast.Expr) {
	if o.fieldOfRule(left) {
		if !madeOfRows[o.p.Path+"."+o.in] {
			o.problem(left, "a rule stays as it is declared")
		}
		return
	}
	if star, ok := left.(*ast.StarExpr); ok && o.kind(star.X) != "" && o.kind(star.X) != "diag.Finding" {
		o.problem(left, "a rule stays as it is declared")
	}
	id, ok := left.(*ast.Ident)
	if sel, isSel := left.(*ast.SelectorExpr); isSel {
		id, ok = sel.Sel, true
	}
	if !ok || o.kind(left) == "" {
		return
	}
	if v, ok := o.p.Info.Uses[id].(*types.Var); ok && v.Parent() == v.Pkg().Scope() {
		o.problem(left, "a rule stays as it is declared")
	}
}

// fieldOfRule reports whether an expression is a field of one of the rules.
func (o *origin) fieldOfRule(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	s := o.p.Info.Selections[sel]
	kind := o.kind(sel.X)
	return s != nil && s.Kind() == types.FieldVal && kind != "" && kind != "diag.Finding"
}

// TestRulesAreListed: every rule that the source declares has its ID written out,
// an ID of its own, and is one that `runresult rules` explains, so that no finding
// has a code that cannot be looked up; and no finding is made but by such a rule.
func TestRulesAreListed(t *testing.T) {
	text, code := program(t)("rules", "list", "--format", "json")
	require.Zero(t, code, text)
	var listed struct{ Rules []struct{ ID string } }
	require.NoError(t, json.Unmarshal([]byte(text), &listed), text)
	var known []string
	for _, r := range listed.Rules {
		known = append(known, r.ID)
	}
	declared, problems := origins(packages(t))
	for _, p := range problems {
		t.Error(p)
	}
	for _, id := range declared {
		if !slices.Contains(known, id) {
			t.Errorf("`runresult rules` does not know %s: add the rule to its package's list", id)
		}
	}
	assert.Greater(t, len(declared), 180, "rules are overlooked")
}

// TestOriginsNotice: every way round a declared rule is seen, under whatever name.
func TestOriginsNotice(t *testing.T) {
	files := map[string]string{
		"diag/diag.go": "package diag\n\ntype Rule struct{ ID, Hint string }\n\nfunc (r Rule) Find() Finding { return Finding{r} }\n\ntype Finding struct{ rule Rule }\n",
		"internal/changes/a.go": `package changes

type row struct{ ID string }
type Rule struct{ row }
type topic int

func (topic) add(r row) *Rule { return &Rule{r} }

var good = topic(1).add(row{ID: "good-change"})
var loose = &Rule{row: row{ID: "loose-change"}}
var nothing Rule
func late() *Rule { return topic(1).add(row{ID: "late-change"}) }
`,
	}
	wanted := map[string][]string{
		"internal/changes": {"internal/changes/a.go:10: a rule that is in no list: make it with the add of its topic", "internal/changes/a.go:10: give the row to the add of its topic",
			"internal/changes/a.go:11: a zero changes.Rule has no code: make it where it is known", "internal/changes/a.go:12: declare the rule outside the function, where it can be listed"},
	}
	const inside, stays = "declare the rule outside the function, where it can be listed", "a rule stays as it is declared"
	for code, want := range map[string]string{
		`var R = d.Rule{ID: "good-one"}`:                                        "",
		"const id = \"good-two\"\nvar R = []*d.Rule{{ID: id}}":                  "",
		"func f(r *d.Rule) d.Finding { var p *d.Rule; p = r; return p.Find() }": "",
		`var R = d.Rule{ID: "good-three"}`:                                      "good-three is declared at q/a.go:5 as well",
		`var R = d.Rule{Hint: "h"}`:                                             "write out the ID of the rule",
		`var R = d.Rule{ID: "a" + "b"}`:                                         "write out the ID of the rule",
		`var R = d.Rule{"bare", ""}`:                                            "write a rule with the names of its fields",
		"type r = d.Rule\nfunc f() d.Finding { return r{ID: \"x\"}.Find() }":    inside,
		`var R = func() d.Rule { return d.Rule{ID: "x"} }()`:                    inside,
		`func f() d.Finding { return (d.Rule{}).Find() }`:                       inside,
		"func f(r d.Rule) d.Rule { r.ID = \"x\"; return r }":                    stays,
		"func f(r d.Rule) *string { return &r.ID }":                             stays,
		"func f(p, q *d.Rule) { *p = *q }":                                      stays,
		"var R = other\nvar other d.Rule":                                       "a zero diag.Rule has no code: make it where it is known",
		"var R = d.Rule{ID: \"filled\"}\nfunc init() { R = e.R }":               stays,
		"type r struct{ ID, Hint string }\nvar R = d.Rule(r{ID: \"x\"})":        "a diag.Rule that was something else before: declare it as one",
		"var R = new(d.Rule)":                                                   "a diag.Rule that was something else before: declare it as one",
		"func f() (x d.Finding) { return d.Finding{} }":                         "a finding without a rule: make it with Find",
		"func f() []d.Finding { return []d.Finding{{}} }":                       "a finding without a rule: make it with Find",
		"func f() d.Finding { var x d.Finding; return x }":                      "a zero diag.Finding has no code: make it where it is known",
	} {
		name := fmt.Sprintf("p%02d", len(wanted))
		files[name+"/a.go"] = "package p\n\nimport d \"example.org/m/diag\"\nimport e \"example.org/m/q\"\nvar _, _ = d.Rule.Find, e.R\n" + code + "\n"
		wanted[name] = nil
		if want != "" {
			wanted[name] = []string{want}
		}
	}
	files["q/a.go"] = "package q\n\nimport \"example.org/m/diag\"\n\nvar R = diag.Rule{ID: \"good-three\"}\n"
	_, problems := origins(made(t, files))
	got := map[string][]string{}
	for _, p := range problems {
		dir := p[:strings.LastIndexByte(p[:strings.IndexByte(p, ':')], '/')]
		if dir != "internal/changes" {
			p = p[strings.Index(p, ": ")+2:]
		}
		got[dir] = append(got[dir], p)
	}
	for dir, want := range wanted {
		assert.Equal(t, want, got[dir], files[dir+"/a.go"])
	}
}

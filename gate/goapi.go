package gate

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// reasonGoAPI names the question that a release leaves open when no Go can be
// generated from it.
const reasonGoAPI = "go-api"

// goAPI compares the Go API that the head gives with that of a release, for each
// output in Go, and returns the bump that it owes and what it breaks.
func (c *checker) goAPI(ctx context.Context, h *head, r *release) (bump compat.Bump, found []diag.Finding, err error) {
	bump = compat.BumpNone
	told := map[string]bool{}
	for i := range h.Generate {
		item := &h.Generate[i]
		if item.Lang != "go" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		now, err := generate(ctx, h.Family, item, h.file, h.path)
		if err != nil {
			return 0, nil, err
		}
		was, err := generate(ctx, h.Family, item, r.file, h.path)
		if err != nil {
			if !c.waive(h, r.version.String(), reasonGoAPI) {
				found = append(found, h.at(RuleUndecided, "", c.waiverHint(h, r.version.String(), compat.Unresolved{Reason: reasonGoAPI}),
					"the Go API of %s cannot be compared (%s): no Go can be generated from that release: %s", r.version, reasonGoAPI, reason(err)))
				bump = worse(bump, compat.BumpUnknown)
			}
			continue
		}
		changes, err := apiChanges(was.Files, now.Files)
		if err != nil {
			return 0, nil, err
		}
		for _, ch := range changes {
			if ch.Compatible {
				bump = worse(bump, compat.BumpMinor)
				continue
			}
			bump = worse(bump, compat.BumpMajor)
			if !told[ch.Message] {
				told[ch.Message] = true
				found = append(found, h.at(RuleGoAPI, "", c.breakHint(h), "Go programs written for %s stop compiling: in %s, %s", r.version, item.Out.Text, ch.Message))
			}
		}
	}
	return bump, found, nil
}

// reason is an error on one line, for a message that has a hint of its own.
func reason(err error) string {
	var e *diag.Error
	if !errors.As(err, &e) {
		return changelog.Flat(err.Error())
	}
	text := e.Place() + ": "
	if e.Pointer != "" {
		text += "at " + e.Pointer + ": "
	}
	return changelog.Flat(text + e.Message)
}

// generate computes what one output of a family holds, from the head or from a
// release of it.
func generate(ctx context.Context, f *config.Family, item *config.Generate, file *source.File, head string) (*gen.Result, error) {
	imports, err := gen.NewImports(item.Lang, item.Import)
	if err != nil {
		return nil, err
	}
	opt := gen.Options{
		Lang: item.Lang, Package: item.Package, Type: item.Type, Int64: item.Int64, Tags: item.Tags, Imports: imports,
	}
	lang := languages.Get(item.Lang)
	if opt.Package == "" {
		opt.Package = lang.DefaultPackage(item.Out.OS())
	}
	if opt.Type == "" && lang.Type.Has() {
		opt.Type = lang.RootName(file.Root, head) // the file of a release has another name
	}
	return gen.Generate(ctx, gen.Input{
		Name: file.Name, Schema: file.Data, Draft: f.Draft, Dialects: f.Dialects, LaterKeywords: f.LaterKeywords, AssertFormats: item.AssertFormats, Map: mapped(f), Root: filepath.Dir(f.Head.OS()), Place: f.Head.OS(),
	}, opt)
}

// apiChanges compares the exported names of two generated packages.
func apiChanges(old, new []gen.File) ([]apidiff.Change, error) {
	was, err := typeCheck(old)
	if err != nil {
		return nil, err
	}
	now, err := typeCheck(new)
	if err != nil {
		return nil, err
	}
	changes := apidiff.Changes(was, now).Changes
	slices.SortStableFunc(changes, func(a, b apidiff.Change) int { return strings.Compare(a.Message, b.Message) })
	return changes, nil
}

// typeCheck reads the declarations of a generated package. Function bodies and
// unexported variables say nothing about its API and are left out, so what it
// imports need not be there: see outsiders.
func typeCheck(files []gen.File) (*types.Package, error) {
	fset := token.NewFileSet()
	o := outsiders{}
	var parsed []*ast.File
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".go") {
			continue
		}
		p, err := parser.ParseFile(fset, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("generated code does not parse (a fault of the generator): %w", err)
		}
		prune(p)
		o.collect(p)
		parsed = append(parsed, p)
	}
	if len(parsed) == 0 {
		return nil, fmt.Errorf("no Go was generated (a fault of the generator)")
	}
	conf := types.Config{Importer: o, IgnoreFuncBodies: true}
	pkg, err := conf.Check(parsed[0].Name.Name, fset, parsed, nil)
	if err != nil {
		return nil, fmt.Errorf("generated code does not compile (a fault of the generator): %w", err)
	}
	return pkg, nil
}

// prune drops what has no part in the API and would need the imported packages.
func prune(f *ast.File) {
	var decls []ast.Decl
	for _, d := range f.Decls {
		if d, ok := d.(*ast.GenDecl); ok && (d.Tok == token.VAR || d.Tok == token.CONST) {
			d.Specs = slices.DeleteFunc(d.Specs, func(s ast.Spec) bool { return !needed(s.(*ast.ValueSpec), d.Tok) })
			if len(d.Specs) == 0 {
				continue
			}
		}
		decls = append(decls, d)
	}
	f.Decls = decls
}

// needed reports whether variables or constants belong to the API, or may occur
// in a type that does.
func needed(s *ast.ValueSpec, tok token.Token) bool {
	if slices.ContainsFunc(s.Names, func(n *ast.Ident) bool { return n.IsExported() }) {
		return true
	}
	imported := false
	ast.Inspect(s, func(n ast.Node) bool {
		_, ok := n.(*ast.SelectorExpr)
		imported = imported || ok
		return true
	})
	return tok == token.CONST && !imported
}

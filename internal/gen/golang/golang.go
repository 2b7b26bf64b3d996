// Package golang prints the model as Go: types, a one-pass codec on package
// rt/codec, and a streaming decoder.
//
// It imports internal/gen/target, lower and model, internal/pattern,
// internal/program, go/format, and go-jsonschema's code model (in decl.go alone). Nothing from a schema reaches
// the output except as a quoted literal, a sanitised comment or an identifier
// that internal/gen/lower made.
package golang

import (
	"context"
	"fmt"
	"go/format"
	"go/scanner"
	"go/token"
	"sort"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
)

// runtime is the import path of the runtime that generated code uses.
const runtime = "github.com/atlas-dataflow/runresult/rt"

// emit prints the package.
func emit(ctx context.Context, p *model.Package, opt target.Options) ([]target.File, error) {
	e := newEmitter(ctx, p, opt)
	decls, err := e.declarations()
	if err != nil {
		return nil, err
	}
	codec := e.codec()
	if err := ctx.Err(); err != nil {
		return nil, err // and what was printed is not the whole
	}
	stream := e.stream()
	tables, err := e.tables()
	if err != nil {
		return nil, err
	}
	files := []target.File{
		{Name: "types.go", Data: []byte(e.file(decls, true, "rt", "codec", "iter"))},
		{Name: "codec.go", Data: []byte(e.file(codec, false, "rt", "codec", "eval", "iter", "strconv"))},
		{Name: "tables.go", Data: []byte(e.file(tables, false, "rt", "codec", "eval", "strings", "sync"))},
	}
	if stream != "" {
		files = append(files, target.File{Name: "stream.go", Data: []byte(e.file(stream, false, "rt", "codec", "io", "iter"))})
	}
	for i := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if files[i].Data, err = format.Source(files[i].Data); err != nil {
			return nil, fmt.Errorf("generated %s is not Go (a fault of the generator): %w", files[i].Name, err)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := check(files); err != nil {
		return nil, err
	}
	return files, nil
}

// file puts header, package clause and those imports that the body uses around
// a body.
func (e *emitter) file(body string, doc bool, imports ...string) string {
	paths := map[string]string{ // by the name in the code
		"rt": runtime, "codec": runtime + "/codec", "eval": runtime + "/eval", "iter": "iter", "strconv": "strconv", "strings": "strings", "sync": "sync", "io": "io",
	}
	var b strings.Builder
	b.WriteString("// " + target.Header(oneLine(e.opt.Source)) + "\n\n")
	if doc {
		e.packageDoc(&b)
	}
	fmt.Fprintf(&b, "package %s\n\n", e.opt.Package)
	var used []string
	named := qualifiers(body)
	for _, name := range imports {
		if named[name] {
			used = append(used, fmt.Sprintf("\t%q\n", paths[name]))
		}
	}
	for path, name := range e.aliases {
		if named[name] {
			used = append(used, fmt.Sprintf("\t%s %q\n", name, path))
		}
	}
	sort.Slice(used, func(i, j int) bool {
		a, b := strings.Contains(used[i], "."), strings.Contains(used[j], ".")
		if a != b {
			return b
		}
		_, p, _ := strings.Cut(used[i], `"`)
		_, q, _ := strings.Cut(used[j], `"`)
		return p < q
	})
	if len(used) > 0 {
		b.WriteString("import (\n")
		for i, u := range used {
			if i > 0 && strings.Contains(u, ".") && !strings.Contains(used[i-1], ".") {
				b.WriteString("\n")
			}
			b.WriteString(u)
		}
		b.WriteString(")\n\n")
	}
	b.WriteString(body)
	return b.String()
}

// qualifiers returns the names that stand before a dot in code; what comments and
// strings say does not count.
func qualifiers(code string) map[string]bool {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	out := map[string]bool{}
	before, last := "", "" // a name counts unless a dot stands before it too
	for {
		_, tok, text := s.Scan()
		switch {
		case tok == token.EOF:
			return out
		case tok == token.PERIOD && before != ".":
			out[last] = true
		}
		before = last
		if last = text; tok == token.PERIOD {
			last = "."
		}
	}
}

func (e *emitter) packageDoc(b *strings.Builder) {
	title := oneLine(e.pkg.Title)
	if title == "" {
		title = e.pkg.Root.Name
	}
	fmt.Fprintf(b, "// Package %s holds the Go types of %s.\n", e.opt.Package, title)
	if d := strings.TrimSpace(e.pkg.Description); d != "" {
		b.WriteString("//\n" + comment(d))
	}
	b.WriteString(`//
// Decoding is strict (every rule of the schema is enforced, every violation is
// reported with pointer, line and column) and lossless: encoding an unedited
// value gives the document back with member order, unknown members and number
// text as written.
//
// Unmarshal and AppendJSON are the fast path. The encoding/json methods do the
// same, at the price that encoding/json reads the input once more, re-escapes
// and compacts the output, handles a null that is decoded into a pointer
// without asking us, and that positions in errors count from the start of the
// value and not of the whole input.
`)
}

// oneLine makes text safe for a line comment, where nothing may begin that a
// compiler takes for a directive.
func oneLine(s string) string {
	words := strings.Fields(target.OneLine(s))
	for i, w := range words {
		if w == "+build" {
			words[i] = `"+build"` // gofmt moves such a line to the top, where it is a build constraint
		}
	}
	return strings.Join(words, " ")
}

// comment prints text as line comments, wrapped, each line break kept.
func comment(text string) string {
	var b strings.Builder
	for _, line := range strings.Split(text, "\n") {
		line = oneLine(line)
		for _, l := range wrap(line, 77) {
			if l == "" {
				b.WriteString("//\n")
			} else {
				b.WriteString("// " + l + "\n")
			}
		}
	}
	return b.String()
}

func wrap(s string, width int) []string {
	var out []string
	for len(s) > width {
		cut := strings.LastIndexByte(s[:width+1], ' ')
		if cut <= 0 {
			if cut = strings.IndexByte(s, ' '); cut < 0 {
				break
			}
		}
		out = append(out, s[:cut])
		s = strings.TrimLeft(s[cut:], " ")
	}
	return append(out, s)
}

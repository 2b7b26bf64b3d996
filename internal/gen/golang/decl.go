package golang

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/atombender/go-jsonschema/pkg/codegen"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
)

// This file prints declarations with go-jsonschema's code model. Its emitter
// writes what it is given, so everything is sanitised before: comments lose
// control characters, names come from internal/gen/lower, and constants are printed as
// Go literals by strconv.

// lineLength is where comments wrap.
const lineLength = 80

// declarations prints every named type with its constants.
func (e *emitter) declarations() (string, error) {
	out := codegen.NewEmitter(lineLength)
	for _, t := range e.pkg.Types {
		if err := e.ctx.Err(); err != nil {
			return "", err
		}
		decl := &codegen.TypeDecl{Name: t.Name, Comment: e.typeDoc(t), Type: e.declType(t)}
		if err := decl.Generate(out); err != nil {
			return "", fmt.Errorf("declare %s: %w", t.Name, err)
		}
		out.Newline()
		if t.Kind == model.Enum && len(t.Values) > 0 {
			constants(out, t)
		}
	}
	return out.String(), nil
}

func constants(out *codegen.Emitter, t *model.Type) {
	out.Comment("The values of " + t.Name + ".")
	out.Printlnf("const (")
	for _, v := range t.Values {
		out.Printf("%s %s = %s", v.Name, t.Name, strconv.Quote(v.Text))
		out.Newline()
	}
	out.Printlnf(")")
}

// declType returns the right-hand side of a type declaration.
func (e *emitter) declType(t *model.Type) codegen.Type {
	switch t.Kind {
	case model.Enum:
		return codegen.PrimitiveType{Type: "string"}
	case model.Struct:
		s := &codegen.StructType{}
		for _, f := range t.Fields {
			s.AddField(codegen.StructField{
				Name: f.Name, Type: codegen.CustomNameType{Type: e.fieldType(t, f)},
				Comment: e.fieldDoc(f), Tags: e.tags(f), JSONName: f.JSON,
			})
		}
		s.AddField(codegen.StructField{Name: "members", Type: codegen.CustomNameType{Type: "codec.Members"}})
		return s
	case model.Sum:
		s := &codegen.StructType{}
		if branchCarriesText(t) {
			s.AddField(codegen.StructField{Name: "members", Type: codegen.CustomNameType{Type: "codec.Members"}})
		} else {
			s.AddField(codegen.StructField{Name: "_", Type: codegen.CustomNameType{Type: "[0]func()"}})
		}
		s.AddField(codegen.StructField{Name: "tag", Type: codegen.PrimitiveType{Type: "uint"}, Comment: "which of the fields below holds the value; 0 is null or none"})
		for i, b := range t.Branches {
			if b.Type.Kind == model.Null {
				continue
			}
			s.AddField(codegen.StructField{Name: branchField(i), Type: codegen.CustomNameType{Type: e.branchType(b)}})
		}
		return s
	default: // Box
		s := &codegen.StructType{}
		s.AddField(codegen.StructField{Name: "Value", Type: codegen.CustomNameType{Type: e.goType(t.Elem)}, Comment: "the value itself"})
		s.AddField(codegen.StructField{Name: "members", Type: codegen.CustomNameType{Type: "codec.Members"}})
		return s
	}
}

func branchField(i int) string { return "v" + strconv.Itoa(i+1) }

// tags returns the struct tag of a field, "" where the name cannot stand in one
// as it is.
func (e *emitter) tags(f *model.Field) string {
	for _, r := range f.JSON {
		ascii := r >= ' ' && r <= '~' && !strings.ContainsRune("`\"\\,", r)
		if !ascii && !(r > '~' && (unicode.IsLetter(r) || unicode.IsDigit(r))) {
			return ""
		}
	}
	if f.JSON == "" {
		return ""
	}
	option := ""
	if !f.Required {
		option = ",omitempty"
		if f.Type.Kind == model.Nullable {
			option = ",omitzero"
		}
	}
	keys := e.opt.Tags
	if keys == nil {
		keys = []string{"json"}
	}
	var tags []string
	for _, k := range keys {
		name := f.JSON
		if name == "-" {
			name = "-,"
		}
		tags = append(tags, k+`:"`+name+option+`"`)
	}
	return strings.Join(tags, " ")
}

func (e *emitter) typeDoc(t *model.Type) string {
	var parts []string
	text := oneLine(t.Doc.Description)
	if text == "" {
		text = oneLine(t.Doc.Title)
	}
	switch {
	case t.Kind == model.Sum && text == "":
		text = "a value of one of several types."
	case text == "":
		text = "generated from the schema at " + oneLine(pointerName(t.Pointer)) + "."
	}
	parts = append(parts, t.Name+": "+text)
	if t.Kind == model.Sum {
		var names []string
		for _, b := range t.Branches {
			names = append(names, b.Name)
		}
		zero := "The zero value holds none and is not valid."
		if slices.ContainsFunc(t.Branches, func(b *model.Branch) bool { return b.Type.Kind == model.Null }) {
			zero = "The zero value holds null."
		}
		parts = append(parts, "It holds one of: "+strings.Join(names, ", ")+". "+zero)
	}
	if t.Doc.Deprecated {
		parts = append(parts, "Deprecated: the schema marks it as deprecated.")
	}
	return strings.Join(parts, "\n\n")
}

func pointerName(p string) string {
	if p == "" {
		return "its root"
	}
	return p
}

func (e *emitter) fieldDoc(f *model.Field) string {
	text := oneLine(f.Doc.Description)
	if text == "" {
		text = oneLine(f.Doc.Title)
	}
	if len(f.Doc.Constraints) > 0 {
		var cs []string
		for _, c := range f.Doc.Constraints {
			cs = append(cs, oneLine(c))
		}
		if text != "" {
			text += " "
		}
		text += "(" + strings.Join(cs, "; ") + ")"
	}
	if f.Default != "" {
		text += "\nDefault when absent: " + oneLine(shorten(f.Default)) + "."
	}
	if f.Doc.Deprecated {
		text += "\n\nDeprecated: the schema marks it as deprecated."
	}
	return strings.TrimSpace(text)
}

func shorten(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

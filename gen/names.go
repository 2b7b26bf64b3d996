package gen

import (
	"path/filepath"
	"strings"
	"unicode"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// TypeName names the root type that no option names: the identifier that the
// schema gives it in goJSONSchema, else the schema's title if that is
// a name of a few words, else the file's name without its extensions and
// version.
func TypeName(root *source.Value, file string) string {
	if name := root.Get("goJSONSchema").Get("identifier"); name != nil && name.Kind == source.String && IsTypeName(name.Text) {
		return name.Text
	}
	if title := root.Get("title"); title != nil && title.Kind == source.String && len(strings.Fields(title.Text)) <= 4 {
		if name := pascal(title.Text); name != "" {
			return name
		}
	}
	base := filepath.Base(filepath.FromSlash(file))
	for _, suffix := range []string{".json", ".yaml", ".yml", ".schema"} {
		base = strings.TrimSuffix(base, suffix)
	}
	if i := strings.LastIndex(base, ".v"); i > 0 {
		base = base[:i]
	}
	if name := pascal(base); name != "" {
		return name
	}
	return "Document"
}

// pascal joins the words of a text, each with a capital; "" when no Go type can
// be called that.
func pascal(text string) string {
	var b strings.Builder
	start := true
	for _, r := range text {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			start = true
			continue
		}
		if start {
			r = unicode.ToUpper(r)
			start = false
		}
		b.WriteRune(r)
	}
	name := b.String()
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return ""
	}
	return name
}

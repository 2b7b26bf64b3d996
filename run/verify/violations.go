package verify

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// untold are the violations of which no other finding tells better: that leaves
// the schema's words for a place, or for the status, to it.
func (c *checker) untold(f *fold, list []v5.Violation) (out []v5.Violation) {
	settled := len(list) > 0 && c.statusSettled(f)
	for _, x := range list {
		if settled && aboutStatus(x) || f.in(named(schemaWords, x.InstanceAt)) || conditional(x) && f.in(named(schemaCondition, x.InstanceAt)) {
			continue
		}
		out = append(out, x)
	}
	return out
}

// violations finds what the schema refuses.
func (c *checker) violations(list []v5.Violation) (out []*found) {
	for _, v := range single(list) {
		rule := report.Violation(v.Keyword)
		x := &found{rule: &rule, at: v.InstanceAt, issue: issue{severity: diag.SeverityError,
			schemaAt: v.SchemaAt, expected: "what the schema demands at " + v.SchemaAt, message: "%s", args: []any{v.Message}}}
		if at, ok := c.file().At(v.InstanceAt); ok {
			x.issue.found = shown(at)
		}
		if cut := strings.LastIndexByte(v.InstanceAt, '/'); v.Name && cut >= 0 {
			object, _ := c.file().At(v.InstanceAt[:cut])
			name, _ := source.UnescapePointer(v.InstanceAt[cut+1:])
			if m := object.Member(name); m != nil {
				x.issue.found = quote(name)
				x.line, x.column = c.file().Position(m.At)
				x.line += c.opt.LineOffset
			}
		}
		if rule.Hint == "" {
			x.hint = "change the value to what the schema demands at " + v.SchemaAt
		}
		out = append(out, x)
	}
	return out
}

// single keeps one violation for each place: a value that is wrong in one way
// breaks several keywords at once, as an empty id is too short and matches no
// pattern. What a value must be whatever stands around it comes before what a
// condition demands, and the plainest keyword before the others. Members that
// are missing in one object are told together.
func single(list []v5.Violation) []v5.Violation {
	type place struct {
		at   string
		name bool
	}
	var out []v5.Violation
	kept := make(map[place]int, len(list))
	for _, x := range list {
		p := place{x.InstanceAt, x.Name}
		i, taken := kept[p]
		if !taken {
			kept[p] = len(out)
			out = append(out, x)
			continue
		}
		switch a, b := weight(out[i]), weight(x); {
		case b < a:
			out[i] = x
		case a == b && x.Keyword == "required" && x.Message != out[i].Message:
			out[i].Message += ", " + x.Message
		}
	}
	return out
}

// plainness lists keywords, the plainest first.
var plainness = []string{"type", "enum", "const", "required", "minLength", "maxLength", "minimum", "maximum", "pattern", "format"}

// weight is how little a violation says about its place.
func weight(x v5.Violation) int {
	w := slices.Index(plainness, x.Keyword)
	switch {
	case w >= 0:
	case x.Keyword == "not", x.Keyword == "anyOf":
		w = len(plainness) + 1
	default:
		w = len(plainness)
	}
	if conditional(x) {
		w += 100
	}
	return w
}

// conditional tells the violations of what a condition demands.
func conditional(x v5.Violation) bool { return strings.Contains(x.SchemaAt, "/then/") }

// shown spells a value for a finding; what is large is named by its kind.
func shown(v *source.Value) string {
	switch v.Kind {
	case source.Object, source.Array:
		return "an " + v.Kind.String()
	}
	return quoteJSON(v)
}

func quoteJSON(v *source.Value) string {
	if v.Kind == source.String {
		return quote(v.Text)
	}
	return clip(v.JSON())
}

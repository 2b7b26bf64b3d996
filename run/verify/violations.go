package verify

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// cover says which violations of the schema at a place a finding has told
// better.
type cover uint8

const (
	coverAll cover = iota + 1
	// coverThen covers what a condition demands, not what the value is by itself.
	coverThen
)

// covers leaves the schema's words about a place to the finding that is added.
func (c *checker) covers(pointer string, what cover) {
	if c.covered == nil {
		c.covered = map[string]cover{}
	}
	if old := c.covered[pointer]; old == 0 || what < old {
		c.covered[pointer] = what
	}
}

func (c *checker) isCovered(x v5.Violation) bool {
	if c.statusTold && aboutStatus(x) {
		return true
	}
	switch c.covered[x.InstanceAt] {
	case coverAll:
		return true
	case coverThen:
		return conditional(x)
	}
	return false
}

// remain reports that a violation is left which no finding told.
func (c *checker) remain(list []v5.Violation) bool {
	for _, x := range list {
		if !c.isCovered(x) {
			return true
		}
	}
	return false
}

// addViolations reports what the schema found and no other finding told.
func (c *checker) addViolations(list []v5.Violation) {
	for _, x := range single(slices.DeleteFunc(slices.Clone(list), c.isCovered)) {
		finding := Finding{Code: report.Violation(x.Keyword).ID, Severity: report.SeverityError, File: c.name,
			Pointer: x.InstanceAt, SchemaAt: x.SchemaAt, Message: x.Message}
		if at, ok := c.file().At(x.InstanceAt); ok {
			finding.Found = shown(at)
		}
		if cut := strings.LastIndexByte(x.InstanceAt, '/'); x.Name && cut >= 0 {
			object, _ := c.file().At(x.InstanceAt[:cut])
			name, _ := source.UnescapePointer(x.InstanceAt[cut+1:])
			if m := object.Member(name); m != nil {
				finding.Found = quote(name)
				finding.Line, finding.Column = c.file().Position(m.At)
				finding.Line += c.opt.LineOffset
			}
		}
		finding.Expected = "what the schema demands at " + x.SchemaAt
		rule, _ := report.RuleByID(finding.Code)
		finding.Hint = rule.Hint
		if finding.Hint == "" {
			finding.Hint = "change the value to what the schema demands at " + x.SchemaAt
		}
		if len(c.errors) >= c.opt.Limit {
			c.dropped[0]++
			continue
		}
		c.errors = append(c.errors, finding)
	}
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

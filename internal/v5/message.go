package v5

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// word adds x with a message made from the schema and the value, because the
// library's own depend on the order of its maps and on Go's way of printing.
// Where one error of the library stands for several members, it adds one each.
func (t *teller) word(x Violation, n *graph.Node, v *source.Value, tail string, e *jsonschema.ValidationError, from trail) {
	add := func(format string, args ...any) {
		x.Message = fmt.Sprintf(format, args...)
		if x.Name && v != nil {
			x.Message = "name " + codec.Quote(v.Text) + ": " + x.Message
		}
		t.list = append(t.list, x)
	}
	if v == nil {
		add("%s", e.Message)
		return
	}
	if n.Bool != nil {
		t.forbidden(x, v, add)
		return
	}
	if t.v.inward && (x.Keyword == "anyOf" || x.Keyword == "oneOf") {
		if list := t.further(x, e, from); list != nil {
			t.list = append(t.list, list...)
			return
		}
	}
	if message := OfValue(x.Keyword, n, v); message != "" {
		add("%s", message)
		return
	}
	switch x.Keyword {
	case "uniqueItems":
		var i, j int
		if _, err := fmt.Sscanf(e.Message, equalItems, &i, &j); err == nil {
			x.InstanceAt, x.EqualTo = x.InstanceAt+"/"+strconv.Itoa(j), i
			add("item %d equals item %d, items must be unique", j, i)
			return
		}
		add("items must be unique")
	case "required":
		for _, name := range n.Required {
			if x.Missing = name; v.Get(name) == nil {
				add("member %s is missing", codec.Quote(name))
			}
		}
	case "dependentRequired", "dependencies":
		t.missing(&x, n, v, tail, add)
	case "additionalProperties":
		at, additional := x.InstanceAt, additionalTo(n)
		for i := range v.Members {
			if name := v.Members[i].Name; additional(name) {
				x.InstanceAt = source.Join(at, name)
				add("member %s is not allowed", codec.Quote(name))
			}
		}
	case "additionalItems", "items":
		at := x.InstanceAt
		for i := len(n.PrefixItems); i < len(v.Items); i++ {
			x.InstanceAt = at + "/" + strconv.Itoa(i)
			add("no item is allowed here")
		}
	case "contains":
		add("no item matches the schema of contains")
	case "minContains", "maxContains":
		word, limit, _ := countOf(n, x.Keyword)
		add("%s %s items must match the schema of contains", word, limit.N)
	case "not":
		add("value is what the schema excludes")
	case "anyOf":
		x.Alternatives = len(n.AnyOf)
		add("value matches none of the %d alternatives%s", len(n.AnyOf), t.why(e, from, x.InstanceAt))
	case "oneOf":
		x.Alternatives = len(n.OneOf)
		var i, j int
		if _, err := fmt.Sscanf(e.Message, "valid against schemas at indexes %d and %d", &i, &j); err == nil {
			x.Matched = [2]int{i, j}
			add("value matches alternatives %d and %d of %d, exactly one may match", i+1, j+1, len(n.OneOf))
			return
		}
		add("value matches none of the %d alternatives%s", len(n.OneOf), t.why(e, from, x.InstanceAt))
	default:
		add("%s", e.Message)
	}
}

// OfValue words what a keyword that looks at a value as a whole finds wrong with
// it, "" for other keywords.
func OfValue(keyword string, n *graph.Node, v *source.Value) string {
	switch keyword {
	case "type":
		return fmt.Sprintf("value is %s, want %s", v.Kind.Article(), strings.Join(n.Types, " or "))
	case "enum":
		return fmt.Sprintf("%s is not one of the allowed values: %s", excerpt(v), values(n.Enum))
	case "const":
		return fmt.Sprintf("%s is not %s, the only allowed value", excerpt(v), values([]*source.Value{n.Const}))
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		word, limit := limitOf(n, keyword)
		return fmt.Sprintf("%s is %s %s", excerpt(v), word, limit)
	case "multipleOf":
		return fmt.Sprintf("%s is not a multiple of %s", excerpt(v), n.MultipleOf.Text)
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties":
		word, limit, unit := countOf(n, keyword)
		return fmt.Sprintf("%s of %s, %s wanted", v.Kind.Article(), wording.Count(size(v), unit), word+" "+limit.N.String())
	case "pattern":
		return fmt.Sprintf("%s does not match the pattern %s", excerpt(v), n.Pattern.Source)
	case "format":
		return fmt.Sprintf("%s is not a valid %s", excerpt(v), n.Format)
	}
	return ""
}

// forbidden words that the schema false refuses a value.
func (t *teller) forbidden(x Violation, v *source.Value, add func(string, ...any)) {
	switch x.Keyword {
	case "properties", "patternProperties", "additionalProperties", "unevaluatedProperties":
		add("member %s is not allowed", codec.Quote(lastName(x.InstanceAt)))
	case "items", "prefixItems", "additionalItems", "unevaluatedItems":
		add("no item is allowed here")
	case "propertyNames":
		add("no member is allowed here")
	default:
		add("no value is allowed here")
	}
}

// missing words a broken dependency; tail is NAME/INDEX, NAME escaped.
func (t *teller) missing(x *Violation, n *graph.Node, v *source.Value, tail string, add func(string, ...any)) {
	token, index, _ := strings.Cut(tail, "/")
	name, _ := source.UnescapePointer(token)
	for _, d := range n.DependentRequired {
		if i, err := strconv.Atoi(index); err == nil && d.Name == name && i < len(d.Required) {
			x.Missing = d.Required[i]
			add("member %s is missing, which %s needs beside it", codec.Quote(d.Required[i]), codec.Quote(name))
			return
		}
	}
	add("a member is missing that %s needs beside it", codec.Quote(name))
}

// additionalTo returns whether additionalProperties of n applies to a member.
func additionalTo(n *graph.Node) func(name string) bool {
	declared := make(map[string]bool, len(n.Properties))
	for _, p := range n.Properties {
		declared[p.Name] = true
	}
	var patterns []*regexp.Regexp
	for _, p := range n.PatternProperties {
		if re, err := p.Pattern.P.Regexp(); err == nil {
			patterns = append(patterns, re)
		}
	}
	return func(name string) bool {
		return !declared[name] && !slices.ContainsFunc(patterns, func(re *regexp.Regexp) bool { return re.MatchString(name) })
	}
}

// further returns the violations of the only alternative that has none at the
// value itself, or nil.
func (t *teller) further(x Violation, e *jsonschema.ValidationError, from trail) []Violation {
	var found []Violation
	for _, cause := range e.Causes {
		inner := teller{v: t.v, doc: t.doc, followed: t.followed}
		inner.walk(cause, from)
		if slices.ContainsFunc(inner.list, func(y Violation) bool { return y.InstanceAt == x.InstanceAt }) {
			continue
		}
		if found != nil {
			return nil
		}
		found = inner.list
	}
	return found
}

// why tells briefly why the alternatives failed for the value at own, when there
// is room for it.
func (t *teller) why(e *jsonschema.ValidationError, from trail, own string) string {
	const most = 4
	if len(e.Causes) == 0 || len(e.Causes) > most {
		return ""
	}
	reasons := make([]string, 0, len(e.Causes))
	for _, cause := range e.Causes {
		inner := teller{v: t.v, doc: t.doc, followed: t.followed}
		inner.walk(cause, from)
		if len(inner.list) == 0 {
			return ""
		}
		first := inner.list[0]
		for _, x := range inner.list[1:] {
			if x.InstanceAt+x.SchemaAt+x.Message < first.InstanceAt+first.SchemaAt+first.Message {
				first = x
			}
		}
		reason := first.Message
		if cut := strings.Index(reason, " alternatives ("); cut >= 0 {
			reason = reason[:cut] + " alternatives"
		}
		if below := first.InstanceAt; below != own {
			reason = "at " + strings.TrimPrefix(below, own) + ": " + reason
		}
		reasons = append(reasons, reason)
	}
	return " (" + strings.Join(reasons, "; ") + ")"
}

func limitOf(n *graph.Node, keyword string) (word, limit string) {
	// Draft 4 spells an exclusive bound by the keyword of the inclusive one.
	exclusive := strings.HasPrefix(keyword, "exclusive")
	if strings.HasSuffix(strings.ToLower(keyword), "minimum") {
		if n.Minimum != nil && !exclusive {
			return "less than", n.Minimum.Text
		}
		return "not greater than", n.ExclusiveMinimum.Text
	}
	if n.Maximum != nil && !exclusive {
		return "greater than", n.Maximum.Text
	}
	return "not less than", n.ExclusiveMaximum.Text
}

func countOf(n *graph.Node, keyword string) (word string, limit *graph.Count, unit string) {
	word, unit = "at most", "item"
	if strings.HasPrefix(keyword, "min") {
		word = "at least"
	}
	switch {
	case strings.HasSuffix(keyword, "Length"):
		unit = "character"
	case strings.HasSuffix(keyword, "Properties"):
		unit = "member"
	}
	return word, n.Count(keyword), unit
}

func size(v *source.Value) int {
	switch v.Kind {
	case source.String:
		return utf8.RuneCountInString(v.Text)
	case source.Array:
		return len(v.Items)
	}
	return len(v.Members)
}

// excerpt shows a value in a message, shortened.
func excerpt(v *source.Value) string {
	const limit = 60
	switch v.Kind {
	case source.Array, source.Object:
		return "this " + v.Kind.String()
	case source.String:
		return codec.Quote(v.Text)
	case source.Number:
		if len(v.Text) > limit {
			return v.Text[:limit] + "…"
		}
	}
	return v.JSON()
}

// values lists values for a message, the first ten of them.
func values(list []*source.Value) string {
	const limit = 10
	if len(list) == 0 {
		return "none"
	}
	var words []string
	for i, v := range list {
		if i == limit {
			words = append(words, strconv.Itoa(len(list)-limit)+" more")
			break
		}
		if v.Kind >= source.Array {
			words = append(words, v.Kind.Article())
		} else {
			words = append(words, excerpt(v))
		}
	}
	return strings.Join(words, ", ")
}

package policy

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

const (
	maxName     = 200
	maxID       = 255
	maxRevision = 999999999
)

// The patterns of the schema, in Go's syntax.
var (
	policyName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)
	stepID     = regexp.MustCompile(`^[^./\\\x00-\x1f\x7f\x{85}\x{2028}\x{2029}][^/\\\x00-\x1f\x7f\x{85}\x{2028}\x{2029}]*$`)
	globForm   = regexp.MustCompile(`^[^/\\\[\]{}\x00-\x1f\x7f\x{85}\x{2028}\x{2029}]+$`)
)

var defaults = []string{string(DefaultCritical), string(DefaultNonCritical), string(DefaultUndecided)}

// Parse reads a policy from data: JSON when the name ends in .json, else YAML.
// name is what messages call it. Errors are *source.Error.
func Parse(name string, data []byte) (*File, error) {
	read := source.ParseYAML
	if strings.EqualFold(filepath.Ext(name), ".json") {
		read = source.ParseJSON
	}
	text, err := read(name, data)
	if err != nil {
		return nil, err
	}
	r := &reader{file: text}
	// Another version may mean anything by the rest, so it is not looked at.
	if r.version(field{Value: text.Root.Get("version"), at: "/version"}); r.err != nil {
		return nil, r.err
	}
	top := r.object(field{Value: text.Root}, "version", "name", "revision", "default", "rules")
	r.need(top, "version", "name", "revision")
	f := &File{
		Name:     r.form(top.get("name"), policyName, maxName, "letters, digits, - and _, with single dots between, such as acme.status"),
		Revision: r.revision(top.get("revision")),
		Default:  Default(r.word(top.get("default"), string(DefaultCritical), defaults...)),
	}
	for _, v := range r.array(top.get("rules")) {
		r.rule(f, v)
	}
	if r.err == nil && f.ID() == run.DefaultPolicyID {
		r.fail(top.get("name"), "give the policy a name of its own, such as acme.status",
			"%s is the built-in policy, which holds every step critical", run.DefaultPolicyID)
	}
	if r.err != nil {
		return nil, r.err
	}
	f.index()
	return f, nil
}

func (r *reader) version(v field) {
	if v.Value == nil || source.Equal(v.Value, &source.Value{Kind: source.Number, Text: "1"}) {
		return
	}
	if v.Kind == source.String && v.Text == "1" {
		r.fail(v, "write version: 1", "the version is a number: write it without quotes")
		return
	}
	r.fail(v, "write version: 1; the version of the policy itself is its revision",
		"version %s is not known; this tool reads version 1", spell(v.Value))
}

func (r *reader) revision(v field) int64 {
	if v.Value == nil {
		return 0
	}
	if v.Kind == source.Number {
		n, err := rt.ParseNumber(v.Text)
		if i, whole := n.Int64(); err == nil && whole && i >= 1 && i <= maxRevision {
			return i
		}
	}
	r.fail(v, "count the revisions from 1", "must be a whole number from 1 to %d, not %s", maxRevision, spell(v.Value))
	return 0
}

// selectors are the keys of which a rule has exactly one.
var selectors = []string{"id", "kind", "glob"}

func (r *reader) rule(f *File, v field) {
	o := r.object(v, "id", "kind", "glob", "critical", "why")
	r.need(o, "critical")
	var chosen []string
	for _, name := range selectors {
		if o.get(name).Value != nil {
			chosen = append(chosen, name)
		}
	}
	switch {
	case o.Value == nil: // complained about already
	case len(chosen) == 0:
		r.fail(v, "add one of "+strings.Join(selectors, ", "), "the rule does not say which steps it is about")
	case len(chosen) > 1:
		r.fail(v, "write one rule for each", "the rule has %s, which exclude each other", strings.Join(chosen, " and "))
	}
	rule := Rule{
		ID:       r.form(o.get("id"), stepID, maxID, "a step id: one line without / and \\ that does not begin with a dot"),
		Kind:     r.form(o.get("kind"), nil, 0, "a kind"),
		Glob:     r.form(o.get("glob"), globForm, maxID, "a step id in which * stands for any characters and ? for one; [ ] { } / \\ have no meaning here"),
		Critical: r.boolean(o.get("critical")),
		Why:      r.form(o.get("why"), nil, 0, "a reason for people"),
	}
	rule.Line, _ = r.file.Position(v.Start)
	if len(chosen) == 1 {
		if i, taken := f.takes(rule); taken {
			above := f.Rules[i]
			r.fail(o.get(chosen[0]), "remove one of the two, or put the more specific rule first",
				"the rule never applies: the one in line %d takes all its steps", above.Line)
		}
	}
	f.Rules = append(f.Rules, rule)
}

// maxCompared bounds the pairs of globs that are compared: beyond so many rules
// a rule that never applies stays unnoticed and does no harm.
const maxCompared = 1000

// takes returns the rule that picks every step that the given one could, as far
// as that shows in the rules alone.
func (f *File) takes(r Rule) (int, bool) {
	for i := range f.Rules[:min(len(f.Rules), maxCompared)] {
		above := &f.Rules[i]
		switch {
		case above.Glob != "" && strings.Trim(above.Glob, "*") == "",
			above.Glob != "" && r.Glob != "" && covers(above.Glob, r.Glob),
			above.Glob != "" && r.ID != "" && matches(above.Glob, r.ID),
			above.ID != "" && (above.ID == r.ID || above.ID == r.Glob && !strings.ContainsAny(r.Glob, "*?")),
			above.Kind != "" && above.Kind == r.Kind:
			return i, true
		}
	}
	return 0, false
}

// form reads text of a form; nil is any text that is not empty.
func (r *reader) form(v field, form *regexp.Regexp, most int, wanted string) string {
	if v.Value == nil {
		return ""
	}
	if v.Kind != source.String {
		r.fail(v, "write it in quotes if it is meant as text", "must be text, not %s", spell(v.Value))
		return ""
	}
	switch {
	case v.Text == "":
		r.fail(v, "write "+wanted, "must not be empty")
	case form != nil && !form.MatchString(v.Text):
		r.fail(v, "write "+wanted, "%s does not have the right form", spell(v.Value))
	case most > 0 && utf8.RuneCountInString(v.Text) > most:
		r.fail(v, "shorten it to "+strconv.Itoa(most)+" characters", "is longer than %d characters", most)
	}
	return v.Text
}

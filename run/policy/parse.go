package policy

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/form"
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
// name is what messages call it. Errors are *diag.Error.
func Parse(name string, data []byte) (*File, error) {
	read := source.ParseYAML
	if strings.EqualFold(filepath.Ext(name), ".json") {
		read = source.ParseJSON
	}
	text, err := read(name, data)
	if err != nil {
		return nil, err
	}
	r := &reader{form.Reader{File: text, Code: Code}}
	// Another version may mean anything by the rest, so it is not looked at.
	if r.version(r.Root().Get("version")); r.Err() != nil {
		return nil, r.Err()
	}
	top := r.Object(r.Root(), "version", "name", "revision", "default", "rules")
	r.Need(top, "version", "name", "revision")
	f := &File{
		Name:     r.text(top.Get("name"), policyName, maxName, "letters, digits, - and _, with single dots between, such as acme.status"),
		Revision: r.revision(top.Get("revision")),
		Default:  Default(r.Word(top.Get("default"), string(DefaultCritical), defaults...)),
	}
	for _, v := range r.Array(top.Get("rules"), 0) {
		r.rule(f, v)
	}
	if r.Err() == nil && f.ID() == run.DefaultPolicyID {
		r.Fail(top.Get("name"), "give the policy a name of its own, such as acme.status",
			"%s is the built-in policy, which holds every step critical", run.DefaultPolicyID)
	}
	if r.Err() != nil {
		return nil, r.Err()
	}
	f.index()
	return f, nil
}

// reader reads the parts of a policy.
type reader struct{ form.Reader }

func (r *reader) version(v form.Field) {
	if v.Value != nil && v.Kind == source.String && v.Text == "1" {
		r.Fail(v, "write version: 1", "the version is a number: write it without quotes")
		return
	}
	r.Version(v, "write version: 1; the version of the policy itself is its revision")
}

func (r *reader) revision(v form.Field) int64 {
	if v.Value == nil {
		return 0
	}
	if v.Kind == source.Number {
		n, err := rt.ParseNumber(v.Text)
		if i, whole := n.Int64(); err == nil && whole && i >= 1 && i <= maxRevision {
			return i
		}
	}
	r.Fail(v, "count the revisions from 1", "must be a whole number from 1 to %d, not %s", maxRevision, form.Spell(v.Value))
	return 0
}

// selectors are the keys of which a rule has exactly one.
var selectors = []string{"id", "kind", "glob"}

func (r *reader) rule(f *File, v form.Field) {
	o := r.Object(v, "id", "kind", "glob", "critical", "why")
	r.Need(o, "critical")
	var chosen []string
	for _, name := range selectors {
		if o.Get(name).Value != nil {
			chosen = append(chosen, name)
		}
	}
	switch {
	case o.Value == nil: // complained about already
	case len(chosen) == 0:
		r.Fail(v, "add one of "+strings.Join(selectors, ", "), "the rule does not say which steps it is about")
	case len(chosen) > 1:
		r.Fail(v, "write one rule for each", "the rule has %s, which exclude each other", strings.Join(chosen, " and "))
	}
	rule := Rule{
		ID:       r.text(o.Get("id"), stepID, maxID, "a step id: one line without / and \\ that does not begin with a dot"),
		Kind:     r.text(o.Get("kind"), nil, 0, "a kind"),
		Glob:     r.text(o.Get("glob"), globForm, maxID, "a step id in which * stands for any characters and ? for one; [ ] { } / \\ have no meaning here"),
		Critical: r.Bool(o.Get("critical"), false),
		Why:      r.text(o.Get("why"), nil, 0, "a reason for people"),
	}
	rule.Line, _ = r.File.Position(v.Start)
	if len(chosen) == 1 {
		if i, taken := f.takes(rule); taken {
			above := f.Rules[i]
			r.Fail(o.Get(chosen[0]), "remove one of the two, or put the more specific rule first",
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

// text reads text that is not empty, of a pattern if there is one and of at most
// so many characters.
func (r *reader) text(v form.Field, pattern *regexp.Regexp, most int, wanted string) string {
	if v.Value != nil && v.Kind == source.String && v.Text == "" {
		r.Fail(v, "write "+wanted, "must not be empty")
		return ""
	}
	text := r.Text(v, pattern, wanted)
	if most > 0 && utf8.RuneCountInString(text) > most {
		r.Fail(v, "shorten it to "+strconv.Itoa(most)+" characters", "is longer than %d characters", most)
	}
	return text
}

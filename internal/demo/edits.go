package main

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// edit is one change of the RunResult schema that the demo can show.
type edit struct {
	name   string
	what   string // in words
	breaks bool
	steps  []step
}

// step changes the text of a schema at one place.
type step struct {
	do    string // put: replace the value; drop: remove it; add: append to the array; new: append to the object; set: the object's member, there or not
	at    string // JSON Pointer
	name  string // new and set: the member's name; new takes another when it is in use
	value string // all but drop: JSON
}

// The edits that are shown when none is named: one that breaks, and one that
// does not.
const (
	defaultEdit = "drop-enum-value"
	gentleEdit  = "add-optional-member"
)

// listEdits is what EDIT names to be told which edits there are.
const listEdits = "list"

// edits lists what EDIT can name. Each has a line in the test, which says what
// becomes of it. The schema grows, so what an edit adds takes a name that is free.
var edits = []edit{
	{"drop-enum-value", "a run can no longer be partial", true, []step{
		{do: "drop", at: "/$defs/RunStatus/enum/2"},
	}},
	{"add-enum-value", "a step can be cancelled", true, []step{
		{do: "add", at: "/$defs/StepStatus/enum", value: `"cancelled"`},
	}},
	{"require-member", "every run has to say what environment it ran in", true, []step{
		{do: "add", at: "/required", value: `"environment"`},
	}},
	{"remove-member", "the schema forgets who produced a run", true, []step{
		{do: "drop", at: "/properties/producer"},
	}},
	{"rename-member", "producer is called generator from now on", true, []step{
		{do: "drop", at: "/properties/producer"},
		{do: "new", at: "/properties", name: "generator", value: `{"type": "object"}`},
	}},
	{"close-object", "members that the schema does not know are refused", true, []step{
		{do: "set", at: "", name: "additionalProperties", value: "false"},
	}},
	{"tighten-condition", "a failed run needs an error or a summary of twelve characters, not of one", true, []step{
		{do: "put", at: "/allOf/6/then/anyOf/1/properties/summary/minLength", value: "12"},
	}},
	{"loosen-condition", "a failed run may keep silent about why", true, []step{
		{do: "drop", at: "/allOf/6"},
	}},
	{"narrow-type", "a metric that is not defined can no longer be null", true, []step{
		{do: "drop", at: "/$defs/MetricValue/type/3"},
	}},
	{"widen-type", "a run's duration may be null", true, []step{
		{do: "put", at: "/$defs/DurationMs/type", value: `["integer", "null"]`},
	}},
	{"add-optional-member", "a run can carry labels", false, []step{
		{do: "new", at: "/properties", name: "labels", value: `{"description": "Labels of the run.", "type": "array", "items": {"type": "string"}}`},
	}},
	{"describe-member", "the description of summary says more", false, []step{
		{do: "put", at: "/properties/summary/description", value: `"Account of the run, for people."`},
	}},
}

// findEdit looks an edit up. The error lists them all.
func findEdit(name string) (edit, error) {
	var names []string
	for _, e := range edits {
		if e.name == name {
			return e, nil
		}
		names = append(names, e.name)
	}
	hint := "."
	if near, ok := suggest.Closest(name, names); ok {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	return edit{}, fmt.Errorf("there is no edit %q%s There are:\n%s", name, hint, strings.TrimSuffix(editList(), "\n"))
}

// editList has a line for each edit.
func editList() string {
	var b strings.Builder
	for _, e := range edits {
		fmt.Fprintf(&b, "  %-20s %s\n", e.name, e.what)
	}
	return b.String()
}

// apply makes the edit in the text of a schema and leaves the rest of it as it
// was.
func (e edit) apply(text []byte) ([]byte, error) {
	for _, s := range e.steps {
		f, err := source.ParseJSON("schema", text)
		if err != nil {
			return nil, err
		}
		from, to, with, err := s.span(f)
		if err != nil {
			return nil, fmt.Errorf("edit %s: %w", e.name, err)
		}
		text = append(append(append([]byte(nil), text[:from]...), with...), text[to:]...)
	}
	return text, nil
}

// span is the part of the text that a step replaces, and what with.
func (s step) span(f *source.File) (from, to int, with string, err error) {
	v, ok := f.At(s.at)
	if !ok {
		return 0, 0, "", fmt.Errorf("the schema has no %s", s.at)
	}
	switch s.do {
	case "put":
		return v.Start, v.End, s.value, nil
	case "drop":
		from, to := dropped(f, s.at)
		return from, to, "", nil
	}
	with = s.value
	if v.Kind == source.Object {
		if old := v.Get(s.name); s.do == "set" && old != nil {
			return old.Start, old.End, s.value, nil
		}
		with = fmt.Sprintf("%q: %s", freeName(v, s.name), s.value)
	}
	last := v.End - 1 // the closing bracket
	for last > v.Start && strings.ContainsRune(" \t\r\n", rune(f.Data[last-1])) {
		last--
	}
	if len(v.Items)+len(v.Members) > 0 {
		with = "," + lineStart(f, v) + with
	}
	return last, last, with, nil
}

// freeName is the name, or the first of name_2, name_3 and so on that the object
// does not have.
func freeName(object *source.Value, name string) string {
	free := name
	for n := 2; object.Get(free) != nil; n++ {
		free = fmt.Sprintf("%s_%d", name, n)
	}
	return free
}

// dropped is the extent of a member or item with one of the commas around it.
func dropped(f *source.File, pointer string) (from, to int) {
	cut := strings.LastIndexByte(pointer, '/')
	parent, _ := f.At(pointer[:cut])
	step := parent.Path(pointer[cut:])[0]
	start := func(i int) int {
		if parent.Kind == source.Object {
			return parent.Members[i].At
		}
		return parent.Items[i].Start
	}
	end := func(i int) int {
		if parent.Kind == source.Object {
			return parent.Members[i].Value.End
		}
		return parent.Items[i].End
	}
	switch n := len(parent.Items) + len(parent.Members); {
	case step+1 < n:
		return start(step), start(step + 1)
	case step > 0:
		return end(step - 1), end(step)
	}
	return start(step), end(step)
}

// lineStart is the white space before the last child of v.
func lineStart(f *source.File, v *source.Value) string {
	var at int
	if v.Kind == source.Object {
		at = v.Members[len(v.Members)-1].At
	} else {
		at = v.Items[len(v.Items)-1].Start
	}
	from := at
	for from > 0 && strings.ContainsRune(" \t\r\n", rune(f.Data[from-1])) {
		from--
	}
	return string(f.Data[from:at])
}

package v5

import (
	"cmp"
	"slices"
	"strings"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Violation is one reason why a document does not satisfy a schema.
type Violation struct {
	// InstanceAt is the JSON Pointer of the value at fault in the document.
	InstanceAt string
	// SchemaAt is the JSON Pointer of the keyword in its schema's file; File is
	// that file's name.
	SchemaAt string
	File     string
	// Source is that file.
	Source *source.File
	// Keyword is the keyword that is broken, as the schema spells it; for a
	// value that the schema false refuses, the keyword that applies it, or
	// "false" where only a reference or nothing does.
	Keyword string
	// Message says what is wrong, in a few words without place.
	Message string

	// Name is set when a member's name is at fault, not its value; InstanceAt is
	// then the member's.
	Name bool
	// Missing is the member that required or dependentRequired misses.
	Missing string
	// EqualTo is the index of the item that one equals although items are unique.
	EqualTo int
	// Alternatives is how many anyOf and oneOf have, and Matched holds the first two
	// that match where only one may; both are 0 when none does.
	Alternatives int
	Matched      [2]int
}

// maxViolations bounds the report on one document unless MaxViolations does.
const maxViolations = 1000

// violations tells the library's tree of errors as a list.
func (v *Validator) violations(doc *source.Value, root *jsonschema.ValidationError) []Violation {
	t := teller{v: v, doc: doc, followed: new(int)}
	t.walk(root, trail{})
	type ranked struct {
		Violation
		path []int
	}
	list := make([]ranked, len(t.list))
	for i, x := range t.list {
		list[i] = ranked{x, doc.Path(x.InstanceAt)}
	}
	slices.SortStableFunc(list, func(a, b ranked) int {
		if c := slices.Compare(a.path, b.path); c != 0 {
			return c
		}
		if c := strings.Compare(a.InstanceAt, b.InstanceAt); c != 0 {
			return c
		}
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if c := strings.Compare(a.SchemaAt, b.SchemaAt); c != 0 {
			return c
		}
		return strings.Compare(a.Message, b.Message)
	})
	most := cmp.Or(v.MaxViolations, maxViolations)
	out := make([]Violation, 0, min(len(list), most))
	for i := range list {
		if i > 0 && list[i].Violation == list[i-1].Violation {
			continue // two ways led to the same rule
		}
		if len(out) == most {
			break
		}
		out = append(out, list[i].Violation)
	}
	return out
}

// teller turns errors into violations.
type teller struct {
	v    *Validator
	doc  *source.Value
	list []Violation
	// followed counts what follow looked at; shared by the tellers of a document.
	followed *int
}

// trail is the way to the last fresh reference.
type trail struct {
	instance string // JSON Pointer into the document
	name     bool   // a member's name is being judged, not its value
}

// falseRefuses is what the library says when a value meets the schema false.
const falseRefuses = "not allowed"

// walk goes through the errors that only pass on what is wrong further in.
func (t *teller) walk(e *jsonschema.ValidationError, from trail) {
	if e.Message == freshMark {
		from = trail{t.instanceAt(e, from, ""), inName(e.KeywordLocation, from.name)}
		for _, cause := range telling(e.Causes) {
			t.walk(cause, from)
		}
		return
	}
	location := e.AbsoluteKeywordLocation
	at, rest := t.locate(location)
	if rest == "" && len(e.Causes) == 0 && e.Message != falseRefuses {
		// The location of a keyword with one subschema is also that of the
		// subschema; this is the keyword's own complaint.
		if cut := strings.LastIndexByte(location, '/'); cut > 0 {
			at, rest = t.locate(location[:cut])
			rest = strings.TrimPrefix(rest+location[cut:], "/")
		}
	}
	word, _, _ := strings.Cut(rest, "/")
	pass := word == ""
	switch word {
	case "$ref", "then", "else":
		pass = true
	case "allOf":
		pass = at.keyword == ""
	}
	if pass && len(e.Causes) > 0 {
		for _, cause := range telling(e.Causes) {
			t.walk(cause, from)
		}
		return
	}
	t.tell(e, from, at, rest)
}

// locate finds what a location of the library was made from: the longest known
// beginning, and the pointer that is left.
func (t *teller) locate(location string) (at place, rest string) {
	for end := len(location); end > 0; {
		if at, ok := t.v.places[location[:end]]; ok {
			return at, strings.TrimPrefix(location[end:], "/")
		}
		end = strings.LastIndexByte(location[:end], '/')
	}
	return place{}, location
}

// lone reports whether the value of a keyword is one schema; the others have a
// name or an index behind them in a keyword location.
func lone(word string) bool {
	row := keyword.Find(word)
	return word == freshRef || word == "items" || row != nil && (row.Shape == keyword.Schema || row.Role == keyword.Reference)
}

// role returns what the schemas under a keyword of any draft are applied to.
func role(word string) keyword.Role {
	if row := keyword.Find(word); row != nil {
		return row.Role
	}
	return 0
}

// inName reports whether the dynamic path of keywords ends in the name of a
// member rather than a value: its last step into the instance is propertyNames.
// name is what holds where the path begins.
func inName(path string, name bool) bool {
	tokens := strings.Split(path, "/")
	for i := 1; i < len(tokens); i++ {
		switch role(tokens[i]) {
		case keyword.MemberName:
			name = true
		case keyword.Member, keyword.Item:
			name = false
		}
		if hasArgument(tokens, i) {
			i++
		}
	}
	return name
}

// tell adds the violation of one keyword.
func (t *teller) tell(e *jsonschema.ValidationError, from trail, at place, rest string) {
	instanceAt := t.instanceAt(e, from, rest)
	x := Violation{InstanceAt: instanceAt, Message: e.Message}
	if at.node == nil {
		t.list = append(t.list, x)
		return
	}
	keyword, tail, _ := strings.Cut(plainPointer(rest), "/")
	x.File, x.Source = at.node.File.Name, at.node.File
	x.Name = inName(e.KeywordLocation, from.name)
	value, _ := t.doc.At(instanceAt)
	if x.Name {
		value = &source.Value{Kind: source.String, Text: lastName(instanceAt)}
	}
	if at.keyword != "" {
		keyword, tail = at.keyword, ""
	}
	keyword = written(at.node, keyword)
	x.Keyword = keyword
	switch {
	case at.node.Bool != nil:
		x.SchemaAt = at.node.Ptr()
		if keyword == "" {
			x.Keyword = "false"
		}
	case keyword == "minContains" && at.node.MinContains == nil:
		x.Keyword = "contains"
		x.SchemaAt = at.node.Ptr() + "/contains"
	default:
		x.SchemaAt = at.node.Ptr() + "/" + keyword
	}
	t.word(x, at.node, value, tail, e, from)
}

func lastName(pointer string) string {
	token := pointer[strings.LastIndexByte(pointer, '/')+1:]
	name, _ := source.UnescapePointer(token)
	return name
}

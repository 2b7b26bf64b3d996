package graph

import (
	"fmt"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// Codes of notes on keywords that have no effect.
const (
	// CodeUnknownKeyword: other drafts give the keyword a meaning, and the dialect of
	// the schema does not.
	CodeUnknownKeyword = "unknown-keyword"
	// CodeMisspeltKeyword: no draft has the keyword, and one that the dialect has is
	// called nearly so and takes such a value.
	CodeMisspeltKeyword = "misspelt-keyword"
	// CodeIgnoredKeyword: a $ref beside the keyword makes it void (up to draft 7).
	CodeIgnoredKeyword = "ignored-keyword"
	// CodeStatedDialect: $schema names an unknown dialect, which is read as a draft
	// because the caller says so.
	CodeStatedDialect = "stated-dialect"
)

// maxNotes bounds the notes on a schema, maxPlaces the places that one of them names.
const (
	maxNotes  = 50
	maxPlaces = 3
)

// idle are keywords without effect that say the same: one code, one name, one dialect.
type idle struct {
	code, name, message, hint string
	at                        *Node
	value                     *source.Value
	more                      []string // pointers of further places, the first maxPlaces
	count                     int
}

// noteKeywords notes the keywords that have no effect although somebody means one.
// Those of a kind are one note, at the first place.
func (l *loader) noteKeywords() {
	s := idling{loader: l, kinds: map[string]*idle{}, far: map[string]bool{}, led: map[place]bool{}}
	for _, n := range l.landed {
		token, _, _ := strings.Cut(strings.TrimPrefix(n.step, "/"), "/")
		s.led[place{n.parent, "/" + token}] = true
	}
	for _, n := range l.g.Nodes {
		if n.Resource.Builtin || n.Container() {
			continue
		}
		for i := range n.Keywords {
			switch k := &n.Keywords[i]; {
			case k == n.strangeDefs():
				s.strange(n, k)
			case k.Hidden:
				s.hidden(n, k)
			case k.Row == nil:
				s.unknown(n, k)
			}
		}
	}
	for i, kind := range s.list {
		if i == maxNotes {
			l.note(kind.at, kind.code, "", "%d more keywords have no effect", len(s.list)-maxNotes)
			break
		}
		pointer := kind.at.Ptr() + "/" + Escape(kind.name)
		l.g.Notes = append(l.g.Notes, kind.at.File.Errorf(kind.value, pointer, kind.code, kind.hint, "%s%s", kind.message, kind.elsewhere()))
	}
}

// elsewhere names the further places of a kind.
func (x *idle) elsewhere() string {
	if x.count == 0 {
		return ""
	}
	text := fmt.Sprintf(" (also at %s", strings.Join(x.more, ", "))
	if rest := x.count - len(x.more); rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return text + ")"
}

// idling gathers keywords without effect.
type idling struct {
	*loader
	kinds map[string]*idle
	list  []*idle
	far   map[string]bool // names that are like that of no keyword
	led   map[place]bool  // references lead into these places
}

func (s *idling) add(n *Node, k *Keyword, code, hint, message string) {
	id := code + " " + k.Name + " " + message
	x := s.kinds[id]
	if x == nil {
		s.kinds[id] = &idle{code: code, name: k.Name, message: message, hint: hint, at: n, value: k.Value}
		s.list = append(s.list, s.kinds[id])
		return
	}
	if x.count++; len(x.more) < maxPlaces {
		x.more = append(x.more, clip(n.Ptr()+"/"+Escape(k.Name)))
	}
}

// hidden notes a keyword that a $ref makes void.
func (s *idling) hidden(n *Node, k *Keyword) {
	row := keyword.Find(k.Name)
	if row == nil || !bears(row) || !fits(row.Shape, k.Value) || saysNothing(row, k.Value) {
		return
	}
	s.add(n, k, CodeIgnoredKeyword, `write the "$ref" as a branch of "allOf", or name draft2019-09 or later in "$schema"`,
		fmt.Sprintf(`%q decides nothing: in %s a "$ref" hides what stands beside it`, k.Name, n.Dialect))
}

// strange notes $defs in a draft that does not have it, unless references make sense of
// it.
func (s *idling) strange(n *Node, k *Keyword) {
	later := "name " + keyword.Find(k.Name).Drafts.First().String() + ` or later in "$schema"`
	if k.Row != nil { // the loader takes them for definitions
		s.add(n, k, CodeUnknownKeyword, later,
			fmt.Sprintf(`%q is no keyword of %s, but references into it work: what it holds is judged as definitions are`, k.Name, n.Dialect))
	} else if !saysNothing(keyword.Find(k.Name), k.Value) && !s.led[place{n, "/$defs"}] {
		s.add(n, k, CodeUnknownKeyword, `rename it to "definitions", or `+later, fmt.Sprintf(`%q holds no definitions: %s does not know it`, k.Name, n.Dialect))
	}
}

// unknown notes a keyword that the dialect does not know.
func (s *idling) unknown(n *Node, k *Keyword) {
	row := keyword.Find(k.Name)
	if row == nil {
		s.misspelt(n, k)
		return
	}
	if !bears(row) && row.Kind != keyword.Identifier || row.Name == "$vocabulary" || !fits(row.Shape, k.Value) ||
		saysNothing(row, k.Value) || !assisted(n, row.Name) {
		return
	}
	verb := "decides"
	if row.Kind == keyword.Identifier {
		verb = "names"
	}
	switch d := n.Dialect; {
	case row.In(d) || row.Later(d) && n.Resource.LaterKeywords:
		s.add(n, k, CodeUnknownKeyword, `list it in the "$vocabulary" of the meta-schema`,
			fmt.Sprintf(`%q %s nothing: the meta-schema leaves its vocabulary out`, k.Name, verb))
	case row.Later(d):
		s.add(n, k, CodeUnknownKeyword, fmt.Sprintf(`--later-keywords (later_keywords: true in the configuration) gives it its meaning, or name %s or later in "$schema"`, row.Drafts.First()),
			fmt.Sprintf(`%q %s nothing: %s does not know it`, k.Name, verb, d))
	default:
		hint := fmt.Sprintf(`name %s in "$schema"`, row.Drafts.Last())
		if len(row.Becomes) > 0 {
			hint = fmt.Sprintf(`write "%s", or %s`, strings.Join(row.Becomes, `" and "`), hint)
		}
		s.add(n, k, CodeUnknownKeyword, hint, fmt.Sprintf(`%q %s nothing: %s no longer knows it`, k.Name, verb, d))
	}
}

// misspelt notes a keyword that no draft has and that is called nearly as one of the
// dialect, does not stand beside that, and has a value that it takes.
func (s *idling) misspelt(n *Node, k *Keyword) {
	if len(k.Name) < 4 || strings.HasPrefix(k.Name, "x-") || s.led[place{n, "/" + Escape(k.Name)}] {
		return
	}
	if s.far[k.Name] {
		return
	}
	s.far[k.Name] = nearest(k.Name, func(*keyword.Row) bool { return true }) == nil
	row := nearest(k.Name, func(row *keyword.Row) bool { return n.knows(row) && fits(row.Shape, k.Value) && alike(row, k.Value) })
	if row == nil || n.Keyword(row.Name) != nil || saysNothing(row, k.Value) || !assisted(n, row.Name) {
		return
	}
	s.add(n, k, CodeMisspeltKeyword, fmt.Sprintf("did you mean %q?", row.Name), fmt.Sprintf("%q decides nothing: no draft knows it", k.Name))
}

// nearest is the keyword whose name is nearly another, of those that bear on verdicts
// and the places for definitions that may be meant; nil when there is none.
func nearest(name string, may func(*keyword.Row) bool) *keyword.Row {
	var names []string
	for i := range keyword.All() {
		if row := &keyword.All()[i]; (bears(row) || holdsDefinitions(row)) && may(row) {
			names = append(names, row.Name)
		}
	}
	if best, ok := suggest.Closest(name, names); ok {
		return keyword.Find(best)
	}
	return nil
}

func holdsDefinitions(row *keyword.Row) bool {
	return row.Kind == keyword.Reserved && row.Shape == keyword.SchemaMap
}

// knows reports whether the dialect of n has the keyword; a place for definitions
// serves in drafts that did not have it yet.
func (n *Node) knows(row *keyword.Row) bool {
	return keyword.Lookup(n.Dialect, n.Resource.Vocab, row.Name) != nil || holdsDefinitions(row)
}

// bears reports whether a keyword bears on verdicts wherever it has an effect.
func bears(row *keyword.Row) bool {
	return row.Kind == keyword.Assertion || row.Kind == keyword.Applicator
}

// assisted reports whether a keyword has what gives it an effect beside it, or, of an
// identifier, no other that has the effect.
func assisted(n *Node, name string) bool {
	switch name {
	case "then", "else":
		return n.Keyword("if") != nil
	case "minContains", "maxContains":
		return n.Keyword("contains") != nil
	case "additionalItems":
		return n.Keyword("prefixItems") != nil
	case "id":
		return n.Keyword("$id") == nil
	case "$id":
		return n.Keyword("id") == nil
	}
	return true
}

// saysNothing reports whether a keyword with such a value accepts everything wherever
// it has an effect.
func saysNothing(row *keyword.Row, v *source.Value) bool {
	switch row.Name {
	case "contains", "not", "enum":
		return false
	}
	switch v.Kind {
	case source.Bool:
		return row.Shape == keyword.Boolean && !v.Bool || row.Shape == keyword.Schema && v.Bool
	case source.Object:
		return len(v.Members) == 0 && row.Shape != keyword.AnyValue
	case source.Array:
		return len(v.Items) == 0 && row.Shape != keyword.AnyValue
	}
	return false
}

// fits reports whether a value is of the kind that a form asks for.
func fits(shape keyword.Shape, v *source.Value) bool {
	schema := func(v *source.Value) bool { return v.Kind == source.Object || v.Kind == source.Bool }
	text := func(v *source.Value) bool { return v.Kind == source.String }
	all := func(fits func(*source.Value) bool) bool {
		for i := range v.Members {
			if !fits(v.Members[i].Value) {
				return false
			}
		}
		return !slices.ContainsFunc(v.Items, func(v *source.Value) bool { return !fits(v) })
	}
	switch shape {
	case keyword.Schema:
		return schema(v)
	case keyword.SchemaList:
		return v.Kind == source.Array && all(schema)
	case keyword.SchemaOrSchemaList:
		return schema(v) || v.Kind == source.Array && all(schema)
	case keyword.SchemaMap:
		return v.Kind == source.Object && all(schema)
	case keyword.DependencyMap:
		return v.Kind == source.Object && all(func(v *source.Value) bool { return schema(v) || v.Kind == source.Array })
	case keyword.StringListMap:
		return v.Kind == source.Object && all(func(v *source.Value) bool { return v.Kind == source.Array })
	case keyword.Boolean:
		return v.Kind == source.Bool
	case keyword.BooleanOrNumber:
		return v.Kind == source.Bool || v.Kind == source.Number
	case keyword.Num, keyword.PositiveNumber, keyword.Count:
		return v.Kind == source.Number
	case keyword.Text, keyword.URI, keyword.Regex:
		return text(v)
	case keyword.TypeNames:
		return text(v) && slices.Contains(typeNames, v.Text) ||
			v.Kind == source.Array && all(func(v *source.Value) bool { return text(v) && slices.Contains(typeNames, v.Text) })
	case keyword.TextList:
		return v.Kind == source.Array && all(text)
	case keyword.ValueList:
		return v.Kind == source.Array
	}
	return true
}

// alike reports whether a value under another name is like one that the keyword is
// given: what holds schemas has one that looks like one.
func alike(row *keyword.Row, v *source.Value) bool {
	looks := func(v *source.Value) bool {
		return v.Kind == source.Object && len(v.Members) > 0 && !foreign(v, Draft2020)
	}
	switch row.Shape {
	case keyword.Schema, keyword.SchemaOrSchemaList, keyword.SchemaList, keyword.SchemaMap, keyword.DependencyMap:
		for i := range v.Members {
			if looks(v.Members[i].Value) {
				return true
			}
		}
		return v.Kind == source.Bool || looks(v) && row.Shape != keyword.SchemaMap || slices.ContainsFunc(v.Items, looks)
	case keyword.URI:
		return strings.HasPrefix(v.Text, "#")
	case keyword.AnyValue:
		return false
	}
	return true
}

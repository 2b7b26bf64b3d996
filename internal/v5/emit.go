package v5

import (
	"errors"
	"math/big"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

func patternError(f *source.File, at *source.Value, pointer, text string, err error) *source.Error {
	e := f.Errorf(at, pointer, CodePattern, "", "pattern %s cannot be used: %v", codec.Quote(text), err)
	e.Err = err
	var why *pattern.Error
	if errors.As(err, &why) {
		e.Hint = why.Hint
	}
	return e
}

// writer writes one document of the copy as JSON.
type writer struct {
	c   *copier
	buf []byte
}

// document returns the text of document i.
func (c *copier) document(i int) []byte {
	w := writer{c: c}
	k := c.roots[i]
	if n := c.g.Nodes[k.node]; n.Bool != nil {
		w.boolean(n)
	} else {
		w.schema(k, site{document: i})
	}
	return w.buf
}

func (w *writer) boolean(n *graph.Node) { w.buf = strconv.AppendBool(w.buf, *n.Bool) }

func (w *writer) text(s string) { w.buf = append(w.buf, s...) }

// name begins a member of the object being written.
func (w *writer) name(name string) {
	if last := w.buf[len(w.buf)-1]; last != '{' {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(codec.AppendString(w.buf, name), ':')
}

// comma separates the elements of the array being written.
func (w *writer) comma() {
	if last := w.buf[len(w.buf)-1]; last != '[' {
		w.buf = append(w.buf, ',')
	}
}

// schema writes the object of a schema that stands at a site.
func (w *writer) schema(k copyKey, at site) {
	n := w.c.g.Nodes[k.node]
	w.text("{")
	if at.location == "" {
		w.name("$schema")
		w.buf = codec.AppendString(w.buf, n.Dialect.URI())
	}
	w.references(n, k, at)
	w.scalars(n)
	w.children(n, k, at)
	w.text("}")
}

// ref writes a reference that stands for the node n or beside its keywords:
// the library's own where annotations must come back through it.
func (w *writer) ref(n *graph.Node, k copyKey) {
	if w.c.reporting[n.ID] {
		w.name("$ref")
	} else {
		w.name(freshRef)
	}
	w.buf = codec.AppendString(w.buf, w.c.sites[k].url())
}

// references writes $ref and allOf: beside the schema's own branches the latter
// takes what the copy cannot say by the keyword it stands for.
func (w *writer) references(n *graph.Node, k copyKey, at site) {
	var dynamic *graph.Node
	if n.DynamicRef != nil {
		dynamic = w.c.scopes.target(k.scope, n.DynamicRef)
	}
	if n.Ref != nil {
		w.ref(n, w.c.key(n.Ref, k.scope))
	} else if dynamic != nil {
		w.ref(n, w.c.key(dynamic, k.scope))
		dynamic = nil
	}
	nothing := n.HasEnum && len(n.Enum) == 0
	terms := w.c.terms(n)
	if n.AllOf == nil && dynamic == nil && !nothing && !several(terms) {
		return
	}
	if w.c.wideGroups(n, children(n))["allOf"] {
		return
	}
	w.name("allOf")
	w.text("[")
	for i, sub := range n.AllOf {
		w.comma()
		w.child(sub, k, site{at.document, at.location + "/allOf/" + strconv.Itoa(i)})
	}
	next := len(n.AllOf)
	if dynamic != nil {
		w.comma()
		w.text("{")
		w.ref(n, w.c.key(dynamic, k.scope))
		w.text("}")
		next++
	}
	// instead says where a schema stands that is there for a keyword of n.
	instead := func(keyword string) {
		w.c.places[site{at.document, at.location + "/allOf/" + strconv.Itoa(next)}.url()] = place{node: n, keyword: keyword}
		next++
	}
	if nothing {
		w.comma()
		w.text(`{"not":{}}`)
		instead("enum")
	}
	if several(terms) {
		w.comma()
		w.terms(terms)
		instead("pattern")
	}
	w.text("]")
}

// terms writes a pattern of several expressions: not a string that one of those
// it wants does not match, or one of those it refuses does. It fails as a whole,
// as a pattern does.
func (w *writer) terms(t pattern.Terms) {
	w.text(`{"not":{"type":"string","anyOf":[`)
	for _, text := range t.All {
		w.comma()
		w.text(`{"not":{"pattern":`)
		w.buf = codec.AppendString(w.buf, text)
		w.text("}}")
	}
	for _, text := range t.None {
		w.comma()
		w.text(`{"pattern":`)
		w.buf = codec.AppendString(w.buf, text)
		w.text("}")
	}
	w.text("]}}")
}

// child writes a subschema at its place: itself, or a reference to where it is.
func (w *writer) child(n *graph.Node, parent copyKey, at site) {
	k := w.c.key(n, parent.scope)
	switch {
	case n.Bool != nil:
		w.boolean(n)
	case w.c.sites[k] == at:
		w.schema(k, at)
	default:
		w.text("{")
		w.ref(n, k)
		w.text("}")
	}
}

// children writes every applicator but allOf.
func (w *writer) children(n *graph.Node, k copyKey, at site) {
	list := children(n)
	wide := w.c.wideGroups(n, list)
	for i := 0; i < len(list); {
		group := list[i].keyword
		end := i + 1
		for end < len(list) && list[end].keyword == group {
			end++
		}
		switch {
		case wide[group]:
			w.c.graft(n, list[i:end], k, at)
		case group != "allOf":
			w.name(group)
			w.group(n, list[i:end], k, site{at.document, at.location + "/" + group})
		}
		i = end
	}
	if n.Dialect < graph.Draft2019 && len(n.DependentSchemas) == 0 && len(n.DependentRequired) > 0 {
		w.name("dependencies")
		w.text("{")
		w.dependentRequired(n)
		w.text("}")
	}
}

func (w *writer) group(n *graph.Node, list []child, k copyKey, at site) {
	if list[0].alone {
		w.child(list[0].node, k, at)
		return
	}
	array := false
	switch list[0].keyword {
	case "prefixItems", "items", "anyOf", "oneOf":
		array = true
		w.text("[")
	default:
		w.text("{")
	}
	for _, sub := range list {
		key := w.c.spelled(n, sub)
		if array {
			w.comma()
		} else {
			w.name(key)
		}
		w.child(sub.node, k, site{at.document, at.location + "/" + escapeToken(key)})
	}
	if array {
		w.text("]")
		return
	}
	if list[0].keyword == "dependencies" {
		w.dependentRequired(n)
	}
	w.text("}")
}

// dependentRequired writes the members of dependentRequired, or those of
// dependencies that are lists of names.
func (w *writer) dependentRequired(n *graph.Node) {
	for _, d := range n.DependentRequired {
		w.name(d.Name)
		w.names(d.Required)
	}
}

func (w *writer) names(names []string) {
	w.text("[")
	for _, name := range names {
		w.comma()
		w.buf = codec.AppendString(w.buf, name)
	}
	w.text("]")
}

// scalars writes every keyword that holds no schema.
func (w *writer) scalars(n *graph.Node) {
	if n.Types != nil {
		w.name("type")
		w.names(n.Types)
	}
	if len(n.Enum) > 0 {
		w.name("enum")
		w.text("[")
		said := make(map[string]bool, len(n.Enum)) // the library wants those of draft 7 different
		for _, v := range n.Enum {
			text := v.AppendJSON(nil)
			key := string(codec.AppendCanonical(nil, string(text)))
			if said[key] {
				continue
			}
			said[key] = true
			w.comma()
			w.buf = append(w.buf, text...)
		}
		w.text("]")
	}
	if n.Const != nil {
		w.name("const")
		w.buf = n.Const.AppendJSON(w.buf)
	}
	w.number("multipleOf", n.MultipleOf)
	w.bound(n, "minimum", n.Minimum, "exclusiveMinimum", n.ExclusiveMinimum)
	w.bound(n, "maximum", n.Maximum, "exclusiveMaximum", n.ExclusiveMaximum)
	w.count("minLength", n.MinLength)
	w.count("maxLength", n.MaxLength)
	w.count("minItems", n.MinItems)
	w.count("maxItems", n.MaxItems)
	w.count("minProperties", n.MinProperties)
	w.count("maxProperties", n.MaxProperties)
	w.count("minContains", n.MinContains)
	w.count("maxContains", n.MaxContains)
	if n.UniqueItems {
		w.name("uniqueItems")
		w.text("true")
	}
	if t := w.c.terms(n); len(t.All) == 1 && len(t.None) == 0 {
		w.name("pattern")
		w.buf = codec.AppendString(w.buf, t.All[0])
	}
	// The library knows formats that no draft defines, which are annotations here
	// as they are in generated code.
	if eval.KnownFormat(n.Format) && (n.AssertFormat || w.c.formats) {
		w.name("format")
		w.buf = codec.AppendString(w.buf, n.Format)
	}
	if len(n.Required) > 0 {
		w.name("required")
		w.names(n.Required)
	}
	if n.Dialect >= graph.Draft2019 && len(n.DependentRequired) > 0 {
		w.name("dependentRequired")
		w.text("{")
		w.dependentRequired(n)
		w.text("}")
	}
}

func (w *writer) number(name string, v *graph.Number) {
	if v != nil {
		w.name(name)
		w.text(v.Text)
	}
}

// bound writes a limit; in draft 4 the exclusive one is a flag beside the other.
func (w *writer) bound(n *graph.Node, name string, v *graph.Number, exclusiveName string, exclusive *graph.Number) {
	if n.Dialect == graph.Draft4 && exclusive != nil {
		w.number(name, exclusive)
		w.name(exclusiveName)
		w.text("true")
		return
	}
	w.number(name, v)
	w.number(exclusiveName, exclusive)
}

// maxCount is above the size of anything that can be read.
var maxCount = big.NewInt(1 << 31)

func (w *writer) count(name string, v *graph.Count) {
	if v == nil {
		return
	}
	n := v.N
	if n.Cmp(maxCount) > 0 {
		n = maxCount
	}
	w.name(name)
	w.text(n.String())
}

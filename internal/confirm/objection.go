package confirm

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// objection is the first thing, in document order, that the third validator has
// against doc; nil when err is not about a document.
func (p *ecmaPeer) objection(doc *source.Value, err error) *v5.Violation {
	var root *jsonschema.ValidationError
	if !errors.As(err, &root) {
		return nil
	}
	o := objections{nodes: p.g.Nodes}
	o.collect(root, doc, "", false)
	if len(o.list) == 0 {
		return nil
	}
	// The library goes through members in the order of Go's maps.
	first := slices.MinFunc(o.list, func(a, b v5.Violation) int {
		if c := slices.Compare(doc.Path(a.InstanceAt), doc.Path(b.InstanceAt)); c != 0 {
			return c
		}
		return strings.Compare(a.InstanceAt+"#"+a.SchemaAt, b.InstanceAt+"#"+b.SchemaAt)
	})
	return &first
}

// objections are what the library's tree of errors says.
type objections struct {
	nodes []*graph.Node
	list  []v5.Violation
}

// collect adds what e says of the value v at a place, or of the name v of the
// member there: the keyword that is broken, and what is behind it where only one
// thing can be.
func (o *objections) collect(e *jsonschema.ValidationError, v *source.Value, at string, name bool) {
	switch k := e.ErrorKind.(type) {
	case *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf:
		for _, cause := range e.Causes {
			o.collect(cause, v, at, name)
		}
		return
	case *kind.PropertyNames: // whose causes know no place
		for _, cause := range e.Causes {
			o.collect(cause, &source.Value{Kind: source.String, Text: k.Property}, source.Join(source.Join(at, e.InstanceLocation...), k.Property), true)
		}
		return
	}
	_, id, _ := strings.Cut(e.SchemaURL, "#/$defs/n")
	i, err := strconv.Atoi(id)
	if err != nil || i >= len(o.nodes) {
		return
	}
	n := o.nodes[i]
	x := v5.Violation{InstanceAt: at, SchemaAt: n.Ptr(), File: n.File.Name, Source: n.File, Keyword: "false", Name: name}
	if !name {
		local := source.Join("", e.InstanceLocation...)
		x.InstanceAt += local
		v, _ = v.At(local)
	}
	if n.Bool == nil {
		word := "not"
		if path := e.ErrorKind.KeywordPath(); len(path) > 0 {
			word = path[0]
		}
		x.Keyword, x.SchemaAt = n.Spelling(word), n.At(word)
	}
	x.Message = told(e, x.Keyword, n, v)
	o.list = append(o.list, x)
}

// told words what the keyword of n finds wrong with v.
func told(e *jsonschema.ValidationError, word string, n *graph.Node, v *source.Value) string {
	if missing, ok := e.ErrorKind.(*kind.Required); ok && len(missing.Missing) > 0 {
		return "member " + codec.Quote(missing.Missing[0]) + " is missing"
	}
	if n.Bool != nil {
		return "no value is allowed here"
	}
	if v != nil {
		if message := v5.OfValue(word, n, v); message != "" {
			return message
		}
	}
	return "the value does not satisfy " + word
}

package v5

import (
	"cmp"
	"errors"
	"math/big"
	"strconv"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

func patternError(f *source.File, at *source.Value, pointer, text string, err error) *diag.Error {
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
		w.buf = codec.AppendString(w.buf, dialectOf(n).URI())
	}
	o := object{writer: w, n: n, k: k, at: at, children: children(n)}
	o.wide = wideGroups(o.children)
	for row := range w.c.assertions(n) {
		write, _ := table.Of(row) // layout has seen that there is one
		write(&o, row)
	}
	o.name("format")
	o.buf = codec.AppendString(o.buf, cmp.Or(o.format, appliedFormat))
	o.conjunction()
	w.text("}")
}

// ref writes a reference that stands for the node n or beside its keywords:
// the library's own where annotations must come back through it.
func (w *writer) ref(n *graph.Node, k copyKey) {
	if w.c.reporting[n.ID] {
		w.name(reportingRef)
	} else {
		w.name(freshRef)
	}
	w.buf = codec.AppendString(w.buf, w.c.sites[k].url())
}

// onlyRef writes a schema that is a reference.
func (w *writer) onlyRef(n *graph.Node, k copyKey) {
	w.text(`{"format":"` + appliedFormat + `"`)
	w.ref(n, k)
	w.text("}")
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
		w.onlyRef(n, k)
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

func (w *writer) number(name string, v *graph.Number) {
	w.name(name)
	w.text(v.Text)
}

// maxCount is above the size of anything that can be read.
var maxCount = big.NewInt(1 << 31)

func (w *writer) count(name string, v *graph.Count) {
	n := v.N
	if n.Cmp(maxCount) > 0 {
		n = maxCount
	}
	w.name(name)
	w.text(n.String())
}

package golang

import (
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
)

// stream prints the streaming decoder of the root, "" when it has no array
// member whose elements can be checked one by one.
func (e *emitter) stream() string {
	t := e.pkg.Root
	if t.Kind != model.Struct {
		return ""
	}
	var lists []*model.Field
	for _, f := range t.Fields {
		if e.streams[f.Type] {
			lists = append(lists, f)
		}
	}
	if len(lists) == 0 {
		return ""
	}
	y := e.tallies[t]
	return e.capture(func() {
		e.p(`// %[1]sDecoder decodes one document from a reader and hands out the elements of
// one of its arrays one by one, so that memory depends on the largest element
// and not on their number. Elements are provisional: the document is valid only
// if Close returns no error.
type %[1]sDecoder struct {
	s     *codec.Stream
	drain func()`, t.Name)
		if y != nil && len(y.lists) > 0 {
			e.p("n %s", y.name)
		}
		e.p(`}

// New%[1]sDecoder returns a decoder that reads from r.
func New%[1]sDecoder(r io.Reader) *%[1]sDecoder {
	return &%[1]sDecoder{s: codec.NewStream(r), drain: func() {}}
}
`, t.Name)
		for _, f := range t.Fields {
			if f.Type.Kind != model.List {
				continue
			}
			if why := unstreamable(f); why != "" {
				e.p("// %s cannot be streamed: %s looks at the array as a whole.\n", f.Name, oneLine(why))
				continue
			}
			e.streamField(t, f, y)
		}
		e.streamClose(t, y)
		e.flushHelpers()
	})
}

// unstreamable returns the keyword that keeps a list from being streamed, "" when
// none does: sizes are counted, everything else needs all elements at once.
func unstreamable(f *model.Field) string {
	for _, c := range f.Type.Checks {
		if c.Op != model.MinItems && c.Op != model.MaxItems {
			return c.Rule.Keyword
		}
	}
	if f.Type.Elem.Kind == model.Never {
		return f.Type.Elem.TypeRule.Keyword
	}
	return ""
}

// unstreamed lists the array members of the root that have no streaming method,
// with the keyword that is the reason.
func unstreamed(p *model.Package) []target.Unstreamed {
	var out []target.Unstreamed
	for _, f := range p.Root.Fields {
		if f.Type.Kind == model.List {
			if why := unstreamable(f); why != "" {
				out = append(out, target.Unstreamed{Member: f.JSON, Keyword: why})
			}
		}
	}
	return out
}

func (e *emitter) streamField(t *model.Type, f *model.Field, y *tally) {
	elem, method := e.goType(f.Type.Elem), f.Name
	if method == "Close" {
		method = "Close_" // the decoder's own
	}
	e.p(`// %[6]s yields the sound elements of %[3]s as they are read. Only one array of a
// document can be streamed; asking for another one yields nothing and leaves it
// to Close.
func (d *%[1]sDecoder) %[6]s() iter.Seq[%[4]s] {
	return func(yield func(%[4]s) bool) {
		if !d.s.Select(%[5]s) {
			return
		}
		d.drain = func() { d.each%[2]s(func(%[4]s) bool { return true }) }
		d.each%[2]s(yield)
	}
}

func (d *%[1]sDecoder) each%[2]s(yield func(%[4]s) bool) {
	for {
		text, ok := d.s.Next()
		if !ok {
			return
		}
		var v %[4]s
		c := d.s.Cursor(text, rules[:])`, t.Name, f.Name, oneLine(f.JSON), elem, quote(f.JSON), method)
	e.decode(f.Type.Elem, "v")
	if isRecord(f.Type.Elem) {
		e.p("c.End()\nerr := c.Err()\nif err != nil {\nerr = %s\n}\nif !d.s.Check(err) {\ncontinue\n}", e.explained(f.Type.Elem, "err"))
	} else {
		e.p("c.End()\nif !d.s.Check(c.Err()) {\ncontinue\n}")
	}
	if y != nil {
		for _, l := range y.lists {
			if l == f {
				e.p("d.n.add%s(&v)", f.Name)
			}
		}
	}
	e.p("if !yield(v) {\nreturn\n}\n}\n}\n")
}

func (e *emitter) streamClose(t *model.Type, y *tally) {
	e.p(`// Close reads what is left and returns the document without the elements that
// were streamed. The error is the reader's own, or an *rt.Errors: what is wrong
// with the elements, with the other members and, where nothing is wrong with
// those, with the document as a whole. Decoding the whole document says it all at
// once.
func (d *%[1]sDecoder) Close() (%[1]s, error) {
	d.drain()
	var x %[1]s
	c := d.s.RestCursor(rules[:])`, t.Name)
	if y != nil && len(y.lists) > 0 {
		e.p("d.n.unsound = !d.s.Sound()\nx.decodeWith(c, &d.n)")
	} else {
		e.p("x.decode(c)")
	}
	for _, f := range t.Fields {
		if !e.streams[f.Type] || len(f.Type.Checks) == 0 {
			continue
		}
		e.p("if n, at, ok := d.s.Streamed(%s); ok && d.s.Sound() && !c.Dead() {", quote(f.JSON))
		for _, check := range f.Type.Checks {
			op := map[model.Op]string{model.MinItems: "<", model.MaxItems: ">"}[check.Op]
			e.p("if n %s %d {\nc.Fail(at, %d)\n}", op, check.Int, e.rule(check.Rule))
		}
		e.p("}")
	}
	e.p("c.End()\nerr := c.Err()\nif err != nil && !d.s.Met() {\nerr = %s\n}", e.explained(t, "err"))
	e.p("if err := d.s.Finish(err); err != nil {\nreturn %s{}, err\n}\nreturn x, nil\n}\n", t.Name)
}

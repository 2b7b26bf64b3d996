package golang

import "github.com/atlas-dataflow/runresult/internal/gen/model"

// defaults prints an accessor for every member that has a default.
func (e *emitter) defaults(t *model.Type) {
	taken := map[string]bool{}
	for _, f := range t.Fields {
		taken[f.Name] = true
	}
	for _, f := range t.Fields {
		if f.Default == "" || f.Required {
			continue
		}
		name := f.Name + "Or"
		for taken[name] {
			name += "_"
		}
		ft := f.Type
		e.p("// %s returns %s, or the schema's default when the member is absent%s.", name, f.Name, map[bool]string{true: " or null"}[ft.Kind == model.Nullable])
		if ft.Kind == model.Nullable {
			ft = ft.Elem
			if e.pointers[f] {
				e.p("func (x %s) %s() %s {\nif v := codec.PointerOf(x.%s); v != nil {\nreturn *v\n}", t.Name, name, e.goType(ft), f.Name)
			} else {
				e.p("func (x %s) %s() %s {\nif v, ok := x.%s.Get(); ok {\nreturn v\n}", t.Name, name, e.goType(ft), f.Name)
			}
		} else {
			e.p("func (x %s) %s() %s {\nif %s {\nreturn %s\n}", t.Name, name, e.goType(ft), e.present(f, "x"), e.valueOf(f))
		}
		e.p("var v %s\nc := codec.NewCursor(%s, rules[:])", e.goType(ft), quote(f.Default))
		e.decode(ft, "v")
		e.p("return v\n}\n")
	}
}

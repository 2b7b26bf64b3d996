package golang

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
)

// structCopy prints Clone and Equal.
func (e *emitter) structCopy(t *model.Type) {
	e.p("// Clone returns a copy that shares nothing mutable with x.\nfunc (x %s) Clone() %[1]s {", t.Name)
	clone := e.partsOf(t, "clone")
	clone.each("%s", func(_ int, f *model.Field) {
		v := "x." + f.Name
		switch shape := e.shapeOf(f); shape {
		case direct, nilable:
			if f.Type.Kind == model.Held && shape == nilable { // what a nil is encoded as need not become nil again
				e.p("if %s != nil {\n%[1]s = %s\n}", v, e.cloned(f.Type, v))
			} else if !immutable(f.Type) {
				e.p("%s = %s", v, e.cloned(f.Type, v))
			}
		case pointer:
			e.p("%s = codec.ClonePtr(%[1]s, %s)", v, e.cloneFunc(f.Type))
		case optional:
			e.p("%s = codec.CloneOpt(%[1]s, %s)", v, e.cloneFunc(e.inOpt(f)))
		}
	})
	e.p("return x\n}\n")
	clone.flush()
	e.p("// Equal reports whether x and y are the same JSON value: unknown members count,\n// member order and the spelling of numbers do not.\nfunc (x %s) Equal(y %[1]s) bool {", t.Name)
	equal := e.partsOf(t, "equal")
	equal.params, equal.args, equal.result, equal.end = "y *"+t.Name, "&y", "bool", "return true"
	equal.each("if !%s {\nreturn false\n}", func(_ int, f *model.Field) {
		v, w := "x."+f.Name, "y."+f.Name
		switch e.shapeOf(f) {
		case direct:
			e.p("if %s {\nreturn false\n}", not(e.equal(f.Type, v, w)))
		case nilable:
			e.p("if (%s == nil) != (%s == nil) || %s {\nreturn false\n}", v, w, not(e.equal(f.Type, v, w)))
		case pointer:
			e.p("if !codec.EqualPtr(%s, %s, %s) {\nreturn false\n}", v, w, e.equalFunc(f.Type))
		case optional:
			e.p("if !codec.EqualOpt(%s, %s, %s) {\nreturn false\n}", v, w, e.equalFunc(e.inOpt(f)))
		}
	})
	e.p("return x.members.Equal(&y.members)\n}\n")
	equal.flush()
}

// cloned returns the expression of a copy of v.
func (e *emitter) cloned(t *model.Type, v string) string {
	switch t.Kind {
	case model.Struct, model.Sum, model.Box:
		return v + ".Clone()"
	case model.Held:
		return fmt.Sprintf("codec.CloneForeign(%s)", v)
	case model.List:
		return fmt.Sprintf("codec.CloneSlice(%s, %s)", v, e.cloneFunc(t.Elem))
	case model.Map:
		return fmt.Sprintf("codec.CloneMap(%s, %s)", v, e.cloneFunc(t.Elem))
	case model.Nullable:
		return fmt.Sprintf("codec.ClonePtr(%s, %s)", v, e.cloneFunc(t.Elem))
	}
	return v
}

// equal returns the condition that v and w are the same JSON value.
func (e *emitter) equal(t *model.Type, v, w string) string {
	switch t.Kind {
	case model.Struct, model.Sum, model.Box, model.Any, model.Never, model.Number, model.Integer:
		return fmt.Sprintf("%s.Equal(%s)", v, w)
	case model.Held:
		return fmt.Sprintf("codec.EqualForeign(%s, %s)", v, w)
	case model.List:
		return fmt.Sprintf("codec.EqualSlice(%s, %s, %s)", v, w, e.equalFunc(t.Elem))
	case model.Map:
		return fmt.Sprintf("codec.EqualMap(%s, %s, %s)", v, w, e.equalFunc(t.Elem))
	case model.Nullable:
		return fmt.Sprintf("codec.EqualPtr(%s, %s, %s)", v, w, e.equalFunc(t.Elem))
	}
	return v + " == " + w
}

// cloneFunc returns a function expression that copies a value of t.
func (e *emitter) cloneFunc(t *model.Type) string {
	switch t.Kind {
	case model.Struct, model.Sum, model.Box:
		return e.goType(t) + ".Clone"
	case model.Held:
		return "codec.CloneForeign[" + e.goType(t) + "]"
	case model.List, model.Map, model.Nullable:
		return fmt.Sprintf("func(v %s) %[1]s { return %s }", e.goType(t), e.cloned(t, "v"))
	}
	return "codec.Same[" + e.goType(t) + "]"
}

// equalFunc returns a function expression that compares two values of t.
func (e *emitter) equalFunc(t *model.Type) string {
	switch t.Kind {
	case model.Struct, model.Sum, model.Box:
		return e.goType(t) + ".Equal"
	case model.Held:
		return "codec.EqualForeign[" + e.goType(t) + "]"
	case model.Any, model.Never:
		return "rt.Raw.Equal"
	case model.Number:
		return "rt.Number.Equal"
	case model.Integer:
		return "rt.Integer.Equal"
	case model.List, model.Map, model.Nullable:
		return fmt.Sprintf("func(v, w %s) bool { return %s }", e.goType(t), e.equal(t, "v", "w"))
	}
	return "codec.Is[" + e.goType(t) + "]"
}

// immutable reports whether copying a value of t by assignment copies all of it.
func immutable(t *model.Type) bool {
	switch t.Kind {
	case model.Null, model.Bool, model.String, model.Timestamp, model.Enum, model.Int64, model.Integer, model.Number, model.Any, model.Never:
		return true
	}
	return false
}

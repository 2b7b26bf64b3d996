package golang

import (
	"fmt"
	"math/bits"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
)

// partSize is the number of fields that one function handles. Go's compiler
// takes time that grows faster than a function does, so the functions of a
// struct with more fields are split into methods of so many fields each.
const partSize = 64

// parts prints what a function does for every field of a struct, in the
// function itself or in methods that it calls.
type parts struct {
	e     *emitter
	t     *model.Type
	name  string
	split bool
	// params, args and result are those of the methods, end is their last
	// statement.
	params, args, result, end string
	methods                   string
}

func (e *emitter) partsOf(t *model.Type, name string) *parts {
	return &parts{e: e, t: t, name: name, split: len(t.Fields) > partSize}
}

// each prints one for every field. A call of a method stands in statement, as
// %s.
func (p *parts) each(statement string, one func(i int, f *model.Field)) {
	if !p.split {
		for i, f := range p.t.Fields {
			one(i, f)
		}
		return
	}
	for k := 0; k*partSize < len(p.t.Fields); k++ {
		p.e.p(statement, fmt.Sprintf("x.%s%d(%s)", p.name, k, p.args))
		p.method(k, "", one, p.end)
	}
}

// choose prints one, which begins with a case, for every field. The switch over
// i that they belong to is open; the caller opens it unless it is split.
func (p *parts) choose(one func(i int, f *model.Field)) {
	if !p.split {
		for i, f := range p.t.Fields {
			one(i, f)
		}
		return
	}
	p.e.p("switch i >> %d {", bits.TrailingZeros(partSize)) // negative ones stay negative
	for k := 0; k*partSize < len(p.t.Fields); k++ {
		call := fmt.Sprintf("x.%s%d(%s)", p.name, k, p.args)
		if p.result != "" {
			call = "return " + call
		}
		p.e.p("case %d:\n%s", k, call)
		p.method(k, "switch i {", one, "}\n"+p.end)
	}
}

func (p *parts) method(k int, begin string, one func(i int, f *model.Field), end string) {
	p.methods += p.e.capture(func() {
		p.e.p("func (x *%s) %s%d(%s) %s {\n%s", p.t.Name, p.name, k, p.params, p.result, begin)
		for i := k * partSize; i < min((k+1)*partSize, len(p.t.Fields)); i++ {
			one(i, p.t.Fields[i])
		}
		p.e.p("%s\n}\n", end)
	})
}

// flush prints the methods.
func (p *parts) flush() { p.e.b.WriteString(p.methods) }

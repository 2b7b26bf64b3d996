package golang

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
)

// pred returns the condition that p holds for the value of type t in the
// expression v.
func (e *emitter) pred(p *model.Pred, t *model.Type, v string) string {
	for t.Kind == model.Box {
		t, v = t.Elem, v+".Value"
	}
	switch p.Op {
	case model.True:
		return "true"
	case model.False:
		return "false"
	case model.And, model.Or:
		op := map[model.PredOp]string{model.And: " && ", model.Or: " || "}[p.Op]
		return "(" + strings.Join(e.preds(p.Args, t, v), op) + ")"
	case model.ExactlyOne:
		return "codec.ExactlyOne(" + strings.Join(e.preds(p.Args, t, v), ", ") + ")"
	case model.Not:
		return not(e.pred(p.Args[0], t, v))
	case model.Present:
		return e.present(p.Field, v)
	case model.InField:
		in := e.pred(p.Args[0], p.Field.Type, e.valueIn(p.Field, v))
		if e.shapeOf(p.Field) == direct {
			return in
		}
		return "(" + not(e.present(p.Field, v)) + " || " + in + ")"
	case model.IsNull:
		return v + " == nil"
	case model.InElem:
		return "(" + v + " == nil || " + e.pred(p.Args[0], t.Elem, "(*"+v+")") + ")"
	case model.InBranch:
		b := t.Branches[p.Branch]
		field := v + "." + branchField(p.Branch)
		if strings.HasPrefix(e.branchType(b), "*") {
			field = "(*" + field + ")"
		}
		return fmt.Sprintf("(%s.tag != %d || %s)", v, tagOf(t, p.Branch), e.pred(p.Args[0], b.Type, field))
	case model.Holds:
		return e.holds(p.Check, t, v)
	case model.HasKey:
		return fmt.Sprintf("codec.HasKey(%s, %s)", v, quote(p.Text))
	case model.All, model.Count:
		return e.quantified(p, t, v)
	}
	return "false"
}

func (e *emitter) preds(ps []*model.Pred, t *model.Type, v string) []string {
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = e.pred(p, t, v)
	}
	return out
}

// quantified returns a condition on the elements of the list v: over counters
// where the list is a field of the struct at hand (so that streaming can keep
// the counters and drop the elements), else a loop in a function of its own.
func (e *emitter) quantified(p *model.Pred, t *model.Type, v string) string {
	if n := e.tallied(v); n != "" {
		return e.tally.count(e, p, t, v)
	}
	cond := e.capture(func() {
		inner := e.tally
		e.tally = nil
		e.p("if %s {\nn++\n}", e.pred(p.Args[0], t.Elem, "v[i]"))
		e.tally = inner
	})
	index := ""
	if strings.Contains(cond, "v[i]") {
		index = "i := "
	}
	f := e.helper("count", fmt.Sprintf("(v %s) (n int) {\nfor %srange v {\n%s}\nreturn n\n}", e.goType(t), index, cond))
	return bounds(p, fmt.Sprintf("%s(%s)", f, v), "len("+v+")")
}

// bounds returns the condition that n elements out of size satisfy p.
func bounds(p *model.Pred, n, size string) string {
	if p.Op == model.All {
		return n + " == " + size
	}
	var all []string
	if p.Min > 0 {
		all = append(all, fmt.Sprintf("%s >= %d", n, p.Min))
	}
	if p.Max >= 0 {
		all = append(all, fmt.Sprintf("%s <= %d", n, p.Max))
	}
	if len(all) == 0 {
		return "true"
	}
	if len(all) == 1 {
		return all[0]
	}
	return "(" + strings.Join(all, " && ") + ")"
}

// tally is the counters over the list fields of one struct that its clauses
// need.
type tally struct {
	t      *model.Type
	name   string // Go type
	lists  []*model.Field
	counts map[*model.Field][]string // conditions on v, by field; their index is the counter's
}

// tallied returns the expression of the number of elements of v when v is a
// list field of the struct whose clauses are printed, else "".
func (e *emitter) tallied(v string) string {
	if e.tally == nil {
		return ""
	}
	f := e.tally.field(v)
	if f == nil {
		return ""
	}
	return "n.size" + f.Name
}

func (y *tally) field(v string) *model.Field {
	for _, f := range y.t.Fields {
		if v == "x."+f.Name && f.Type.Kind == model.List {
			for _, g := range y.lists {
				if g == f {
					return f
				}
			}
			y.lists = append(y.lists, f)
			return f
		}
	}
	return nil
}

func (y *tally) count(e *emitter, p *model.Pred, t *model.Type, v string) string {
	f := y.field(v)
	e.tally = nil
	elem := "(*v)"
	if isRecord(t.Elem) {
		elem = "v"
	}
	cond := e.pred(p.Args[0], t.Elem, elem)
	e.tally = y
	i := -1
	for k, c := range y.counts[f] {
		if c == cond {
			i = k
		}
	}
	if i < 0 {
		i = len(y.counts[f])
		y.counts[f] = append(y.counts[f], cond)
	}
	return bounds(p, fmt.Sprintf("n.count%s[%d]", f.Name, i), "n.size"+f.Name)
}

// clauses returns the method that checks a struct as a whole, with the counters
// it needs, "" when there is nothing to check. The checks that need the text
// or the record come with it.
func (e *emitter) clauses(t *model.Type) string {
	if len(t.Checks) == 0 {
		return ""
	}
	y := &tally{t: t, name: "tallyOf" + t.Name, counts: map[*model.Field][]string{}}
	e.tally = y
	body := e.checks(t, "x", "at")
	e.tally = nil
	if body == "" {
		return ""
	}
	e.tallies[t] = y
	return e.capture(func() {
		param := ""
		if len(y.lists) > 0 {
			param = ", n *" + y.name
		}
		if strings.Contains(body, "rec.Len()") {
			param += ", rec *codec.Recorder"
		}
		e.p("// clauses checks what the schema says about the object as a whole.")
		e.p("func (x *%s) clauses(c *codec.Cursor, at int%s) {\n%s}\n", t.Name, param, body)
		e.printTally(y)
	})
}

func (e *emitter) printTally(y *tally) {
	if len(y.lists) == 0 {
		return
	}
	e.p("// %s counts list elements for the clauses of %s.\ntype %[1]s struct {\nunsound bool // elements were refused: the counts say nothing", y.name, y.t.Name)
	for _, f := range y.lists {
		e.p("size%s int", f.Name)
		if n := len(y.counts[f]); n > 0 {
			e.p("count%s [%d]int", f.Name, n)
		}
	}
	e.p("}\n")
	for _, f := range y.lists {
		e.p("func (n *%s) add%s(v *%s) {\nn.size%[2]s++", y.name, f.Name, e.goType(f.Type.Elem))
		for i, cond := range y.counts[f] {
			e.p("if %s {\nn.count%s[%d]++\n}", cond, f.Name, i)
		}
		e.p("}\n")
	}
}

// runTally prints the counting over a decoded struct.
func (e *emitter) runTally(t *model.Type) {
	y := e.tallies[t]
	if y == nil || len(y.lists) == 0 {
		return
	}
	for _, f := range y.lists {
		e.p("for i := range x.%s {\nn.add%[1]s(&x.%[1]s[i])\n}", f.Name)
	}
}

func (e *emitter) tallyArg(t *model.Type) string {
	y := e.tallies[t]
	arg := ""
	if y != nil && len(y.lists) > 0 {
		arg = ", n"
	}
	for _, c := range t.Checks {
		if c.Op == model.MinProperties || c.Op == model.MaxProperties {
			return arg + ", &rec"
		}
	}
	return arg
}

func isRecord(t *model.Type) bool {
	return t.Kind == model.Struct || t.Kind == model.Sum || t.Kind == model.Box
}

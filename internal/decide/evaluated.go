package decide

import (
	"github.com/atlas-dataflow/runresult/internal/source"
)

// The unevaluated keywords look at what the schemas applied beside them have
// evaluated, which depends on which of these hold. So, where such a keyword is
// demanded, it is decided of every schema that could evaluate something whether
// it holds (watch); then what is evaluated is known (covers, coversItem).

// watch makes the next choice that an unevaluated keyword waits for.
func (st *state) watch() bool {
	visit := func(c *schema) bool { return st.watchBelow(c, map[*schema]bool{}) }
	for _, m := range st.object.lefts {
		if visit(m.schema) {
			return true
		}
	}
	for _, r := range st.object.some {
		if r.f.op == opSomeMember && r.f.part == partLeft && visit(r.f.schema) {
			return true
		}
	}
	for _, d := range st.demands {
		if (d.f.op == opRest || d.f.op == opRestFails) && visit(d.f.schema) {
			return true
		}
	}
	return false
}

func (st *state) watchBelow(c *schema, seen map[*schema]bool) bool {
	if seen[c] {
		return false
	}
	seen[c] = true
	for _, a := range c.all {
		if st.watchBelow(a, seen) {
			return true
		}
	}
	branches := make([]*schema, 0, len(c.any)+len(c.one)+2)
	branches = append(append(branches, c.any...), c.one...)
	if c.cond != nil {
		branches = append(branches, c.cond)
	}
	for _, d := range c.dependents {
		if r := st.object.names[d.name]; r != nil && r.present {
			branches = append(branches, d.schema)
		}
	}
	for _, a := range branches {
		if !a.canEvaluate(st.k, map[*schema]bool{}) {
			continue
		}
		t, _ := st.litTruth(yes(a))
		switch {
		case t == 0:
			st.choose(some(st.s.litForm(yes(a)), st.s.litForm(no(a))), 0, false)
			return true
		case t > 0 && st.watchBelow(a, seen):
			return true
		}
	}
	if c.cond == nil {
		return false
	}
	next := c.els
	if t, _ := st.litTruth(yes(c.cond)); t > 0 {
		next = c.then
	}
	return next != nil && st.watchBelow(next, seen)
}

// canEvaluate reports whether c can evaluate a member or an item of the value it
// is applied to.
func (c *schema) canEvaluate(k source.Kind, seen map[*schema]bool) bool {
	i := 0
	if k == source.Array {
		i = 1
	}
	if c.evaluates[i] != 0 {
		return c.evaluates[i] == 2
	}
	if seen[c] {
		return false
	}
	seen[c] = true
	can := c.evaluatesItself(k)
	lists := [][]*schema{c.all, c.any, c.one, {c.cond, c.then, c.els}}
	for _, list := range lists {
		for _, a := range list {
			can = can || a != nil && a.canEvaluate(k, seen)
		}
	}
	for _, d := range c.dependents {
		can = can || d.schema.canEvaluate(k, seen)
	}
	if can || len(seen) == 1 {
		c.evaluates[i] = 1
		if can {
			c.evaluates[i] = 2
		}
	}
	return can
}

func (c *schema) evaluatesItself(k source.Kind) bool {
	if c.opens(k) {
		return true
	}
	if k == source.Array {
		return len(c.prefix) > 0 || c.items != nil || c.restItems != nil || c.contains != nil && c.containsEvaluates
	}
	return len(c.props) > 0 || len(c.patterns) > 0 || c.additional != nil || c.unevaluated != nil
}

// inPlace visits the schemas that are applied beside c and hold.
func (st *state) inPlace(c *schema, visit func(*schema) bool) bool {
	for _, a := range c.all {
		if visit(a) {
			return true
		}
	}
	holds := func(a *schema) bool {
		t, _ := st.litTruth(yes(a))
		return t > 0
	}
	for _, list := range [][]*schema{c.any, c.one} {
		for _, a := range list {
			if holds(a) && visit(a) {
				return true
			}
		}
	}
	if c.cond != nil {
		next := c.els
		if holds(c.cond) {
			if visit(c.cond) {
				return true
			}
			next = c.then
		}
		if next != nil && visit(next) {
			return true
		}
	}
	for _, d := range c.dependents {
		if r := st.object.names[d.name]; r != nil && r.present && holds(d.schema) && visit(d.schema) {
			return true
		}
	}
	return false
}

// coverage is how surely members have to be evaluated to count: a demand on those
// that are left is made where nothing can evaluate them, and a way to break it is
// followed unless something surely does.
type coverage uint8

const (
	possibly coverage = iota
	surely
)

// covers reports whether c, or what is applied beside it, evaluates a member:
// one with this name or, when a cell is given, any of the cell. own says whether
// c's own unevaluatedProperties counts.
func (st *state) covers(c *schema, name string, in *cell, own bool, how coverage) bool {
	if c.opens(source.Object) && how == possibly {
		st.taint(c, c.unknownKeyword(source.Object))
		return true
	}
	if c.additional != nil || own && c.unevaluated != nil {
		return true
	}
	if in == nil && c.lookup(name) != nil {
		return true
	}
	for _, p := range c.patterns {
		if in != nil {
			if in.decided(p.pattern) > 0 {
				return true
			}
			continue
		}
		match, ok := st.s.regexps.match(p.pattern, name)
		if !ok {
			st.taint(c, "patternProperties")
			match = how == possibly
		}
		if match {
			return true
		}
	}
	return st.inPlace(c, func(a *schema) bool { return st.covers(a, name, in, true, how) })
}

// itemCover is how far prefix, items and their like evaluate the items of an
// array: the first upTo, or all of them, and those that satisfy one of some.
type itemCover struct {
	upTo int
	all  bool
	some []lit
}

// coversItems gathers what c and the schemas beside it evaluate of an array.
func (st *state) coversItems(c *schema, own bool, out *itemCover, how coverage) {
	if c.opens(source.Array) && how == possibly {
		st.taint(c, c.unknownKeyword(source.Array))
		out.all = true
	}
	out.upTo = max(out.upTo, len(c.prefix))
	out.all = out.all || c.items != nil || own && c.restItems != nil
	if c.contains != nil && c.containsEvaluates {
		out.some = append(out.some, yes(c.contains))
	}
	st.inPlace(c, func(a *schema) bool {
		st.coversItems(a, true, out, how)
		return false
	})
}

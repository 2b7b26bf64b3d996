package eval

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
)

// applicators judges v by the subschemas that apply to v itself.
func (e *evaluator) applicators(n *node, v *Value, scope int32, seen *evaluated) bool {
	ok := true
	if n.ref >= 0 && !e.run(n.ref, v, scope, seen) {
		if ok = false; e.report == nil {
			return false
		}
	}
	if n.dynamic != nil && !e.run(e.target(n.dynamic, scope), v, scope, seen) {
		if ok = false; e.report == nil {
			return false
		}
	}
	for _, i := range n.allOf {
		if !e.run(i, v, scope, seen) {
			if ok = false; e.report == nil {
				return false
			}
		}
	}
	if n.dependent != nil && v.kind == rt.KindObject && !e.dependents(n, v, scope, seen) {
		if ok = false; e.report == nil {
			return false
		}
	}
	if n.not >= 0 && e.quietly(n.not, v, scope, nil) {
		if ok = false; e.report == nil {
			return false
		}
		e.fail(n, "not", v.offset, "value is what the schema excludes")
	}
	if n.cond >= 0 && !e.conditional(n, v, scope, seen) {
		if ok = false; e.report == nil {
			return false
		}
	}
	if n.anyOf != nil && !e.anyOf(n, v, scope, seen) {
		if ok = false; e.report == nil {
			return false
		}
	}
	if n.oneOf != nil && !e.oneOf(n, v, scope, seen) {
		ok = false
	}
	return ok
}

// quietly asks for a verdict without violations.
func (e *evaluator) quietly(i int32, v *Value, scope int32, seen *evaluated) bool {
	report := e.report
	e.report = nil
	ok := e.run(i, v, scope, seen)
	e.report = report
	return ok
}

// branch is quietly for a subschema that may fail: only if it holds, what it
// evaluates counts.
func (e *evaluator) branch(i int32, v *Value, scope int32, seen *evaluated) bool {
	if seen == nil {
		return e.quietly(i, v, scope, nil)
	}
	own := e.newSet()
	ok := e.quietly(i, v, scope, own)
	if ok {
		seen.merge(own)
	}
	e.release(own)
	return ok
}

func (e *evaluator) dependents(n *node, v *Value, scope int32, seen *evaluated) bool {
	ok := true
	for _, c := range n.dependent {
		if v.find(c.name) < 0 || e.run(c.node, v, scope, seen) {
			continue
		}
		if ok = false; e.report == nil {
			break
		}
	}
	return ok
}

func (e *evaluator) conditional(n *node, v *Value, scope int32, seen *evaluated) bool {
	next := n.otherwise
	if e.branch(n.cond, v, scope, seen) {
		next = n.then
	}
	return next < 0 || e.run(next, v, scope, seen)
}

func (e *evaluator) anyOf(n *node, v *Value, scope int32, seen *evaluated) bool {
	ok := false
	for _, i := range n.anyOf {
		if e.branch(i, v, scope, seen) {
			// Every branch that holds evaluates, so all are asked when it matters.
			if ok = true; seen == nil {
				return true
			}
		}
	}
	if !ok && e.report != nil {
		e.noBranch(n, "anyOf", n.anyOf, v, scope, seen)
	}
	return ok
}

func (e *evaluator) oneOf(n *node, v *Value, scope int32, seen *evaluated) bool {
	first := -1
	for k, i := range n.oneOf {
		if first < 0 {
			if e.branch(i, v, scope, seen) {
				first = k
			}
			continue
		}
		if e.quietly(i, v, scope, nil) {
			if e.report != nil {
				e.fail(n, "oneOf", v.offset, "value matches alternatives "+strconv.Itoa(first+1)+" and "+
					strconv.Itoa(k+1)+" of "+strconv.Itoa(len(n.oneOf))+", exactly one may match")
			}
			return false
		}
	}
	if first < 0 && e.report != nil {
		e.noBranch(n, "oneOf", n.oneOf, v, scope, seen)
	}
	return first >= 0
}

// noBranch reports that no alternative matches; if only one could have been
// meant, it tells what is wrong there.
func (e *evaluator) noBranch(n *node, keyword string, list []int32, v *Value, scope int32, seen *evaluated) {
	meant := none
	for _, i := range list {
		if e.plausible(i, v) {
			if meant >= 0 {
				meant = none
				break
			}
			meant = i
		}
	}
	if seen != nil {
		seen.uncertain = true
	}
	if meant >= 0 {
		e.run(meant, v, scope, seen)
	} else {
		e.fail(n, keyword, v.offset, "value matches none of the "+strconv.Itoa(len(list))+" alternatives")
	}
}

// plausible reports whether nothing obvious speaks against node i being the
// alternative that v was written for: type, value, or a member with one of a
// few allowed values.
func (e *evaluator) plausible(i int32, v *Value) bool {
	for range 8 {
		n := &e.p.nodes[i]
		if n.never || n.types != 0 && !n.types.has(v) || n.excludes(v, &e.hasher) {
			return false
		}
		if n.object != nil && v.kind == rt.KindObject {
			for _, c := range n.object.properties {
				if k := v.find(c.name); k >= 0 && e.p.nodes[c.node].excludes(&v.kids[k], &e.hasher) {
					return false
				}
			}
		}
		if n.ref < 0 {
			break
		}
		i = n.ref
	}
	return true
}

// excludes reports whether enum or const rules v out.
func (n *node) excludes(v *Value, h *hasher) bool {
	return n.enum != nil && !n.enum.has(v, h) || n.constant != nil && !n.constant.has(v, h)
}

// unevaluated judges what seen leaves over.
func (e *evaluator) unevaluated(n *node, v *Value, scope int32, seen *evaluated) bool {
	if seen.all || seen.uncertain {
		return true
	}
	keyword, rest := "unevaluatedItems", n.unevaluatedItems
	if v.kind == rt.KindObject {
		keyword, rest = "unevaluatedProperties", n.unevaluatedProperties
	}
	ok := true
	for i := range v.kids {
		if !seen.has(i) && !e.apply(n, keyword, rest, &v.kids[i], scope) {
			if ok = false; e.report == nil {
				return false
			}
		}
	}
	return ok
}

// apply judges an item or member of a value by a subschema of n.
func (e *evaluator) apply(n *node, keyword string, i int32, kid *Value, scope int32) bool {
	if c := &e.p.nodes[i]; c.never && e.report != nil {
		e.forbid(c, n.spell(keyword), kid)
		return false
	}
	return e.run(i, kid, scope, nil)
}

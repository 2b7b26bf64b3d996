package eval

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// items judges an array by the array keywords of n.
func (e *evaluator) items(n *node, v *Value, scope int32, seen *evaluated) bool {
	r := n.array
	ok := true
	if len(v.kids) < r.minItems || r.maxItems >= 0 && len(v.kids) > r.maxItems {
		if ok = false; e.report == nil {
			return false
		}
		e.tellCount(n, v, len(v.kids), bounds{"item", "minItems", "maxItems", r.minItems, r.maxItems})
	}
	head := min(len(r.prefix), len(v.kids))
	for i := range v.kids[:head] {
		if !e.apply(n, "prefixItems", r.prefix[i], &v.kids[i], scope) {
			if ok = false; e.report == nil {
				return false
			}
		}
	}
	if r.items >= 0 {
		for i := head; i < len(v.kids); i++ {
			if !e.apply(n, "items", r.items, &v.kids[i], scope) {
				if ok = false; e.report == nil {
					return false
				}
			}
		}
	}
	if seen != nil {
		seen.prefix = max(seen.prefix, head)
		seen.all = seen.all || r.items >= 0
	}
	if r.contains >= 0 && !e.contains(n, v, scope, seen) {
		if ok = false; e.report == nil {
			return false
		}
	}
	if r.unique {
		e.steps += int64(v.size)
		if i, j, repeats := e.hasher.firstRepeat(v); repeats {
			if ok = false; e.report == nil {
				return false
			}
			e.fail(n, "uniqueItems", v.kids[j].offset,
				"item "+strconv.Itoa(j)+" equals item "+strconv.Itoa(i)+", items must be unique")
		}
	}
	return ok
}

func (e *evaluator) contains(n *node, v *Value, scope int32, seen *evaluated) bool {
	r := n.array
	marks := seen != nil && r.containsMarks
	found := 0
	for i := range v.kids {
		if !marks && found >= r.minContains && (r.maxContains < 0 || found > r.maxContains) {
			break
		}
		if e.quietly(r.contains, &v.kids[i], scope, nil) {
			found++
			if marks {
				seen.mark(i)
			}
		}
	}
	switch {
	case found < r.minContains:
		if e.report != nil {
			if n.array.minContains == 1 {
				e.fail(n, "contains", v.offset, "no item matches the schema of contains")
			} else {
				e.fail(n, "minContains", v.offset, "only "+plural(found, "item")+" of at least "+
					e.p.count(n, "minContains", r.minContains)+" match the schema of contains")
			}
		}
		return false
	case r.maxContains >= 0 && found > r.maxContains:
		if e.report != nil {
			e.fail(n, "maxContains", v.offset, "more than "+plural(r.maxContains, "item")+" match the schema of contains")
		}
		return false
	}
	return true
}

// members judges an object by the object keywords of n.
func (e *evaluator) members(n *node, v *Value, scope int32, seen *evaluated) bool {
	r := n.object
	ok := true
	if len(v.kids) < r.minMembers || r.maxMembers >= 0 && len(v.kids) > r.maxMembers {
		if ok = false; e.report == nil {
			return false
		}
		e.tellCount(n, v, len(v.kids), bounds{"member", "minProperties", "maxProperties", r.minMembers, r.maxMembers})
	}
	for _, name := range r.required {
		if v.find(name) < 0 {
			if ok = false; e.report == nil {
				return false
			}
			e.fail(n, "required", v.offset, "member "+codec.Quote(name)+" is missing")
		}
	}
	for _, d := range r.dependentRequired {
		if v.find(d.name) < 0 {
			continue
		}
		for _, name := range d.needs {
			if v.find(name) < 0 {
				if ok = false; e.report == nil {
					return false
				}
				e.fail(n, "dependentRequired", v.offset,
					"member "+codec.Quote(name)+" is missing, which "+codec.Quote(d.name)+" needs beside it")
			}
		}
	}
	if r.names >= 0 && !e.names(n, v, scope) {
		if ok = false; e.report == nil {
			return false
		}
	}
	if r.properties == nil && r.patterns == nil && r.additional < 0 {
		return ok
	}
	e.steps += int64(len(v.kids))
	for i := range v.kids {
		kid := &v.kids[i]
		known := false
		if c := r.child(kid.name); c >= 0 {
			known = true
			if !e.apply(n, "properties", c, kid, scope) {
				if ok = false; e.report == nil {
					return false
				}
			}
		}
		for _, c := range r.patterns {
			if !e.matches(c.pattern, kid.name) {
				continue
			}
			known = true
			if !e.apply(n, "patternProperties", c.node, kid, scope) {
				if ok = false; e.report == nil {
					return false
				}
			}
		}
		if !known && r.additional >= 0 {
			known = true
			if !e.apply(n, "additionalProperties", r.additional, kid, scope) {
				if ok = false; e.report == nil {
					return false
				}
			}
		}
		if known && seen != nil {
			seen.mark(i)
		}
	}
	return ok
}

// names judges every member name by the schema of propertyNames.
func (e *evaluator) names(n *node, v *Value, scope int32) bool {
	ok := true
	for i := range v.kids {
		name := &e.name
		if e.steps > e.fresh || e.report != nil {
			name = new(Value) // answers are remembered by address
		}
		*name = Value{kind: rt.KindString, text: v.kids[i].name, offset: v.kids[i].nameAt, size: 1}
		if !e.run(n.object.names, name, scope, nil) {
			if ok = false; e.report == nil {
				return false
			}
		}
	}
	return ok
}

// matches counts the work of matching; past the limit nothing matches.
func (e *evaluator) matches(p *pattern, s string) bool {
	e.steps += int64(len(p.all)+len(p.none)) * (1 + int64(len(s))/16)
	return !e.exhausted() && p.match(s)
}

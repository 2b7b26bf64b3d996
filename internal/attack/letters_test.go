package attack

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// undisturbed says that nothing but n speaks of its unknown members, where n names some and
// so structures its objects: a name that n does not mention is not declared there.
// Where in addition neither version gives such a member to writers, no document of W
// or W⁺ has it in an object that n is applied to: it is evaluated by both alike.
func undisturbed(x *contexts, n *graph.Node, names ...string) bool {
	if n == nil || len(n.Properties) == 0 {
		return false
	}
	for _, o := range x.beside(n) {
		if o.UnevaluatedProperties != nil || o.PropertyNames != nil || o.MaxProperties != nil ||
			o.AdditionalProperties != nil && (o.AdditionalProperties.Bool == nil || !*o.AdditionalProperties.Bool) {
			return false
		}
		for _, p := range o.PatternProperties {
			re, err := p.Pattern.P.Regexp()
			if err != nil || slices.ContainsFunc(names, re.MatchString) {
				return false
			}
		}
		for _, p := range o.Properties {
			if slices.Contains(names, p.Name) && o != n {
				return false
			}
		}
	}
	return true
}

// strangers lists the schemas other than those of the plant that may be applied to its
// value.
func strangers(x *contexts, n *graph.Node) []*graph.Node {
	own := map[*graph.Node]bool{n: true}
	for list := []*graph.Node{n}; len(list) > 0; list = list[1:] {
		for _, s := range x.steps[list[0]] {
			if s.same && !own[s.to] {
				own[s.to] = true
				list = append(list, s.to)
			}
		}
	}
	return slices.DeleteFunc(x.beside(n), func(o *graph.Node) bool { return own[o] })
}

// letter is an edit of a planted member whose label follows from the letter of the
// definition: the verdicts are the same whatever the place.
type letter struct {
	kind     string
	old, new string
	bump     string
	// format and silent ask that no other schema at the place has a format, a default;
	// alone that there is none.
	format, silent, alone bool
	since                 graph.Dialect
}

var letters = []letter{
	{kind: "description of a member changed", old: `{"type":"string","description":"One."}`, new: `{"type":"string","description":"Two."}`, bump: "patch"},
	{kind: "examples of a member added", old: `{"type":"string"}`, new: `{"type":"string","examples":["a"]}`, bump: "patch"},
	// A format that is not asserted limits nothing, and the sets of formats differ.
	{kind: "format changed", old: `{"type":"string","format":"email"}`, new: `{"type":"string","format":"date-time"}`, bump: "minor", format: true},
	{kind: "format added", old: `{"type":"string"}`, new: `{"type":"string","format":"uri"}`, bump: "minor", format: true},
	{kind: "format removed", old: `{"type":"string","format":"uri"}`, new: `{"type":"string"}`, bump: "minor", format: true},
	// A default limits nothing; nobody requires the planted member, so it may be absent.
	{kind: "default changed", old: `{"type":"integer","default":1}`, new: `{"type":"integer","default":2}`, bump: "major", silent: true},
	{kind: "default removed", old: `{"type":"integer","default":1}`, new: `{"type":"integer"}`, bump: "major", silent: true},
	{kind: "default added", old: `{"type":"integer"}`, new: `{"type":"integer","default":1}`, bump: "minor", silent: true},
	// No item is ever absent.
	{kind: "default of items changed", old: `{"type":"array","items":{"type":"integer","default":1}}`, new: `{"type":"array","items":{"type":"integer","default":2}}`, bump: "minor", alone: true},
	{kind: "default of a map changed", old: `{"type":"object","additionalProperties":{"type":"integer","default":1}}`, new: `{"type":"object","additionalProperties":{"type":"integer","default":2}}`, bump: "major", alone: true},
	// "true" in another spelling.
	{kind: "bound of nothing added", old: `{"type":"string"}`, new: `{"type":"string","minLength":0}`, bump: "patch"},
	{kind: "type of everything added", old: `{"type":"array","items":{}}`, new: `{"type":"array","items":{"type":["array","boolean","null","number","object","string"]}}`, bump: "patch"},
	{kind: "dead branch added", old: `{"type":"string"}`, new: `{"anyOf":[{"type":"string"},{"not":{}}]}`, bump: "patch"},
	{kind: "values listed", old: `{"type":"integer","minimum":1,"maximum":3}`, new: `{"type":"integer","enum":[3,1,2]}`, bump: "patch"},
	{kind: "union as types", old: `{"anyOf":[{"type":"string"},{"type":"integer"}]}`, new: `{"type":["integer","string"]}`, bump: "patch"},
	{kind: "enum as union", old: `{"enum":["a","b"]}`, new: `{"anyOf":[{"enum":["a"]},{"enum":["b"]}]}`, bump: "patch"},
	{kind: "enum as exclusive union", old: `{"enum":["a","b"]}`, new: `{"oneOf":[{"enum":["b"]},{"enum":["a"]}]}`, bump: "patch"},
	{kind: "pattern as enum", old: `{"type":"string","pattern":"^a$"}`, new: `{"enum":["a"]}`, bump: "patch"},
	{kind: "multiple of one", old: `{"type":"number","multipleOf":1}`, new: `{"type":"integer"}`, bump: "patch"},
	{kind: "no items", old: `{"type":"array","maxItems":0}`, new: `{"enum":[[]]}`, bump: "patch"},
	{kind: "exclusive bound of integers", old: `{"type":"integer","exclusiveMinimum":0}`, new: `{"type":"integer","minimum":1}`, bump: "patch", since: graph.Draft6},
	{kind: "required in allOf", old: `{"type":"object","properties":{"p":{"type":"string"}},"required":["p"]}`, new: `{"type":"object","allOf":[{"required":["p"]},{"properties":{"p":{"type":"string"}}}]}`, bump: "patch"},
	{kind: "closed by names", old: `{"type":"object","properties":{"p":{}},"additionalProperties":false}`, new: `{"type":"object","properties":{"p":{}},"propertyNames":{"enum":["p"]}}`, bump: "patch", since: graph.Draft6, alone: true},
	{kind: "closed by unevaluated", old: `{"type":"object","properties":{"p":{}},"additionalProperties":false}`, new: `{"type":"object","properties":{"p":{}},"unevaluatedProperties":false}`, bump: "patch", since: graph.Draft2019, alone: true},
	{kind: "items of anything", old: `{"type":"array"}`, new: `{"type":"array","items":{}}`, bump: "patch"},
	{kind: "other members of any kind", old: `{"type":"object","properties":{"p":{}}}`, new: `{"type":"object","properties":{"p":{}},"additionalProperties":{}}`, bump: "patch", alone: true},
	{kind: "condition on nothing", old: `{"type":"string","maxLength":3}`, new: `{"type":"string","if":{},"then":{"maxLength":3},"else":{"maxLength":1}}`, bump: "patch", since: graph.Draft7},
	{kind: "not of not", old: `{"type":"string","maxLength":3}`, new: `{"not":{"not":{"type":"string","maxLength":3}}}`, bump: "patch"},
	{kind: "bounds moved", old: `{"type":"integer","minimum":1}`, new: `{"allOf":[{"type":"number","minimum":0.5},{"type":"integer"}]}`, bump: "patch"},
}

// lettered makes one of them, in a schema that comes to apply to the same value.
func (b *labelMaker) lettered() *labelledEdit {
	r := of(b.c, letters)
	if r.since > b.d {
		return nil
	}
	return b.letteredAs(r, b.c.pick(2))
}

func (b *labelMaker) letteredAs(r letter, wraps int) *labelledEdit {
	e := &labelledEdit{kind: r.kind, relation: same}
	here := slices.DeleteFunc(slices.Clone(wrappers), func(w wrapper) bool { return w.inner })
	h := b.host(quick(r.old), quick(r.new), e, wraps, here)
	if h == nil {
		return nil
	}
	e.rule = func(l *label, old, new *contexts) {
		for _, x := range []*contexts{old, new} {
			n := nodeAt(x.g, h.member)
			if n == nil || !x.reached[n] {
				return
			}
			for _, o := range strangers(x, n) {
				if r.alone || r.format && o.Format != "" || r.silent && o.Default != nil {
					return
				}
			}
		}
		l.bump = r.bump
	}
	return e
}

// requiredDefault changes the default of a member that the schema requires: where that
// is applied whatever the document, the member is never absent.
func (b *labelMaker) requiredDefault() *labelledEdit {
	e := &labelledEdit{kind: "default of a required member changed", relation: same}
	h := b.host(quick(`{"type":"integer","default":1}`), quick(`{"type":"integer","default":2}`), e, 0, nil)
	if h == nil || !b.demand(&e.old, fresh) || !b.demand(&e.new, fresh) {
		return nil
	}
	e.rule = func(l *label, old, new *contexts) {
		for _, x := range []*contexts{old, new} {
			n := nodeAt(x.g, b.path)
			if n == nil || !x.reached[n] || x.chosen[n] || slices.ContainsFunc(strangers(x, nodeAt(x.g, h.member)), func(o *graph.Node) bool { return o.Default != nil }) {
				return
			}
		}
		l.bump = "minor"
	}
	return e
}

// demand requires a member at the place, in a text; it reports false when that is no
// edit.
func (b *labelMaker) demand(root **source.Value, name string) bool {
	v := at(*root, b.path)
	required := v.Get("required")
	if required == nil {
		required = array()
	}
	if required.Kind != source.Array || slices.ContainsFunc(required.Items, func(x *source.Value) bool { return x.Text == name }) {
		return false
	}
	*root = replace(*root, b.path, with(v, "required", array(append(slices.Clone(required.Items), text(name))...)))
	return true
}

// added adds an optional member. In an open object that has named members, no document
// of W⁺ has it, and readers of old ones find what they found; its writers may emit it,
// so W differs. Where the root accepts no more when a schema accepts no more, L(new) is
// in L(old), which says nothing of the member. In a closed object the schema accepts
// more.
func (b *labelMaker) added() *labelledEdit {
	p := of(b.c, plants)
	if !p.in(b.d) || !b.mayHost() {
		return nil
	}
	e := &labelledEdit{kind: "optional member added", old: b.root, new: b.plant(b.root, fresh, quick(p.wide)), at: b.path, atNew: b.path, members: true}
	e.shows = []show{{forward: true, at: pathOf(e.new, b.path, "properties", fresh), put: always(quick(p.shows))}}
	if v := b.at.Get("additionalProperties"); v != nil {
		if v.Kind != source.Bool {
			return nil
		}
		if !v.Bool && b.at.Get("patternProperties") == nil { // the name may be one of theirs
			e.kind, e.relation = "optional member added to a closed object", wider
			return e
		}
	}
	e.rule = func(l *label, old, new *contexts) {
		o, n := nodeAt(old.g, b.path), nodeAt(new.g, b.path)
		if !undisturbed(old, o, fresh) || !undisturbed(new, n, fresh) {
			return
		}
		l.backward, l.reader = yes, yes
		if !new.twisted[n] {
			l.forward = yes
		}
		if l.forward == yes && l.differs {
			l.bump = "minor"
		}
	}
	return e
}

// removed removes a planted member, or renames it. The document that holds it is one
// that readers lose.
func (b *labelMaker) removed() *labelledEdit {
	p := of(b.c, plants)
	if !p.in(b.d) || !b.mayHost() || b.at.Get("additionalProperties") != nil {
		return nil
	}
	e := &labelledEdit{kind: "member removed", old: b.plant(b.root, fresh, quick(p.wide)), new: b.root, at: b.path, atNew: b.path, members: true}
	e.shows = []show{{at: pathOf(e.old, b.path, "properties", fresh), put: always(quick(p.shows))}}
	if b.c.chance(2) {
		e.kind, e.new = "member renamed", b.plant(b.root, "zq-renamed", quick(p.wide))
		return e
	}
	e.rule = func(l *label, old, new *contexts) {
		o, n := nodeAt(old.g, b.path), nodeAt(new.g, b.path)
		if !undisturbed(old, o, fresh) || !undisturbed(new, n, fresh) {
			return
		}
		l.forward = yes // no document of W(new) has the member
		if !old.twisted[o] {
			l.backward = yes
		}
	}
	return e
}

// demanded requires a planted member, or no longer does.
func (b *labelMaker) demanded() *labelledEdit {
	if !b.mayHost() {
		return nil
	}
	e := &labelledEdit{kind: "member required", at: b.path, atNew: b.path, relation: narrower, members: true}
	e.old = b.plant(b.root, fresh, quick(`{"type":"string"}`))
	e.new = e.old
	if !b.demand(&e.new, fresh) {
		return nil
	}
	s := show{at: b.path, put: func(v *source.Value) *source.Value { return less(v, fresh) }}
	if b.c.chance(2) {
		e.kind, e.relation = "member no longer required", wider
		e.old, e.new = e.new, e.old
		s.forward = true
	}
	e.shows = []show{s}
	return e
}

// less returns v without a member of that name.
func less(v *source.Value, name string) *source.Value {
	i := slices.IndexFunc(v.Members, func(m source.Member) bool { return m.Name == name })
	if i < 0 {
		return v
	}
	return without(v, i)
}

// moved puts a member under a condition. Both versions accept the same documents, since
// nothing is asked of the member, and it is lost where the condition does not hold.
func (b *labelMaker) moved() *labelledEdit {
	if b.d < graph.Draft7 {
		return nil
	}
	e := &labelledEdit{kind: "member moved under a condition"}
	h := b.host(
		quick(`{"type":"object","properties":{"k":{"enum":["a","b"]},"p":{}}}`),
		quick(`{"type":"object","properties":{"k":{"enum":["a","b"]}},"if":{"properties":{"k":{"enum":["a"]}},"required":["k"]},"then":{"properties":{"p":{}}}}`),
		e, b.c.pick(2), slices.DeleteFunc(slices.Clone(wrappers), func(w wrapper) bool { return w.name == "map" }))
	if h == nil {
		return nil
	}
	e.shows = []show{{at: h.member, put: h.shows(`{"k":"b","p":1}`)}}
	e.rule = func(l *label, _, _ *contexts) { l.backward, l.forward = yes, yes }
	return e
}

// opened opens a planted object, or gives it a family of members. Where nothing but the
// plant is applied to the value, no document of writers has a member there that the old
// version does not declare, so both versions judge it alike; and where the root accepts
// no less when a schema does, nothing that old accepts is refused.
func (b *labelMaker) opened() *labelledEdit {
	e := &labelledEdit{kind: "planted object opened", relation: wider, members: true}
	before, after, shown := `{"type":"object","properties":{"p":{"type":"string"}},"additionalProperties":false}`, `{"type":"object","properties":{"p":{"type":"string"}}}`, `{"zq-more":1}`
	if b.c.chance(2) {
		e.kind, e.relation = "pattern added to a planted object", narrower
		before, after, shown = after, `{"type":"object","properties":{"p":{"type":"string"}},"patternProperties":{"^zk_":{"type":"integer"}}}`, `{"zk_1":1}`
	}
	h := b.host(quick(before), quick(after), e, b.c.pick(2), slices.DeleteFunc(slices.Clone(wrappers), func(w wrapper) bool { return w.inner }))
	if h == nil {
		return nil
	}
	e.shows = []show{{forward: true, at: h.member, put: h.shows(shown)}}
	e.rule = func(l *label, old, new *contexts) {
		o, n := nodeAt(old.g, h.member), nodeAt(new.g, h.member)
		if o == nil || n == nil || !old.reached[o] || !new.reached[n] || len(strangers(old, o))+len(strangers(new, n)) > 0 {
			return
		}
		l.reader = yes
		if e.relation == wider {
			l.forward = yes
		} else {
			l.backward = yes
		}
		if l.differs && l.backward == yes && l.forward == yes {
			l.bump = "minor"
		}
	}
	return e
}

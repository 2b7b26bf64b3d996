package decide

import (
	"math/big"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// formOf returns what a literal demands of values of one type.
func (s *search) formOf(x lit, k source.Kind) *form {
	c := s.classes[x.class()]
	pol := int(x & 1)
	if f := c.forms[k][pol]; f != nil {
		return f
	}
	f := s.build(c, k, x.negative())
	c.forms[k][pol] = f
	return f
}

// build is formOf without its memory. Everything is built twice, once for each
// sign, because the negation of a demand on all members or items is a demand on
// some member or item.
func (s *search) build(c *schema, k source.Kind, negative bool) *form {
	if c.truth != 0 {
		return truth(c.truth > 0 != negative)
	}
	if c.kinds&kindBit(k) == 0 {
		return truth(negative)
	}
	b := &builder{s: s, c: c, k: k, negative: negative}
	if c.opens(k) {
		b.unfollowed(c.unknownKeyword(k))
	}
	b.values()
	b.applicators()
	switch k {
	case source.Number:
		b.numbers()
	case source.String:
		b.strings()
	case source.Array:
		b.arrays()
	case source.Object:
		b.objects()
	}
	for _, f := range b.parts {
		b.claim(f)
	}
	if negative {
		f := some(b.parts...)
		b.claim(f)
		return f
	}
	return all(b.parts...)
}

// claim notes that a choice is about the schema.
func (b *builder) claim(f *form) {
	if f.op == opOr && f.from == nil {
		f.from = b.c
	}
}

func truth(t bool) *form {
	if t {
		return formTrue
	}
	return formFalse
}

// builder collects the demands of one schema; with negative, the ways to break
// it.
type builder struct {
	s        *search
	c        *schema
	k        source.Kind
	negative bool
	parts    []*form
}

// add adds a demand, given in both signs.
func (b *builder) add(positive, negative *form) {
	if b.negative {
		b.parts = append(b.parts, negative)
	} else {
		b.parts = append(b.parts, positive)
	}
}

func (b *builder) values() {
	c := b.c
	if c.hasEnum {
		b.enum(c.enum)
	}
	if c.konst != nil {
		b.enum([]*source.Value{c.konst})
	}
}

func (b *builder) enum(values []*source.Value) {
	var mine []*source.Value
	for _, v := range values {
		if v.Kind == b.k {
			mine = append(mine, v)
		}
	}
	if len(mine) == 0 {
		b.add(formFalse, formTrue)
		return
	}
	b.add(&form{op: opEnum, values: mine}, b.differs(mine))
}

// differs demands a value that is none of values, all of them of one type.
func (b *builder) differs(values []*source.Value) *form {
	if b.k != source.Array && b.k != source.Object {
		return &form{op: opNotEnum, values: values}
	}
	subs := make([]*form, len(values))
	for i, v := range values {
		subs[i] = b.s.unlike(v)
	}
	return all(subs...)
}

// unlike demands an array or object that is not v.
func (s *search) unlike(v *source.Value) *form {
	var subs []*form
	if v.Kind == source.Array {
		n := int64(len(v.Items))
		subs = append(subs, &form{op: opMinItems, size: big.NewInt(n + 1)})
		if n > 0 {
			subs = append(subs, &form{op: opMaxItems, size: big.NewInt(n - 1)})
		}
		for i, item := range v.Items {
			subs = append(subs, itemAt(i, no(s.constant(item))))
		}
		return some(subs...)
	}
	names := &schema{}
	names.kinds = allKinds
	for _, m := range v.Members {
		names.props = append(names.props, property{m.Name, s.yes})
		subs = append(subs, &form{op: opAbsent, name: m.Name}, &form{op: opMember, name: m.Name, lit: no(s.constant(m.Value))})
	}
	subs = append(subs, &form{op: opSomeMember, part: partAdditional, schema: names, lit: yes(s.yes)})
	return some(subs...)
}

func lits(cs []*schema) []lit {
	out := make([]lit, len(cs))
	for i, c := range cs {
		out[i] = yes(c)
	}
	return out
}

func (b *builder) applicators() {
	c := b.c
	for _, a := range c.all {
		b.add(b.s.litForm(yes(a)), b.s.litForm(no(a)))
	}
	if len(c.any) > 0 {
		list := lits(c.any)
		slices.Sort(list)
		list = slices.Compact(list)
		if b.negative {
			b.parts = append(b.parts, &form{op: opNone, list: list, tags: b.tagsOf(list)})
		} else {
			subs := make([]*form, len(list))
			for i, x := range list {
				subs[i] = b.s.litForm(x)
			}
			b.parts = append(b.parts, union(subs, b.tagsOf(list)))
		}
	}
	if len(c.one) > 0 {
		list := lits(c.one)
		b.parts = append(b.parts, exactlyOne(list, b.tagsOf(list), b.negative))
	}
	if c.not != nil {
		b.add(b.s.litForm(no(c.not)), b.s.litForm(yes(c.not)))
	}
	if c.cond != nil {
		b.condition()
	}
}

// tagsOf returns what tells branches apart; only objects and arrays have parts to do
// so.
func (b *builder) tagsOf(list []lit) *tagIndex {
	if b.k != source.Object && b.k != source.Array {
		return nil
	}
	return b.s.tagsOf(list, b.k)
}

// union is a disjunction whose alternatives are those that tags is about.
func union(subs []*form, tags *tagIndex) *form {
	f := some(subs...)
	if f.op == opOr && len(f.sub) == len(subs) {
		f.tags = tags
	}
	return f
}

// exactlyOne is oneOf: an alternative for each branch. Its negation looks for
// none, or for a first and a later one that may hold beside it, rather than for
// every pair.
func exactlyOne(list []lit, tags *tagIndex, negative bool) *form {
	subs := make([]*form, 0, len(list)+1)
	if negative {
		subs = append(subs, &form{op: opNone, list: list, tags: tags})
		for i := range list[:len(list)-1] {
			if tags != nil {
				if later, all := tags.later(i); !all && len(later) == 0 {
					continue
				}
			}
			subs = append(subs, &form{op: opTwo, list: list, n: i, tags: tags})
		}
		return some(subs...)
	}
	for i := range list {
		subs = append(subs, &form{op: opOnly, list: list, n: i, tags: tags})
	}
	return union(subs, tags)
}

func (b *builder) condition() {
	c := b.c
	then, els := b.s.yes, b.s.yes
	if c.then != nil {
		then = c.then
	}
	if c.els != nil {
		els = c.els
	}
	sign := yes
	if b.negative {
		sign = no
	}
	b.parts = append(b.parts, some(
		all(b.s.litForm(yes(c.cond)), b.s.litForm(sign(then))),
		all(b.s.litForm(no(c.cond)), b.s.litForm(sign(els)))))
}

func (b *builder) numbers() {
	c := b.c
	if c.integers {
		b.add(&form{op: opMultiple, number: one}, &form{op: opDivides, number: one})
	}
	for _, x := range c.low {
		b.add(&form{op: opLow, number: x.value, open: x.open}, &form{op: opHigh, number: x.value, open: !x.open})
	}
	for _, x := range c.high {
		b.add(&form{op: opHigh, number: x.value, open: x.open}, &form{op: opLow, number: x.value, open: !x.open})
	}
	if c.multipleOf != nil {
		b.add(&form{op: opMultiple, number: c.multipleOf}, &form{op: opDivides, number: c.multipleOf})
	}
}

func (b *builder) strings() {
	c := b.c
	b.sizes(opMinLength, opMaxLength, c.minLength, c.maxLength)
	if c.pattern != nil {
		b.add(&form{op: opPattern, pat: c.pattern, schema: c}, &form{op: opNoPattern, pat: c.pattern, schema: c})
	}
	if known := languages[c.format]; known != nil {
		l := known()
		for _, p := range l.patterns {
			b.add(&form{op: opPattern, pat: p, schema: c}, &form{op: opNoPattern, pat: p, schema: c})
		}
		b.sizes(opMinLength, opMaxLength, nil, l.longest)
	} else if c.format != "" {
		b.unfollowed("format")
	}
}

// unfollowed stands for a keyword that the search leaves out; what it finds is
// then judged.
func (b *builder) unfollowed(keyword string) {
	u := &form{op: opUnknown, schema: b.c, name: keyword}
	b.add(u, u)
}

// sizes adds a lower and an upper bound, each of which may be nil.
func (b *builder) sizes(low, high op, least, most *big.Int) {
	if least != nil && least.Sign() > 0 {
		b.add(&form{op: low, size: least}, &form{op: high, size: new(big.Int).Sub(least, bigOne)})
	}
	if most != nil {
		b.add(&form{op: high, size: most}, &form{op: low, size: new(big.Int).Add(most, bigOne)})
	}
}

func (b *builder) arrays() {
	c := b.c
	b.sizes(opMinItems, opMaxItems, c.minItems, c.maxItems)
	if c.unique {
		b.add(&form{op: opUnique}, &form{op: opRepeats})
	}
	if len(c.prefix) > 0 || c.items != nil {
		if b.negative {
			for i, p := range c.prefix {
				b.parts = append(b.parts, existential(itemAt(i, no(p)), p))
			}
			if c.items != nil && c.items.truth < 0 {
				b.parts = append(b.parts, &form{op: opMinItems, size: big.NewInt(int64(len(c.prefix)) + 1)})
			} else if c.items != nil {
				b.parts = append(b.parts, existential(&form{op: opItemFrom, n: len(c.prefix), lit: no(c.items)}, c.items))
			}
		} else {
			b.parts = append(b.parts, &form{op: opItems, schema: c})
			if c.items != nil && c.items.truth < 0 {
				b.parts = append(b.parts, &form{op: opMaxItems, size: big.NewInt(int64(len(c.prefix)))})
			}
		}
	}
	if c.contains != nil {
		b.contains()
	}
	if c.restItems != nil {
		if b.negative {
			b.parts = append(b.parts, b.evaluated(&form{op: opRestFails, schema: c}, c.restItems))
		} else {
			b.parts = append(b.parts, &form{op: opRest, schema: c})
		}
	}
}

// itemAt demands that there is an item at a position and that it satisfies x.
func itemAt(i int, x lit) *form {
	return all(&form{op: opMinItems, size: big.NewInt(int64(i) + 1)}, &form{op: opItemAt, n: i, name: itemName(i), lit: x})
}

// existential leaves out a member or item that would have to break a schema
// that nothing breaks.
func existential(f *form, c *schema) *form {
	if c.trivial() {
		return formFalse
	}
	return f
}

func (b *builder) contains() {
	c := b.c
	x := yes(c.contains)
	if c.maxContains != nil && c.minContains.Cmp(c.maxContains) > 0 {
		b.add(formFalse, formTrue) // no count will do, zero included
		return
	}
	if !b.negative {
		b.parts = append(b.parts, &form{op: opCount, lit: x, size: c.minContains, most: c.maxContains})
		return
	}
	if c.minContains.Sign() > 0 {
		b.parts = append(b.parts, &form{op: opCount, lit: x, size: bigZero, most: new(big.Int).Sub(c.minContains, bigOne)})
	}
	if c.maxContains != nil {
		b.parts = append(b.parts, &form{op: opCount, lit: x, size: new(big.Int).Add(c.maxContains, bigOne)})
	}
}

// evaluated is how an unevaluated keyword breaks: the rest of the schema holds
// (where it does not, another alternative says so), so that it is known what it
// evaluates.
func (b *builder) evaluated(f *form, child *schema) *form {
	if child.trivial() {
		return formFalse
	}
	rest := *b.c
	rest.unevaluated, rest.restItems = nil, nil
	rest.forms = [6][2]*form{}
	return all(b.s.build(&rest, b.k, false), f)
}

func (b *builder) objects() {
	c := b.c
	b.sizes(opMinProps, opMaxProps, c.minProps, c.maxProps)
	for _, name := range c.required {
		b.add(&form{op: opPresent, name: name}, &form{op: opAbsent, name: name})
	}
	for _, d := range c.dependent {
		for _, name := range d.Required {
			b.add(some(&form{op: opAbsent, name: d.Name}, &form{op: opPresent, name: name}),
				all(&form{op: opPresent, name: d.Name}, &form{op: opAbsent, name: name}))
		}
	}
	for _, d := range c.dependents {
		b.add(some(&form{op: opAbsent, name: d.name}, all(&form{op: opPresent, name: d.name}, b.s.litForm(yes(d.schema)))),
			all(&form{op: opPresent, name: d.name}, b.s.litForm(no(d.schema))))
	}
	b.members()
	if c.names != nil {
		b.add(&form{op: opNames, lit: yes(c.names)}, existential(&form{op: opSomeName, lit: no(c.names)}, c.names))
	}
	if c.unevaluated != nil {
		if b.negative {
			b.parts = append(b.parts, b.evaluated(&form{op: opSomeMember, part: partLeft, schema: c, lit: no(c.unevaluated)}, c.unevaluated))
		} else {
			b.parts = append(b.parts, &form{op: opLeft, schema: c})
		}
	}
}

func (b *builder) members() {
	c := b.c
	if len(c.props) == 0 && len(c.patterns) == 0 && c.additional == nil {
		return
	}
	if !b.negative {
		b.parts = append(b.parts, &form{op: opMembers, schema: c})
		return
	}
	for _, p := range c.props {
		b.parts = append(b.parts, existential(&form{op: opMember, name: p.name, lit: no(p.schema)}, p.schema))
	}
	for i, p := range c.patterns {
		b.parts = append(b.parts, existential(&form{op: opSomeMember, part: partPattern, n: i, schema: c, lit: no(p.schema)}, p.schema))
	}
	if c.additional != nil {
		b.parts = append(b.parts, existential(&form{op: opSomeMember, part: partAdditional, schema: c, lit: no(c.additional)}, c.additional))
	}
}

package decide

import (
	"math/big"
	"strconv"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// meets reports whether a value satisfies the literals of a goal; sure is false
// when that cannot be told.
func (s *search) meets(g *goal, v *source.Value) (ok, sure bool) {
	if g.lost && !s.couldLose(g.in, g.out, v) {
		return false, true
	}
	if g.cell != nil {
		for _, p := range g.cell.in {
			if m, ok := s.regexps.match(p, v.Text); !ok || !m {
				return false, ok
			}
		}
		for _, p := range g.cell.notIn {
			if m, ok := s.regexps.match(p, v.Text); !ok || m {
				return false, ok
			}
		}
		for _, n := range g.cell.not {
			if n == v.Text {
				return false, true
			}
		}
	}
	h := holder{s: s}
	sure = true
	for _, x := range g.lits {
		h.sure = true
		if h.holds(s.classes[x.class()], v) == x.negative() && h.sure {
			return false, true
		}
		sure = sure && h.sure
	}
	if !s.mayWrite(g.in, g.out, v) {
		return false, true
	}
	return sure, sure
}

// holder judges values by schemas. It gives up (sure) rather than guess.
type holder struct {
	s     *search
	sure  bool
	depth int
	// steps counts schemas applied; past a few hundred, verdicts are kept, so that
	// schemas that share their parts cost no more than their size.
	steps int
	known map[judged]bool
}

type judged struct {
	class int32
	value *source.Value
}

// enoughSteps is how many schemas are applied before verdicts are kept.
const enoughSteps = 256

// seen is what a schema that holds has evaluated of an object or array.
type seen struct {
	members map[string]bool
	items   []bool
}

func (e *seen) member(name string) {
	if e != nil {
		if e.members == nil {
			e.members = map[string]bool{}
		}
		e.members[name] = true
	}
}

func (e *seen) item(i int) {
	if e != nil {
		for len(e.items) <= i {
			e.items = append(e.items, false)
		}
		e.items[i] = true
	}
}

func (e *seen) add(other *seen) {
	for name := range other.members {
		e.member(name)
	}
	for i, x := range other.items {
		if x {
			e.item(i)
		}
	}
}

func (h *holder) holds(c *schema, v *source.Value) bool { return h.eval(c, v, nil) }

// recall looks for a verdict that was kept.
func (h *holder) recall(c *schema, v *source.Value) (ok, known bool) {
	if h.steps++; h.steps < enoughSteps {
		return false, false
	}
	ok, known = h.known[judged{c.class, v}]
	return ok, known
}

func (h *holder) keep(c *schema, v *source.Value, ok bool) bool {
	if h.steps >= enoughSteps && h.sure {
		if h.known == nil {
			h.known = map[judged]bool{}
		}
		h.known[judged{c.class, v}] = ok
	}
	return ok
}

// eval judges v and adds to e, unless it is nil, what c evaluates.
func (h *holder) eval(c *schema, v *source.Value, e *seen) bool {
	if c.truth != 0 {
		return c.truth > 0
	}
	if e == nil {
		if ok, known := h.recall(c, v); known {
			return ok
		}
		return h.keep(c, v, h.apply(c, v, nil))
	}
	return h.apply(c, v, e)
}

func (h *holder) apply(c *schema, v *source.Value, e *seen) bool {
	h.depth++
	defer func() { h.depth-- }()
	if h.depth > 2000 || !h.s.spend(1) {
		h.sure = false
		return false
	}
	if c.kinds&kindBit(v.Kind) == 0 || c.hasEnum && !c.among(v) || c.konst != nil && !source.Equal(c.konst, v) {
		return false
	}
	switch v.Kind {
	case source.Number:
		if !c.holdsNumber(v.Text) {
			return false
		}
	case source.String:
		if !h.holdsString(c, v.Text) {
			return false
		}
	}
	if (c.unevaluated != nil || c.restItems != nil) && e == nil {
		e = &seen{}
	}
	var mine *seen
	if e != nil {
		mine = &seen{}
	}
	ok := h.applicators(c, v, mine)
	if ok && v.Kind == source.Array {
		ok = h.array(c, v, mine)
	}
	if ok && v.Kind == source.Object {
		ok = h.object(c, v, mine)
	}
	if ok && e != nil {
		e.add(mine)
	}
	if ok && c.opens(v.Kind) {
		h.sure = false // what was not heard of may refuse it, or evaluate more of it
		h.s.tellUnheard(c, v.Kind)
	}
	return ok
}

// among reports whether v is one of the values of enum.
func (c *schema) among(v *source.Value) bool {
	if len(c.enum) > 8 {
		if c.enumSet == nil {
			c.enumSet = make(map[string]bool, len(c.enum))
			for _, x := range c.enum {
				c.enumSet[canonical(x)] = true
			}
		}
		return c.enumSet[canonical(v)]
	}
	for _, x := range c.enum {
		if source.Equal(x, v) {
			return true
		}
	}
	return false
}

func (c *schema) holdsNumber(text string) bool {
	if !c.integers && len(c.low) == 0 && len(c.high) == 0 && c.multipleOf == nil {
		return true
	}
	if c.integers && !codec.IsInteger(text) {
		return false
	}
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		return false
	}
	for _, b := range c.low {
		if d := x.Cmp(b.value); d < 0 || d == 0 && b.open {
			return false
		}
	}
	for _, b := range c.high {
		if d := x.Cmp(b.value); d > 0 || d == 0 && b.open {
			return false
		}
	}
	return c.multipleOf == nil || new(big.Rat).Quo(x, c.multipleOf).IsInt()
}

func (h *holder) holdsString(c *schema, text string) bool {
	if c.minLength != nil || c.maxLength != nil {
		if !within(utf8.RuneCountInString(text), c.minLength, c.maxLength) {
			return false
		}
	}
	if c.pattern != nil {
		m, ok := h.s.regexps.match(c.pattern, text)
		h.sure = h.sure && ok
		if !m {
			return false
		}
	}
	return c.format == "" || eval.MatchFormat(c.format, text)
}

func within(n int, least, most *big.Int) bool {
	x := big.NewInt(int64(n))
	return (least == nil || x.Cmp(least) >= 0) && (most == nil || x.Cmp(most) <= 0)
}

func (h *holder) applicators(c *schema, v *source.Value, e *seen) bool {
	for _, a := range c.all {
		if !h.eval(a, v, e) {
			return false
		}
	}
	if len(c.any) > 0 {
		any := false
		for _, a := range c.any {
			any = h.eval(a, v, e) || any
			if any && e == nil {
				break
			}
		}
		if !any {
			return false
		}
	}
	if len(c.one) > 0 {
		n := 0
		for _, a := range c.one {
			if h.eval(a, v, e) {
				n++
			}
		}
		if n != 1 {
			return false
		}
	}
	if c.not != nil && h.eval(c.not, v, nil) {
		return false
	}
	if c.cond != nil {
		next := c.els
		if h.eval(c.cond, v, e) {
			next = c.then
		}
		return next == nil || h.eval(next, v, e)
	}
	return true
}

func (h *holder) array(c *schema, v *source.Value, e *seen) bool {
	if !within(len(v.Items), c.minItems, c.maxItems) {
		return false
	}
	for i, item := range v.Items {
		switch {
		case i < len(c.prefix):
			if !h.holds(c.prefix[i], item) {
				return false
			}
			e.item(i)
		case c.items != nil:
			if !h.holds(c.items, item) {
				return false
			}
			e.item(i)
		}
	}
	if c.contains != nil {
		n := 0
		for i, item := range v.Items {
			if h.holds(c.contains, item) {
				n++
				if c.containsEvaluates {
					e.item(i)
				}
			}
		}
		if !within(n, c.minContains, c.maxContains) {
			return false
		}
	}
	if c.unique {
		set := make(map[string]bool, len(v.Items))
		for _, item := range v.Items {
			set[canonical(item)] = true
		}
		if len(set) != len(v.Items) {
			return false
		}
	}
	if c.restItems != nil {
		for i, item := range v.Items {
			if i < len(e.items) && e.items[i] {
				continue
			}
			if !h.holds(c.restItems, item) {
				return false
			}
			e.item(i)
		}
	}
	return true
}

func (h *holder) object(c *schema, v *source.Value, e *seen) bool {
	if !within(len(v.Members), c.minProps, c.maxProps) {
		return false
	}
	for _, name := range c.required {
		if v.Get(name) == nil {
			return false
		}
	}
	for _, d := range c.dependent {
		if v.Get(d.Name) == nil {
			continue
		}
		for _, name := range d.Required {
			if v.Get(name) == nil {
				return false
			}
		}
	}
	for _, d := range c.dependents {
		if v.Get(d.name) != nil && !h.eval(d.schema, v, e) {
			return false
		}
	}
	for i := range v.Members {
		if !h.member(c, &v.Members[i], e) {
			return false
		}
	}
	if c.unevaluated != nil {
		for _, m := range v.Members {
			if e.members[m.Name] {
				continue
			}
			if !h.holds(c.unevaluated, m.Value) {
				return false
			}
			e.member(m.Name)
		}
	}
	return true
}

func (h *holder) member(c *schema, m *source.Member, e *seen) bool {
	if c.names != nil && !h.holds(c.names, &source.Value{Kind: source.String, Text: m.Name}) {
		return false
	}
	covered := false
	if p := c.lookup(m.Name); p != nil {
		covered = true
		if !h.holds(p, m.Value) {
			return false
		}
	}
	for _, p := range c.patterns {
		match, ok := h.s.regexps.match(p.pattern, m.Name)
		h.sure = h.sure && ok
		if match {
			covered = true
			if !h.holds(p.schema, m.Value) {
				return false
			}
		}
	}
	if !covered && c.additional != nil {
		covered = true
		if !h.holds(c.additional, m.Value) {
			return false
		}
	}
	if covered {
		e.member(m.Name)
	}
	return true
}

func itemName(i int) string { return strconv.Itoa(i) }

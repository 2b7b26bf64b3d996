package eval

// evaluated is the annotation that unevaluatedItems and unevaluatedProperties
// ask for: which items or members of one value some schema that applies to it,
// and did not fail, has evaluated. It exists only while a schema that asks is
// being evaluated.
type evaluated struct {
	all    bool
	prefix int // items below it are evaluated
	bits   []uint64
	// uncertain is set while violations are being collected and a choice had no
	// branch that holds: what it would have evaluated is then anybody's guess,
	// and reporting the rest as unevaluated would only hide the cause.
	uncertain bool
}

func (s *evaluated) mark(i int) {
	for len(s.bits) <= i>>6 {
		s.bits = append(s.bits, 0)
	}
	s.bits[i>>6] |= 1 << (i & 63)
}

func (s *evaluated) has(i int) bool {
	return s.all || i < s.prefix || i>>6 < len(s.bits) && s.bits[i>>6]&(1<<(i&63)) != 0
}

func (s *evaluated) merge(o *evaluated) {
	s.all = s.all || o.all
	s.uncertain = s.uncertain || o.uncertain
	s.prefix = max(s.prefix, o.prefix)
	for len(s.bits) < len(o.bits) {
		s.bits = append(s.bits, 0)
	}
	for i, b := range o.bits {
		s.bits[i] |= b
	}
}

// newSet returns an empty set, a used one when there is one.
func (e *evaluator) newSet() *evaluated {
	if n := len(e.sets); n > 0 {
		s := e.sets[n-1]
		e.sets = e.sets[:n-1]
		*s = evaluated{bits: s.bits[:0]}
		return s
	}
	return new(evaluated)
}

func (e *evaluator) release(s *evaluated) { e.sets = append(e.sets, s) }

package decide

import (
	"github.com/atlas-dataflow/runresult/internal/source"
)

// mayWrite reports whether a value, at a place where these schemas apply, can be
// part of a document that counts. The value is known, so what declares a member
// can be judged; what the mentions leave open stays open.
func (s *search) mayWrite(in, out *mentions, v *source.Value) bool {
	if in == nil || len(in.roots) == 0 || !s.spend(1) {
		return true // a map, and nothing but maps below
	}
	switch v.Kind {
	case source.Array:
		for i, item := range v.Items {
			if !s.mayWrite(in.item(s, i, nil), out.item(s, i, nil), item) {
				return false
			}
		}
	case source.Object:
		h := &holder{s: s, sure: true}
		for _, m := range v.Members {
			if f := s.declared(&goal{in: in, out: out}, m.Name); !h.possible(f, v) {
				return false
			}
		}
		for _, m := range v.Members {
			if !s.mayWrite(in.member(s, m.Name, nil), out.member(s, m.Name, nil), m.Value) {
				return false
			}
		}
	}
	return true
}

// possible evaluates a demand on an object; it is true when that cannot be told.
func (h *holder) possible(f *form, v *source.Value) bool {
	switch f.op {
	case opFalse:
		return false
	case opLit:
		ok := h.holds(h.s.classes[f.lit.class()], v) != f.lit.negative()
		return ok || !h.sure
	case opPresent:
		return v.Get(f.name) != nil
	case opAbsent:
		return v.Get(f.name) == nil
	case opAnd:
		for _, sub := range f.sub {
			if !h.possible(sub, v) {
				return false
			}
		}
	case opOr:
		for _, sub := range f.sub {
			if h.possible(sub, v) {
				return true
			}
		}
		return false
	}
	return true
}

package eval

import "github.com/atlas-dataflow/runresult/rt"

// valueSet is what enum or const allows.
type valueSet struct {
	list   []*Value // as listed
	texts  map[string]struct{}
	others []*Value            // what is no string, when few
	hashed map[uint64][]*Value // the same by hash, when many
}

func newValueSet(list []*Value) *valueSet {
	s := &valueSet{list: list, texts: map[string]struct{}{}}
	for _, c := range list {
		if c.kind == rt.KindString {
			s.texts[c.text] = struct{}{}
		} else {
			s.others = append(s.others, c)
		}
	}
	if len(s.others) >= manyValues {
		var h hasher
		s.hashed = make(map[uint64][]*Value, len(s.others))
		for _, c := range s.others {
			sum := h.hash(c)
			s.hashed[sum] = append(s.hashed[sum], c)
		}
	}
	return s
}

// has reports whether v equals one of the values.
func (s *valueSet) has(v *Value, h *hasher) bool {
	if v.kind == rt.KindString {
		_, ok := s.texts[v.text]
		return ok
	}
	candidates := s.others
	if s.hashed != nil {
		candidates = s.hashed[h.hash(v)]
	}
	for _, c := range candidates {
		if Equal(c, v) {
			return true
		}
	}
	return false
}

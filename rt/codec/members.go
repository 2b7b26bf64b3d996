package codec

import (
	"iter"
	"slices"

	"github.com/atlas-dataflow/runresult/rt"
)

// Members is what a generated struct keeps of its object beyond the typed
// fields: unknown members as written, member order where it differs from the
// schema's, and the text of values whose typed form does not carry their
// spelling. For most documents it is one nil pointer.
//
// Copies of a struct share the record; it is never changed in place, so a copy
// that is edited never touches the one it was made from. Members cannot be
// compared with ==, and so neither can any generated struct: a field that is
// added later, whatever its type, breaks no caller.
type Members struct {
	_   [0]func()
	rec *record
}

type record struct {
	// order lists the members as written: a field's index, or ^k for the
	// k-th unknown member. nil means fields in schema order, then unknown.
	order   []int32
	unknown []unknownMember
	texts   []fieldText
}

type unknownMember struct {
	name  string
	value rt.Raw
}

// fieldText is the text a field was decoded from.
type fieldText struct {
	field int32
	text  string
}

// IsEmpty reports whether nothing is retained: encoding then writes the fields
// in schema order and nothing else.
func (m *Members) IsEmpty() bool { return m.rec == nil }

// Unknown returns the unknown member of that name.
func (m *Members) Unknown(name string) (rt.Raw, bool) {
	if m.rec != nil {
		for i := range m.rec.unknown {
			if m.rec.unknown[i].name == name {
				return m.rec.unknown[i].value, true
			}
		}
	}
	return rt.Raw{}, false
}

// FieldText returns the text that declared field i was decoded from, "" when
// none is kept.
func (m *Members) FieldText(i int) string {
	if m.rec == nil {
		return ""
	}
	return m.rec.text(i)
}

// MembersOfText returns a record that holds the text of a single value.
func MembersOfText(text string) Members {
	return Members{rec: &record{texts: []fieldText{{0, text}}}}
}

// All yields the unknown members in document order.
func (m *Members) All() iter.Seq2[string, rt.Raw] {
	rec := m.rec
	return func(yield func(string, rt.Raw) bool) {
		if rec == nil {
			return
		}
		for _, u := range rec.unknown {
			if !yield(u.name, u.value) {
				return
			}
		}
	}
}

// Set adds or replaces an unknown member; a new one goes to the end.
func (m *Members) Set(name string, value rt.Raw) {
	rec := m.rec.copy()
	i := slices.IndexFunc(rec.unknown, func(u unknownMember) bool { return u.name == name })
	if i >= 0 {
		rec.unknown[i].value = value
	} else {
		if rec.order != nil {
			rec.order = append(rec.order, ^int32(len(rec.unknown)))
		}
		rec.unknown = append(rec.unknown, unknownMember{name, value})
	}
	m.rec = rec
}

// Delete removes an unknown member and reports whether it was there.
func (m *Members) Delete(name string) bool {
	if _, ok := m.Unknown(name); !ok {
		return false
	}
	rec := m.rec.copy()
	i := slices.IndexFunc(rec.unknown, func(u unknownMember) bool { return u.name == name })
	rec.unknown = slices.Delete(rec.unknown, i, i+1)
	order := rec.order[:0]
	for _, o := range rec.order {
		switch k := int(^o); {
		case o >= 0 || k < i:
			order = append(order, o)
		case k > i:
			order = append(order, ^int32(k-1))
		}
	}
	if rec.order != nil {
		rec.order = order
	}
	m.rec = rec
	return true
}

// Equal reports whether both hold the same unknown members by value; order
// and spelling do not count.
func (m *Members) Equal(o *Members) bool {
	var a, b []unknownMember
	if m.rec != nil {
		a = m.rec.unknown
	}
	if o.rec != nil {
		b = o.rec.unknown
	}
	if len(a) != len(b) {
		return false
	}
	if len(a) == 0 {
		return true
	}
	byName := make(map[string]rt.Raw, len(b))
	for _, u := range b {
		byName[u.name] = u.value
	}
	for _, u := range a {
		if v, ok := byName[u.name]; !ok || !u.value.Equal(v) {
			return false
		}
	}
	return true
}

func (r *record) copy() *record {
	if r == nil {
		return &record{}
	}
	return &record{slices.Clone(r.order), slices.Clone(r.unknown), r.texts}
}

func (r *record) text(field int) string {
	for i := range r.texts {
		if int(r.texts[i].field) == field {
			return r.texts[i].text
		}
	}
	return ""
}

// Walk goes through what an object is to be written with: recorded order for
// what was recorded, then the other fields in schema order, then unknown
// members the order does not list. Generated code that finds Members empty
// does not need it.
type Walk struct {
	rec   *record
	n     int // number of fields of the type
	stage uint8
	i     int
	field int
	seen  []uint64
}

// Walk starts a walk over a type of n declared fields.
func (m *Members) Walk(n int) Walk {
	w := Walk{rec: m.rec, n: n}
	if m.rec == nil || m.rec.order == nil {
		w.stage = 1
	}
	return w
}

// Next advances; false at the end.
func (w *Walk) Next() bool {
	for {
		switch w.stage {
		case 0:
			if w.i < len(w.rec.order) {
				w.field = int(w.rec.order[w.i])
				w.i++
				if w.field >= 0 {
					if w.seen == nil {
						w.seen = make([]uint64, (w.n+63)/64)
					}
					w.seen[w.field>>6] |= 1 << (w.field & 63)
				}
				return true
			}
		case 1:
			for w.i < w.n {
				w.field = w.i
				w.i++
				if w.seen == nil || w.seen[w.field>>6]&(1<<(w.field&63)) == 0 {
					return true
				}
			}
		case 2:
			if w.rec != nil && w.rec.order == nil && w.i < len(w.rec.unknown) {
				w.field = ^w.i
				w.i++
				return true
			}
		default:
			return false
		}
		w.stage++
		w.i = 0
	}
}

// Field returns the index of the declared field at hand, or a negative number
// for an unknown member.
func (w *Walk) Field() int { return w.field }

// Text returns the text the field at hand was decoded from, "" when its typed
// form says it all.
func (w *Walk) Text() string {
	if w.rec == nil || w.rec.texts == nil {
		return ""
	}
	return w.rec.text(w.field)
}

// AppendUnknown appends the unknown member at hand.
func (w *Walk) AppendUnknown(b []byte) []byte {
	u := &w.rec.unknown[^w.field]
	b = append(AppendString(AppendComma(b), u.name), ':')
	return u.value.AppendJSON(b)
}

package rt

import (
	"iter"
	"math/bits"
	"slices"
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
	value Raw
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
func (m *Members) Unknown(name string) (Raw, bool) {
	if m.rec != nil {
		for i := range m.rec.unknown {
			if m.rec.unknown[i].name == name {
				return m.rec.unknown[i].value, true
			}
		}
	}
	return Raw{}, false
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
func (m *Members) All() iter.Seq2[string, Raw] {
	rec := m.rec
	return func(yield func(string, Raw) bool) {
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
func (m *Members) Set(name string, value Raw) {
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
	byName := make(map[string]Raw, len(b))
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
	return append(AppendName(b, u.name), u.value.String()...)
}

// Recorder builds Members while an object is decoded. Seen holds one bit for
// each of the first 64 declared fields, More for those beyond; the caller gives
// More room for all of them.
type Recorder struct {
	Seen    uint64
	More    []uint64
	next    int
	unknown bool
	rec     *record
	names   map[string]struct{}
}

// What Next returns besides the index of a declared field.
const (
	Done  = -1 // the object has ended, or a syntax error ended the reading
	Other = -2 // the member's name is in Key and was not looked up
)

// guesses is how many of the next declared names Next tries: members mostly come
// in schema order, optional ones left out.
const guesses = 3

// Next advances to the next member. names are the declared names as JSON with
// their colon. When the text goes on with one of the names that are next in
// line, the field is noted (see Field) and its index returned.
func (r *Recorder) Next(c *Cursor, names []string) int {
	if !c.toName() {
		return Done
	}
	if !r.unknown {
		for i := r.next; i < len(names) && i < r.next+guesses && i < 64; i++ {
			name := names[i]
			if at := c.pos; len(c.src)-at >= len(name) && c.src[at:at+len(name)] == name {
				c.key, c.keyAt = name[1:len(name)-2], at
				c.pos = at + len(name)
				r.next = i + 1
				r.Seen |= 1 << i
				return i
			}
		}
	}
	if !c.name() {
		return Done
	}
	return Other
}

// Field notes that declared field i was met. A second time is a syntax error
// (a duplicate name).
func (r *Recorder) Field(c *Cursor, i int) {
	if i >= r.next && !r.unknown && i < 64 {
		r.next = i + 1
		r.Seen |= 1 << i
		return
	}
	r.outOfOrder(c, i)
}

func (r *Recorder) outOfOrder(c *Cursor, i int) {
	if r.Has(i) {
		c.Duplicate()
		return
	}
	if i >= r.next && !r.unknown {
		r.next = i + 1
		r.mark(i)
		return
	}
	r.need()
	if r.rec.order == nil {
		r.writeOrder()
	}
	r.rec.order = append(r.rec.order, int32(i))
	r.mark(i)
	r.next, r.unknown = 0, true // every member is listed from here on
}

func (r *Recorder) mark(i int) {
	if i < 64 {
		r.Seen |= 1 << i
		return
	}
	r.More[i>>6-1] |= 1 << (i & 63)
}

// writeOrder spells out the order so far: ascending fields, then unknown.
func (r *Recorder) writeOrder() {
	r.rec.order = make([]int32, 0, 16)
	for i := range 64 * (1 + len(r.More)) {
		if r.Has(i) {
			r.rec.order = append(r.rec.order, int32(i))
		}
	}
	for k := range r.rec.unknown {
		r.rec.order = append(r.rec.order, ^int32(k))
	}
}

func (r *Recorder) need() {
	if r.rec == nil {
		r.rec = &record{}
	}
}

// Unknown reads the value of an undeclared member and keeps it.
func (r *Recorder) Unknown(c *Cursor) {
	if !r.Undeclared(c) {
		return
	}
	name, from := c.key, c.Begin()
	c.Skip()
	r.Keep(c, name, from)
}

// Undeclared notes the name of an undeclared member, whose value is to be read
// next and then kept. A second one of that name is a syntax error and false.
func (r *Recorder) Undeclared(c *Cursor) bool {
	r.need()
	if r.known(c.key) {
		c.Duplicate()
		return false
	}
	return true
}

// Keep keeps the undeclared member of that name, whose value was just read from
// offset from on.
func (r *Recorder) Keep(c *Cursor, name string, from int) {
	if c.dead {
		return
	}
	if r.rec.order != nil {
		r.rec.order = append(r.rec.order, ^int32(len(r.rec.unknown)))
	}
	r.rec.unknown = append(r.rec.unknown, unknownMember{name, Raw{c.src[from:c.pos]}})
	r.unknown = true
}

// HasUnknown reports whether an undeclared member of that name was kept.
func (r *Recorder) HasUnknown(name string) bool {
	m := r.Members()
	_, ok := m.Unknown(name)
	return ok
}

// Len returns the number of members met, declared or not.
func (r *Recorder) Len() int {
	n := bits.OnesCount64(r.Seen)
	for _, w := range r.More {
		n += bits.OnesCount64(w)
	}
	if r.rec != nil {
		n += len(r.rec.unknown)
	}
	return n
}

// known reports whether an unknown member of that name was kept before, and
// remembers the name.
func (r *Recorder) known(name string) bool {
	u := r.rec.unknown
	if len(u) < smallObject {
		return slices.ContainsFunc(u, func(m unknownMember) bool { return m.name == name })
	}
	if r.names == nil {
		r.names = make(map[string]struct{}, 4*smallObject)
		for i := range u {
			r.names[u[i].name] = struct{}{}
		}
	}
	_, dup := r.names[name]
	r.names[name] = struct{}{}
	return dup
}

// Text keeps the text that field i was decoded from.
func (r *Recorder) Text(i int, text string) {
	r.need()
	r.rec.texts = append(r.rec.texts, fieldText{int32(i), text})
}

// Has reports whether declared field i was met.
func (r *Recorder) Has(i int) bool {
	if i < 64 {
		return r.Seen&(1<<i) != 0
	}
	return r.More[i>>6-1]&(1<<(i&63)) != 0
}

// Members returns the finished record.
func (r *Recorder) Members() Members { return Members{rec: r.rec} }

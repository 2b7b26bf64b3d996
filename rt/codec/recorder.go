package codec

import (
	"math/bits"
	"slices"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

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
	if !c.ToName() {
		return Done
	}
	if !r.unknown {
		for i := r.next; i < len(names) && i < r.next+guesses && i < 64; i++ {
			name := names[i]
			if at, src := c.Pos(), c.Src(); len(src)-at >= len(name) && src[at:at+len(name)] == name {
				c.TakeName(name)
				r.next = i + 1
				r.Seen |= 1 << i
				return i
			}
		}
	}
	if !c.Name() {
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
	name, from := c.Key(), c.Begin()
	c.Skip()
	r.Keep(c, name, from)
}

// Undeclared notes the name of an undeclared member, whose value is to be read
// next and then kept. A second one of that name is a syntax error and false.
func (r *Recorder) Undeclared(c *Cursor) bool {
	r.need()
	if r.known(c.Key()) {
		c.Duplicate()
		return false
	}
	return true
}

// Keep keeps the undeclared member of that name, whose value was just read from
// offset from on.
func (r *Recorder) Keep(c *Cursor, name string, from int) {
	if c.Dead() {
		return
	}
	if r.rec.order != nil {
		r.rec.order = append(r.rec.order, ^int32(len(r.rec.unknown)))
	}
	r.rec.unknown = append(r.rec.unknown, unknownMember{name, rt.Raw(wire.ValueOf(c.Span(from, c.Pos())))})
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
	if len(u) < wire.SmallObject {
		return slices.ContainsFunc(u, func(m unknownMember) bool { return m.name == name })
	}
	if r.names == nil {
		r.names = make(map[string]struct{}, 4*wire.SmallObject)
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

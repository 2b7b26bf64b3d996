package wire

import "sort"

// extent is where a value begins and ends.
type extent struct{ from, to int }

// shortValue is the length, in bytes, from which an extent is worth noting. What
// is shorter is read again at each level around it, of which so few bytes hold few.
const shortValue = 64

// Lookahead returns the text of member name of the object at hand, without
// moving. It stops quietly at anything malformed: the reading that follows
// reports it.
//
// It notes where the arrays and objects end that it reads on the way. The objects
// in them are mostly looked into next, and without the notes each level of a
// document would be read once for every level around it.
func (c *Cursor) Lookahead(name string) (string, bool) {
	if c.pos >= c.lookedTo {
		c.extents = c.extents[:0] // all lie behind
	}
	probe := Cursor{
		src: c.src, pos: c.pos, depth: c.depth,
		names: c.names[:0], extents: c.extents, lookedTo: c.lookedTo, noting: true,
	}
	text, found := probe.find(name)
	c.names = probe.names[:0] // no object is being skipped now
	if !probe.dead {
		c.extents, c.lookedTo = probe.extents, max(c.lookedTo, probe.pos)
	}
	return text, found
}

func (c *Cursor) find(name string) (string, bool) {
	if c.Peek() != KindObject {
		return "", false
	}
	for c.Enter(); c.Member(); {
		if c.key == name {
			v := c.RawText()
			return v, !c.dead
		}
		c.Skip()
	}
	return "", false
}

// skipNoting skips the array or object at hand by leaping to its end, where that
// was noted, or else by reading it, and notes the end. Extents are sorted: a value
// is entered before those in it, and what lies before lookedTo was entered already.
func (c *Cursor) skipNoting(kind Kind) {
	from := c.pos
	if from < c.lookedTo {
		i := sort.Search(len(c.extents), func(i int) bool { return c.extents[i].from >= from })
		if i < len(c.extents) && c.extents[i].from == from {
			c.pos = c.extents[i].to
			return
		}
		c.skipKind(kind)
		return
	}
	i := len(c.extents)
	c.extents = append(c.extents, extent{from: from})
	c.skipKind(kind)
	if c.pos-from < shortValue {
		c.extents = c.extents[:i] // those within are shorter still
		return
	}
	c.extents[i].to = c.pos
}

func (c *Cursor) skipKind(kind Kind) {
	if kind == KindArray {
		c.skipArray()
	} else {
		c.skipObject()
	}
}

// Leap moves to an offset behind values that were read before and are known to be
// sound.
func (c *Cursor) Leap(to int) { c.pos = to }

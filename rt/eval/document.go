package eval

import "github.com/atlas-dataflow/runresult/rt/codec"

// document is what Apply knows of the text that one cursor reads. Types that
// contain each other are applied from the inside out, so the values of an inner
// one are a part of the next one's; to parse and to judge them once more for each
// level around them would take a time that grows with the square of the depth.
//
// As long as that has not happened nothing is kept: most documents have one or two
// levels that the evaluator is asked about, and memory would be all they gain.
type document struct {
	p     *Program
	other *document // of another program that reads the same text

	parser builder
	parsed int    // bytes parsed, each as often as it was
	last   tree   // the value parsed last: several rules may be about it
	trees  []tree // while deep: parsed values in no other parsed one, in their order
	deep   bool   // values were parsed too often

	verdicts map[verdict]bool
	hashes   map[int]uint64
}

// tree is a parsed value and where it ends.
type tree struct {
	value *Value
	end   int
}

// verdict is the question whether the container at offset satisfies a node, by
// itself and whatever surrounds it.
type verdict struct {
	node   int32
	offset int
}

// parsedTwice is how many bytes may be parsed beyond twice the length of what was
// read before values are kept.
const parsedTwice = 4 << 10

// documentOf returns what is known of c's text, which c keeps.
func documentOf(c *codec.Cursor, p *Program) *document {
	first, _ := c.Companion().(*document)
	for d := first; d != nil; d = d.other {
		if d.p == p {
			return d
		}
	}
	d := &document{p: p, other: first}
	c.SetCompanion(d)
	return d
}

// value returns the value between at and where c stands, nil when it is not sound.
func (d *document) value(c *codec.Cursor, at int) *Value {
	end := c.Pos()
	if t := d.last; t.value != nil && t.value.offset == at && t.end == end {
		return t.value
	}
	if !d.deep && d.parsed+end-at > 2*end+parsedTwice {
		d.deep = true
		d.verdicts, d.hashes = map[verdict]bool{}, map[int]uint64{}
		if d.last.value != nil {
			d.trees = append(d.trees, d.last)
		}
	}
	first := len(d.trees)
	for first > 0 && d.trees[first-1].value.offset >= at {
		first--
	}
	d.parsed += end - at
	for _, t := range d.trees[first:] {
		d.parsed -= t.end - t.value.offset
	}
	b := &d.parser
	b.Cursor, b.known = codec.NewCursor(c.Src(), nil), d.trees[first:]
	b.Leap(at)
	v := b.value()
	dead := b.Dead()
	b.Cursor, b.known = nil, nil
	clear(d.trees[first:])
	d.trees = d.trees[:first]
	if dead {
		clear(b.stack)
		b.stack = b.stack[:0]
		return nil
	}
	d.last = tree{&v, end}
	if d.deep {
		d.trees = append(d.trees, d.last)
	}
	return &v
}

// check returns the verdict of a node on a value of the document.
func (d *document) check(node int, v *Value) bool {
	q := verdict{int32(node), v.offset}
	whole := d.deep && !d.p.nodes[node].scoped
	if whole {
		if ok, known := d.verdicts[q]; known {
			return ok
		}
	}
	e := d.p.pool.Get().(*evaluator)
	e.verdicts, e.hasher.known = d.verdicts, d.hashes
	ok := e.check(node, v, nil)
	if whole && !e.stopped {
		d.verdicts[q] = ok
	}
	e.clear()
	d.p.pool.Put(e)
	return ok
}

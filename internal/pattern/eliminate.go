package pattern

// Bounds of writing an automaton as a regular expression, which may need
// exponential room. Beyond them nobody would want to read or run it.
const (
	maxWrittenStates = 64
	maxWritten       = 4 << 10 // bytes
)

// expression writes an automaton as a regular expression by eliminating one
// state after the other; false if it becomes too long.
func (d *DFA) expression() (string, bool) {
	if d.Start == 0 {
		return re2Set(nil), true
	}
	// State 0 is dead: its row and column stay empty. State end is added.
	end, sets := d.States(), d.classSets()
	x := &elimination{edges: make([][]*term, end+1), done: make([]bool, end+1)}
	for s := range x.edges {
		x.edges[s] = make([]*term, end+1)
	}
	for s := 1; s < end; s++ {
		if d.Always[s] {
			x.edges[s][end] = &term{}
			continue
		}
		if d.Accept[s] {
			x.edges[s][end] = &term{"$", levelAtom}
		}
		to := make([]Set, end)
		for class, next := range d.Next[s*d.NumClasses : (s+1)*d.NumClasses] {
			to[next] = append(to[next], sets[class]...)
		}
		for next, set := range to {
			if next > 0 && len(set) > 0 {
				x.edges[s][next] = &term{re2Set(normalise(set)), levelAtom}
			}
		}
	}
	start := int(d.Start)
	x.done[0], x.done[start], x.done[end] = true, true, true
	for s := x.cheapest(); s > 0; s = x.cheapest() {
		x.eliminate(s)
		if x.long {
			return "", false
		}
	}
	text := "^" + x.join(x.edges[start][start].star(), x.edges[start][end]).in(levelConcat)
	return text, !x.long
}

// classSets returns the code points of each class.
func (d *DFA) classSets() []Set {
	sets := make([]Set, d.NumClasses)
	for c, class := range d.ASCII {
		sets[class] = append(sets[class], Range{rune(c), rune(c)})
	}
	for _, w := range d.Wide {
		sets[w.Class] = append(sets[w.Class], Range{w.Lo, w.Hi})
	}
	return sets
}

// term is a piece of a regular expression and the level that it is of; the zero
// value is the empty expression, nil the one that matches nothing.
type term struct {
	text  string
	level level
}

// in returns the text for a place where only the level needed may stand.
func (t *term) in(needed level) string {
	if t.level < needed {
		return "(?:" + t.text + ")"
	}
	return t.text
}

func (t *term) star() *term {
	if t == nil {
		return &term{}
	}
	return &term{t.in(levelAtom) + "*", levelConcat}
}

// elimination is a graph whose edges are regular expressions.
type elimination struct {
	edges [][]*term
	done  []bool // by state: eliminated, or one that stays
	long  bool   // some expression has become too long
}

func (x *elimination) join(a, b *term) *term {
	switch {
	case a.text == "":
		return b
	case b.text == "":
		return a
	}
	return x.made(a.in(levelConcat)+b.in(levelConcat), levelConcat)
}

func (x *elimination) either(a, b *term) *term {
	switch {
	case a == nil || b != nil && a.text == b.text:
		return b
	case b == nil:
		return a
	case a.text == "":
		return x.made(b.in(levelAtom)+"?", levelConcat)
	case b.text == "":
		return x.made(a.in(levelAtom)+"?", levelConcat)
	}
	return x.made(a.text+"|"+b.text, levelAlternate)
}

func (x *elimination) made(text string, l level) *term {
	x.long = x.long || len(text) > maxWritten
	return &term{text, l}
}

// cheapest returns the state whose elimination copies least, 0 when none is left.
func (x *elimination) cheapest() int {
	best, least := 0, 0
	for s, done := range x.done {
		if done {
			continue
		}
		in, out, cost := 0, 0, 0
		for t := range x.edges {
			if e := x.edges[t][s]; t != s && e != nil {
				in++
			}
			if e := x.edges[s][t]; t != s && e != nil {
				out++
			}
		}
		for t := range x.edges {
			if e := x.edges[t][s]; t != s && e != nil {
				cost += (len(e.text) + 4) * (out - 1)
			}
			if e := x.edges[s][t]; t != s && e != nil {
				cost += (len(e.text) + 4) * (in - 1)
			}
		}
		if e := x.edges[s][s]; e != nil {
			cost += (len(e.text) + 4) * (in*out - 1)
		}
		if best == 0 || cost < least {
			best, least = s, cost
		}
	}
	return best
}

// eliminate leads every way through s past it.
func (x *elimination) eliminate(s int) {
	x.done[s] = true
	loop := x.edges[s][s].star()
	for from := range x.edges {
		in := x.edges[from][s]
		if from == s || in == nil {
			continue
		}
		in = x.join(in, loop)
		for to, out := range x.edges[s] {
			if to != s && out != nil && !x.long {
				x.edges[from][to] = x.either(x.edges[from][to], x.join(in, out))
			}
		}
		x.edges[from][s] = nil
	}
	clear(x.edges[s])
}

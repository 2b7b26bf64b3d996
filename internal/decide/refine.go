package decide

// refine splits the classes of schemas until all of one lead to the same classes,
// and numbers them from first on, in the order of the schemas. Only what leads to a
// schema whose number changed is looked at again, and the largest part of a class
// keeps its number, so that a schema gets a new one no more often than its class can
// be halved: a long chain of references costs little more than a short one.
func refine(rest []*schema, all int, first int32) {
	r := &refiner{parents: make([][]*schema, all), place: make([]int, all), touched: make([]int, all), members: map[int32][]*schema{}}
	for _, c := range rest {
		c.children(func(child *schema) { r.parents[child.id] = append(r.parents[child.id], c) })
		r.place[c.id] = len(r.members[c.class])
		r.members[c.class] = append(r.members[c.class], c)
		r.next = max(r.next, c.class+1)
	}
	for dirty := rest; len(dirty) > 0; {
		r.round++
		dirty = r.split(dirty)
	}
	number := map[int32]int32{}
	for _, c := range rest {
		if _, known := number[c.class]; !known {
			number[c.class] = first + int32(len(number))
		}
	}
	for _, c := range rest {
		c.class = number[c.class]
	}
}

type refiner struct {
	parents [][]*schema         // by id, what leads to a schema
	members map[int32][]*schema // of each class
	place   []int               // by id, where among the members of its class
	touched []int               // by id, the last round in which it was dirty
	round   int
	next    int32
	buf     []byte
}

// moved is a schema that gets another number.
type moved struct {
	c     *schema
	class int32
}

// split splits the classes of dirty schemas by what they lead to now, and returns
// what leads to those that got another number.
func (r *refiner) split(dirty []*schema) []*schema {
	groups := map[int32][]*schema{}
	var order []int32
	for _, c := range dirty {
		r.touched[c.id] = r.round
		if groups[c.class] == nil {
			order = append(order, c.class)
		}
		groups[c.class] = append(groups[c.class], c)
	}
	var moves []moved
	for _, class := range order {
		moves = r.parts(moves, class, groups[class])
	}
	for _, m := range moves {
		r.move(m)
	}
	var next []*schema
	r.round++
	for _, m := range moves {
		for _, p := range r.parents[m.c.id] {
			if r.touched[p.id] != r.round {
				r.touched[p.id] = r.round
				next = append(next, p)
			}
		}
	}
	return next
}

// parts appends the moves that split one class. The members that are not dirty lead
// to what they all led to before.
func (r *refiner) parts(moves []moved, class int32, dirty []*schema) []moved {
	keys := newNumbering()
	var parts [][]*schema
	clean := len(r.members[class]) - len(dirty)
	if clean > 0 {
		keys.of(r.key(r.cleanOne(class)))
		parts = append(parts, nil)
	}
	for _, c := range dirty {
		at := int(keys.of(r.key(c)))
		if at == len(parts) {
			parts = append(parts, nil)
		}
		parts[at] = append(parts[at], c)
	}
	size := func(i int) int {
		if i == 0 {
			return len(parts[0]) + clean
		}
		return len(parts[i])
	}
	keep := 0
	for i := range parts {
		if size(i) > size(keep) {
			keep = i
		}
	}
	for i, part := range parts {
		if i == keep {
			continue
		}
		if i == 0 && clean > 0 {
			for _, c := range r.members[class] {
				if r.touched[c.id] != r.round {
					moves = append(moves, moved{c, r.next})
				}
			}
		}
		for _, c := range part {
			moves = append(moves, moved{c, r.next})
		}
		r.next++
	}
	return moves
}

// cleanOne returns a member of a class that is not dirty.
func (r *refiner) cleanOne(class int32) *schema {
	for _, c := range r.members[class] {
		if r.touched[c.id] != r.round {
			return c
		}
	}
	return nil
}

func (r *refiner) key(c *schema) []byte {
	r.buf = c.appendChildren(r.buf[:0])
	return r.buf
}

func (r *refiner) move(m moved) {
	from := r.members[m.c.class]
	at, last := r.place[m.c.id], from[len(from)-1]
	from[at], r.place[last.id] = last, at
	r.members[m.c.class] = from[:len(from)-1]
	m.c.class = m.class
	r.place[m.c.id] = len(r.members[m.class])
	r.members[m.class] = append(r.members[m.class], m.c)
}

package eval

// What follows is found out once all nodes are there.

// share marks the nodes where the same question about the same value can come up
// twice: those that more than one node leads to, and the branches of a choice,
// which is decided first and then, where all fail, looked into for the reasons; in
// a choice within a choice within a choice that would be done anew at each level.
func (l *loader) share() {
	seen := make([]bool, len(l.p.nodes))
	lead := func(i int32) {
		if i < 0 {
			return
		}
		if seen[i] {
			l.p.nodes[i].shared = true
		}
		seen[i] = true
	}
	for i := range l.p.nodes {
		n := &l.p.nodes[i]
		n.children(lead)
		for _, list := range [...][]int32{n.anyOf, n.oneOf, {n.cond, n.not}} {
			for _, b := range list {
				if b >= 0 {
					l.p.nodes[b].branch = true
				}
			}
		}
	}
	for _, s := range l.p.scopes {
		for _, i := range s {
			l.p.nodes[i].shared = true
		}
	}
}

// scope marks the nodes from which a dynamic reference is reached.
func (l *loader) scope() {
	var reached []int32
	for i := range l.p.nodes {
		if n := &l.p.nodes[i]; n.dynamic != nil {
			n.scoped = true
			reached = append(reached, int32(i))
		}
	}
	if reached == nil {
		return
	}
	from := make([][]int32, len(l.p.nodes))
	for i := range l.p.nodes {
		l.p.nodes[i].children(func(to int32) {
			if to >= 0 {
				from[to] = append(from[to], int32(i))
			}
		})
	}
	for len(reached) > 0 {
		last := len(reached) - 1
		i := reached[last]
		reached = reached[:last]
		for _, k := range from[i] {
			if n := &l.p.nodes[k]; !n.scoped {
				n.scoped = true
				reached = append(reached, k)
			}
		}
	}
}

// parts marks the nodes that judge items and members: every recursion through a
// document passes one of them.
func (l *loader) parts() {
	for i := range l.p.nodes {
		l.p.nodes[i].parts(func(to int32) {
			if to >= 0 {
				l.p.nodes[to].ofPart = !l.p.nodes[to].scoped
			}
		})
	}
}

// children calls f for every node that n leads to, none included.
func (n *node) children(f func(int32)) {
	for _, i := range [...]int32{n.ref, n.not, n.cond, n.then, n.otherwise} {
		f(i)
	}
	if n.dynamic != nil {
		f(n.dynamic.target)
	}
	for _, list := range [...][]int32{n.allOf, n.anyOf, n.oneOf} {
		for _, i := range list {
			f(i)
		}
	}
	for _, c := range n.dependent {
		f(c.node)
	}
	n.parts(f)
	if n.object != nil {
		f(n.object.names)
	}
}

// parts calls f for the nodes that judge the items and members of what n judges.
func (n *node) parts(f func(int32)) {
	f(n.unevaluatedItems)
	f(n.unevaluatedProperties)
	if a := n.array; a != nil {
		for _, i := range a.prefix {
			f(i)
		}
		f(a.items)
		f(a.contains)
	}
	if o := n.object; o != nil {
		for _, c := range o.properties {
			f(c.node)
		}
		for _, c := range o.patterns {
			f(c.node)
		}
		f(o.additional)
	}
}

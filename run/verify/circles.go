package verify

import "strings"

// edgeOf is the position in a step's list of ids that leads on in its circle.
func (c *checker) edgeOf(ids []string, group []int, i int) int {
	for j, id := range ids {
		if to, known := c.index[id]; known && !c.shared[id] && group[to] == group[i] {
			return j
		}
	}
	return 0
}

// circles finds the groups of steps that lead to each other, numbers their
// members from 1, and tells each group once, at its first step.
func (c *checker) circles(next [][]int, tell func(first int, path string, group []int)) (group []int) {
	group = components(next)
	size := map[int]int{}
	for _, g := range group {
		size[g]++
	}
	told := map[int]bool{}
	for i, g := range group {
		self := false
		for _, to := range next[i] {
			self = self || to == i
		}
		if size[g] < 2 && !self {
			group[i] = 0
			continue
		}
		if !told[g] {
			told[g] = true
			tell(i, c.circlePath(next, group, i), group)
		}
	}
	return group
}

// circlePath spells a way from a step back to itself, shortened when long.
func (c *checker) circlePath(next [][]int, group []int, from int) string {
	came := map[int]int{}
	queue := []int{from}
	last := -1
	for len(queue) > 0 && last < 0 {
		at := queue[0]
		queue = queue[1:]
		for _, to := range next[at] {
			if to == from {
				last = at
				break
			}
			if _, seen := came[to]; !seen && group[to] == group[from] {
				came[to] = at
				queue = append(queue, to)
			}
		}
	}
	var names []string
	for at := last; at >= 0; {
		names = append(names, quote(c.doc.Steps[at].StepID))
		if at == from {
			break
		}
		at = came[at]
	}
	for a, b := 0, len(names)-1; a < b; a, b = a+1, b-1 {
		names[a], names[b] = names[b], names[a]
	}
	const limit = 6
	if len(names) > limit {
		names = append(names[:limit], "…")
	}
	return strings.Join(append(names, quote(c.doc.Steps[from].StepID)), " → ")
}

// components numbers the strongly connected components of a graph, without
// recursion: documents can be of any depth.
func components(next [][]int) []int {
	n := len(next)
	group, low, order := make([]int, n), make([]int, n), make([]int, n)
	var stack []int
	type frame struct{ at, edge int }
	var path []frame
	counter, groups := 0, 0
	for root := range next {
		if order[root] != 0 {
			continue
		}
		path = append(path, frame{at: root})
		for len(path) > 0 {
			f := &path[len(path)-1]
			at := f.at
			if f.edge == 0 && order[at] == 0 {
				counter++
				order[at], low[at] = counter, counter
				stack = append(stack, at)
			}
			if f.edge < len(next[at]) {
				to := next[at][f.edge]
				f.edge++
				if order[to] == 0 {
					path = append(path, frame{at: to})
				} else if group[to] == 0 {
					low[at] = min(low[at], order[to])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1].at
				low[up] = min(low[up], low[at])
			}
			if low[at] != order[at] {
				continue
			}
			groups++
			for {
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				group[top] = groups
				if top == at {
					break
				}
			}
		}
	}
	return group
}

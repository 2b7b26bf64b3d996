package decide

import "github.com/atlas-dataflow/runresult/internal/source"

// findMentioning finds the schemas that mention a member, by themselves or by
// anything that they apply, here or below. What all others say of a place is
// nothing that a content asks about, so they are left out of its mentions. Most
// schemas of scalars are like that.
func (s *search) findMentioning() {
	parents := make([][]int32, len(s.schemas))
	var queue []*schema
	for _, c := range s.schemas {
		c.mentioning = false
		c.children(func(child *schema) { parents[child.id] = append(parents[child.id], c.id) })
		if c.mentions() {
			queue = append(queue, c)
		}
	}
	for len(queue) > 0 {
		c := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if c.mentioning {
			continue
		}
		c.mentioning = true
		for _, p := range parents[c.id] {
			queue = append(queue, s.schemas[p])
		}
	}
}

// mentions reports that c itself spells out names of members or restricts the
// members that nobody names, or may.
func (c *schema) mentions() bool {
	for _, v := range c.enum {
		if v.Kind == source.Object || v.Kind == source.Array {
			return true
		}
	}
	return c.konst != nil || c.kindsOpen != 0 || len(c.props)+len(c.required)+len(c.dependent)+len(c.dependents)+len(c.patterns) > 0 ||
		c.additional != nil || c.unevaluated != nil || c.names != nil
}

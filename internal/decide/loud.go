package decide

import "github.com/atlas-dataflow/runresult/internal/source"

// hush finds the schemas that mention no member, neither by themselves nor by
// anything that they apply, here or below: what they say of a place is nothing
// that a content asks about, so they are left out of its mentions. Most schemas
// of scalars are like that.
func (s *search) hush() {
	parents := make([][]int32, len(s.schemas))
	var loud []*schema
	for _, c := range s.schemas {
		c.quiet = true
		c.children(func(child *schema) { parents[child.id] = append(parents[child.id], c.id) })
		if c.mentions() {
			loud = append(loud, c)
		}
	}
	for len(loud) > 0 {
		c := loud[len(loud)-1]
		loud = loud[:len(loud)-1]
		if !c.quiet {
			continue
		}
		c.quiet = false
		for _, p := range parents[c.id] {
			loud = append(loud, s.schemas[p])
		}
	}
}

// mentions reports that c itself spells out names of members or restricts the
// members that nobody names.
func (c *schema) mentions() bool {
	for _, v := range c.enum {
		if v.Kind == source.Object || v.Kind == source.Array {
			return true
		}
	}
	return c.konst != nil || c.refused != "" || len(c.props)+len(c.required)+len(c.dependent)+len(c.dependents)+len(c.patterns) > 0 ||
		c.additional != nil || c.unevaluated != nil || c.names != nil
}

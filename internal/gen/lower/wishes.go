package lower

import (
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
)

// wish notes how a field is to be called, if one of the schemas of the member
// says so.
func (l *lowerer) wish(f *model.Field, roots []*graph.Node) {
	for _, n := range roots {
		x := l.extensions[n.GoJSONSchema]
		if x == nil || x.identifier == "" || !x.member {
			continue
		}
		if reservedFields[x.identifier] {
			l.fail(x.errorf("identifier", "choose another name", "every generated type has a method %s", x.identifier))
		}
		if y := l.wishes[f]; y != nil && y.identifier != x.identifier {
			l.fail(x.errorf("identifier", "leave one of them out", "the member is called %s at %q", y.identifier, y.node.Ptr()))
		}
		x.used = true
		l.wishes[f] = x
	}
}

// wishFor returns the extension that names t, nil when none does.
func (l *lowerer) wishFor(t *model.Type) *extension {
	x := l.extensions[l.origin[t].GoJSONSchema]
	if x == nil || x.identifier == "" || x.member {
		return nil
	}
	return x
}

// fixed gives the names that are asked for by an extension, and refuses those
// that something else is called. It returns the other claims.
func (l *lowerer) fixed(claims []claim, taken map[string]bool) []claim {
	wants := map[string]int{}
	for _, c := range claims {
		wants[c.want]++
	}
	var rest []claim
	for _, c := range claims {
		if c.wish == nil {
			rest = append(rest, c)
			continue
		}
		if wants[c.want] > 1 || taken[c.want] || c.also != "" && taken[c.also+c.want] {
			l.fail(c.wish.errorf("identifier", "choose another name", "something else is called %s already", c.want))
			return rest
		}
		c.wish.used = true
		taken[c.want] = true
		if c.also != "" {
			taken[c.also+c.want] = true
		}
		c.grant(c.want)
	}
	return rest
}

// unusedExtension refuses a goJSONSchema that the code would not show.
func (l *lowerer) unusedExtension() error {
	var reached map[*graph.Node]bool
	for _, n := range l.g.Nodes {
		x := l.extensions[n.GoJSONSchema]
		if n.GoJSONSchema == nil || x == nil || x.used || x.identifier == "" && x.foreign == nil {
			continue
		}
		if reached == nil {
			reached = program.Reachable(l.g, l.g.Root)
		}
		if !x.met && (!reached[n] || l.foreign[n.File] != nil) {
			continue // nothing is generated for it here
		}
		if x.foreign != nil {
			return x.errorf("type", "remove it, or place it at the member or item itself", "no value here has a type of its own")
		}
		return x.errorf("identifier", "remove it, or place it at a member, or at a schema of objects or listed strings", "nothing that is generated for the schema has a name")
	}
	return nil
}

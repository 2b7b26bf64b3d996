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
		x := l.extensions[n.Extension]
		if x == nil || x.Identifier == "" || !x.member {
			continue
		}
		if l.opt.Language.Reserved(x.Identifier) {
			l.fail(x.Errorf("identifier", "choose another name", "every generated type has a method %s", x.Identifier))
		}
		if y := l.wishes[f]; y != nil && y.Identifier != x.Identifier {
			l.fail(x.Errorf("identifier", "leave one of them out", "the member is called %s at %q", y.Identifier, y.Node.Ptr()))
		}
		x.used = true
		l.wishes[f] = x
	}
}

// wishFor returns the extension that names t, nil when none does.
func (l *lowerer) wishFor(t *model.Type) *Extension {
	x := l.extensions[l.origin[t].Extension]
	if x == nil || x.Identifier == "" || x.member {
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
		if wants[c.want] > 1 || !c.free(c.want, taken) {
			l.fail(c.wish.Errorf("identifier", "choose another name", "something else is called %s already", c.want))
			return rest
		}
		c.wish.used = true
		c.take(c.want, taken)
	}
	return rest
}

// unusedExtension refuses an extension that the code would not show.
func (l *lowerer) unusedExtension() error {
	var reached map[*graph.Node]bool
	for _, n := range l.g.Nodes {
		x := l.extensions[n.Extension]
		if n.Extension == nil || x == nil || x.used || x.Identifier == "" && x.Native == nil {
			continue
		}
		if reached == nil {
			reached = program.Reachable(l.g, l.g.Root)
		}
		if !x.met && (!reached[n] || l.foreign[n.File] != nil) {
			continue // nothing is generated for it here
		}
		if x.Native != nil {
			return x.Errorf("type", "remove it, or place it at the member or item itself", "no value here has a type of its own")
		}
		return x.Errorf("identifier", "remove it, or place it at a member, or at a schema of objects or listed strings", "nothing that is generated for the schema has a name")
	}
	return nil
}

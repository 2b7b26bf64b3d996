package v5

import (
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Codes of the errors that Compile returns, beside those of package graph.
const (
	// CodeMetaSchema: the schema is not one that its meta-schema accepts.
	CodeMetaSchema = "invalid-schema"
	// CodePattern: a pattern that the library cannot be given.
	CodePattern = "unsupported-pattern"
	// CodeLimit: the copy would be too large, or validation takes too long.
	CodeLimit = "schema-too-complex"
	// CodeLibrary: the library failed where it should not.
	CodeLibrary = "validator-failed"
)

// documentSize is the number of schemas after which a new document of the copy
// is begun.
const documentSize = 48

// maxCopies bounds the schemas of the copy beyond those of the graph: dynamic
// references can ask for one copy of a schema per scope.
const maxCopies = 200_000

// copyKey is a schema of the copy: a node in a dynamic scope.
type copyKey struct{ node, scope int }

// site is where a schema of the copy stands: in a document, behind "#" and the
// library's spelling of a pointer.
type site struct {
	document int
	location string
}

func (s site) url() string { return documentURL(s.document) + "#" + s.location }

func documentURL(i int) string { return copyURL + strconv.Itoa(i) }

const copyURL = "copy:///"

// document returns the text of the document at a URL, nil when there is none.
func (v *Validator) document(url string) []byte {
	number, _ := strings.CutPrefix(url, copyURL)
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= len(v.documents) {
		return nil
	}
	return v.documents[i]
}

// copier lays the copy out and writes it.
type copier struct {
	g      *graph.Graph
	scopes *scopes
	sites  map[copyKey]site
	roots  []copyKey // by document
	tree   []copyKey // children to place in documents of their own
	refs   []copyKey // reference targets to place when all children are

	respelled map[*graph.Pattern]string        // of names
	said      map[*graph.Pattern]pattern.Terms // of values
	appliedBy map[copyKey]string               // the keyword that applies a wide group's child
	grafts    map[string][]*graft
	reporting []bool // by node ID; see reportTo
	formats   bool
	// places finds what a location of the library means: keys are URLs of
	// schemas and, with the keyword, of what has no counterpart in the file.
	places map[string]place
	err    *diag.Error
}

// place is what the schema at a location of the copy was made from.
type place struct {
	node *graph.Node
	// keyword is set where the copy holds a schema of its own making that stands
	// for a keyword of node, and on a boolean schema, where it is the keyword
	// that applies it.
	keyword string
}

// layout gives every schema of the copy its site.
func (c *copier) layout() {
	start := c.key(c.g.Root, 0)
	c.tree = append(c.tree, start)
	for c.err == nil && (len(c.tree) > 0 || len(c.refs) > 0) {
		var next copyKey
		if n := len(c.tree); n > 0 {
			next, c.tree = c.tree[n-1], c.tree[:n-1]
		} else {
			n = len(c.refs)
			next, c.refs = c.refs[n-1], c.refs[:n-1]
		}
		if _, done := c.sites[next]; done {
			continue
		}
		c.roots = append(c.roots, next)
		room := documentSize
		c.place(next, site{document: len(c.roots) - 1}, &room)
	}
}

// key returns the schema of the copy for n reached from a scope.
func (c *copier) key(n *graph.Node, from int) copyKey {
	return copyKey{n.ID, c.scopes.enter(from, n)}
}

func (c *copier) place(k copyKey, at site, room *int) {
	n := c.g.Nodes[k.node]
	if len(c.sites) > len(c.g.Nodes)+maxCopies {
		if c.err == nil {
			c.err = n.File.Errorf(n.Value, n.Ptr(), CodeLimit, "use $ref where the target does not depend on the dynamic scope",
				"the schema's dynamic references ask for more than %d copies of its parts", maxCopies)
		}
		return
	}
	if row := table.Unknown(c.assertions(n)); row != nil && c.err == nil {
		c.err = n.Unheard("the validation library", row)
		return
	}
	c.sites[k] = at
	c.places[at.url()] = place{node: n}
	if at.location == "" && n.Bool != nil {
		c.places[at.url()] = place{node: n, keyword: c.appliedBy[k]}
	}
	*room--
	list := children(n)
	wide := wideGroups(list)
	for _, sub := range list {
		location := at.location + "/" + sub.keyword
		if !sub.alone {
			location += "/" + escapeToken(c.spelled(n, sub))
		}
		next := c.key(sub.node, k.scope)
		_, done := c.sites[next]
		switch {
		case wide[sub.keyword]:
			if !done {
				c.tree = append(c.tree, next)
				c.appliedBy[next] = sub.keyword
			}
		case sub.node.Bool != nil:
			c.places[site{at.document, location}.url()] = place{node: sub.node, keyword: sub.keyword}
		case done:
		case dialectOf(sub.node) != dialectOf(n) || *room <= 0:
			c.tree = append(c.tree, next)
		default:
			c.place(next, site{at.document, location}, room)
		}
	}
	if n.Ref != nil {
		c.refs = append(c.refs, c.key(n.Ref, k.scope))
	}
	if n.DynamicRef != nil {
		c.refs = append(c.refs, c.key(c.scopes.target(k.scope, n.DynamicRef), k.scope))
	}
}

// spelled returns a child's key as the copy spells it: patterns in Go syntax,
// everything else unchanged.
func (c *copier) spelled(n *graph.Node, sub child) string {
	if sub.pattern == nil {
		return sub.key
	}
	if text, ok := c.respelled[sub.pattern]; ok {
		return text
	}
	// Different patterns may come out the same, but must stay different members.
	taken := map[string]bool{}
	for _, p := range n.PatternProperties {
		text := c.respell(n, p.Pattern, p.Node.Value)
		for taken[text] {
			text += "(?:)"
		}
		taken[text] = true
		c.respelled[p.Pattern] = text
	}
	return c.respelled[sub.pattern]
}

// respell translates the pattern of a name, for which there is one expression
// only; where none can be made the copy is abandoned.
func (c *copier) respell(n *graph.Node, p *graph.Pattern, at *source.Value) string {
	text, err := p.P.RE2()
	if err != nil {
		c.badPattern(n, p, at, source.Join(n.At("patternProperties"), p.Source), err)
	}
	return text
}

// terms translates the pattern of n, if it has one; where that cannot be done
// the copy is abandoned.
func (c *copier) terms(n *graph.Node) pattern.Terms {
	p := n.Pattern
	if p == nil {
		return pattern.Terms{}
	}
	t, known := c.said[p]
	if !known {
		var err error
		if t, err = p.P.Terms(); err != nil {
			c.badPattern(n, p, p.At, n.At("pattern"), err)
		}
		c.said[p] = t
	}
	return t
}

// several tells whether the keyword pattern cannot say it.
func several(t pattern.Terms) bool { return len(t.None) > 0 || len(t.All) > 1 }

func (c *copier) badPattern(n *graph.Node, p *graph.Pattern, at *source.Value, pointer string, err error) {
	if c.err == nil {
		c.err = patternError(n.File, at, pointer, p.Source, err)
	}
}

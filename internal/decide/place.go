package decide

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Every unknown names a schema and a keyword: what could not be followed or, when
// it was too much, what most of the work was spent on.

// unknownKey tells apart what is told once.
type unknownKey struct {
	node            *graph.Node
	keyword, reason string
}

// tell notes what the search could not follow: a keyword of c. Without c it is
// what the search is at.
func (s *search) tell(c *schema, keyword, reason, message string) {
	var n *graph.Node
	if c != nil && c.node != nil {
		n, keyword = keywordIn(c, keyword)
	} else {
		n, keyword = s.here(keyword)
	}
	s.tellAt(n, keyword, reason, message)
}

// tellUnheard notes a keyword of c that was not heard of and that looks at values of
// a type.
func (s *search) tellUnheard(c *schema, k source.Kind) {
	s.tell(c, c.unknownKeyword(k), graph.CodeUnheard, "the search does not know the keyword, and a value that it bears on could not be judged")
}

// tellTaint notes a demand that was left out, when what was found without it does not
// count.
func (s *search) tellTaint(m taintMark) {
	reason := "not-followed"
	if m.schema != nil && m.schema.lacks(m.keyword) {
		reason = graph.CodeUnheard
	}
	s.tell(m.schema, m.keyword, reason, "the search does not follow the keyword, and the values it tried were refused or could not be judged")
}

func (s *search) tellAt(n *graph.Node, keyword, reason, message string) {
	key := unknownKey{n, keyword, reason}
	if s.told[key] || len(s.unknowns) >= 20 {
		return
	}
	s.told[key] = true
	s.unknowns = append(s.unknowns, Unknown{Node: n, Keyword: keyword, Reason: reason, Message: message})
}

// here returns what the search is at: the schema of the innermost goal that has
// the keyword or, without one, any.
func (s *search) here(keyword string) (*graph.Node, string) {
	for i := len(s.frames) - 1; i >= 0; i-- {
		if n, k := s.about(s.frames[i].lits, keyword); n != nil {
			return n, k
		}
	}
	return s.about([]lit{no(s.out), yes(s.in)}, keyword)
}

// about returns the schema that literals are about: the first that has the
// keyword, or else any keyword.
func (s *search) about(lits []lit, keyword string) (*graph.Node, string) {
	var n *graph.Node
	var k string
	for _, x := range lits {
		c := s.classes[x.class()]
		if c.node == nil {
			continue
		}
		at, has := keywordIn(c, keyword)
		if has == "" {
			continue
		}
		if has == keyword {
			return at, has
		}
		if n == nil || x.negative() {
			n, k = at, has
		}
	}
	return n, k
}

// keywordIn returns where c or what it refers to has a keyword, and if none does,
// a keyword that it has.
func keywordIn(c *schema, keyword string) (*graph.Node, string) {
	if c.lacks(keyword) {
		return c.node, keyword
	}
	if keyword != "" {
		for at, depth := c, 0; at != nil && at.node != nil && depth < maxTagDepth; depth++ {
			if at.node.Keyword(keyword) != nil {
				return at.node, keyword
			}
			if len(at.all) != 1 {
				break
			}
			at = at.all[0]
		}
	}
	return c.node, mainKeyword(c.node, keyword)
}

// byWork lists keywords, those that make most work first.
var byWork = []string{
	"oneOf", "anyOf", "if", "not", "allOf", "$ref", "$dynamicRef", "unevaluatedProperties",
	"unevaluatedItems", "dependentSchemas", "dependentRequired", "contains", "uniqueItems",
	"propertyNames", "patternProperties", "properties", "additionalProperties", "items", "prefixItems",
	"pattern", "multipleOf", "enum", "const", "required", "minProperties", "maxProperties", "minItems",
	"maxItems", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
	"format", "type",
}

// mainKeyword returns the keyword of a schema, by its 2020-12 name, that makes
// most work, and otherwise if the schema has none.
func mainKeyword(n *graph.Node, otherwise string) string {
	main, best := otherwise, len(byWork)+1
	for row := range n.Assertions() {
		if i := workOf[row.Index()]; i < best {
			main, best = row.Name, i
		}
	}
	return main
}

// workOf is the place of each row of the keyword table in byWork.
var workOf = func() []int {
	ranks := make([]int, len(keyword.All()))
	for i, row := range keyword.All() {
		if ranks[i] = slices.Index(byWork, row.Name); ranks[i] < 0 {
			ranks[i] = len(byWork)
		}
	}
	return ranks
}()

// tooMuchWork notes that the budget is spent. The place is filled in when the
// search has ended (reasons).
func (s *search) tooMuchWork() {
	if s.stopped == nil {
		n, k := s.here("")
		s.stopped = &unknownKey{node: n, keyword: k}
		s.tellAt(nil, "", domain.TooMuchWork, "the budget of work units was spent before the search ended")
	}
}

// blame notes that a choice between the ways to meet or to break the schemas of a
// goal has cost work, what was chosen inside other goals not counted.
func (s *search) blame(g *goal, f *form, cost int64) {
	key := unknownKey{}
	if f.from != nil && f.from.node != nil {
		key.node, key.keyword = f.from.node, mainKeyword(f.from.node, "")
	} else {
		key.node, key.keyword = s.about(g.lits, "")
	}
	if key.node != nil && cost > 0 {
		s.costs[key] += cost
		if s.dearest.node == nil || s.costs[key] > s.costs[s.dearest] {
			s.dearest = key
		}
	}
}

// reasons returns why there is no answer; there is always one, and each has a
// place.
func (s *search) reasons() []Unknown {
	if len(s.unknowns) == 0 && s.work <= 0 {
		s.tooMuchWork()
	}
	if len(s.unknowns) == 0 {
		s.tell(nil, "", "not-followed", "something in the schemas could not be followed")
	}
	for i := range s.unknowns {
		u := &s.unknowns[i]
		if u.Node == nil && s.stopped != nil {
			u.Node, u.Keyword = s.stopped.node, s.stopped.keyword
			if s.dearest.node != nil {
				u.Node, u.Keyword = s.dearest.node, s.dearest.keyword
			}
		}
		if u.Node == nil {
			u.Node = s.graphs[1].Root
		}
		if u.Keyword == "" {
			u.Keyword = mainKeyword(u.Node, "")
		}
	}
	return s.unknowns
}

// refusal returns the rule of g that a document breaks, as the evaluator of
// generated code tells it; the root when it tells none.
func refusal(g *graph.Graph, doc *source.Value) (*graph.Node, string) {
	p, index, err := program.Compile(g)
	if err != nil {
		return g.Root, ""
	}
	v, err := eval.Parse(doc.JSON())
	if err != nil {
		return g.Root, ""
	}
	var first *eval.Violation
	p.Check(index[g.Root], v, func(x eval.Violation) {
		if first == nil {
			first = &x
		}
	})
	if first == nil {
		return g.Root, ""
	}
	file, at, ok := strings.Cut(first.SchemaAt, "#")
	if !ok || strings.HasPrefix(first.SchemaAt, "/") {
		file, at = g.Root.File.Name, first.SchemaAt
	}
	for _, n := range g.Nodes {
		if n.File.Name == file && first.Keyword != "" && n.At(first.Keyword) == at {
			return n, first.Keyword
		}
	}
	return g.Root, ""
}

// undeclaredAt returns the schema of the accepting side that names members where
// one stands that it does not declare.
func (s *search) undeclaredAt(o writer.Outside) (*graph.Node, string) {
	m := s.applied(s.in)
	tokens := strings.Split(o.At, "/")
	for i := 1; i+1 < len(tokens); i++ {
		name, _ := source.UnescapePointer(tokens[i])
		m = s.step(m, name)
	}
	m.close(s)
	for _, i := range m.naming {
		c := m.inplace[i].schema
		if c.node == nil {
			continue
		}
		if len(c.props) > 0 {
			return c.node, "properties"
		}
		return c.node, mainKeyword(c.node, "")
	}
	return s.graphs[0].Root, ""
}

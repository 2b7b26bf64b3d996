package confirm

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// maxNodes bounds the schemas that the library is given; see also maxSteps.
const maxNodes = 20_000

// peer is the second validator with a copy of a schema: every schema of the
// graph under $defs, in the 2020-12 meaning that the graph gives it, so that
// each draft can be judged although the library knows two. Formats are left
// out.
type peer struct {
	g        *graph.Graph
	resolved *jsonschema.Resolved
}

// newPeer makes the copy. The error says why the library cannot judge by it.
func newPeer(g *graph.Graph, formats bool) (p *peer, err error) {
	defer recovered(&err)
	if len(g.Nodes) > maxNodes {
		return nil, errors.New("the schema is too large")
	}
	c := copier{defs: map[string]*jsonschema.Schema{}, formats: formats}
	root := c.ref(g.Root)
	for len(c.queue) > 0 && c.err == nil {
		n := c.queue[0]
		c.queue = c.queue[1:]
		*c.defs[key(n)] = *c.schema(n)
	}
	if c.err != nil {
		return nil, c.err
	}
	root.Defs = c.defs
	resolved, err := root.Resolve(nil)
	if err != nil {
		return nil, err
	}
	return &peer{g, resolved}, nil
}

// recovered turns a panic of the library into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panic: %v", r)
	}
}

func (p *peer) accepts(doc *source.Value) (ok bool, err error) {
	defer recovered(&err)
	v, err := convert(doc)
	if err != nil {
		return false, err
	}
	if !bearable(p.g.Root, doc) {
		return false, errors.New("the schema asks for too many steps on this document")
	}
	return p.resolved.Validate(v) == nil, nil
}

// copier makes the copy of a schema.
type copier struct {
	defs    map[string]*jsonschema.Schema
	queue   []*graph.Node
	formats bool
	err     error
}

func key(n *graph.Node) string { return "n" + strconv.Itoa(n.ID) }

func (c *copier) refuse(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

// ref returns a schema that stands for n: a reference to its copy.
func (c *copier) ref(n *graph.Node) *jsonschema.Schema {
	k := key(n)
	if c.defs[k] == nil {
		c.defs[k] = &jsonschema.Schema{}
		c.queue = append(c.queue, n)
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + k}
}

func (c *copier) one(n *graph.Node) *jsonschema.Schema {
	if n == nil {
		return nil
	}
	return c.ref(n)
}

func (c *copier) list(nodes []*graph.Node) []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, n := range nodes {
		out = append(out, c.ref(n))
	}
	return out
}

func (c *copier) named(list []graph.Property) map[string]*jsonschema.Schema {
	if len(list) == 0 {
		return nil
	}
	out := make(map[string]*jsonschema.Schema, len(list))
	for _, p := range list {
		out[p.Name] = c.ref(p.Node)
	}
	return out
}

// schema copies what n says by itself.
func (c *copier) schema(n *graph.Node) *jsonschema.Schema {
	if n.Bool != nil {
		if *n.Bool {
			return &jsonschema.Schema{}
		}
		return nothing()
	}
	s := &jsonschema.Schema{
		Items: c.one(n.Items), PrefixItems: c.list(n.PrefixItems), Contains: c.one(n.Contains), UnevaluatedItems: c.one(n.UnevaluatedItems),
		Properties: c.named(n.Properties), PatternProperties: c.patternProperties(n), AdditionalProperties: c.one(n.AdditionalProperties),
		PropertyNames: c.one(n.PropertyNames), UnevaluatedProperties: c.one(n.UnevaluatedProperties),
		DependentSchemas: c.named(n.DependentSchemas),
		AllOf:            c.list(n.AllOf), AnyOf: c.list(n.AnyOf), OneOf: c.list(n.OneOf), Not: c.one(n.Not),
		If: c.one(n.If), Then: c.one(n.Then), Else: c.one(n.Else),
	}
	c.scalars(n, s)
	if n.UnevaluatedItems != nil && !n.Dialect.ContainsEvaluates() {
		c.refuse("contains means something else in %s", n.Dialect)
	}
	var more []*graph.Node
	if n.Ref != nil {
		more = append(more, n.Ref)
	}
	if d := n.DynamicRef; d != nil {
		if !d.Plain() {
			c.refuse("the schema has references that depend on the way to them")
		}
		more = append(more, d.Target)
	}
	s.AllOf = append(s.AllOf, c.list(more)...)
	return s
}

func nothing() *jsonschema.Schema { return &jsonschema.Schema{Not: &jsonschema.Schema{}} }

// scalars copies the keywords that hold no schema.
func (c *copier) scalars(n *graph.Node, s *jsonschema.Schema) {
	s.Types = n.Types
	if n.HasEnum {
		s.Enum = c.values(n.Enum)
	}
	if n.Const != nil {
		s.AllOf = append(s.AllOf, &jsonschema.Schema{Enum: c.values([]*source.Value{n.Const})})
	}
	s.MultipleOf = c.number(n.MultipleOf)
	if n.MultipleOf != nil && !(n.MultipleOf.Rat.IsInt() && n.MultipleOf.Rat.Num().BitLen() <= 53) {
		c.refuse("multiples of %s", n.MultipleOf.Text)
	}
	s.Minimum, s.Maximum = c.number(n.Minimum), c.number(n.Maximum)
	s.ExclusiveMinimum, s.ExclusiveMaximum = c.number(n.ExclusiveMinimum), c.number(n.ExclusiveMaximum)
	s.MinLength, s.MaxLength = count(n.MinLength), count(n.MaxLength)
	s.MinItems, s.MaxItems = count(n.MinItems), count(n.MaxItems)
	s.MinProperties, s.MaxProperties = count(n.MinProperties), count(n.MaxProperties)
	s.MinContains, s.MaxContains = count(n.MinContains), count(n.MaxContains)
	s.UniqueItems = n.UniqueItems
	if n.Pattern != nil {
		c.pattern(n.Pattern, s)
	}
	if n.Format != "" && (n.AssertFormat || c.formats) {
		c.refuse("formats are asserted")
	}
	s.Required = n.Required
	if len(n.DependentRequired) > 0 {
		s.DependentRequired = make(map[string][]string, len(n.DependentRequired))
		for _, d := range n.DependentRequired {
			s.DependentRequired[d.Name] = d.Required
		}
	}
}

// pattern copies a pattern, which may be several that must match and several
// that must not.
func (c *copier) pattern(p *graph.Pattern, s *jsonschema.Schema) {
	terms, err := p.P.Terms()
	if err != nil {
		c.refuse("pattern %s: %w", p.Source, err)
		return
	}
	for i, text := range terms.All {
		if i == 0 {
			s.Pattern = text
			continue
		}
		s.AllOf = append(s.AllOf, &jsonschema.Schema{Pattern: text})
	}
	for _, text := range terms.None {
		s.AllOf = append(s.AllOf, &jsonschema.Schema{Not: &jsonschema.Schema{Type: "string", Pattern: text}})
	}
}

func (c *copier) patternProperties(n *graph.Node) map[string]*jsonschema.Schema {
	if len(n.PatternProperties) == 0 {
		return nil
	}
	out := make(map[string]*jsonschema.Schema, len(n.PatternProperties))
	for _, p := range n.PatternProperties {
		text := c.respell(p.Pattern)
		for out[text] != nil {
			text += "(?:)" // different patterns may come out the same
		}
		out[text] = c.ref(p.Node)
	}
	return out
}

func (c *copier) respell(p *graph.Pattern) string {
	text, err := p.P.RE2()
	if err != nil {
		c.refuse("pattern %s: %w", p.Source, err)
	}
	return text
}

func (c *copier) values(list []*source.Value) []any {
	out := make([]any, 0, len(list))
	for _, v := range list {
		x, err := convert(v)
		if err != nil {
			c.refuse("%w", err)
		}
		out = append(out, x)
	}
	return out
}

func (c *copier) number(n *graph.Number) *float64 {
	if n == nil {
		return nil
	}
	f, err := float(n.Text)
	if err != nil {
		c.refuse("%w", err)
	}
	return &f
}

// maxCount is above the size of every document that is judged.
var maxCount = big.NewInt(1 << 31)

func count(n *graph.Count) *int {
	if n == nil {
		return nil
	}
	v := int(maxCount.Int64())
	if n.N.Cmp(maxCount) < 0 {
		v = int(n.N.Int64())
	}
	return &v
}

// convert makes of v what the library takes.
func convert(v *source.Value) (any, error) {
	switch v.Kind {
	case source.Bool:
		return v.Bool, nil
	case source.Number:
		return float(v.Text)
	case source.String:
		return v.Text, nil
	case source.Array:
		list := make([]any, len(v.Items))
		for i, item := range v.Items {
			x, err := convert(item)
			if err != nil {
				return nil, err
			}
			list[i] = x
		}
		return list, nil
	case source.Object:
		m := make(map[string]any, len(v.Members))
		for _, member := range v.Members {
			x, err := convert(member.Value)
			if err != nil {
				return nil, err
			}
			m[member.Name] = x
		}
		return m, nil
	}
	return nil, nil
}

// float converts a number of at most 15 significant digits: among those the
// library's floating-point numbers keep order and equality.
func float(text string) (float64, error) {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	digits := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(mantissa), "0")
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || len(digits) > 15 || digits != "" && (f == 0 || f > 1e300 || f < -1e300 || f < 1e-300 && f > -1e-300) {
		return 0, fmt.Errorf("the number %s does not fit", text)
	}
	return f, nil
}

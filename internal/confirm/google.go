package confirm

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
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

func (c *copier) list(nodes []*graph.Node) []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, n := range nodes {
		out = append(out, c.ref(n))
	}
	return out
}

func (c *copier) named(list []graph.Property) map[string]*jsonschema.Schema {
	out := make(map[string]*jsonschema.Schema, len(list))
	for _, p := range list {
		out[p.Name] = c.ref(p.Node)
	}
	return out
}

// schema copies what n says by itself.
func (c *copier) schema(n *graph.Node) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	if n.Bool != nil {
		if !*n.Bool {
			s.Not = &jsonschema.Schema{}
		}
		return s
	}
	for row := range n.Assertions() {
		write, known := table.Of(row)
		if !known {
			c.unheard(n, row)
			return s
		}
		write(c, n, s)
	}
	if n.Format != "" && c.formats && !n.AssertFormat {
		c.refuse("formats are asserted")
	}
	return s
}

func (c *copier) unheard(n *graph.Node, row *keyword.Row) {
	if c.err == nil {
		c.err = n.Unheard("the second validator", row)
	}
}

// also adds a schema that must accept as well.
func also(s, more *jsonschema.Schema) { s.AllOf = append(s.AllOf, more) }

// table is what the copy says for each keyword that stands at a schema. A schema
// with a keyword that has no entry is not judged.
var table = keyword.NewJudge("google", map[string]func(*copier, *graph.Node, *jsonschema.Schema){
	"$ref": func(c *copier, n *graph.Node, s *jsonschema.Schema) { also(s, c.ref(n.Ref)) },
	"$dynamicRef": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		if !n.DynamicRef.Plain() {
			c.refuse("the schema has references that depend on the way to them")
		}
		also(s, c.ref(n.DynamicRef.Target))
	},
	"allOf":            func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.AllOf = append(s.AllOf, c.list(n.AllOf)...) },
	"anyOf":            func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.AnyOf = c.list(n.AnyOf) },
	"oneOf":            func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.OneOf = c.list(n.OneOf) },
	"not":              func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Not = c.ref(n.Not) },
	"if":               func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.If = c.ref(n.If) },
	"then":             func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Then = c.ref(n.Then) },
	"else":             func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Else = c.ref(n.Else) },
	"dependentSchemas": func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.DependentSchemas = c.named(n.DependentSchemas) },

	"properties":        func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Properties = c.named(n.Properties) },
	"patternProperties": (*copier).patternProperties,
	"additionalProperties": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		s.AdditionalProperties = c.ref(n.AdditionalProperties)
	},
	"propertyNames": func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.PropertyNames = c.ref(n.PropertyNames) },
	"unevaluatedProperties": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		s.UnevaluatedProperties = c.ref(n.UnevaluatedProperties)
	},
	"prefixItems": func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.PrefixItems = c.list(n.PrefixItems) },
	"items":       func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Items = c.ref(n.Items) },
	"contains":    func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Contains = c.ref(n.Contains) },
	"unevaluatedItems": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		s.UnevaluatedItems = c.ref(n.UnevaluatedItems)
		if !n.Dialect.ContainsEvaluates() {
			c.refuse("contains means something else in %s", n.Dialect)
		}
	},

	"type": func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.Types = n.Types },
	"enum": func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Enum = c.values(n.Enum) },
	"const": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		also(s, &jsonschema.Schema{Enum: c.values([]*source.Value{n.Const})})
	},

	"multipleOf": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		s.MultipleOf = c.number(n.MultipleOf)
		if !(n.MultipleOf.Rat.IsInt() && n.MultipleOf.Rat.Num().BitLen() <= 53) {
			c.refuse("multiples of %s", n.MultipleOf.Text)
		}
	},
	"minimum": func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Minimum = c.number(n.Minimum) },
	"maximum": func(c *copier, n *graph.Node, s *jsonschema.Schema) { s.Maximum = c.number(n.Maximum) },
	"exclusiveMinimum": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		s.ExclusiveMinimum = c.number(n.ExclusiveMinimum)
	},
	"exclusiveMaximum": func(c *copier, n *graph.Node, s *jsonschema.Schema) {
		s.ExclusiveMaximum = c.number(n.ExclusiveMaximum)
	},

	"minLength":     func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MinLength = count(n.MinLength) },
	"maxLength":     func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MaxLength = count(n.MaxLength) },
	"minItems":      func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MinItems = count(n.MinItems) },
	"maxItems":      func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MaxItems = count(n.MaxItems) },
	"minProperties": func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MinProperties = count(n.MinProperties) },
	"maxProperties": func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MaxProperties = count(n.MaxProperties) },
	"minContains":   func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MinContains = count(n.MinContains) },
	"maxContains":   func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.MaxContains = count(n.MaxContains) },

	"uniqueItems": func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.UniqueItems = n.UniqueItems },
	"pattern":     (*copier).pattern,
	"format":      func(c *copier, _ *graph.Node, _ *jsonschema.Schema) { c.refuse("formats are asserted") },
	"required":    func(_ *copier, n *graph.Node, s *jsonschema.Schema) { s.Required = n.Required },
	"dependentRequired": func(_ *copier, n *graph.Node, s *jsonschema.Schema) {
		s.DependentRequired = make(map[string][]string, len(n.DependentRequired))
		for _, d := range n.DependentRequired {
			s.DependentRequired[d.Name] = d.Required
		}
	},
})

// pattern copies a pattern, which may be several that must match and several
// that must not.
func (c *copier) pattern(n *graph.Node, s *jsonschema.Schema) {
	p := n.Pattern
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
		also(s, &jsonschema.Schema{Pattern: text})
	}
	for _, text := range terms.None {
		also(s, &jsonschema.Schema{Not: &jsonschema.Schema{Type: "string", Pattern: text}})
	}
}

func (c *copier) patternProperties(n *graph.Node, s *jsonschema.Schema) {
	s.PatternProperties = make(map[string]*jsonschema.Schema, len(n.PatternProperties))
	for _, p := range n.PatternProperties {
		text := c.respell(p.Pattern)
		for s.PatternProperties[text] != nil {
			text += "(?:)" // different patterns may come out the same
		}
		s.PatternProperties[text] = c.ref(p.Node)
	}
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
	f, err := float(n.Text)
	if err != nil {
		c.refuse("%w", err)
	}
	return &f
}

// maxCount is above the size of every document that is judged.
var maxCount = big.NewInt(1 << 31)

func count(n *graph.Count) *int {
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

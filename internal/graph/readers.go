package graph

import (
	"maps"
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// scanner reads the keywords of one node. Its own fields hold what depends on
// another keyword, which may stand after it.
type scanner struct {
	*loader
	n *Node

	additionalItems, then, otherwise     *Node
	itemsList                            bool
	minContains, maxContains             *Count
	exclusiveMinimum4, exclusiveMaximum4 bool
}

// fields holds, for each keyword of the table, how it is read and where a Node
// has it. A test compares it with the table, so that no keyword can be forgotten
// here; one that is states itself all the same (Node.Assertions).
var fields map[string]field

func init() {
	fields = map[string]field{}
	for _, topic := range []map[string]field{identifiers(), applicators(), assertions(), annotations()} {
		maps.Copy(fields, topic)
	}
	index()
}

// identifiers are what names schemas and refers to them, and places for schemas.
func identifiers() map[string]field {
	return map[string]field{
		"$schema":        unstated((*scanner).readURI), // chosen before the keywords are read
		"$id":            unstated((*scanner).readURI), // applied before the keywords are read
		"id":             unstated((*scanner).readURI),
		"$vocabulary":    unstated((*scanner).readVocabulary),
		"$anchor":        unstated((*scanner).readAnchor),
		"$dynamicAnchor": unstated((*scanner).readAnchor),
		"$recursiveAnchor": unstated(func(s *scanner, m *source.Member) {
			if v := s.boolean(m); s.n == s.n.Resource.Root {
				s.n.Resource.RecursiveAnchor = v
			}
		}),
		"$ref": one((*scanner).readReference, func(n *Node) *Node { return n.Ref }),
		"$dynamicRef": one((*scanner).readReference, func(n *Node) *Node {
			if n.DynamicRef == nil {
				return nil
			}
			return n.DynamicRef.Target
		}),
		"$recursiveRef": unstated((*scanner).readReference),
		"$defs":         named((*scanner).defs, func(n *Node) []Property { return n.Defs }),
		"definitions":   unstated((*scanner).defs),
		"$comment":      unstated(func(s *scanner, m *source.Member) { s.n.Comment = s.text(m) }),
	}
}

func applicators() map[string]field {
	return map[string]field{
		"allOf":            schemaList(func(n *Node) *[]*Node { return &n.AllOf }),
		"anyOf":            schemaList(func(n *Node) *[]*Node { return &n.AnyOf }),
		"oneOf":            schemaList(func(n *Node) *[]*Node { return &n.OneOf }),
		"not":              schema(func(n *Node) **Node { return &n.Not }),
		"if":               schema(func(n *Node) **Node { return &n.If }),
		"then":             one(func(s *scanner, m *source.Member) { s.then = s.schema(m) }, func(n *Node) *Node { return n.Then }),
		"else":             one(func(s *scanner, m *source.Member) { s.otherwise = s.schema(m) }, func(n *Node) *Node { return n.Else }),
		"dependentSchemas": schemaMap(func(n *Node) *[]Property { return &n.DependentSchemas }),
		"dependencies":     unstated((*scanner).readDependencies),

		"properties":        schemaMap(func(n *Node) *[]Property { return &n.Properties }),
		"patternProperties": patterned((*scanner).readPatternProperties),
		"additionalProperties": one(func(s *scanner, m *source.Member) {
			s.n.AdditionalProperties = s.child(s.n, "/additionalProperties", m.Value, true)
		}, func(n *Node) *Node { return n.AdditionalProperties }),
		"propertyNames":         schema(func(n *Node) **Node { return &n.PropertyNames }),
		"unevaluatedProperties": schema(func(n *Node) **Node { return &n.UnevaluatedProperties }),

		"prefixItems": schemaList(func(n *Node) *[]*Node { return &n.PrefixItems }),
		"items":       one((*scanner).readItems, func(n *Node) *Node { return n.Items }),
		"additionalItems": unstated(func(s *scanner, m *source.Member) {
			s.additionalItems = s.child(s.n, "/additionalItems", m.Value, true)
		}),
		"contains":         schema(func(n *Node) **Node { return &n.Contains }),
		"unevaluatedItems": schema(func(n *Node) **Node { return &n.UnevaluatedItems }),
	}
}

func assertions() map[string]field {
	return map[string]field{
		"type": value((*scanner).readType, func(n *Node) bool { return n.Types != nil }),
		"enum": value(func(s *scanner, m *source.Member) { s.n.Enum, s.n.HasEnum = s.values(m), true },
			func(n *Node) bool { return n.HasEnum }),
		"const": value(func(s *scanner, m *source.Member) { s.n.Const = m.Value },
			func(n *Node) bool { return n.Const != nil }),

		"multipleOf": value((*scanner).readMultipleOf, func(n *Node) bool { return n.MultipleOf != nil }),
		"maximum": value(func(s *scanner, m *source.Member) { s.n.Maximum = s.number(m, keyword.Num.String()) },
			func(n *Node) bool { return n.Maximum != nil }),
		"minimum": value(func(s *scanner, m *source.Member) { s.n.Minimum = s.number(m, keyword.Num.String()) },
			func(n *Node) bool { return n.Minimum != nil }),
		"exclusiveMaximum": value(func(s *scanner, m *source.Member) {
			s.readExclusive(m, &s.n.ExclusiveMaximum, &s.exclusiveMaximum4)
		}, func(n *Node) bool { return n.ExclusiveMaximum != nil }),
		"exclusiveMinimum": value(func(s *scanner, m *source.Member) {
			s.readExclusive(m, &s.n.ExclusiveMinimum, &s.exclusiveMinimum4)
		}, func(n *Node) bool { return n.ExclusiveMinimum != nil }),

		"maxLength": size(func(n *Node) **Count { return &n.MaxLength }),
		"minLength": size(func(n *Node) **Count { return &n.MinLength }),
		"pattern": value(func(s *scanner, m *source.Member) {
			if text := s.text(m); s.err == nil {
				s.n.Pattern = s.pattern("/pattern", text, m.Value, m.Value)
			}
		}, func(n *Node) bool { return n.Pattern != nil }),
		"format": value(func(s *scanner, m *source.Member) {
			s.n.Format = s.text(m)
			s.n.AssertFormat = s.opt.AssertFormats || s.n.Resource.Vocab&keyword.VocabFormatAssertion != 0
		}, func(n *Node) bool { return n.AssertFormat }),
		"contentEncoding":  unstated(func(s *scanner, m *source.Member) { s.text(m) }),
		"contentMediaType": unstated(func(s *scanner, m *source.Member) { s.text(m) }),
		"contentSchema":    schema(func(n *Node) **Node { return &n.ContentSchema }),

		"maxItems": size(func(n *Node) **Count { return &n.MaxItems }),
		"minItems": size(func(n *Node) **Count { return &n.MinItems }),
		"uniqueItems": value(func(s *scanner, m *source.Member) { s.n.UniqueItems = s.boolean(m) },
			func(n *Node) bool { return n.UniqueItems }),
		"maxContains": counted(func(s *scanner, m *source.Member) { s.maxContains = s.count(m) }, func(n *Node) **Count { return &n.MaxContains }),
		"minContains": counted(func(s *scanner, m *source.Member) { s.minContains = s.count(m) }, func(n *Node) **Count { return &n.MinContains }),

		"maxProperties": size(func(n *Node) **Count { return &n.MaxProperties }),
		"minProperties": size(func(n *Node) **Count { return &n.MinProperties }),
		"required": value(func(s *scanner, m *source.Member) {
			s.n.Required = s.names("/required", m.Name, m.Value)
		}, func(n *Node) bool { return len(n.Required) > 0 }),
		"dependentRequired": value((*scanner).readDependentRequired,
			func(n *Node) bool { return len(n.DependentRequired) > 0 }),
	}
}

func annotations() map[string]field {
	return map[string]field{
		"title":       unstated(func(s *scanner, m *source.Member) { s.n.Title = s.text(m) }),
		"description": unstated(func(s *scanner, m *source.Member) { s.n.Description = s.text(m) }),
		"default":     unstated(func(s *scanner, m *source.Member) { s.n.Default = m.Value }),
		"deprecated":  unstated(func(s *scanner, m *source.Member) { s.n.Deprecated = s.boolean(m) }),
		"readOnly":    unstated(func(s *scanner, m *source.Member) { s.n.ReadOnly = s.boolean(m) }),
		"writeOnly":   unstated(func(s *scanner, m *source.Member) { s.n.WriteOnly = s.boolean(m) }),
		"examples":    unstated(func(s *scanner, m *source.Member) { s.n.Examples = s.values(m) }),
	}
}

// finish settles the keywords that depend on another.
func (s *scanner) finish() {
	n := s.n
	if len(n.later) > 0 {
		s.conflicts()
	}
	if s.itemsList {
		n.Items = s.additionalItems
	}
	if n.If != nil {
		n.Then, n.Else = s.then, s.otherwise
	}
	if n.Contains != nil {
		n.MinContains, n.MaxContains = s.minContains, s.maxContains
	}
	if s.exclusiveMinimum4 && n.Minimum != nil {
		n.ExclusiveMinimum, n.Minimum = n.Minimum, nil
	}
	if s.exclusiveMaximum4 && n.Maximum != nil {
		n.ExclusiveMaximum, n.Maximum = n.Maximum, nil
	}
}

// unknown takes documentation from keywords that the dialect does not define.
func (s *scanner) unknown(m *source.Member) {
	if kind, ok := documenting[m.Name]; ok && kind == m.Value.Kind {
		fields[m.Name].read(s, m)
	}
}

var documenting = map[string]source.Kind{
	"deprecated": source.Bool, "readOnly": source.Bool, "writeOnly": source.Bool, "$comment": source.String, "examples": source.Array,
}

// members are those of a keyword whose value is an object.
func (s *scanner) members(m *source.Member) []source.Member {
	if m.Value.Kind != source.Object {
		s.wrongShape("/"+Escape(m.Name), m.Name, shapeOf(m.Name), m.Value)
		return nil
	}
	return m.Value.Members
}

// schema reads a keyword whose value is a schema.
func (s *scanner) schema(m *source.Member) *Node {
	return s.child(s.n, "/"+Escape(m.Name), m.Value, false)
}

// schemas reads a keyword whose value is an array of schemas.
func (s *scanner) schemas(m *source.Member) []*Node {
	v := m.Value
	if v.Kind != source.Array {
		s.wrongShape("/"+Escape(m.Name), m.Name, keyword.SchemaList.String(), v)
		return nil
	}
	if len(v.Items) == 0 {
		s.fail(place{s.n, "/" + Escape(m.Name)}, v, CodeKeyword, "leave the keyword out", "%q must hold at least one schema", m.Name)
		return nil
	}
	out := make([]*Node, 0, len(v.Items))
	for i, item := range v.Items {
		out = append(out, s.child(s.n, "/"+m.Name+"/"+strconv.Itoa(i), item, false))
		if s.err != nil {
			return nil
		}
	}
	return out
}

// schemaMap reads a keyword whose value is an object of schemas.
func (s *scanner) schemaMap(m *source.Member) []Property {
	out := make([]Property, 0, len(m.Value.Members))
	for i := range s.members(m) {
		p := &m.Value.Members[i]
		node := s.child(s.n, "/"+m.Name+"/"+Escape(p.Name), p.Value, false)
		if s.err != nil {
			return nil
		}
		out = append(out, Property{Name: p.Name, Node: node, Offset: p.At})
	}
	return out
}

// hold reads a keyword of the table that has no field. Whatever it means, other
// schemas can refer to those that it holds, and names in them count: the row says
// which they are, and where it does not, or the keyword is itself a name, what
// references mean is not known.
func (s *scanner) hold(m *source.Member, row *keyword.Row) {
	switch list := m.Value.Kind == source.Array; {
	case row.Kind != keyword.Identifier && (row.Role == 0 || row.Role == keyword.Reference):
	case row.Shape == keyword.SchemaMap:
		for i, p := range s.schemaMap(m) {
			s.n.held = append(s.n.held, Subschema{Row: row, Node: p.Node, Index: i, Name: p.Name, Named: true})
		}
	case row.Shape == keyword.SchemaList, row.Shape == keyword.SchemaOrSchemaList && list:
		for i, n := range s.schemas(m) {
			s.n.held = append(s.n.held, Subschema{Row: row, Node: n, Index: i})
		}
	case row.Shape == keyword.Schema, row.Shape == keyword.SchemaOrSchemaList:
		if n := s.child(s.n, "/"+Escape(m.Name), m.Value, true); n != nil {
			s.n.held = append(s.n.held, Subschema{Row: row, Node: n, Index: -1})
		}
	default:
		s.fail(place{s.n, "/" + Escape(m.Name)}, m.Value, CodeUnheard, unheardHint, "nothing reads the keyword %q", m.Name)
	}
}

func (s *scanner) defs(m *source.Member) { s.n.Defs = append(s.n.Defs, s.schemaMap(m)...) }

func (s *scanner) values(m *source.Member) []*source.Value {
	if m.Value.Kind != source.Array {
		s.wrongShape("/"+m.Name, m.Name, shapeOf(m.Name), m.Value)
		return nil
	}
	return m.Value.Items
}

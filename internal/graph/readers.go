package graph

import (
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

// readers holds what is done with each keyword of the table. A test compares it
// with the table, so a keyword cannot be forgotten here.
var readers map[string]func(*scanner, *source.Member)

func init() {
	readers = map[string]func(*scanner, *source.Member){
		"$schema":     (*scanner).readURI, // chosen before the keywords are read
		"$id":         (*scanner).readURI, // applied before the keywords are read
		"id":          (*scanner).readURI,
		"$vocabulary": (*scanner).readVocabulary,
		"$anchor":     (*scanner).readAnchor,
		"$dynamicAnchor": func(s *scanner, m *source.Member) {
			if name := s.text(m); s.err == nil {
				s.anchor(s.n, name, true)
			}
		},
		"$recursiveAnchor": func(s *scanner, m *source.Member) {
			if v := s.boolean(m); s.n == s.n.Resource.Root {
				s.n.Resource.RecursiveAnchor = v
			}
		},
		"$ref":          (*scanner).readReference,
		"$dynamicRef":   (*scanner).readReference,
		"$recursiveRef": (*scanner).readReference,
		"$defs":         (*scanner).defs,
		"definitions":   (*scanner).defs,
		"$comment":      func(s *scanner, m *source.Member) { s.n.Comment = s.text(m) },

		"allOf": func(s *scanner, m *source.Member) { s.n.AllOf = s.schemas(m) },
		"anyOf": func(s *scanner, m *source.Member) { s.n.AnyOf = s.schemas(m) },
		"oneOf": func(s *scanner, m *source.Member) { s.n.OneOf = s.schemas(m) },
		"not":   func(s *scanner, m *source.Member) { s.n.Not = s.schema(m) },
		"if":    func(s *scanner, m *source.Member) { s.n.If = s.schema(m) },
		"then":  func(s *scanner, m *source.Member) { s.then = s.schema(m) },
		"else":  func(s *scanner, m *source.Member) { s.otherwise = s.schema(m) },
		"dependentSchemas": func(s *scanner, m *source.Member) {
			s.n.DependentSchemas = s.schemaMap(m)
		},
		"dependencies": (*scanner).readDependencies,

		"properties":        func(s *scanner, m *source.Member) { s.n.Properties = s.schemaMap(m) },
		"patternProperties": (*scanner).readPatternProperties,
		"additionalProperties": func(s *scanner, m *source.Member) {
			s.n.AdditionalProperties = s.child(s.n, "/additionalProperties", m.Value, true)
		},
		"propertyNames":         func(s *scanner, m *source.Member) { s.n.PropertyNames = s.schema(m) },
		"unevaluatedProperties": func(s *scanner, m *source.Member) { s.n.UnevaluatedProperties = s.schema(m) },

		"prefixItems": func(s *scanner, m *source.Member) { s.n.PrefixItems = s.schemas(m) },
		"items":       (*scanner).readItems,
		"additionalItems": func(s *scanner, m *source.Member) {
			s.additionalItems = s.child(s.n, "/additionalItems", m.Value, true)
		},
		"contains":         func(s *scanner, m *source.Member) { s.n.Contains = s.schema(m) },
		"unevaluatedItems": func(s *scanner, m *source.Member) { s.n.UnevaluatedItems = s.schema(m) },

		"type": (*scanner).readType,
		"enum": func(s *scanner, m *source.Member) {
			s.n.Enum, s.n.HasEnum = s.values(m), true
		},
		"const": func(s *scanner, m *source.Member) { s.n.Const = m.Value },

		"multipleOf": (*scanner).readMultipleOf,
		"maximum":    func(s *scanner, m *source.Member) { s.n.Maximum = s.number(m, keyword.Num.String()) },
		"minimum":    func(s *scanner, m *source.Member) { s.n.Minimum = s.number(m, keyword.Num.String()) },
		"exclusiveMaximum": func(s *scanner, m *source.Member) {
			s.readExclusive(m, &s.n.ExclusiveMaximum, &s.exclusiveMaximum4)
		},
		"exclusiveMinimum": func(s *scanner, m *source.Member) {
			s.readExclusive(m, &s.n.ExclusiveMinimum, &s.exclusiveMinimum4)
		},

		"maxLength": func(s *scanner, m *source.Member) { s.n.MaxLength = s.count(m) },
		"minLength": func(s *scanner, m *source.Member) { s.n.MinLength = s.count(m) },
		"pattern": func(s *scanner, m *source.Member) {
			if text := s.text(m); s.err == nil {
				s.n.Pattern = s.pattern("/pattern", text, m.Value, m.Value)
			}
		},
		"format": func(s *scanner, m *source.Member) {
			s.n.Format = s.text(m)
			s.n.AssertFormat = s.opt.AssertFormats || s.n.Resource.Vocab&keyword.VocabFormatAssertion != 0
		},
		"contentEncoding":  func(s *scanner, m *source.Member) { s.text(m) },
		"contentMediaType": func(s *scanner, m *source.Member) { s.text(m) },
		"contentSchema":    func(s *scanner, m *source.Member) { s.n.ContentSchema = s.schema(m) },

		"maxItems":    func(s *scanner, m *source.Member) { s.n.MaxItems = s.count(m) },
		"minItems":    func(s *scanner, m *source.Member) { s.n.MinItems = s.count(m) },
		"uniqueItems": func(s *scanner, m *source.Member) { s.n.UniqueItems = s.boolean(m) },
		"maxContains": func(s *scanner, m *source.Member) { s.maxContains = s.count(m) },
		"minContains": func(s *scanner, m *source.Member) { s.minContains = s.count(m) },

		"maxProperties": func(s *scanner, m *source.Member) { s.n.MaxProperties = s.count(m) },
		"minProperties": func(s *scanner, m *source.Member) { s.n.MinProperties = s.count(m) },
		"required": func(s *scanner, m *source.Member) {
			s.n.Required = s.names("/required", m.Name, m.Value)
		},
		"dependentRequired": (*scanner).readDependentRequired,

		"title":       func(s *scanner, m *source.Member) { s.n.Title = s.text(m) },
		"description": func(s *scanner, m *source.Member) { s.n.Description = s.text(m) },
		"default":     func(s *scanner, m *source.Member) { s.n.Default = m.Value },
		"deprecated":  func(s *scanner, m *source.Member) { s.n.Deprecated = s.boolean(m) },
		"readOnly":    func(s *scanner, m *source.Member) { s.n.ReadOnly = s.boolean(m) },
		"writeOnly":   func(s *scanner, m *source.Member) { s.n.WriteOnly = s.boolean(m) },
		"examples":    func(s *scanner, m *source.Member) { s.n.Examples = s.values(m) },
	}
}

// finish settles the keywords that depend on another.
func (s *scanner) finish() {
	n := s.n
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
	switch v := m.Value; {
	case m.Name == "deprecated" && v.Kind == source.Bool:
		s.n.Deprecated = v.Bool
	case m.Name == "readOnly" && v.Kind == source.Bool:
		s.n.ReadOnly = v.Bool
	case m.Name == "writeOnly" && v.Kind == source.Bool:
		s.n.WriteOnly = v.Bool
	case m.Name == "$comment" && v.Kind == source.String:
		s.n.Comment = v.Text
	case m.Name == "examples" && v.Kind == source.Array:
		s.n.Examples = v.Items
	}
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
		s.fail(s.n, "/"+Escape(m.Name), v, CodeKeyword, "leave the keyword out", "%q must hold at least one schema", m.Name)
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
	if m.Value.Kind != source.Object {
		s.wrongShape("/"+Escape(m.Name), m.Name, shapeOf(m.Name), m.Value)
		return nil
	}
	out := make([]Property, 0, len(m.Value.Members))
	for i := range m.Value.Members {
		p := &m.Value.Members[i]
		node := s.child(s.n, "/"+m.Name+"/"+Escape(p.Name), p.Value, false)
		if s.err != nil {
			return nil
		}
		out = append(out, Property{Name: p.Name, Node: node, Offset: p.At})
	}
	return out
}

func (s *scanner) defs(m *source.Member) { s.n.Defs = append(s.n.Defs, s.schemaMap(m)...) }

func (s *scanner) values(m *source.Member) []*source.Value {
	if m.Value.Kind != source.Array {
		s.wrongShape("/"+m.Name, m.Name, shapeOf(m.Name), m.Value)
		return nil
	}
	return m.Value.Items
}

package graph

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// readURI checks identifiers that were used before the keywords are read.
func (s *scanner) readURI(m *source.Member) { s.text(m) }

// readVocabulary checks the form only: the keyword acts when the schema is used
// as the meta-schema of another.
func (s *scanner) readVocabulary(m *source.Member) {
	for i := range s.members(m) {
		if v := &m.Value.Members[i]; v.Value.Kind != source.Bool {
			s.wrongShape("/"+m.Name+"/"+Escape(v.Name), m.Name, shapeOf(m.Name)+"; a value", v.Value)
			return
		}
	}
}

func (s *scanner) readAnchor(m *source.Member) {
	if name := s.text(m); s.err == nil {
		s.anchor(s.n, name, m.Name == "$dynamicAnchor")
	}
}

// readReference notes a reference; it is resolved when the document is read.
func (s *scanner) readReference(m *source.Member) {
	if s.text(m); s.err == nil {
		s.pending = append(s.pending, pendingRef{from: s.n, keyword: m.Name, value: m.Value})
	}
}

// readItems reads the two forms of items: a schema for all items (those after
// prefixItems in 2020-12), and up to 2019-09 an array, one schema an item.
func (s *scanner) readItems(m *source.Member) {
	if m.Value.Kind != source.Array {
		s.n.Items = s.schema(m)
		return
	}
	if s.n.Dialect >= Draft2020 {
		s.fail(place{s.n, "/items"}, m.Value, CodeKeyword, "write the array as \"prefixItems\" and \"additionalItems\" as \"items\", or name an earlier draft in \"$schema\"",
			"\"items\" must be a schema in 2020-12, not an array")
		return
	}
	s.itemsList = true
	// Drafts 6 and later allow an empty array, which says nothing about items.
	s.n.PrefixItems = []*Node{}
	if len(m.Value.Items) > 0 {
		s.n.PrefixItems = s.schemas(m)
	}
}

var typeNames = []string{"null", "boolean", "object", "array", "number", "string", "integer"}

func (s *scanner) readType(m *source.Member) {
	v := m.Value
	switch v.Kind {
	case source.String:
		if s.isTypeName("/type", v) {
			s.n.Types = []string{v.Text}
		}
	case source.Array:
		if len(v.Items) == 0 {
			s.fail(place{s.n, "/type"}, v, CodeKeyword, "leave the keyword out to allow any type", "\"type\" must name at least one type")
			return
		}
		for i, item := range v.Items {
			if !s.isTypeName("/type/"+strconv.Itoa(i), item) {
				return
			}
			if !slices.Contains(s.n.Types, item.Text) {
				s.n.Types = append(s.n.Types, item.Text)
			}
		}
	default:
		s.wrongShape("/type", m.Name, keyword.TypeNames.String(), v)
	}
}

func (s *scanner) isTypeName(step string, v *source.Value) bool {
	if v.Kind == source.String && slices.Contains(typeNames, v.Text) {
		return true
	}
	hint := ""
	if v.Kind == source.String && v.Text == "any" {
		hint = "leave the keyword out to allow any type"
	}
	s.fail(place{s.n, step}, v, CodeKeyword, hint, "a type must be one of %s, not %s", strings.Join(typeNames, ", "), describe(v))
	return false
}

func (s *scanner) readMultipleOf(m *source.Member) {
	num := s.number(m, keyword.PositiveNumber.String())
	if num == nil {
		return
	}
	if num.Rat.Sign() <= 0 {
		s.wrongShape("/multipleOf", m.Name, keyword.PositiveNumber.String(), m.Value)
		return
	}
	s.n.MultipleOf = num
}

// readExclusive reads an exclusive bound: a number, or in draft 4 a boolean that
// makes the bound beside it exclusive.
func (s *scanner) readExclusive(m *source.Member, bound **Number, draft4 *bool) {
	if s.n.Dialect == Draft4 && !(s.n.Resource.LaterKeywords && m.Value.Kind == source.Number) {
		if m.Value.Kind == source.Number {
			s.fail(place{s.n, "/" + m.Name}, m.Value, CodeKeyword, "name a later draft in \"$schema\", take it as later drafts do with --later-keywords, or write the bound beside it and true here",
				"%q must be true or false in draft 4, not %s", m.Name, describe(m.Value))
			return
		}
		*draft4 = s.boolean(m)
		return
	}
	if m.Value.Kind == source.Bool {
		s.fail(place{s.n, "/" + m.Name}, m.Value, CodeKeyword, "write the bound here; true and false belong to draft 4",
			"%q must be a number after draft 4, not a boolean", m.Name)
		return
	}
	*bound = s.number(m, keyword.Num.String())
}

func (s *scanner) readPatternProperties(m *source.Member) {
	for i := range s.members(m) {
		p := &m.Value.Members[i]
		step := "/patternProperties/" + Escape(p.Name)
		pat := s.pattern(step, p.Name, nil, p.Value)
		node := s.child(s.n, step, p.Value, false)
		if s.err != nil {
			return
		}
		s.n.PatternProperties = append(s.n.PatternProperties, PatternProperty{Pattern: pat, Node: node, Offset: p.At})
	}
}

func (s *scanner) readDependentRequired(m *source.Member) {
	for i := range s.members(m) {
		s.dependentRequired(m.Name, &m.Value.Members[i])
	}
}

func (s *scanner) dependentRequired(name string, p *source.Member) {
	required := s.names("/"+name+"/"+Escape(p.Name), name, p.Value)
	s.n.DependentRequired = append(s.n.DependentRequired, DependentRequired{Name: p.Name, Required: required, Offset: p.At})
}

// readDependencies splits the keyword of drafts 4 to 7 into its two meanings.
func (s *scanner) readDependencies(m *source.Member) {
	for i := range s.members(m) {
		p := &m.Value.Members[i]
		if p.Value.Kind == source.Array {
			s.dependentRequired(m.Name, p)
			continue
		}
		node := s.child(s.n, "/dependencies/"+Escape(p.Name), p.Value, false)
		if s.err != nil {
			return
		}
		s.n.DependentSchemas = append(s.n.DependentSchemas, Property{Name: p.Name, Node: node, Offset: p.At})
	}
}

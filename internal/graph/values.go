package graph

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// describe names the type of a value for a message.
func describe(v *source.Value) string {
	switch v.Kind {
	case source.Null:
		return "null"
	case source.Bool:
		return "a boolean"
	case source.Number:
		return "the number " + clip(v.Text)
	case source.String:
		return "the string " + strconv.Quote(clip(v.Text))
	case source.Array:
		return "an array"
	}
	return "an object"
}

// wrongShape reports that the value at step, which belongs to the keyword name,
// is not of the wanted form.
func (s *scanner) wrongShape(step, name, want string, v *source.Value) {
	s.fail(place{s.n, step}, v, CodeKeyword, "", "%q must be %s, not %s", name, want, describe(v))
}

func (s *scanner) text(m *source.Member) string {
	if m.Value.Kind != source.String {
		s.wrongShape("/"+Escape(m.Name), m.Name, shapeOf(m.Name), m.Value)
		return ""
	}
	return m.Value.Text
}

func (s *scanner) boolean(m *source.Member) bool {
	if m.Value.Kind != source.Bool {
		s.wrongShape("/"+Escape(m.Name), m.Name, keyword.Boolean.String(), m.Value)
		return false
	}
	return m.Value.Bool
}

// names reads an array of strings, leaving out repetitions.
func (s *scanner) names(step, name string, v *source.Value) []string {
	if v.Kind != source.Array {
		s.wrongShape(step, name, keyword.TextList.String(), v)
		return nil
	}
	out := make([]string, 0, len(v.Items))
	seen := make(map[string]bool, len(v.Items))
	for i, item := range v.Items {
		if item.Kind != source.String {
			s.wrongShape(step+"/"+strconv.Itoa(i), name, keyword.TextList.String()+"; an entry", item)
			return nil
		}
		if !seen[item.Text] {
			seen[item.Text] = true
			out = append(out, item.Text)
		}
	}
	return out
}

// number reads an exact number. It returns nil after an error.
func (s *scanner) number(m *source.Member, want string) *Number {
	v := m.Value
	if v.Kind != source.Number {
		s.wrongShape("/"+Escape(m.Name), m.Name, want, v)
		return nil
	}
	if !s.affordable(m) {
		return nil
	}
	r, ok := new(big.Rat).SetString(v.Text)
	if !ok {
		s.wrongShape("/"+Escape(m.Name), m.Name, want, v)
		return nil
	}
	return &Number{Text: v.Text, Rat: r, At: v}
}

// affordable counts the digits of a number against the bound for all of them.
func (s *scanner) affordable(m *source.Member) bool {
	text := m.Value.Text
	s.digits += len(text)
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
		if err != nil || exponent > limits.digits || exponent < -limits.digits {
			exponent = limits.digits
		}
		s.digits += max(exponent, -exponent)
	}
	if len(text) > limits.number {
		s.fail(place{s.n, "/" + Escape(m.Name)}, m.Value, CodeLimit, "", "a number has more than %d digits", limits.number)
		return false
	}
	if s.digits > limits.digits {
		s.fail(place{s.n, "/" + Escape(m.Name)}, m.Value, CodeLimit, "", "the numbers of the schema have more than %d digits", limits.digits)
		return false
	}
	return true
}

// count reads a non-negative integer, in whatever spelling. It returns nil after
// an error.
func (s *scanner) count(m *source.Member) *Count {
	num := s.number(m, keyword.Count.String())
	if num == nil {
		return nil
	}
	if !num.Rat.IsInt() || num.Rat.Sign() < 0 {
		s.wrongShape("/"+Escape(m.Name), m.Name, keyword.Count.String(), m.Value)
		return nil
	}
	return &Count{N: num.Rat.Num(), At: m.Value}
}

// pattern reads a regular expression; at is nil for a member name. It returns
// nil after an error.
func (s *scanner) pattern(step string, text string, at, blame *source.Value) *Pattern {
	p, err := pattern.Parse(text)
	if err == nil {
		return &Pattern{Source: text, P: p, At: at}
	}
	hint := ""
	if e, ok := err.(*pattern.Error); ok {
		hint = e.Hint
		s.fail(place{s.n, step}, blame, CodePattern, hint, "the regular expression %q cannot be read: %s (at byte %d of it)", clip(text), e.Message, e.Offset)
	} else {
		s.fail(place{s.n, step}, blame, CodePattern, hint, "the regular expression %q cannot be read: %v", clip(text), err)
	}
	return nil
}

// shapeOf words the form of a keyword's value.
func shapeOf(name string) string {
	if row := keyword.Find(name); row != nil {
		return row.Shape.String()
	}
	return "another value"
}

// clip bounds what messages quote.
func clip(s string) string { return wording.Clip(s, 60) }

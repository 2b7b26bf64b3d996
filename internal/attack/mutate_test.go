package attack

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// mutate returns doc with one small change. What it puts in are words of the
// schemas.
func (m *documents) mutate(doc *source.Value) *source.Value {
	all := paths(doc)
	path := of(m.c, all)
	v := at(doc, path)
	switch m.c.pick(3) {
	case 0:
		return replace(doc, path, m.fresh())
	case 1:
		if len(path) > 0 {
			parent := path[:len(path)-1]
			last := path[len(path)-1]
			if m.c.chance(2) {
				return replace(doc, parent, without(at(doc, parent), last))
			}
			if p := at(doc, parent); p.Kind == source.Array {
				return replace(doc, parent, array(append(append([]*source.Value{}, p.Items...), of(m.c, p.Items))...))
			}
		}
	}
	return replace(doc, path, m.nudge(v, at(doc, of(m.c, all))))
}

// nudge changes a value by a little; other is some value of the same document.
func (m *documents) nudge(v, other *source.Value) *source.Value {
	switch v.Kind {
	case source.Number:
		if x, ok := short(v.Text); ok {
			step, _ := new(big.Rat).SetString(of(m.c, []string{"1", "-1", "0.5", "-0.1", "2"}))
			return number(decimal(x.Add(x, step)))
		}
	case source.String:
		runes := []rune(v.Text)
		switch k := m.c.pick(4); {
		case k == 0 && len(runes) > 0:
			return text(string(runes[:len(runes)-1]))
		case k == 1 && len(runes) > 0:
			return text(string(runes[1:]))
		case k == 2:
			return text(of(m.c, m.w.texts) + v.Text)
		}
		return text(v.Text + of(m.c, []string{"a", "b", "1", " ", "é"}))
	case source.Array:
		return array(append(append([]*source.Value{}, v.Items...), of(m.c, []*source.Value{other, m.fresh()}))...)
	case source.Object:
		return with(v, of(m.c, m.w.names), of(m.c, []*source.Value{other, m.fresh(), {Kind: source.Null}}))
	case source.Bool:
		return boolean(!v.Bool)
	}
	return m.fresh()
}

// fresh makes a small value that no schema directs.
func (m *documents) fresh() *source.Value {
	if len(m.w.values) > 0 && m.c.chance(3) {
		return of(m.c, m.w.values)
	}
	switch m.c.pick(8) {
	case 0, 1:
		return text(of(m.c, m.w.texts))
	case 2, 3:
		return number(of(m.c, m.w.numbers))
	case 4:
		return boolean(m.c.pick(2) == 0)
	case 5:
		return array()
	case 6:
		return object()
	}
	return &source.Value{Kind: source.Null}
}

package contract

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// place is where a value stands: a slot that can be written to.
type place struct {
	parent *node
	index  int // of the item or member; -1 for the root
	name   string
}

// places lists every value below n, in document order.
func places(n *node, out []place) []place {
	for i, item := range n.items {
		out = places(item, append(out, place{n, i, ""}))
	}
	for i, m := range n.members {
		out = places(m.value, append(out, place{n, i, m.name}))
	}
	return out
}

func (p place) value() *node {
	if p.parent.kind == source.Array {
		return p.parent.items[p.index]
	}
	return p.parent.members[p.index].value
}

func (p place) put(v *node) {
	if p.parent.kind == source.Array {
		p.parent.items[p.index] = v
	} else {
		p.parent.members[p.index].value = v
	}
}

// at picks a random value that satisfies accept, or false.
func (g *maker) at(root *node, accept func(place) bool) (place, bool) {
	all := places(root, nil)
	from := g.IntN(len(all) + 1)
	for i := range all {
		if p := all[(from+i)%len(all)]; accept(p) {
			return p, true
		}
	}
	return place{}, false
}

func named(names ...string) func(place) bool {
	return func(p place) bool { return slices.Contains(names, p.name) }
}

func ofKind(kinds ...source.Kind) func(place) bool {
	return func(p place) bool { return slices.Contains(kinds, p.value().kind) }
}

// declared are the names that mean something somewhere in a RunResult.
var declared = strings.Fields(`$schema run_result_version run_id status started_at finished_at duration_ms summary
	steps metrics artifacts references error status_policy producer environment extensions step_id kind warnings
	critical reason depends_on blocked_by name path hash type produced_by size_bytes media_type manifest_path
	config_hash contract_hash manifest_hash config_path contract_path message details hint decision_required version`)

// bounds are numbers at, just inside and just beyond limits of the schema and
// of Go types.
var bounds = strings.Fields(`0 -0 -0.0 0.0 0e5 1 -1 -1e-400 1.0 1.5 1e0 1e3 1E+2 10e-1 15e-1 9007199254740991 9007199254740991.0
	9007199254740991.00000000000000000000000000001 9007199254740992 9007199254740993 9.007199254740991e15 9.007199254740992e15
	90071992547409910e-1 9223372036854775807 9223372036854775808 -9223372036854775808 -9223372036854775809 18446744073709551616
	1e18 1e19 1e20 1e308 1.7976931348623157e308 -1.7976931348623157e308 1.7976931348623158e308 1.79769313486231571e308
	17976931348623157e292 -1.7976931348623159e308 1e309 1e400 -1e400 1e9999 -1e9999 1e-9999 1e10000 5e-324 0.1 1e-7 123456789012345678901234567890`)

// tricky are fragments that a rule about text may get wrong.
var tricky = []string{
	"\n", "\r", "\t", "\x00", "\x1f", "\x7f", "\u0080", "\u0085", "\u00a0", "\u2028", "\u2029", "\ufeff", "\U0001f600", "e\u0301", "ſ",
	"/", "\\", ".", "..", "/../", "/./", "//", "C:", ":", "~", " ", "A", "g", "0", "-", "_", "Z", "z", "T", "t", "+00:00", "sha256:", "sha1:", "٣",
}

// stamps are times, most of which are none.
var stamps = strings.Fields(`2024-02-29T00:00:00Z 2023-02-29T00:00:00Z 2100-02-29T00:00:00Z 2000-02-29T00:00:00Z 2400-02-29T12:00:00Z
	1900-02-29T00:00:00Z 2024-02-30T00:00:00Z 2024-04-31T00:00:00Z 2024-13-01T00:00:00Z 2024-00-01T00:00:00Z 2024-01-00T00:00:00Z
	2024-01-32T00:00:00Z 2024-01-01T24:00:00Z 2024-01-01T23:60:00Z 2024-01-01T23:59:60Z 2024-01-01T00:00:00 2024-01-01T00:00:00z
	2024-01-01t00:00:00Z 0999-01-01T00:00:00Z 1000-01-01T00:00:00Z 2999-12-31T23:59:59.999999999Z 3000-01-01T00:00:00Z
	2024-01-01T00:00:00.Z 2024-01-01T00:00:00.1234567890Z 2024-01-01T00:00:00,5Z 2024-01-01T00:00:00+24:00 2024-01-01T00:00:00+0000
	2024-01-01T00:00:00-23:59 2024-01-01T00:00:00+23:60 2024-1-1T00:00:00Z 12024-01-01T00:00:00Z 2024-01-01T00:00:00ZZ 1600-02-29T00:00:00Z`)

// mutate changes one thing about a document.
func (g *maker) mutate(root *node) {
	switch g.IntN(16) {
	case 0: // a member goes
		if p, ok := g.at(root, isMember); ok {
			p.parent.members = slices.Delete(slices.Clone(p.parent.members), p.index, p.index+1)
		}
	case 1: // a member is renamed
		if p, ok := g.at(root, isMember); ok {
			m := &p.parent.members[p.index]
			name := pick(g, strings.ToUpper(m.name), m.name+" ", " "+m.name, strings.ReplaceAll(m.name, "s", "ſ"), "", g.words(), pick(g, declared...), pick(g, declared...))
			if p.parent.get(name) == nil {
				m.name, m.key = name, g.str(name).lit
			}
		}
	case 2: // a member stands twice, the name spelled in another way
		if g.chance(60) {
			return // one of the rarer faults: law 4 must not be all that is tested
		}
		if p, ok := g.at(root, isMember); ok {
			m := p.parent.members[p.index]
			twin := member{m.name, spelled(m.name, func() int { return g.IntN(8) }), m.value}
			p.parent.members = slices.Insert(slices.Clone(p.parent.members), g.IntN(len(p.parent.members)+1), twin)
		}
	case 3: // a value of another type
		if p, ok := g.at(root, anywhere); ok {
			p.put(g.value(2))
		}
	case 4, 5: // another status
		if p, ok := g.at(root, named("status")); ok {
			p.put(g.str(pick(g, "success", "failed", "partial", "skipped", "blocked", "success", "failed", "Success", "success ", "", "succeſs")))
		}
	case 6: // another criticality
		if p, ok := g.at(root, named("step_id")); ok {
			g.assign(p.parent, "critical", pick(g, boolean(true), boolean(false), nil, null(), number("0"), g.str("true")))
		}
	case 7: // a time comes or goes
		if p, ok := g.at(root, named("started_at", "finished_at", "duration_ms")); ok {
			p.put(pick(g, null(), g.timestamp(), g.integer(g.count()), g.str(pick(g, stamps...))))
		}
	case 8: // an error comes or goes
		if p, ok := g.at(root, named("steps", "step_id")); ok {
			g.assign(p.parent, "error", pick(g, nil, g.errorInfo(), g.errorInfo(), object(), null()))
		}
	case 9: // no text, or text where none was
		if p, ok := g.at(root, named("summary", "reason", "kind", "type", "message", "name", "media_type", "hint")); ok {
			p.put(g.str(pick(g, "", "", "x", g.words())))
		}
	case 10: // corrupt text
		if p, ok := g.at(root, ofKind(source.String)); ok {
			p.put(g.str(g.corrupt(unquote(p.value().lit))))
		}
	case 11: // corrupt a path, hash, identifier or time
		names := named("path", "manifest_path", "hash", "config_hash", "run_id", "step_id", "produced_by", "started_at", "run_result_version")
		if p, ok := g.at(root, names); ok && p.value().kind == source.String {
			p.put(g.str(g.corrupt(unquote(p.value().lit))))
		}
	case 12: // numbers at their bounds
		if p, ok := g.at(root, func(p place) bool {
			return ofKind(source.Number)(p) || named("duration_ms", "size_bytes", "steps.total", "a", "b")(p)
		}); ok {
			p.put(number(pick(g, bounds...)))
		}
	case 13: // lengths at their bounds
		g.lengths(root)
	case 14: // lists
		g.list(root)
	case 15: // order alone
		for range 3 {
			if p, ok := g.at(root, ofKind(source.Object)); ok {
				m := p.value().members
				g.Shuffle(len(m), func(i, j int) { m[i], m[j] = m[j], m[i] })
			}
		}
	}
}

func anywhere(place) bool { return true }

func isMember(p place) bool { return p.parent.kind == source.Object }

// assign sets a member, or removes it when v is nil.
func (g *maker) assign(n *node, name string, v *node) {
	if v == nil {
		n.drop(name)
	} else {
		n.set(name, v)
	}
}

func (g *maker) corrupt(s string) string {
	r := []rune(s)
	i := g.IntN(len(r) + 1)
	with := pick(g, tricky...)
	switch g.IntN(6) {
	case 0:
		return string(r[:i]) + with + string(r[i:])
	case 1:
		return s + with
	case 2:
		return with + s
	case 3:
		return string(r[:i])
	case 4:
		return string(r[:i]) + with + string(r[min(i+1, len(r)):])
	}
	return strings.ToUpper(s)
}

func (g *maker) lengths(root *node) {
	unit := pick(g, "a", "é", "\U0001f600")
	p, ok := g.at(root, named("run_id", "step_id", "produced_by", "path", "manifest_path", "metrics"))
	if !ok {
		return
	}
	v := p.value()
	switch {
	case p.name == "metrics" && v.kind == source.Object:
		v.set(strings.Repeat(unit, pick(g, 0, 1, 249, 250, 251)), g.finite())
	case strings.Contains(p.name, "path"):
		p.put(g.str(strings.Repeat(unit, pick(g, 0, 1, 4095, 4096, 4097))))
	default:
		p.put(g.str(strings.Repeat(unit, pick(g, 0, 1, 254, 255, 256))))
	}
}

func (g *maker) list(root *node) {
	p, ok := g.at(root, ofKind(source.Array))
	if !ok {
		return
	}
	v := p.value()
	if len(v.items) == 0 || g.chance(20) {
		v.items = append(v.items[:0:0], g.value(1), g.str("x"))[:g.IntN(3)]
		return
	}
	i := g.IntN(len(v.items))
	switch g.IntN(3) {
	case 0:
		v.items = append(v.items, v.items[i].clone())
	case 1:
		v.items = slices.Delete(slices.Clone(v.items), i, i+1)
	case 2:
		v.items = append(v.items, g.str(g.identifier()), g.value(1))
	}
}

// unquote returns what a string literal says.
func unquote(lit string) string {
	f, err := source.ParseJSON("string", []byte(lit))
	if err != nil {
		return lit
	}
	return f.Root.Text
}

// scramble changes bytes, whatever they mean.
func (g *maker) scramble(b []byte) []byte {
	b = slices.Clone(b)
	for range 1 + g.IntN(2) {
		i := g.IntN(len(b) + 1)
		switch g.IntN(6) {
		case 0:
			if i < len(b) {
				b[i] = byte(g.IntN(256))
			}
		case 1:
			b = slices.Insert(b, i, pick(g, []byte(`"{}[]:,\0-1.eE tnu`)...))
		case 2:
			b = slices.Delete(b, i, min(len(b), i+1+g.IntN(3)))
		case 3:
			b = slices.Insert(b, i, []byte(pick(g, `\ud800`, `\udc00`, "\xff", "\xc3", "\xed\xa0\x80", "\x00", "1e10001", `"a":1,"a":2,`, "null", "\ufeff"))...)
		case 4:
			b = b[:i]
		case 5:
			if i < len(b) {
				j := min(len(b), i+g.IntN(20))
				b = slices.Insert(b, j, b[i:j]...)
			}
		}
	}
	return b
}

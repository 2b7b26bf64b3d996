package attack

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// TestWrongAnswersToLabelsAreNoticed: an answer that differs from the label anywhere is
// told from the right one.
func TestWrongAnswersToLabelsAreNoticed(t *testing.T) {
	right := map[string]answer{
		"none":  {Verdict: "compatible", version: "1.0.0"},
		"patch": {Verdict: "compatible", gate: 1, version: "1.0.1"},
		"minor": {Verdict: "compatible", gate: 1, version: "1.1.0"},
		"major": {Verdict: "incompatible", exit: 1, gate: 1, fixed: 1, codes: []string{"gate-break"}},
	}
	for bump, a := range right {
		l := &label{edit: &labelledEdit{}, backward: yes, forward: yes, reader: yes, bump: bump}
		if bump == "major" {
			l.backward = no
		}
		a.Bump, a.Backward.Verdict, a.Forward.Verdict, a.Reader.Verdict = bump, string(l.backward), "compatible", "compatible"
		wrong, open := a.wrong(l, true)
		assert.Empty(t, wrong, bump)
		assert.Empty(t, open, bump)
		for name, lie := range map[string]func(a *answer){
			"backward": func(a *answer) {
				a.Backward.Verdict = map[stated]string{yes: "incompatible", no: "compatible"}[l.backward]
			},
			"forward": func(a *answer) { a.Forward.Verdict = "incompatible" },
			"reader":  func(a *answer) { a.Reader.Verdict = "incompatible" },
			"bump": func(a *answer) {
				a.Bump = map[string]string{"none": "patch", "patch": "minor", "minor": "major", "major": "minor"}[bump]
			},
			"exit":    func(a *answer) { a.exit = 1 - a.exit },
			"gate":    func(a *answer) { a.gate = 1 - a.gate },
			"fixed":   func(a *answer) { a.fixed = 1 - a.fixed },
			"version": func(a *answer) { a.version = "1.9.0"; a.codes = nil },
			"trouble": func(a *answer) { a.trouble = "no such file" },
		} {
			told := a
			lie(&told)
			wrong, _ := told.wrong(l, true)
			assert.NotEmpty(t, wrong, "%s, %s", bump, name)
		}
		left := a
		left.Reader.Verdict, left.Bump, left.exit = "unknown", "unknown", 4
		if bump == "major" {
			left.Bump, left.exit = bump, 1
		}
		wrong, open = left.wrong(l, true)
		assert.Empty(t, wrong, bump)
		assert.Contains(t, open, "reader", bump)
	}
}

// TestRelatedIsCareful: a label says nothing where the context turns acceptance around.
func TestRelatedIsCareful(t *testing.T) {
	const inner = `{"type":"object","properties":{"a":{"type":"string"}}}`
	for _, c := range []struct {
		name, text       string
		at               string // of the inner schema
		twisted, chosen  bool
		reached, another bool // another schema may be applied beside it
	}{
		{name: "member", text: `{"properties":{"m":` + inner + `}}`, at: "/properties/m", reached: true},
		{name: "not", text: `{"not":{"properties":{"m":` + inner + `}}}`, at: "/not/properties/m", reached: true, twisted: true, chosen: true},
		{name: "a definition used twice", text: `{"properties":{"m":{"$ref":"#/$defs/d"}},"not":{"$ref":"#/$defs/d"},"$defs":{"d":` + inner + `}}`, at: "/$defs/d", reached: true, twisted: true, chosen: true, another: true},
		{name: "a definition that nothing uses", text: `{"properties":{"m":true},"$defs":{"d":` + inner + `}}`, at: "/$defs/d"},
		{name: "if", text: `{"if":` + inner + `,"then":{}}`, at: "/if", reached: true, twisted: true, chosen: true, another: true},
		{name: "then", text: `{"if":{},"then":` + inner + `}`, at: "/then", reached: true, chosen: true, another: true},
		{name: "anyOf", text: `{"anyOf":[` + inner + `,{}]}`, at: "/anyOf/0", reached: true, chosen: true, another: true},
		{name: "oneOf", text: `{"oneOf":[` + inner + `,{}]}`, at: "/oneOf/0", reached: true, twisted: true, chosen: true, another: true},
		{name: "oneOf by type", text: `{"oneOf":[` + inner + `,{"type":"string"}]}`, at: "/oneOf/0", reached: true, chosen: true, another: true},
		{name: "oneOf by number", text: `{"oneOf":[{"type":"number"},{"type":"integer"}]}`, at: "/oneOf/0", reached: true, twisted: true, chosen: true, another: true},
		{
			name: "oneOf by tag", at: "/oneOf/0/allOf/0", reached: true, chosen: true, another: true,
			text: `{"oneOf":[{"required":["k"],"properties":{"k":{"const":1}},"allOf":[` + inner + `]},{"required":["k"],"properties":{"k":{"enum":[2,3]}}}]}`,
		},
		{
			name: "oneOf by a tag that is not required", at: "/oneOf/0/allOf/0", reached: true, twisted: true, chosen: true, another: true,
			text: `{"oneOf":[{"properties":{"k":{"const":1}},"allOf":[` + inner + `]},{"required":["k"],"properties":{"k":{"enum":[2,3]}}}]}`,
		},
		{name: "at most so many", text: `{"contains":` + inner + `,"maxContains":2}`, at: "/contains", reached: true, twisted: true, chosen: true},
		{name: "at least one", text: `{"contains":` + inner + `}`, at: "/contains", reached: true, chosen: true},
		{name: "names", text: `{"propertyNames":{"allOf":[` + inner + `]}}`, at: "/propertyNames/allOf/0", twisted: true, chosen: true},
		{name: "beside a map", text: `{"properties":{"m":` + inner + `},"allOf":[{"additionalProperties":{"type":"object"}}]}`, at: "/properties/m", reached: true, another: true},
		{name: "beside its own map", text: `{"properties":{"m":` + inner + `},"additionalProperties":{"type":"object"}}`, at: "/properties/m", reached: true},
		{name: "beside a pattern", text: `{"properties":{"m":` + inner + `},"patternProperties":{"^m":{}}}`, at: "/properties/m", reached: true, another: true},
		{name: "the same member in allOf", text: `{"properties":{"m":` + inner + `},"allOf":[{"properties":{"m":{}}}]}`, at: "/properties/m", reached: true, another: true},
		{name: "another member", text: `{"properties":{"m":` + inner + `},"allOf":[{"properties":{"n":{}}}]}`, at: "/properties/m", reached: true},
	} {
		root := parse(t, c.text)
		g, err := load("old.json", root, graph.Draft2020)
		require.NoError(t, err, c.name)
		x := newContexts(g)
		n := nodeAt(g, g.Root.Value.Path(c.at))
		require.NotNil(t, n, c.name)
		assert.Equal(t, c.reached, x.reached[n], "%s: reached", c.name)
		assert.Equal(t, c.twisted, x.twisted[n], "%s: twisted", c.name)
		assert.Equal(t, c.chosen, x.chosen[n], "%s: chosen", c.name)
		if c.reached {
			assert.Equal(t, c.another, len(x.beside(n)) > 1, "%s: another beside it", c.name)
		}
	}
}

// TestEveryPlant: every planted edit is told in a place where everything is known of it,
// in each draft that has its words.
func TestEveryPlant(t *testing.T) {
	for _, d := range []graph.Dialect{graph.Draft4, graph.Draft7, graph.Draft2020} {
		text := `{"$schema":"` + d.URI() + `","type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}}}`
		root := released(parse(t, text), d)
		file, err := source.ParseJSON("s.json", root.AppendJSON(nil))
		require.NoError(t, err)
		home := &family{t: t, dir: t.TempDir()}
		check := func(make func(b *labelMaker) *labelledEdit, complete bool) {
			// What the first choices say: in the place itself.
			b, err := newLabelMaker(FromBytes([]byte{7, 7, 7, 7}), file, d)
			require.NoError(t, err)
			b.path = root.Path("/properties/a")
			b.at = at(b.root, b.path)
			e := make(b)
			require.NotNil(t, e)
			l, ok := labelled(NewChoice(1, 1), e, d)
			require.True(t, ok, e.kind)
			home.hold(e.old, e.new)
			a := home.ask(false)
			wrong, open := a.wrong(l, false)
			assert.Empty(t, append(wrong, open...), "%s, %s: the label says %s\n%s", d, e.kind, l, evidence(l, a))
			if complete {
				assert.True(t, l.complete(), "%s, %s: the label says %s", d, e.kind, l)
			}
		}
		for _, p := range plants {
			if !p.in(d) {
				continue
			}
			check(func(b *labelMaker) *labelledEdit { return b.plantedAs(p, false, 0) }, true)
			check(func(b *labelMaker) *labelledEdit { return b.plantedAs(p, true, 0) }, false) // what it takes back need not break
		}
		for _, r := range letters {
			if r.since <= d {
				check(func(b *labelMaker) *labelledEdit { return b.letteredAs(r, 0) }, true)
			}
		}
	}
}

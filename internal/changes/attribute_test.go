package changes

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/schema"
)

// decided is a case about two schemas with the questions about the whole
// answered.
func decided(old, new *graph.Graph) Case {
	var c Case
	ask := func(in, out *graph.Graph, content decide.Content) Decided {
		answer := decide.Decide(decide.Question{In: in, Out: out, Content: content})
		return Decided{Broken: answer.Verdict == decide.Found, Witness: answer.Witness}
	}
	c.Backward, c.Forward = ask(old, new, decide.Annotated), ask(new, old, decide.Writer)
	if l := decide.Losses(decide.LossQuestion{Old: old, New: new}); len(l.Losses) > 0 {
		c.Reader = Decided{true, l.Losses[0].Witness}
	}
	return c
}

// TestAttribute: each change is blamed for what it breaks and for nothing else.
func TestAttribute(t *testing.T) {
	const base = `{"properties":{"id":{"type":"string"},"status":{"enum":["a","b"]},"n":{"type":"integer","minimum":0}},"required":["id"]}`
	for _, c := range []struct {
		name, old, new string
		want           []string // rule: breaks bump
	}{
		{"nothing broken", base, strings.Replace(base, `"n":`, `"m":{"type":"string"},"n":`, 1), []string{"member-added-optional: [] minor"}},
		{
			"one of two", base, strings.Replace(strings.Replace(base, `"n":`, `"m":{"type":"string"},"n":`, 1), `["a","b"]`, `["a"]`, 1),
			[]string{"member-added-optional: [] minor", "enum-value-removed: [backward] major"},
		},
		{
			"one each way", base, strings.Replace(strings.Replace(base, `"minimum":0`, `"minimum":-1`, 1), `["a","b"]`, `["a"]`, 1),
			[]string{"enum-value-removed: [backward] major", "minimum-lowered: [forward] major"},
		},
		{
			"a description beside a break", base, `{"description":"d",` + strings.Replace(base, `["id"]`, `["id","n"]`, 1)[1:],
			[]string{"description-changed: [] patch", "member-became-required: [backward] major"},
		},
		{
			"a bound where no number can be", `{"properties":{"a":{"type":"string"},"b":{"minimum":1}}}`, `{"properties":{"a":{"type":"string","minimum":5},"b":{"minimum":2}}}`,
			[]string{"minimum-raised: [] minor", "minimum-raised: [backward] major"},
		},
		{
			"what only both together break", `{"properties":{"a":{"type":["string","null"],"enum":["x",null]}}}`, `{"properties":{"a":{"type":"string","enum":["x","y"]}}}`,
			[]string{"enum-value-added: [forward] major", "enum-value-removed: [backward] major"},
		},
		{
			"a renamed member", `{"properties":{"a":{"type":"string"},"b":{"type":"integer"}}}`, `{"properties":{"c":{"type":"string"},"b":{"type":"number"}}}`,
			[]string{"member-renamed: [reader] major", "type-widened: [forward] major"},
		},
		{
			"conditions", `{"allOf":[{"if":{"required":["a"]},"then":{"required":["b"]}}],"properties":{"a":true,"b":true,"c":true}}`,
			`{"allOf":[{"if":{"required":["a"]},"then":{"required":["b","c"]}},{"if":{"required":["b"]},"then":{}}],"properties":{"a":true,"b":true,"c":true}}`,
			[]string{"condition-added: [] minor", "member-became-required: [backward] major"},
		},
		{
			"a new definition comes along", `{"properties":{"a":{"$ref":"#/$defs/A"}},"required":["a"],"$defs":{"A":{"enum":["x"]}}}`,
			`{"properties":{"a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/B"}},"required":["a","b"],"$defs":{"A":{"enum":["x"]},"B":{"items":{"$ref":"#/$defs/C"}},"C":{"$ref":"#/$defs/A"}}}`,
			[]string{"member-added-required: [backward] major"},
		},
		{
			"a reference to what changed besides", `{"properties":{"p":{"anyOf":[{"type":"string","minLength":1},{"type":"integer","minimum":1}]},"q":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"integer","minimum":1}}}`,
			`{"properties":{"p":{"anyOf":[{"type":"string","minLength":1},{"type":"integer","minimum":1},{"$ref":"#/$defs/A"}]},"q":{"$ref":"#/$defs/A"}},"$defs":{"A":{"type":"integer","minimum":0}}}`,
			[]string{"any-of-branch-added: [] minor", "minimum-lowered: [forward] major"},
		},
		{
			"recursion", `{"$ref":"#/$defs/N","$defs":{"N":{"properties":{"kind":{"enum":["a"]},"next":{"$ref":"#/$defs/N"}}}}}`,
			`{"$ref":"#/$defs/N","$defs":{"N":{"properties":{"kind":{"enum":["a","b"]},"next":{"$ref":"#/$defs/N"},"more":{"items":{"$ref":"#/$defs/N"}}}}}}`,
			[]string{"member-added-optional: [] minor", "enum-value-added: [forward] major"},
		},
		{
			"draft 7, a sibling that was hidden", `{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"$ref":"#/definitions/A"},"b":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"string"}}}`,
			`{"$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"type":"string","minLength":1},"b":{"$ref":"#/definitions/A"},"c":{"type":"string"}},"definitions":{"A":{"type":"string"}}}`,
			[]string{"min-length-raised: [backward] major", "member-added-optional: [] minor"},
		},
		{
			"a break in a definition that nothing uses", `{"properties":{"a":{"enum":[1,2]}},"$defs":{"X":{"enum":[1,2]}}}`, `{"properties":{"a":{"enum":[1]}},"$defs":{"X":{"enum":[1]}}}`,
			[]string{"enum-value-removed: [backward] major", "enum-value-removed: [] patch"},
		},
		{
			"a default", `{"properties":{"a":{"default":1},"b":{"type":"string"}}}`, `{"properties":{"a":{"default":2},"b":{"type":["string","null"]}}}`,
			[]string{"default-changed: [] major", "type-widened: [forward] major"},
		},
		{
			"a demand that comes and one that goes", `{"properties":{"a":true,"b":true},"dependentRequired":{"a":["b"]}}`, `{"properties":{"a":true,"b":true},"dependentRequired":{"b":["a"]}}`,
			[]string{"dependent-required-added: [backward] major", "dependent-required-removed: [forward] major"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, new := schemaText(t, "old.json", c.old), schemaText(t, "new.json", c.new)
			d := Diff(old, new)
			list := d.Changes
			question := decided(old, new)
			effects := d.Attribute(question)
			var got []string
			for i, e := range effects {
				got = append(got, fmt.Sprintf("%s: %v %s", list[i].Rule.ID, e.Breaks, e.Bump))
				assert.True(t, e.Exact, "%s was not decided", list[i].Rule.ID)
				checkWitness(t, old, new, e)
			}
			slices.Sort(got)
			slices.Sort(c.want)
			assert.Equal(t, c.want, got)

			question.MaxWork = -1 // nothing is decided
			for i, e := range d.Attribute(question) {
				for _, b := range effects[i].Breaks {
					assert.Contains(t, e.Breaks, b, "%s: the rule does not expect what was decided", list[i].Rule.ID)
				}
			}
		})
	}
}

// checkWitness: a witness is accepted on one side and refused on the other, or
// shows a loss that both sides accept.
func checkWitness(t *testing.T, old, new *graph.Graph, e Effect) {
	t.Helper()
	if e.Witness == nil {
		return
	}
	byOld, err := writer.NewEvaluator(old).Accepts(e.Witness)
	require.NoError(t, err)
	byNew, err := writer.NewEvaluator(new).Accepts(e.Witness)
	require.NoError(t, err)
	switch {
	case byOld && byNew:
		assert.Contains(t, e.Breaks, Reader)
	case byOld:
		assert.Contains(t, e.Breaks, Backward)
	case byNew:
		assert.Contains(t, e.Breaks, Forward)
	default:
		t.Errorf("nobody accepts %s", e.Witness.JSON())
	}
}

// TestAttributeBlamesSomebody: a break that no single change makes is not lost.
func TestAttributeBlamesSomebody(t *testing.T) {
	old := schemaText(t, "old.json", `{"type":"object","properties":{"a":{"type":"integer"}}}`)
	new := schemaText(t, "new.json", `{"type":"object","properties":{"a":{"type":"integer","minimum":1,"maximum":5}}}`)
	for _, limit := range []int64{1, 0} {
		c := decided(old, new)
		c.MaxWork = limit
		for _, e := range Diff(old, new).Attribute(c) {
			assert.Equal(t, []string{Backward}, e.Breaks)
		}
	}
	// Nothing that the rules let expect: all that is not plainly harmless is named.
	c := Case{Forward: Decided{Broken: true}, MaxWork: -1}
	for _, e := range Diff(old, new).Attribute(c) {
		assert.Equal(t, []string{Forward}, e.Breaks)
		assert.False(t, e.Exact)
	}
}

// TestRewrite: where the whole means the same, a change is another spelling.
func TestRewrite(t *testing.T) {
	old := schemaText(t, "old.json", `{"pattern":"^[0-9]$","title":"a"}`)
	new := schemaText(t, "new.json", `{"pattern":"^\\d$","title":"b"}`)
	d := Diff(old, new)
	list := d.Changes
	require.Greater(t, len(list), 1)
	for i, e := range d.Attribute(Case{Bump: BumpPatch}) {
		assert.Equal(t, BumpPatch, e.Bump)
		assert.Equal(t, list[i].Rule.ID != "title-changed", e.Rewrite, list[i].Rule.ID)
	}
}

func value(t testing.TB, text string) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("value.json", []byte(text))
	require.NoError(t, err)
	return f.Root
}

// TestVariants: the edit of a change makes the change and no other: between the
// old schema and the variant, Diff finds that rule again, and the variant of a
// change that is the only one says what the new schema says.
func TestVariants(t *testing.T) {
	// What is not told as edits of the text: no document breaks by it, or what it
	// means depends on more than its place.
	none := []string{"additional-properties-scope-changed", "dynamic-reference-changed", "dynamic-anchor-changed", "dialect-changed"}
	pairs := fixtures(t)
	made := 0
	for _, x := range pairs {
		old, new := schemaOf(t, "old.json", x.old), schemaOf(t, "new.json", x.new)
		d := Diff(old, new)
		list, w := d.Changes, d.variants(false)
		for i := range list {
			c := &list[i]
			if harmless(c) && c.Rule != formatChanged || slices.Contains(none, c.Rule.ID) || old.Root.Dialect != new.Root.Dialect {
				continue
			}
			h, err := w.with(c)
			if !assert.NoError(t, err, "%s: %s", c.Rule, x.old.JSON()) {
				continue
			}
			made++
			there, rest := Diff(old, h).Changes, Diff(h, new).Changes
			assert.NotEmpty(t, there, "%s: %s", c.Rule.ID, h.Root.Value.JSON())
			if len(list) > 1 || x.rule == "unique-items-removed" { // the latter changes what another place uses too
				assert.Less(t, len(rest), len(list)+1, "%s\n%s", h.Root.Value.JSON(), x.new.JSON())
				continue
			}
			assert.Contains(t, rulesOf(there), c.Rule.ID, "%s\n%s", x.old.JSON(), h.Root.Value.JSON())
			for _, r := range rest {
				assert.Contains(t, []*Rule{definitionRenamed, sameInOtherWords, orderChanged}, r.Rule, "%s\n%s", h.Root.Value.JSON(), x.new.JSON())
			}
		}
	}
	assert.Greater(t, made, 150)
}

// TestOwnSchema: edits of RunResult's own schema, each found as what it is.
func TestOwnSchema(t *testing.T) {
	data, err := schema.Get("runresult.v1")
	require.NoError(t, err)
	head := string(data)
	assert.Empty(t, Diff(schemaText(t, "old.json", head), schemaText(t, "new.json", head)).Changes)
	for _, c := range []struct{ from, to, want string }{
		{`"description": "Human-readable account of the run."`, `"description": "What a person reads first."`, "description-changed: [] patch"},
		{`"$id": "urn:atlas-dataflow:schema:runresult:1.0.0"`, `"$id": "urn:atlas-dataflow:schema:runresult:1.1.0"`, ""},
		{`    "run_id",` + "\n", ``, "member-became-optional: [forward] major"},
	} {
		require.Equal(t, 1, strings.Count(strings.Replace(head, c.from, "\x00", 1), "\x00"), c.from)
		old, new := schemaText(t, "old.json", head), schemaText(t, "new.json", strings.Replace(head, c.from, c.to, 1))
		d := Diff(old, new)
		list := d.Changes
		got := ""
		for i, e := range d.Attribute(decided(old, new)) {
			got += fmt.Sprintf("%s: %v %s", list[i].Rule.ID, e.Breaks, e.Bump)
		}
		assert.Equal(t, c.want, got)
	}
}

package decide

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tuples is a union of messages in arrays, of which one is changed.
type tuples struct {
	union  string // anyOf, oneOf, mixed, nested
	tag    string // what tells them apart
	length string // exact, open, closed
	change string
	n      int
	place  string // a schema with %s for the union
}

func (u tuples) String() string {
	return strings.Join([]string{u.union, u.tag, u.length, u.change, fmt.Sprint(u.n), u.place}, " ")
}

// schema returns the old version or, with changed, the new one.
func (u tuples) schema(changed bool) string {
	var alts []string
	for i := range u.n {
		now := changed && i == u.n*2/3
		if now && u.change == "gone" {
			continue
		}
		alts = append(alts, u.message(i, now))
	}
	half := u.n / 2
	if changed && u.change == "order" {
		slices.Reverse(alts[:half])
		slices.Reverse(alts[half:])
	}
	one, other := strings.Join(alts[:half], ","), strings.Join(alts[half:], ",")
	root, defs := `{"`+u.union+`":[`+one+`,`+other+`]}`, ""
	switch u.union {
	case "mixed":
		root = `{"anyOf":[{"oneOf":[` + one + `]},` + other + `]}`
	case "nested":
		root, defs = `{"oneOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"}]}`, `,"$defs":{"a":{"anyOf":[`+one+`]},"b":{"oneOf":[`+other+`]}}`
	}
	place := u.place
	if place == "" {
		place = `{"allOf":[%s]}`
	}
	return strings.TrimSuffix(fmt.Sprintf(place, root), "}") + defs + "}"
}

// message returns alternative i.
func (u tuples) message(i int, changed bool) string {
	required, more, tag, lengthTag := "", "", fmt.Sprintf(`"t%d"`, i), 0
	if changed {
		switch u.change {
		case "member added":
			more = `,"more":{"type":"string"}`
		case "member demanded":
			required = `,"at"`
		case "tag added":
			tag += `,"more"`
		}
	}
	payload := fmt.Sprintf(`{"type":"object","required":["id"%s],"properties":{"id":{"type":"integer","minimum":%d},"at":{"type":"string"},"list":{"type":"array","items":{"type":"object","properties":{"deep":{"type":"number"}%s}}}}}`, required, i%3, more)
	kinds := []string{"null", "boolean", "number", "string", "array", "object"}
	var items []string
	switch u.tag {
	case "const":
		items = []string{`{"const":2,"type":"integer"}`, `{"const":` + tag + `}`, payload}
		if strings.Contains(tag, ",") {
			items[1] = `{"enum":[` + tag + `]}`
		}
	case "enum":
		items = []string{`{"type":"string","enum":[` + tag + `]}`, payload}
	case "enum of several":
		items = []string{fmt.Sprintf(`{"enum":[%d,%s]}`, i, tag), payload}
	case "last":
		items = []string{payload, `true`, `{"enum":[` + tag + `]}`}
	case "two":
		items = []string{fmt.Sprintf(`{"const":%d}`, i/4), payload, fmt.Sprintf(`{"enum":[%d,%s]}`, i%4, tag)}
	case "types":
		items = []string{fmt.Sprintf(`{"type":%q}`, kinds[i/6]), fmt.Sprintf(`{"type":%q}`, kinds[i%6]), payload}
	case "length":
		items, lengthTag = []string{`{"type":"string"}`, payload}, i
	}
	bounds := ""
	switch u.length {
	case "exact":
		bounds = fmt.Sprintf(`,"minItems":%[1]d,"maxItems":%[1]d`, len(items)+lengthTag)
	case "closed":
		bounds = `,"items":false`
	}
	return `{"type":"array","prefixItems":[` + strings.Join(items, ",") + `]` + bounds + `}`
}

// tupleKinds returns the unions that are asked about: all unions, tags and lengths,
// with the changes in turn, because each has six questions.
func tupleKinds() []tuples {
	changes := slices.Sorted(maps.Keys(tupleChanges))
	var out []tuples
	add := func(u tuples) {
		u.change = changes[len(out)%len(changes)]
		if u.change == "tag added" && (u.tag == "length" || u.tag == "types") {
			u.change = "member added"
		}
		out = append(out, u)
	}
	for _, union := range []string{"anyOf", "oneOf", "mixed", "nested"} {
		for _, tag := range []string{"const", "enum", "enum of several", "last", "two", "types", "length"} {
			for _, length := range []string{"exact", "open", "closed"} {
				if tag == "length" && length != "exact" {
					continue
				}
				add(tuples{union: union, tag: tag, length: length, n: 12})
			}
		}
		for _, place := range []string{`{"items":%s}`, `{"prefixItems":[true,%s]}`, `{"properties":{"m":%s}}`, `{"prefixItems":[true],"items":%s}`, `{"additionalProperties":%s}`, `{"prefixItems":[{"const":"m"},{"type":"array","items":%s}]}`} {
			add(tuples{union: union, tag: "const", length: "open", n: 12, place: place})
		}
		for _, change := range []string{"member added", "gone"} {
			out = append(out, tuples{union, "const", "open", change, 40, ""}, tuples{union, "last", "exact", change, 40, ""})
		}
	}
	return out
}

// tupleChanges says which document is found of old and not of new, and the other
// way round, first for open content, then for what writers emit.
var tupleChanges = map[string][2][2]Verdict{
	"order":           {{Empty, Empty}, {Empty, Empty}},
	"member added":    {{Found, Empty}, {Empty, Empty}},
	"member demanded": {{Found, Empty}, {Found, Empty}},
	"gone":            {{Found, Empty}, {Found, Empty}},
	"tag added":       {{Empty, Found}, {Empty, Found}},
}

// TestUnionsOfTuples: the answers follow from how the pairs are made, and a budget
// takes the place of a timer.
func TestUnionsOfTuples(t *testing.T) {
	const work = 40_000
	for _, u := range tupleKinds() {
		t.Run(u.String(), func(t *testing.T) {
			old, new := load(t, u.schema(false)), load(t, u.schema(true))
			for i, content := range []Content{Open, Writer} {
				for j, q := range []Question{{In: old, Out: new}, {In: new, Out: old}} {
					q.Content, q.MaxWork = content, work
					a := Decide(q)
					require.Equal(t, tupleChanges[u.change][i][j], a.Verdict, "content %d, direction %d: %v %s", content, j, a.Unknown, text(a.Witness))
					verify(t, q, a, a.Verdict)
				}
			}
			want := Empty
			if u.change == "member added" && !strings.Contains(u.place, "additionalProperties") { // maps are left empty
				want = Found
			}
			back := Losses(LossQuestion{Old: new, New: old, MaxWork: 4 * work})
			require.Equal(t, want, back.Verdict, "%v", back.Unknown)
			assert.Len(t, back.Losses, map[Verdict]int{Found: 1}[want])
		})
	}
}

// TestTuplesThatOverlap: alternatives whose tags need not be there hold together
// where they are not.
func TestTuplesThatOverlap(t *testing.T) {
	for _, tag := range []string{"const", "enum", "enum of several", "last", "two", "types"} {
		for length, want := range map[string]Verdict{"exact": Empty, "open": Found, "closed": Found} {
			u := tuples{union: "anyOf", tag: tag, length: length, n: 12}
			any := load(t, u.schema(false))
			u.union = "oneOf"
			one := load(t, u.schema(false))
			q := Question{In: any, Out: one, MaxWork: 40_000}
			verify(t, q, Decide(q), want)
			q.In, q.Out = one, any
			verify(t, q, Decide(q), Empty)
		}
	}
}

package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/validate"
)

// impactPairs are schemas before and after a change, in several dialects and with several
// keywords, that refuse some of what randomDocument draws each.
var impactPairs = [][2]string{
	{`{"type":"object","properties":{"a":{"type":["integer","string"]}}}`, `{"type":"object","properties":{"a":{"type":"integer"},"b":{"minimum":2}},"required":["a"]}`},
	{`{"anyOf":[{"required":["a"]},{"type":"array"}]}`, `{"oneOf":[{"required":["a"]},{"required":["b"]},{"type":"array","maxItems":1}]}`},
	{`{"$ref":"#/$defs/n","$defs":{"n":{"additionalProperties":{"$ref":"#/$defs/n"}}}}`, `{"$ref":"#/$defs/n","$defs":{"n":{"additionalProperties":{"$ref":"#/$defs/n"},"type":["object","string"],"maxProperties":1}}}`},
	{`{"$schema":"http://json-schema.org/draft-04/schema#","items":[{"minimum":1}]}`, `{"$schema":"http://json-schema.org/draft-04/schema#","items":[{"minimum":1,"exclusiveMinimum":true}],"additionalItems":false}`},
	{`{"dependentRequired":{"a":["b","c"]}}`, `{"dependentRequired":{"a":["b","c"],"b":["a","c"]},"unevaluatedProperties":{"type":"string"}}`},
	{`{"uniqueItems":true,"propertyNames":{"enum":["a","b"]}}`, `{"uniqueItems":true,"propertyNames":{"const":"a"},"contains":{"type":"string"},"not":{"type":"string"}}`},
}

// randomDocument is a small document, one in twenty of them no JSON.
func randomDocument(r *rand.Rand, depth int) string {
	if depth == 2 && r.IntN(20) == 0 {
		return `{"a":1,"a":2}`
	}
	var parts []string
	switch kind := r.IntN(8); {
	case depth > 0 && kind < 4:
		for _, name := range []string{"a", "b", "c"} {
			if r.IntN(2) == 0 {
				parts = append(parts, fmt.Sprintf("%q:%s", name, randomDocument(r, depth-1)))
			}
		}
		return "{" + strings.Join(parts, ",") + "}"
	case depth > 0 && kind < 6:
		for range r.IntN(3) {
			parts = append(parts, randomDocument(r, depth-1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return []string{`"a"`, `"b"`, "1", "2", "1.0", "null", "true"}[r.IntN(7)]
}

// TestImpactIsWhatValidateSays: the counts are those of judging every document by each side.
func TestImpactIsWhatValidateSays(t *testing.T) {
	const n = 1000
	refusals := int64(0)
	for p, pair := range impactPairs {
		r := rand.New(rand.NewPCG(12, uint64(p)))
		var docs []compat.Document
		for i := range n {
			docs = append(docs, compat.Document{File: "d", Line: i + 1, Data: []byte(randomDocument(r, 2))})
		}
		var schemas [2]*compat.Schema
		var judges [2]*validate.Schema
		for i, text := range pair {
			var err error
			schemas[i], err = compat.Load("s.json", []byte(text), compat.LoadOptions{})
			require.NoError(t, err)
			judges[i], err = validate.New("s.json", []byte(text), validate.Options{})
			require.NoError(t, err)
		}
		for _, direction := range []compat.Direction{compat.Full, compat.Forward} {
			was, is := judges[0], judges[1]
			if direction == compat.Forward {
				was, is = is, was
			}
			want := map[string]int64{"malformed": 0, "invalid before": 0, "refused": 0}
			kinds, first := map[string]int64{}, map[string]int{}
			for _, d := range docs {
				before, after := was.Validate(d.Data), is.Validate(d.Data)
				var no *validate.Error
				switch {
				case errors.As(before, &no) && no.Violations == nil:
					want["malformed"]++
				case before != nil:
					want["invalid before"]++
				case errors.As(after, &no):
					want["refused"]++
					seen := map[string]bool{}
					for _, v := range no.Violations {
						key := v.SchemaAt
						if v.Missing != "" {
							key += " " + v.Message
						}
						if !seen[key] {
							kinds[key]++
							if first[key] == 0 {
								first[key] = d.Line
							}
						}
						seen[key] = true
					}
				}
			}
			i, err := compat.MeasureImpact(context.Background(), schemas[0], schemas[1], slices.Values(docs), compat.ImpactOptions{Direction: direction, Jobs: 3})
			require.NoError(t, err)
			assert.EqualValues(t, n, i.Documents)
			assert.Equal(t, want, map[string]int64{"malformed": counted(i.Malformed), "invalid before": counted(i.InvalidBefore), "refused": i.Refused}, pair)
			assert.Nil(t, i.Undecided)
			got, at := map[string]int64{}, map[string]int{}
			for _, k := range i.Kinds {
				key := *k.SchemaAt
				if strings.HasSuffix(strings.ToLower(k.Keyword), "required") {
					key += " " + k.Message
				}
				got[key], at[key] = k.Count, k.First.Line
			}
			assert.Equal(t, kinds, got, pair)
			assert.Equal(t, first, at, pair)
			refusals += i.Refused
			one, err := compat.MeasureImpact(context.Background(), schemas[0], schemas[1], slices.Values(docs), compat.ImpactOptions{Direction: direction, Jobs: 1})
			require.NoError(t, err)
			assert.Equal(t, i, one, "as many jobs as one likes")
		}
	}
	assert.Greater(t, refusals, int64(1000), "the documents say something")
}

// counted is how many documents a group has.
func counted(k *compat.ImpactKind) int64 {
	if k == nil {
		return 0
	}
	return k.Count
}

// TestContradicted: what is proved of all valid documents and a document shows to be wrong is
// a fault; what is proved of writers' documents says nothing about others.
func TestContradicted(t *testing.T) {
	impact := func(refused int64, by string) *compat.Impact {
		return &compat.Impact{Refused: refused, RejectedBy: by, Kinds: []compat.ImpactKind{{First: compat.ImpactPlace{File: "d", Line: 3, Message: "no"}}}}
	}
	proved := &compat.Inclusion{Verdict: compat.Compatible, Content: compat.Open}
	f := contradicted(&compat.Report{Backward: proved, Impact: impact(1, compat.SideNew)})
	require.NotNil(t, f)
	assert.Equal(t, "backward: every valid document is accepted, says the search, and a validator refuses one: d:3: no", f.Error())
	assert.NotNil(t, contradicted(&compat.Report{Forward: proved, Impact: impact(1, compat.SideOld)}))
	for _, r := range []*compat.Report{
		{Backward: proved, Impact: impact(0, compat.SideNew)},
		{Forward: proved, Impact: impact(1, compat.SideNew)},
		{Backward: &compat.Inclusion{Verdict: compat.Compatible}, Impact: impact(1, compat.SideNew)},
		{Backward: &compat.Inclusion{Verdict: compat.Unknown, Content: compat.Open}, Impact: impact(1, compat.SideNew)},
	} {
		assert.Nil(t, contradicted(r))
	}
}

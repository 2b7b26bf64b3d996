package attack_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// TestBesideManyBranches: a keyword says what it says beside an allOf of so many
// branches that the copy for the validation library takes them out of the schema.
func TestBesideManyBranches(t *testing.T) {
	many := position{"beside many branches", `{"allOf":[` + strings.Repeat("true,", 99) + `{"not":{"const":0}}],%s}`, `%s`}
	tried := maps.Clone(samples)
	delete(tried, "allOf")
	tried["$dynamicRef beside $ref"] = sample{`"$ref":"#/$defs/wide","$dynamicRef":"#narrow"`, ``, [3]string{`"a"`, `"a"`, `"bb"`}}
	tried["pattern, for several"] = sample{`"pattern":"^(?!c)[a-c]"`, ``, scalars}
	for name, s := range tried {
		text, fits := many.text(s, s.narrow)
		require.True(t, fits, name)
		opinions := opinionsOf(t, text, many, s)
		for _, who := range []string{"writer", "program", "v5"} {
			assert.Equal(t, "valid", opinions[who+", 0"], "%s about %s beside many branches: %s", who, name, s.docs[0])
			assert.Equal(t, "invalid", opinions[who+", 2"], "%s about %s beside many branches: %s", who, name, s.docs[2])
		}
	}
}

// TestEvaluated: whether the decision procedure takes what a keyword looks at for
// evaluated shows where unevaluated keywords stand beside it. No verdict says that
// there is no document where the evaluator that is read as the definition has one.
func TestEvaluated(t *testing.T) {
	kinds := map[keyword.Group]struct{ limited, rest string }{
		keyword.Arrays:  {`{"type":"array","items":{"enum":["a","bb"]},%s}`, `{"type":"array",%s,"unevaluatedItems":%s}`},
		keyword.Objects: {`{"type":"object","additionalProperties":{"enum":["a","bb"]},%s}`, `{"type":"object",%s,"unevaluatedProperties":%s}`},
	}
	var values []*source.Value
	for _, text := range []string{
		`[]`, `["a"]`, `["bb"]`, `["a","bb"]`, `["bb","a"]`, `["a","a","bb"]`,
		`{}`, `{"k":"a"}`, `{"k":"bb"}`, `{"k":"a","l":"bb"}`, `{"k":"bb","l":"a"}`, `{"l":"a"}`, `{"l":"bb"}`, `{"k":"a","l":"a","m":"bb"}`,
	} {
		f, err := source.ParseJSON("d.json", []byte(text))
		require.NoError(t, err)
		values = append(values, f.Root)
	}
	found := 0
	for i := range keyword.All() {
		row := &keyword.All()[i]
		s, ok := samples[row.Name]
		if !ok || row.Role == 0 || strings.HasPrefix(row.Name, "unevaluated") {
			continue
		}
		for group, k := range kinds {
			for turn := range 6 {
				d, rest := []graph.Dialect{graph.Draft2019, graph.Draft2020}[turn%2], []string{`false`, `{"const":"a"}`, `{"const":"bb"}`}[turn/2]
				oldText := fmt.Sprintf(k.limited, s.narrow)
				newText := fmt.Sprintf(k.rest, s.narrow, rest)
				if row.Group != group && row.Group != keyword.Any || !row.In(d) || oneNameTwice(oldText) {
					continue
				}
				head := `{"$schema":"` + d.URI() + `","$defs":{` + define + `},`
				oldText, newText = head+oldText[1:], head+newText[1:]
				p := pair{old: loaded(t, oldText), new: loaded(t, newText)}
				r, err := compat.Compare(context.Background(), p.old, p.new, compat.Options{})
				require.NoError(t, err)
				old, new := writer.NewEvaluator(graphOf(t, oldText)), writer.NewEvaluator(graphOf(t, newText))
				for _, v := range values {
					a, err := old.Accepts(v)
					require.NoError(t, err)
					b, err := new.Accepts(v)
					require.NoError(t, err)
					if a && !b {
						found++
						assert.NotEqual(t, compat.Compatible, r.Backward.Verdict, "%s: is what %s looks at evaluated? %s is valid by\n  %s and not by\n  %s",
							row.Name, row.Name, v.JSON(), oldText, newText)
					}
				}
			}
		}
	}
	assert.Greater(t, found, 50)
}

func oneNameTwice(text string) bool {
	_, err := source.ParseJSON("s.json", []byte(text))
	return err != nil
}

func graphOf(t *testing.T, text string) *graph.Graph {
	f, err := source.ParseJSON("s.json", []byte(text))
	require.NoError(t, err)
	g, err := graph.Load(f, graph.Options{AssertFormats: true})
	require.NoError(t, err)
	return g
}

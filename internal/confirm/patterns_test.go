package confirm

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/pattern/patterntest"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/internal/writer"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// judges are all that judge a document by a schema, by name; without those that
// cannot.
func judges(t *testing.T, g *graph.Graph) map[string]func(text string) bool {
	all := map[string]func(string) bool{}
	if p, index, err := program.Compile(g); err == nil {
		all["program"] = func(text string) bool {
			v, err := eval.Parse(text)
			require.NoError(t, err)
			return p.Check(index[g.Root], v, nil)
		}
		e := writer.NewEvaluator(g)
		all["writer"] = func(text string) bool {
			ok, err := e.Accepts(parse(t, text))
			require.NoError(t, err)
			return ok
		}
	}
	if v, err := v5.Compile(g, false); err == nil {
		all[V5] = func(text string) bool { return len(v.Validate(parse(t, text))) == 0 }
	}
	if p, err := newPeer(g, false); err == nil {
		all[Google] = func(text string) bool {
			ok, err := p.accepts(parse(t, text))
			require.NoError(t, err)
			return ok
		}
	}
	if p, err := newECMA(g, false); err == nil {
		all[ECMA] = func(text string) bool {
			ok, _, err := p.judge(parse(t, text))
			require.NoError(t, err)
			return ok
		}
	}
	return all
}

// TestJudgesReadPatterns: everything that judges documents reads look-around in
// values and names as a backtracking matcher does, or refuses it.
func TestJudgesReadPatterns(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	words := patterntest.Words("ab1", 3)
	count := map[string]int{}
	drawn := rounds.Of(120, 2_000)
	for i := range drawn {
		src := patterntest.Random(r, 2+r.IntN(3), true)
		if i%2 == 0 {
			src = fmt.Sprintf("^(?%s%s)%s(?<%s%s)$", []string{"=", "!"}[r.IntN(2)], patterntest.Random(r, 1+r.IntN(2), true), src,
				[]string{"=", "!"}[r.IntN(2)], patterntest.Random(r, 1, false))
		}
		p, err := pattern.Parse(src)
		require.NoError(t, err, src)
		for form, schema := range map[string]string{"value": `{"pattern":%s}`, "name": `{"patternProperties":{%s:false}}`} {
			f, err := source.ParseJSON("schema.json", fmt.Appendf(nil, schema, codec.AppendString(nil, src)))
			require.NoError(t, err)
			g, err := graph.Load(f, graph.Options{})
			require.NoError(t, err)
			all := judges(t, g)
			for name := range all {
				count[name+" "+form]++
			}
			for _, w := range words {
				text, want := string(codec.AppendString(nil, w)), patterntest.Searches(p, w)
				if form == "name" {
					text, want = "{"+text+":1}", !want
				}
				for name, accepts := range all {
					require.Equal(t, want, accepts(text), "%s: %s in a %s and %s", name, src, form, text)
				}
			}
			if form == "value" && len(all) > 0 {
				for name, accepts := range all {
					require.True(t, accepts(`[1]`), "%s: %s", name, src)
				}
			}
		}
	}
	for _, name := range []string{"program", "writer", V5, Google, ECMA} {
		assert.Greater(t, count[name+" value"], drawn*3/4, name)
		assert.Greater(t, count[name+" name"], drawn*3/4, name)
	}
}

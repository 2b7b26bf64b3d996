package verify

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
)

// someFound makes up what checks may have found: errors and warnings that rest on
// a few things and call a few things into question, some of them in tallies.
func someFound(random *rand.Rand) (list []*found) {
	subjects := func() (out []subject) {
		for range random.IntN(4) {
			out = append(out, ofStep(stepStatus+aspect(random.IntN(3)), random.IntN(3)))
		}
		return out
	}
	theRules := []*diag.Rule{&ruleCounter, &ruleStatus, &ruleWindow, &ruleLintSymlink}
	for range random.IntN(9) {
		x := newFound(theRules[random.IntN(len(theRules))], "", issue{}).restsOn(subjects()...).doubt(subjects()...)
		x.leads, x.explains = random.IntN(4) == 0, random.IntN(3) == 0
		if random.IntN(4) == 0 {
			alone := x
			x = (&found{explains: x.explains, tally: func(*fold) []*found { return []*found{alone} }}).restsOn(subjects()...)
		}
		list = append(list, x)
	}
	return list
}

// spread are findings with those of tallies in their place, which rest on what
// the tally rests on as well.
func spread(list []*found) (out []*found) {
	for _, x := range list {
		if x.tally == nil {
			out = append(out, x)
			continue
		}
		for _, y := range x.tally(nil) {
			copied := *y
			out = append(out, copied.restsOn(x.rests...))
		}
	}
	return out
}

func errorsIn(list []*found) (n int) {
	for _, x := range list {
		if x.weight().Fails() {
			n++
		}
	}
	return n
}

// TestFoldLeavesOutWhatFollows: a finding is left out if and only if an error
// that was told before it calls something into question that it rests on. So no
// fault is told twice, nothing is left out for nothing, and where there are
// errors one is told.
func TestFoldLeavesOutWhatFollows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	left := 0
	for range 20_000 {
		list := someFound(random)
		f := newFold(nil)
		f.take(list)
		var want []*found
		doubted := map[subject]bool{}
		for _, x := range spread(list) {
			if slices.ContainsFunc(x.rests, func(s subject) bool { return doubted[s] }) {
				left++
				continue
			}
			want = append(want, x)
			if x.weight().Fails() {
				for _, s := range x.doubts {
					doubted[s] = true
				}
			}
		}
		require.Equal(t, len(want), len(f.told))
		for i, x := range want {
			require.Equal(t, x.rule, f.told[i].rule)
		}
		require.Equal(t, errorsIn(f.told), f.errors)
		require.Equal(t, errorsIn(spread(list)) > 0, f.errors > 0, "clean only if it is")
		for leading, first := range f.follows {
			require.Contains(t, f.told, leading)
			require.NotContains(t, f.told, first)
		}
		again := newFold(nil)
		again.take(f.told)
		require.Equal(t, f.told, again.told, "what is told stands beside what is told")
	}
	assert.Greater(t, left, 10_000)
}

// TestSettleTakesTheShorter: of what the document contradicts in itself and what
// the manifest shows, that is told which takes fewer findings; and a document in
// which there is an error is never made clean.
func TestSettleTakesTheShorter(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	explained := 0
	for range 20_000 {
		list := someFound(random)
		own := random.IntN(len(list) + 1)
		best := settle(list, own, nil)
		alone := slices.DeleteFunc(slices.Clone(list[:own]), func(x *found) bool { return x.explains })
		plain := newFold(nil)
		plain.take(alone)
		first := newFold(nil)
		first.take(list[:own])
		least := plain
		if slices.ContainsFunc(plain.told, explicable) && (first.errors < plain.errors || first.errors == plain.errors && !slices.ContainsFunc(plain.told, definite)) {
			least = first
			explained++
		}
		require.True(t, slices.Equal(least.told, best.told[:len(least.told)]))
		require.LessOrEqual(t, least.errors, plain.errors)
		// What only explains is told with contradictions, or rests on their absence.
		require.Equal(t, errorsIn(spread(alone))+errorsIn(spread(list[own:])) > 0, best.errors > 0, "clean only if it is")
	}
	assert.Greater(t, explained, 1000)
}

// TestFoldTellsConsequence: a finding that leads holds the first that follows from
// it alone.
func TestFoldTellsConsequence(t *testing.T) {
	text, other := subject{aspect: manifestText}, subject{aspect: artifactFile}
	lead := newFound(&ruleManifestHash, "/a", issue{message: "altered"}).doubt(text)
	lead.leads = true
	bad := newFound(&ruleArtifactHash, "/b", issue{message: "bad"}).doubt(other)
	for _, c := range []struct {
		rest []*found
		want string
	}{
		{nil, ""},
		{[]*found{newFound(&ruleLintSymlink, "", issue{message: "w"}).restsOn(text)}, ""},
		{[]*found{newFound(&ruleWindow, "", issue{message: "m"}).restsOn(text, other)}, ""},
		{[]*found{newFound(&ruleWindow, "", issue{message: "m"})}, ""},
		{[]*found{newFound(&ruleWindow, "", issue{message: "m"}).restsOn(text), newFound(&ruleWindow, "", issue{message: "n"}).restsOn(text)}, "m"},
	} {
		f := newFold(nil)
		f.take(append([]*found{bad, lead}, c.rest...))
		got := ""
		if first := f.follows[lead]; first != nil {
			got = first.finding("", "").Message
		}
		assert.Equal(t, c.want, got)
	}
	assert.Equal(t, "altered; m", lead.finding("", "m").Message)
}

package attack

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

func parse(t testing.TB, s string) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("test.json", []byte(s))
	require.NoError(t, err, s)
	return f.Root
}

// pairs makes random pairs until stop says so or there are none left.
func pairs(seed uint64, n uint64, stop func(c *Choice, p Pair) bool) {
	for i := range n {
		c := NewChoice(seed, i)
		if p, ok := Random(c); ok && stop(c, p) {
			return
		}
	}
}

// TestBlindDecidersAreCaught: a decider that does not see one keyword is caught,
// whichever keyword it is. So for each there are pairs in which nothing else
// matters, and documents that show it.
func TestBlindDecidersAreCaught(t *testing.T) {
	left := map[string]int{} // keyword -> pairs tried
	for _, row := range keyword.All() {
		if row.Kind == keyword.Assertion || row.Kind == keyword.Applicator && row.Shape != keyword.URI {
			left[row.Name] = 0
		}
	}
	require.Greater(t, len(left), 35)
	largest := 0
	pairs(7, 60_000, func(c *Choice, p Pair) bool {
		for _, name := range changed(p) {
			tried, open := left[name]
			if !open || !provedBy(p, name) {
				continue
			}
			left[name] = tried + 1
			opt := Options{Decider: blind(name), Documents: 40}
			caught := Check(c, p, opt, &Figures{})
			if len(caught) == 0 {
				continue
			}
			assert.Equal(t, MissedWitness, caught[0].Kind)
			small := Minimise(caught[0], opt)
			largest = max(largest, size(small.Pair.Old)+size(small.Pair.New))
			delete(left, name)
		}
		return len(left) == 0
	})
	assert.Empty(t, left, "keywords that may be overlooked, with the number of pairs tried")
	assert.LessOrEqual(t, largest, 40, "a contradiction is reduced to little")
}

// changed lists the keywords that stand more often in one of the schemas.
func changed(p Pair) []string {
	balance := map[string]int{}
	for _, x := range []struct {
		v    *source.Value
		sign int
	}{{p.Old, 1}, {p.New, -1}} {
		for _, path := range places(x.v, p.Draft) {
			for _, m := range at(x.v, path).Members {
				if m.Name != "title" && m.Name != "description" {
					balance[m.Name+"\x00"+sorted(m.Value)] += x.sign
				}
			}
		}
	}
	var list []string
	for k, n := range balance {
		if name, _, _ := strings.Cut(k, "\x00"); n != 0 && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// provedBy says whether the decider that is blind to the keyword would prove
// anything of p.
func provedBy(p Pair, name string) bool {
	old, err := load("old.json", p.Old, p.Draft)
	if err != nil {
		return false
	}
	new, err := load("new.json", p.New, p.Draft)
	return err == nil && stripped(old, name) == stripped(new, name)
}

var (
	oneOrTwo   = `{"type":"object","properties":{"a":{"enum":[1,2]}},"required":["a"]}`
	one        = `{"type":"object","properties":{"a":{"enum":[1]}},"required":["a"]}`
	fewMembers = `{"type":"object","properties":{"a":{"type":"string"}}}`
	members    = `{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}`
)

// TestLiesAreCaught: every kind of wrong answer is told from a right one.
func TestLiesAreCaught(t *testing.T) {
	answer := func(v decide.Verdict, witness string) func(decide.Question) decide.Answer {
		return func(decide.Question) decide.Answer {
			a := decide.Answer{Verdict: v}
			if witness != "" {
				a.Witness = parse(t, witness)
			}
			return a
		}
	}
	for _, c := range []struct {
		name     string
		old, new string
		only     Asked
		decide   func(decide.Question) decide.Answer
		losses   func(decide.LossQuestion) decide.LossAnswer
		want     Kind // "" when the answer is right
	}{
		{name: "a break is overlooked", old: oneOrTwo, new: one, decide: answer(decide.Empty, ""), want: MissedWitness},
		{name: "a proof that holds", old: one, new: oneOrTwo, decide: answer(decide.Empty, "")},
		{name: "a witness", old: oneOrTwo, new: one, decide: answer(decide.Found, `{"a":2}`)},
		{name: "a witness of other content", old: oneOrTwo, new: one, only: Asked{Content: decide.Writer}, decide: answer(decide.Found, `{"a":2,"b":1}`), want: FalseWitness},
		{name: "an annotated witness", old: oneOrTwo, new: one, only: Asked{Content: decide.Annotated}, decide: answer(decide.Found, `{"a":2,"b":1}`)},
		{name: "an open witness", old: oneOrTwo, new: one, decide: answer(decide.Found, `{"a":2,"b":1}`)},
		{name: "a witness that both accept", old: oneOrTwo, new: one, decide: answer(decide.Found, `{"a":1}`), want: FalseWitness},
		{name: "a witness that both refuse", old: oneOrTwo, new: one, decide: answer(decide.Found, `{"a":3}`), want: FalseWitness},
		{name: "a witness of the other direction", old: one, new: oneOrTwo, decide: answer(decide.Found, `{"a":2}`), want: FalseWitness},
		{name: "found without a witness", old: oneOrTwo, new: one, decide: answer(decide.Found, ""), want: Malformed},
		{name: "empty with a witness", old: one, new: oneOrTwo, decide: answer(decide.Empty, `{"a":2}`), want: Malformed},
		{name: "undecided without a reason", old: one, new: oneOrTwo, decide: answer(decide.Undecided, ""), want: Malformed},
		{name: "a panic", old: one, new: oneOrTwo, decide: func(decide.Question) decide.Answer { panic("lost") }, want: Panic},
		{name: "other answers to the same question", old: oneOrTwo, new: one, decide: wavering(t), want: Unstable},
		{name: "a loss is overlooked", old: members, new: fewMembers, only: Asked{Losses: true}, losses: lose(nil), want: MissedLoss},
		{name: "no loss", old: fewMembers, new: members, only: Asked{Losses: true}, losses: lose(nil)},
		{name: "a loss", old: members, new: fewMembers, only: Asked{Losses: true}, losses: lose(parse(t, `{"b":""}`))},
		{name: "a loss of what is not lost", old: members, new: fewMembers, only: Asked{Losses: true}, losses: lose(parse(t, `{"a":""}`)), want: FalseLoss},
		{name: "a loss outside W(old)", old: members, new: fewMembers, only: Asked{Losses: true}, losses: lose(parse(t, `{"b":"","c":1}`)), want: FalseLoss},
		{name: "a loss that the new schema refuses", old: members, new: one, only: Asked{Losses: true}, losses: lose(parse(t, `{"b":""}`)), want: FalseLoss},
		{name: "a loss somewhere else", old: members, new: fewMembers, only: Asked{Losses: true}, losses: lose(parse(t, `{"a":"","b":""}`), "/c"), want: FalseLoss},
	} {
		t.Run(c.name, func(t *testing.T) {
			decider := silent()
			if c.decide != nil {
				in := parse(t, c.old).JSON()
				decider.Decide = func(q decide.Question) decide.Answer {
					if q.Content != c.only.Content || q.In.Root.Value.JSON() != in {
						return silent().Decide(q)
					}
					return c.decide(q)
				}
			}
			if c.losses != nil {
				decider.Losses = c.losses
			}
			p := Pair{ID: c.name, Old: parse(t, c.old), New: parse(t, c.new), Draft: graph.Draft2020}
			opt := Options{Decider: decider, Documents: rounds.Of(80, 200), Twice: c.want == Unstable}
			figures := &Figures{}
			found := Check(NewChoice(1, 1), p, opt, figures)
			if c.want == "" {
				assert.Empty(t, found)
				assert.Equal(t, 1, figures.Pairs)
				return
			}
			require.NotEmpty(t, found)
			assert.Equal(t, c.want, found[0].Kind, "%v", found[0])
			if c.want != Unstable {
				assert.Equal(t, c.only, found[0].Asked)
				assert.Equal(t, c.want, Minimise(found[0], opt).Kind)
			}
		})
	}
}

// wavering answers differently every time.
func wavering(t *testing.T) func(decide.Question) decide.Answer {
	times := 0
	return func(q decide.Question) decide.Answer {
		times++
		return decide.Answer{Verdict: decide.Found, Witness: parse(t, `{"a":2}`), Work: int64(times)}
	}
}

// lose answers with the loss of the first member of doc that is not "a" where
// there is one, or with none.
func lose(doc *source.Value, at ...string) func(decide.LossQuestion) decide.LossAnswer {
	return func(q decide.LossQuestion) decide.LossAnswer {
		if doc == nil {
			return decide.LossAnswer{Verdict: decide.Empty}
		}
		name := doc.Members[len(doc.Members)-1].Name
		if doc.Get("b") != nil {
			name = "b"
		}
		l := decide.Loss{Declaration: writer.Declaration{Name: name, At: "/" + name, By: []writer.Declarer{{Node: q.Old.Root, Keyword: "properties", Of: name}}}, Witness: doc}
		if len(at) > 0 {
			l.At = at[0]
		}
		return decide.LossAnswer{Verdict: decide.Found, Losses: []decide.Loss{l}}
	}
}

package domain

import (
	"cmp"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/pattern/patterntest"
)

func TestSmallestStrings(t *testing.T) {
	huge := new(big.Int).Exp(big.NewInt(10), big.NewInt(40), nil)
	size := func(n int64) *big.Int { return big.NewInt(n) }
	for _, c := range []struct {
		name            string
		low, high       *big.Int
		in, notIn, not  []string
		k               int
		want            []string
		complete        bool
		reason          string
		pattern         string // to blame
		onlyTheFirstOne bool
	}{
		{name: "all", k: 3, want: []string{"", "a", "b"}},
		{name: "none asked for", k: 0},
		{name: "empty string only", high: size(0), k: 3, want: []string{""}, complete: true},
		{name: "not the empty string", high: size(0), not: []string{""}, k: 3, complete: true},
		{name: "negative", high: size(-1), k: 1, complete: true},
		{name: "crossed", low: size(3), high: size(2), k: 1, complete: true},
		{name: "crossed beyond words", low: huge, high: size(2), k: 1, complete: true},
		{name: "length", low: size(3), k: 2, want: []string{"aaa", "aab"}},
		{name: "excluded", not: []string{"", "b"}, k: 2, want: []string{"a", "c"}},
		{name: "after z", low: size(1), not: strings.Split("abcdefghijklmnopqrstuvwxyz", ""), k: 2, want: []string{"0", "1"}},
		{name: "code", in: []string{`^[A-Z]{2}-\d+$`}, k: 2, want: []string{"AA-0", "AA-1"}},
		{name: "found anywhere", in: []string{"x"}, k: 2, want: []string{"x", "ax"}},
		{name: "two patterns", in: []string{"^a", "b$"}, k: 2, want: []string{"ab", "aab"}},
		{name: "contradiction", in: []string{"a"}, notIn: []string{"a"}, k: 1, complete: true},
		{name: "contradiction of a pattern that is not followed", in: []string{`(a)\1`}, notIn: []string{`(a)\1`}, k: 1, complete: true},
		{name: "contained", in: []string{"^[a-f]+$"}, notIn: []string{"^[a-z0-9]*$"}, k: 1, complete: true},
		{name: "finite", in: []string{"^(?:on|off|auto)$"}, k: 9, want: []string{"on", "off", "auto"}, complete: true},
		{name: "exactly as many", in: []string{"^(?:on|off|auto)$"}, k: 3, want: []string{"on", "off", "auto"}, complete: true},
		{name: "one fewer", in: []string{"^(?:on|off|auto)$"}, k: 2, want: []string{"on", "off"}},
		{name: "finite, excluded", in: []string{"^(?:on|off|auto)$"}, not: []string{"off"}, k: 9, want: []string{"on", "auto"}, complete: true},
		{name: "finite, too long", in: []string{"^(?:on|off|auto)$"}, low: size(5), k: 1, complete: true},
		{name: "letters before controls", in: []string{`^[\x00-\x1fé]$`}, k: 2, want: []string{"\n", "\t"}},
		{name: "beyond ASCII", in: []string{`^[^\x00-\x7f]$`}, k: 1, want: []string{"À"}},
		{name: "outside the basic plane", in: []string{`^[\u{1F600}]{2}$`}, low: size(2), high: size(2), k: 2, want: []string{"😀😀"}, complete: true},
		{name: "no character at all", in: []string{`^[]$`}, k: 1, complete: true},
		{name: "too large", low: huge, k: 1, reason: WitnessTooLarge},
		{name: "too large by one", low: size(MaxWord + 1), k: 1, reason: WitnessTooLarge},
		{name: "even and odd", in: []string{"^(?:ab)*$"}, low: size(1_000_000_001), high: size(1_000_000_001), k: 1, complete: true},
		{name: "even and even", in: []string{"^(?:ab)*$"}, low: size(1_000_000_002), high: size(1_000_000_002), k: 1, reason: WitnessTooLarge},
		{name: "even, beyond integers", in: []string{"^(?:ab)*$"}, low: new(big.Int).Add(huge, size(1)), high: new(big.Int).Add(huge, size(1)), k: 1, complete: true},
		{name: "finite, beyond integers", in: []string{"^(?:on|off|auto)$"}, low: huge, k: 1, complete: true},
		{name: "finite by length", in: []string{"^a*$"}, high: size(2), k: 9, want: []string{"", "a", "aa"}, complete: true},
		{name: "finite, high beyond integers", in: []string{"^(?:on|off|auto)$"}, high: huge, k: 9, want: []string{"on", "off", "auto"}, complete: true},
		{name: "back-reference", in: []string{`^(a|b)\1$`}, k: 1, reason: UnreadPattern, pattern: `^(a|b)\1$`},
		{name: "back-reference in an empty set", in: []string{`^(a|b)\1$`, "^a$"}, notIn: []string{"a"}, k: 1, complete: true},
		{name: "too many states", in: []string{"^[ab]*a[ab]{30}$"}, k: 1, want: []string{"a" + strings.Repeat("a", 30)}, low: size(31), onlyTheFirstOne: true},
		{name: "judged one by one", in: []string{"^[ab]*b[ab]{30}$", "^[ab]{3}$"}, k: 1, complete: true},
		{name: "too many states to say", in: []string{"^[^a]*b[^c]{30}d"}, k: 1, reason: TooMuchWork, pattern: "^[^a]*b[^c]{30}d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &Strings{
				MinLength: c.low, MaxLength: c.high, In: patterns(t, c.in...), NotIn: patterns(t, c.notIn...),
				Not: c.not, Cache: NewCache(),
			}
			for range 2 { // the second time from the cache
				work := int64(3_000_000)
				got := s.Smallest(c.k, &work)
				if c.onlyTheFirstOne {
					require.NotEmpty(t, got.Values)
				}
				assert.Equal(t, strings.Join(c.want, "|"), strings.Join(got.Values, "|"))
				assert.Equal(t, len(c.want), len(got.Values))
				assert.Equal(t, c.complete, got.Complete)
				assert.Equal(t, c.reason, got.Reason)
				if c.pattern != "" {
					require.NotNil(t, got.Bad)
					assert.Equal(t, c.pattern, got.Bad.String())
				}
				for _, v := range got.Values {
					assert.True(t, s.Contains(v), v)
				}
			}
		})
	}
}

func TestLongestWord(t *testing.T) {
	s := &Strings{MinLength: big.NewInt(MaxWord), In: patterns(t, "^[xy]*$"), Cache: NewCache()}
	got := s.Smallest(2, nil)
	require.Len(t, got.Values, 2)
	assert.Len(t, got.Values[0], MaxWord)
	assert.NotEqual(t, got.Values[0], got.Values[1])
	assert.True(t, s.Contains(got.Values[1]))
}

func TestStringsBudget(t *testing.T) {
	for _, s := range []*Strings{
		{}, {In: patterns(t, "^[a-z]{2,30}$")}, {MinLength: big.NewInt(1000)}, {In: patterns(t, "^(?:a{7})*$"), MinLength: big.NewInt(1 << 30)},
	} {
		s.Cache = NewCache()
		want := s.Smallest(5, nil)
		for limit := int64(0); limit < 300; limit++ { // whatever the budget, the cache stays right
			work := limit
			got := s.Smallest(5, &work)
			if got.Reason == TooMuchWork {
				assert.False(t, got.Complete)
				assert.Equal(t, strings.Join(want.Values[:len(got.Values)], "|"), strings.Join(got.Values, "|"))
				continue
			}
			assert.Equal(t, strings.Join(want.Values, "|"), strings.Join(got.Values, "|"))
			assert.Equal(t, want.Complete, got.Complete)
		}
	}
}

func TestContainsString(t *testing.T) {
	s := &Strings{MinLength: big.NewInt(2), MaxLength: big.NewInt(3), In: patterns(t, "é"), NotIn: patterns(t, "^a"), Not: []string{"éé"}}
	for v, want := range map[string]bool{"é": false, "bé": true, "bbé": true, "bbbé": false, "aé": false, "éé": false, "ée": true, "é\xff": false} {
		assert.Equal(t, want, s.Contains(v), v)
	}
	wide := &Strings{In: patterns(t, "^[ab]*b[ab]{30}$")}
	assert.True(t, wide.Contains("b"+strings.Repeat("a", 30)))
	assert.False(t, wide.Contains("a"+strings.Repeat("b", 30)))
	back := &Strings{In: patterns(t, `(a)\1`)}
	assert.False(t, back.Contains("aa"))
	back = &Strings{NotIn: patterns(t, `(a)\1`)}
	assert.False(t, back.Contains("b"))
}

// TestReadable: the order names every scalar value once.
func TestOrder(t *testing.T) {
	all := append(order().plain[:len(order().plain):len(order().plain)], order().awkward...)
	set := pattern.NewSet(all...)
	assert.True(t, set.Equal(pattern.AnyCodePoint()))
	n := 0
	for _, r := range all {
		n += int(r.Hi-r.Lo) + 1
	}
	assert.Equal(t, set.Len(), n)
	for _, r := range runsOf(everything, all) {
		assert.Zero(t, r.class)
	}
	for i, r := range order().plain {
		for c := r.Lo; c <= r.Hi; c++ {
			require.True(t, c == '\n' || c == '\t' || unicode.IsPrint(c), "%U", c)
			require.True(t, i > 0 || c >= 'a')
		}
	}
	// As "other characters do as well" goes on, from what reads best to what is worst.
	text := "az09AZ-_.~ \n\tÀ中☃\r\x01\x7f\u00a0\u0301\u0085\u200d\u2028\ue000\u0378\ufffe\x00"
	rank := ranks(all)
	require.True(t, slices.IsSortedFunc([]rune(text), func(a, b rune) int { return rank(a) - rank(b) }))
}

// ranks returns where in the order a code point comes.
func ranks(all []pattern.Range) func(rune) int {
	return func(c rune) int {
		before := 0
		for _, r := range all {
			if r.Lo <= c && c <= r.Hi {
				return before + int(c-r.Lo)
			}
			before += int(r.Hi-r.Lo) + 1
		}
		return -1
	}
}

// TestPlainWordsFirst: of one length, words without an awkward character come before
// all others, each word once and none left out.
func TestPlainWordsFirst(t *testing.T) {
	const alphabet = "a-\né\r\u0301\u2028\x00"
	all := append(order().plain[:len(order().plain):len(order().plain)], order().awkward...)
	rank, awkward := ranks(all), pattern.NewSet(order().awkward...)
	mixed := func(v string) bool { return strings.ContainsFunc(v, awkward.Contains) }
	words := patterntest.Words(alphabet, 3)
	slices.SortStableFunc(words, func(a, b string) int {
		x, y := []rune(a), []rune(b)
		if c := cmp.Or(len(x)-len(y), cmp.Compare(strconv.FormatBool(mixed(a)), strconv.FormatBool(mixed(b)))); c != 0 {
			return c
		}
		return slices.CompareFunc(x, y, func(c, d rune) int { return rank(c) - rank(d) })
	})
	for _, c := range []struct{ in, notIn string }{
		{"", ""}, {"", "."}, {`^.+$`, ""}, {"", `^.+$`}, {`\u2028`, ""}, {`^(?:a\u2028|-a)$`, ""}, {`[^a-]$`, `^a`}, {`^[\r\u2028\x00]`, `a$`}, {`\s\S`, ""}, {`^\W$`, "^a"},
		{`^(?:a.|\u2028a){1,}$`, ""}, {`(?=\u0301)(?!.*\x00)`, ""}, {`^a`, `^[a-]*$`}, {`^[\u0301é]*$`, `^é*$`}, {`(?<!a)\n`, `\r`}, {`^(?:\x00a|\x00-|\r\r|aa\r)`, ""},
	} {
		s := &Strings{In: patterns(t, `^[a\-\né\r\u0301\u2028\0]{0,3}$`, c.in), Cache: NewCache()}
		if c.notIn != "" {
			s.NotIn = patterns(t, c.notIn)
		}
		var want []string
		for _, v := range words {
			if wanted(s, v) {
				want = append(want, v)
			}
		}
		for _, k := range []int{1, 3, len(want), 1000} {
			got := s.Smallest(k, nil)
			require.Equal(t, want[:min(k, len(want))], append([]string{}, got.Values...), "%s %d", describeStrings(s), k)
			require.Equal(t, k >= len(want), got.Complete)
			require.Empty(t, got.Reason)
		}
	}
}

// TestStringsAgainstEnumeration compares with all words of up to four letters.
func TestStringsAgainstEnumeration(t *testing.T) {
	words := patterntest.Words("ab1", 4)
	r := rand.New(rand.NewPCG(3, 4))
	cache := NewCache()
	proofs := 0
	for range 3000 {
		s := &Strings{Cache: cache, In: patterns(t, "^[ab1]{0,4}$")}
		for range r.IntN(3) {
			s.In = append(s.In, patterns(t, patterntest.Random(r, 3, true))...)
		}
		for range r.IntN(3) {
			s.NotIn = append(s.NotIn, patterns(t, patterntest.Random(r, 3, true))...)
		}
		for range r.IntN(4) * r.IntN(8) {
			s.Not = append(s.Not, words[r.IntN(len(words))])
		}
		if r.IntN(2) == 0 {
			s.MinLength = big.NewInt(r.Int64N(5))
		}
		if r.IntN(2) == 0 {
			s.MaxLength = big.NewInt(r.Int64N(5))
		}
		var want []string
		for _, v := range words {
			in := wanted(s, v)
			if in {
				want = append(want, v)
			}
			if got := s.Contains(v); got != in && readAll(s) {
				t.Fatalf("%q in %s: %v", v, describeStrings(s), got)
			}
		}
		k := []int{0, 1, 2, 5, 1000}[r.IntN(5)]
		got := s.Smallest(k, nil)
		if got.Reason != "" {
			require.Equal(t, UnreadPattern, got.Reason, describeStrings(s))
			require.False(t, readAll(s), describeStrings(s))
			continue
		}
		if got.Complete {
			proofs++
		}
		require.Equal(t, len(want) <= k, got.Complete, describeStrings(s))
		require.Equal(t, strings.Join(want[:min(k, len(want))], "|"), strings.Join(got.Values, "|"), describeStrings(s))
	}
	assert.Greater(t, proofs, 500)
}

// readAll tells whether every pattern has an automaton.
func readAll(s *Strings) bool {
	for _, list := range [2][]*pattern.Pattern{s.In, s.NotIn} {
		for _, p := range list {
			if _, known := s.Cache.match(p, ""); !known {
				return false
			}
		}
	}
	return true
}

func wanted(s *Strings, v string) bool {
	n := big.NewInt(int64(utf8.RuneCountInString(v)))
	if s.MinLength != nil && n.Cmp(s.MinLength) < 0 || s.MaxLength != nil && n.Cmp(s.MaxLength) > 0 {
		return false
	}
	for _, p := range s.In {
		if !patterntest.Searches(p, v) {
			return false
		}
	}
	for _, p := range s.NotIn {
		if patterntest.Searches(p, v) {
			return false
		}
	}
	for _, w := range s.Not {
		if v == w {
			return false
		}
	}
	return true
}

func describeStrings(s *Strings) string {
	var b strings.Builder
	for _, p := range s.In {
		b.WriteString("/" + p.String() + "/ ")
	}
	for _, p := range s.NotIn {
		b.WriteString("!/" + p.String() + "/ ")
	}
	return b.String() + "not " + strings.Join(s.Not, ",")
}

func FuzzStrings(f *testing.F) {
	f.Add("^[a-z]+$", "^x", "abc", uint16(1), uint16(5))
	f.Add("(?=.*\\d)^[a-z0-9]{2,}$", "^(?:(?!ab).)*$", "a1", uint16(0), uint16(9000))
	f.Add("(?<=a)b", "\\bab\\B", "ab", uint16(0), uint16(3))
	f.Add("^(a|b)\\1", "", "", uint16(65535), uint16(65535))
	f.Add("^(?:.{0,9}x){3}$", "[^a]*b[^c]{20}d", "é", uint16(70), uint16(80))
	f.Fuzz(func(t *testing.T, in, notIn, v string, low, high uint16) {
		s := &Strings{MinLength: big.NewInt(int64(low)), MaxLength: big.NewInt(int64(high)), Not: []string{v}, Cache: NewCache()}
		p, err := pattern.Parse(in)
		q, err2 := pattern.Parse(notIn)
		if err != nil || err2 != nil || len(in) > 100 || len(notIn) > 100 || len(v) > 100 {
			return
		}
		s.In = []*pattern.Pattern{p}
		if notIn != "" {
			s.NotIn = []*pattern.Pattern{q}
		}
		work := int64(100_000)
		got := s.Smallest(3, &work)
		for _, w := range got.Values {
			if !s.Contains(w) {
				t.Fatalf("%q is not in %s", w, describeStrings(s))
			}
		}
		s.Not = nil
		if got.Complete && s.Contains(v) {
			s.Not = []string{v}
			if more := s.Smallest(4, nil); !more.Complete {
				t.Fatalf("%s: %v and %v", describeStrings(s), got, more)
			}
		}
		if got.Complete && len(got.Values) == 0 {
			for _, w := range patterntest.Words("a1", 3) {
				if w != v && s.Contains(w) {
					t.Fatalf("%q is in %s", w, describeStrings(s))
				}
			}
		}
	})
}

func BenchmarkStrings(b *testing.B) {
	for name, s := range map[string]*Strings{
		"any": {}, "length": {MinLength: big.NewInt(1), MaxLength: big.NewInt(63)},
		"pattern": {In: patterns(b, "^[a-z][a-z0-9-]*$"), MinLength: big.NewInt(1)},
		"not":     {In: patterns(b, "^[a-z][a-z0-9-]*$"), NotIn: patterns(b, "^x-", "z$"), Not: []string{"a", "id"}},
	} {
		b.Run(name, func(b *testing.B) {
			s.Cache = NewCache()
			b.ReportAllocs()
			for b.Loop() {
				work := int64(1000)
				s.Smallest(1, &work)
			}
		})
	}
}

func patterns(t testing.TB, sources ...string) []*pattern.Pattern {
	t.Helper()
	var out []*pattern.Pattern
	for _, src := range sources {
		p, err := pattern.Parse(src)
		require.NoError(t, err, src)
		out = append(out, p)
	}
	return out
}

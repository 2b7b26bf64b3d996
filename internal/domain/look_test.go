package domain

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLookAround: patterns as people write them, the smallest word and words on
// either side.
func TestLookAround(t *testing.T) {
	for _, c := range []struct{ pattern, smallest, in, out string }{
		{`^(?!-)[a-z0-9-]+(?<!-)$`, "a", "a a-b", "- -a a-"},
		{`^(?!.*--)[a-z-]+$`, "a", "a-b -", "a--b --"},
		{`^(?=.*\d)(?=.*[A-Z])[\w]{8,}$`, "aaaaaa0A", "A1bcdefg", "abcdefgh ABCDEFGH A1"},
		{`^((?!foo).)*$`, "", "fo barfo", "foo xfoox"},
		{`^(?:(?!x-).*)$`, "", "x -x", "x- x-a"},
		{`(?<=\$)\d+`, "$0", "$1 a$12", "1 $a"},
		{`(?<!a)b`, "b", "b bb ,ab,b", "ab aab"},
		{`a(?=b|$)`, "a", "a ab ca cab", "ac b"},
		{`^(?=(?!b).)[a-c]$`, "a", "a c", "b d"},
		{`(?=a)b`, "", "", "a b ab"},
		{`(?<=^|,)x(?=,|$)`, "x", "x a,x x,y a,x,b", "xx ax a,xx"},
		{`(?:(?=a)|b)*c`, "c", "c bc ac", "a b"},
		{`\b(?=\w)(?!\d)`, "a", "a a1", "1 -"},
		{`^(?!$)`, "a", "a", ""},
		{`(?!)`, "", "", "a b"},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			s := &Strings{In: patterns(t, c.pattern), Cache: NewCache()}
			got := s.Smallest(1, nil)
			require.Empty(t, got.Reason)
			if c.in == "" {
				assert.True(t, got.Complete)
				assert.Empty(t, got.Values)
			} else {
				assert.Equal(t, []string{c.smallest}, got.Values)
			}
			for _, v := range strings.Fields(c.in) {
				assert.True(t, s.Contains(v), v)
			}
			for _, v := range strings.Fields(c.out) {
				assert.False(t, s.Contains(v), v)
			}
		})
	}
}

// TestDivided: what begins with ^ and look-ahead is split, so that no product has
// to be built.
func TestDivided(t *testing.T) {
	host := `^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`
	long := `^(?=[^a]*b[^c]{30}d)(?=.{32}$)`
	s := &Strings{In: patterns(t, host), Cache: NewCache()}
	got := s.Smallest(2, nil)
	assert.Equal(t, []string{"a.aa", "a.ab"}, got.Values)
	assert.False(t, s.Contains(strings.Repeat("a.", 130)+"aa"))
	s = &Strings{NotIn: patterns(t, host), Cache: s.Cache}
	assert.Equal(t, []string{"", "a"}, s.Smallest(2, nil).Values)
	s = &Strings{In: patterns(t, long), Cache: s.Cache}
	got = s.Smallest(1, nil)
	assert.Equal(t, Result{Reason: TooMuchWork, Bad: s.In[0]}, got)
	assert.True(t, s.Contains("b"+strings.Repeat("x", 30)+"d"))
}

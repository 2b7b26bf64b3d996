package policy

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func word(random *rand.Rand, letters string, most int) string {
	runes := []rune(letters)
	var b strings.Builder
	for range random.IntN(most + 1) {
		b.WriteRune(runes[random.IntN(len(runes))])
	}
	return b.String()
}

// expression is the meaning of a glob, by other means.
func expression(glob string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(glob)
	quoted = strings.ReplaceAll(quoted, `\*`, `.*`)
	quoted = strings.ReplaceAll(quoted, `\?`, `.`)
	return regexp.MustCompile(`(?s)\A` + quoted + `\z`)
}

func TestMatches(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	hits := 0
	for range 20000 {
		glob, text := word(random, "aä.?**", 6), word(random, "aä.*?", 7)
		want := expression(glob).MatchString(text)
		if want {
			hits++
		}
		assert.Equal(t, want, matches(glob, text), "%q %q", glob, text)
	}
	assert.Greater(t, hits, 1000)
}

// TestCovers: where one glob is said to take everything of another, it does.
func TestCovers(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	said := 0
	for range 5000 {
		outer, inner := word(random, "ab?**", 5), word(random, "ab?*", 5)
		if !covers(outer, inner) {
			continue
		}
		said++
		for range 40 {
			if text := word(random, "abc", 6); matches(inner, text) {
				assert.True(t, matches(outer, text), "%q covers %q, but not %q", outer, inner, text)
			}
		}
	}
	assert.Greater(t, said, 200)
	assert.False(t, covers("a?", "a*"))
	assert.True(t, covers("*", "*"))
}

// TestMatchTime: no glob makes matching slow.
func TestMatchTime(t *testing.T) {
	start := time.Now()
	assert.False(t, matches(strings.Repeat("a*", 127)+"b", strings.Repeat("a", 255)))
	assert.Less(t, time.Since(start), time.Second)
}

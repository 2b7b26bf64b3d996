package render

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDuration(t *testing.T) {
	for ms, want := range map[int64]string{
		0: "0 ms", 999: "999 ms", 1000: "1.00 s", 9_999: "9.99 s", 10_000: "10.0 s", 59_999: "59.9 s", 60_000: "1 min 00 s",
		3_599_999: "59 min 59 s", 3_600_000: "1 h 00 min", 86_399_999: "23 h 59 min", 86_400_000: "1 d 00 h", -1500: "-1.50 s",
		1<<53 - 1: "104249991 d 08 h",
	} {
		assert.Equal(t, want, duration(ms))
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 5 << 30: "5.0 GiB", 1<<53 - 1: "8.0 PiB"} {
		assert.Equal(t, want, size(n))
	}
}

func TestHash(t *testing.T) {
	assert.Equal(t, "sha512:"+strings.Repeat("a", 12)+"…", hash("sha512:"+strings.Repeat("a", 128)))
	assert.Equal(t, "sha256:"+strings.Repeat("a", 12)+"…", hash(strings.Repeat("a", 64)))
	assert.Equal(t, "sha256:short", hash("sha256:short"))
}

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 表 👍":           "plain é 表 👍",
		"a\nb\tc\r":             `a\nb\tc\r`,
		"\x1b[31m":              `\u001b[31m`,
		"\u0085\u009b":          `\u0085\u009b`,
		"a\u202eb\u2067":        `a\u202eb\u2067`,
		"zero\u200bwidth\ufeff": `zero\u200bwidth\ufeff`,
		"fill\u3164":            `fill\u3164`,
		"nb\u00a0space":         "nb space",
		"bad\xffbyte":           `bad\xffbyte`,
		"replaced \uFFFD":       "replaced \uFFFD",
		"tag\U000E0041":         `tag\U000e0041`,
	} {
		assert.Equal(t, want, safe(in))
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  []string
	}{
		{"", 10, []string{""}},
		{"short", 10, []string{"short"}},
		{"two words", 5, []string{"two", "words"}},
		{"exactly ten", 7, []string{"exactly", "ten"}},
		{"unbreakable", 4, []string{"unbr", "eaka", "ble"}},
		{"a\nb\n\n", 10, []string{"a", "b"}},
		{"表表表", 4, []string{"表表", "表"}},
		{"a  b", 2, []string{"a", "b"}},
	} {
		assert.Equal(t, c.want, wrap(c.in, c.limit), "%q", c.in)
	}
}

func TestClip(t *testing.T) {
	assert.Equal(t, "abc", clip("abc", 3))
	assert.Equal(t, "ab…", clip("abcd", 3))
	assert.Equal(t, "表…", clip("表表表", 4))
	assert.LessOrEqual(t, len([]rune(clip("e"+strings.Repeat("\u0301", 1000), 3))), 14)
}

// FuzzSafe: whatever goes in, what comes out is one visible line.
func FuzzSafe(f *testing.F) {
	f.Add("\x1b[2J\u202e\xff", 5)
	f.Add("words and words", 7)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = 1 + max(limit, -limit)%100
		if limit < 2 {
			limit = 2
		}
		for _, line := range wrap(s, limit) {
			if width(line) > limit {
				t.Fatalf("%q is wider than %d", line, limit)
			}
			for _, r := range line {
				if r < 0x20 || r >= 0x7f && r < 0xa0 {
					t.Fatalf("%q holds a control character", line)
				}
			}
		}
		if got := clip(safe(s), limit); width(got) > limit {
			t.Fatalf("%q is wider than %d", got, limit)
		}
	})
}

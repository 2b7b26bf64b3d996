package wire_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// jumble returns random text with everything that strings are made of.
func jumble(r *rand.Rand, parts []string) string {
	var b strings.Builder
	for range r.IntN(20) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// TestStrings: strings are decoded as encoding/json decodes them, and what is
// encoded is decoded to the same by both.
func TestStrings(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	spellings := []string{"a", "abcdefg", " ", "é", "日本", "😀", `\n`, `\"`, `\\`, `\/`, `\b`, `\f`, `\r`, `\t`, `\u0041`, `\u00e9`, `\uFFFD`, `\ud83d\ude00`, `\u0000`, "\u2028", "\x7f"}
	for range 5000 {
		lit := `"` + jumble(r, spellings) + `"`
		var want string
		require.NoError(t, json.Unmarshal([]byte(lit), &want))
		c := codec.NewCursor(lit, nil)
		require.Equal(t, rt.KindString, c.Peek())
		require.Equal(t, want, c.Str(), lit)
		c.End()
		require.NoError(t, c.Err())

		encoded := codec.AppendString([]byte("x"), want)[1:]
		var again string
		require.NoError(t, json.Unmarshal(encoded, &again))
		require.Equal(t, want, again)
		require.True(t, wire.EqualJSON(lit, string(encoded)))
		raw, err := rt.ParseRaw(lit)
		require.NoError(t, err)
		text, ok := raw.Text()
		require.True(t, ok)
		require.Equal(t, want, text)
		require.True(t, raw.Equal(rt.RawString(want)))
	}
	require.Equal(t, `"\u0000\b\t\n\u000b\f\r\u001f\"\\/é`+"\u007f\u2028"+`"`, string(codec.AppendString(nil, "\x00\b\t\n\v\f\r\x1f\"\\/é\u007f\u2028")))
	require.Equal(t, "\"\ufffda\"", rt.RawString("\xffa").String(), "a Raw always holds valid JSON")
	require.Equal(t, "\"\xffa\"", string(codec.AppendString(nil, "\xffa")), "validation refuses it; nothing changes it silently")
}

// TestEscapeOffsets: a bad escape is found wherever in a string it stands, eight
// bytes at a time or one by one.
func TestEscapeOffsets(t *testing.T) {
	for n := range 40 {
		for bad, code := range map[string]string{`\x`: "escape", `\ud800`: "surrogate", "\xff": "utf8", "\x01": "control-character", "é\x01": "control-character"} {
			lit := `"` + strings.Repeat("a", n) + bad + strings.Repeat("b", 20) + `"`
			e := scan(lit)
			require.NotNil(t, e)
			require.Equal(t, code, e.Code)
			require.Equal(t, 1+n+len(bad)-len(strings.TrimPrefix(bad, "é")), e.Offset)
			require.Equal(t, utf8.RuneCountInString(lit[:e.Offset])+1, e.Column)
		}
	}
}

// TestQuote: long text is cut between characters, and control characters show.
func TestQuote(t *testing.T) {
	require.Equal(t, `"a\"b"`, codec.Quote(`a"b`))
	long := codec.Quote(strings.Repeat("é", 500))
	require.True(t, utf8.ValidString(long) && len(long) < 100 && strings.HasSuffix(long, "…"), long)
	require.Equal(t, "\"\\u0080\\u202e\"", codec.Quote("\u0080\u202e"))
	require.Less(t, len(codec.Shorten(strings.Repeat("1", 500))), 50)
	require.Equal(t, "123", codec.Shorten("123"))
	pointer := strings.Repeat("/é", 5000)
	require.True(t, utf8.ValidString(codec.ShortPointer(pointer)) && len(codec.ShortPointer(pointer)) < 300)
	require.Contains(t, codec.ShortPointer(pointer), "5000 levels")
	require.Equal(t, "/a", codec.ShortPointer("/a"))
	require.Equal(t, "a~0~1b", wire.PointerEscape("a~/b"))
}

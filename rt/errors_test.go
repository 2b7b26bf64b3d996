package rt_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

// TestErrorText: one line each, nothing in it that a terminal acts on.
func TestErrorText(t *testing.T) {
	for _, text := range []string{
		`{"\u001b[2J\n\u0085\u202e\u0000":[1e10001]}`, `{"\u001b[2J":1,"\u001b[2J":1}`, "\x1b[2J", "\"\x1b\"", "{\"\u202e\":\u202e}", "[\"\u009b\"x",
		`{"` + strings.Repeat(`é\n`, 500) + `":[1e10001]}`, strings.Repeat(`{"\u0007":`, rt.MaxDepth+1),
	} {
		_, err := rt.ParseRaw(text)
		var list *rt.Errors
		require.ErrorAs(t, err, &list)
		require.Len(t, list.List, 1)
		e := &list.List[0]
		require.True(t, e.IsSyntax())
		for _, r := range e.Error() + e.Hint {
			require.False(t, r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x202e || r == 0x2028, "%q", e.Error())
		}
		require.Less(t, len(e.Error()), 3000)
	}
}

// TestErrorList: several errors are several lines, and those beyond are counted.
func TestErrorList(t *testing.T) {
	list := &rt.Errors{List: []rt.Error{{Message: "first", Keyword: "a"}, {Line: 2, Column: 3, InstanceAt: "/x", Message: "second"}}, More: 4}
	require.Equal(t, "first\n2:3: at /x: second\nand 4 more", list.Error())
	require.False(t, list.List[0].IsSyntax())
}

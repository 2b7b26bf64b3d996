package keyword_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

func TestJudge(t *testing.T) {
	j := keyword.NewJudge("test", map[string]int{"minLength": 1, "format": 2, "$ref": 3})
	registered := slices.ContainsFunc(keyword.Judges(), func(b keyword.Blindable) bool { return b.Name() == "test" })
	require.True(t, registered)
	short, long := keyword.Find("minLength"), keyword.Find("maxLength")
	v, ok := j.Of(short)
	require.Equal(t, 1, v)
	require.True(t, ok)
	v, ok = j.Of(long)
	require.Zero(t, v)
	require.False(t, ok)
	require.Nil(t, j.Unknown(slices.Values([]*keyword.Row{short, keyword.Find("format")})))
	require.Same(t, long, j.Unknown(slices.Values([]*keyword.Row{short, long})))

	restore := j.Blind(short)
	_, ok = j.Of(short)
	require.False(t, ok)
	require.False(t, j.Knows(short))
	require.True(t, j.Knows(keyword.Find("format")))
	require.Panics(t, func() { j.Blind(long) }, "one row at a time")
	restore()
	require.True(t, j.Knows(short))
}

// A judge cannot have an entry that nothing ever leads to.
func TestJudgeRefusesEntries(t *testing.T) {
	for name, message := range map[string]string{
		"minLenght":       `the judge test has an entry for "minLenght", which has no row`,
		"dependencies":    `which becomes dependentRequired and dependentSchemas`,
		"additionalItems": `which becomes items`,
		"title":           `which asserts nothing`,
		"$id":             `which asserts nothing`,
	} {
		func() {
			defer func() { require.Contains(t, recover(), message) }()
			keyword.NewJudge("test", map[string]bool{name: true})
		}()
	}
}

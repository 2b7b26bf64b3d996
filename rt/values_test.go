package rt_test

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
)

// TestOpt: absent, null and a value are three states.
func TestOpt(t *testing.T) {
	absent, null, some := rt.Opt[string]{}, rt.Null[string](), rt.Some("")
	for _, c := range []struct {
		o                                rt.Opt[string]
		present, isNull, isZero, isValue bool
	}{{absent, false, false, true, false}, {null, true, true, false, false}, {some, true, false, false, true}} {
		require.Equal(t, c.present, c.o.IsPresent())
		require.Equal(t, c.isNull, c.o.IsNull())
		require.Equal(t, c.isZero, c.o.IsZero())
		_, ok := c.o.Get()
		require.Equal(t, c.isValue, ok)
		require.Equal(t, c.isValue, c.o.Pointer() != nil)
		if c.isValue {
			require.Equal(t, "", c.o.Or("other"))
		} else {
			require.Equal(t, "other", c.o.Or("other"))
		}
	}
	require.Equal(t, null, rt.OptOf[string](nil))
	v := "x"
	o := rt.OptOf(&v)
	v = "changed"
	require.Equal(t, rt.Some("x"), o)
	*o.Pointer() = "changed"
	require.Equal(t, rt.Some("x"), o, "Pointer gives a copy")
}

// TestTimestamp keeps its text and parses on demand.
func TestTimestamp(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 120_000_000, time.FixedZone("", 3600))
	stamp := rt.NewTimestamp(at)
	require.Equal(t, "2024-02-29T12:00:00.12+01:00", stamp.String())
	back, err := stamp.Time()
	require.NoError(t, err)
	require.True(t, back.Equal(at))
	for _, bad := range []string{"", "yesterday", "2024-02-30T12:00:00Z", "2024-02-29 12:00:00"} {
		_, err = rt.Timestamp(bad).Time()
		require.EqualError(t, err, "timestamp "+strconv.Quote(bad)+" is not an RFC 3339 date-time")
		var cause *time.ParseError
		require.ErrorAs(t, err, &cause)
	}
	text, err := json.Marshal(rt.Timestamp("2024-02-29T12:00:00.000Z"))
	require.NoError(t, err)
	require.Equal(t, `"2024-02-29T12:00:00.000Z"`, string(text))
}

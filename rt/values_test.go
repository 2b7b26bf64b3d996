package rt_test

import (
	"encoding/json"
	"reflect"
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

	text, err := json.Marshal([]rt.Opt[string]{absent, null, some, o})
	require.NoError(t, err)
	require.Equal(t, `[null,null,"","x"]`, string(text))
	var back struct {
		A, B, C rt.Opt[int] `json:",omitzero"`
	}
	require.NoError(t, json.Unmarshal([]byte(`{"A":1,"B":null}`), &back))
	require.Equal(t, []rt.Opt[int]{rt.Some(1), rt.Null[int](), {}}, []rt.Opt[int]{back.A, back.B, back.C})
	text, err = json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, `{"A":1,"B":null}`, string(text))
	require.Error(t, json.Unmarshal([]byte(`{"A":"x"}`), &back))
}

// A number is no integer by conversion, and other JSON is no number.
func TestNoConversion(t *testing.T) {
	number, integer, raw := reflect.TypeFor[rt.Number](), reflect.TypeFor[rt.Integer](), reflect.TypeFor[rt.Raw]()
	for _, of := range []reflect.Type{number, integer, raw} {
		for _, to := range []reflect.Type{number, integer, raw} {
			require.Equal(t, of == to, of.ConvertibleTo(to), "%s to %s", of, to)
		}
	}
}

// TestTimestamp keeps its text and parses on demand.
func TestTimestamp(t *testing.T) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 120_000_000, time.FixedZone("", 3600))
	stamp := rt.NewTimestamp(at)
	require.Equal(t, "2024-02-29T12:00:00.12+01:00", stamp.String())
	back, err := stamp.Time()
	require.NoError(t, err)
	require.True(t, back.Equal(at))
	for _, bad := range []string{"", "yesterday", "2024-02-30T12:00:00Z", "2024-02-29 12:00:00", "2024-02-29T12:00:00+24:00", "2024-02-29T12:00:00+01:60",
		"2024-02-29T1:00:00Z", "2024-02-29T12:00:00,5Z", "2024-02-29T12:00:60Z", "2016-12-31T23:59:60+01:00", "2016-12-31T23:59:61Z", string(rt.NewTimestamp(at.AddDate(8000, 0, 0)))} {
		_, err = rt.Timestamp(bad).Time()
		require.EqualError(t, err, "timestamp "+strconv.Quote(bad)+" is not an RFC 3339 date-time")
		var cause *time.ParseError
		require.ErrorAs(t, err, &cause)
	}
	for spelled, want := range map[string]string{
		"2016-12-31T23:59:60Z": "2017-01-01T00:00:00Z", "2017-01-01T01:59:60.5+02:00": "2017-01-01T00:00:00Z",
		"2024-02-29t12:00:00z": "2024-02-29T12:00:00Z", "2024-02-29T12:00:00-23:59": "2024-03-01T11:59:00Z",
	} {
		at, err := rt.Timestamp(spelled).Time()
		require.NoError(t, err, spelled)
		require.Equal(t, want, at.UTC().Format(time.RFC3339Nano))
	}
	for _, offset := range []int{3601, -24 * 3600, 24 * 3600} {
		stamp := rt.NewTimestamp(at.In(time.FixedZone("", offset)))
		require.Equal(t, "2024-02-29T11:00:00.12Z", stamp.String())
	}
	text, err := json.Marshal(rt.Timestamp("2024-02-29T12:00:00.000Z"))
	require.NoError(t, err)
	require.Equal(t, `"2024-02-29T12:00:00.000Z"`, string(text))
}

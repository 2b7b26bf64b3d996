package codec

import (
	"math"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestForeign: the text stays while the value is the one decoded from it.
func TestForeign(t *testing.T) {
	const text = `"2026-01-01T00:00:00.10\u005a"`
	var v time.Time
	c := NewCursor(" "+text, nil)
	at := c.Begin()
	c.Raw()
	assert.True(t, ReadForeign(c, at, &v), "escapes are undone for types that do not")
	assert.Equal(t, text, string(AppendForeign(nil, v, text)))
	assert.Equal(t, `"2026-01-01T00:00:00.1Z"`, string(AppendForeign(nil, v, "")))
	assert.Equal(t, `"2026-01-02T00:00:00.1Z"`, string(AppendForeign(nil, v.AddDate(0, 0, 1), text)))
	assert.True(t, EqualForeign(v, CloneForeign(v)))
	assert.False(t, EqualForeign(v, v.Add(1)))

	c = NewCursor(`"today"`, nil)
	c.Raw()
	assert.False(t, ReadForeign(c, 0, &v))

	ip := net.IP{1, 2, 3, 4}
	w := CloneForeign(ip)
	ip[0] = 9
	assert.Equal(t, net.IP{1, 2, 3, 4}.String(), w.String(), "a copy shares nothing")

	// What cannot be encoded leaves a hole that no check lets pass.
	assert.Empty(t, AppendForeign(nil, math.NaN(), "1"))
	assert.False(t, EqualForeign(math.NaN(), math.NaN()))
	assert.True(t, math.IsNaN(CloneForeign(math.NaN())))
}

// shouting encodes to something else each time that it is decoded.
type shouting string

func (s shouting) MarshalJSON() ([]byte, error) { return []byte(`"` + string(s) + `!"`), nil }
func (s *shouting) UnmarshalJSON(b []byte) error {
	*s = shouting(b[1 : len(b)-1])
	return nil
}

// TestForeignPointerMethods: types whose methods are those of the pointer are
// encoded by them, wherever a value of them is.
func TestForeignPointerMethods(t *testing.T) {
	five, six := *big.NewInt(5), *big.NewInt(6)
	assert.Equal(t, "5", string(AppendForeign(nil, five, "")))
	assert.Equal(t, " 5 ", string(AppendForeign(nil, five, " 5 ")), "the text stays while the value does")
	assert.Equal(t, "6", string(AppendForeign(nil, six, "5")))
	assert.False(t, EqualForeign(five, six))
	assert.True(t, EqualForeign(five, *big.NewInt(5)))
	copied := CloneForeign(five)
	copied.SetInt64(7)
	assert.Equal(t, "5", string(AppendForeign(nil, five, "")))
	assert.Equal(t, "[5,6]", string(AppendForeign(nil, []big.Int{five, six}, "")))
	m := map[string]big.Int{"a": five}
	assert.Equal(t, `{"a":5}`, string(AppendForeign(nil, m, "")))
	assert.False(t, EqualForeign(m, map[string]big.Int{"a": six}))
	assert.Equal(t, "null", string(AppendForeign(nil, map[string]big.Int(nil), "")))

	v := shouting("z")
	assert.Equal(t, v, CloneForeign(v), "an encoding that does not carry the value makes no copy")
}

package rt

import (
	"math"
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

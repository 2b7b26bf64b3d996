package wording

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{
		{"", 0, ""}, {"a", 0, "…"}, {"abc", 3, "abc"}, {"abcd", 3, "abc…"},
		{"äöü", 3, "äöü"}, {"äöüß", 3, "äöü…"}, {"\xff\xfe", 1, "\xff…"},
	} {
		assert.Equal(t, c.want, Clip(c.in, c.most), "%q", c.in)
	}
}

func TestCount(t *testing.T) {
	assert.Equal(t, "1 document", Count(1, "document"))
	assert.Equal(t, "0 documents", Count(0, "document"))
	assert.Equal(t, "2 bodies", Count(int64(2), "body"))
	assert.Equal(t, "1 step has", Count(1, "step has", "steps have"))
	assert.Equal(t, "-1 steps have", Count(-1, "step has", "steps have"))
}

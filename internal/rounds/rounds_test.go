package rounds

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOf(t *testing.T) {
	for value, want := range map[string]int{"": 3, "0": 3, "1": 500} {
		t.Setenv(Variable, value)
		assert.Equal(t, want, Of(3, 500), "%q", value)
	}
	for _, value := range []string{"yes", "2", " 1"} {
		t.Setenv(Variable, value)
		assert.Panics(t, func() { Of(3, 500) }, "%q", value)
	}
}

package suggest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClosest(t *testing.T) {
	commands := []string{"generate", "gate", "validate", "verify", "import", "export"}
	for word, want := range map[string]string{
		"genrate": "generate", "Validate": "validate", "valdiate": "validate", "exprot": "export", "gat": "gate",
		"": "", "xyz": "", "deploy": "", strings.Repeat("validate", 1000): "",
	} {
		got, ok := Closest(word, commands)
		assert.Equal(t, want, got, word)
		assert.Equal(t, want != "", ok, word)
	}
}

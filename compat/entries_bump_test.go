package compat

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEntryBumps: with one direction no change of an entry point claims a bump, and
// defaults are asked about at each of them.
func TestEntryBumps(t *testing.T) {
	old := `{"$defs":{"A":{"type":"object","properties":{"n":{"type":"integer","default":1}}},"B":{"type":"string"}}}`
	new := `{"$defs":{"A":{"type":"object","properties":{"n":{"type":"integer","default":2}}},"C":{"type":"string"}}}`
	r := compare(t, old, new, Options{Direction: Backward, Changes: true})
	assert.NotEmpty(t, r.Changes)
	for _, c := range r.Changes {
		assert.Equal(t, BumpUnknown, c.Bump, c.Message)
	}
	a, b := load(t, "old.json", []byte(old)), load(t, "new.json", []byte(new))
	assert.Equal(t, Incompatible, Defaults(a, b))
	assert.Equal(t, Compatible, Defaults(a, a))
}

package eval

import (
	"hash/maphash"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestHashesAreSecret: no value hashes alike under two seeds, so nobody can prepare
// values that collide; those without any text included.
func TestHashesAreSecret(t *testing.T) {
	was, wasSecrets := seed, processSecrets
	defer func() { seed, processSecrets = was, wasSecrets }()
	hash := func(text string) uint64 {
		v, err := Parse(text)
		require.NoError(t, err)
		var h hasher
		return h.hash(v)
	}
	texts := []string{`null`, `true`, `false`, `0`, `1`, `""`, `"a"`, `[]`, `{}`, `[null]`, `[[]]`, `[[],[]]`, `[true,false]`, `[false,true]`, `[[true]]`, `{"":null}`, `{"a":[]}`, `{"a":true,"b":false}`, `{"a":false,"b":true}`}
	first, known := map[string]uint64{}, map[uint64]string{}
	for _, text := range texts {
		first[text] = hash(text)
		assert.Empty(t, known[first[text]], text)
		known[first[text]] = text
	}
	seed = maphash.MakeSeed()
	processSecrets = secretsOf(seed)
	for _, text := range texts {
		assert.NotEqual(t, first[text], hash(text), text)
	}
}

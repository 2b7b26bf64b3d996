package eval

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// values has one of each form that members of a node take.
var values = []string{
	`0`, `1`, `true`, `"date"`, `[0]`, `["null"]`, `[[0,0]]`, `{"a":0}`, `{"a":"b"}`, `{"a":["b"]}`, `{"to":0,"anchor":"x"}`,
}

func loadMember(member, value string) error {
	_, err := Load(fmt.Sprintf(`{"eval":3,"patterns":["a"],"scopes":[{"x":0}],"nodes":[{},{%q:%s}]}`, member, value))
	return err
}

// TestReaders takes each row from the table of members: a program that has the
// member is refused then, by its name.
func TestReaders(t *testing.T) {
	all := maps.Clone(readers)
	defer func() { readers = all }()
	for member := range all {
		i := slices.IndexFunc(values, func(v string) bool { return loadMember(member, v) == nil })
		require.GreaterOrEqual(t, i, 0, member)
		readers = maps.Clone(all)
		delete(readers, member)
		assert.EqualError(t, loadMember(member, values[i]), fmt.Sprintf("eval: program: node 1: unknown member %q", member))
		readers = all
	}
}

// TestDamagedMembers has members of a form that they do not take refused: read as
// nothing, they would be keywords that never fail.
func TestDamagedMembers(t *testing.T) {
	for member := range readers {
		if member == "const" { // takes every value
			continue
		}
		for _, value := range []string{`null`, `[null]`, `{"a":null}`, `-1`, `"no"`} {
			switch {
			case value == `"no"` && member == "at", value == `[null]` && member == "enum",
				value == `-1` && (member == "minimum" || member == "maximum" || member == "exclusiveMinimum" || member == "exclusiveMaximum"):
			default:
				assert.Error(t, loadMember(member, value), "%s: %s", member, value)
			}
		}
	}
	for _, text := range []string{
		`{"eval":3,"nodes":[{}],"more":[]}`, `{"eval":3,"patterns":{},"nodes":[{}]}`, `{"eval":3,"scopes":{},"nodes":[{}]}`,
		`{"eval":3,"scopes":[[]],"nodes":[{}]}`, `{"eval":3,"nodes":[{"dynamicRef":{"to":0,"anchor":"a","more":1}}]}`,
	} {
		_, err := Load(text)
		assert.Error(t, err, text)
	}
}

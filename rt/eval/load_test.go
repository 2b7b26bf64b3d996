package eval

import (
	"fmt"
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// samples has, for each member that a node can have, a value that it takes.
var samples = map[string]string{
	"at": `"/x"`, "in": `0`, "as": `{"items":"additionalItems"}`, "never": `true`, "scope": `0`,
	"ref": `0`, "dynamicRef": `{"to":0,"anchor":"x"}`,
	"allOf": `[0]`, "anyOf": `[0]`, "oneOf": `[0]`, "not": `0`, "if": `0`, "then": `0`, "else": `0`, "dependentSchemas": `{"a":0}`,
	"unevaluatedItems": `0`, "unevaluatedProperties": `0`,
	"type": `["null"]`, "enum": `[1]`, "const": `1`,
	"minimum": `1`, "maximum": `1`, "exclusiveMinimum": `1`, "exclusiveMaximum": `1`, "multipleOf": `1`,
	"minLength": `1`, "maxLength": `1`, "pattern": `0`, "format": `"date"`,
	"minItems": `1`, "maxItems": `1`, "prefixItems": `[0]`, "items": `0`, "contains": `0`, "minContains": `1`, "maxContains": `1`,
	"containsMarks": `true`, "uniqueItems": `true`,
	"minProperties": `1`, "maxProperties": `1`, "required": `["a"]`, "properties": `{"a":0}`, "patternProperties": `[[0,0]]`,
	"additionalProperties": `0`, "propertyNames": `0`, "dependentRequired": `{"a":["b"]}`,
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
	require.Len(t, samples, len(all))
	for member, sample := range samples {
		require.Contains(t, all, member)
		require.NoError(t, loadMember(member, sample), member)
		readers = maps.Clone(all)
		delete(readers, member)
		assert.EqualError(t, loadMember(member, sample), fmt.Sprintf("eval: program: node 1: unknown member %q", member))
		readers = all
	}
}

// TestDamagedMembers has members of a form that they do not take refused: read as
// nothing, they would be keywords that never fail.
func TestDamagedMembers(t *testing.T) {
	for member := range samples {
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

package eval

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// values has one of each form that members of a node take.
var values = []string{
	`0`, `1`, `true`, `"date"`, `[0]`, `["null"]`, `[[0,0]]`, `{"a":0}`, `{"a":"b"}`, `{"a":["b"]}`, `{"to":0,"anchor":"x"}`,
}

func loadMember(member, value string) error {
	return loadMemberAs(Version, member, value)
}

func loadMemberAs(version int, member, value string) error {
	_, err := Load(fmt.Sprintf(`{"eval":%d,"patterns":["a"],"scopes":[{"x":0}],"nodes":[{},{%q:%s}]}`, version, member, value))
	return err
}

// first are the members of the first version of the format.
const first = `at in as never scope ref dynamicRef allOf anyOf oneOf not if then else dependentSchemas unevaluatedItems unevaluatedProperties
	type enum const minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format
	minItems maxItems prefixItems items contains minContains maxContains containsMarks uniqueItems minProperties maxProperties required
	properties patternProperties additionalProperties propertyNames dependentRequired`

// TestFirstVersion: a program of the first version has what readers of that time
// read. One with a later member says the version that brought it, since an older
// reader has to be told by the version and not by a member that it does not know.
func TestFirstVersion(t *testing.T) {
	known := strings.Fields(first)
	for member := range readers {
		i := slices.IndexFunc(values, func(v string) bool { return loadMember(member, v) == nil })
		if !assert.GreaterOrEqual(t, i, 0, "values has nothing that the member %s takes", member) {
			continue
		}
		err := loadMemberAs(1, member, values[i])
		if slices.Contains(known, member) {
			assert.NoError(t, err, member)
		} else {
			assert.Error(t, err, "the member %s came after version 1: Version, its reader and package program must say when", member)
		}
	}
	for _, member := range known {
		assert.Contains(t, readers, member)
	}
}

// TestChildren: every field of a node, at any depth, that leads to another is one of
// those that it is known to lead to, and one that judges parts of a value is known
// for it: a verdict about such a value is remembered, and one that depends on the
// dynamic scope is not.
func TestChildren(t *testing.T) {
	n := &node{}
	var names []string // of the fields, by the number that is put there
	var fill func(v reflect.Value, name string)
	fill = func(v reflect.Value, name string) {
		if v.CanAddr() && !v.CanSet() {
			v = reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Elem()
		}
		switch v.Kind() {
		case reflect.Int32:
			v.SetInt(int64(len(names)))
			names = append(names, name)
		case reflect.Struct:
			for i := range v.NumField() {
				fill(v.Field(i), name+"."+v.Type().Field(i).Name)
			}
		case reflect.Pointer:
			if v.Type() != reflect.TypeFor[*pattern]() && v.Type() != reflect.TypeFor[*valueSet]() {
				v.Set(reflect.New(v.Type().Elem()))
				fill(v.Elem(), name)
			}
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), name)
		}
	}
	fill(reflect.ValueOf(n).Elem(), "node")
	require.Greater(t, len(names), 18)
	var children, parts []string
	n.children(func(i int32) { children = append(children, names[i]) })
	n.parts(func(i int32) { parts = append(parts, names[i]) })
	for _, name := range names {
		if strings.HasPrefix(name, "node.place.") {
			continue // where it stands
		}
		assert.Contains(t, children, name, "children does not follow %s", name)
		if !strings.HasPrefix(name, "node.applicators.") && name != "node.object.names" {
			assert.Contains(t, parts, name, "parts does not follow %s", name)
		}
	}
	// What judges the same value is known for it, then and else, which say nothing
	// without if, aside.
	for member := range readers {
		for _, value := range values {
			p, err := Load(fmt.Sprintf(`{"eval":%d,"patterns":["a"],"scopes":[{"x":0}],"nodes":[{},{%q:%s}]}`, Version, member, value))
			if err != nil || member == "then" || member == "else" {
				continue
			}
			assert.Equal(t, !reflect.DeepEqual(p.nodes[0].applicators, p.nodes[1].applicators), p.nodes[1].inPlace, "%s judges the value in place", member)
		}
	}
}

// TestReaders takes each row from the table of members: a program that has the
// member is refused then, by its name.
func TestReaders(t *testing.T) {
	all := maps.Clone(readers)
	defer func() { readers = all }()
	for member := range all {
		i := slices.IndexFunc(values, func(v string) bool { return loadMember(member, v) == nil })
		require.GreaterOrEqual(t, i, 0, "values has nothing that the member %s takes", member)
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

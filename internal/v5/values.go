package v5

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// The keywords that look at values closely are judged here: the library reads a number
// anew for every comparison, in a time that grows with the square of its digits, and
// compares with every value of a list.
const (
	ownEnum       = "copyEnum"
	ownConst      = "copyConst"
	ownUnique     = "copyUnique"
	ownMultipleOf = "copyMultipleOf"
	ownInteger    = "copyInteger"
)

// comparer is the extension of the library that judges them.
type comparer struct{ work *counter }

// Compile implements jsonschema.ExtCompiler.
func (x *comparer) Compile(_ jsonschema.CompilerContext, m map[string]any) (jsonschema.ExtSchema, error) {
	c := comparisons{work: x.work, unique: m[ownUnique] != nil, integer: m[ownInteger] != nil}
	if list, ok := m[ownEnum].([]any); ok {
		c.enum = make(map[string]bool, len(list))
		for _, v := range list {
			c.enum[keyOf(v)] = true
		}
	}
	if list, ok := m[ownConst].([]any); ok {
		c.constant = map[string]bool{keyOf(list[0]): true}
	}
	if text, ok := m[ownMultipleOf].(json.Number); ok {
		c.multipleOf, _ = new(big.Rat).SetString(string(text))
		c.cost = digitsOf(string(text))
	}
	if c.enum == nil && c.constant == nil && c.multipleOf == nil && !c.unique && !c.integer {
		return nil, nil
	}
	return &c, nil
}

// comparisons are what one schema compares values with; nil and false where it does
// not. Lists are sets of keyOf.
type comparisons struct {
	work           *counter
	enum, constant map[string]bool
	unique         bool
	integer        bool
	multipleOf     *big.Rat
	cost           int // digits of multipleOf
}

// Validate implements jsonschema.ExtSchema. Its errors are those of the library, as
// far as they are told.
func (c *comparisons) Validate(ctx jsonschema.ValidationContext, v any) error {
	if text, ok := v.(json.Number); ok && c.integer && !source.IsInteger(string(text)) {
		return ctx.Error("type", noInteger)
	}
	var faults []*jsonschema.ValidationError
	if c.enum != nil || c.constant != nil {
		key := c.key(v)
		if c.enum != nil && !c.enum[key] {
			faults = append(faults, ctx.Error("enum", "not listed"))
		}
		if c.constant != nil && !c.constant[key] {
			faults = append(faults, ctx.Error("const", "different"))
		}
	}
	if list, ok := v.([]any); ok && c.unique {
		seen := make(map[string]int, len(list))
		for j, item := range list {
			key := c.key(item)
			if i, twice := seen[key]; twice {
				faults = append(faults, ctx.Error("uniqueItems", "%s", fmt.Sprintf(equalItems, i, j)))
				break
			}
			seen[key] = j
		}
	}
	if text, ok := v.(json.Number); ok && c.multipleOf != nil {
		c.work.spend(c.cost + digitsOf(string(text)))
		if n, ok := new(big.Rat).SetString(string(text)); !ok || !n.Quo(n, c.multipleOf).IsInt() {
			faults = append(faults, ctx.Error("multipleOf", "not a multiple"))
		}
	}
	switch len(faults) {
	case 0:
		return nil
	case 1:
		return faults[0]
	}
	all := ctx.Error("", "")
	all.Causes = faults
	return all
}

// noInteger is the error about a number that is none.
const noInteger = "not an integer"

// telling leaves out of the errors of one schema what the library would not have come
// to had it known that the value is of another type.
func telling(causes []*jsonschema.ValidationError) []*jsonschema.ValidationError {
	for _, e := range causes {
		if e.Message != noInteger {
			continue
		}
		schema := strings.TrimSuffix(e.AbsoluteKeywordLocation, "type")
		causes = slices.DeleteFunc(slices.Clone(causes), func(other *jsonschema.ValidationError) bool {
			return other != e && other.InstanceLocation == e.InstanceLocation && strings.HasPrefix(other.AbsoluteKeywordLocation, schema)
		})
	}
	return causes
}

// equalItems is how the error about items that are not unique begins.
const equalItems = "items at index %d and %d"

// key is keyOf, paid for: the same value may be asked about at every level.
func (c *comparisons) key(v any) string {
	key := keyOf(v)
	c.work.left -= len(key) / 1000
	return key
}

// keyOf returns a text that is the same for equal values only.
func keyOf(v any) string { return string(appendKey(nil, v)) }

func appendKey(b []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		return strconv.AppendBool(b, v)
	case json.Number:
		return append(b, source.NumberKey(string(v))...)
	case string:
		return strconv.AppendQuote(b, v)
	case []any:
		b = append(b, '[')
		for _, item := range v {
			b = append(appendKey(b, item), ',')
		}
		return append(b, ']')
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		b = append(b, '{')
		for _, name := range names {
			b = append(appendKey(append(strconv.AppendQuote(b, name), ':'), v[name]), ',')
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

// digitsOf is how many digits a number has when it is written out, at most.
func digitsOf(text string) int {
	digits := len(text)
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		exponent, _ := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
		digits += max(exponent, -exponent)
	}
	return digits
}

package compat

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestLostPlaces: every document that loses a member has a place in the list, and
// what is always beside another has none of its own.
func TestLostPlaces(t *testing.T) {
	for _, x := range []struct {
		name, old, new string
		want           []string
	}{
		{
			"alternatives that may hold together",
			`{"oneOf":[{"properties":{"kind":{"const":"a"},"note":true}},{"properties":{"kind":{"const":"b"},"note":true},"required":["kind"]}],"anyOf":[{"properties":{"v":{"const":1},"x":true}},{"properties":{"v":{"const":2},"x":true}},{"properties":{"v":{"const":3},"x":true}}]}`,
			`{"oneOf":[{"properties":{"kind":{"const":"a"},"note":true}},{"properties":{"kind":{"const":"b"},"note":true},"required":["kind"]}],"anyOf":[{"properties":{"v":{"const":1}}},{"properties":{"v":{"const":2}}},{"properties":{"v":{"const":3}}}]}`,
			[]string{"/anyOf/0/properties/x", "/anyOf/1/properties/x", "/anyOf/2/properties/x"},
		},
		{
			"equal schemas of a name and of a pattern that matches it",
			`{"patternProperties":{"^k":{"properties":{"x":true}}},"properties":{"key":{"properties":{"x":true}}}}`,
			`{"patternProperties":{"^k":{}},"properties":{"key":{}}}`,
			[]string{"/patternProperties/^k/properties/x", "/properties/key/properties/x"},
		},
		{
			"one declares what another demands",
			`{"properties":{"x":true},"allOf":[{"required":["x"]},{"properties":{"x":{"minLength":1}}}]}`,
			`{"properties":{"y":true}}`,
			[]string{"/allOf/1/properties/x"},
		},
		{
			"parts of which one is under a condition",
			`{"properties":{"k":true},"if":{"required":["k"]},"then":{"properties":{"x":true}},"anyOf":[{"properties":{"x":{"type":"string"}}},{"properties":{"k":true}}]}`,
			`{"properties":{"k":true},"if":{"required":["k"]},"then":{},"anyOf":[{},{"properties":{"k":true}}]}`,
			[]string{"/anyOf/0/properties/x", "/then/properties/x"},
		},
	} {
		old, err := Load("old.json", []byte(x.old), LoadOptions{})
		require.NoError(t, err)
		new, err := Load("new.json", []byte(x.new), LoadOptions{})
		require.NoError(t, err)
		r, err := Compare(context.Background(), old, new, Options{})
		require.NoError(t, err)
		assert.Empty(t, r.Unknowns, x.name)
		var places []string
		for _, l := range r.Reader.Lost {
			places = append(places, l.OldAt)
		}
		assert.ElementsMatch(t, x.want, places, x.name)
	}
}

package gate

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/config"
)

// TestEntryKeepsWhatIsGenerated: the entry of the next major generates as that of
// the old one does, whatever can be said of it.
func TestEntryKeepsWhatIsGenerated(t *testing.T) {
	read := func(lines []string) *config.Family {
		c, err := config.Parse("runresult.yaml", []byte("version: 1\ndialects: {u:d: draft7}\nfamilies:\n  - "+strings.Join(lines, "\n    ")+"\n"))
		require.NoError(t, err)
		return &c.Families[0]
	}
	old := read([]string{
		"name: order", "head: schema/order.v1.json", "released: schema/released", "draft: draft7", "later_keywords: true", `map: {"urn:x:place": place.json}`,
		"entries: [/properties/id]", "waive: [{unknown: pattern, from: 1.0.0, to: 1.1.0, why: so}]",
		"policy: {direction: backward, content: open, transitive: false}", "generate:",
		`  - {lang: go, package: orderv1, type: Order, out: gen/orderv1, int64: true, tags: [json, yaml], assert_formats: true, import: {"urn:x:place": "example.com/place#Place"}}`,
	})
	item := reflect.ValueOf(old.Generate[0])
	for i := range item.NumField() {
		require.False(t, item.Field(i).IsZero(), "say something of %s above", item.Type().Field(i).Name)
	}
	family := reflect.ValueOf(*old)
	for i := range family.NumField() {
		require.False(t, family.Field(i).IsZero(), "say something of %s above, and compare it below", family.Type().Field(i).Name)
	}
	p := &plan{head: &head{Family: old, version: version{major: 1}}, version: version{major: 2}}
	next := read(p.entry("schema/order.v2.json"))
	assert.Equal(t, old.Policy, next.Policy)
	assert.Equal(t, old.Draft, next.Draft)
	assert.Equal(t, old.LaterKeywords, next.LaterKeywords)
	assert.Equal(t, old.Map, next.Map)
	assert.Empty(t, next.Waive, "they are about versions of the old one")
	rest := *next
	rest.At, rest.Head, rest.Waive, rest.Generate = old.At, old.Head, old.Waive, old.Generate
	assert.Equal(t, *old, rest)
	want, got := old.Generate[0], next.Generate[0]
	assert.Equal(t, "orderv2", got.Package)
	assert.Equal(t, "gen/orderv2", got.Out.Text)
	want.At, want.Package, want.Out = got.At, got.Package, got.Out
	assert.Equal(t, want, got)
}

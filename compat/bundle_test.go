package compat

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func bundleOf(t *testing.T, folder string, texts map[string]string) *Bundle {
	t.Helper()
	b := &Bundle{Folder: folder}
	for name, text := range texts {
		s, err := Load(folder+"/"+name, []byte(text), LoadOptions{})
		require.NoError(t, err)
		b.Schemas = append(b.Schemas, s)
	}
	return b
}

// TestBundles: schemas belong together by $id, then by path, and definitions in them
// are entry points.
func TestBundles(t *testing.T) {
	old := bundleOf(t, "a", map[string]string{
		"x.json": `{"$id":"urn:x","type":"string"}`, "y.json": `{"type":"string"}`, "d.json": `{"$defs":{"A":{"type":"string"}}}`, "z.json": `{}`,
	})
	new := bundleOf(t, "b", map[string]string{
		"y.json": `{"$id":"urn:x","type":"string"}`, "x.json": `{"type":"integer"}`, "d.json": `{"$defs":{"A":{"type":"integer"}}}`, "n.json": `{}`,
	})
	r, err := CompareBundles(t.Context(), old, new, Options{Changes: true})
	require.NoError(t, err)
	assert.Equal(t, Incompatible, r.Verdict)
	assert.Equal(t, BumpMajor, r.RequiredBump)
	got := map[string]string{}
	for _, e := range r.Entries {
		got[e.OldFile+" "+e.NewFile+"#"+e.At] = e.Only + e.Report.Verdict.String()
	}
	assert.Equal(t, map[string]string{
		"a/x.json b/y.json#":         "compatible",
		"a/d.json b/d.json#/$defs/A": "incompatible",
		"a/y.json #":                 "oldincompatible",
		"a/z.json #":                 "oldincompatible",
		" b/x.json#":                 "newcompatible",
		" b/n.json#":                 "newcompatible",
	}, got)
	for _, c := range r.Changes {
		assert.NotEmpty(t, c.OldFile)
		assert.NotEmpty(t, c.NewFile)
	}
	_, err = CompareBundles(t.Context(), old, &Bundle{}, Options{})
	assert.ErrorContains(t, err, "no schema to compare")
	twice := &Bundle{Folder: "a", Schemas: []*Schema{
		load(t, "a/1.json", []byte(`{"$id":"urn:x"}`)), load(t, "a/2.json", []byte("{\n\"$id\":\"urn:x\"}")),
	}}
	_, err = CompareBundles(t.Context(), old, twice, Options{})
	assert.ErrorContains(t, err, `a/2.json:2:7: at /$id: "urn:x" is the identifier of a/1.json:1:8, too`)
}

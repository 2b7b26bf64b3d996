package gen_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
)

// TestGenerateReads: an input is read as it says, with what it refers to.
func TestGenerateReads(t *testing.T) {
	open := func(path string) ([]byte, error) {
		if path != "dir/part.yaml" {
			return nil, fs.ErrNotExist
		}
		return []byte("type: object\nproperties:\n  n: {type: integer}\n"), nil
	}
	yaml := "title: An order\ntype: object\nproperties:\n  part: {$ref: part.yaml}\n"
	for name, in := range map[string]gen.Input{
		"by its name": {Name: "dir/order.yaml", Schema: []byte(yaml), Root: "dir", Open: open},
		"as it says":  {Name: "dir/order", YAML: true, Schema: []byte(yaml), Root: "dir", Open: open},
		"mapped":      {Name: "order.yml", Schema: []byte(yaml), Root: "x", Map: map[string]string{"part.yaml": "dir/part.yaml"}, Open: open},
	} {
		r, err := gen.Generate(t.Context(), in, gen.Options{})
		require.NoError(t, err, name)
		assert.Contains(t, string(r.Files[0].Data), "type AnOrder struct", name)
		assert.Contains(t, string(r.Files[0].Data), "type Part struct", name)
	}
	r, err := gen.Generate(t.Context(), gen.Input{Name: "order.v1.json", Schema: []byte(`{"definitions":{"a":{"type":"string"}},"$ref":"#/definitions/a","minLength":1}`), Draft: "draft4"}, gen.Options{})
	require.NoError(t, err)
	assert.Contains(t, string(r.Files[0].Data), "type Order struct")
	assert.NotContains(t, string(r.Files[1].Data), `s == ""`, "draft 4 has no keywords beside $ref")
}

// TestGenerateRefuses: what is refused says what and where.
func TestGenerateRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		in   gen.Input
		opt  gen.Options
		want string
	}{
		"no JSON":              {gen.Input{Name: "s.json", Schema: []byte("{\n,}")}, gen.Options{}, "s.json:2:1"},
		"its meta-schema":      {gen.Input{Name: "s.json", Schema: []byte(`{"required":["a","a"]}`)}, gen.Options{}, "s.json:1:18: at /required/1"},
		"a file that is out":   {gen.Input{Name: "s.json", Schema: []byte(`{"$ref":"x.json"}`)}, gen.Options{}, "at /$ref"},
		"a draft":              {gen.Input{Name: "s.json", Schema: []byte(`{}`), Draft: "draft5"}, gen.Options{}, "there is no draft called draft5"},
		"a language":           {gen.Input{Name: "s.json", Schema: []byte(`{}`)}, gen.Options{Lang: "cobol"}, `"cobol"`},
		"a name of no package": {gen.Input{Name: "s.json", Schema: []byte(`{}`)}, gen.Options{Package: "main"}, `"main" is no Go package name`},
		"a name of no type":    {gen.Input{Name: "s.json", Schema: []byte(`{}`)}, gen.Options{Type: "order"}, `"order" is no name of an exported Go type`},
		"a tag":                {gen.Input{Name: "s.json", Schema: []byte(`{}`)}, gen.Options{Tags: []string{"a b"}}, `"a b" is no key of a Go struct tag`},
	} {
		_, err := gen.Generate(t.Context(), c.in, c.opt)
		var e *diag.Error
		if assert.ErrorAs(t, err, &e, name) {
			assert.ErrorContains(t, err, c.want, name)
			assert.NotEmpty(t, e.Code, name)
		}
	}
}

// TestGenerateEnds: a context that ended ends the generation.
func TestGenerateEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := gen.Generate(ctx, gen.Input{Name: "s.json", Schema: []byte(`{}`)}, gen.Options{})
	assert.ErrorIs(t, err, context.Canceled)
}

// TestGenerateConcurrently: generations at the same time are each as if alone.
func TestGenerateConcurrently(t *testing.T) {
	in := gen.Input{Name: "order.json", Schema: []byte(`{"type":"object","properties":{"a":{"enum":["x","y"]},"b":{"type":"string","pattern":"^a+$"},"c":{"unevaluatedProperties":false}}}`)}
	want, err := gen.Generate(t.Context(), in, gen.Options{})
	require.NoError(t, err)
	results := make(chan error, 8)
	for range cap(results) {
		go func() {
			got, err := gen.Generate(t.Context(), in, gen.Options{})
			if err == nil && !assert.ObjectsAreEqual(want, got) {
				err = errors.New("another result")
			}
			results <- err
		}()
	}
	for range cap(results) {
		assert.NoError(t, <-results)
	}
}

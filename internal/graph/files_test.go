package graph_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func TestFiles(t *testing.T) {
	dir := tree(t, map[string]string{
		"in/a.json":         `{"$ref":"b.json","properties":{"y":{"$ref":"sub/c.yaml#/definitions/d"}}}`,
		"in/b.json":         `{"$id":"http://example.com/b","type":"object","properties":{"back":{"$ref":"a.json"}},"$defs":{"a":{"$id":"a.json"}}}`,
		"in/sub/c.yaml":     "$schema: http://json-schema.org/draft-07/schema#\ndefinitions:\n  d: {$ref: ../e%20f.json#x}\n",
		"in/e f.json":       `{"definitions":{"x":{"$id":"#x","type":"null"}}}`,
		"in/up.json":        `{"$ref":"../outside.json"}`,
		"in/up2.json":       `{"$ref":"sub/../../outside.json"}`,
		"in/link.json":      `{"$ref":"escape.json"}`,
		"in/inner.json":     `{"$ref":"inside-link.json"}`,
		"in/missing.json":   `{"properties":{"a":{"$ref":"none.json"}}}`,
		"in/folder.json":    `{"$ref":"sub"}`,
		"in/broken.json":    `{"$ref":"bad.json"}`,
		"in/bad.json":       "{\n  \"a\": }",
		"in/slash.json":     `{"$ref":"/b.json"}`,
		"in/nested/up.json": `{"$ref":"../b.json#/properties/back"}`,
		"outside.json":      `{}`,
	})
	in := filepath.Join(dir, "in")
	require.NoError(t, os.Symlink(filepath.Join(dir, "outside.json"), filepath.Join(in, "escape.json")))
	require.NoError(t, os.Symlink("b.json", filepath.Join(in, "inside-link.json")))
	opt := graph.Options{Root: in}

	g, err := loadFile(t, filepath.Join(in, "a.json"), opt)
	require.NoError(t, err)
	checkGraph(t, g)
	require.Equal(t, graph.RootScheme+":///a.json", g.Root.BaseURI)
	require.Equal(t, "http://example.com/b", g.Root.Ref.BaseURI)
	require.Equal(t, graph.RootScheme+":///b.json", g.Root.Ref.Resource.Retrieved)
	require.Equal(t, "/$defs/a", g.Root.Ref.Properties[0].Node.Ref.Ptr(), "the base is the identifier, not the file")
	d := g.Root.Properties[0].Node.Ref
	require.Equal(t, graph.Draft7, d.Dialect)
	require.Equal(t, []string{"null"}, d.Ref.Types)
	require.Equal(t, graph.Draft7, d.Ref.Dialect, "a document without $schema has the dialect of what refers to it")
	require.Equal(t, filepath.Join(in, "e f.json"), d.Ref.File.Name)
	require.Equal(t, graph.RootScheme+":///e%20f.json", d.Ref.BaseURI)

	for _, name := range []string{"slash.json", "inner.json", "nested/up.json"} {
		g, err := loadFile(t, filepath.Join(in, name), opt)
		require.NoError(t, err, name)
		checkGraph(t, g)
	}

	for _, c := range []struct{ file, blamed, pointer, code, phrase string }{
		{"up.json", "up.json", "/$ref", graph.CodeRemote, "leads out of the directory"},
		{"up2.json", "up2.json", "/$ref", graph.CodeRemote, "leads out of the directory"},
		{"link.json", "link.json", "/$ref", source.CodeRead, "escape"},
		{"missing.json", "missing.json", "/properties/a/$ref", source.CodeRead, "no such file"},
		{"folder.json", "folder.json", "/$ref", source.CodeRead, "not a regular file"},
		{"broken.json", "bad.json", "/a", source.CodeParse, ""},
	} {
		_, err := loadFile(t, filepath.Join(in, c.file), opt)
		var e *diag.Error
		require.ErrorAs(t, err, &e, c.file)
		require.Equal(t, filepath.Join(in, c.blamed), e.File, c.file)
		require.Equal(t, c.pointer, e.Pointer, c.file)
		require.Equal(t, c.code, e.Code, c.file)
		require.Contains(t, e.Message, c.phrase, c.file)
		if c.code == source.CodeRead {
			require.Contains(t, e.Hint, "check the reference", c.file)
		}
	}

	// Without a root nothing is read.
	_, err = loadFile(t, filepath.Join(in, "a.json"), graph.Options{})
	require.ErrorContains(t, err, "no directory")

	// A file: URI is as good as the path, if it stays inside.
	f, err := source.ParseJSON("s.json", []byte(`{"$ref":"file://`+filepath.ToSlash(in)+`/b.json"}`))
	require.NoError(t, err)
	g, err = graph.Load(f, opt)
	require.NoError(t, err)
	require.Equal(t, "http://example.com/b", g.Root.Ref.BaseURI)
	f, err = source.ParseJSON("s.json", []byte(`{"$ref":"file://`+filepath.ToSlash(dir)+`/outside.json"}`))
	require.NoError(t, err)
	_, err = graph.Load(f, opt)
	require.ErrorContains(t, err, "outside the directory")
}

func TestMap(t *testing.T) {
	dir := tree(t, map[string]string{
		"one.json":      `{"type":"string"}`,
		"many/x/y.json": `{"$ref":"z.json"}`,
		"many/x/z.json": `{"type":"null"}`,
		"other/x.json":  `{}`,
	})
	at := func(name string) string { return filepath.Join(dir, name) }
	opt := graph.Options{Map: map[string]string{
		"http://example.com/one":   at("one.json"),
		"http://example.com/hash#": at("one.json"),
		"http://example.com/":      at("other"),
		"http://example.com/m/":    at("many"),
		"local.json":               at("one.json"),
	}}
	for ref, types := range map[string][]string{
		"http://example.com/one":      {"string"},
		"http://example.com/one#":     {"string"},
		"http://example.com/hash":     {"string"},
		"local.json":                  {"string"},
		"http://example.com/x.json":   nil,
		"http://example.com/%78.json": nil,
	} {
		require.Equal(t, types, load(t, `{"$ref":"`+ref+`"}`, opt).Root.Ref.Types, ref)
	}
	g := load(t, `{"$ref":"http://example.com/m/x/y.json"}`, opt)
	require.Equal(t, []string{"null"}, g.Root.Ref.Ref.Types)
	require.Equal(t, "http://example.com/m/x/z.json", g.Root.Ref.Ref.BaseURI)
	require.Len(t, g.Resources, 3)

	for ref, phrase := range map[string]string{
		"http://example.com/none":            "no such file",
		"http://example.com/m/../one.jsn":    "no such file",
		"http://example.com/%2e%2e/one.json": "escape",
		"http://example.org/one":             "nothing is read from the network",
	} {
		e := refuse(t, `{"$ref":"`+ref+`"}`, opt)
		require.Contains(t, e.Message, phrase, ref)
		require.Equal(t, "/$ref", e.Pointer)
	}

	// A mapped official URI is the user's document.
	opt.Map["http://json-schema.org/draft-07/schema"] = at("one.json")
	require.Equal(t, []string{"string"}, load(t, `{"$ref":"http://json-schema.org/draft-07/schema#"}`, opt).Root.Ref.Types)
}

func TestOpen(t *testing.T) {
	var asked []string
	opt := graph.Options{
		Root: "dir",
		Map:  map[string]string{"u:m/": "maps"},
		Open: func(path string) ([]byte, error) {
			asked = append(asked, filepath.ToSlash(path))
			if filepath.Base(path) == "none.json" {
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			}
			if filepath.Base(path) == "odd.json" {
				return nil, errors.New("odd")
			}
			return []byte(`{}`), nil
		},
	}
	load(t, `{"$ref":"a/b.json","properties":{"x":{"$ref":"u:m/c.json"}}}`, opt)
	require.Equal(t, []string{"dir/a/b.json", "maps/c.json"}, asked)
	require.Contains(t, refuse(t, `{"$ref":"none.json"}`, opt).Message, "no such file")
	require.Contains(t, refuse(t, `{"$ref":"odd.json"}`, opt).Message, "odd")
	require.Contains(t, refuse(t, `{"$ref":"u:m/%2e%2e/c.json"}`, opt).Message, "outside the directory")
}

// A relative reference that its URI does not lead anywhere is looked for beside the file
// that makes it, whatever the identifiers say; what is known by its URI comes first.
func TestBesideTheFile(t *testing.T) {
	dir := tree(t, map[string]string{
		"in/bom.json":      `{"$id":"https://example.com/x/bom.json","properties":{"a":{"$ref":"lic.json"},"b":{"$ref":"sub/part.json#/$defs/p"}}}`,
		"in/urn.json":      `{"$id":"urn:example:a","$ref":"lic.json"}`,
		"in/lic.json":      `{"enum":["in"]}`,
		"in/sub/lic.json":  `{"enum":["sub"]}`,
		"in/sub/part.json": `{"$id":"https://example.com/x/part.json","$defs":{"p":{"$ref":"lic.json"}}}`,
		"in/inner.json":    `{"$id":"https://example.com/x/inner.json","$ref":"lic.json","$defs":{"l":{"$id":"lic.json","enum":["inner"]}}}`,
		"in/gone.json":     `{"$id":"https://example.com/x/gone.json","$ref":"nope.json"}`,
		"in/up.json":       `{"$id":"https://example.com/x/y/up.json","$ref":"../out.json"}`,
		"in/link.json":     `{"$id":"https://example.com/x/link.json","$ref":"escape.json"}`,
		"in/ring.json":     `{"$id":"https://example.com/x/ring.json","$ref":"gnir.json"}`,
		"in/gnir.json":     `{"$id":"https://example.com/y/gnir.json","$ref":"ring.json"}`,
		"in/bad.json":      `{"$id":"https://example.com/x/bad.json","$ref":"broken.json"}`,
		"in/broken.json":   `{"enum":[}`,
		"out.json":         `{"enum":["out"]}`,
	})
	in := filepath.Join(dir, "in")
	require.NoError(t, os.Symlink(filepath.Join(dir, "out.json"), filepath.Join(in, "escape.json")))
	read := func(name string, to map[string]string) (*graph.Graph, error) {
		return loadFile(t, filepath.Join(in, name), graph.Options{Root: in, Map: to})
	}
	only := func(n *graph.Node) string { return n.Enum[0].Text }

	g, err := read("bom.json", nil)
	require.NoError(t, err)
	checkGraph(t, g)
	require.Equal(t, "in", only(g.Root.Properties[0].Node.Ref))
	require.Equal(t, "sub", only(g.Root.Properties[1].Node.Ref.Ref), "the same URI, beside another file")
	g, err = read("urn.json", nil)
	require.NoError(t, err)
	require.Equal(t, "in", only(g.Root.Ref))
	g, err = read("inner.json", nil)
	require.NoError(t, err)
	require.Equal(t, "inner", only(g.Root.Ref), "what is there by its identifier")
	g, err = read("bom.json", map[string]string{"https://example.com/x/lic.json": filepath.Join(dir, "out.json")})
	require.NoError(t, err)
	require.Equal(t, "out", only(g.Root.Properties[0].Node.Ref), "what is mapped")
	g, err = read("urn.json", map[string]string{"lic.json": filepath.Join(dir, "out.json")})
	require.NoError(t, err)
	require.Equal(t, "out", only(g.Root.Ref))

	// A file from elsewhere has nothing beside it that may be read.
	_, err = read("urn.json", map[string]string{"lic.json": filepath.Join(in, "..", "far.json")})
	require.Error(t, err)
	for _, c := range []struct{ file, code, phrase string }{
		{"gone.json", graph.CodeRemote, "https://example.com/x/nope.json"},
		{"up.json", graph.CodeRemote, "https://example.com/x/out.json"},
		{"link.json", source.CodeRead, "escape"},
		{"ring.json", graph.CodeCycle, "without consuming"},
		{"bad.json", source.CodeParse, ""},
	} {
		_, err := read(c.file, nil)
		var e *diag.Error
		require.ErrorAs(t, err, &e, c.file)
		require.Equal(t, c.code, e.Code, c.file)
		require.Contains(t, e.Message, c.phrase, c.file)
		require.NotZero(t, e.Line, c.file)
	}
}

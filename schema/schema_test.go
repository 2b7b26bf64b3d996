package schema

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const dialect = "https://json-schema.org/draft/2020-12/schema"

// TestEveryEmbeddedSchemaIsNamed: a file that List leaves out could be shipped
// without ever being checked.
func TestEveryEmbeddedSchemaIsNamed(t *testing.T) {
	listed := map[string]bool{}
	for _, e := range List() {
		listed[e.Path] = true
		text, err := Get(e.Name)
		require.NoError(t, err)
		version, ok := VersionOf(text)
		assert.True(t, ok, "%s: the $id ends in no version", e.Path)
		assert.Equal(t, e.Version, version, "%s: $id and file name differ", e.Path)
		if !e.Released {
			major, _, _ := strings.Cut(e.Version, ".")
			assert.Equal(t, e.Family+".v"+major, e.Name, "%s: the head's $id is of another major version", e.Path)
		}
	}
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		if !d.IsDir() && path != "released/SHA256SUMS" {
			assert.True(t, listed[path], "%s is embedded but not listed", path)
		}
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, Entry{Family: "runresult", Version: "1.0.0", Name: "runresult.v1@1.0.0", Path: "released/runresult/1.0.0.json", Released: true}, List()[0])
	assert.Equal(t, "runresult.v1", List()[len(List())-1].Name)
}

// TestReleasedBytesAreFrozen: SHA256SUMS has one line per released file, and the
// file still has those bytes.
func TestReleasedBytesAreFrozen(t *testing.T) {
	summed := map[string]string{}
	for line := range strings.Lines(string(Sums())) {
		sum, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		require.True(t, ok, "not a line of sha256sum: %q", line)
		require.NotContains(t, summed, file)
		summed[file] = sum
	}
	released := 0
	for _, e := range List() {
		if !e.Released {
			continue
		}
		released++
		text, err := Get(e.Name)
		require.NoError(t, err)
		got := sha256.Sum256(text)
		assert.Equal(t, summed[strings.TrimPrefix(e.Path, "released/")], hex.EncodeToString(got[:]),
			"%s changed after its release, or has no line in SHA256SUMS", e.Path)
	}
	assert.Equal(t, released, len(summed), "SHA256SUMS names files that do not exist")
}

func TestHeader(t *testing.T) {
	text, err := Get(Default)
	require.NoError(t, err)
	var header map[string]any
	require.NoError(t, json.Unmarshal(text, &header))
	assert.Equal(t, dialect, header["$schema"])
	assert.Regexp(t, `^urn:atlas-dataflow:schema:runresult:1\.\d+\.\d+$`, header["$id"])
	assert.Equal(t, "RunResult", header["title"])
	assert.Equal(t, "object", header["type"])
	assert.Equal(t, []any{
		"run_id", "status", "started_at", "finished_at", "duration_ms", "summary", "steps", "metrics", "artifacts", "references",
	}, header["required"])
	assert.NotContains(t, header, "additionalProperties", "the schema is open: a reader ignores what it does not know")
	assert.NotContains(t, header, "unevaluatedProperties", "the schema is open: a reader ignores what it does not know")
	assert.True(t, bytes.HasSuffix(text, []byte("}\n")), "the file ends in one line feed")
}

func TestHeadAndGet(t *testing.T) {
	byName, err := Get("runresult.v1")
	require.NoError(t, err)
	for _, family := range []string{"runresult", "runresult.v1"} {
		head, err := Head(family)
		require.NoError(t, err)
		assert.Equal(t, byName, head)
	}
	byName[0] = 'X'
	again, err := Get("runresult.v1")
	require.NoError(t, err)
	assert.Equal(t, byte('{'), again[0], "a caller can change the embedded bytes")

	for _, name := range []string{"", "runresult", "runresult.v2", "runresult.v1@9.9.9", "runresult.v1.json", "../schema.go"} {
		_, err := Get(name)
		var unknown *UnknownError
		require.True(t, errors.As(err, &unknown), "%q", name)
		assert.Equal(t, name, unknown.Name)
		assert.Contains(t, err.Error(), "runresult.v1@1.0.0", "the error names what there is")
	}
	_, err = Head("runresult.v1@1.0.0")
	assert.Error(t, err, "a released version is not a head")
}

func TestVersionOf(t *testing.T) {
	for text, want := range map[string]string{
		`{"$id":"urn:x:1.2.3"}`:                     "1.2.3",
		`{"$id":"urn:x:10.20.30"}`:                  "10.20.30",
		`{"$id":"urn:x:1.2"}`:                       "",
		`{"$id":"urn:x:01.2.3"}`:                    "",
		`{"$id":"urn:x:1.2.-3"}`:                    "",
		`{"$id":"urn:x:1.2.3.4"}`:                   "",
		`{"$id":"1.2.3"}`:                           "",
		`{"$id":7}`:                                 "",
		`{}`:                                        "",
		`{"$ID":"urn:x:1.2.3"}`:                     "",
		`{"$id":"urn:x:1.2.3"} `:                    "1.2.3",
		`{"$id":"urn:x:1.2.3"} 1`:                   "",
		"{\"$id\":\"urn:x:1.2.3\",\"\xff\":1}":      "",
		`{"$id":"urn:x:1.2.3","$id":"urn:x:1.2.4"}`: "",
		`{"a":1,"\u0061":2,"$id":"urn:x:1.2.3"}`:    "",
		`{"a":{"$id":1},"$id":"urn:x:1.2.3"}`:       "1.2.3",
		`[]`:                                        "",
		`{`:                                         "",
		`{"$id":"urn:x:1.2.99999999999999999999"}`:  "",
	} {
		got, ok := VersionOf([]byte(text))
		assert.Equal(t, want, got, text)
		assert.Equal(t, want != "", ok, text)
	}
}

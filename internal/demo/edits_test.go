package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/cli"
	"github.com/atlas-dataflow/runresult/schema"
)

// Every edit becomes what the list says: refused with a document in the
// direction that it breaks, or passed; and it owes the bump that belongs to it.
func TestEdits(t *testing.T) {
	want := map[string]struct {
		broken string // backward, forward or reader; "" for nothing
		holds  string // in the document that shows it
		bump   string
	}{
		"drop-enum-value":     {"backward", `"status":"partial"`, "major"},
		"add-enum-value":      {"forward", `"status":"cancelled"`, "major"},
		"require-member":      {"backward", `"run_id"`, "major"},
		"remove-member":       {"reader", `"producer"`, "major"},
		"rename-member":       {"reader", `"producer"`, "major"},
		"close-object":        {"backward", `"run_id"`, "major"},
		"tighten-condition":   {"backward", `"status":"failed"`, "major"},
		"loosen-condition":    {"forward", `"summary":""`, "major"},
		"narrow-type":         {"backward", `null`, "major"},
		"widen-type":          {"forward", `"duration_ms":null`, "major"},
		"add-optional-member": {"", "", "minor"},
		"describe-member":     {"", "", "patch"},
	}
	require.Len(t, edits, len(want))
	old, err := schema.Get(schema.Default)
	require.NoError(t, err)
	shown := map[string]string{}
	for _, e := range edits {
		c, ok := want[e.name]
		require.True(t, ok, e.name)
		assert.Equal(t, c.broken != "", e.breaks, e.name)
		assert.NotEmpty(t, e.what)

		text, err := e.apply(old)
		require.NoError(t, err)
		name := filepath.Join(t.TempDir(), "edited.json")
		require.NoError(t, os.WriteFile(name, text, 0o666))
		var out, diag bytes.Buffer
		code := cli.Main([]string{"compat", schema.Default, name, "--format", "json"}, strings.NewReader(""), &out, &diag)
		assert.Equal(t, e.breaks, code == cli.ExitNo, "%s: exit code %d: %s", e.name, code, diag.String())
		if !e.breaks {
			assert.Equal(t, cli.ExitYes, code, e.name)
		}
		var got struct {
			RequiredBump      string `json:"required_bump"`
			Backward, Forward struct {
				Verdict string
				Witness json.RawMessage
			}
			Reader struct {
				Verdict string
				Lost    []struct{ Witness json.RawMessage }
			}
		}
		require.NoError(t, json.Unmarshal(out.Bytes(), &got), e.name)
		assert.Equal(t, c.bump, got.RequiredBump, e.name)
		var verdict, witness string
		switch c.broken {
		case "backward":
			verdict, witness = got.Backward.Verdict, string(got.Backward.Witness)
		case "forward":
			verdict, witness = got.Forward.Verdict, string(got.Forward.Witness)
		case "reader":
			verdict = got.Reader.Verdict
			if assert.NotEmpty(t, got.Reader.Lost, e.name) {
				witness = string(got.Reader.Lost[0].Witness)
			}
		default:
			continue
		}
		assert.Equal(t, "incompatible", verdict, e.name)
		assert.Contains(t, witness, c.holds, e.name)
		shown[e.name] = witness
	}
	assert.NotEqual(t, shown["drop-enum-value"], shown["tighten-condition"])
	assert.NotEqual(t, shown["drop-enum-value"], shown["close-object"])
}

// A schema that took up what an edit adds can be edited all the same, and the
// edit is still what the list says.
func TestEditsOfGrownSchema(t *testing.T) {
	text, err := schema.Get(schema.Default)
	require.NoError(t, err)
	for _, name := range []string{gentleEdit, "rename-member"} {
		e, err := findEdit(name)
		require.NoError(t, err)
		grown := text
		for _, s := range e.steps {
			if s.do == "new" {
				grown, err = edit{steps: []step{s, s}}.apply(grown)
				require.NoError(t, err)
			}
		}
		edited, err := e.apply(grown)
		require.NoError(t, err)
		old, now := filepath.Join(t.TempDir(), "old.json"), filepath.Join(t.TempDir(), "new.json")
		require.NoError(t, os.WriteFile(old, grown, 0o666))
		require.NoError(t, os.WriteFile(now, edited, 0o666))
		var out, diag bytes.Buffer
		code := cli.Main([]string{"compat", old, now}, strings.NewReader(""), &out, &diag)
		assert.Equal(t, e.breaks, code == cli.ExitNo, "%s: %s%s", name, out.String(), diag.String())
		assert.Regexp(t, `(labels|generator)_[0-9]`, out.String(), name)
	}
}

// An edit changes one place and leaves the rest of the text as it was.
func TestApply(t *testing.T) {
	const text = "{\n  \"a\": [1, 2, 3],\n  \"b\": {},\n  \"c\": [ ]\n}\n"
	for _, c := range []struct {
		step step
		want string
	}{
		{step{do: "put", at: "/a/1", value: "9"}, "{\n  \"a\": [1, 9, 3],\n  \"b\": {},\n  \"c\": [ ]\n}\n"},
		{step{do: "drop", at: "/a/0"}, "{\n  \"a\": [2, 3],\n  \"b\": {},\n  \"c\": [ ]\n}\n"},
		{step{do: "drop", at: "/a/2"}, "{\n  \"a\": [1, 2],\n  \"b\": {},\n  \"c\": [ ]\n}\n"},
		{step{do: "drop", at: "/a"}, "{\n  \"b\": {},\n  \"c\": [ ]\n}\n"},
		{step{do: "drop", at: "/c"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": {}\n}\n"},
		{step{do: "add", at: "/a", value: "4"}, "{\n  \"a\": [1, 2, 3, 4],\n  \"b\": {},\n  \"c\": [ ]\n}\n"},
		{step{do: "new", at: "", name: "d", value: "null"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": {},\n  \"c\": [ ],\n  \"d\": null\n}\n"},
		{step{do: "new", at: "/b", name: "d", value: "{}"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": {\"d\": {}},\n  \"c\": [ ]\n}\n"},
		{step{do: "new", at: "", name: "b", value: "1"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": {},\n  \"c\": [ ],\n  \"b_2\": 1\n}\n"},
		{step{do: "set", at: "", name: "b", value: "1"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": 1,\n  \"c\": [ ]\n}\n"},
		{step{do: "set", at: "/b", name: "b", value: "1"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": {\"b\": 1},\n  \"c\": [ ]\n}\n"},
		{step{do: "add", at: "/c", value: "1"}, "{\n  \"a\": [1, 2, 3],\n  \"b\": {},\n  \"c\": [1 ]\n}\n"},
	} {
		got, err := edit{steps: []step{c.step}}.apply([]byte(text))
		require.NoError(t, err)
		assert.Equal(t, c.want, string(got), c.step)
	}
	_, err := edit{name: "odd", steps: []step{{do: "drop", at: "/nope"}}}.apply([]byte(text))
	assert.EqualError(t, err, "edit odd: the schema has no /nope")
}

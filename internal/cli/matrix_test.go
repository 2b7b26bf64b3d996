package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/schema"
)

// matrixRow is an edit of compat's matrix, as far as this test needs it.
type matrixRow struct {
	ID                string
	Old, New          json.RawMessage
	Edit              []matrixEdit
	Backward, Forward map[string]string
	Reader, Bump      string
}

type matrixEdit struct {
	At  string
	Put *any // nil: remove
}

// Every document that compat prints is what it says: the validate command accepts
// it under the one schema and refuses it under the other. What a reader loses is
// in a document that both accept.
func TestMatrixWitnesses(t *testing.T) {
	files, err := filepath.Glob("../../compat/testdata/matrix/*.yaml")
	require.NoError(t, err)
	tried, every := 0, rounds.Of(3, 1)
	for _, path := range files {
		f, err := source.ReadFile(path)
		require.NoError(t, err)
		var rows []matrixRow
		require.NoError(t, json.Unmarshal([]byte(f.Root.JSON()), &rows))
		for i, r := range rows {
			if i%every != 0 {
				continue // compat's own test takes every row
			}
			dir := t.TempDir()
			files := map[string]string{"old": filepath.Join(dir, "old.json"), "new": filepath.Join(dir, "new.json")}
			old, now := r.texts(t)
			require.NoError(t, os.WriteFile(files["old"], old, 0o666))
			require.NoError(t, os.WriteFile(files["new"], now, 0o666))
			for _, content := range []string{"writer", "open"} {
				tried += r.check(t, files, content)
			}
		}
	}
	assert.Greater(t, tried, 150/every, "the rows were not read")
}

// check compares with the command and validates what it prints.
func (r matrixRow) check(t *testing.T, files map[string]string, content string) (tried int) {
	t.Helper()
	code, out, diag := call("", "compat", files["old"], files["new"], "--content", content, "--format", "json")
	var got struct {
		RequiredBump      string `json:"required_bump"`
		Backward, Forward struct {
			Verdict    string
			Witness    json.RawMessage
			AcceptedBy string `json:"accepted_by"`
			RejectedBy string `json:"rejected_by"`
		}
		Reader struct {
			Verdict string
			Lost    []struct{ Witness json.RawMessage }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &got), "%s: %s", r.ID, diag)
	want := ExitYes
	if r.Backward[content] == "incompatible" || r.Forward[content] == "incompatible" || content == "writer" && r.Bump == "major" {
		want = ExitNo
	} else if content == "writer" && r.Bump == "unknown" {
		want = ExitUndecided
	}
	assert.Equal(t, want, code, "%s %s: %s", r.ID, content, diag)
	assert.Equal(t, r.Backward[content], got.Backward.Verdict, r.ID)
	assert.Equal(t, r.Forward[content], got.Forward.Verdict, r.ID)
	validates := func(doc json.RawMessage, side string, want int) {
		code, out, diag := call(string(doc), "validate", "--schema", files[side], "-")
		assert.Equal(t, want, code, "%s %s: %s under %s: %s%s", r.ID, content, doc, side, out, diag)
	}
	for _, in := range []struct {
		verdict, accepts, rejects string
		witness                   json.RawMessage
	}{
		{got.Backward.Verdict, got.Backward.AcceptedBy, got.Backward.RejectedBy, got.Backward.Witness},
		{got.Forward.Verdict, got.Forward.AcceptedBy, got.Forward.RejectedBy, got.Forward.Witness},
	} {
		if in.verdict == "incompatible" {
			validates(in.witness, in.accepts, ExitYes)
			validates(in.witness, in.rejects, ExitNo)
			tried++
		}
	}
	if content != "writer" {
		return tried
	}
	assert.Equal(t, r.Bump, got.RequiredBump, r.ID)
	assert.Equal(t, r.Reader, got.Reader.Verdict, r.ID)
	for _, l := range got.Reader.Lost {
		validates(l.Witness, "old", ExitYes)
		validates(l.Witness, "new", ExitYes)
		tried++
	}
	return tried
}

// texts are the two schemas of a row.
func (r matrixRow) texts(t *testing.T) (old, now []byte) {
	t.Helper()
	if r.Old != nil {
		return r.Old, r.New
	}
	old, err := schema.Get("runresult.v1@1.0.0")
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(old, &v))
	for _, e := range r.Edit {
		v = e.apply(t, v, strings.Split(e.At, "/")[1:])
	}
	now, err = json.Marshal(v)
	require.NoError(t, err)
	return old, now
}

// apply sets or removes what the steps lead to.
func (e matrixEdit) apply(t *testing.T, v any, steps []string) any {
	t.Helper()
	last := len(steps) == 1
	switch v := v.(type) {
	case map[string]any:
		switch name := steps[0]; {
		case last && e.Put == nil:
			delete(v, name)
		case last:
			v[name] = *e.Put
		default:
			v[name] = e.apply(t, v[name], steps[1:])
		}
		return v
	case []any:
		if steps[0] == "-" {
			return append(v, *e.Put)
		}
		i, err := strconv.Atoi(steps[0])
		require.NoError(t, err)
		switch {
		case last && e.Put == nil:
			return slices.Delete(v, i, i+1)
		case last:
			v[i] = *e.Put
		default:
			v[i] = e.apply(t, v[i], steps[1:])
		}
		return v
	}
	require.Fail(t, "an edit leads nowhere", e.At)
	return nil
}

package atlas_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

func factsOf(t *testing.T, text string) (*atlas.Facts, error) {
	return atlas.ReadFacts("manifest.json", []byte(text))
}

// TestFactsOfBothShapes: the facts of a manifest are those that its import
// states.
func TestFactsOfBothShapes(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(manifests, "*.json"))
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		f, err := source.ParseJSON(file, data)
		require.NoError(t, err)
		facts, err := atlas.ReadFacts(file, data)
		require.NoError(t, err, file)
		doc, _, err := atlas.Import(file, data, atlas.Options{})
		require.NoError(t, err, file)
		assert.Equal(t, doc.RunID, facts.RunID.Value)
		if facts.Status != "" {
			assert.Equal(t, doc.Status, facts.Status)
		}
		for _, h := range facts.ConfigHashes {
			assert.Equal(t, doc.References.ConfigHash, h.Value)
			_, there := f.At(h.Pointer)
			assert.True(t, there)
		}
		for _, h := range facts.ContractHashes {
			assert.Equal(t, doc.References.ContractHash, h.Value)
		}
		var order []string
		for _, s := range facts.Steps {
			if s.Rank >= 0 {
				order = append(order, s.ID)
			}
			_, there := f.At(s.Pointer)
			assert.True(t, there, s.ID)
		}
		for i, id := range order {
			assert.Equal(t, doc.Steps[i].StepID, id, file)
		}
		for _, step := range doc.Steps {
			found := false
			for _, s := range facts.Steps {
				if s.ID == step.StepID {
					found = true
					if len(s.Statuses) > 0 {
						assert.Contains(t, s.Statuses, step.Status)
					}
				}
			}
			assert.True(t, found, step.StepID)
		}
		listed := map[string]string{}
		for _, a := range facts.Artifacts {
			listed[a.Path] = a.Hash.Value
		}
		for _, a := range doc.Artifacts {
			assert.Equal(t, a.Hash, listed[a.Path])
		}
	}
}

// TestFactsDetails: what a manifest states in odd ways is read, and what is
// malformed counts as not stated.
func TestFactsDetails(t *testing.T) {
	facts, err := factsOf(t, `{
	  "run": {"run_id": "r", "started_at": "soon", "status": " Aborted"},
	  "config": {"hash": "SHA256:`+upperHex+`"}, "inputs": {"config_hash": "no digest", "contract_hash": 5},
	  "steps": {"b": {"status": "done", "artifacts": {"x": {"path": "runs/r/x.bin", "sha256": "`+lowerHex+`"}, "payload_meta": {"payload_bytes": 1}}},
	            "a": {"status": "running"}, "odd": 5, "strange": {"status": "exploded", "artifacts": 7}},
	  "events": [
	    {"event_type": "step_started", "step_id": "a", "timestamp": "2026-01-01T00:00:00Z"},
	    {"event_type": "step_failed", "step_id": "c", "timestamp": "2026-01-01T00:00:01Z"},
	    {"event_type": "step_started", "step_id": "b", "timestamp": "x"}, 5, {"event_type": 5}],
	  "artifacts": [{"path": "../up", "hash": "1"}, {"name": "no path"}, null, 5]
	}`)
	require.NoError(t, err)
	assert.Empty(t, facts.Started)
	assert.Equal(t, runresultv1.RunStatusFailed, facts.Status)
	assert.Equal(t, "/run/status", facts.StatusAt)
	require.Len(t, facts.ConfigHashes, 2)
	assert.Equal(t, "sha256:"+lowerHex, facts.ConfigHashes[0].Value)
	assert.NotEmpty(t, facts.ConfigHashes[1].Problem)
	assert.NotEmpty(t, facts.ContractHashes[0].Problem)
	var ids []string
	for _, s := range facts.Steps {
		ids = append(ids, s.ID)
	}
	assert.Equal(t, []string{"a", "c", "b", "odd", "strange"}, ids)
	assert.Empty(t, facts.Steps[0].Statuses)
	assert.Equal(t, []runresultv1.StepStatus{"failed"}, facts.Steps[1].Statuses)
	assert.False(t, facts.Steps[1].Recorded)
	assert.True(t, facts.Steps[1].Logged.Equal(time.Date(2026, 1, 1, 0, 0, 1, 0, time.UTC)))
	assert.Equal(t, []runresultv1.StepStatus{"success"}, facts.Steps[2].Statuses)
	assert.Equal(t, -1, facts.Steps[3].Rank)
	assert.True(t, facts.ListsArtifacts)
	require.Len(t, facts.Artifacts, 2)
	assert.Equal(t, "x.bin", facts.Artifacts[0].Path)
	assert.Equal(t, "sha256:"+lowerHex, facts.Artifacts[0].Hash.Value)
	assert.Empty(t, facts.Artifacts[1].Path)
	assert.Equal(t, "../up", facts.Artifacts[1].Written)

	facts, err = factsOf(t, `{"run_id": "r", "config_hash": "`+lowerHex+`", "steps": 5, "events": {}}`)
	require.NoError(t, err)
	assert.Equal(t, "r", facts.RunID.Value)
	assert.False(t, facts.ListsArtifacts)
	assert.NotEmpty(t, facts.ConfigHashes)

	facts, err = factsOf(t, `{"run": {}}`)
	require.NoError(t, err)
	assert.NotEmpty(t, facts.RunID.Problem)
}

const (
	lowerHex = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	upperHex = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)

// TestFactsOfNoManifest: what is no manifest is an error with its reason.
func TestFactsOfNoManifest(t *testing.T) {
	for _, text := range []string{`5`, `[]`, `{}`, `{"run": 5, "run_id": "r"}`, `{"manifest_version": "2", "run": {"run_id": "r"}}`,
		`{"run_result_version": "1.0", "run_id": "r"}`, `{"run_id": "r", "references": {}, "steps": []}`} {
		_, err := factsOf(t, text)
		var e *diag.Error
		require.ErrorAs(t, err, &e, text)
		assert.Equal(t, atlas.CodeManifest, e.Code)
	}
}

// FuzzFacts: no manifest makes reading its facts fail.
func FuzzFacts(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(manifests, "*.json"))
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = atlas.ReadFacts("m", data)
	})
}

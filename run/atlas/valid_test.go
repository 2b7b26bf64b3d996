package atlas_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/run/atlas"
	"github.com/atlas-dataflow/runresult/schema"
)

// validator is the independent judge of RunResult documents.
func validator(t testing.TB) *v5.Validator {
	t.Helper()
	text, err := schema.Get(schema.Default)
	require.NoError(t, err)
	file, err := source.ParseJSON(schema.Default, text)
	require.NoError(t, err)
	g, err := graph.Load(file, graph.Options{})
	require.NoError(t, err)
	v, err := v5.Compile(g, false)
	require.NoError(t, err)
	return v
}

// TestGoldenDocumentsAreValid: the import checks its result with generated
// code; here another validator, which shares nothing with it, has its say.
func TestGoldenDocumentsAreValid(t *testing.T) {
	judge := validator(t)
	files, err := filepath.Glob(filepath.Join(manifests, "golden", "*.runresult.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		f, err := source.ParseJSON(path, data)
		require.NoError(t, err)
		assert.Empty(t, judge.Validate(f.Root), path)
		doc, err := runresultv1.UnmarshalRunResult(data)
		require.NoError(t, err)
		assertSummaries(t, &doc, path)
	}
}

// TestMutatedManifests changes good manifests at random places: whatever the
// import does not refuse is a valid document whose summaries say something, and what it refuses it refuses as
// a manifest, not as a RunResult that its own rules got wrong.
func TestMutatedManifests(t *testing.T) {
	judge := validator(t)
	files, err := filepath.Glob(filepath.Join(manifests, "*.json"))
	require.NoError(t, err)
	random := rand.New(rand.NewPCG(1, 2))
	imported, refused, mutations := 0, 0, rounds.Of(300, 5_000)
	for _, path := range files {
		good, err := os.ReadFile(path)
		require.NoError(t, err)
		for range mutations {
			var tree any
			require.NoError(t, json.Unmarshal(good, &tree))
			for range 1 + random.IntN(4) {
				tree = mutate(random, tree)
			}
			text, err := json.Marshal(tree)
			require.NoError(t, err)
			doc, _, err := atlas.Import("m.json", text, atlas.Options{})
			if err != nil {
				require.NotContains(t, err.Error(), "does not make a valid RunResult", "%s", text)
				refused++
				continue
			}
			imported++
			result, err := source.ParseJSON("r.json", doc.AppendJSON(nil))
			require.NoError(t, err)
			require.Empty(t, judge.Validate(result.Root), "%s", text)
			assertSummaries(t, &doc, string(text))
		}
	}
	assert.Greater(t, imported, mutations/2)
	assert.Greater(t, refused, mutations/2)
}

// odd are the values that mutations put where others stood.
var odd = []any{nil, true, false, 0, -1, 1e300, 9.5, "", " ", "\n", "x", "a/b", ".", "..", "done", "failed", "skipped", "blocked", "running", "pending",
	"partial", "2026-03-02T07:30:00Z", "2026-03-02 07:30:00", "0999-01-01T00:00:00Z", "2999-12-31T23:59:59.999999999+23:59", "1000-01-01T00:00:00-23:59",
	"2024-02-29T12:00:00,1234567890", hashA, "sha512:" + hashA, `C:\x\y`, "ingest.load", "train.forest", []any{}, []any{1, "x", nil}, map[string]any{},
	map[string]any{"message": ""}, map[string]any{"type": "", "message": " ", "hint": 1, "details": 2}, map[string]any{"path": "p", "hash": hashA},
	map[string]any{"status": "done"}, []any{"x", nil, true}, 9007199254740993, "\u202e\u0000"}

// names are those that mutations give to members.
var names = []string{"status", "error", "errors", "started_at", "finished_at", "duration_ms", "summary", "warnings", "artifacts", "kind", "critical", "reason",
	"depends_on", "blocked_by", "step_id", "path", "hash", "name", "type", "metrics", "", "a/b", "x.y", "payload", "event_type", "timestamp"}

// anything returns one of the odd values, a copy of its own.
func anything(random *rand.Rand) any {
	switch v := odd[random.IntN(len(odd))].(type) {
	case []any:
		return slices.Clone(v)
	case map[string]any:
		return maps.Clone(v)
	default:
		return v
	}
}

// mutate changes one place of a tree.
func mutate(random *rand.Rand, tree any) any {
	if random.IntN(12) == 0 {
		return anything(random)
	}
	switch v := tree.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		if len(keys) == 0 || random.IntN(8) == 0 {
			v[names[random.IntN(len(names))]] = anything(random)
			return v
		}
		key := keys[random.IntN(len(keys))]
		switch random.IntN(10) {
		case 0:
			delete(v, key)
		case 1:
			v[names[random.IntN(len(names))]] = v[key]
			delete(v, key)
		default:
			v[key] = mutate(random, v[key])
		}
		return v
	case []any:
		if len(v) == 0 {
			return append(v, anything(random))
		}
		i := random.IntN(len(v))
		switch random.IntN(10) {
		case 0:
			return slices.Delete(v, i, i+1)
		case 1:
			return append(v, v[i])
		case 2:
			j := random.IntN(len(v))
			v[i], v[j] = v[j], v[i]
			return v
		}
		v[i] = mutate(random, v[i])
		return v
	}
	return anything(random)
}

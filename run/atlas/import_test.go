package atlas_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var update = flag.Bool("update", false, "write the golden files")

const manifests = "../../testdata/manifests"

// TestGolden imports every manifest of the test data and compares the RunResult
// and the notes with what was once read by a person.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(manifests, "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			doc, notes, err := atlas.Import(filepath.Base(path), data, atlas.Options{ManifestPath: "manifest.json"})
			require.NoError(t, err)
			require.NoError(t, doc.Validate())
			assertSummaries(t, &doc, name)
			var pretty bytes.Buffer
			require.NoError(t, json.Indent(&pretty, doc.AppendJSON(nil), "", "  "))
			pretty.WriteByte('\n')
			var said strings.Builder
			for _, n := range notes {
				said.WriteString(n.String() + "\n")
			}
			golden(t, name+".runresult.json", pretty.Bytes())
			golden(t, name+".notes.txt", []byte(said.String()))

			possible, err := run.Possible(&doc)
			require.NoError(t, err)
			assert.True(t, possible.Has(doc.Status), "the imported status is one that the steps allow")
		})
	}
}

// assertSummaries: a writer never leaves a summary empty.
func assertSummaries(t *testing.T, doc *runresultv1.RunResult, what string) {
	t.Helper()
	require.NotEmpty(t, strings.TrimSpace(doc.Summary), "the run of %s has no summary", what)
	for i := range doc.Steps {
		require.NotEmpty(t, strings.TrimSpace(doc.Steps[i].Summary), "step %d of %s has no summary", i, what)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join(manifests, "golden", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

// load imports a manifest given as text.
func load(t *testing.T, text string, opt atlas.Options) (runresultv1.RunResult, []string, error) {
	t.Helper()
	doc, notes, err := atlas.Import("m.json", []byte(text), opt)
	var said []string
	for _, n := range notes {
		said = append(said, n.String())
	}
	return doc, said, err
}

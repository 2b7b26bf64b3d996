package atlas_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/run/atlas"
)

// TestArtifactPaths holds how a path becomes relative to the run directory, or
// why the artifact is left out.
func TestArtifactPaths(t *testing.T) {
	for _, c := range []struct{ path, dir, want, said string }{
		{"models/m.bin", "", "models/m.bin", ""},
		{"./models//m.bin", "", "models/m.bin", "was taken as"},
		{"models/../m.bin", "", "m.bin", "was taken as"},
		{`models\\m.bin`, "", "models/m.bin", "was taken as"},
		{"runs/r1/m.bin", "runs/r1", "m.bin", "was taken as"},
		{"runs/r1/m.bin", "", "m.bin", "was taken as"},
		{"models/r1/m.bin", "", "models/r1/m.bin", ""},
		{"/srv/atlas/runs/r1/m.bin", "runs/r1", "m.bin", "was taken as"},
		{"/srv/atlas/r1/m.bin", "", "m.bin", "was taken as"},
		{"/srv/atlas/runs/r1/m.bin", "/srv/atlas/runs/r1/", "m.bin", "was taken as"},
		{`C:\\Atlas\\Runs\\r1\\m.bin`, `c:\\atlas\\runs\\r1`, "m.bin", "was taken as"},
		{`\\\\?\\C:\\atlas\\r1\\m.bin`, "", "m.bin", "was taken as"},
		{"file:///srv/r1/a%20b.bin", "", "a b.bin", "was taken as"},
		{"file:///C:/srv/r1/m.bin", "", "m.bin", "was taken as"},
		{"/etc/passwd", "", "", "absolute and not below"},
		{`C:\\Windows\\x`, "", "", "names a drive"},
		{"C:x", "", "", "names a drive"},
		{"../m.bin", "", "", "leads out of the run directory"},
		{"/srv/r1/../../etc/passwd", "", "", "leads out of the run directory"},
		{"s3://bucket/r1/m.bin", "", "", "not a file of the run"},
		{"file:///%zz", "", "", "malformed"},
		{".", "", "", "names no file"},
		{"", "", "", "names no file"},
		{`a\u0000b`, "", "", "may hold"},
		{strings.Repeat("d/", 2100) + "m", "", "", "longer than 4096"},
		{strings.Repeat("d", 1<<17), "", "", "longer than 4096"},
	} {
		name := c.path
		if len(name) > 40 {
			name = name[:40]
		}
		t.Run(name, func(t *testing.T) {
			text := manifest(steps(ran("a", "done")), noEvents,
				`"artifacts":[{"name":"m","type":"model","path":"`+c.path+`","hash":"`+hashA+`","produced_by":"a"}]`)
			if c.dir != "" {
				text = strings.Replace(text, `"run_id"`, `"run_dir":"`+c.dir+`","run_id"`, 1)
			}
			doc, notes, err := load(t, text, atlas.Options{})
			require.NoError(t, err)
			said := strings.Join(notes, "\n")
			if c.want == "" {
				assert.Empty(t, doc.Artifacts)
				assert.Contains(t, doc.Extensions[atlas.ExtensionName].String(), `"artifacts":[{"name":"m"`, "what is left out is kept")
			} else {
				require.Len(t, doc.Artifacts, 1)
				assert.Equal(t, c.want, doc.Artifacts[0].Path)
				assert.Equal(t, "sha256:"+hashA, doc.Artifacts[0].Hash)
			}
			if c.said != "" {
				assert.Contains(t, said, c.said)
			} else {
				assert.NotContains(t, said, "/artifacts")
			}
		})
	}
}

func TestArtifactHashes(t *testing.T) {
	for _, c := range []struct{ hash, want, said string }{
		{hashA, "sha256:" + hashA, ""},
		{"SHA-256:" + strings.ToUpper(hashA), "sha256:" + hashA, ""},
		{"sha256=" + hashA, "sha256:" + hashA, ""},
		{strings.Repeat("c", 128), "sha512:" + strings.Repeat("c", 128), ""},
		{"sha384:" + strings.Repeat("c", 96), "sha384:" + strings.Repeat("c", 96), ""},
		{"md5:" + strings.Repeat("c", 32), "", "is not one of sha256"},
		{strings.Repeat("c", 32), "", "32 hexadecimal digits"},
		{"sha256:" + strings.Repeat("c", 63), "", "has 64 hexadecimal digits, not 63"},
		{"sha256:" + strings.Repeat("x", 64), "", "is not hexadecimal"},
		{"", "", "it is empty"},
	} {
		text := manifest(steps(ran("a", "done")), noEvents, `"artifacts":[{"name":"m","type":"model","path":"m","sha256":"`+c.hash+`"}]`)
		doc, notes, err := load(t, text, atlas.Options{})
		require.NoError(t, err)
		if c.want == "" {
			assert.Empty(t, doc.Artifacts, c.hash)
			assert.Contains(t, strings.Join(notes, "\n"), c.said)
		} else {
			require.Len(t, doc.Artifacts, 1, c.hash)
			assert.Equal(t, c.want, doc.Artifacts[0].Hash)
		}
	}
}

func TestArtifactShapes(t *testing.T) {
	own := `{"path":"own.bin","hash":"` + hashB + `"}`
	text := manifest(
		steps(ran("a", "done", `"artifacts":["one","two.bin",{"artifact_id":"id-1"},`+own+`,null,7]`),
			ran("b", "done", `"artifacts":{"report":{"file":"r.md","digest":"`+hashB+`","size":12,"mime_type":"text/markdown"},"rows":12}`),
			ran("c", "done", `"artifacts":"none"`)),
		noEvents,
		`"artifacts":{"one":{"path":"one.bin","hash":"`+hashA+`","type":"model","produced_by":"nobody","size":-1},`+
			`"two":{"artifact_id":"id-1","name":"one","path":"two.bin","hash":"`+hashA+`","type":"model","produced_by":"x/y"},`+
			`"three":{"name":"one","path":"one.bin","hash":"`+hashA+`","type":"model"},"four":4,"five":{"hash":"`+hashA+`"},"six":{"path":"six"}}`)
	doc, notes, err := load(t, text, atlas.Options{})
	require.NoError(t, err)
	require.Len(t, doc.Artifacts, 2)
	assert.Equal(t, "one", doc.Artifacts[0].Name)
	assert.Equal(t, "nobody", *doc.Artifacts[0].ProducedBy)
	assert.Nil(t, doc.Artifacts[0].SizeBytes)
	assert.Equal(t, "two.bin", doc.Artifacts[1].Name, "a name is unique in its list")
	assert.Nil(t, doc.Artifacts[1].ProducedBy)

	a := doc.Steps[0].Artifacts
	require.Len(t, a, 3)
	assert.Equal(t, "one.bin", a[0].Path)
	assert.Equal(t, "two.bin", a[1].Path)
	assert.Equal(t, "own.bin", a[2].Name)
	assert.Equal(t, "other", a[2].Type)

	b := doc.Steps[1].Artifacts
	require.Len(t, b, 1)
	assert.Equal(t, "report", b[0].Name)
	assert.Equal(t, int64(12), *b[0].SizeBytes)
	assert.Equal(t, "text/markdown", *b[0].MediaType)
	assert.Empty(t, doc.Steps[2].Artifacts)

	said := strings.Join(notes, "\n")
	for _, want := range []string{"no step is named", "is no number of bytes", "produced_by cannot be a step id", "is taken by another artifact",
		"is listed twice", "without a path and a digest", "it has no path", "it has no hash", "names none of the listed ones", "not a list"} {
		assert.Contains(t, said, want)
	}
	kept := doc.Extensions[atlas.ExtensionName].String()
	assert.Contains(t, kept, `"rows":12`)
	assert.Contains(t, kept, `{"path":"six"}`)
}

func TestNothingIsLost(t *testing.T) {
	text := manifest(steps(ran("a", "done", `"metrics":{"rows":3,"ratio":0.0,"big":1e400}`, `"host":"n1"`)), noEvents,
		`"tags":["x"],"system":{"platform":"linux","gpu":true,"cores":8,"limits":{"mem":1},"none":null},"environment":["x"],`+
			`"metrics":{"f1":0.90,"best":"m","ok":true,"none":null,"huge":1e400,"list":[1]}`)
	doc, _, err := load(t, text, atlas.Options{})
	require.NoError(t, err)
	kept := doc.Extensions[atlas.ExtensionName].String()
	for _, want := range []string{`"metrics":{"rows":3,"ratio":0.0,"big":1e400}`, `"host":"n1"`, `"tags":["x"]`, `"system":{"limits":{"mem":1}}`,
		`"environment":["x"]`, `"metrics":{"huge":1e400,"list":[1]}`} {
		assert.Contains(t, kept, want)
	}
	assert.Equal(t, map[string]string{"platform": "linux", "gpu": "true", "cores": "8"}, doc.Environment)
	f1, ok := doc.Metrics["f1"].AsNumber()
	require.True(t, ok)
	assert.Equal(t, "0.90", f1.String())
	assert.True(t, doc.Metrics["none"].IsNull())
	assert.NotContains(t, doc.Metrics, "huge")
	total, _ := doc.Metrics["steps.total"].AsNumber()
	assert.Equal(t, "1", total.String())
}

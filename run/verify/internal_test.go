package verify

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/schema"
)

// TestJudgeFor: documents are judged by the schema of their version, those of a
// later minor version by the newest of the major.
func TestJudgeFor(t *testing.T) {
	entries := []schema.Entry{
		{Family: "other", Version: "1.9.0", Name: "other.v1"},
		{Family: family, Version: "1.0.0", Name: "runresult.v1@1.0.0", Released: true},
		{Family: family, Version: "1.0.2", Name: "runresult.v1@1.0.2", Released: true},
		{Family: family, Version: "1.1.0", Name: "runresult.v1@1.1.0", Released: true},
		{Family: family, Version: "1.1.0", Name: "runresult.v1"},
		{Family: family, Version: "2.0.0", Name: "runresult.v2"},
	}
	for version, want := range map[string]string{
		"1.0": "runresult.v1@1.0.2", "1.1": "runresult.v1", "1.2": "runresult.v1", "1.99999999999999": "runresult.v1",
		"2.0": "runresult.v2", "2.7": "runresult.v2", "3.0": "", "0.9": "",
		"1": "runresult.v1@1.0.2", "1.01": "runresult.v1@1.0.2", "x": "runresult.v1@1.0.2",
	} {
		major, minor := namedVersion(&version)
		found, ok := judgeFor(entries, major, minor)
		assert.Equal(t, want != "", ok, version)
		assert.Equal(t, want, found.Name, version)
	}
	major, minor := namedVersion(nil)
	assert.Equal(t, [2]int{1, 0}, [2]int{major, minor})
	for _, e := range schema.List() {
		_, err := validator(e.Name)
		require.NoError(t, err, e.Name)
	}
}

// TestSameName: names that some file systems take for one fold into one.
func TestSameName(t *testing.T) {
	for _, pair := range [][2]string{
		{"Model.BIN", "model.bin"}, {"\u00e9", "e\u0301"}, {"\u00c9", "e\u0301"}, {"\u1ec7", "e\u0323\u0302"},
		{"\uac01", "\u1100\u1161\u11a8"}, {"\uac00", "\u1100\u1161"}, {"\u212a", "k"}, {"\u212b", "\u00e5"},
		{"stra\u00dfe", "STRASSE"}, {"\u03c3", "\u03c2"}, {"\u1fb3", "\u0391\u0345"},
	} {
		assert.Equal(t, sameName(pair[0]), sameName(pair[1]), "%q %q", pair[0], pair[1])
	}
	for _, pair := range [][2]string{{"a", "b"}, {"e", "\u00e9"}, {"\u00e8", "\u00e9"}, {"ab", "a b"}} {
		assert.NotEqual(t, sameName(pair[0]), sameName(pair[1]))
	}
}

// TestCanonical: digests have one form.
func TestCanonical(t *testing.T) {
	hex := strings.Repeat("0a", 32)
	assert.Equal(t, "sha256:"+hex, canonical(hex))
	assert.Equal(t, "sha256:"+hex, canonical("sha256:"+hex))
	assert.Equal(t, "sha512:"+hex+hex, canonical("sha512:"+hex+hex))
	for _, bad := range []string{"", hex + "0", strings.ToUpper(hex), "md5:" + hex, hex + hex, "sha384:" + hex} {
		assert.Empty(t, canonical(bad))
	}
	for name, want := range map[string]string{
		"sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"sha384": "38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
	} {
		assert.Equal(t, name+":"+want, sum(name, nil))
	}
}

// TestDurationRule: rounding is fine, and nothing else is.
func TestDurationRule(t *testing.T) {
	for _, c := range []struct {
		start, end string
		good, bad  []int64
	}{
		{"2026-01-26T10:08:54.248273+00:00", "2026-01-26T10:08:54.721622+00:00", []int64{473, 474}, []int64{472, 475, 0, 473000}},
		{"2026-01-26T10:08:54Z", "2026-01-26T10:08:55Z", []int64{1000}, []int64{999, 1001, 1}},
		{"2026-01-26T10:08:54.248Z", "2026-01-26T10:08:54.721Z", []int64{472, 473, 474}, []int64{471, 475}},
		{"2026-01-26T10:08:54.1234567Z", "2026-01-26T10:08:54.1234567Z", []int64{0}, []int64{1}},
		{"2026-01-26T10:08:54.9999Z", "2026-01-26T10:08:55Z", []int64{0, 1}, []int64{2}},
		{"2026-01-26T23:30:00-01:00", "2026-01-27T02:30:00+02:00", []int64{0}, []int64{10800000}},
		{"1000-01-01T00:00:00Z", "2999-12-31T23:59:59.999999999Z", []int64{63113903999999, 63113904000000}, []int64{63113903999998}},
	} {
		for want, list := range map[int][]int64{0: c.good, 1: c.bad} {
			for _, ms := range list {
				x := newChecker(context.Background(), "-", []byte("{}"), Options{})
				wrong := x.duration("", "the run", spanOf(rt.Timestamp(c.start), rt.Timestamp(c.end)), ms)
				assert.Equal(t, want == 1, wrong != nil, "%s to %s in %d ms", c.start, c.end, ms)
			}
		}
	}
}

// TestComponents: the components are those that reachability gives.
func TestComponents(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := 1 + random.IntN(8)
		next := make([][]int, n)
		reach := make([][]bool, n)
		for i := range next {
			reach[i] = make([]bool, n)
			reach[i][i] = true
			for range random.IntN(3) {
				to := random.IntN(n)
				next[i] = append(next[i], to)
				reach[i][to] = true
			}
		}
		for k := range n {
			for i := range n {
				for j := range n {
					reach[i][j] = reach[i][j] || reach[i][k] && reach[k][j]
				}
			}
		}
		group := components(next)
		for i := range n {
			for j := range n {
				assert.Equal(t, reach[i][j] && reach[j][i], group[i] == group[j])
			}
		}
	}
}

// TestTroubles: what stands at a path is told apart without being opened.
func TestTroubles(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sub"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sub", "file"), []byte("x"), 0o644))
	for name, target := range map[string]string{
		"inside": "sub/file", "up": "../..", "absolute": "/etc/passwd", "loop": "loop", "nothing": "none", "linked": "sub", "around": "sub/../sub/file",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(dir, name)))
	}
	d, err := openRunDir(dir)
	require.NoError(t, err)
	defer d.close()
	for path, want := range map[string]troubleKind{
		"sub/file": 0, "inside": 0, "linked/file": 0, "around": 0, "./sub/file": 0,
		"sub": irregular, "linked": irregular, "sub/none": missing, "none/none": missing, "sub/file/more": missing, "nothing": missing,
		"up": escapes, "up/etc/passwd": escapes, "absolute": escapes, "../x": escapes, "/etc/passwd": escapes, `..\x`: escapes, "a/../../x": escapes, "C:/x": escapes,
		"loop": unreadable, "loop/x": unreadable, strings.Repeat("x", 5000): missing, "a\x00b": unreadable,
		"SUB/file": variant, "sub/FILE": variant,
	} {
		_, _, bad := d.stat(path)
		if want == 0 {
			assert.Nil(t, bad, path)
			continue
		}
		if assert.NotNil(t, bad, path) {
			assert.Equal(t, want, bad.kind, "%.20q: %s", path, bad.detail)
		}
	}
	data, bad := d.read("sub/file", 1)
	assert.Nil(t, bad)
	assert.Equal(t, "x", string(data))
	_, bad = d.read("sub/file", 0)
	assert.Equal(t, unreadable, bad.kind)
}

// FuzzDocument: no input makes the checks fail, or read outside the run.
func FuzzDocument(f *testing.F) {
	files, err := filepath.Glob("../../testdata/manifests/golden/*.runresult.json")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"run_id":"x","steps":[{"step_id":"a","depends_on":["a"],"status":"blocked","started_at":5}],"references":{"manifest_path":"m"}}`))
	dir := f.TempDir()
	require.NoError(f, os.WriteFile(filepath.Join(dir, "m"), []byte(`{"run":{"run_id":"x"}}`), 0o644))
	f.Fuzz(func(t *testing.T, data []byte) {
		began := time.Now()
		v := Document(context.Background(), "-", data, Options{Root: dir, Limit: 50})
		assert.LessOrEqual(t, len(v.Findings), 51)
		assert.Less(t, time.Since(began), time.Minute)
	})
}

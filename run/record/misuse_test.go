package record

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
)

// TestMisuse: a call that makes no sense says so and changes nothing.
func TestMisuse(t *testing.T) {
	r := start(t, ctx, Options{})
	require.NoError(t, r.Plan(
		PlannedStep{ID: "new", Kind: "k"}, PlannedStep{ID: "on", Kind: "k"}, PlannedStep{ID: "ok", Kind: "k"}, PlannedStep{ID: "bad", Kind: "k"},
		PlannedStep{ID: "off", Kind: "k"}, PlannedStep{ID: "waits", Kind: "k", DependsOn: []string{"new"}}, PlannedStep{ID: "held", Kind: "k"},
		PlannedStep{ID: "cut", Kind: "k", DependsOn: []string{"held"}}))
	for _, id := range []string{"on", "ok", "bad"} {
		require.NoError(t, r.Step(id).Start())
	}
	require.NoError(t, r.Step("ok").Succeed(""))
	require.NoError(t, r.Step("bad").Fail(errors.New("x")))
	require.NoError(t, r.Step("off").Skip("whim", ""))
	require.NoError(t, r.Step("held").Block(ReasonDependencyFailed, "bad", "off"))
	require.NoError(t, r.Count("n", 1<<62))
	require.NoError(t, r.Metric("m", 1))

	plan := func(steps ...PlannedStep) error { return r.Plan(steps...) }
	k := func(id string, on ...string) PlannedStep { return PlannedStep{ID: id, Kind: "k", DependsOn: on} }
	_, foreign := r.Step("on").Artifact(Artifact{Path: "x", ProducedBy: "ok"})
	_, early := r.Step("new").Artifact(Artifact{Path: "x"})
	_, unplanned := r.Step("none").Artifact(Artifact{Path: "x"})
	_, unknown := r.Artifact(Artifact{Path: "x", ProducedBy: "none"})
	for _, c := range []struct {
		err  error
		want string
	}{
		{r.Step("none").Start(), "not planned"},
		{r.Step("none").Warn(""), "not planned"},
		{r.Step("on").Start(), "running already"},
		{r.Step("ok").Start(), "ended already: success"},
		{r.Step("waits").Start(), `depends on "new", which has not ended`},
		{r.Step("cut").Start(), `depends on "held", which was blocked`},
		{r.Step("new").Succeed(""), "has not started"},
		{r.Step("new").Fail(nil), "has not started"},
		{r.Step("ok").Fail(nil), "ended already"},
		{r.Step("off").Skip("x", ""), "ended already: skipped"},
		{r.Step("on").Skip("", ""), "nothing says why"},
		{r.Step("new").Block(""), "nothing says why"},
		{r.Step("on").Block("x"), "has started"},
		{r.Step("bad").Block("x"), "ended already: failed"},
		{r.Step("new").Block("x", "none"), "not planned"},
		{r.Step("new").Block("x", "new"), "cannot stand here"},
		{r.Step("new").Block("x", "bad", "bad"), "cannot stand here"},
		{r.Step("new").Block("x", "ok"), "did neither fail nor stay undone"},
		{r.Step("new").Block("x", "on"), "did neither fail nor stay undone"},
		{plan(), "has no steps"},
		{plan(k("x"), k("x")), "planned twice"},
		{plan(k("new")), "planned twice"},
		{plan(k("x", "y")), `depends on "y", which is not planned`},
		{plan(k("x", "x")), "circle"},
		{plan(k("p"), k("x", "p", "z"), k("y", "x"), k("z", "y")), "circle"},
		{plan(k("")), "its id is empty"},
		{plan(k("a/b")), "has a / or"},
		{plan(k(".a")), "begins with a dot"},
		{plan(k(strings.Repeat("a", 256))), "longer than 255"},
		{plan(k("a\n")), "step_id"},
		{plan(k("a\xff")), "UTF-8"},
		{plan(k("x", "new", "new")), `depends on "new" twice`},
		{plan(PlannedStep{ID: "x"}), "has no kind"},
		{r.SetConfig(Input{}), "has no digest"},
		{r.SetContract(Input{Hash: "md5:x"}), `"md5:x" is no digest`},
		{r.SetConfig(Input{Hash: emptyHash, Path: "../x"}), "leads out of a directory"},
		{r.SetConfig(Input{Hash: emptyHash, Path: "x\x01"}), "has a control character"},
		{r.SetExtension("plain", rt.RawString("x")), "has no dot"},
		{r.SetExtension("a..b", rt.RawString("x")), "extensions.a..b"},
		{r.SetExtension("com.acme", rt.Raw{}), "has no value"},
		{r.Count("n", 1<<62), "beyond what a counter holds"},
		{r.Count("m", 1), "a metric already"},
		{r.Metric("n", 1), "a counter already"},
		{r.Metric("", 1), "no usable name"},
		{r.Metric("steps.total", 1), "counts it itself"},
		{r.Count("warnings.total", 1), "counts it itself"},
		{r.Metric(strings.Repeat("m", 251), 1), "longer than 250"},
		{foreign, `produced by "ok"`},
		{early, "has not started"},
		{unplanned, "not planned"},
		{unknown, "not planned"},
	} {
		var usage *UsageError
		if assert.ErrorAs(t, c.err, &usage, c.want) {
			assert.Contains(t, c.err.Error(), c.want)
			assert.NotRegexp(t, `\d:\d|at /`, c.err.Error(), "nobody wrote the text that was judged")
		}
	}
	require.NoError(t, r.Count("n", -1))
	doc, err := r.Finish()
	require.NoError(t, err)
	judge(t, r.opt.Dir, nil)
	assert.Len(t, doc.Steps, 8)
}

func TestStartRefuses(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(plain, nil, 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	for _, c := range []struct {
		opt  Options
		want string
	}{
		{Options{Dir: dir, Name: "folder"}, "cannot write the document: "},
		{Options{}, "no directory is named"},
		{Options{Dir: dir, Name: "a/b"}, "not a file name"},
		{Options{Dir: dir, Name: ".."}, "not a file name"},
		{Options{Dir: dir, Name: "x", ManifestPath: "x"}, "same name"},
		{Options{Dir: dir, ManifestPath: "/x"}, "path is absolute"},
		{Options{Dir: dir, ManifestPath: "../x"}, `has a part ".."`},
		{Options{Dir: dir, RunID: "a/b"}, `the run id "a/b": it has a / or`},
		{Options{Dir: dir, Producer: &runresultv1.Producer{Name: "x"}}, "producer.version: "},
		{Options{Dir: dir, Environment: map[string]string{"a": "\xff"}}, "UTF-8"},
		{Options{Dir: dir, Checkpoint: -1}, "negative"},
		{Options{Dir: dir, Clock: func() time.Time { return time.Time{} }}, "started_at: "},
		{Options{Dir: plain}, "cannot create the run directory"},
		{Options{Dir: filepath.Join(plain, "x")}, "cannot create the run directory"},
	} {
		_, err := Start(ctx, c.opt)
		assert.ErrorContains(t, err, c.want)
	}
	var none context.Context
	_, err := Start(none, Options{Dir: filepath.Join(dir, "new")})
	assert.ErrorContains(t, err, "its context is nil")
	assert.NoDirExists(t, filepath.Join(dir, "new"), "nothing is made before everything is looked at")
	r, err := Start(ctx, Options{Dir: filepath.Join(dir, "new", "run")})
	require.NoError(t, err)
	assert.Len(t, r.ID(), 16)
	assert.Equal(t, filepath.Join(dir, "new", "run", DocumentName), r.Path())
	require.NoError(t, r.Close())
}

// TestArtifactRefuses: only whole regular files inside the run directory are
// artifacts, and looking at the others neither hangs nor reads them.
func TestArtifactRefuses(t *testing.T) {
	r := start(t, ctx, Options{})
	outside := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
	file(t, r, "dir/a.bin", "a")
	file(t, r, "unreadable", "x")
	require.NoError(t, os.Chmod(filepath.Join(r.opt.Dir, "unreadable"), 0))
	for name, to := range map[string]string{"out": outside, "outdir": filepath.Dir(outside), "in": "dir/a.bin", "loop": "loop", "nowhere": "x"} {
		require.NoError(t, os.Symlink(to, filepath.Join(r.opt.Dir, name)))
	}
	makePipe(t, filepath.Join(r.opt.Dir, "pipe"))
	add := func(path string) error {
		_, err := r.Artifact(Artifact{Path: path})
		return err
	}
	require.NoError(t, add("dir/a.bin"))
	cases := map[string]string{
		"": "no path", ".": "run directory itself", "/etc/passwd": "not below the run directory", outside: "not below the run directory", "../secret": "leads out of a directory", "dir/../dir/a.bin": "leads out of a directory",
		`dir\a.bin`: "filepath.ToSlash", "C:/x": "absolute", "a\x00": "control character", "a\u2028b": "path: ", "none": "no such file in the run directory\n  hint: write it to ", "dir": "not a regular file", "out": "not a regular file", "outdir/secret": "a symbolic link on its path leads out",
		"in": "not a regular file", "loop": "not a regular file", "nowhere": "not a regular file", "dir/a.bin": "another name",
		"dir/a.bin/x": "not a directory", DocumentName: "of itself", ManifestName: "of itself",
	}
	if runtime.GOOS != "windows" {
		cases["pipe"] = "not a regular file"
		if os.Getuid() != 0 {
			cases["unreadable"] = "permission denied"
		}
	}
	for path, want := range cases {
		err := add(path)
		assert.ErrorContains(t, err, want, path)
		assert.NotRegexp(t, `statat|openat|\d:\d|at /p`, err, "it is said in words")
	}
	assert.ErrorIs(t, add("none"), fs.ErrNotExist)
	for _, path := range []string{"./dir/a.bin", "dir//a.bin", "dir/./a.bin"} {
		a, err := r.Artifact(Artifact{Path: path, Name: path})
		require.NoError(t, err)
		assert.Equal(t, "dir/a.bin", a.Path)
	}
	_, err := r.Artifact(Artifact{Path: "dir/a.bin", Name: "b", Type: "x", MediaType: "y"})
	require.NoError(t, err)
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Len(t, doc.Artifacts, 5)
	judge(t, r.opt.Dir, nil)
}

// TestArtifactThatGrows: a file that is still being written is refused.
func TestArtifactThatGrows(t *testing.T) {
	r := start(t, ctx, Options{})
	path := filepath.Join(r.opt.Dir, "log")
	file(t, r, "log", strings.Repeat("x", 64<<20))
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if !assert.NoError(t, err) {
			return
		}
		defer f.Close()
		for {
			select {
			case <-stop:
				return
			default:
				_, _ = f.WriteString("line\n")
				time.Sleep(time.Millisecond)
			}
		}
	}()
	time.Sleep(10 * time.Millisecond)
	_, err := r.Artifact(Artifact{Path: "log"})
	close(stop)
	<-stopped
	assert.ErrorContains(t, err, "changed while it was hashed")
	_, err = r.Artifact(Artifact{Path: "log"})
	assert.NoError(t, err, "it may be added when it is complete")
	require.NoError(t, r.Close())
}

// TestArtifactsThatGoAway: the document is written and true of the time when the
// files were recorded, and whoever ends the run hears what will be refused.
func TestArtifactsThatGoAway(t *testing.T) {
	lose := func() *Run {
		r := start(t, ctx, Options{})
		require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "k"}))
		require.NoError(t, r.Step("a").Start())
		for _, name := range []string{"1", "2", "3", "4", "kept"} {
			file(t, r, name, name)
			_, err := r.Step("a").Artifact(Artifact{Path: name})
			require.NoError(t, err)
		}
		require.NoError(t, r.Step("a").Succeed(""))
		for _, name := range []string{"1", "3", "4"} {
			require.NoError(t, os.Remove(filepath.Join(r.opt.Dir, name)))
		}
		file(t, r, "2", "longer")
		require.NoError(t, os.Mkdir(filepath.Join(r.opt.Dir, "3"), 0o700))
		return r
	}
	const want = "the document is written, but artifacts are not as they were recorded: " +
		`"1", recorded by step "a", is gone; "2", recorded by step "a", has 6 bytes and not 1; ` +
		`"3", recorded by step "a", is not a regular file any more; and 1 more` +
		"\n  hint: record a file when it is complete, and leave it in place"
	r := lose()
	doc, err := r.Finish()
	require.ErrorIs(t, err, ErrArtifacts)
	assert.Equal(t, want, err.Error())
	assert.Equal(t, runresultv1.RunStatusSuccess, doc.Status)
	data, err := os.ReadFile(r.Path())
	require.NoError(t, err)
	written, err := runresultv1.UnmarshalRunResult(data)
	require.NoError(t, err)
	assert.True(t, written.Equal(doc))
	again, err := r.Finish()
	require.EqualError(t, err, want)
	assert.True(t, again.Equal(doc))
	assert.NoError(t, r.Close(), "it was said already")
	assert.EqualError(t, lose().Close(), want)
}

// An error that is none, and details that hold themselves, are recorded as what can be
// said of them.
func TestFailuresThatCannotBeWritten(t *testing.T) {
	r := start(t, ctx, Options{})
	require.NoError(t, r.Plan(PlannedStep{ID: "a", Kind: "k"}))
	require.NoError(t, r.Step("a").Start())
	var none *Failure
	require.NoError(t, r.Step("a").Fail(none))

	self := map[string]any{"c": make(chan int)}
	self["self"] = self
	list := []any{nil}
	list[0] = list
	type node struct{ Next *node }
	ring := &node{}
	ring.Next = ring
	require.NoError(t, r.Fail(&Failure{Message: "m", Details: map[string]any{
		"map": self, "list": list, "ring": ring, "number": math.NaN(), "many": make([]float64, 3), "nil": (*node)(nil), "bad": []float64{math.Inf(1)},
	}}))
	doc, err := r.Finish()
	require.NoError(t, err)
	assert.Equal(t, "no cause was given", doc.Steps[0].Error.Message)
	details := doc.Error.Details
	for name, want := range map[string]string{
		"map": "json: unsupported type", "list": "json: unsupported value: encountered a cycle", "ring": "&{",
		"number": `"NaN"`, "many": "[0,0,0]", "nil": "null", "bad": `"[+Inf]"`,
	} {
		assert.Contains(t, details[name].String(), want, name)
	}
}

package gate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/config"
)

func major(o *ReleaseOptions)  { o.Major = true }
func dryRun(o *ReleaseOptions) { o.DryRun = true }

// ready makes the head a version that can be released.
func ready(r *repo) {
	addNote(r)
	r.check(fix)
	r.generate()
}

func TestRelease(t *testing.T) {
	r := newRepo(t)
	ready(r)
	plan, err := r.release(dryRun)
	require.NoError(t, err)
	assert.True(t, plan.Check.OK())
	require.Len(t, plan.Steps, 3)

	out, err := r.release()
	require.NoError(t, err)
	assert.Equal(t, plan, out, "a plan is what will be done")
	assert.Equal(t, []string{"order", "1.1.0"}, []string{out.Name, out.Version})
	assert.Equal(t, filepath.ToSlash(r.path("schema/released/order/1.1.0.json")), out.Steps[0].Path)
	assert.Equal(t, r.read(headPath), r.read("schema/released/order/1.1.0.json"), "a byte copy")
	assert.Equal(t, sumLine("order/1.0.0.json", orderText)+sumLine("order/1.1.0.json", r.read(headPath)), r.read(sumsPath))
	assert.Equal(t, `# Changelog

Words that stay.

## [Unreleased]

### Schema order

Nothing since 1.1.0.

### Tool

#### Added

- Something else.

## Schema order 1.1.0 - 2026-12-24

### Added

- the optional member note was added.

## Schema order 1.0.0 - 2026-11-22

### Added

- The order.

[Unreleased]: https://example.com/compare
`, r.read(logPath))
	rep := r.check()
	assert.Empty(t, rep.Findings, "the gate is green after it")
	assert.Equal(t, "1.1.0", rep.Families[0].Last)

	again, err := r.release()
	require.NoError(t, err)
	assert.Equal(t, []string{RuleVersionReleased.ID}, codes(again.Check))
	assert.Empty(t, again.Steps)
}

func TestFirstRelease(t *testing.T) {
	r := newRepo(t)
	r.remove("schema/released")
	r.edit(logPath, "## Schema order 1.0.0 - 2026-11-22", "## Order 1")
	out, err := r.release()
	require.NoError(t, err)
	require.True(t, out.Check.OK(), "%v", out.Check.Findings)
	assert.Equal(t, orderText, r.read(frozen))
	assert.Equal(t, sumLine("order/1.0.0.json", orderText), r.read(sumsPath))
	assert.Contains(t, r.read(logPath), "## Schema order 1.0.0 - 2026-12-24\n\nFirst version.\n")
	assert.Empty(t, r.check().Findings)
}

// TestPatchRelease: words alone need no entry.
func TestPatchRelease(t *testing.T) {
	r := newRepo(t)
	r.edit(headPath, "An order.", "One order.")
	r.check(fix)
	r.generate()
	out, err := r.release()
	require.NoError(t, err)
	require.True(t, out.Check.OK(), "%v", out.Check.Findings)
	assert.Equal(t, "1.0.1", out.Version)
	assert.Contains(t, r.read(logPath), "## Schema order 1.0.1 - 2026-12-24\n\nEvery document is judged as before.\n")
	assert.Empty(t, r.check().Findings)
}

func TestReleaseRefused(t *testing.T) {
	for name, c := range map[string]struct {
		do    func(*repo)
		codes []string
	}{
		"a break":           {func(r *repo) { r.edit(headPath, `, "partial"`, ""); r.generate(); name2(r) }, []string{RuleBreak.ID, RuleGoAPI.ID}},
		"no entry":          {func(r *repo) { addNote(r); r.edit(headPath, "1.0.0", "1.1.0"); r.generate() }, []string{RuleChangelogEntry.ID}},
		"stale code":        {func(r *repo) { r.edit("orderv1/types.go", "type Order struct", "type Order  struct") }, []string{"drift-changed"}},
		"an edited release": {func(r *repo) { r.edit(frozen, "An order.", "The order.") }, []string{RuleReleaseEdited.ID}},
		"a lower version":   {lower, []string{RuleVersionLow.ID}},
		"no version":        {func(r *repo) { r.edit(headPath, ":1.0.0", ""); r.generate() }, []string{RuleVersionMissing.ID}},
		"an open question":  {func(r *repo) { r.edit(headPath, `"title"`, `"x-unknown": "pattern", "title"`) }, []string{RuleUndecided.ID}},
		"nothing new":       {func(*repo) {}, []string{RuleVersionReleased.ID}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepo(t)
			c.do(r)
			out, err := r.release()
			require.NoError(t, err)
			assert.Equal(t, c.codes, codes(out.Check))
			assert.False(t, out.Check.OK())
			assert.Empty(t, out.Steps)
		})
	}
}

func TestReleaseChoices(t *testing.T) {
	second := "  - {name: other, head: schema/other.v1.json, released: schema/released/other}\n"
	for name, c := range map[string]struct {
		conf    string
		opt     func(*ReleaseOptions)
		message string
		hint    string
	}{
		"no family":    {configText, func(o *ReleaseOptions) { o.Family = "odrer" }, `no family called "odrer"`, "name one of order"},
		"two families": {configText + second, func(o *ReleaseOptions) {}, "has several families", "name one of order, other"},
		"no releases": {
			strings.Replace(configText, "    released: schema/released/order # frozen\n", "", 1),
			func(o *ReleaseOptions) {}, "names no folder of released versions", "add `released`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepo(t)
			r.write(confPath, c.conf)
			_, err := r.release(c.opt)
			var choice *ChoiceError
			require.ErrorAs(t, err, &choice)
			assert.Contains(t, choice.Message, c.message)
			assert.Contains(t, choice.Hint, c.hint)
			assert.Contains(t, err.Error(), "hint: ")
		})
	}
}

// TestNextMajor: a break becomes a file of its own, and the old one is as it was.
func TestNextMajor(t *testing.T) {
	r := newRepo(t)
	r.edit(headPath, `, "partial"`, "")
	r.edit(headPath, "An order.", "The order.")

	out, err := r.release(major)
	require.NoError(t, err)
	assert.Equal(t, []string{RuleChangelogEntry.ID}, codes(out.Check), "a break is told")
	r.check(fix)

	plan, err := r.release(major, dryRun)
	require.NoError(t, err)
	require.True(t, plan.Check.OK(), "%v", plan.Check.Findings)
	out, err = r.release(major)
	require.NoError(t, err)
	assert.Equal(t, plan, out)
	assert.Equal(t, "2.0.0", out.Version)
	next := strings.NewReplacer("1.0.0", "2.0.0", `, "partial"`, "", "An order.", "The order.").Replace(orderText)
	assert.Equal(t, next, r.read("schema/order.v2.json"))
	assert.Equal(t, next, r.read("schema/released/order/2.0.0.json"))
	assert.Equal(t, orderText, r.read(headPath))
	assert.Equal(t, sumLine("order/1.0.0.json", orderText)+sumLine("order/2.0.0.json", next), r.read(sumsPath))
	assert.Contains(t, r.read(logPath), "## Schema order 2.0.0 - 2026-12-24\n\n### Removed\n\n- the value partial was removed.\n\n## Schema order 1.0.0")
	assert.Contains(t, r.read(logPath), "### Schema order\n\nNothing since 2.0.0.\n\n### Tool")
	assert.Equal(t, configText+`  - name: order
    head: schema/order.v2.json
    released: schema/released/order
    policy: {direction: full, content: writer, transitive: true}
    generate:
      - {lang: go, package: orderv2, type: Order, out: orderv2}
`, r.read(confPath))
	assert.Contains(t, r.read("orderv2/types.go"), "package orderv2")
	rep := r.check()
	assert.Empty(t, rep.Findings, "the gate is green after it")
	assert.Len(t, rep.Families, 2)

	// From now on there are two heads to choose from.
	_, err = r.release()
	assert.ErrorContains(t, err, "has several families")
	_, err = r.release(func(o *ReleaseOptions) { o.Family = "order" })
	assert.ErrorContains(t, err, "several majors")
	r.edit("schema/order.v2.json", "The order.", "An order.")
	rep = r.check(fix)
	r.generate()
	assert.Equal(t, "2.0.1", rep.Families[1].Version)
	out, err = r.release(func(o *ReleaseOptions) { o.Family = "order.v2" })
	require.NoError(t, err)
	assert.Equal(t, "2.0.1", out.Version)
	assert.Empty(t, r.check().Findings)
}

// TestNewMajorByHand: whoever works on a major version before releasing it has a
// file for it already.
func TestNewMajorByHand(t *testing.T) {
	r := newRepo(t)
	r.write("schema/order.v2.json", strings.Replace(strings.Replace(orderText, "1.0.0", "2.0.0", 1), `, "partial"`, "", 1))
	r.write(confPath, configText+"  - {name: order, head: schema/order.v2.json, released: schema/released/order}\n")
	name2(r)
	out, err := r.release(major, func(o *ReleaseOptions) { o.Family = "order.v2" })
	require.NoError(t, err)
	require.True(t, out.Check.OK(), "%v", out.Check.Findings)
	assert.Len(t, out.Steps, 3)
	assert.Equal(t, r.read("schema/order.v2.json"), r.read("schema/released/order/2.0.0.json"))
	assert.Empty(t, r.check().Findings)
}

func TestNextMajorRefused(t *testing.T) {
	breaks := func(r *repo) { r.edit(headPath, `, "partial"`, ""); name2(r) }
	for name, c := range map[string]struct {
		do   func(*repo)
		want string
		hint string
	}{
		"the file is there": {func(r *repo) { breaks(r); r.write("schema/order.v2.json", "{}") }, "schema/order.v2.json is there already", "remove the file"},
		"a configuration on one line": {func(r *repo) {
			breaks(r)
			r.write(confPath, "version: 1\nfamilies: [{name: order, head: schema/order.v1.json, released: schema/released/order}]\n")
		}, "not written in a form", "- name: order\n  head: schema/order.v2.json"},
		"a file in the way of code": {func(r *repo) { breaks(r); r.write("orderv2/types.go", "package mine") }, "orderv2/types.go is in the way", "move the file away"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepo(t)
			c.do(r)
			_, err := r.release(major)
			var choice *ChoiceError
			require.ErrorAs(t, err, &choice)
			assert.Contains(t, choice.Message, c.want)
			assert.Contains(t, choice.Hint, c.hint)
		})
	}
	r := newRepo(t)
	out, err := r.release(major)
	require.NoError(t, err)
	assert.Equal(t, []string{RuleVersionReleased.ID}, codes(out.Check))
	r.edit(headPath, `, "partial"`, "")
	r.edit(frozen, "An order.", "The order.")
	out, err = r.release(major)
	require.NoError(t, err)
	assert.Contains(t, codes(out.Check), RuleReleaseEdited.ID, "what a major version does not answer still counts")
}

// TestReleaseIsWholeOrNothing: the last file fails, and the first is not there.
func TestReleaseIsWholeOrNothing(t *testing.T) {
	r := newRepo(t)
	ready(r)
	outside := filepath.Join(t.TempDir(), "CHANGELOG.md")
	require.NoError(t, os.WriteFile(outside, []byte(r.read(logPath)), 0o666))
	r.remove(logPath)
	require.NoError(t, os.Symlink(outside, r.path(logPath)))
	_, err := r.release()
	assert.ErrorContains(t, err, "CHANGELOG.md")
}

func TestSumsOrder(t *testing.T) {
	d := &folder{sumsData: []byte("aa  address/1.0.0.json\nbb *order/1.9.0.json\ncc  order/2.0.0.json\ndd  zoo/1.0.0.json")}
	for name, at := range map[string]int{
		"order/1.10.0.json": 2, "order/1.0.0.json": 1, "order/2.0.1.json": 3, "address/2.0.0.json": 1, "zoo/1.0.1.json": 4, "aa/1.0.0.json": 0,
	} {
		text := string(d.withSum("XX  "+name+"\n", name))
		assert.Equal(t, at, strings.Count(text[:strings.Index(text, "XX")], "\n"), name)
		assert.Equal(t, 1, strings.Count(text, "\nbb *order/1.9.0.json\n"), "the rest stays")
	}
}

func TestNextNames(t *testing.T) {
	for head, want := range map[string]string{
		"schema/order.v1.json": "schema/order.v2.json", "order.json": "order.v2.json", "a/b.v1.schema.yaml": "a/b.v2.schema.yaml",
		"x": "x.v2", "a.v1/b.yml": "a.v1/b.v2.yml",
	} {
		assert.Equal(t, want, majorPath(head, 2), head)
	}
	assert.Equal(t, "orderv2", majorName("orderv1", 1, 2))
	assert.Equal(t, "orderv2", majorName("order", 1, 2))
}

// TestEntryIsRead: the entry that is written says what the old one says.
func TestEntryIsRead(t *testing.T) {
	text := "version: 1\r\nfamilies:\r\n- name: order\r\n  head: schema/on.v1.json\r\n  released: \"schema/released/a # b\"\r\n" +
		"  draft: draft7\r\n  policy: {direction: backward, content: open, transitive: false}\r\n  map: {\"urn:x\": schema/null, \"urn:a\": \"y\"}\r\n" +
		"  generate:\r\n  - {lang: go, out: gen/a b, int64: true, tags: [json, \"true\"], assert_formats: true}\r\n  # the end"
	c, err := config.Parse("runresult.yaml", []byte(text))
	require.NoError(t, err)
	p := &plan{
		checker: &checker{config: c}, version: version{2, 0, 0},
		head: &head{Family: &c.Families[0], version: version{1, 4, 0}},
	}
	data, added, err := p.withFamily("schema/on.v2.json")
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(data), strings.TrimSuffix(text, "  # the end")), "%s", data)
	assert.NotContains(t, strings.ReplaceAll(string(data), "\r\n", ""), "\n")
	old := c.Families[0]
	assert.Equal(t, old.Name, added.Name)
	assert.Equal(t, old.Released.Text, added.Released.Text)
	assert.Equal(t, old.Policy, added.Policy)
	assert.Equal(t, old.Draft, added.Draft)
	assert.Equal(t, old.Map, added.Map)
	require.Len(t, added.Generate, 1)
	g := added.Generate[0]
	assert.Equal(t, "gen/a bv2", g.Out.Text)
	assert.True(t, g.Int64 && g.AssertFormats)
	assert.Equal(t, []string{"json", "true"}, g.Tags)
}

package compat

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/schema"
)

// row is an edit with what it breaks, as testdata/matrix has it.
type row struct {
	id, reason        string
	old, new          []byte
	backward, forward map[Content]Verdict
	reader            Verdict
	bump              Bump
}

// rows reads the matrix. Its members are fixed, so that a misspelt one is found.
func rows(t testing.TB) []row {
	t.Helper()
	files, err := filepath.Glob("testdata/matrix/*.yaml")
	require.NoError(t, err)
	var list []row
	ids := map[string]bool{}
	for _, path := range files {
		f, err := source.ReadFile(path)
		require.NoError(t, err)
		for _, v := range f.Root.Items {
			for _, m := range v.Members {
				require.Contains(t, []string{"id", "reason", "old", "new", "base", "edit", "backward", "forward", "reader", "bump"}, m.Name, path)
			}
			r := row{id: v.Get("id").Text, reason: v.Get("reason").Text, backward: contents(t, v.Get("backward")), forward: contents(t, v.Get("forward"))}
			require.False(t, ids[r.id], "%s is there twice", r.id)
			ids[r.id] = true
			require.NotEmpty(t, r.reason, r.id)
			require.NoError(t, r.reader.UnmarshalText([]byte(v.Get("reader").Text)), r.id)
			require.NoError(t, r.bump.UnmarshalText([]byte(v.Get("bump").Text)), r.id)
			if v.Get("base") != nil {
				require.Equal(t, "runresult", v.Get("base").Text, r.id)
				text, err := schema.Get("runresult.v1@1.0.0")
				require.NoError(t, err)
				base, err := source.ParseJSON("base.json", text)
				require.NoError(t, err)
				r.old, r.new = text, edited(t, base.Root, v.Get("edit")).AppendJSON(nil)
			} else {
				r.old, r.new = v.Get("old").AppendJSON(nil), v.Get("new").AppendJSON(nil)
			}
			list = append(list, r)
		}
	}
	return list
}

func contents(t testing.TB, v *source.Value) map[Content]Verdict {
	t.Helper()
	out := map[Content]Verdict{}
	for _, m := range v.Members {
		var c Content
		var verdict Verdict
		require.NoError(t, c.UnmarshalText([]byte(m.Name)))
		require.NoError(t, verdict.UnmarshalText([]byte(m.Value.Text)))
		out[c] = verdict
	}
	return out
}

// edited applies the edits of a row: {at: POINTER, put: VALUE} sets a member, an
// item, or appends at "-"; {at: POINTER, remove: true} takes one out.
func edited(t testing.TB, v, edits *source.Value) *source.Value {
	t.Helper()
	for _, e := range edits.Items {
		steps := strings.Split(e.Get("at").Text, "/")[1:]
		v = edit(t, v, steps, e.Get("put"), e.Get("at").Text)
	}
	return v
}

func edit(t testing.TB, v *source.Value, steps []string, put *source.Value, at string) *source.Value {
	t.Helper()
	if len(steps) == 0 {
		return put
	}
	if v.Kind == source.Array {
		items := slices.Clone(v.Items)
		if steps[0] == "-" {
			items = append(items, put)
		} else {
			i, err := strconv.Atoi(steps[0])
			require.NoError(t, err, at)
			if next := edit(t, items[i], steps[1:], put, at); next == nil {
				items = slices.Delete(items, i, i+1)
			} else {
				items[i] = next
			}
		}
		return &source.Value{Kind: source.Array, Items: items}
	}
	require.Equal(t, source.Object, v.Kind, at)
	members := slices.Clone(v.Members)
	i := slices.IndexFunc(members, func(m source.Member) bool { return m.Name == steps[0] })
	if i < 0 {
		require.Len(t, steps, 1, "%s leads nowhere", at)
		require.NotNil(t, put, "%s leads nowhere", at)
		return source.NewObject(append(members, source.Member{Name: steps[0], Value: put}))
	}
	if next := edit(t, members[i].Value, steps[1:], put, at); next == nil {
		members = slices.Delete(members, i, i+1)
	} else {
		members[i].Value = next
	}
	return source.NewObject(members)
}

func load(t testing.TB, name string, text []byte) *Schema {
	t.Helper()
	s, err := Load(name, text, LoadOptions{})
	require.NoError(t, err)
	return s
}

// TestMatrix: every row, every column; every witness is checked by the validator
// that the validate command uses.
func TestMatrix(t *testing.T) {
	list := rows(t)
	assert.GreaterOrEqual(t, len(list), 60)
	for _, r := range list {
		t.Run(r.id, func(t *testing.T) {
			old, new := load(t, "old.json", r.old), load(t, "new.json", r.new)
			for _, content := range []Content{Writer, Open} {
				report := must(Compare(t.Context(), old, new, Options{Content: content, Changes: true}))
				require.Nil(t, report.Fault)
				if content == Writer {
					explained(t, report)
				}
				checkUnknowns(t, report, content == Writer && (r.forward[Writer] == Unknown || r.reader == Unknown))
				assert.Equal(t, r.backward[content].String(), report.Backward.Verdict.String(), "backward, %s: %s", content, r.reason)
				assert.Equal(t, r.forward[content].String(), report.Forward.Verdict.String(), "forward, %s: %s", content, r.reason)
				checkWitness(t, report.Backward, old, new)
				checkWitness(t, report.Forward, new, old)
				checkChanges(t, report, old, new)
				if content == Open {
					assert.Nil(t, report.Reader)
					continue
				}
				assert.Equal(t, r.reader.String(), report.Reader.Verdict.String(), "reader: %s", r.reason)
				assert.Equal(t, r.bump.String(), report.RequiredBump.String(), "bump: %s", r.reason)
				checkLosses(t, report.Reader, old, new)
			}
		})
	}
}

// checkUnknowns: the matrix holds nothing that is beyond the checker, and what
// is unknown by the definition says why.
func checkUnknowns(t testing.TB, report *Report, wanted bool) {
	t.Helper()
	assert.True(t, !wanted || len(report.Unknowns) > 0, "something is unknown for no reason")
	for _, u := range report.Unknowns {
		if wanted && (u.Reason == decide.NothingWritten || u.Reason == nothingShared || u.Reason == "undecided") {
			continue
		}
		assert.Fail(t, "unknown", "%s: %s: %s", u.Question, u.Reason, u.Message)
	}
}

// validators keeps what accepted compiled: a schema is asked about many documents.
var validators = map[*Schema]*v5.Validator{}

func accepted(t testing.TB, s *Schema, doc []byte) []v5.Violation {
	t.Helper()
	v := validators[s]
	if v == nil {
		f, err := source.ParseJSON("schema.json", s.file.Root.AppendJSON(nil))
		require.NoError(t, err)
		g, err := graph.Load(f, graph.Options{})
		require.NoError(t, err)
		v, err = v5.Compile(g, false)
		require.NoError(t, err)
		validators[s] = v
	}
	d, err := source.ParseJSON("doc.json", doc)
	require.NoError(t, err)
	violations, err := v.Judge(d.Root)
	require.NoError(t, err)
	return violations
}

func checkWitness(t testing.TB, r *Inclusion, accepts, rejects *Schema) {
	t.Helper()
	if r.Verdict != Incompatible {
		assert.Nil(t, r.Witness)
		return
	}
	assert.Empty(t, r.ConfirmedBy)
	assert.Empty(t, accepted(t, accepts, r.Witness), "%s", r.Witness)
	violations := accepted(t, rejects, r.Witness)
	if assert.NotEmpty(t, violations, "%s", r.Witness) {
		assert.Equal(t, violations[0].InstanceAt, *r.InstanceAt)
		assert.Equal(t, violations[0].SchemaAt, *r.SchemaAt)
	}
	_, ok := rejects.file.At(*r.SchemaAt)
	assert.True(t, ok, "%s", *r.SchemaAt)
}

func checkLosses(t testing.TB, r *Reader, old, new *Schema) {
	t.Helper()
	assert.Equal(t, r.Verdict == Incompatible, len(r.Lost) > 0)
	for _, l := range r.Lost {
		assert.Empty(t, accepted(t, old, l.Witness), "%s", l.Witness)
		assert.Empty(t, accepted(t, new, l.Witness), "%s", l.Witness)
		f, err := source.ParseJSON("doc.json", l.Witness)
		require.NoError(t, err)
		_, ok := f.At(l.InstanceAt)
		assert.True(t, ok, "%s has nothing at %s", l.Witness, l.InstanceAt)
		_, ok = old.file.At(l.OldAt)
		assert.True(t, ok, "%s", l.OldAt)
	}
}

// checkChanges: no change breaks what holds or owes more than all together, and
// where something breaks some change does it.
func checkChanges(t *testing.T, report *Report, old, new *Schema) {
	t.Helper()
	broken := map[string]bool{
		"backward": report.Backward.Verdict == Incompatible, "forward": report.Forward.Verdict == Incompatible,
		"reader": report.Reader != nil && report.Reader.Verdict == Incompatible,
	}
	if report.Reader != nil && report.Verdict == Compatible && report.RequiredBump >= BumpMinor {
		owes := func(c Change) bool { return c.Bump == report.RequiredBump }
		assert.True(t, slices.ContainsFunc(report.Changes, owes), "no change owes %s: %+v", report.RequiredBump, report.Changes)
	}
	blamed := map[string]bool{}
	for _, c := range report.Changes {
		for _, question := range c.Breaks {
			assert.True(t, broken[question], "%s breaks %s, which holds", c.Rule, question)
			blamed[question] = true
		}
		if report.Reader != nil && report.RequiredBump != BumpUnknown {
			assert.LessOrEqual(t, c.Bump, report.RequiredBump, c.Rule)
		}
		assert.NotEmpty(t, c.Message, c.Rule)
		if c.Witness != nil {
			assert.NotEmpty(t, c.Breaks, c.Rule)
			assert.False(t, len(accepted(t, old, c.Witness)) > 0 && len(accepted(t, new, c.Witness)) > 0, "%s: nobody accepts %s", c.Rule, c.Witness)
		}
	}
	for question, is := range broken {
		assert.Equal(t, is, blamed[question], "%s is broken by one of the changes: %+v", question, report.Changes)
	}
}

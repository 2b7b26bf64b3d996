package gate

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
)

// decided lets compat decide.
func decided(o *Options) { o.Compare = nil }

func decidedRelease(o *ReleaseOptions) { o.Compare = nil }

// TestStory: a schema from its first release to its second major version, with
// compat to decide.
func TestStory(t *testing.T) {
	r := newRepo(t)
	assert.Empty(t, r.check(decided).Findings)

	addNote(r)
	rep := r.check(decided)
	assert.Equal(t, compat.BumpMinor, rep.Families[0].Contract)
	assert.Subset(t, codes(rep), []string{CodeVersionOwed, CodeChangelogEntry})
	rep = r.check(decided, fix)
	assert.NotContains(t, codes(rep), CodeChangelogEntry, "a draft names what the gate looks for")
	r.generate()
	assert.Empty(t, r.check(decided).Findings)
	out, err := r.release(decidedRelease)
	require.NoError(t, err)
	assert.Equal(t, "1.1.0", out.Version)
	rep = r.check(decided)
	assert.Empty(t, rep.Findings)
	assert.Len(t, rep.Families[0].Comparisons, 2)

	r.edit(headPath, "An order.", "The order.")
	rep = r.check(decided, fix)
	assert.Equal(t, "1.1.1", rep.Families[0].Version)
	assert.Equal(t, compat.BumpPatch, rep.Families[0].Bump)

	r.edit(headPath, `, "partial"`, "")
	r.generate()
	rep = r.check(decided)
	f := the(t, rep, CodeBreak)
	if assert.Len(t, f.Documents, 1) {
		assert.Contains(t, string(f.Documents[0]), `"status":"partial"`, "the document is shown")
	}
	assert.Contains(t, f.Message, "(the same with 1.1.0)")
	assert.Equal(t, compat.BumpMajor, rep.Families[0].Bump)
	r.check(decided, fix)
	out, err = r.release(decidedRelease)
	require.NoError(t, err)
	assert.False(t, out.Check.OK())
	out, err = r.release(decidedRelease, major)
	require.NoError(t, err)
	require.True(t, out.Check.OK(), "%v", out.Check.Findings)
	assert.Equal(t, "2.0.0", out.Version)
	assert.Empty(t, r.check(decided).Findings)
}

package gate

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
)

// TestStory: a schema from its first release to its second major version, with
// compat to decide.
func TestStory(t *testing.T) {
	r := newRepo(t)
	r.compare = compare
	assert.Empty(t, r.check().Findings)

	addNote(r)
	rep := r.check()
	assert.Equal(t, compat.BumpMinor, rep.Families[0].Contract)
	assert.Subset(t, codes(rep), []string{RuleVersionOwed.ID, RuleChangelogEntry.ID})
	rep = r.check(fix)
	assert.NotContains(t, codes(rep), RuleChangelogEntry.ID, "a draft names what the gate looks for")
	r.generate()
	assert.Empty(t, r.check().Findings)
	out, err := r.release()
	require.NoError(t, err)
	assert.Equal(t, "1.1.0", out.Version)
	rep = r.check()
	assert.Empty(t, rep.Findings)
	assert.Len(t, rep.Families[0].Comparisons, 2)

	r.edit(headPath, "An order.", "The order.")
	rep = r.check(fix)
	assert.Equal(t, "1.1.1", rep.Families[0].Version)
	assert.Equal(t, compat.BumpPatch, rep.Families[0].Bump)

	r.edit(headPath, `, "partial"`, "")
	r.generate()
	rep = r.check()
	f := the(t, rep, RuleBreak.ID)
	if assert.Len(t, f.Documents, 1) {
		assert.Contains(t, string(f.Documents[0]), `"status":"partial"`, "the document is shown")
	}
	assert.Contains(t, f.Message, "(the same with 1.1.0)")
	assert.Equal(t, compat.BumpMajor, rep.Families[0].Bump)
	r.check(fix)
	out, err = r.release()
	require.NoError(t, err)
	assert.False(t, out.Check.OK())
	out, err = r.release(major)
	require.NoError(t, err)
	require.True(t, out.Check.OK(), "%v", out.Check.Findings)
	assert.Equal(t, "2.0.0", out.Version)
	assert.Empty(t, r.check().Findings)
}

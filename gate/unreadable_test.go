package gate

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
)

// TestUnreadable: a family that cannot be judged does not keep the others from it,
// wherever it stands and whatever is wrong with it.
func TestUnreadable(t *testing.T) {
	bad := map[string]func(r *repo){
		"no head":        func(r *repo) { r.remove("schema/bad.json") },
		"no schema":      func(r *repo) { r.write("schema/bad.json", `{"type": 1}`) },
		"no reference":   func(r *repo) { r.write("schema/bad.json", `{"$ref": "nowhere.json"}`) },
		"no folder":      func(r *repo) { r.write("schema/released/bad", "") },
		"no mapped file": func(r *repo) { r.edit(confPath, "head: schema/bad.json", `head: schema/bad.json, map: {"urn:x": y/z}`) },
		"no such language": func(r *repo) {
			r.edit(confPath, "head: schema/bad.json", "head: schema/bad.json, generate: [{lang: python, out: x}]")
		},
		"no release": func(r *repo) {
			r.write("schema/released/bad/1.0.0.json", `{"$id": "urn:bad:1.0.0", "type": 1}`)
			r.write(sumsPath, r.read(sumsPath)+sumLine("bad/1.0.0.json", `{"$id": "urn:bad:1.0.0", "type": 1}`))
		},
	}
	for name, do := range bad {
		for _, first := range []bool{true, false} {
			r := newRepo(t)
			entry := "  - {name: bad, head: schema/bad.json, released: schema/released/bad}\n"
			if first {
				r.edit(confPath, "families:\n", "families:\n"+entry)
			} else {
				r.write(confPath, configText+entry)
			}
			r.write("schema/bad.json", `{"$id": "urn:bad:1.0.0"}`)
			do(r)
			addNote(r)
			rep, err := r.tryCheck()
			require.NotNil(t, rep, "%s: %v", name, err)
			var why *diag.Error
			require.ErrorAs(t, err, &why, name)
			f := the(t, rep, RuleUnreadable.ID)
			assert.Contains(t, f.Message, "the family bad was not judged: "+why.Message, name)
			assert.Equal(t, []any{why.File, why.Line}, []any{f.File, f.Line}, name)
			the(t, rep, RuleVersionOwed.ID)
			assert.False(t, rep.OK() || rep.Undecided(), name)
			require.Len(t, rep.Families, 2)
			for _, row := range rep.Families {
				assert.Equal(t, row.Name == "bad", row.Err != nil, name)
			}

			rep, err = r.tryCheck(fix)
			assert.Error(t, err, name)
			assert.Empty(t, rep.Fixed, "nothing is written while a family cannot be judged")
		}
	}
}

// TestAllUnreadable: each of them is named.
func TestAllUnreadable(t *testing.T) {
	r := newRepo(t)
	r.write(confPath, "version: 1\nfamilies:\n  - {name: a, head: a.json}\n  - {name: b, head: b.json}\n")
	r.remove(headPath)
	rep, err := r.tryCheck()
	assert.ErrorContains(t, err, "a.json: no such file")
	assert.ErrorContains(t, err, "b.json: no such file")
	assert.Equal(t, strings.Repeat(RuleUnreadable.ID+" ", 2), strings.Join(codes(rep), " ")+" ")
}

// TestUnreadableMajor: a head is not blamed for being in the place of another that
// cannot be read.
func TestUnreadableMajor(t *testing.T) {
	r := newRepo(t)
	r.write("schema/order.json", strings.Replace(orderText, "1.0.0", "2.0.0", 1))
	r.write(confPath, configText+"  - {name: order, head: schema/order.json, released: schema/released/order}\n")
	assert.True(t, r.check().OK())
	r.write(headPath, "{")
	rep, err := r.tryCheck()
	assert.Error(t, err)
	assert.Equal(t, []string{RuleUnreadable.ID}, codes(rep))
}

// TestOneFolderByLinks: two families do not release into one folder, whatever links the
// way there leads through, and whether or not the folder is there already.
func TestOneFolderByLinks(t *testing.T) {
	for _, released := range []string{"alias/order", "schema/released/other", "alias/order/deep"} {
		r := newRepo(t)
		require.NoError(t, os.Symlink(r.path("schema/released"), r.path("alias")))
		require.NoError(t, os.Symlink("order", r.path("schema/released/other")))
		r.write("price.json", `{"$id": "urn:price:1.0.0"}`)
		r.write(confPath, configText+"  - {name: price, head: price.json, released: "+released+"}\n")
		p, err := Open(r.path(confPath))
		require.NoError(t, err)
		rep, err := p.Check(t.Context(), Options{})
		require.ErrorContains(t, err, "through a symbolic link, "+released+` is the folder of released versions of the family "order", or in it`)
		assert.Contains(t, codes(rep), RuleUnreadable.ID)
	}
}

// TestUnreadableFormer: what is wrong with the head of the other commit is told as that,
// with a way out that there is.
func TestUnreadableFormer(t *testing.T) {
	for _, text := range []string{"{", `{"$id": "urn:order:1.0.0", "$ref": "nowhere.json"}`} {
		r := newRepo(t)
		main := r.all()
		main[headPath] = text
		rep, err := r.tryCheck(r.against(main))
		require.ErrorContains(t, err, "the schema of that commit cannot be read: ")
		assert.ErrorContains(t, err, "name another commit with --against")
		assert.Contains(t, codes(rep), RuleUnreadable.ID)
	}
}

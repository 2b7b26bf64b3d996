package gate

import (
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func goOf(t *testing.T, text string) []gen.File {
	t.Helper()
	file, err := source.ParseJSON("order.json", []byte(text))
	require.NoError(t, err)
	result, err := generate(t.Context(), &config.Family{}, &config.Generate{Lang: "go", Package: "order", Type: "Order"}, file, "order.json")
	require.NoError(t, err)
	return result.Files
}

func TestAPIChanges(t *testing.T) {
	const old = `{"type":"object","required":["id"],"properties":{
		"id":{"type":"string"},"note":{"type":["string","null"]},"kind":{"enum":["a","b"]},"n":{"type":"integer","minimum":0,"maximum":9},
		"step":{"$ref":"#/$defs/Step"}},"$defs":{"Step":{"type":"object","properties":{"x":{"type":"string"}}}}}`
	edit := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(old) }
	for name, c := range map[string]struct {
		now  string
		want []string // beginnings of the messages that are breaks
		adds bool
	}{
		"nothing":            {now: old},
		"words":              {now: edit(`{"type":"object","required"`, `{"description":"x","type":"object","required"`)},
		"a member more":      {now: edit(`"kind"`, `"more":{"type":"array","items":{"type":"string"}},"kind"`), adds: true},
		"a value more":       {now: edit(`"b"]`, `"b","c"]`), adds: true},
		"a value less":       {now: edit(`,"b"]`, `]`), want: []string{"OrderKindB: removed"}},
		"a member less":      {now: edit(`"id":{"type":"string"},`, ``), want: []string{"Order.ID: "}},
		"a member required":  {now: edit(`["id"]`, `["id","n"]`), want: []string{"Order.N: changed from *int64 to int64"}},
		"no bound":           {now: edit(`,"maximum":9`, ``), want: []string{"Order.N: changed from *int64 to "}},
		"a definition named": {now: edit(`Step`, `Stage`), adds: true, want: []string{"Step: removed", "UnmarshalStep: removed"}},
		"another type inside a generic one": {
			now: edit(`["string","null"]`, `["boolean","null"]`), want: []string{"Order.Note: changed from ", "Opt["},
		},
	} {
		t.Run(name, func(t *testing.T) {
			changes, err := apiChanges(goOf(t, old), goOf(t, c.now))
			require.NoError(t, err)
			var breaks []string
			adds := false
			for _, ch := range changes {
				if ch.Compatible {
					adds = true
				} else {
					breaks = append(breaks, ch.Message)
				}
			}
			text := strings.Join(breaks, "\n")
			assert.Equal(t, len(c.want) == 0, len(breaks) == 0, text)
			for _, want := range c.want {
				assert.Contains(t, text, want)
			}
			if c.adds {
				assert.True(t, adds)
			}
			if len(c.want) == 0 {
				assert.Equal(t, c.adds, adds)
			}
		})
	}
}

// TestOutsiders: what stands for imported types keeps apart what is different
// and together what is the same.
func TestOutsiders(t *testing.T) {
	files := func(text string) []gen.File {
		return []gen.File{{Name: "a.go", Data: []byte(text)}, {Name: "notes.txt"}}
	}
	const base = `package a
import ("io"; "iter"; . "strings"; x "example.com/y/rt")
type T struct {
	A x.Opt[string]
	B []map[string]x.Raw
	C func(x.Raw, ...io.Reader) (chan x.Raw, error)
	D iter.Seq2[string, x.Opt[T]]
	E interface{ M(x.Raw) }
	F (*x.Raw)
	G [size]int
	members x.Members
}
const size = 3
const version = x.Version
var table = x.Make()
func (t T) All() iter.Seq[x.Raw] { return x.Anything(t) }
type G[P any] struct{ V P }
var V G[int]
`
	was, err := typeCheck(files(base))
	require.NoError(t, err)
	assert.Equal(t, "a", was.Name())
	assert.False(t, types.Comparable(was.Scope().Lookup("T").Type()))
	for old, now := range map[string]string{
		"x.Opt[string]": "x.Opt[int]", "Seq2[string, x.Opt[T]]": "Seq2[string, x.Opt[*T]]", "[]map[string]x.Raw": "[]map[string]x.Cooked",
		"io.Reader": "io.Writer", "iter.Seq[x.Raw]": "iter.Seq[x.Opt[T]]", "size = 3": "size = 4", "M(x.Raw)": "M(x.Opt[T])", "(*x.Raw)": "(x.Raw)",
	} {
		text := strings.Replace(base, old, now, 1)
		require.NotEqual(t, base, text)
		changes, err := apiChanges(files(base), files(text))
		require.NoError(t, err)
		assert.NotEmpty(t, changes, old)
	}
	changes, err := apiChanges(files(base), files(strings.Replace(base, "x.Anything(t)", "nil", 1)))
	require.NoError(t, err)
	assert.Empty(t, changes)

	for _, text := range []string{"package", "package a\ntype T U", ""} {
		_, err = apiChanges(files(base), files(text))
		assert.ErrorContains(t, err, "a fault of the generator")
		_, err = apiChanges(files(text), files(base))
		assert.Error(t, err)
	}
	_, err = typeCheck(nil)
	assert.ErrorContains(t, err, "no Go")
}

// TestOwnAPI: the code of this project's own schema is one that can be compared,
// whatever it imports.
func TestOwnAPI(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash("../schema/runresult.v1.json"))
	require.NoError(t, err)
	files := goOf(t, string(text))
	changes, err := apiChanges(files, files)
	require.NoError(t, err)
	assert.Empty(t, changes)
	pkg, err := typeCheck(files)
	require.NoError(t, err)
	assert.Greater(t, len(pkg.Scope().Names()), 20)
}

// TestGoAPIOfAnOldRelease: a release that this version of the generator refuses
// leaves a question open.
func TestGoAPIOfAnOldRelease(t *testing.T) {
	r := newRepo(t)
	refused := strings.Replace(orderText, `"title"`, `"goJSONSchema": {"type": "x"}, "title"`, 1)
	r.write(frozen, refused)
	r.write(sumsPath, sumLine("order/1.0.0.json", refused))
	r.generate()
	rep := r.check()
	f := the(t, rep, RuleUndecided.ID)
	assert.Contains(t, f.Message, "the Go API of 1.0.0 cannot be compared (go-api)")
	assert.True(t, strings.HasPrefix(f.Hint, "answer for it in "), f.Hint)
	assert.Equal(t, compat.BumpUnknown, rep.Families[0].Bump)

	r.write(confPath, configText+"    waive: [{unknown: go-api, from: 1.0.0, to: 1.0.0, why: nobody used it}]\n")
	assert.Empty(t, r.check().Findings)
}

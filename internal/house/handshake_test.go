package house

import (
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// handshake begins the name of the constant that generated code refers to.
const handshake = "IfMissingRunRunresultGenerate"

// TestHandshake: where something is gone or different that generated code calls, the
// handshake has another name than in testdata/handshake.txt. Without it the compiler
// says of stale code that some function is undefined, and not what to do. -update
// writes what was added, and everything after a new handshake.
func TestHandshake(t *testing.T) {
	var now []string
	for _, p := range packages(t).Packages {
		if publicPackages[p.Path] == generatedOnly {
			now = append(now, exported(p)...)
		}
	}
	slices.Sort(now)
	path := filepath.Join("testdata", "handshake.txt")
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	before := strings.Split(strings.TrimSpace(string(data)), "\n")
	gone := unserved(before, now)
	require.Empty(t, gone, "generated code may call it: give the constant %s… in rt/codec the next number, also in internal/gen/golang, and run: go test ./internal/house -run TestHandshake -update", handshake)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(strings.Join(now, "\n")+"\n"), 0o666))
		before = now
	}
	assert.Equal(t, before, now, "run: go test ./internal/house -run TestHandshake -update")

	one, two := "rt/codec: const "+handshake+"1", "rt/codec: const "+handshake+"2"
	assert.Equal(t, []string{"f"}, unserved([]string{one, "f", "g"}, []string{one, "g", "h"}))
	assert.Empty(t, unserved([]string{one, "f", "g"}, []string{one, "f", "g", "h"}))
	assert.Empty(t, unserved([]string{one, "f", "g"}, []string{two, "g"}))
}

// unserved lists what is not there any more although the handshake is.
func unserved(before, now []string) []string {
	name := func(line string) bool { return strings.Contains(line, handshake) }
	if i := slices.IndexFunc(before, name); i >= 0 && !slices.Contains(now, before[i]) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(before), func(line string) bool { return slices.Contains(now, line) })
}

// exported lists the exported names, fields and methods of a package with their types.
func exported(p *goPackage) []string {
	var out []string
	short := func(other *types.Package) string { return other.Name() }
	add := func(obj types.Object, of string) {
		if obj.Exported() {
			out = append(out, p.Path+": "+of+types.ObjectString(obj, short))
		}
	}
	for _, name := range p.Types.Scope().Names() {
		obj := p.Types.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		of, named := types.Unalias(obj.Type()).(*types.Named)
		if _, isType := obj.(*types.TypeName); !isType || !named {
			add(obj, "")
			continue
		}
		s, isStruct := of.Underlying().(*types.Struct)
		if !isStruct {
			add(obj, "")
		} else {
			out = append(out, p.Path+": type "+name+" struct")
			for f := range s.Fields() {
				add(f, name+".")
			}
		}
		for m := range types.NewMethodSet(types.NewPointer(of)).Methods() { // promoted ones as well
			add(m.Obj(), name+".")
		}
	}
	return out
}

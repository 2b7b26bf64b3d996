package house

import (
	"go/build"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A room is a part of the tree and what its code may import of the project.
// The direction is: tools -> internal/cli -> gate -> {gen, compat}, and
// internal/cli -> run -> generated -> rt. Every part but the leaves may use
// internal/*, which looks upwards nowhere, and diag, which is a leaf but for rt.
type room struct {
	dir    string
	allows []string
}

// rooms lists every part of the tree, the more specific before the less
// specific. A folder that no room names fails the test, so a new part has to be
// given its place here.
var rooms = []room{
	{"schema", nil},
	{"rt/eval", []string{"rt"}},
	{"rt/codec", []string{"rt"}},
	{"rt/internal", nil},
	{"rt", []string{"rt/internal"}},
	{"diag", []string{"rt"}},
	{"validate", []string{"diag", "rt", "schema", "internal"}},
	{"generated", []string{"rt"}},
	{"gen", []string{"diag", "gen", "rt", "schema", "internal"}},
	{"compat", []string{"diag", "compat", "rt", "schema", "internal"}},
	{"run", []string{"diag", "run", "generated", "rt", "schema", "internal"}},
	{"gate", []string{"diag", "gate", "gen", "compat", "rt", "schema", "internal"}},
	{"internal/cli", []string{"diag", "validate", "internal", "gate", "gen", "compat", "run", "generated", "rt", "schema"}},
	{"internal/demo", []string{"diag", "internal", "gen", "run", "generated", "rt", "schema"}},
	{"internal/bootstrap", []string{"diag", "internal", "gen", "rt", "schema"}},
	{"internal/contract", []string{"diag", "internal", "generated", "rt", "schema"}},
	{"internal/house", []string{"internal/changelog", "diag", "validate", "compat", "gate", "gen", "run", "generated", "rt", "schema"}}, // its tests ask every public package
	{"internal/gen", []string{"diag", "internal", "rt", "schema"}},
	{"internal/attack", []string{"diag", "internal", "compat", "gen", "rt", "schema"}}, // its tests set every judge against the others
	{"internal/measure", []string{"diag", "internal", "compat", "gen", "rt", "schema"}},
	{"internal/verifybench", []string{"diag", "internal", "run", "generated", "rt", "schema"}},
	{"internal", []string{"diag", "internal", "rt", "schema"}},
	{"tools", []string{"internal/cli"}},
}

// barred lists packages that only the named folders may import, however much
// their room allows.
var barred = map[string][]string{
	"internal/cli":       {"tools", "internal/demo", "internal/attack"},
	"internal/demo":      {},
	"internal/gen":       {"gen", "gate", "internal/cli", "internal/config"},
	"internal/bootstrap": {},
	"internal/house":     {},
}

// judges lists packages that decide what documents mean, with the code that may
// ask them, tests aside: one that is set against another must not rest on it.
var judges = map[string][]string{
	"internal/v5":      {"gen", "compat", "validate", "run/verify", "internal/confirm", "internal/attack"},
	"internal/confirm": {"compat"},
}

// networking lists the folders whose code may speak to others: there are none.
// Addresses can be read anywhere.
var networking []string

// libraries says where each third-party module may be imported, tests aside.
// One adapter per library keeps it replaceable.
var libraries = map[string][]string{
	"github.com/santhosh-tekuri/jsonschema/v5": {"internal/v5"},
	"github.com/google/jsonschema-go":          {"internal/confirm", "internal/attack"},
	"github.com/santhosh-tekuri/jsonschema/v6": {"internal/confirm"},
	"github.com/dlclark/regexp2":               {"internal/confirm"},
	"github.com/atombender/go-jsonschema":      {"internal/gen/golang"},
	"go.yaml.in/yaml/v3":                       {"internal/source"},
	"github.com/spf13/cobra":                   {"internal/cli"},
	"github.com/spf13/pflag":                   {"internal/cli"},
	"golang.org/x/exp":                         {"gate"},
	"golang.org/x/text":                        {"run/verify"},
	"github.com/stretchr/testify":              {},
	"github.com/rogpeppe/go-internal":          {},
}

// kept lists the libraries that even tests import nowhere but in the named
// folders: judges, because a test that asks one decides what is right, and what
// belongs to the command line alone. A regular expression engine other than the
// standard library's is one of the judges, whatever it is called.
var kept = []struct {
	libraries []string
	dirs      []string
}{
	{[]string{"github.com/santhosh-tekuri/jsonschema/v5"}, []string{"internal/v5", "bench"}},
	{[]string{"github.com/google/jsonschema-go"}, []string{"internal/confirm", "internal/attack", "internal/program"}},
	{[]string{"github.com/santhosh-tekuri/jsonschema/v6"}, []string{"internal/confirm"}},
	{[]string{
		"github.com/dlclark/regexp2", "github.com/grafana/regexp", "github.com/wasilibs/go-re2", "github.com/coregx/coregex",
		"github.com/GRbit/go-pcre", "go.elara.ws/pcre", "modernc.org/regexp", "rsc.io/binaryregexp",
	}, []string{"internal/confirm"}},
	{[]string{
		"github.com/spf13", "golang.org/x/term", "golang.org/x/sys", "github.com/mattn", "github.com/charmbracelet", "github.com/fatih/color",
		"github.com/klauspost/compress", "github.com/andybalholm/brotli", "github.com/DataDog/zstd", "github.com/pierrec/lz4", "compress",
	}, []string{"internal/cli", "tools"}},
}

// keptFrom returns why a file in dir may not import a library, test or not.
func keptFrom(dir, name string) string {
	for _, k := range kept {
		if slices.ContainsFunc(k.libraries, func(lib string) bool { return under(name, lib) }) &&
			!slices.ContainsFunc(k.dirs, func(top string) bool { return under(dir, top) }) {
			return "only " + strings.Join(k.dirs, ", ") + " may, tests included"
		}
	}
	return ""
}

// forbidden returns why a file in dir may not import name, or "".
func forbidden(dir, name string, test bool) string {
	if build.IsLocalImport(name) {
		return "relative imports hide where a package is"
	}
	if why := keptFrom(dir, name); why != "" {
		return why
	}
	ours, found := strings.CutPrefix(name, module+"/")
	if !found {
		if under(name, "net") && name != "net/url" && name != "net/netip" && !test && !slices.ContainsFunc(networking, func(top string) bool { return under(dir, top) }) {
			return "no code asks the network for anything"
		}
		if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") || test {
			return "" // the standard library; tests may use any required module
		}
		return forbiddenLibrary(dir, name)
	}
	for top, only := range barred {
		if under(ours, top) && !under(dir, top) && !slices.ContainsFunc(only, func(top string) bool { return under(dir, top) }) {
			return "nothing but " + strings.Join(only, ", ") + " may import it"
		}
	}
	if only := judges[ours]; only != nil && !test && dir != ours && !slices.ContainsFunc(only, func(top string) bool { return under(dir, top) }) {
		return "no code but that of " + strings.Join(only, ", ") + " may ask this judge"
	}
	for _, r := range rooms {
		if !under(dir, r.dir) {
			continue
		}
		if dir == ours || slices.ContainsFunc(r.allows, func(top string) bool { return under(ours, top) }) {
			return ""
		}
		if test && dir == "internal/gen/languages" && ours == "gen" {
			return "" // every language is asked for as programs do
		}
		if test && under(dir, "gen") && under(ours, "generated") {
			return "" // the generator's tests judge what it wrote
		}
		if test && under(dir, "rt/internal") && under(ours, "rt") {
			return "" // what rt and rt/codec share is tested through them
		}
		return r.dir + " may import of the project: " + strings.Join(r.allows, ", ")
	}
	return "the folder has no room in the import rules"
}

func forbiddenLibrary(dir, name string) string {
	// Leaves and generated code compile in other people's modules.
	for lib, dirs := range libraries {
		if under(name, lib) {
			if slices.ContainsFunc(dirs, func(top string) bool { return under(dir, top) }) {
				return ""
			}
			return lib + " may be imported by: " + strings.Join(append(slices.Clone(dirs), "tests"), ", ")
		}
	}
	return "the library has no place in the import rules"
}

// TestImportDirections: imports point one way, and every library stands behind
// one adapter.
func TestImportDirections(t *testing.T) {
	for _, file := range source(t).gofiles {
		if file.nested { // in a module with libraries of its own, but not with judges
			for _, name := range file.imports {
				if why := keptFrom(file.dir, name); why != "" && !under(name, "compress") {
					t.Errorf("%s imports %s: %s", file.path, name, why)
				}
			}
			continue
		}
		for _, name := range file.imports {
			if why := forbidden(file.dir, name, file.test); why != "" {
				t.Errorf("%s imports %s: %s", file.path, name, why)
			}
		}
	}
}

// TestForbidden: the rules refuse what they are there to refuse.
func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		dir, name string
		test, ok  bool
	}{
		{dir: "schema", name: "embed", ok: true},
		{dir: "schema", name: module + "/rt"},
		{dir: "schema", name: module + "/internal/source"},
		{dir: "rt", name: module + "/rt/eval"},
		{dir: "rt", name: module + "/rt/codec"},
		{dir: "rt/codec", name: module + "/rt", ok: true},
		{dir: "rt/codec", name: module + "/internal/source"},
		{dir: "rt", name: module + "/internal/source"},
		{dir: "rt", name: "go.yaml.in/yaml/v3"},
		{dir: "rt/internal/wire", name: module + "/rt/codec"},
		{dir: "rt/internal/wire", name: module + "/rt/codec", test: true, ok: true},
		{dir: "rt/eval", name: module + "/rt", ok: true},
		{dir: "rt/eval", name: module + "/internal/pattern"},
		{dir: "generated/runresultv1", name: module + "/rt/eval", ok: true},
		{dir: "generated/runresultv1", name: module + "/internal/source"},
		{dir: "generated/runresultv1", name: "github.com/santhosh-tekuri/jsonschema/v5"},
		{dir: "internal/gen/golang", name: module + "/gen"},
		{dir: "internal/gen/languages", name: module + "/gen", test: true, ok: true},
		{dir: "internal/gen/golang", name: module + "/compat"},
		{dir: "gen", name: module + "/run"},
		{dir: "gen", name: module + "/generated/runresultv1"},
		{dir: "gen", name: module + "/generated/runresultv1", test: true, ok: true},
		{dir: "gen", name: "github.com/atombender/go-jsonschema/pkg/codegen"},
		{dir: "internal/gen/golang", name: "github.com/atombender/go-jsonschema/pkg/codegen", ok: true},
		{dir: "diag", name: module + "/rt", ok: true},
		{dir: "diag", name: module + "/internal/source"},
		{dir: "validate", name: module + "/diag", ok: true},
		{dir: "validate", name: module + "/compat"},
		{dir: "compat", name: module + "/gen"},
		{dir: "compat", name: module + "/gen", test: true},
		{dir: "run", name: module + "/generated/runresultv1", ok: true},
		{dir: "run/render", name: module + "/run", ok: true},
		{dir: "run", name: module + "/gen"},
		{dir: "run", name: module + "/internal/cli"},
		{dir: "gate", name: module + "/compat", ok: true},
		{dir: "gate", name: module + "/run"},
		{dir: "internal/cli", name: module + "/gate", ok: true},
		{dir: "internal/cli", name: "github.com/spf13/cobra", ok: true},
		{dir: "internal/graph", name: module + "/gen"},
		{dir: "internal/graph", name: module + "/internal/gen/model"},
		{dir: "internal/config", name: module + "/internal/gen/languages", ok: true},
		{dir: "internal/graph", name: "github.com/spf13/cobra"},
		{dir: "internal/graph", name: "github.com/stretchr/testify/require", test: true, ok: true},
		{dir: "internal/graph", name: "github.com/stretchr/testify/require"},
		{dir: "tools/runresult", name: module + "/internal/cli", ok: true},
		{dir: "tools/runresult", name: module + "/gen"},
		{dir: "attic", name: module + "/rt"},
		{dir: "rt", name: "./eval"},
		{dir: "internal/v5", name: "github.com/santhosh-tekuri/jsonschema/v5", ok: true},
		{dir: "internal/graph", name: "github.com/santhosh-tekuri/jsonschema/v5", test: true},
		{dir: "internal/confirm", name: "github.com/google/jsonschema-go/jsonschema", ok: true},
		{dir: "internal/decide", name: "github.com/google/jsonschema-go/jsonschema", test: true},
		{dir: "internal/confirm", name: "github.com/santhosh-tekuri/jsonschema/v6/kind", ok: true},
		{dir: "internal/v5", name: "github.com/santhosh-tekuri/jsonschema/v6", test: true},
		{dir: "internal/confirm", name: "github.com/dlclark/regexp2/v2", ok: true},
		{dir: "internal/pattern", name: "github.com/dlclark/regexp2", test: true},
		{dir: "internal/pattern", name: "regexp", ok: true},
		{dir: "run/render", name: "compress/gzip"},
		{dir: "run/render", name: "github.com/spf13/cobra", test: true},
		{dir: "internal/cli", name: "compress/gzip", ok: true},
		{dir: "rt", name: "example.org/anything"},
		{dir: "gate", name: "net/http"},
		{dir: "internal/cli", name: "net"},
		{dir: "gate", name: "net/http", test: true, ok: true},
		{dir: "run/verify", name: "net/netip", ok: true},
		{dir: "internal/decide", name: module + "/internal/v5"},
		{dir: "internal/decide", name: module + "/internal/v5", test: true, ok: true},
		{dir: "internal/writer", name: module + "/internal/confirm"},
		{dir: "internal/confirm", name: module + "/internal/v5", ok: true},
		{dir: "bench", name: "github.com/santhosh-tekuri/jsonschema/v5", test: true, ok: true},
		{dir: "lint", name: "github.com/santhosh-tekuri/jsonschema/v5", test: true},
	} {
		assert.Equal(t, c.ok, forbidden(c.dir, c.name, c.test) == "", "%s importing %s (test: %v)", c.dir, c.name, c.test)
	}
}

// TestLeavesAreLeaves: what other modules compile into their programs drags no
// library along, not even in its tests' support code outside _test.go files.
func TestLeavesAreLeaves(t *testing.T) {
	seen := map[string]bool{}
	for _, file := range source(t).gofiles {
		if file.test || !(under(file.dir, "rt") || under(file.dir, "schema") || under(file.dir, "generated") || under(file.dir, "diag")) {
			continue
		}
		seen[strings.SplitN(file.dir, "/", 2)[0]] = true
		for _, name := range file.imports {
			first, _, _ := strings.Cut(name, "/")
			if strings.Contains(first, ".") && !strings.HasPrefix(name, module+"/rt") {
				t.Errorf("%s imports %s; only the standard library and rt may be imported there", file.path, name)
			}
			parsesOnly := name == "net/netip" || name == "net/url"
			if name == "unsafe" || name == "os/exec" || under(name, "net") && !parsesOnly {
				t.Errorf("%s imports %s: code that runs in other people's programs stays on its data", file.path, name)
			}
		}
	}
	assert.Len(t, seen, 4, "rt, schema, generated and diag are all there")
}

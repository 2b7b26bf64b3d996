package house

// A promise is what the authors of other modules may rely on.
type promise int

const (
	stable        promise = iota + 1 // programs compile with the next version
	generatedOnly                    // nobody but generated code calls it
)

// publicPackages is the one list of packages that other modules can import.
//
// Those that only generated code calls are public because it lives in other
// modules. They are not stable: they change together with the generator, and
// generated code names the version that it was written for.
var publicPackages = map[string]promise{
	"compat":                stable,
	"diag":                  stable,
	"gate":                  stable,
	"gen":                   stable,
	"generated/runresultv1": stable,
	"rt":                    stable,
	"rt/codec":              generatedOnly,
	"rt/eval":               generatedOnly,
	"run":                   stable,
	"run/atlas":             stable,
	"run/policy":            stable,
	"run/record":            stable,
	"run/render":            stable,
	"run/verify":            stable,
	"schema":                stable,
	"validate":              stable,
}

// isStable reports whether other people's programs are written for a package, so
// that a change that breaks them has to be told. One that is not listed counts: it
// was public in another state.
func isStable(path string) bool { return publicPackages[path] != generatedOnly }

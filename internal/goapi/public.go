package goapi

// Stable reports whether other people's programs are written for the package, so
// that a change that breaks them has to be told. The packages that only generated
// code calls are public, because it lives in other modules, and not stable: they
// change together with the generator, and generated code names the version that it
// was written for.
//
// A package that is not listed counts: it was public in another state.
func Stable(path string) bool { return public[path] != generatedOnly }

// PublicPackages lists the packages that other modules can import, in no order.
func PublicPackages() []string {
	out := make([]string, 0, len(public))
	for path := range public {
		out = append(out, path)
	}
	return out
}

// A promise is what the authors of other modules may rely on.
type promise int

const (
	stable        promise = iota + 1 // programs compile with the next version
	generatedOnly                    // nobody but generated code calls it
)

// public is the one list of public packages.
var public = map[string]promise{
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

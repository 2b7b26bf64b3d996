// Package languages is the one list of target languages. --lang, the help, the
// configuration, the rules for names of packages, --stats and streaming all read
// it; docs/add-a-language.md says how a line comes in.
//
// It imports internal/gen/target and the packages that print.
package languages

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/gen/golang"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
)

// all lists what this version prints.
var all = []*target.Language{
	&golang.Language,
}

// planned are the names of those that a later version prints: asking for one is
// answered with that, and not as a mistake.
var planned = []string{"typescript", "python", "markdown", "html"}

// Available lists the languages that this version prints.
func Available() []*target.Language { return slices.Clone(all) }

// Default is the language of an output that names none.
func Default() *target.Language { return all[0] }

// Get returns the language of that name, nil when this version does not print it.
func Get(name string) *target.Language {
	for _, l := range all {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// Names lists the names that --lang and runresult.yaml take, those of languages
// that this version does not print yet at the end.
func Names() []string {
	var out []string
	for _, l := range all {
		out = append(out, l.Name)
	}
	return append(out, planned...)
}

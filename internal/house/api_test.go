package house

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/exp/apidiff"

	"github.com/atlas-dataflow/runresult/internal/changelog"
)

// apiBreak is one change that stops programs of other modules from compiling.
type apiBreak struct {
	// Package is the path below the module, Symbol the top-level name that the
	// change is about, "" when the package is gone.
	Package, Symbol string
	// Message says what changed, with the symbol at its beginning.
	Message string
}

// String is the break on one line.
func (b apiBreak) String() string { return b.Package + ": " + b.Message }

// apiBreaks lists what the public packages of a module broke since another state of
// it, by package and symbol. guarded says which packages count.
func apiBreaks(old, new *goModule, guarded func(path string) bool) []apiBreak {
	now := map[string]*goPackage{}
	for _, p := range new.Packages {
		now[p.Path] = p
	}
	var out []apiBreak
	for _, was := range old.Packages {
		if !was.public() || !guarded(was.Path) {
			continue
		}
		p := now[was.Path]
		if p == nil || !p.public() {
			out = append(out, apiBreak{Package: was.Path, Message: "the package is gone"})
			continue
		}
		for _, c := range apidiff.Changes(was.Types, p.Types).Changes {
			if !c.Compatible {
				out = append(out, apiBreak{Package: was.Path, Symbol: symbolOf(c.Message, was.Types.Scope()), Message: c.Message})
			}
		}
	}
	slices.SortFunc(out, func(a, b apiBreak) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// symbolOf is the top-level name at the beginning of a change's message, such as
// Project of "(*Project).Check: removed".
func symbolOf(message string, scope *types.Scope) string {
	name := strings.TrimLeft(message, "(*")
	if end := strings.IndexFunc(name, func(r rune) bool { return strings.ContainsRune(".:),[ ", r) }); end >= 0 {
		name = name[:end]
	}
	if scope.Lookup(name) == nil {
		return ""
	}
	return name
}

// toolTopic is the heading of the CHANGELOG, below [Unreleased], that tells about the
// module itself.
const toolTopic = "Tool"

// untold returns the breaks that no new entry of the CHANGELOG names: one that
// the old state has was written for another break, and so was one that says the
// same in hardly other words. An entry names a break by its
// package and symbol, as in gate.Options; by the package and a star, as in gate.*,
// which is for packages that change as a whole; and a package that is gone by its
// path.
func untold(breaks []apiBreak, old, now *changelog.File) []apiBreak {
	entries := now.Entries(toolTopic)
	entries = slices.DeleteFunc(entries, func(e changelog.Entry) bool {
		return slices.ContainsFunc(old.Entries(toolTopic), func(o changelog.Entry) bool { return rewritten(o.Text, e.Text) })
	})
	var out []apiBreak
	for _, b := range breaks {
		told := slices.ContainsFunc(entries, func(e changelog.Entry) bool {
			return e.Mentions(b.name()) || e.Mentions(b.base()+".*")
		})
		if !told {
			out = append(out, b)
		}
	}
	return out
}

// rewritten reports whether two entries are one that was edited: at least four in
// five words of the longer one are in the other, whatever stands between them.
func rewritten(a, b string) bool {
	words := func(text string) []string {
		return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	short, long := words(a), words(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	count := map[string]int{}
	for _, w := range short {
		count[w]++
	}
	same := 0
	for _, w := range long {
		if count[w] > 0 {
			count[w]--
			same++
		}
	}
	return same*5 >= len(long)*4
}

// base is the last part of the package's path, as programs write it.
func (b apiBreak) base() string { return b.Package[strings.LastIndexByte(b.Package, '/')+1:] }

// name is what an entry calls the break.
func (b apiBreak) name() string {
	if b.Symbol == "" {
		return b.Package
	}
	return b.base() + "." + b.Symbol
}

// hint is what to write about a break.
func (b apiBreak) hint() string {
	return fmt.Sprintf("name `%s` in a new entry of CHANGELOG.md under [Unreleased] / %s, with what to write instead", b.name(), toolTopic)
}

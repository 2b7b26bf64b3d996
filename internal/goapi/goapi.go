// Package goapi reads the packages of a Go module with their types, and tells what
// of their exported API another state of the module changed. The checks of the
// repository over its own packages are built on it: which types a public package
// shows, which names nobody uses, and whether a change breaks programs that were
// written for the state before it.
//
// It imports nothing of the project but internal/changelog.
package goapi

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"

	"github.com/atlas-dataflow/runresult/internal/changelog"
)

// Break is one change that stops programs of other modules from compiling.
type Break struct {
	// Package is the path below the module, Symbol the top-level name that the
	// change is about, "" when the package is gone.
	Package, Symbol string
	// Message says what changed, with the symbol at its beginning.
	Message string
}

// String is the break on one line.
func (b Break) String() string { return b.Package + ": " + b.Message }

// Breaks lists what the public packages of a module broke since another state of
// it, by package and symbol. guarded says which packages count.
func Breaks(old, new *Module, guarded func(path string) bool) []Break {
	now := map[string]*Package{}
	for _, p := range new.Packages {
		now[p.Path] = p
	}
	var out []Break
	for _, was := range old.Packages {
		if !was.Public() || !guarded(was.Path) {
			continue
		}
		p := now[was.Path]
		if p == nil || !p.Public() {
			out = append(out, Break{Package: was.Path, Message: "the package is gone"})
			continue
		}
		for _, c := range apidiff.Changes(was.Types, p.Types).Changes {
			if !c.Compatible {
				out = append(out, Break{Package: was.Path, Symbol: symbolOf(c.Message, was.Types.Scope()), Message: c.Message})
			}
		}
	}
	slices.SortFunc(out, func(a, b Break) int { return strings.Compare(a.String(), b.String()) })
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

// Topic is the heading of the CHANGELOG, below [Unreleased], that tells about the
// module itself.
const Topic = "Tool"

// Untold returns the breaks that no new entry of the CHANGELOG names: one that
// the old state has was written for another break. An entry names a break by its
// package and symbol, as in gate.Options; by the package and a star, as in gate.*,
// which is for packages that change as a whole; and a package that is gone by its
// path.
func Untold(breaks []Break, old, now *changelog.File) []Break {
	entries := now.Entries(Topic)
	entries = slices.DeleteFunc(entries, func(e changelog.Entry) bool {
		return slices.ContainsFunc(old.Entries(Topic), func(o changelog.Entry) bool { return o.Text == e.Text })
	})
	var out []Break
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

// base is the last part of the package's path, as programs write it.
func (b Break) base() string { return b.Package[strings.LastIndexByte(b.Package, '/')+1:] }

// name is what an entry calls the break.
func (b Break) name() string {
	if b.Symbol == "" {
		return b.Package
	}
	return b.base() + "." + b.Symbol
}

// Hint is what to write about a break.
func (b Break) Hint() string {
	return fmt.Sprintf("name `%s` in a new entry of CHANGELOG.md under [Unreleased] / %s, with what to write instead", b.name(), Topic)
}

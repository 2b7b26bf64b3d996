// Package target says what a target language is: one value that holds everything
// the toolkit knows of it. internal/gen/languages lists them.
//
// It imports internal/gen/lower and internal/gen/model, diag and internal/source.
package target

import (
	"context"
	"fmt"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/gen/lower"
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Language is a target language. Every field is set, but for rules of options that
// it has no use for, and those that say so.
type Language struct {
	Name   string // as --lang and runresult.yaml write it
	Prints string // what comes out, in a few words
	Suffix string // what the names of its files end in

	// Package, Type, Tag and Module are the rules for the values of options: the
	// package's name, the root type's, the keys of tags, and the packages that
	// types are imported from.
	Package, Type, Tag, Module Rule

	// PackageOf names the package of an output directory that nothing names, in a
	// language with a rule for packages; RootName the root type of a schema, by
	// its text and the name of its file.
	PackageOf func(dir string) string
	RootName  func(root *source.Value, file string) string
	// PackageVar is the environment variable in which the language's tools name the
	// package of the current directory, "" if they do not.
	PackageVar string

	Lowering lower.Language // what settling names and types has to know
	// Print prints until the context ends.
	Print func(context.Context, *model.Package, Options) ([]File, error)
	// Describes is set for a language whose files are for people: nothing in them is
	// typed or enforced, and --stats counts nothing as such.
	Describes bool
	// Unstreamed lists the array members of the root that what is printed cannot
	// hand out one by one.
	Unstreamed func(*model.Package) []Unstreamed
}

// DefaultPackage names the package of an output directory that nothing names, ""
// where packages have no names.
func (l *Language) DefaultPackage(dir string) string {
	if !l.Package.Has() {
		return ""
	}
	return l.PackageOf(dir)
}

// Options direct the printing.
type Options struct {
	Package string   // name of the package
	Source  string   // what the header names as the source: the schema's $id or name
	Tags    []string // keys of tags; nil takes the language's own
}

// File is one generated file.
type File struct {
	Name string
	Data []byte
}

// Unstreamed is an array member that cannot be streamed, and the keyword that
// needs the whole array.
type Unstreamed struct{ Member, Keyword string }

// Rule is what a language asks of the value of an option. For the zero Rule no
// value is right: the language has no use for the option.
type Rule struct {
	Fits func(value string) bool
	Is   string // what a value has to be: the message is "VALUE is no …"
	Hint string
}

// Has reports whether the language has the option.
func (r Rule) Has() bool { return r.Fits != nil }

// Holds reports whether a value is right.
func (r Rule) Holds(value string) bool { return r.Fits != nil && r.Fits(value) }

// Check refuses a value for which the rule does not hold.
func (r Rule) Check(value string) error {
	if r.Holds(value) {
		return nil
	}
	if !r.Has() {
		return &diag.Error{Code: source.CodeOption, Message: fmt.Sprintf("%q has no meaning in this language", value), Hint: "leave the option out"}
	}
	return &diag.Error{Code: source.CodeOption, Message: fmt.Sprintf("%q is no %s", value, r.Is)}
}

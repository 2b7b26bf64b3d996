// Package gate is the policy over compat and gen: which change of a schema may
// land. It reads runresult.yaml and judges, for each family of schemas, that
//
//   - released versions are there and have the bytes that SHA256SUMS says, and
//     with Options.Against its lines are those of the other state: without one, a
//     release that is rewritten together with its checksum goes unnoticed;
//   - with Options.Against, nothing was dropped or loosened of what the other
//     state's configuration asks: treatments.go has a row for each of its keys;
//   - the head is a schema whose $id ends in a full version, in the file of its
//     major version;
//   - the head breaks no release of its major under the family's policy, and
//     readers of no release lose anything (compat decides);
//   - the Go API generated from the head keeps what the last release's had;
//   - the version is at least the last release plus the owed bump;
//   - what is owed a minor version is named in CHANGELOG.md, under [Unreleased]
//     and the heading "Schema NAME": some list item there has the name of the
//     changed member, or the changed value, as a word. Of a change that has
//     neither, any item will do;
//   - generated code is what the head generates.
//
// A question that compat leaves open is refused unless the family's `waive` in
// runresult.yaml names it: its reason, the release and the head's version, and
// why.
//
// Open finds the configuration. Check finds all this and, with Fix, writes what a
// rule can write: the $id and drafts of CHANGELOG entries. Release freezes the
// head: a byte copy in the folder of released versions, a line in SHA256SUMS, and
// the entries become the section of the version. Both write everything or nothing,
// and a Go test of any module can call them.
//
// Entries of runresult.yaml that share a name are the majors of one family. A
// break is never an edit of a major version's file, so Release with Major set
// moves it to one of its own: the head's text becomes NAME.v2.json beside
// NAME.v1.json, is frozen as 2.0.0 and gets an entry in runresult.yaml, and the
// file of the old major goes back to its last release.
//
// The package may import gen, compat, rt, schema and the rooms under internal.
package gate

import (
	"cmp"
	"slices"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
)

// Options direct Check. The zero value judges the working tree and writes
// nothing.
type Options struct {
	// Against is a further state of the repository to compare with; nil is none.
	Against *Against
	// Fix sets $id and drafts CHANGELOG entries before the judgement.
	Fix bool
}

// Against reads files as they were at another commit.
type Against struct {
	// Name is how messages call the state, such as "git:main".
	Name string
	// Read returns the bytes of a file, named by its path in the working tree.
	// The error of a file that did not exist wraps fs.ErrNotExist.
	Read func(path string) ([]byte, error)
	// Files lists the files of the state, each by its path in the working tree; those
	// that are there as they were need not be among them. By it a configuration is
	// found that stood elsewhere; nil looks for none.
	Files func() ([]string, error)
}

// Report is what Check found.
type Report struct {
	// Findings, in the order of the configuration; by code in SARIF terms they
	// are those of Rules and the drift codes of package report.
	Findings []diag.Finding
	// Families has one row for each family that was judged.
	Families []Family
	// Fixed names the files that Fix wrote.
	Fixed []string

	judged bool // to the end
}

// Family is what Check found about one family.
type Family struct {
	// Name is the family's, Head the path of its head.
	Name, Head string
	// Err says why the family could not be judged, nil when it was.
	Err error
	// Version is what the head's $id says, "" when it says none.
	Version string
	// Last is the last release of the head's major, "" when there is none.
	Last string
	// Contract is the bump that compat demands since Last, GoAPI the one that
	// the generated Go API does, and Bump the higher of them, major or unknown
	// also when that is because of an older release. They mean nothing when Last
	// is "".
	Contract, GoAPI, Bump compat.Bump
	// Required is the least version that the head may have, "" when a new major
	// is owed or the bump is unknown.
	Required string
	// Notes tell of what decides nothing in the head and should be known, such as a
	// keyword that its dialect does not know.
	Notes []*diag.Error
	// Comparisons are those with each release, oldest first, and with
	// Options.Against.
	Comparisons []Comparison
}

// Comparison is what compat said about the head and another version.
type Comparison struct {
	// With is a version, or the name of Options.Against.
	With   string
	Report *compat.Report
}

// OK reports whether no finding is an error. It is false of a Report that neither
// Check nor Release made.
func (r *Report) OK() bool {
	return r.judged && !slices.ContainsFunc(r.Findings, isError)
}

// Undecided reports whether the report is not OK only because something was left
// open.
func (r *Report) Undecided() bool {
	return !r.OK() && !slices.ContainsFunc(r.Findings, func(f diag.Finding) bool {
		return isError(f) && f.Rule() != RuleUndecided
	})
}

func isError(f diag.Finding) bool { return f.Fails() }

// worse returns the higher of two bumps, where one that is not known outweighs
// all but major.
func worse(a, b compat.Bump) compat.Bump {
	rank := func(x compat.Bump) int {
		switch x {
		case compat.BumpMajor:
			return 9
		case compat.BumpUnknown:
			return 8
		}
		return int(x)
	}
	if rank(a) >= rank(b) {
		return a
	}
	return b
}

// sortFindings puts findings in the order in which people go through them: by
// file, then by line.
func sortFindings(all []diag.Finding) {
	slices.SortStableFunc(all, func(a, b diag.Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Code(), b.Code()))
	})
}

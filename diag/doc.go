// Package diag is what the toolkit says about an input: an Error where something
// cannot be read or used, a Finding where a check has something to report, and
// the Rule that every finding is an instance of.
//
// # Errors
//
// Error is the one type for bad input in every package. It says what is wrong and
// where (file, line, column, JSON Pointer) and, as far as there is one, what the
// user can do about it; errors.As finds it in whatever wraps it.
//
// # Rules and findings
//
// A package declares each thing that it can find as a value of type Rule, with
// its ID written out, and makes findings from the value:
//
//	// RuleLate is a step that ended after its run did.
//	var RuleLate = diag.Rule{
//		ID: "verify-late", Severity: diag.SeverityError,
//		Summary:     "A step ended after its run did.",
//		Explanation: "…",
//		Example:     `{…}`,
//	}
//
//	f := RuleLate.Findf("step %q ended %s after the run", id, late)
//	f.File, f.Line, f.Column = file.Name, line, column
//
// The code of a finding is that of its rule; no other way to write one compiles,
// and Find panics on a rule without an ID or a known severity. Rules are values
// and register nowhere by themselves: a package lists its own, the command line
// collects the lists (Collect), and a test compares what it collected with every
// rule that the source declares.
//
// The package imports the standard library and rt only, which is nothing
// but the standard library itself.
package diag

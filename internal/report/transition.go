package report

import "github.com/atlas-dataflow/runresult/diag"

// What package diag has now, and the codes as words, until every caller names the
// rules.
type (
	// Rule is diag.Rule.
	Rule = diag.Rule
	// Finding is diag.Finding.
	Finding = diag.Finding
	// Severity is diag.Severity.
	Severity = diag.Severity
)

// The severities of package diag.
const (
	SeverityError   = diag.SeverityError
	SeverityWarning = diag.SeverityWarning
	SeverityNote    = diag.SeverityNote
)

// The codes of rules that callers still name by a word.
const (
	CodeParse     = "parse"
	CodeUndecided = "undecided"
)

// At is diag.At.
func At(pointer string) *string { return diag.At(pointer) }

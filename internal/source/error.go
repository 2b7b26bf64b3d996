package source

import "github.com/atlas-dataflow/runresult/diag"

// Codes of the errors this package makes. Other rooms add their own.
const (
	// CodeParse: the text is not the JSON or YAML that the toolkit reads.
	CodeParse = "parse"
	// CodeRead: the file cannot be opened or read.
	CodeRead = "read"
)

// Error is diag.Error, by its former name.
type Error = diag.Error

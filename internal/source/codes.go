package source

// Codes of the errors this package makes. Other rooms add their own.
const (
	// CodeParse: the text is not the JSON or YAML that the toolkit reads.
	CodeParse = "parse"
	// CodeRead: the file cannot be opened or read.
	CodeRead = "read"
)

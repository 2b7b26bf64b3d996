package source

import (
	"context"

	"github.com/atlas-dataflow/runresult/diag"
)

// Codes of the errors this package makes. Other rooms add their own.
const (
	// CodeParse: the text is not the JSON or YAML that the toolkit reads.
	CodeParse = "parse"
	// CodeRead: the file cannot be opened or read.
	CodeRead = "read"
	// CodeOption: an argument or option of a call means nothing.
	CodeOption = "option"
)

// Misuse is the error about arguments that a program must not pass.
func Misuse(hint, message string) error {
	return &diag.Error{Code: CodeOption, Message: message, Hint: hint}
}

// NeedContext refuses a context that is nil, as net/http does.
func NeedContext(ctx context.Context) error {
	if ctx == nil {
		return Misuse("pass context.Background() where nothing can end the call", "the context is nil")
	}
	return nil
}

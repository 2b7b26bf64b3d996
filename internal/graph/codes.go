package graph

// Codes of the errors that Load returns, beside source's own for text that
// cannot be parsed.
const (
	// CodeSchema: a value stands where a schema is needed and is none.
	CodeSchema = "invalid-schema"
	// CodeKeyword: a keyword's value does not have the form the keyword takes.
	CodeKeyword = "invalid-keyword"
	// CodeConflict: a keyword of a later draft stands beside one that rules the same in
	// the schema's own.
	CodeConflict = "conflicting-keywords"
	// CodePattern: a regular expression that cannot be read.
	CodePattern = "invalid-pattern"
	// CodeDialect: $schema names no supported dialect.
	CodeDialect = "unknown-dialect"
	// CodeVocabulary: a meta-schema requires a vocabulary that is not supported.
	CodeVocabulary = "unknown-vocabulary"
	// CodeReference: a reference leads nowhere, or to something that is no schema.
	CodeReference = "unresolved-reference"
	// CodeRemote: a reference to a document that may not be read.
	CodeRemote = "remote-reference"
	// CodeCycle: references lead back to their start without consuming any part
	// of the instance.
	CodeCycle = "reference-cycle"
	// CodeAmbiguous: a reference to a name that several schemas claim.
	CodeAmbiguous = "ambiguous-reference"
	// CodeLimit: the schema is larger than a graph may be.
	CodeLimit = "schema-too-large"
)

package report

import "github.com/atlas-dataflow/runresult/diag"

// The rules about documents and generated files that are not the violation of a
// schema keyword.
var (
	// RuleParse is text that no schema is asked about.
	RuleParse = diag.Rule{
		ID: "parse", Severity: diag.SeverityError,
		Summary:     "The document is not strict JSON.",
		Explanation: "The text could not be read as one JSON value, or it holds something that readers disagree about: a member name twice in one object, invalid UTF-8, a lone surrogate, data after the value, nesting deeper than 10,000 levels, or a number with an exponent beyond ±10,000. Such a document is judged invalid before any schema is asked.",
		Example:     `{"status":"failed","status":"success"}`,
		Hint:        "fix the text at the position that the finding names",
	}
	// RuleUnreadable is a document that is not there for the asking.
	RuleUnreadable = diag.Rule{
		ID: "unreadable", Severity: diag.SeverityError,
		Summary:     "The document could not be opened or read.",
		Explanation: "The file does not exist, is a directory, may not be read or is larger than the limit, so nothing can be said about it. The command goes on with the other files and exits with 3.",
		Example:     "runresult validate no-such-file.json",
		Hint:        "check the path and its permissions",
	}
	// RuleDriftChanged is generated code that is not what the schema gives.
	RuleDriftChanged = diag.Rule{
		ID: "drift-changed", Severity: diag.SeverityError,
		Summary:     "A generated file differs from what the schema generates.",
		Explanation: "`generate --check` computed the file again and got other bytes: the schema changed without regenerating, the file was edited by hand, or another version of the tool wrote it.",
		Example:     "runresult generate --schema runresult.v1 --check",
		Hint:        "run the same command without --check and commit the result",
	}
	// RuleDriftMissing is generated code that is not there.
	RuleDriftMissing = diag.Rule{
		ID: "drift-missing", Severity: diag.SeverityError,
		Summary:     "A generated file is not there.",
		Explanation: "`generate --check` expects a file that the output directory does not hold.",
		Example:     "runresult generate --schema runresult.v1 --check",
		Hint:        "run the same command without --check and commit the result",
	}
	// RuleDriftStray is generated code that nothing gives any more.
	RuleDriftStray = diag.Rule{
		ID: "drift-stray", Severity: diag.SeverityError,
		Summary:     "A file carries the generator's header but is not generated any more.",
		Explanation: "`generate --check` found a file in the output directory that an earlier run wrote and that this schema does not give. It would still be compiled.",
		Example:     "runresult generate --schema runresult.v1 --check",
		Hint:        "run the same command with --clean instead of --check",
	}
	// RuleUndecided is a document that no answer was found about.
	RuleUndecided = diag.Rule{
		ID: "undecided", Severity: diag.SeverityError,
		Summary:     "The validator gives no answer about the document.",
		Explanation: "The schema makes the validator try more combinations than the limit on work allows. The document may be valid or not; the command exits with 4 unless something worse happened.",
		Example:     "a schema of nested anyOf over a long array",
		Hint:        "simplify the schema at the place that the finding names, or split the document",
	}
	// RuleSchemaFalse is a value where the schema is `false`, and what stands in
	// for a keyword without a rule of its own.
	RuleSchemaFalse = diag.Rule{
		ID: "schema-false", Severity: diag.SeverityError,
		Summary:     "No value is allowed here.",
		Explanation: "The schema at this place is `false` (or contradicts itself in a way that amounts to it), so any value violates it.",
		Example:     `schema {"$ref":"#/$defs/none","$defs":{"none":false}}, document 1`,
		Hint:        "remove the value",
	}
)

// documentRules lists them.
var documentRules = []diag.Rule{
	RuleParse, RuleUnreadable, RuleDriftChanged, RuleDriftMissing, RuleDriftStray, RuleUndecided, RuleSchemaFalse,
}

// all are the rules of this package.
var all = diag.Collect(documentRules, compatRules, violationRules())

// Rules lists every rule of this package, sorted by ID.
func Rules() []diag.Rule { return all.All() }

package report

import "github.com/atlas-dataflow/runresult/diag"

// The rules of what compat finds about two schemas as a whole; each kind of
// change has a rule of its own besides.
var (
	// RuleCompatBackward is a document of the old schema that the new one refuses.
	RuleCompatBackward = diag.Rule{
		ID: "compat-backward", Severity: diag.SeverityError,
		Summary:     "The new schema refuses a document of the old one.",
		Explanation: "Documents that exist already, or that old writers still emit, are invalid under the new schema. The finding shows a small one and stands at the place of the new schema that refuses it. Where the change that does it is known, the finding has the code of that change. With content writer only documents count that a disciplined writer of the old schema emits, with content open all that the old schema accepts.",
		Example:     `old {"enum":["a","b"]}, new {"enum":["a"]}, document "b"`,
		Hint:        "undo the change, or make it in a new major version",
	}
	// RuleCompatForward is a document of the new schema that the old one refuses.
	RuleCompatForward = diag.Rule{
		ID: "compat-forward", Severity: diag.SeverityError,
		Summary:     "The old schema refuses a document of the new one.",
		Explanation: "Programs that still validate with the old schema refuse what writers of the new one emit. The finding shows a small document and stands at the place of the old schema that refuses it, or, when that schema comes from a commit, at the nearest place of the new one. Where the change that does it is known, the finding has the code of that change.",
		Example:     `old {"enum":["a"]}, new {"enum":["a","b"]}, document "b"`,
		Hint:        "undo the change, or make it in a new major version",
	}
	// RuleCompatReader is a member that readers of the new schema miss.
	RuleCompatReader = diag.Rule{
		ID: "compat-reader", Severity: diag.SeverityError,
		Summary:     "A reader of the new schema misses a member of old documents.",
		Explanation: "The old schema declares the member and its writers emit it; the new schema accepts such a document and does not declare the member any more, because it was removed, renamed, or moved under a condition. Every document stays valid, and still programs that read by the new schema no longer find the value. Where the change that does it is known, the finding has the code of that change.",
		Example:     `old {"properties":{"a":{},"b":{}}}, new {"properties":{"a":{}}}, document {"b":null}`,
		Hint:        "keep the member declared (deprecated is an annotation), or make the change in a new major version",
	}
	// RuleCompatBump is a version that is owed though nobody is refused.
	RuleCompatBump = diag.Rule{
		ID: "compat-bump", Severity: diag.SeverityError,
		Summary:     "Nobody is refused, and yet the change owes a version.",
		Explanation: "The owed bump reaches --fail-on though every document stays valid and no reader loses anything: the default of a member that may be absent changed, or --fail-on minor was given and the schemas differ in what they accept or declare. Where single changes owe it, the findings have their codes.",
		Example:     `old {"properties":{"a":{"default":1}}}, new {"properties":{"a":{"default":2}}}`,
		Hint:        "raise the version as much as is owed",
	}
	// RuleCompatUnknown is a question without an answer.
	RuleCompatUnknown = diag.Rule{
		ID: "compat-unknown", Severity: diag.SeverityError,
		Summary:     "A question about the two schemas has no answer.",
		Explanation: "The search ended without a proof and without a document that shows a break: a keyword or pattern could not be followed, the limit on work was reached, the smallest document would be too large to write, or no validator could confirm it. The finding stands at the place where the search stopped. The command exits with 4, or with 0 under --allow-unknown.",
		Example:     `old {"type":"string"}, new {"pattern":"^(a+)\\1$"}`,
		Hint:        "judge the change by hand, or raise --max-work when the limit was reached",
	}
	// RuleCompatImpact is a number of documents that exist and that the change refuses.
	RuleCompatImpact = diag.Rule{
		ID: "compat-impact", Severity: diag.SeverityWarning,
		Summary:     "The change refuses documents that exist.",
		Explanation: "Of the documents that --documents names, the one side accepts these and the other refuses them: documents of the old schema that the new one refuses or, under --direction forward, the other way round. There is one finding for each keyword that refuses some, at its place, with the number of documents and where the first of them is; a document counts under each keyword that refuses it. A note sums up how many documents there are, also those that count apart: invalid before the change, no strict JSON, or undecided. The findings change neither the verdict nor the exit code.",
		Example:     `old {"enum":["a","b"]}, new {"enum":["a"]}, document "b"`,
		Hint:        "rewrite these documents before the change is made, or make it in a way that accepts them",
	}
)

// compatRules lists them.
var compatRules = []diag.Rule{RuleCompatBackward, RuleCompatForward, RuleCompatReader, RuleCompatBump, RuleCompatUnknown, RuleCompatImpact}

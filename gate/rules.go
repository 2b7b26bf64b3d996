package gate

import "github.com/atlas-dataflow/runresult/diag"

// Rules lists the rules that Check and Release find, for `runresult rules`. Drift
// of generated code keeps the rules that `generate --check` has for it.
func Rules() []diag.Rule {
	return []diag.Rule{
		RuleBreak,
		RuleReaderLoss,
		RuleGoAPI,
		RuleUndecided,
		RuleUnreadable,
		RuleWaiverUnused,
		RuleVersionMissing,
		RuleVersionOwed,
		RuleVersionLow,
		RuleVersionReleased,
		RuleMajorInPlace,
		RuleMajorShared,
		RuleOutside,
		RuleChangelogMissing,
		RuleChangelogForm,
		RuleChangelogEntry,
		RuleChangelogRelease,
		RuleNothingReleased,
		RuleReleaseMissing,
		RuleReleaseEdited,
		RuleReleaseUnlisted,
		RuleReleaseExtra,
		RuleReleaseVersion,
		RuleReleaseRewritten,
		RuleReleaseReread,
		RuleSumsMissing,
		RuleSumsMalformed,
		RuleConfigNew,
		RuleFamilyDropped,
		RulePolicyLoosened,
		RuleEntryDropped,
		RuleWaiverAdded,
		RuleOutputDropped,
		RuleChangelogRewritten,
	}
}

// The rules, as far as they are about the comparison with releases.
var (
	RuleBreak = diag.Rule{
		ID: "gate-break", Severity: diag.SeverityError,
		Summary:     "A change breaks documents or readers of a released version.",
		Explanation: "The head and a release of the same major were compared under the family's policy, and a document shows that one side does not understand the other: it comes with the finding. A major version promises that this never happens, so the change belongs into the next one, which is a file of its own.",
		Example:     "an enum value removed from schema/order.v1.json after 1.0.0 was released",
		Hint:        "undo the change, or release it as the next major version with runresult release --major",
	}
	RuleReaderLoss = diag.Rule{
		ID: "gate-reader-loss", Severity: diag.SeverityError,
		Summary:     "Readers of the new version miss a member of documents that stay valid.",
		Explanation: "The head no longer declares a member that writers of a release emit: it was removed, renamed or moved under a condition. Every document is still accepted, so nothing but this question finds it.",
		Example:     "the member hint renamed to advice",
		Hint:        "declare the member again (beside the new name, if it has one), or release the change as the next major version",
	}
	RuleGoAPI = diag.Rule{
		ID: "gate-go-api", Severity: diag.SeverityError,
		Summary:     "Go programs written for the last release stop compiling.",
		Explanation: "The Go code of the last release and that of the head were generated and their exported names compared. Something that programs use is gone or has another type, although the documents may be compatible: names under $defs become Go types.",
		Example:     "a schema under $defs that was renamed",
		Hint:        "keep the name, or release the change as the next major version",
	}
	RuleUndecided = diag.Rule{
		ID: "gate-undecided", Severity: diag.SeverityError,
		Summary:     "A question about a release has no answer.",
		Explanation: "The comparison gave up on a construct, at the place and for the reason that the finding names. What is not proved is refused. When nothing else is wrong the command exits with 4. A waiver in runresult.yaml lets one question about one release and one version of the head pass, with a reason for people.",
		Example:     "waive: [{unknown: too-much-work, from: 1.0.0, to: 1.1.0, why: \"the pattern was only respelled\"}]",
		Hint:        "simplify the schema at that place, or waive the question in runresult.yaml",
	}
	RuleUnreadable = diag.Rule{
		ID: "gate-unreadable", Severity: diag.SeverityError,
		Summary:     "A family could not be judged.",
		Explanation: "Its schema, one of its releases or a file that one of them refers to is not there, cannot be read or is no schema. Nothing is known about the family then; the others are judged all the same, and the command exits with 3.",
		Example:     "a head with a reference that leads nowhere",
		Hint:        "mend the file at the place that the finding names",
	}
	RuleWaiverUnused = diag.Rule{
		ID: "gate-waiver-unused", Severity: diag.SeverityWarning,
		Summary:     "A waiver lets nothing pass.",
		Explanation: "The family has a waiver for a question that has an answer, or for a version that the head no longer has. It would only mislead readers of the file.",
		Example:     "a waiver to: 1.1.0 when the head is 1.2.0",
		Hint:        "remove the waiver",
	}
)

// The rules about versions and the files of schemas.
var (
	RuleVersionMissing = diag.Rule{
		ID: "gate-version-missing", Severity: diag.SeverityError,
		Summary:     "The head does not say which version it is.",
		Explanation: "The $id of a family's head ends in a full version, MAJOR.MINOR.PATCH. Without it nobody can tell which version a document or a generated file belongs to.",
		Example:     "{\"$id\":\"urn:example:schema:order\"}",
		Hint:        "write the version at the end of $id",
	}
	RuleVersionOwed = diag.Rule{
		ID: "gate-version-owed", Severity: diag.SeverityError,
		Summary:     "The head's version is too low for what changed.",
		Explanation: "The version in $id must be at least the last release plus the bump that the changes owe: minor when documents are judged otherwise, patch when only words changed.",
		Example:     "an optional member added after 1.0.0, and $id still says 1.0.0",
		Hint:        "run runresult gate --fix",
	}
	RuleVersionLow = diag.Rule{
		ID: "gate-version-low", Severity: diag.SeverityError,
		Summary:     "The head's version is lower than a release.",
		Explanation: "A version of the same major that is newer than the head's $id was released already.",
		Example:     "$id says 1.0.0, and 1.1.0 is released",
		Hint:        "run runresult gate --fix",
	}
	RuleVersionReleased = diag.Rule{
		ID: "gate-version-released", Severity: diag.SeverityError,
		Summary:     "There is nothing to release.",
		Explanation: "The head says what a release says, under the same version. Found by runresult release only.",
		Example:     "runresult release, twice",
		Hint:        "change the schema first",
	}
	RuleMajorInPlace = diag.Rule{
		ID: "gate-major-in-place", Severity: diag.SeverityError,
		Summary:     "The file of one major version became another.",
		Explanation: "A break is a new file beside the old one, so that both stay available and the old one keeps its promises. Here the $id of a head says another major version than its file's name, or than the releases it belongs to.",
		Example:     "schema/order.v1.json with an $id that ends in 2.0.0",
		Hint:        "give the file the $id of its major again, then run runresult release --major",
	}
	RuleMajorShared = diag.Rule{
		ID: "gate-major-shared", Severity: diag.SeverityError,
		Summary:     "Two heads claim one major version.",
		Explanation: "Entries of runresult.yaml that share a name are the majors of one family, one head each.",
		Example:     "order.v1.json and order.v2.json that both say 1.4.0",
		Hint:        "correct the $id of one, or name another family",
	}
	RuleOutside = diag.Rule{
		ID: "gate-outside-reference", Severity: diag.SeverityError,
		Summary:     "The schema refers to a file that no release freezes.",
		Explanation: "A release is one file whose bytes never change. If it refers to another file, its meaning changes with that file, and no comparison can see it.",
		Example:     "{\"$ref\":\"https://example.com/address\"} mapped to schema/address.json",
		Hint:        "copy the schema below $defs, or map its URI to a released version",
	}
)

// The rules about CHANGELOG.md.
var (
	RuleChangelogMissing = diag.Rule{
		ID: "gate-changelog-missing", Severity: diag.SeverityError,
		Summary:     "There is no CHANGELOG.md.",
		Explanation: "Changes are told in CHANGELOG.md beside runresult.yaml.",
		Example:     "runresult gate in a directory without CHANGELOG.md",
		Hint:        "run runresult gate --fix, which creates it",
	}
	RuleChangelogForm = diag.Rule{
		ID: "gate-changelog-form", Severity: diag.SeverityError,
		Summary:     "It is unclear where an entry of the CHANGELOG belongs.",
		Explanation: "The file has two sections [Unreleased], a heading twice in it, two sections of one released version, or code or a comment that never ends.",
		Example:     "## [Unreleased], twice",
		Hint:        "make it one section",
	}
	RuleChangelogEntry = diag.Rule{
		ID: "gate-changelog-entry", Severity: diag.SeverityError,
		Summary:     "A change has no entry in the CHANGELOG.",
		Explanation: "What owes a minor or major version is named under [Unreleased], below the heading Schema and the family's name: by a list item that has the changed member's name, or the changed value, as a word. A change without either is content with any item.",
		Example:     "### Schema order, and no item names the new member note",
		Hint:        "run runresult gate --fix, then say it in your own words",
	}
	RuleChangelogRelease = diag.Rule{
		ID: "gate-changelog-release", Severity: diag.SeverityWarning,
		Summary:     "A released version has no section in the CHANGELOG.",
		Explanation: "Every version in the folder of releases has a section such as: ## Schema order 1.0.0 - 2026-11-22.",
		Example:     "schema/released/order/1.0.0.json without that section",
		Hint:        "add the section",
	}
)

// The rules about released versions and their checksums.
var (
	RuleNothingReleased = diag.Rule{
		ID: "gate-nothing-released", Severity: diag.SeverityWarning,
		Summary:     "There is no release to compare with.",
		Explanation: "The family names no folder of released versions, or nothing was released into it yet, so no change can be called a break.",
		Example:     "a family without `released`",
		Hint:        "name the folder in runresult.yaml, then run runresult release",
	}
	RuleReleaseMissing = diag.Rule{
		ID: "gate-release-missing", Severity: diag.SeverityError,
		Summary:     "A released version is gone.",
		Explanation: "SHA256SUMS or CHANGELOG.md tells of a version that the folder does not hold. Released versions stay for ever: documents refer to them.",
		Example:     "schema/released/order/1.0.0.json removed",
		Hint:        "put the file back",
	}
	RuleReleaseEdited = diag.Rule{
		ID: "gate-release-edited", Severity: diag.SeverityError,
		Summary:     "A released version was edited.",
		Explanation: "The file does not have the bytes that SHA256SUMS says. Released bytes never change; what should be different is a new version. Who rewrites the line of SHA256SUMS too is found out with --against only.",
		Example:     "a typing error corrected in schema/released/order/1.0.0.json",
		Hint:        "put the bytes back, and make the change in the head",
	}
	RuleReleaseUnlisted = diag.Rule{
		ID: "gate-release-unlisted", Severity: diag.SeverityError,
		Summary:     "A file among the released versions has no checksum.",
		Explanation: "Each released file has a line in SHA256SUMS; runresult release writes it.",
		Example:     "schema/released/order/1.1.0.json copied by hand",
		Hint:        "remove the file and run runresult release",
	}
	RuleReleaseExtra = diag.Rule{
		ID: "gate-release-extra", Severity: diag.SeverityError,
		Summary:     "A file among the released versions is none.",
		Explanation: "The folder holds files called MAJOR.MINOR.PATCH with the extension of a schema, one for each version. Names that begin with a dot are left alone.",
		Example:     "schema/released/order/v1.0.0.json",
		Hint:        "move the file elsewhere",
	}
	RuleReleaseVersion = diag.Rule{
		ID: "gate-release-version", Severity: diag.SeverityError,
		Summary:     "A released file has another version than its name says.",
		Explanation: "The $id of a released file ends in the version that the file is called.",
		Example:     "1.1.0.json with an $id that ends in 1.0.0",
		Hint:        "put the bytes back",
	}
	RuleReleaseRewritten = diag.Rule{
		ID: "gate-release-rewritten", Severity: diag.SeverityError,
		Summary:     "A release is not what it was at another commit.",
		Explanation: "With --against the lines of SHA256SUMS, and the files of a family that has no entry any more, are compared with those of that commit: whoever edits a release can edit its checksum too.",
		Example:     "1.0.0.json and its line in SHA256SUMS edited together",
		Hint:        "put both back",
	}
	RuleReleaseReread = diag.Rule{
		ID: "gate-release-reread", Severity: diag.SeverityError,
		Summary:     "A release means something else than at another commit.",
		Explanation: "With --against each release is read as the configuration of that commit has it, from the files of that commit, and as it is read now. The bytes are the same; another draft, dialect or map, keywords of later drafts that have a meaning or have none any more (also in the former head), a head in another folder or an edit of a file that the release refers to made something else of them.",
		Example:     "a draft added to the family of a schema without $schema",
		Hint:        "put the key or the file back",
	}
	RuleSumsMissing = diag.Rule{
		ID: "gate-sums-missing", Severity: diag.SeverityError,
		Summary:     "SHA256SUMS is missing.",
		Explanation: "It stands beside the folder of released versions and says what their bytes are.",
		Example:     "schema/released/order/1.0.0.json without schema/released/SHA256SUMS",
		Hint:        "put the file back",
	}
	RuleSumsMalformed = diag.Rule{
		ID: "gate-sums-malformed", Severity: diag.SeverityError,
		Summary:     "A line of SHA256SUMS cannot be read.",
		Explanation: "Each line is what sha256sum prints: 64 hexadecimal digits in small letters, two spaces, and a path relative to the file. A path has one line.",
		Example:     "a line that was merged badly",
		Hint:        "put the line back",
	}
)

// The rules about what the configuration of the commit that --against names would
// not have let pass.
var (
	RuleConfigNew = diag.Rule{
		ID: "gate-config-new", Severity: diag.SeverityWarning,
		Summary:     "The configuration is not at the commit to compare with.",
		Explanation: "With --against the families, policies, waivers and outputs are compared with those that the configuration of that commit has. There is none there, neither at this path nor one that is gone since, so nothing is known to have been dropped or loosened.",
		Example:     "runresult gate --against git:main in the change that adds runresult.yaml",
		Hint:        "if there was one, name a commit that has it",
	}
	RuleFamilyDropped = diag.Rule{
		ID: "gate-family-dropped", Severity: diag.SeverityError,
		Summary:     "A family, or the head of a major, is judged no longer.",
		Explanation: "With --against: the configuration of that commit has an entry that is gone, or whose `released` is gone, so the gate would be open whatever became of its schema and its releases. A renamed family is the one that holds the same head or the same releases.",
		Example:     "an entry removed from runresult.yaml together with a break of its schema",
		Hint:        "put the entry back",
	}
	RulePolicyLoosened = diag.Rule{
		ID: "gate-policy-loosened", Severity: diag.SeverityError,
		Summary:     "The policy of a family allows more than it did.",
		Explanation: "With --against: the policy asks another direction than at that commit and not both, of writers' documents where it was all of them, or of the last release where it was every one.",
		Example:     "policy: {direction: backward} where it was full",
		Hint:        "put the policy back",
	}
	RuleEntryDropped = diag.Rule{
		ID: "gate-entry-dropped", Severity: diag.SeverityError,
		Summary:     "An entry point of a schema is judged no longer.",
		Explanation: "With --against: a definition, or the schema as a whole, was compared by itself at that commit and is not any more, because `entries` was added, shortened or removed.",
		Example:     "entries: [/$defs/A] where it was [/$defs/A, /$defs/B]",
		Hint:        "put the entry point back",
	}
	RuleWaiverAdded = diag.Rule{
		ID: "gate-waiver-added", Severity: diag.SeverityError,
		Summary:     "A waiver was added.",
		Explanation: "With --against: a waiver lets an open question pass that the configuration of that commit refuses, now or by the next change. Whether it may is for people to say, so it is shown by itself.",
		Example:     "waive: [{unknown: too-much-work, from: 1.0.0, to: 1.1.0, why: …}] in the change that needs it",
		Hint:        "land the waiver in a change of its own, which is judged once without --against",
	}
	RuleOutputDropped = diag.Rule{
		ID: "gate-output-dropped", Severity: diag.SeverityError,
		Summary:     "Generated code is held to the schema no longer, or to less of it.",
		Explanation: "With --against: an entry of `generate` is gone or writes elsewhere, so that neither drift nor the Go API of the code that programs use is looked at, or it no longer asserts formats.",
		Example:     "generate: [] in the change that edits the generated code",
		Hint:        "put the entry back",
	}
	RuleChangelogRewritten = diag.Rule{
		ID: "gate-changelog-rewritten", Severity: diag.SeverityError,
		Summary:     "What the CHANGELOG says about a released version changed.",
		Explanation: "With --against: a section of a released version is gone, or says something else than at that commit. It tells users of that version what they got.",
		Example:     "the section Schema order 1.0.0 removed",
		Hint:        "put the section back, and say what is to be corrected under [Unreleased]",
	}
)

package verify

import (
	"cmp"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/report"
)

// The codes of findings about what a document says of itself.
const (
	CodeVersion           = "verify-version"
	CodeStatus            = "verify-status"
	CodeStatusImpossible  = "verify-status-impossible"
	CodeNullTimes         = "verify-null-times"
	CodeBackwards         = "verify-backwards"
	CodeDuration          = "verify-duration"
	CodeWindow            = "verify-window"
	CodeOrder             = "verify-order"
	CodeDuplicateStep     = "verify-duplicate-step"
	CodeDependencyUnknown = "verify-dependency-unknown"
	CodeDependencyCycle   = "verify-dependency-cycle"
	CodeDependencyOrder   = "verify-dependency-order"
	CodeDependencyUnmet   = "verify-dependency-unmet"
	CodeBlockedByUnknown  = "verify-blocked-by-unknown"
	CodeBlockedBy         = "verify-blocked-by"
	CodeCounter           = "verify-counter"
	CodeDuplicateArtifact = "verify-duplicate-artifact"
	CodeProducer          = "verify-produced-by"
	CodeArtifactConflict  = "verify-artifact-conflict"
	CodeMore              = "verify-more"
)

// The codes of findings about evidence.
const (
	CodeRoot                 = "verify-root"
	CodeDocumentChanged      = "verify-document-changed"
	CodeArtifactMissing      = "verify-artifact-missing"
	CodeArtifactCase         = "verify-artifact-case"
	CodeArtifactEscape       = "verify-artifact-escape"
	CodeArtifactNotRegular   = "verify-artifact-not-regular"
	CodeArtifactUnreadable   = "verify-artifact-unreadable"
	CodeArtifactSize         = "verify-artifact-size"
	CodeArtifactHash         = "verify-artifact-hash"
	CodeArtifactChanged      = "verify-artifact-changed"
	CodeReference            = "verify-reference"
	CodeManifestMissing      = "verify-manifest-missing"
	CodeManifestEscape       = "verify-manifest-escape"
	CodeManifestUnreadable   = "verify-manifest-unreadable"
	CodeManifestHash         = "verify-manifest-hash"
	CodeManifestRunID        = "verify-manifest-run-id"
	CodeManifestConfigHash   = "verify-manifest-config-hash"
	CodeManifestContractHash = "verify-manifest-contract-hash"
	CodeManifestUnlisted     = "verify-manifest-unlisted"
	CodeManifestArtifact     = "verify-manifest-artifact"
	CodeManifestNoArtifacts  = "verify-manifest-no-artifacts"
	CodeManifestExtra        = "verify-manifest-extra"
	CodeManifestStep         = "verify-manifest-step"
	CodeManifestStatus       = "verify-manifest-status"
	CodeManifestOrder        = "verify-manifest-order"
	CodeManifestTimes        = "verify-manifest-times"
	CodeManifestRecord       = "verify-manifest-record"
)

// The codes of warnings about what is allowed.
const (
	CodeLintNoError          = "lint-no-error"
	CodeLintNoManifestHash   = "lint-no-manifest-hash"
	CodeLintCriticalSkipped  = "lint-critical-skipped"
	CodeLintBlockedNoCause   = "lint-blocked-without-cause"
	CodeLintDependencyFailed = "lint-dependency-failed"
	CodeLintSymlink          = "lint-symlink"
	CodeLintPathCollision    = "lint-path-collision"
)

// rules is the registry, sorted by ID.
var rules = sorted(slices.Concat(documentRules, fileRules, manifestRules, lintRules))

func sorted(list []report.Rule) []report.Rule {
	slices.SortFunc(list, func(a, b report.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return list
}

// Rules lists the codes of this package, sorted by ID. Violations of the schema
// and text that is no JSON have the codes of report.Rules.
func Rules() []report.Rule { return slices.Clone(rules) }

// RuleByID looks a code up.
func RuleByID(id string) (report.Rule, bool) {
	i, ok := slices.BinarySearchFunc(rules, id, func(r report.Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !ok {
		return report.Rule{}, false
	}
	return rules[i], true
}

// ruleByID looks up a code of this package or of the report's.
func ruleByID(id string) report.Rule {
	if r, ok := RuleByID(id); ok {
		return r
	}
	r, _ := report.RuleByID(id)
	return r
}

var documentRules = []report.Rule{
	{
		ID: CodeVersion, Severity: report.SeverityError,
		Summary:     "The document is of a major version that is not known.",
		Explanation: "A document is judged by the schema of the version that run_result_version names, and one of a later minor version by the newest schema of its major version. For another major version there is none, so nothing else was checked.",
		Example:     `"run_result_version": "2.0"`,
		Hint:        "use a release of this tool that knows the version, or correct run_result_version",
	},
	{
		ID: CodeStatus, Severity: report.SeverityError,
		Summary:     "The status of the run is not the one that the policy derives from its steps.",
		Explanation: "The status is the highest floor of the steps: failed for a critical step that failed or was blocked, partial for a non-critical one and for a skipped step. The policy says which steps are critical where the document does not; what the document records wins.",
		Example:     `"status": "partial" although a step that the policy holds critical failed`,
		Hint:        "correct the status, record \"critical\" in the steps, or verify with the policy that the run was made under",
	},
	{
		ID: CodeStatusImpossible, Severity: report.SeverityError,
		Summary:     "No policy gives the run the status that it states.",
		Explanation: "Whatever is held critical, a run whose steps all succeeded is success, one with a skipped step is not, a critical step that failed or was blocked makes it failed, and so does a run-level error. A run without steps has failed and says why in a run-level error.",
		Example:     `"status": "success" beside a failed step`,
		Hint:        "correct the status, or the statuses of the steps",
	},
	{
		ID: CodeNullTimes, Severity: report.SeverityError,
		Summary:     "A step has times that its status rules out, or lacks those that it demands.",
		Explanation: "A step that succeeded or failed ran, so it has started_at, finished_at and duration_ms. A blocked step never started, so all three are null. A skipped step has all three or, if it never started, none. Either the times or the status may be wrong, so nothing else that rests on the status is told.",
		Example:     `{"status": "blocked", "started_at": "2026-01-26T10:08:54Z"}`,
		Hint:        "set all three times, or make all three null",
	},
	{
		ID: CodeBackwards, Severity: report.SeverityError,
		Summary:     "Something ended before it started.",
		Explanation: "A clock that was set back while the run was going gives such times. An end is computed from the start and the time that a monotonic clock measured.",
		Example:     `"started_at": "2026-01-26T10:08:54Z", "finished_at": "2026-01-26T10:08:52Z"`,
		Hint:        "write finished_at as started_at plus the measured duration, not as a second reading of the wall clock",
	},
	{
		ID: CodeDuration, Severity: report.SeverityError,
		Summary:     "A duration is not what the times give.",
		Explanation: "duration_ms is finished_at minus started_at in whole milliseconds. Rounding up or down is both fine, and where the times are written to the millisecond, one more or less is. Where another finding shows that the times are wrong, the duration is not compared with them.",
		Example:     `"started_at": "2026-01-26T10:08:54Z", "finished_at": "2026-01-26T10:08:55Z", "duration_ms": 900`,
		Hint:        "compute duration_ms from the two times",
	},
	{
		ID: CodeWindow, Severity: report.SeverityError,
		Summary:     "A step lies outside the time of the run.",
		Explanation: "No step starts before the run does or ends after it. Times are compared as instants, whatever their offsets; one that is written less precisely than the other may have been cut off. Where the duration of the run shows that its own times are wrong and several steps lie outside of them, that is told instead.",
		Example:     "a run that finished at 10:00:05Z with a step that finished at 10:00:06Z",
		Hint:        "widen the times of the run, or correct those of the step",
	},
	{
		ID: CodeOrder, Severity: report.SeverityError,
		Summary:     "The steps do not stand in the order in which they started.",
		Explanation: "Steps are listed in real execution order, so started_at never decreases from one to the next. Equal times are fine, and so is any place for a step that never started. A step that lies outside the run or ended before it started is told as that and not compared.",
		Example:     "a step that started at 10:00:02Z after one that started at 10:00:03Z",
		Hint:        "sort the steps by started_at",
	},
	{
		ID: CodeDuplicateStep, Severity: report.SeverityError,
		Summary:     "Two steps have the same id.",
		Explanation: "step_id is unique within the run; depends_on, blocked_by and produced_by refer to it. What refers to such an id, or to the one that the step should have, is not judged, and counters may count the step or not.",
		Example:     `"steps": [{"step_id": "load"}, {"step_id": "load"}]`,
		Hint:        "give every step an id of its own; a step that was tried again is one step",
	},
	{
		ID: CodeDependencyUnknown, Severity: report.SeverityError,
		Summary:     "A step depends on one that is not there.",
		Explanation: "depends_on names steps of the same run by step_id. Every planned step is listed, executed or not.",
		Example:     `"depends_on": ["laod"]`,
		Hint:        "correct the id, or list the step",
	},
	{
		ID: CodeDependencyCycle, Severity: report.SeverityError,
		Summary:     "Steps depend on each other in a circle.",
		Explanation: "None of them could ever have started. The finding names one way around.",
		Example:     `{"step_id": "a", "depends_on": ["b"]}, {"step_id": "b", "depends_on": ["a"]}`,
		Hint:        "remove one of the dependencies",
	},
	{
		ID: CodeDependencyOrder, Severity: report.SeverityError,
		Summary:     "A step started before one that it depends on had ended.",
		Explanation: "A step waits for what it depends on. Starting at the very instant of the end is fine.",
		Example:     "a step that started at 10:00:02Z and depends on one that ended at 10:00:03Z",
		Hint:        "correct the times, or remove the dependency",
	},
	{
		ID: CodeDependencyUnmet, Severity: report.SeverityError,
		Summary:     "A step ran although one that it depends on was blocked.",
		Explanation: "A blocked step never started, so what depends on it could not run either.",
		Example:     "a successful step whose depends_on names a blocked one",
		Hint:        "correct the status of one of the two, or remove the dependency",
	},
	{
		ID: CodeBlockedByUnknown, Severity: report.SeverityError,
		Summary:     "A step is blocked by one that is not there.",
		Explanation: "blocked_by names steps of the same run by step_id. An id that a depends_on names in vain as well is told there.",
		Example:     `"blocked_by": ["laod"]`,
		Hint:        "correct the id, or list the step",
	},
	{
		ID: CodeBlockedBy, Severity: report.SeverityError,
		Summary:     "What is said to have blocked a step cannot have.",
		Explanation: "blocked_by stands on a step that never started, and names steps that failed, were skipped or were blocked themselves. A step that succeeded blocks nothing, none blocks itself, and a circle of blocked steps has no cause. A step whose reason is what it depends on depends on something that did not succeed.",
		Example:     `{"status": "blocked", "blocked_by": ["a"]} where a succeeded`,
		Hint:        "name the steps that kept this one from starting, or leave blocked_by out",
	},
	{
		ID: CodeCounter, Severity: report.SeverityError,
		Summary:     "A counter among the metrics is not what the steps give.",
		Explanation: "steps.total counts all steps, steps.success, steps.failed, steps.skipped and steps.blocked those of a status, steps.executed the ones that ran to an end (success and failed), warnings.total the warnings of all steps. A counter may be absent or null. Counters that agree with each other and not with the steps are one finding: they counted other steps. Steps that another finding doubts are counted or not, as the counter has it.",
		Example:     `"metrics": {"steps.total": 3} beside two steps`,
		Hint:        "count again, or leave the counter out",
	},
	{
		ID: CodeDuplicateArtifact, Severity: report.SeverityError,
		Summary:     "Two artifacts of one list have the same name.",
		Explanation: "The name of an artifact is unique within its list; the same name may stand in another list.",
		Example:     `"artifacts": [{"name": "model"}, {"name": "model"}]`,
		Hint:        "rename one of them",
	},
	{
		ID: CodeProducer, Severity: report.SeverityError,
		Summary:     "An artifact is said to come from a step that cannot have produced it.",
		Explanation: "produced_by names a step of the run that started; in the list of a step it is that step, and of a file that steps list it is one of these. A step that was blocked, or skipped before it began, has no artifacts.",
		Example:     `"produced_by": "no-such-step"`,
		Hint:        "correct produced_by, or leave it out",
	},
	{
		ID: CodeArtifactConflict, Severity: report.SeverityError,
		Summary:     "The document says different things about one file.",
		Explanation: "The same path is listed twice with different digests or sizes. It is only found where the files are not looked at; the file itself shows which entry is wrong.",
		Example:     "one path with two hashes",
		Hint:        "hash the file again, or verify with its run directory",
	},
	{
		ID: CodeMore, Severity: report.SeverityError,
		Summary:     "There are more findings than are listed.",
		Explanation: "The findings of one document are bounded. Errors are listed before warnings; this one counts what was left out, and is a warning when only warnings were.",
		Example:     "a document with 10,000 steps outside the time of the run",
		Hint:        "correct what is listed and verify again",
	},
}

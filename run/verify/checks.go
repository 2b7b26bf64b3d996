package verify

import (
	"slices"
	"sync"

	"github.com/atlas-dataflow/runresult/diag"
)

// check is one thing to look at, with the rules of all that it can find. It
// reports what it found by checker.found with one of them, or by a tally.
type check struct {
	run   func(*checker)
	finds []*diag.Rule
}

// run makes checks until the context ends.
func (c *checker) run(list []check) {
	for _, check := range list {
		if c.out.Err == nil {
			c.out.Err = c.ctx.Err()
		}
		if c.out.Err != nil {
			return
		}
		check.run(c)
	}
}

// documentChecks look at what the document says about itself, in this order: what
// one finds may explain what the next do.
var documentChecks = []check{
	{(*checker).indexSteps, []*diag.Rule{&ruleDuplicateStep}},
	{(*checker).nullTimes, []*diag.Rule{&ruleNullTimes}},
	{(*checker).explainByManifest, manifestSteps},
	{(*checker).status, []*diag.Rule{&ruleStatus, &ruleStatusImpossible}},
	{(*checker).times, []*diag.Rule{&ruleBackwards, &ruleWindow, &ruleDuration, &ruleOrder}},
	{(*checker).dependencies, []*diag.Rule{&ruleDependencyCycle, &ruleDependencyOrder, &ruleDependencyUnmet}},
	{(*checker).durations, []*diag.Rule{&ruleDuration}},
	{(*checker).blockers, []*diag.Rule{&ruleBlockedBy}},
	{(*checker).artifactLists, []*diag.Rule{&ruleDuplicateArtifact, &ruleProducer, &ruleArtifactConflict, &ruleLintPathCollision}},
	{(*checker).unknownSteps, []*diag.Rule{&ruleDependencyUnknown, &ruleBlockedByUnknown, &ruleProducer}},
	{(*checker).counters, []*diag.Rule{&ruleCounter}},
}

// evidenceChecks look at the run directory, and at what is allowed and still
// worth a warning.
var evidenceChecks = []check{
	{(*checker).lexicalPaths, []*diag.Rule{&ruleArtifactEscape, &ruleManifestEscape, &ruleReference}},
	{(*checker).directory, []*diag.Rule{&RuleRoot}},
	{(*checker).referenced, []*diag.Rule{&ruleReference}},
	{(*checker).manifestFile, []*diag.Rule{&ruleManifestMissing, &ruleManifestEscape, &ruleManifestUnreadable, &ruleManifestHash}},
	{(*checker).artifactFiles, []*diag.Rule{&ruleArtifactMissing, &ruleArtifactCase, &ruleArtifactEscape, &ruleArtifactNotRegular, &ruleArtifactUnreadable,
		&ruleArtifactSize, &ruleArtifactHash, &ruleArtifactChanged, &ruleLintSymlink}},
	{(*checker).compare, append([]*diag.Rule{&ruleManifestHash, &ruleManifestRunID, &ruleManifestConfigHash, &ruleManifestContractHash,
		&ruleManifestUnlisted, &ruleManifestArtifact, &ruleManifestNoArtifacts, &ruleManifestExtra,
		&ruleManifestOrder, &ruleManifestTimes, &ruleManifestRecord}, manifestSteps...)},
	{(*checker).lint, []*diag.Rule{&ruleLintNoError, &ruleLintNoManifestHash, &ruleLintCriticalSkipped, &ruleLintBlockedNoCause, &ruleLintDependencyFailed}},
}

// manifestSteps are what the manifest shows of the steps.
var manifestSteps = []*diag.Rule{&ruleManifestStep, &ruleManifestStatus}

// rules are those of the checks, and of what is found around them.
var rules = sync.OnceValue(func() []diag.Rule {
	listed := map[*diag.Rule]bool{&ruleVersion: true, &ruleDocumentChanged: true, &ruleMore: true}
	for _, c := range slices.Concat(documentChecks, evidenceChecks) {
		for _, r := range c.finds {
			listed[r] = true
		}
	}
	var out []diag.Rule
	for r := range listed {
		out = append(out, *r)
	}
	return diag.Collect(out).All()
})

// Rules lists what this package can find, sorted by ID. What the schema refuses,
// and text that is no JSON, have the rules that the command validate has.
func Rules() []diag.Rule { return slices.Clone(rules()) }

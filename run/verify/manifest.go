package verify

import (
	"errors"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var (
	ruleManifestMissing = diag.Rule{
		ID: "verify-manifest-missing", Severity: diag.SeverityError,
		Summary:     "The manifest is not there.",
		Explanation: "manifest_path, relative to the run directory, leads to no file, so nothing confirms the document.",
		Example:     `"manifest_path": "manifest.json" without that file`,
		Hint:        "restore the manifest, or correct manifest_path",
	}
	ruleManifestEscape = diag.Rule{
		ID: "verify-manifest-escape", Severity: diag.SeverityError,
		Summary:     "The path of the manifest leads out of the run directory.",
		Explanation: "The path is relative, without \"..\", and no symbolic link on it may lead outside. Such a file is not read.",
		Example:     `"manifest_path": "../manifest.json"`,
		Hint:        "copy the manifest into the run directory",
	}
	ruleManifestUnreadable = diag.Rule{
		ID: "verify-manifest-unreadable", Severity: diag.SeverityError,
		Summary:     "The manifest cannot be read, or is none.",
		Explanation: "It is not a regular file, may not be read, changed while it was read, is no strict JSON, or holds no run.",
		Example:     "a manifest that was cut off",
		Hint:        "restore the manifest that the engine wrote",
	}
	ruleManifestHash = diag.Rule{
		ID: "verify-manifest-hash", Severity: diag.SeverityError,
		Summary:     "The manifest does not have the digest that is stated.",
		Explanation: "manifest_hash is the digest of the bytes of the manifest; it was edited after the document was written, or is another one. What such a manifest contradicts follows from that, so only the first contradiction is told, and here; one of another run is reported as that.",
		Example:     "a manifest that was formatted anew",
		Hint:        "restore the manifest that the engine wrote",
	}
	ruleManifestRunID = diag.Rule{
		ID: "verify-manifest-run-id", Severity: diag.SeverityError,
		Summary:     "The manifest is of another run.",
		Explanation: "Its run_id is not that of the document. Nothing else in it is compared.",
		Example:     `"run_id": "b" in the document, "run": {"run_id": "a"} in the manifest`,
		Hint:        "put the manifest of this run in its place",
	}
	ruleManifestConfigHash = diag.Rule{
		ID: "verify-manifest-config-hash", Severity: diag.SeverityError,
		Summary:     "The digest of the config is not the manifest's.",
		Explanation: "Digests are compared in their prefixed form, so a bare SHA-256 equals the same one with its prefix. A manifest that records it in several places has to agree with itself. Only a run that failed before it had a plan may lack it.",
		Example:     "config_hash sha256:aa… in the document, sha256:bb… in the manifest",
		Hint:        "find out which config the run had, and correct the record that is wrong",
	}
	ruleManifestContractHash = diag.Rule{
		ID: "verify-manifest-contract-hash", Severity: diag.SeverityError,
		Summary:     "The digest of the contract is not the manifest's.",
		Explanation: "Digests are compared in their prefixed form, so a bare SHA-256 equals the same one with its prefix. A manifest that records it in several places has to agree with itself. Only a run that failed before it had a plan may lack it.",
		Example:     "contract_hash sha256:aa… in the document, sha256:bb… in the manifest",
		Hint:        "find out which contract the run had, and correct the record that is wrong",
	}
)

// maxManifest bounds the manifests that are read, which are kept in memory whole.
const maxManifest = 256 << 20

// witness reports that the manifest knows about the steps of this run and can be
// relied on.
func (c *checker) witness() bool {
	return c.facts != nil && c.altered == nil && c.facts.RunID.Value == c.doc.RunID && len(c.facts.Steps) > 0
}

// readManifest reads the manifest that the document names.
func (c *checker) readManifest() {
	refs := &c.doc.References
	if refs.ManifestPath == "" || lexical(refs.ManifestPath) != nil {
		return
	}
	const at = "/references/manifest_path"
	data, bad := c.runDir.read(refs.ManifestPath, maxManifest)
	if bad != nil {
		rule, expected := &ruleManifestUnreadable, "a manifest that can be read"
		switch bad.kind {
		case missing, variant:
			rule, expected = &ruleManifestMissing, "the manifest of the run"
		case escapes:
			rule, expected = &ruleManifestEscape, "a path inside the run directory"
		}
		c.unreadable = newFound(rule, at, issue{found: bad.detail, expected: expected,
			message: "the manifest %s %s; expected %s", args: []any{quote(refs.ManifestPath), bad.detail, expected}})
		return
	}
	c.out.Files++
	c.out.Bytes += int64(len(data))
	if refs.ManifestHash != nil {
		if stated := canonical(*refs.ManifestHash); stated != "" {
			if is := sum(algorithm(stated), data); is != stated {
				c.altered = newFound(&ruleManifestHash, "/references/manifest_hash", issue{found: is, expected: stated,
					message: "the digest of the manifest %s is %s; the document states %s", args: []any{quote(refs.ManifestPath), is, stated}})
			}
		}
	}
	facts, err := atlas.ReadFacts(refs.ManifestPath, data)
	if err == nil {
		c.facts = facts
		return
	}
	why := err.Error()
	var e *diag.Error
	if errors.As(err, &e) {
		short := *e
		short.Hint = ""
		why = short.Error()
	}
	if c.altered != nil {
		c.altered.message += "; it is none that can be read: %s"
		c.altered.args = append(c.altered.args, why)
		c.unreadable = c.altered
		return
	}
	c.unreadable = newFound(&ruleManifestUnreadable, at, issue{found: why, expected: "a manifest that can be read",
		message: "the manifest is none that can be read: %s", args: []any{why}})
}

// manifestFile finds that the manifest cannot be read.
func (c *checker) manifestFile() {
	if c.unreadable != nil {
		c.note(c.unreadable)
	}
}

// compare compares the document with what its manifest states. What a manifest
// contradicts that was altered follows from that, so the first contradiction
// becomes part of what is told of it. Only whose manifest it is says more.
func (c *checker) compare() {
	if c.facts == nil || c.out.Err != nil || !c.sameRun() {
		return
	}
	if c.altered != nil {
		c.altered.leads = true
		c.note(c.altered.doubt(subject{aspect: manifestText}))
	}
	c.under(subject{aspect: manifestText}, func() {
		refs := &c.doc.References
		c.sameHash(&ruleManifestConfigHash, "config", "/references/config_hash", refs.ConfigHash, c.facts.ConfigHashes)
		c.sameHash(&ruleManifestContractHash, "contract", "/references/contract_hash", refs.ContractHash, c.facts.ContractHashes)
		extra := c.listed()
		c.under(subject{aspect: consistency}, func() {
			c.sameStatus()
			c.sameSteps()
		})
		for _, x := range extra {
			c.note(x)
		}
	})
}

// sameStatus compares the status of the run with the manifest's. A manifest may
// state one that its own steps rule out; only a failure is worth more than the
// steps, since it can be one of the run itself. Where a policy is given, that
// decides between those that are possible.
func (c *checker) sameStatus() {
	facts := c.facts
	possible, err := run.Possible(c.doc)
	if err != nil || facts.Status == "" || facts.Status == c.doc.Status {
		return
	}
	if !possible.Has(facts.Status) && facts.Status != runresultv1.RunStatusFailed || possible.Has(facts.Status) && c.opt.Policy != nil {
		return
	}
	c.found(&ruleManifestStatus, "/status", issue{found: string(c.doc.Status), expected: string(facts.Status),
		message: "the run is %s here and %s in the manifest%s", args: []any{c.doc.Status, facts.Status, place(facts.StatusAt)}})
}

// sameRun checks whose manifest it is. One of another run says nothing about
// this one, so nothing else is compared.
func (c *checker) sameRun() bool {
	id := c.facts.RunID
	if c.doc.RunID == "" || c.violated["/run_id"] || id.Value == c.doc.RunID {
		return true
	}
	found := quote(id.Value)
	if id.Value == "" {
		found = "no run_id"
	}
	c.found(&ruleManifestRunID, "/run_id", issue{found: c.doc.RunID, expected: id.Value,
		message: "the document is of run %s and the manifest of another: it records %s%s; nothing else in it was compared",
		args:    []any{quote(c.doc.RunID), found, place(id.Pointer)}})
	return false
}

// place names a pointer into the manifest.
func place(pointer string) string {
	if pointer == "" {
		return ""
	}
	return " at " + pointer
}

// sameHash compares a digest with every one that the manifest records for the
// same thing.
func (c *checker) sameHash(rule *diag.Rule, what, at, stated string, recorded []atlas.Stated) {
	mine := canonical(stated)
	if mine == "" {
		return
	}
	if len(recorded) == 0 {
		if len(c.doc.Steps) == 0 && c.doc.Error != nil {
			return // before a plan exists there may be nothing to record
		}
		c.found(rule, at, issue{found: mine, expected: "a digest that the manifest records",
			message: "the document states the digest %s of the %s; the manifest records none", args: []any{mine, what}})
		return
	}
	for _, r := range recorded {
		if r.Problem != "" {
			c.found(rule, at, issue{found: mine, expected: clip(r.Value),
				message: "the document states the digest %s of the %s; what the manifest records at %s is none: %s", args: []any{mine, what, r.Pointer, r.Problem}})
			return
		}
		if algorithm(r.Value) != algorithm(mine) {
			c.found(rule, at, issue{found: mine, expected: r.Value, severity: diag.SeverityWarning,
				message: "the document states the digest %s of the %s; the manifest records one of another kind at %s, %s, so the two cannot be compared",
				args:    []any{mine, what, r.Pointer, r.Value}})
			continue
		}
		if r.Value != mine {
			c.found(rule, at, issue{found: mine, expected: r.Value,
				message: "the document states the digest %s of the %s; the manifest records %s at %s", args: []any{mine, what, r.Value, r.Pointer}})
			return
		}
	}
}

// sameSteps compares the steps with those of the manifest: which there are, how
// they ended, when and in which order.
func (c *checker) sameSteps() {
	facts := c.facts
	c.sameError("/error", "the run", c.doc.Error, facts.Error)
	c.manifestTimes("", "the run", c.runSpan, facts.Started, facts.Finished)
	if len(facts.Steps) == 0 {
		return
	}
	known := make(map[string]*atlas.StepFacts, len(facts.Steps))
	for i := range facts.Steps {
		known[facts.Steps[i].ID] = &facts.Steps[i]
	}
	c.sameSet(facts)
	previous := -1
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		theirs := known[step.StepID]
		if theirs == nil {
			continue
		}
		c.manifestTimes(stepAt(i), "step "+quote(step.StepID), c.spans[i], theirs.Started, theirs.Finished)
		c.sameRecord(i, theirs)
		if !c.spans[i].started || theirs.Rank < 0 {
			continue
		}
		if previous >= 0 {
			c.manifestOrder(i, previous, theirs, known[c.doc.Steps[previous].StepID])
		}
		previous = i
	}
}

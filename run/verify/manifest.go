package verify

import (
	"errors"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// maxManifest bounds the manifests that are read, which are kept in memory whole.
const maxManifest = 256 << 20

// theManifest is the manifest that the document names, as far as it can be read.
type theManifest struct {
	facts *atlas.Facts // nil when there is nothing to compare with
	// altered is the finding that it does not have the digest which the document
	// states; nil when it has, or none is stated.
	altered *issue
}

// readManifest reads the manifest that the document names.
func (c *checker) readManifest() theManifest {
	var m theManifest
	refs := &c.doc.References
	if refs.ManifestPath == "" || lexical(refs.ManifestPath) != nil {
		return m
	}
	const at = "/references/manifest_path"
	data, bad := c.runDir.read(refs.ManifestPath, maxManifest)
	if bad != nil {
		code, expected := CodeManifestUnreadable, "a manifest that can be read"
		switch bad.kind {
		case missing, variant:
			code, expected = CodeManifestMissing, "the manifest of the run"
		case escapes:
			code, expected = CodeManifestEscape, "a path inside the run directory"
		}
		c.add(code, at, issue{found: bad.detail, expected: expected,
			message: "the manifest %s %s; expected %s", args: []any{quote(refs.ManifestPath), bad.detail, expected}})
		return m
	}
	c.out.Files++
	c.out.Bytes += int64(len(data))
	if refs.ManifestHash != nil {
		if stated := canonical(*refs.ManifestHash); stated != "" {
			if is := sum(algorithm(stated), data); is != stated {
				m.altered = &issue{found: is, expected: stated,
					message: "the digest of the manifest %s is %s; the document states %s%s", args: []any{quote(refs.ManifestPath), is, stated, ""}}
			}
		}
	}
	f, err := source.ParseJSON(refs.ManifestPath, data)
	if err == nil {
		m.facts, err = atlas.ReadFacts(f)
	}
	if err != nil {
		why := err.Error()
		var e *source.Error
		if errors.As(err, &e) {
			short := *e
			short.Hint = ""
			why = short.Error()
		}
		if m.altered != nil {
			c.altered(m.altered, "it is none that can be read: "+why)
			return theManifest{}
		}
		c.add(CodeManifestUnreadable, at, issue{found: why, expected: "a manifest that can be read",
			message: "the manifest is none that can be read: %s", args: []any{why}})
		return theManifest{}
	}
	return m
}

// altered reports that the manifest does not have its digest, and what follows.
func (c *checker) altered(i *issue, consequence string) {
	if consequence != "" {
		i.args[len(i.args)-1] = "; " + consequence
	}
	c.add(CodeManifestHash, "/references/manifest_hash", *i)
}

// manifest compares the document with its manifest. One that was altered is
// reported as that: what it contradicts follows from it, so the first
// contradiction becomes part of the message. Only whose manifest it is says more.
func (c *checker) manifest(m theManifest, digests map[string]map[string]string) {
	if m.facts == nil {
		return
	}
	if m.altered == nil {
		c.compare(m.facts, digests)
		return
	}
	errors, warnings, dropped := len(c.errors), len(c.warnings), c.dropped
	c.compare(m.facts, digests)
	found := c.errors[min(errors, len(c.errors)):]
	consequence := ""
	if len(found) > 0 {
		if found[0].Code == CodeManifestRunID {
			return
		}
		consequence = found[0].Message
	}
	c.errors, c.warnings, c.dropped = c.errors[:errors], c.warnings[:warnings], dropped
	c.altered(m.altered, consequence)
}

// compare compares the document with what its manifest states.
func (c *checker) compare(facts *atlas.Facts, digests map[string]map[string]string) {
	if !c.sameRun(facts) {
		return
	}
	refs := &c.doc.References
	c.sameHash(CodeManifestConfigHash, "config", "/references/config_hash", refs.ConfigHash, facts.ConfigHashes)
	c.sameHash(CodeManifestContractHash, "contract", "/references/contract_hash", refs.ContractHash, facts.ContractHashes)
	c.listed(facts, digests)
	if c.selfConsistent {
		c.sameStatus(facts)
		c.sameSteps(facts)
	}
}

// sameStatus compares the status of the run with the manifest's. A manifest may
// state one that its own steps rule out; only a failure is worth more than the
// steps, since it can be one of the run itself. Where a policy is given, that
// decides between those that are possible.
func (c *checker) sameStatus(facts *atlas.Facts) {
	possible, err := run.Possible(c.doc)
	if err != nil || facts.Status == "" || facts.Status == c.doc.Status {
		return
	}
	if !possible.Has(facts.Status) && facts.Status != runresultv1.RunStatusFailed || possible.Has(facts.Status) && c.opt.Policy != nil {
		return
	}
	c.add(CodeManifestStatus, "/status", issue{found: string(c.doc.Status), expected: string(facts.Status),
		message: "the run is %s here and %s in the manifest%s", args: []any{c.doc.Status, facts.Status, place(facts.StatusAt)}})
}

// sameRun checks whose manifest it is. One of another run says nothing about
// this one, so nothing else is compared.
func (c *checker) sameRun(facts *atlas.Facts) bool {
	id := facts.RunID
	if c.doc.RunID == "" || c.violated["/run_id"] || id.Value == c.doc.RunID {
		return true
	}
	found := quote(id.Value)
	if id.Value == "" {
		found = "no run_id"
	}
	c.add(CodeManifestRunID, "/run_id", issue{found: c.doc.RunID, expected: id.Value,
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
func (c *checker) sameHash(code, what, at, stated string, recorded []atlas.Stated) {
	mine := canonical(stated)
	if mine == "" {
		return
	}
	if len(recorded) == 0 {
		if len(c.doc.Steps) == 0 && c.doc.Error != nil {
			return // before a plan exists there may be nothing to record
		}
		c.add(code, at, issue{found: mine, expected: "a digest that the manifest records",
			message: "the document states the digest %s of the %s; the manifest records none", args: []any{mine, what}})
		return
	}
	for _, r := range recorded {
		if r.Problem != "" {
			c.add(code, at, issue{found: mine, expected: clip(r.Value),
				message: "the document states the digest %s of the %s; what the manifest records at %s is none: %s", args: []any{mine, what, r.Pointer, r.Problem}})
			return
		}
		if algorithm(r.Value) != algorithm(mine) {
			c.add(code, at, issue{found: mine, expected: r.Value, severity: report.SeverityWarning,
				message: "the document states the digest %s of the %s; the manifest records one of another kind at %s, %s, so the two cannot be compared",
				args:    []any{mine, what, r.Pointer, r.Value}})
			continue
		}
		if r.Value != mine {
			c.add(code, at, issue{found: mine, expected: r.Value,
				message: "the document states the digest %s of the %s; the manifest records %s at %s", args: []any{mine, what, r.Value, r.Pointer}})
			return
		}
	}
}

// sameSteps compares the steps with those of the manifest: which there are, how
// they ended, when and in which order.
func (c *checker) sameSteps(facts *atlas.Facts) {
	c.sameError("/error", "the run", c.doc.Error, facts.Error)
	c.manifestTimes("", "the run", c.runTimes, facts.Started, facts.Finished)
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

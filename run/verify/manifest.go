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
		code, expected := CodeManifestUnreadable, "a manifest that can be read"
		switch bad.kind {
		case missing, variant:
			code, expected = CodeManifestMissing, "the manifest of the run"
		case escapes:
			code, expected = CodeManifestEscape, "a path inside the run directory"
		}
		c.unreadable = newFound(code, at, issue{found: bad.detail, expected: expected,
			message: "the manifest %s %s; expected %s", args: []any{quote(refs.ManifestPath), bad.detail, expected}})
		return
	}
	c.out.Files++
	c.out.Bytes += int64(len(data))
	if refs.ManifestHash != nil {
		if stated := canonical(*refs.ManifestHash); stated != "" {
			if is := sum(algorithm(stated), data); is != stated {
				c.altered = newFound(CodeManifestHash, "/references/manifest_hash", issue{found: is, expected: stated,
					message: "the digest of the manifest %s is %s; the document states %s", args: []any{quote(refs.ManifestPath), is, stated}})
			}
		}
	}
	f, err := source.ParseJSON(refs.ManifestPath, data)
	if err == nil {
		c.facts, err = atlas.ReadFacts(f)
	}
	if err == nil {
		return
	}
	why := err.Error()
	var e *source.Error
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
	c.unreadable = newFound(CodeManifestUnreadable, at, issue{found: why, expected: "a manifest that can be read",
		message: "the manifest is none that can be read: %s", args: []any{why}})
}

// compare compares the document with what its manifest states. What a manifest
// contradicts that was altered follows from that, so the first contradiction
// becomes part of what is told of it. Only whose manifest it is says more.
func (c *checker) compare() {
	if !c.sameRun() {
		return
	}
	if c.altered != nil {
		c.altered.leads = true
		c.note(c.altered.doubt(subject{aspect: manifestText}))
	}
	c.under(subject{aspect: manifestText}, func() {
		refs := &c.doc.References
		c.sameHash(CodeManifestConfigHash, "config", "/references/config_hash", refs.ConfigHash, c.facts.ConfigHashes)
		c.sameHash(CodeManifestContractHash, "contract", "/references/contract_hash", refs.ContractHash, c.facts.ContractHashes)
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
	c.found(CodeManifestStatus, "/status", issue{found: string(c.doc.Status), expected: string(facts.Status),
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
	c.found(CodeManifestRunID, "/run_id", issue{found: c.doc.RunID, expected: id.Value,
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
		c.found(code, at, issue{found: mine, expected: "a digest that the manifest records",
			message: "the document states the digest %s of the %s; the manifest records none", args: []any{mine, what}})
		return
	}
	for _, r := range recorded {
		if r.Problem != "" {
			c.found(code, at, issue{found: mine, expected: clip(r.Value),
				message: "the document states the digest %s of the %s; what the manifest records at %s is none: %s", args: []any{mine, what, r.Pointer, r.Problem}})
			return
		}
		if algorithm(r.Value) != algorithm(mine) {
			c.found(code, at, issue{found: mine, expected: r.Value, severity: report.SeverityWarning,
				message: "the document states the digest %s of the %s; the manifest records one of another kind at %s, %s, so the two cannot be compared",
				args:    []any{mine, what, r.Pointer, r.Value}})
			continue
		}
		if r.Value != mine {
			c.found(code, at, issue{found: mine, expected: r.Value,
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

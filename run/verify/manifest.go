package verify

import (
	"errors"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// maxManifest bounds the manifests that are read, which are kept in memory whole.
const maxManifest = 256 << 20

// manifest compares the document with the manifest that it names.
func (c *checker) manifest(digests map[string]map[string]string) {
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
		c.add(code, at, issue{found: bad.detail, expected: expected,
			message: "the manifest %s %s; expected %s", args: []any{quote(refs.ManifestPath), bad.detail, expected}})
		return
	}
	c.out.Files++
	c.out.Bytes += int64(len(data))
	if refs.ManifestHash != nil {
		if stated := canonical(*refs.ManifestHash); stated != "" {
			if is := sum(algorithm(stated), data); is != stated {
				c.add(CodeManifestHash, "/references/manifest_hash", issue{found: is, expected: stated,
					message: "the digest of the manifest %s is %s; the document states %s", args: []any{quote(refs.ManifestPath), is, stated}})
			}
		}
	}
	f, err := source.ParseJSON(refs.ManifestPath, data)
	var facts *atlas.Facts
	if err == nil {
		facts, err = atlas.ReadFacts(f)
	}
	if err != nil {
		why := err.Error()
		var e *source.Error
		if errors.As(err, &e) {
			short := *e
			short.Hint = ""
			why = short.Error()
		}
		c.add(CodeManifestUnreadable, at, issue{found: why, expected: "a manifest that can be read",
			message: "the manifest is none that can be read: %s", args: []any{why}})
		return
	}
	if !c.sameRun(facts) {
		return
	}
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
	if c.doc.RunID == "" || id.Value == c.doc.RunID {
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
		if r.Value != mine {
			c.add(code, at, issue{found: mine, expected: r.Value,
				message: "the document states the digest %s of the %s; the manifest records %s at %s", args: []any{mine, what, r.Value, r.Pointer}})
			return
		}
	}
}

// listed checks that the manifest lists every artifact with the same digest, and
// warns of those that only the manifest lists.
func (c *checker) listed(facts *atlas.Facts, digests map[string]map[string]string) {
	entries := map[string][]atlas.ArtifactFacts{}
	for _, a := range facts.Artifacts {
		if a.Path != "" {
			entries[a.Path] = append(entries[a.Path], a)
		}
	}
	mine := map[string]bool{}
	list := c.eachArtifact()
	for _, a := range list {
		mine[a.Path] = true
		if a.Path == "" || lexical(a.Path) != nil || !facts.ListsArtifacts || a.Path == c.doc.References.ManifestPath {
			continue // a manifest cannot hold its own digest
		}
		if found := entries[a.Path]; len(found) == 0 {
			c.add(CodeManifestUnlisted, a.at+"/path", issue{found: a.Path, expected: "an entry of the manifest",
				message: "the manifest does not list the artifact %s", args: []any{quote(a.Path)}})
		} else {
			c.sameArtifact(a, found, digests[a.Path])
		}
	}
	if !facts.ListsArtifacts && len(list) > 0 {
		c.add(CodeManifestNoArtifacts, "/references/manifest_path", issue{found: "no list of artifacts", expected: "an entry for each artifact",
			message: "the manifest lists no artifacts at all, so it confirms none of the %d that the document lists", args: []any{len(list)}})
	}
	for _, a := range facts.Artifacts {
		if a.Path != "" && a.Hash.Problem == "" && !mine[a.Path] {
			mine[a.Path] = true
			c.add(CodeManifestExtra, "/artifacts", issue{found: "no such artifact", expected: a.Path,
				message: "the manifest lists the artifact %s at %s, and the document does not", args: []any{quote(a.Path), a.Pointer}})
		}
	}
}

// sameArtifact compares an artifact with its entries in the manifest. Where the
// file shows that the manifest is right, the finding about the file has told.
func (c *checker) sameArtifact(a artifactRef, found []atlas.ArtifactFacts, is map[string]string) {
	mine := canonical(a.Hash)
	if mine == "" {
		return
	}
	for _, entry := range found {
		h := entry.Hash
		switch {
		case h.Problem != "":
			c.add(CodeManifestArtifact, a.at+"/hash", issue{found: mine, expected: clip(h.Value),
				message: "the manifest lists the artifact %s at %s without a digest that can be used: %s", args: []any{quote(a.Path), entry.Pointer, h.Problem}})
		case h.Value == mine, is[algorithm(h.Value)] == h.Value:
			continue
		case algorithm(h.Value) != algorithm(mine):
			c.add(CodeManifestArtifact, a.at+"/hash", issue{found: mine, expected: h.Value,
				message: "the digest of the artifact %s is %s; the manifest records another kind of digest, %s, at %s",
				args:    []any{quote(a.Path), mine, h.Value, h.Pointer}})
		default:
			c.add(CodeManifestArtifact, a.at+"/hash", issue{found: mine, expected: h.Value,
				message: "the document states the digest %s of the artifact %s; the manifest records %s at %s",
				args:    []any{mine, quote(a.Path), h.Value, h.Pointer}})
		}
		return
	}
}

// sameSteps compares the steps with those of the manifest: which there are, how
// they ended, when and in which order.
func (c *checker) sameSteps(facts *atlas.Facts) {
	if len(facts.Steps) == 0 {
		return
	}
	known := make(map[string]*atlas.StepFacts, len(facts.Steps))
	for i := range facts.Steps {
		s := &facts.Steps[i]
		known[s.ID] = s
		if _, there := c.index[s.ID]; !there {
			c.add(CodeManifestStep, "/steps", issue{found: "no such step", expected: s.ID,
				message: "the manifest knows step %s%s, and the document does not", args: []any{quote(s.ID), place(s.Pointer)}})
		}
	}
	c.manifestTimes("", "the run", c.runTimes, facts.Started, facts.Finished)
	previous := -1
	for i := range c.doc.Steps {
		step := &c.doc.Steps[i]
		theirs := known[step.StepID]
		if theirs == nil {
			if ran(step) {
				c.add(CodeManifestStep, stepAt(i)+"/step_id", issue{found: step.StepID, expected: "a step that the manifest knows",
					message: "step %s is %s, and the manifest does not know it", args: []any{quote(step.StepID), step.Status}})
			}
			continue
		}
		agrees := len(theirs.Statuses) == 0
		for _, status := range theirs.Statuses {
			agrees = agrees || status == step.Status
		}
		if !agrees {
			c.add(CodeManifestStatus, stepAt(i)+"/status", issue{found: string(step.Status), expected: string(theirs.Statuses[0]),
				message: "step %s is %s here and %s in the manifest%s",
				args:    []any{quote(step.StepID), step.Status, theirs.Statuses[0], place(theirs.Pointer)}})
		}
		c.manifestTimes(stepAt(i), "step "+quote(step.StepID), c.spans[i], theirs.Started, theirs.Finished)
		if !c.spans[i].started || theirs.Rank < 0 {
			continue
		}
		if previous >= 0 {
			c.manifestOrder(i, previous, theirs, known[c.doc.Steps[previous].StepID])
		}
		previous = i
	}
}

// manifestOrder compares the order of two steps with that of their events.
// Events may be logged a little out of turn when steps run side by side, so
// their times count as well.
func (c *checker) manifestOrder(i, previous int, theirs, before *atlas.StepFacts) {
	if theirs.Rank > before.Rank || before.Logged.Before(theirs.Logged) {
		return
	}
	mine, other := quote(c.doc.Steps[i].StepID), quote(c.doc.Steps[previous].StepID)
	c.add(CodeManifestOrder, stepAt(i)+"/step_id", issue{found: other + " before " + mine, expected: mine + " before " + other,
		message: "step %s stands after step %s; by the events of the manifest it started before", args: []any{mine, other}})
}

// tolerance is how far times of the document and of the manifest may lie apart:
// they can have been taken a moment apart, or be written less precisely.
const tolerance = time.Second

func (c *checker) manifestTimes(at, what string, mine span, started, finished []time.Time) {
	check := func(known bool, t time.Time, text, name, verb string, theirs []time.Time) {
		if !known || len(theirs) == 0 {
			return
		}
		var spelled []string
		for _, other := range theirs {
			if d := t.Sub(other); -tolerance <= d && d <= tolerance {
				return
			}
			spelled = append(spelled, other.Format(time.RFC3339Nano))
		}
		c.add(CodeManifestTimes, at+"/"+name, issue{found: text, expected: spelled[0],
			message: "%s %s at %s; by the manifest it was %s", args: []any{what, verb, text, strings.Join(spelled, " or ")}})
	}
	check(mine.started, mine.start, string(mine.startText), "started_at", "started", started)
	check(mine.ended, mine.end, string(mine.endText), "finished_at", "ended", finished)
}

package verify

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var (
	ruleManifestUnlisted = diag.Rule{
		ID: "verify-manifest-unlisted", Severity: diag.SeverityError,
		Summary:     "The manifest does not list an artifact.",
		Explanation: "Every artifact of the document is listed in the manifest under the same path. Paths of the manifest are taken relative to the run directory, also where it writes them absolute or with backslashes.",
		Example:     "an artifact of the document that the manifest's artifacts lack",
		Hint:        "add the artifact to the manifest, or remove what the run did not produce",
	}
	ruleManifestArtifact = diag.Rule{
		ID: "verify-manifest-artifact", Severity: diag.SeverityError,
		Summary:     "The manifest records an artifact differently.",
		Explanation: "Document and manifest list the same file with different digests, or the manifest without one, or they state different sizes; different producers are a warning. Digests of different kinds are compared through the file. When the file shows that the document is the one that is wrong, that is reported and not this.",
		Example:     "one path with two hashes",
		Hint:        "hash the file and correct the record that is wrong",
	}
	ruleManifestNoArtifacts = diag.Rule{
		ID: "verify-manifest-no-artifacts", Severity: diag.SeverityWarning,
		Summary:     "The manifest lists no artifacts at all.",
		Explanation: "The shape that engines write today has no list of artifacts, so the manifest confirms none of the document's; their files and digests were checked all the same.",
		Example:     `a manifest without "artifacts"`,
		Hint:        "use an engine that lists artifacts in the manifest",
	}
	ruleManifestExtra = diag.Rule{
		ID: "verify-manifest-extra", Severity: diag.SeverityWarning,
		Summary:     "The manifest lists an artifact that the document does not.",
		Explanation: "The document may have been made without it, or it was removed since.",
		Example:     "a manifest with two artifacts, a document with one",
		Hint:        "list the artifact in the document, too",
	}
)

// entriesOf sorts the artifacts of a manifest by each path that they may mean.
func entriesOf(facts *atlas.Facts) map[string][]*atlas.ArtifactFacts {
	if facts == nil {
		return nil
	}
	entries := map[string][]*atlas.ArtifactFacts{}
	for i := range facts.Artifacts {
		a := &facts.Artifacts[i]
		for _, path := range a.Readings {
			entries[path] = append(entries[path], a)
		}
	}
	return entries
}

// listed checks that the manifest lists every artifact with the same digest. It
// returns warnings of those that only the manifest lists.
func (c *checker) listed() (extra []*found) {
	facts, entries := c.facts, entriesOf(c.facts)
	used := map[*atlas.ArtifactFacts]bool{}
	// An artifact whose entry is missing, or was not looked for because of what is
	// wrong with its path, accounts for an entry that no artifact has.
	strays := 0
	list := c.eachArtifact()
	for _, a := range list {
		listed := entries[a.Path]
		for _, entry := range listed {
			used[entry] = true
		}
		lost := c.bad[a.at] || a.Path == "" || lexical(a.Path) != nil
		switch {
		case lost && len(listed) == 0:
			strays++
		case lost && !c.bad[a.at]:
		case a.Path == c.doc.References.ManifestPath: // a manifest cannot hold its own digest
		case len(listed) > 0:
			c.sameArtifact(a, listed)
		case facts.ListsArtifacts:
			strays++
			c.found(&ruleManifestUnlisted, a.at+"/path", issue{found: a.Path, expected: "an entry of the manifest",
				message: "the manifest does not list the artifact %s", args: []any{quote(a.Path)}})
		}
	}
	if !facts.ListsArtifacts && len(list) > 0 && len(used) == 0 {
		c.found(&ruleManifestNoArtifacts, "/references/manifest_path", issue{found: "no list of artifacts", expected: "an entry for each artifact",
			message: "the manifest lists no artifacts at all, so it confirms none of the %d that the document lists", args: []any{len(list)}})
	}
	told := map[string]bool{}
	for i := range facts.Artifacts {
		a := &facts.Artifacts[i]
		if a.Aside || a.Path == "" || a.Hash.Problem != "" || used[a] || told[a.Path] {
			continue
		}
		told[a.Path] = true
		if strays > 0 {
			strays--
			continue
		}
		extra = append(extra, newFound(&ruleManifestExtra, "/artifacts", issue{found: "no such artifact", expected: a.Path,
			message: "the manifest lists the artifact %s at %s, and the document does not", args: []any{quote(a.Path), a.Pointer}}).
			restsOn(subject{aspect: artifactList}))
	}
	return extra
}

// sameArtifact compares an artifact with its entries in the manifest, of which
// one has to bear it out. Where the file shows that the manifest is right, the
// finding about the file has told.
func (c *checker) sameArtifact(a artifactRef, listed []*atlas.ArtifactFacts) {
	if canonical(a.Hash) == "" {
		return
	}
	var first *issue
	var at string
	for _, entry := range listed {
		where, i := c.differs(a, entry, c.digests[a.Path])
		if i == nil {
			return
		}
		if first == nil {
			at, first = where, i
		}
	}
	c.found(&ruleManifestArtifact, a.at+at, *first).restsOn(named(artifactFile, a.at))
}

// differs says what an entry of the manifest states otherwise of an artifact.
func (c *checker) differs(a artifactRef, entry *atlas.ArtifactFacts, is map[string]string) (at string, i *issue) {
	mine, h := canonical(a.Hash), entry.Hash
	switch {
	case h.Problem != "":
		return "/hash", &issue{found: mine, expected: clip(h.Value),
			message: "the manifest lists the artifact %s at %s without a digest that can be used: %s", args: []any{quote(a.Path), entry.Pointer, h.Problem}}
	case h.Value == mine, is[algorithm(h.Value)] == h.Value:
	default:
		return "/hash", &issue{found: mine, expected: h.Value,
			message: "the document states the digest %s of the artifact %s; the manifest records %s at %s",
			args:    []any{mine, quote(a.Path), h.Value, h.Pointer}}
	}
	if a.SizeBytes != nil && entry.Size != nil && *a.SizeBytes != *entry.Size {
		return "/size_bytes", &issue{found: decimal(*a.SizeBytes), expected: decimal(*entry.Size),
			message: "the document states %d bytes for the artifact %s; the manifest records %d at %s",
			args:    []any{*a.SizeBytes, quote(a.Path), *entry.Size, entry.Pointer}}
	}
	by := ""
	switch {
	case a.ProducedBy != nil:
		by = *a.ProducedBy
	case a.step >= 0:
		by = c.doc.Steps[a.step].StepID
	}
	if by != "" && entry.ProducedBy != "" && by != entry.ProducedBy {
		where := "/produced_by"
		if a.ProducedBy == nil {
			where = ""
		}
		return where, &issue{found: by, expected: entry.ProducedBy, severity: diag.SeverityWarning,
			message: "the artifact %s is produced by step %s; the manifest records step %s at %s",
			args:    []any{quote(a.Path), quote(by), quote(entry.ProducedBy), entry.Pointer}}
	}
	return "", nil
}

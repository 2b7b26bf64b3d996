package verify

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

var (
	// RuleRoot is a run directory that cannot be used.
	RuleRoot = diag.Rule{
		ID: "verify-root", Severity: diag.SeverityError,
		Summary:     "The run directory cannot be used, so no evidence was checked.",
		Explanation: "What was named as the directory of the run does not exist, is not a directory or may not be read.",
		Example:     "runresult verify run.json --root no-such-directory",
		Hint:        "name the directory that the paths of the document are relative to",
	}
	ruleReference = diag.Rule{
		ID: "verify-reference", Severity: diag.SeverityError,
		Summary:     "The config or the contract is not where the document says.",
		Explanation: "config_path and contract_path are optional; where they are given, a regular file stands there, inside the run directory. Their digests are of a canonical form, not of the files, so the bytes are not compared.",
		Example:     `"config_path": "config.effective.json" without that file`,
		Hint:        "restore the file, or correct the path",
	}
)

// evidence is what is known of the run directory.
type evidence struct {
	runDir *runDir // nil without one
	lacks  error   // why it cannot be used

	facts *atlas.Facts // what the manifest states, nil when there is nothing to compare with
	// altered is the finding that the manifest does not have the digest which the
	// document states, unread that it cannot be read; nil when there is none.
	altered, unreadable *found

	// digests are those of the artifacts as they are, by path and algorithm; bad
	// are the places of artifacts whose file is not as stated.
	digests map[string]map[string]string
	bad     map[string]bool
}

// open opens the run directory and reads the manifest in it.
func (c *checker) open() {
	if c.opt.Root == "" {
		return
	}
	if c.runDir == nil {
		if c.runDir, c.lacks = openRunDir(c.opt.Root); c.lacks != nil {
			return
		}
	}
	c.readManifest()
}

func (c *checker) close() {
	if c.runDir != nil {
		c.runDir.close()
	}
}

// directory checks that the run directory can be used.
func (c *checker) directory() {
	if c.lacks != nil {
		c.found(&RuleRoot, "", issue{found: c.lacks.Error(), expected: "a directory that can be read",
			message: "the run directory %s cannot be used: %v; expected a directory that can be read", args: []any{quote(c.opt.Root), c.lacks}})
	}
}

// pathRef is a place of the document that names a file.
type pathRef struct {
	at, path string
}

// lexicalPaths finds paths whose text already leads out of the run directory. The
// schema refuses them too; this says why.
func (c *checker) lexicalPaths() {
	check := func(rule *diag.Rule, p pathRef, what string) {
		bad := lexical(p.path)
		if p.path == "" || bad == nil {
			return
		}
		c.found(rule, p.at, issue{found: p.path, expected: "a path inside the run directory",
			message: "the path of %s, %s, %s; expected a path inside the run directory", args: []any{what, quote(p.path), bad.detail}}).
			doubt(named(schemaWords, p.at))
	}
	for _, a := range c.eachArtifact() {
		check(&ruleArtifactEscape, pathRef{a.at + "/path", a.Path}, "the artifact")
	}
	refs := &c.doc.References
	check(&ruleManifestEscape, pathRef{"/references/manifest_path", refs.ManifestPath}, "the manifest")
	for _, r := range references(refs) {
		check(&ruleReference, r, "the file")
	}
}

// references lists the optional files that the references name.
func references(refs *runresultv1.References) []pathRef {
	var out []pathRef
	if refs.ConfigPath != nil {
		out = append(out, pathRef{"/references/config_path", *refs.ConfigPath})
	}
	if refs.ContractPath != nil {
		out = append(out, pathRef{"/references/contract_path", *refs.ContractPath})
	}
	return out
}

// referenced checks that the config and the contract are where the document says.
// Their digests are of a canonical serialisation, not of the files.
func (c *checker) referenced() {
	if c.runDir == nil {
		return
	}
	for _, r := range references(&c.doc.References) {
		if r.path == "" || lexical(r.path) != nil {
			continue
		}
		info, _, bad := c.runDir.stat(r.path)
		if bad == nil {
			f, refused := c.runDir.open(r.path, info)
			if refused == nil {
				_ = f.Close()
			}
			bad = refused
		}
		if bad != nil {
			c.found(&ruleReference, r.at, issue{found: bad.detail, expected: "a regular file inside the run directory",
				message: "%s %s", args: []any{quote(r.path), bad.detail}})
		}
	}
}

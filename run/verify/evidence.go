package verify

import (
	"sync"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// evidence checks the files of the run directory, and the manifest among them.
func (c *checker) evidence() {
	paths := c.lexicalPaths()
	if c.opt.Root == "" {
		return
	}
	if c.runDir == nil {
		dir, err := openRunDir(c.opt.Root)
		if err != nil {
			c.add(CodeRoot, "", issue{found: err.Error(), expected: "a directory that can be read",
				message: "the run directory %s cannot be used: %v; expected a directory that can be read", args: []any{quote(c.opt.Root), err}})
			return
		}
		defer dir.close()
		c.runDir = dir
	}
	c.referenced()
	m := c.readManifest()
	digests := c.artifactFiles(paths, m.facts)
	if c.out.Err == nil {
		c.manifest(m, digests)
	}
}

// pathRef is a place of the document that names a file.
type pathRef struct {
	at, path string
}

// lexicalPaths reports paths whose text already leads out of the run directory,
// and returns them. The schema refuses them too; this says why.
func (c *checker) lexicalPaths() map[string]bool {
	var out map[string]bool
	check := func(code string, p pathRef, what string) {
		bad := lexical(p.path)
		if p.path == "" || bad == nil {
			return
		}
		if out == nil {
			out = map[string]bool{}
		}
		out[p.path] = true
		c.covers(p.at, coverAll)
		c.add(code, p.at, issue{found: p.path, expected: "a path inside the run directory",
			message: "the path of %s, %s, %s; expected a path inside the run directory", args: []any{what, quote(p.path), bad.detail}})
	}
	for _, a := range c.eachArtifact() {
		check(CodeArtifactEscape, pathRef{a.at + "/path", a.Path}, "the artifact")
	}
	refs := &c.doc.References
	check(CodeManifestEscape, pathRef{"/references/manifest_path", refs.ManifestPath}, "the manifest")
	for _, r := range references(refs) {
		check(CodeReference, r, "the file")
	}
	return out
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
			c.add(CodeReference, r.at, issue{found: bad.detail, expected: "a regular file inside the run directory",
				message: "%s %s", args: []any{quote(r.path), bad.detail}})
		}
	}
}

// artifactFiles checks that every artifact is there, and its size and digest. It
// returns the digests of the files as they are: path, then algorithm. Those that
// the manifest states of a file are computed as well, so that a file may have one
// kind of digest in the document and another in the manifest.
func (c *checker) artifactFiles(skip map[string]bool, facts *atlas.Facts) map[string]map[string]string {
	list := c.eachArtifact()
	var entries map[string][]*atlas.ArtifactFacts
	if facts != nil {
		entries = entriesOf(facts)
	}
	type seen struct {
		size int64
		bad  *trouble
		work map[string]*work // by algorithm
	}
	files := map[string]*seen{}
	var todo []*work
	var total int64
	for _, a := range list {
		if a.Path == "" || skip[a.Path] || c.ctx.Err() != nil {
			continue
		}
		f := files[a.Path]
		if f == nil {
			f = &seen{}
			files[a.Path] = f
			info, link, bad := c.runDir.stat(a.Path)
			f.bad = bad
			if bad == nil {
				f.size, f.work = info.Size(), map[string]*work{}
				f.work[""] = &work{info: info}
				if link {
					c.add(CodeLintSymlink, a.at+"/path", issue{found: "a symbolic link", expected: "a regular file",
						message: "%s is, or lies behind, a symbolic link to a file of the run; copying or packing the run may lose it", args: []any{quote(a.Path)}})
				}
			}
		}
		digest := canonical(a.Hash)
		if f.bad != nil || digest == "" || a.SizeBytes != nil && *a.SizeBytes != f.size {
			continue
		}
		need := func(name string) {
			if f.work[name] == nil {
				w := &work{path: a.Path, algorithm: name, info: f.work[""].info}
				f.work[name] = w
				todo = append(todo, w)
				total += f.size
			}
		}
		need(algorithm(digest))
		for _, entry := range entries[a.Path] {
			if entry.Hash.Problem == "" {
				need(algorithm(entry.Hash.Value))
			}
		}
	}
	c.out.Err = c.runDir.hashAll(c.ctx, c.opt.Jobs, todo, c.progress(total))
	if c.out.Err != nil {
		return nil
	}
	digests := map[string]map[string]string{}
	for path, f := range files {
		c.out.Files++
		for name, w := range f.work {
			if w.digest == "" {
				continue
			}
			c.out.Bytes += f.size
			if digests[path] == nil {
				digests[path] = map[string]string{}
			}
			digests[path][name] = w.digest
		}
	}
	for _, a := range list {
		f := files[a.Path]
		if f == nil {
			continue
		}
		digest := canonical(a.Hash)
		w := f.work[algorithm(digest)]
		switch {
		case f.bad != nil:
			c.badArtifact(a, f.bad)
		case a.SizeBytes != nil && *a.SizeBytes != f.size:
			c.tellEvidence(a.at)
			c.add(CodeArtifactSize, a.at+"/size_bytes", issue{found: decimal(f.size), expected: decimal(*a.SizeBytes),
				message: "%s has %d bytes; the document states %d", args: []any{quote(a.Path), f.size, *a.SizeBytes}})
		case digest == "" || w == nil:
		case w.bad != nil:
			c.badArtifact(a, w.bad)
		case w.digest != digest:
			c.tellEvidence(a.at)
			c.add(CodeArtifactHash, a.at+"/hash", issue{found: w.digest, expected: digest,
				message: "the digest of %s is %s; the document states %s", args: []any{quote(a.Path), w.digest, digest}})
		}
	}
	return digests
}

// tellEvidence notes that the file of an artifact has a finding, which accounts
// for what else is wrong with it.
func (c *checker) tellEvidence(at string) {
	if c.evidenceTold == nil {
		c.evidenceTold = map[string]bool{}
	}
	c.evidenceTold[at] = true
}

// progress returns what tells the caller about bytes that were hashed.
func (c *checker) progress(total int64) func(n int64) {
	tell := c.opt.Progress
	if tell == nil {
		return func(int64) {}
	}
	var lock sync.Mutex
	var done int64
	return func(n int64) {
		lock.Lock()
		defer lock.Unlock()
		done += n
		tell(done, total)
	}
}

// badArtifact reports an artifact that cannot be read as it should.
func (c *checker) badArtifact(a artifactRef, bad *trouble) {
	code, expected, hint := CodeArtifactUnreadable, "a file that can be read", ""
	c.tellEvidence(a.at)
	switch bad.kind {
	case missing:
		code, expected = CodeArtifactMissing, "a regular file"
	case variant:
		code, expected = CodeArtifactCase, a.Path
		hint = "rename " + quote(bad.other) + " to " + quote(a.Path) + ", or write the path as the file is called"
	case escapes:
		code, expected = CodeArtifactEscape, "a file inside the run directory"
	case irregular:
		code, expected = CodeArtifactNotRegular, "a regular file"
	case changed:
		code, expected = CodeArtifactChanged, "a file that nobody writes any more"
	}
	c.add(code, a.at+"/path", issue{found: bad.detail, expected: expected, hint: hint,
		message: "the artifact %s %s; expected %s", args: []any{quote(a.Path), bad.detail, expected}})
}

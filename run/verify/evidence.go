package verify

import (
	"io/fs"
	"sync"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/run/atlas"
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

// checkEvidence checks the files of the run directory, and the manifest among
// them.
func (c *checker) checkEvidence() {
	paths := c.lexicalPaths()
	if c.lacks != nil {
		c.found(CodeRoot, "", issue{found: c.lacks.Error(), expected: "a directory that can be read",
			message: "the run directory %s cannot be used: %v; expected a directory that can be read", args: []any{quote(c.opt.Root), c.lacks}})
	}
	if c.runDir == nil {
		return
	}
	c.referenced()
	if c.unreadable != nil {
		c.note(c.unreadable)
	}
	c.artifactFiles(paths)
	if c.out.Err == nil && c.facts != nil {
		c.compare()
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
		c.found(code, p.at, issue{found: p.path, expected: "a path inside the run directory",
			message: "the path of %s, %s, %s; expected a path inside the run directory", args: []any{what, quote(p.path), bad.detail}}).
			doubt(named(schemaWords, p.at))
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
			c.found(CodeReference, r.at, issue{found: bad.detail, expected: "a regular file inside the run directory",
				message: "%s %s", args: []any{quote(r.path), bad.detail}})
		}
	}
}

// theFile is what is known of the file of an artifact.
type theFile struct {
	info fs.FileInfo
	bad  *trouble
	work map[string]*work // by algorithm
}

func (f *theFile) size() int64 { return f.info.Size() }

// artifactFiles checks that every artifact is there, and its size and digest.
func (c *checker) artifactFiles(skip map[string]bool) {
	list := c.eachArtifact()
	files := map[string]*theFile{}
	for _, a := range list {
		if a.Path == "" || skip[a.Path] || c.ctx.Err() != nil || files[a.Path] != nil {
			continue
		}
		info, link, bad := c.runDir.stat(a.Path)
		files[a.Path] = &theFile{info: info, bad: bad, work: map[string]*work{}}
		if link && bad == nil {
			c.found(CodeLintSymlink, a.at+"/path", issue{found: "a symbolic link", expected: "a regular file",
				message: "%s is, or lies behind, a symbolic link to a file of the run; copying or packing the run may lose it", args: []any{quote(a.Path)}})
		}
	}
	if c.hashFiles(list, files); c.out.Err != nil {
		return
	}
	for _, a := range list {
		if f := files[a.Path]; f != nil {
			c.artifactFile(a, f)
		}
	}
}

// hashFiles computes the digests of the files as they are. Those that the
// manifest states of a file are computed as well, so that a file may have one
// kind of digest in the document and another in the manifest.
func (c *checker) hashFiles(list []artifactRef, files map[string]*theFile) {
	entries := entriesOf(c.facts)
	var todo []*work
	var total int64
	for _, a := range list {
		f, digest := files[a.Path], canonical(a.Hash)
		if f == nil || f.bad != nil || digest == "" || a.SizeBytes != nil && *a.SizeBytes != f.size() {
			continue
		}
		need := func(name string) {
			if f.work[name] == nil {
				w := &work{path: a.Path, algorithm: name, info: f.info}
				f.work[name] = w
				todo = append(todo, w)
				total += f.size()
			}
		}
		need(algorithm(digest))
		for _, entry := range entries[a.Path] {
			if entry.Hash.Problem == "" {
				need(algorithm(entry.Hash.Value))
			}
		}
	}
	if c.out.Err = c.runDir.hashAll(c.ctx, c.opt.Jobs, todo, c.progress(total)); c.out.Err != nil {
		return
	}
	c.digests = map[string]map[string]string{}
	for path, f := range files {
		c.out.Files++
		digests := map[string]string{}
		for name, w := range f.work {
			if w.digest != "" {
				c.out.Bytes += f.size()
				digests[name] = w.digest
			}
		}
		c.digests[path] = digests
	}
}

// artifactFile checks an artifact against its file.
func (c *checker) artifactFile(a artifactRef, f *theFile) {
	digest := canonical(a.Hash)
	w := f.work[algorithm(digest)]
	switch {
	case f.bad != nil:
		c.badArtifact(a, f.bad)
	case a.SizeBytes != nil && *a.SizeBytes != f.size():
		c.badFile(CodeArtifactSize, a, "/size_bytes", issue{found: decimal(f.size()), expected: decimal(*a.SizeBytes),
			message: "%s has %d bytes; the document states %d", args: []any{quote(a.Path), f.size(), *a.SizeBytes}})
	case digest == "" || w == nil:
	case w.bad != nil:
		c.badArtifact(a, w.bad)
	case w.digest != digest:
		c.badFile(CodeArtifactHash, a, "/hash", issue{found: w.digest, expected: digest,
			message: "the digest of %s is %s; the document states %s", args: []any{quote(a.Path), w.digest, digest}})
	}
}

// badFile tells what is wrong with the file of an artifact, which accounts for
// what else is wrong with the artifact.
func (c *checker) badFile(code string, a artifactRef, member string, i issue) {
	mark(&c.bad, a.at)
	c.found(code, a.at+member, i).doubt(named(artifactFile, a.at))
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
	c.badFile(code, a, "/path", issue{found: bad.detail, expected: expected, hint: hint,
		message: "the artifact %s %s; expected %s", args: []any{quote(a.Path), bad.detail, expected}})
}

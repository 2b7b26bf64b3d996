package verify

import (
	"io/fs"
	"sync"

	"github.com/atlas-dataflow/runresult/diag"
)

var (
	ruleArtifactMissing = diag.Rule{
		ID: "verify-artifact-missing", Severity: diag.SeverityError,
		Summary:     "An artifact is not there.",
		Explanation: "The path, relative to the run directory, leads to no file.",
		Example:     `"path": "models/forest.joblib" without that file`,
		Hint:        "restore the file, or correct the path",
	}
	ruleArtifactCase = diag.Rule{
		ID: "verify-artifact-case", Severity: diag.SeverityError,
		Summary:     "An artifact is there under a name that differs in case or Unicode form.",
		Explanation: "File systems disagree about which names are the same. The document has to spell the name exactly as the file does, so that every system finds it.",
		Example:     `"path": "Model.bin" for the file model.bin`,
		Hint:        "spell the path as the file is called",
	}
	ruleArtifactEscape = diag.Rule{
		ID: "verify-artifact-escape", Severity: diag.SeverityError,
		Summary:     "The path of an artifact leads out of the run directory.",
		Explanation: "A path is relative, without \"..\", and no symbolic link on it may lead outside. Such a file is not read.",
		Example:     `"path": "../other/model.bin"`,
		Hint:        "copy the file into the run directory and list it there",
	}
	ruleArtifactNotRegular = diag.Rule{
		ID: "verify-artifact-not-regular", Severity: diag.SeverityError,
		Summary:     "An artifact is not a regular file.",
		Explanation: "Directories, FIFOs, sockets and devices have no bytes to vouch for. They are not opened.",
		Example:     `"path": "models" for a directory`,
		Hint:        "list the files one by one, or pack them into one file",
	}
	ruleArtifactUnreadable = diag.Rule{
		ID: "verify-artifact-unreadable", Severity: diag.SeverityError,
		Summary:     "An artifact cannot be read.",
		Explanation: "The file is there, but permissions, a circle of symbolic links or an error of the disk keep it from being read, so its digest is not known.",
		Example:     "a file of another user with mode 0600",
		Hint:        "grant the right to read the file, or verify as a user who has it",
	}
	ruleArtifactSize = diag.Rule{
		ID: "verify-artifact-size", Severity: diag.SeverityError,
		Summary:     "An artifact does not have the size that is stated.",
		Explanation: "size_bytes is the number of bytes of the file. As they differ, the digest is not computed.",
		Example:     `"size_bytes": 48213 for a file of 48214 bytes`,
		Hint:        "restore the file that the run wrote, or record it anew",
	}
	ruleArtifactHash = diag.Rule{
		ID: "verify-artifact-hash", Severity: diag.SeverityError,
		Summary:     "An artifact does not have the digest that is stated.",
		Explanation: "The bytes of the file are not those that were hashed when the run recorded it. A digest without a prefix is SHA-256.",
		Example:     "a file of which one byte was changed",
		Hint:        "restore the file that the run wrote, or record it anew",
	}
	ruleArtifactChanged = diag.Rule{
		ID: "verify-artifact-changed", Severity: diag.SeverityError,
		Summary:     "An artifact changed while it was read.",
		Explanation: "Its size, its time of change or the file itself was another one after reading than before, so that no digest speaks for it.",
		Example:     "a log that is still being written",
		Hint:        "verify again when nothing writes to the run directory any more",
	}
	ruleLintSymlink = diag.Rule{
		ID: "lint-symlink", Severity: diag.SeverityWarning,
		Summary:     "An artifact is a symbolic link, or lies behind one.",
		Explanation: "It leads to a regular file inside the run directory and was checked, but tools that copy or pack a run may leave out either of the two.",
		Example:     "models/latest.bin -> models/3.bin",
		Hint:        "list the file that the link leads to",
	}
)

// theFile is what is known of the file of an artifact.
type theFile struct {
	info fs.FileInfo
	bad  *trouble
	work map[string]*work // by algorithm
}

func (f *theFile) size() int64 { return f.info.Size() }

// artifactFiles checks that every artifact is there, and its size and digest.
func (c *checker) artifactFiles() {
	if c.runDir == nil {
		return
	}
	list := c.eachArtifact()
	files := map[string]*theFile{}
	for _, a := range list {
		if a.Path == "" || lexical(a.Path) != nil || c.ctx.Err() != nil || files[a.Path] != nil {
			continue
		}
		info, link, bad := c.runDir.stat(a.Path)
		files[a.Path] = &theFile{info: info, bad: bad, work: map[string]*work{}}
		if link && bad == nil {
			c.found(&ruleLintSymlink, a.at+"/path", issue{found: "a symbolic link", expected: "a regular file",
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
		c.badFile(&ruleArtifactSize, a, "/size_bytes", issue{found: decimal(f.size()), expected: decimal(*a.SizeBytes),
			message: "%s has %d bytes; the document states %d", args: []any{quote(a.Path), f.size(), *a.SizeBytes}})
	case digest == "" || w == nil:
	case w.bad != nil:
		c.badArtifact(a, w.bad)
	case w.digest != digest:
		c.badFile(&ruleArtifactHash, a, "/hash", issue{found: w.digest, expected: digest,
			message: "the digest of %s is %s; the document states %s", args: []any{quote(a.Path), w.digest, digest}})
	}
}

// badFile tells what is wrong with the file of an artifact, which accounts for
// what else is wrong with the artifact.
func (c *checker) badFile(rule *diag.Rule, a artifactRef, member string, i issue) {
	mark(&c.bad, a.at)
	c.found(rule, a.at+member, i).doubt(named(artifactFile, a.at))
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
	rule, expected, hint := &ruleArtifactUnreadable, "a file that can be read", ""
	switch bad.kind {
	case missing:
		rule, expected = &ruleArtifactMissing, "a regular file"
	case variant:
		rule, expected = &ruleArtifactCase, a.Path
		hint = "rename " + quote(bad.other) + " to " + quote(a.Path) + ", or write the path as the file is called"
	case escapes:
		rule, expected = &ruleArtifactEscape, "a file inside the run directory"
	case irregular:
		rule, expected = &ruleArtifactNotRegular, "a regular file"
	case changed:
		rule, expected = &ruleArtifactChanged, "a file that nobody writes any more"
	}
	c.badFile(rule, a, "/path", issue{found: bad.detail, expected: expected, hint: hint,
		message: "the artifact %s %s; expected %s", args: []any{quote(a.Path), bad.detail, expected}})
}

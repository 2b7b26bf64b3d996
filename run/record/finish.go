package record

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
)

// ErrArtifacts is what an error of Finish or Close wraps when the document is in
// place and artifacts that it names are not any more what was recorded.
var ErrArtifacts = errors.New("artifacts are not as they were recorded")

// Finish ends the run, writes its document and returns it. When writing fails,
// Finish may be called again: what it writes stays the same. Called after it
// succeeded, it returns the same once more.
//
// The document says what the artifacts were when they were recorded. One that is
// gone since, or has another size, is no reason to write no document, but
// verification will refuse it: the error, which wraps ErrArtifacts, names it.
func (r *Run) Finish() (runresultv1.RunResult, error) { return r.end(&ending{kind: finished}) }

// Close ends a run that Finish did not: its document says that it was
// interrupted. It is meant to be deferred, directly and not in a function of its
// own, because then the document also says which panic ended the run; the panic
// goes on afterwards. After Finish it does nothing.
func (r *Run) Close() error {
	if cause := recover(); cause != nil {
		_, _ = r.end(&ending{kind: panicked, cause: cause}) // the panic is what has to be heard
		panic(cause)
	}
	_, err := r.end(&ending{kind: closed})
	return err
}

// CloseTo is Close for functions with an error as named result, and as strict
// about being deferred directly:
//
//	defer r.CloseTo(&err)
//
// An error that the function returns before Finish is recorded as that of the
// run, as Fail does, and an error of closing is joined with the one returned.
func (r *Run) CloseTo(err *error) {
	if cause := recover(); cause != nil {
		_, _ = r.end(&ending{kind: panicked, cause: cause}) // the panic is what has to be heard
		panic(cause)
	}
	if *err != nil {
		_ = r.Fail(*err) // refused after Finish, which had no trouble or told it
	}
	if _, closing := r.end(&ending{kind: closed}); closing != nil {
		*err = errors.Join(*err, closing)
	}
}

// Checkpoint writes a document of the run as it stands, which says that the run
// was interrupted: it is there for the case that no later one comes.
//
// It writes the whole document and the manifest, checks them and waits until they
// are on the disk: a few milliseconds for a run of some steps, and about a
// hundredth of a second more for every thousand steps. Other calls wait for a
// small part of that only. With Options.Checkpoint, the call that begins or ends
// a step when a document is due takes that much longer.
func (r *Run) Checkpoint() error {
	r.writing.Lock()
	defer r.writing.Unlock()
	return errors.Join(r.checkpoint())
}

// tick writes a checkpoint when one is due and no other is being written.
func (r *Run) tick() {
	if r.opt.Checkpoint == 0 || !r.writing.TryLock() {
		return
	}
	defer r.writing.Unlock()
	if r.saved.IsZero() || time.Since(r.saved) >= r.opt.Checkpoint {
		_, _ = r.checkpoint() // Finish reports what keeps failing
	}
}

// checkpoint is Checkpoint for who holds writing. It tells apart what is the
// matter with the manifest and what with the document.
func (r *Run) checkpoint() (manifest, document error) {
	r.mu.Lock()
	if r.final != nil {
		r.mu.Unlock()
		return nil, ErrFinished
	}
	doc := r.build(&ending{kind: goingOn})
	r.mu.Unlock()
	manifest, document = r.write(&doc, false)
	r.saved = time.Now()
	return manifest, document
}

// end freezes the document, the first time, and writes it, until that worked.
func (r *Run) end(e *ending) (runresultv1.RunResult, error) {
	r.unhook()
	r.writing.Lock()
	defer r.writing.Unlock()
	r.mu.Lock()
	if r.final == nil {
		doc := r.build(e)
		r.final = &doc
	}
	r.mu.Unlock()
	if r.written {
		if e.kind != finished {
			return runresultv1.RunResult{}, nil // Finish has told already
		}
		return r.final.Clone(), r.lost
	}
	if err := errors.Join(r.write(r.final, true)); err != nil {
		return r.final.Clone(), err
	}
	r.written, r.lost = true, r.missing()
	_ = r.root.Close() // nothing was written through it that could be lost
	return r.final.Clone(), r.lost
}

// write puts the manifest, if it is ours to make, and the document in place.
// The document is written even when the manifest cannot be.
//
// Both are made ready first and then renamed one after the other, so that it
// takes a crash between two renamings to leave a manifest that is newer than the
// document. Only the last document holds the digest of the manifest: it is the
// only one that no later manifest can come to stand beside.
func (r *Run) write(doc *runresultv1.RunResult, last bool) (failed, err error) {
	manifest, hash, failed := r.manifest(doc)
	if manifest != nil {
		defer manifest.Abort() // does nothing after Commit
	}
	doc.References.ManifestHash = nil
	if last && failed == nil {
		doc.References.ManifestHash = optional(hash)
	}
	document, err := r.document(doc)
	if err != nil {
		return failed, err
	}
	defer func() { document.Abort() }()
	if manifest != nil {
		if failed = manifest.Commit(); failed != nil && last {
			document.Abort() // it holds the digest of a manifest that is not there
			doc.References.ManifestHash = nil
			again, err := r.document(doc)
			if err != nil {
				return failed, err
			}
			document = again
		}
	}
	return failed, document.Commit()
}

// document makes the document ready to be put in place.
func (r *Run) document(doc *runresultv1.RunResult) (*atomicfile.Writer, error) {
	// The buffer is as large as the last one turned out to be.
	compact := doc.AppendJSON(make([]byte, 0, r.size+r.size/8))
	r.size = len(compact)
	if _, err := runresultv1.UnmarshalRunResult(compact); err != nil {
		return nil, fmt.Errorf("the recorder made a document that is not valid, which is a defect; it was not written: %w", err)
	}
	return r.stage(r.opt.Name, append(indent(compact), '\n'))
}

// manifest makes the manifest ready, or looks at the engine's own, and returns
// its digest; "" when there is none.
func (r *Run) manifest(doc *runresultv1.RunResult) (w *atomicfile.Writer, hash string, err error) {
	if r.opt.Manifest == nil {
		hash, _, err = r.hash(r.opt.ManifestPath)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, "", nil
		}
	} else {
		var data []byte
		if data, err = r.makeManifest(doc); err == nil {
			hash = Digest(data)
			w, err = r.stage(r.opt.ManifestPath, data)
		}
	}
	if err != nil {
		return nil, "", fmt.Errorf("the manifest %s: %w", quote(r.opt.ManifestPath), err)
	}
	return w, hash, nil
}

// makeManifest keeps a mistake in the engine's function from costing the
// document.
func (r *Run) makeManifest(doc *runresultv1.RunResult) (data []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("Options.Manifest panicked: %v", cause)
		}
	}()
	given := doc.Clone()
	return r.opt.Manifest(&given)
}

// stage makes a file of the run directory ready to be put in place. Links that
// lead out of the directory are refused.
func (r *Run) stage(name string, data []byte) (*atomicfile.Writer, error) {
	local := filepath.FromSlash(name)
	if dir := path.Dir(name); dir != "." {
		if err := r.root.MkdirAll(filepath.FromSlash(dir), 0o777); err != nil {
			return nil, err
		}
	}
	if _, err := r.root.Stat(local); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	w, err := atomicfile.Create(filepath.Join(r.opt.Dir, local))
	if err != nil {
		return nil, err
	}
	if _, err = w.Write(data); err == nil {
		err = w.Prepare()
	}
	if err != nil {
		w.Abort()
		return nil, err
	}
	return w, nil
}

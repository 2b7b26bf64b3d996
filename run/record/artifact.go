package record

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

const (
	hashPrefix = "sha256:"
	// emptyHash is the digest of no bytes.
	emptyHash = hashPrefix + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
)

// Digest returns the SHA-256 digest of data as a RunResult spells it.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hashPrefix + hex.EncodeToString(sum[:])
}

// Artifact is a file of the run that is to be recorded.
type Artifact struct {
	// Path is where the file is: relative to the run directory, with / between
	// its parts and no part that is "..", or absolute and below it. It is
	// recorded in its shortest form: "./out//f" is "out/f".
	Path string
	// Name is its logical name, unique among the artifacts of its step or of the
	// run; empty means the last part of Path.
	Name string
	// Type is model, preprocess, bundle, report, metrics, payload, log or
	// another word; empty means other.
	Type string
	// MediaType is the IANA media type, and may be empty.
	MediaType string
	// ProducedBy is the step that made an artifact of the run, and may be empty.
	// Artifacts of a step are produced by it.
	ProducedBy string
}

// Artifact records a file that the step produced, and returns what is recorded.
// The file is hashed now, so it has to be complete and stay as it is; calls may
// run side by side. A file may be recorded any number of times, by several steps
// and by the run, as long as it is the same: one path cannot hold two contents,
// and a path that comes back with another digest is refused with a *UsageError.
func (s *Step) Artifact(a Artifact) (runresultv1.Artifact, error) {
	if a.ProducedBy == "" {
		a.ProducedBy = s.id
	}
	return s.run.artifact(a, s.about(), func() (*[]runresultv1.Artifact, error) {
		switch {
		case !s.planned:
			return nil, misuse(s.about(), "plan the step first", "it is not planned")
		case a.ProducedBy != s.id:
			return nil, misuse(s.about(), "add the artifact to that step, or to the run", "its artifact is said to be produced by %q", a.ProducedBy)
		case !s.started:
			return nil, misuse(s.about(), "call Start before the work begins", "it has not started, so it produced no artifact")
		}
		return &s.doc.Artifacts, nil
	})
}

// Artifact records a file of the run as a whole; see Step.Artifact.
func (r *Run) Artifact(a Artifact) (runresultv1.Artifact, error) {
	return r.artifact(a, "the run", func() (*[]runresultv1.Artifact, error) {
		if a.ProducedBy != "" && r.byID[a.ProducedBy] == nil {
			return nil, misuse("artifact "+quote(a.Path), "name a step of the plan", "it is said to be produced by %q, which is not planned", a.ProducedBy)
		}
		return &r.artifacts, nil
	})
}

// content is what was found under a path, and who recorded it first.
type content struct {
	hash string
	size int64
	by   string
}

// artifact hashes a file, without holding anything up, and adds it to the list
// that list returns.
func (r *Run) artifact(a Artifact, by string, list func() (*[]runresultv1.Artifact, error)) (runresultv1.Artifact, error) {
	about := "artifact " + quote(a.Path)
	out, err := r.named(about, a)
	if err != nil {
		return out, err
	}
	add := func(really bool) func() error {
		return func() error {
			to, err := list()
			if err != nil {
				return err
			}
			if slices.ContainsFunc(*to, func(b runresultv1.Artifact) bool { return b.Name == out.Name }) {
				return misuse(about, "give it another name", "an artifact named %q stands in the same list already", out.Name)
			}
			if !really {
				return nil
			}
			// A document that holds two digests of one path contradicts itself,
			// and every check of it against the file fails.
			switch old, known := r.paths[out.Path]; {
			case !known:
				r.paths[out.Path] = content{out.Hash, *out.SizeBytes, by}
			case old.hash != out.Hash:
				return misuse(about, "write it under another path", "it was recorded by %s with another digest, and a document cannot hold both", old.by)
			}
			*to = append(*to, out)
			return nil
		}
	}
	if err := r.change(add(false)); err != nil {
		return runresultv1.Artifact{}, err
	}
	hash, size, err := r.hash(out.Path)
	if err != nil {
		if r.change(func() error { return nil }) != nil {
			err = ErrFinished // the directory was closed meanwhile
		}
		return runresultv1.Artifact{}, fmt.Errorf("%s: %w", about, r.inWords(out.Path, err))
	}
	out.Hash, out.SizeBytes = hash, &size
	if err := r.change(add(true)); err != nil {
		return runresultv1.Artifact{}, err
	}
	return out.Clone(), nil
}

// named is the artifact without what its file says.
func (r *Run) named(about string, a Artifact) (runresultv1.Artifact, error) {
	if filepath.IsAbs(a.Path) {
		rel, err := filepath.Rel(r.opt.Dir, a.Path)
		if err != nil || !filepath.IsLocal(rel) {
			return runresultv1.Artifact{}, misuse(about, "write the file into the run directory first", "it is not below the run directory, %s", r.opt.Dir)
		}
		a.Path = filepath.ToSlash(rel)
	}
	var problem, hint string
	if a.Path, problem, hint = relative(a.Path); problem != "" {
		return runresultv1.Artifact{}, misuse(about, hint, "%s", problem)
	}
	if a.Name == "" {
		a.Name = path.Base(a.Path)
	}
	if a.Type == "" {
		a.Type = "other"
	}
	out := runresultv1.Artifact{Name: clean(a.Name), Path: a.Path, Hash: emptyHash, Type: clean(a.Type),
		ProducedBy: optional(a.ProducedBy), MediaType: optional(clean(a.MediaType))}
	if _, err := runresultv1.UnmarshalArtifact(out.AppendJSON(nil)); err != nil {
		return out, invalid(about, err)
	}
	if a.Path == r.opt.Name || a.Path == r.opt.ManifestPath {
		return out, misuse(about, "leave it out", "a document cannot hold the digest of itself or of a manifest that lists it")
	}
	return out, nil
}

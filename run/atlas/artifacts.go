package atlas

import (
	"strings"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// artifactList collects artifacts under unique names.
type artifactList struct {
	list  []runresultv1.Artifact
	names map[string]int // index into list
}

// globalArtifacts reads the manifest's own list of artifacts.
func (m *importer) globalArtifacts(doc *runresultv1.RunResult) {
	m.artifactByID = map[string]runresultv1.Artifact{}
	var all artifactList
	found := m.root.get("artifacts")
	m.eachArtifact(found, func(key string, entry at) {
		if entry.v.Kind != source.Object {
			m.note(entry, "the artifact is %s, without a path and a digest; it was left out", entry.v.Kind.Article())
			m.kept.artifacts = append(m.kept.artifacts, entry.v)
			return
		}
		a, why := m.artifact(entry, key)
		if why != "" {
			m.note(entry, "the artifact was left out: %s", why)
			m.kept.artifacts = append(m.kept.artifacts, entry.v)
			return
		}
		if id := entry.get("artifact_id", "id"); id.v != nil {
			m.artifactByID[m.text(id, "the artifact_id")] = a
		}
		if _, taken := m.artifactByID[a.Name]; !taken {
			m.artifactByID[a.Name] = a
		}
		if a.ProducedBy != nil && !m.hasStep(*a.ProducedBy) {
			m.note(entry.get("produced_by", "step_id", "step"), "no step is named %s", clip(quote(*a.ProducedBy)))
		}
		m.add(&all, a, entry)
	})
	doc.Artifacts = all.list
}

// eachArtifact visits the entries of a list, or of a map from name to entry.
func (m *importer) eachArtifact(found at, visit func(key string, entry at)) {
	switch {
	case found.v == nil:
	case found.v.Kind == source.Array:
		for i := range found.v.Items {
			if entry := found.item(i); entry.v.Kind != source.Null {
				visit("", entry)
			}
		}
	case found.v.Kind == source.Object:
		for _, member := range found.v.Members {
			if member.Value.Kind != source.Null {
				visit(member.Name, at{member.Value, source.Join(found.ptr, member.Name)})
			}
		}
	default:
		m.note(found, "\"artifacts\" is %s, not a list; it was left out", found.v.Kind.Article())
	}
}

// stepArtifacts reads the artifacts of a step: references to the global list
// and artifacts of its own. What is neither stays among the step's leftovers:
// the engine keeps measurements and digests of payloads there that belong to no
// file.
func (m *importer) stepArtifacts(s *step, own *[]source.Member) []runresultv1.Artifact {
	var out artifactList
	found := s.entry.get("artifacts")
	if found.v != nil && found.v.Kind != source.Array && found.v.Kind != source.Object {
		m.eachArtifact(found, nil)
		m.keep(own, "artifacts", found.v)
		return nil
	}
	whole := true
	m.eachArtifact(found, func(key string, entry at) {
		if a, ok := m.artifactReference(entry, key == ""); ok {
			m.add(&out, a, entry)
			return
		}
		whole = false
		if entry.v.Kind != source.Object || !entry.hasPath() {
			if key == "" {
				m.note(entry, "the artifact has no path and names none of the listed ones; it was left out")
			}
			return
		}
		a, why := m.artifact(entry, key)
		if why != "" {
			m.note(entry, "the artifact was left out: %s", why)
			return
		}
		m.add(&out, a, entry)
	})
	if !whole {
		m.keep(own, "artifacts", found.v)
	}
	return out.list
}

// artifactReference resolves an entry that names one of the listed artifacts.
func (m *importer) artifactReference(entry at, inList bool) (runresultv1.Artifact, bool) {
	id := entry
	if entry.v.Kind == source.Object {
		if entry.hasPath() {
			return runresultv1.Artifact{}, false
		}
		id = entry.get("artifact_id", "id", "name")
	} else if !inList {
		return runresultv1.Artifact{}, false
	}
	if !id.is(source.String) {
		return runresultv1.Artifact{}, false
	}
	a, ok := m.artifactByID[id.v.Text]
	return a, ok
}

// hashNames are the members that may hold the digest of an artifact.
var hashNames = []string{"hash", "sha256", "checksum", "digest"}

func (a at) hasPath() bool { return a.path().v != nil }

func (a at) path() at { return a.get("path", "file", "relative_path", "location", "uri") }

func (m *importer) hasStep(id string) bool {
	if m.stepIDs == nil {
		m.stepIDs = make(map[string]bool, len(m.steps))
		for _, s := range m.steps {
			m.stepIDs[s.id] = true
		}
	}
	return m.stepIDs[id]
}

// artifact reads one artifact, or says why it cannot be one. The key is its
// name in a map, "" in a list.
func (m *importer) artifact(entry at, key string) (a runresultv1.Artifact, why string) {
	path := entry.path()
	if path.v == nil {
		return a, "it has no path"
	}
	written := m.text(path, "the path")
	if a.Path, why = m.relative(written); why != "" {
		return a, why
	}
	hash := entry.get(hashNames...)
	if hash.v == nil {
		return a, "it has no hash"
	}
	if a.Hash, why = normalHash(m.text(hash, "the hash")); why != "" {
		return a, "its hash cannot be used: " + why
	}
	if a.Path != written {
		m.note(path, "the path %s was taken as %s, relative to the run directory", clip(quote(written)), clip(quote(a.Path)))
	}
	a.Name = m.text(entry.get("name"), "the name")
	if a.Name == "" {
		a.Name = key
	}
	if a.Name == "" {
		a.Name = m.text(entry.get("artifact_id", "id"), "the artifact_id")
	}
	if a.Name == "" {
		a.Name = a.Path[strings.LastIndexByte(a.Path, '/')+1:]
	}
	if a.Type = m.text(entry.get("type", "kind", "artifact_type"), "the type"); a.Type == "" {
		a.Type = "other"
		m.note(entry, "the artifact has no type; it is called other")
	}
	if by := entry.get("produced_by", "step_id", "step"); by.v != nil {
		id := m.text(by, "produced_by")
		if problem := identifierProblem(id); problem == "" {
			a.ProducedBy = &id
		} else {
			m.note(by, "produced_by cannot be a step id (%s); it was left out", problem)
		}
	}
	if size := entry.get("size_bytes", "bytes", "size"); size.v != nil {
		if n, ok := milliseconds(size.v); ok {
			a.SizeBytes = &n
		} else {
			m.note(size, "the size %s is no number of bytes; it was left out", clip(size.v.JSON()))
		}
	}
	if media := m.text(entry.get("media_type", "mime_type", "content_type"), "the media type"); media != "" {
		a.MediaType = &media
	}
	return a, ""
}

// add appends an artifact under a name that is unique in its list.
func (m *importer) add(l *artifactList, a runresultv1.Artifact, entry at) {
	if l.names == nil {
		l.names = map[string]int{}
	}
	if i, taken := l.names[a.Name]; taken {
		if l.list[i].Path == a.Path && l.list[i].Hash == a.Hash {
			m.note(entry, "the artifact %s is listed twice; once is enough", clip(quote(a.Name)))
			return
		}
		if _, also := l.names[a.Path]; also {
			m.note(entry, "the artifact %s was left out: its name and path are taken by another", clip(quote(a.Name)))
			return
		}
		m.note(entry, "the name %s is taken by another artifact; its path became its name", clip(quote(a.Name)))
		a.Name = a.Path
	}
	l.names[a.Name] = len(l.list)
	l.list = append(l.list, a)
}

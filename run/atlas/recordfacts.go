package atlas

import (
	"path"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// recorded reads what the record of a step states besides its end and its times.
func (m *importer) recorded(s *StepFacts, entry at, ev *stepEvents) {
	s.Kind = m.stated(entry.get("kind", "type").or(ev.kind))
	s.Reason = m.stated(entry.get("reason").or(ev.reason))
	s.Error = m.errorFact(entry.get("error"))
	if critical := entry.get("critical"); critical.is(source.Bool) {
		s.Critical = &critical.v.Bool
	}
	if list := entry.get("depends_on"); list.is(source.Array) {
		s.DependsOn = append([]string{}, m.identifiers(list, "depends_on")...)
	}
	if list := entry.get("blocked_by"); list.is(source.Array) {
		s.BlockedBy = append([]string{}, m.identifiers(list, "blocked_by")...)
	}
	if list := entry.get("warnings"); list.is(source.Array) {
		s.Warnings = append([]string{}, m.texts(list, "the warning")...)
	}
}

// errorFact is the message of an error that a record states.
func (m *importer) errorFact(a at) Stated {
	if info := m.errorInfo(a, ""); info != nil {
		return Stated{Value: info.Message, Pointer: a.ptr}
	}
	return Stated{}
}

// artifactFacts reads a list of artifacts, or a map from name or path to entry.
// Entries of a step may refer to the manifest's own list by name, or measure what
// is no file; only those with a path of their own count.
func (m *importer) artifactFacts(facts *Facts, found at, global bool) {
	if found.v == nil || found.v.Kind != source.Array && found.v.Kind != source.Object {
		return
	}
	facts.ListsArtifacts = facts.ListsArtifacts || global
	add := func(entry at, written string, hash Stated, aside bool) {
		facts.ListsArtifacts = facts.ListsArtifacts || !aside
		a := ArtifactFacts{Pointer: entry.ptr, Written: written, Hash: hash, Aside: aside}
		a.Path, _ = m.relative(written)
		a.Readings = m.readings(written, a.Path)
		if entry.is(source.Object) {
			m.artifactRecord(&a, entry)
		}
		facts.Artifacts = append(facts.Artifacts, a)
	}
	if found.v.Kind == source.Object {
		m.flatArtifacts(found, add)
	}
	m.eachArtifact(found, func(key string, entry at) {
		switch hash := m.digest(entry); {
		case entry.v.Kind == source.Object && entry.hasPath():
			add(entry, m.text(entry.path(), "the path"), hash, false)
		case global && key != "" && hash.Problem == "":
			add(entry, key, hash, false) // a map from path to digest
		}
	})
}

// flatArtifacts reads pairs such as report_path and report_sha256, in which
// engines write down the files that a step read or wrote.
func (m *importer) flatArtifacts(found at, add func(entry at, written string, hash Stated, aside bool)) {
	for _, member := range found.v.Members {
		name, is := strings.CutSuffix(member.Name, "_path")
		if !is || member.Value.Kind != source.String {
			continue
		}
		for _, suffix := range hashNames {
			if hash := m.statedHash(found.get(name + "_" + suffix)); hash.Pointer != "" {
				add(found.get(member.Name), member.Value.Text, hash, true)
				break
			}
		}
	}
}

// digest is the digest that an entry states: the first that can be used, else
// the first, with what is wrong with it.
func (m *importer) digest(entry at) Stated {
	if entry.is(source.String) {
		return m.statedHash(entry)
	}
	if !entry.is(source.Object) {
		return Stated{Problem: "it is not recorded"}
	}
	first := Stated{Problem: "it is not recorded"}
	consider := func(a at, algorithm string) bool {
		if a.v == nil || !a.is(source.String) {
			return false
		}
		s := m.statedHash(a)
		if s.Problem != "" && algorithm != "" {
			s.Value, s.Problem = normalHash(algorithm + ":" + a.v.Text)
		}
		if s.Problem == "" || first.Pointer == "" {
			first = s
		}
		return s.Problem == ""
	}
	for _, name := range hashNames {
		a := entry.get(name)
		if consider(a, "") {
			return first
		}
		if !a.is(source.Object) {
			continue
		}
		// {"hash": {"sha256": "…"}} and {"hash": {"algorithm": "sha256", "value": "…"}}
		algorithm := m.text(a.get("algorithm", "type"), "the algorithm")
		for _, inner := range []string{"sha256", "sha384", "sha512", "value", "digest", "hex"} {
			if consider(a.get(inner), algorithm) {
				return first
			}
		}
	}
	return first
}

func (m *importer) artifactRecord(a *ArtifactFacts, entry at) {
	a.ProducedBy = m.text(entry.get("produced_by"), "produced_by")
	if size := entry.get("size_bytes", "bytes", "size"); size.v != nil {
		if n, ok := milliseconds(size.v); ok {
			a.Size = &n
		}
	}
}

// readings lists what a written path may mean, the likeliest first.
func (m *importer) readings(written, likeliest string) []string {
	var out []string
	add := func(p string) {
		if p, why := cleanRelative(p); why == "" {
			for _, known := range out {
				if known == p {
					return
				}
			}
			out = append(out, p)
		}
	}
	if likeliest != "" {
		out = append(out, likeliest)
	}
	if len(written) > 1<<12 {
		return out
	}
	p := posix(written)
	if strings.HasPrefix(p, "../") && m.runID != "" {
		// Written from the run directory, through the one around it.
		if rest, ok := strings.CutPrefix(path.Clean(p), "../"+m.runID+"/"); ok {
			add(rest)
		}
	}
	add(p)
	if m.runID == "" {
		return out
	}
	for rest := "/" + p; ; {
		var ok bool
		if rest, ok = afterInfix(rest, "/"+m.runID+"/"); !ok {
			return out
		}
		add(rest)
		rest = "/" + rest
	}
}

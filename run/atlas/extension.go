package atlas

import (
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
)

// extension collects what a RunResult has no place for.
type extension struct {
	runDir    *source.Value
	members   []source.Member // of the manifest itself
	steps     []source.Member // step id -> object of leftovers
	artifacts []*source.Value
}

func (e *extension) step(id string, own []source.Member) {
	if len(own) > 0 {
		e.steps = append(e.steps, source.Member{Name: id, Value: source.NewObject(own)})
	}
}

// keep adds a member, unless it is already there or holds nothing.
func (m *importer) keep(to *[]source.Member, name string, v *source.Value) {
	if hollow(v) {
		return
	}
	for i := range *to {
		if (*to)[i].Name == name {
			return
		}
	}
	*to = append(*to, source.Member{Name: name, Value: v})
}

// hollow reports whether a value says nothing: absent, null or empty.
func hollow(v *source.Value) bool {
	if v == nil {
		return true
	}
	switch v.Kind {
	case source.Null:
		return true
	case source.Array:
		return len(v.Items) == 0
	case source.Object:
		return len(v.Members) == 0
	case source.String:
		return v.Text == ""
	}
	return false
}

// leftovers are the members of an object that are not among the known ones and
// say something.
func leftovers(v *source.Value, known map[string]bool) []source.Member {
	if v == nil || v.Kind != source.Object {
		return nil
	}
	var out []source.Member
	for _, member := range v.Members {
		if !known[member.Name] && !hollow(member.Value) {
			out = append(out, member)
		}
	}
	return out
}

// The members of the other objects of a manifest that have a place in a
// RunResult.
var (
	rootMembers = set("manifest_version", "run", "system", "environment", "inputs", "config", "contract", "steps", "events",
		"artifacts", "summary", "metrics", "status", "error", "config_hash", "contract_hash", "atlas_version")
	runMembers = set("run_id", "id", "status", "started_at", "start_time", "finished_at", "end_time", "ended_at", "duration_ms",
		"atlas_version", "summary", "error", "config_hash", "contract_hash", "run_dir", "dir", "output_dir")
	inputMembers = set("config_hash", "contract_hash")
	pathMembers  = set("hash", "sha256", "effective_path", "path")
)

// extend writes the extension, when there is anything to keep.
func (m *importer) extend(doc *runresultv1.RunResult) error {
	var all []source.Member
	m.keep(&all, "run_dir", m.kept.runDir)
	m.keep(&all, "manifest_version", m.root.get("manifest_version").v)
	for _, part := range []struct {
		name  string
		known map[string]bool
	}{{"run", runMembers}, {"inputs", inputMembers}, {"config", pathMembers}, {"contract", pathMembers}} {
		if own := leftovers(m.root.v.Get(part.name), part.known); own != nil {
			m.keep(&all, part.name, source.NewObject(own))
		}
	}
	if other := m.others(); len(other) > 0 {
		m.keep(&all, "other", source.NewObject(other))
	}
	if len(m.kept.artifacts) > 0 {
		m.keep(&all, "artifacts", &source.Value{Kind: source.Array, Items: m.kept.artifacts})
	}
	if len(m.kept.steps) > 0 {
		m.keep(&all, "steps", source.NewObject(m.kept.steps))
	}
	if len(all) == 0 {
		return nil
	}
	raw, err := rt.ParseRaw(source.NewObject(all).JSON())
	if err != nil {
		return m.fail(m.root, "flatten the nested values of the manifest",
			"what a RunResult has no place for cannot be kept: %v", err)
	}
	doc.Extensions = map[string]rt.Raw{ExtensionName: raw}
	if n := len(m.kept.steps); n > 0 {
		m.note(m.root.get("steps"), "what %s beyond a RunResult's members, such as metrics and digests without a path, was kept under /extensions/%s/steps",
			wording.Count(n, "step records", "steps record"), ExtensionName)
	}
	return nil
}

// others are the members of the manifest itself that are kept: those put aside
// on the way, and those that no rule knows.
func (m *importer) others() []source.Member {
	aside := set()
	for _, member := range m.kept.members {
		aside[member.Name] = true
	}
	out := m.kept.members
	for _, member := range leftovers(m.root.v, rootMembers) {
		if !aside[member.Name] {
			out = append(out, member)
		}
	}
	return out
}

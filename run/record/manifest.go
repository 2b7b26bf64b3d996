package record

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
)

// The manifest, in the shape that Atlas DataFlow documents.
type (
	manifestFile struct {
		Version   string            `json:"manifest_version"`
		Run       manifestRun       `json:"run"`
		System    map[string]string `json:"system"`
		Config    manifestInput     `json:"config"`
		Contract  manifestInput     `json:"contract"`
		Steps     []manifestStep    `json:"steps"`
		Events    []manifestEvent   `json:"events"`
		Artifacts []manifestItem    `json:"artifacts"`
		Summary   string            `json:"summary"`
	}
	manifestRun struct {
		ID         string                 `json:"run_id"`
		Status     runresultv1.RunStatus  `json:"status"`
		StartedAt  rt.Timestamp           `json:"started_at"`
		FinishedAt rt.Timestamp           `json:"finished_at"`
		DurationMS int64                  `json:"duration_ms"`
		Error      *runresultv1.ErrorInfo `json:"error,omitempty"`
	}
	manifestInput struct {
		Path *string `json:"effective_path,omitempty"`
		Hash string  `json:"hash"`
	}
	manifestStep struct {
		ID         string                 `json:"step_id"`
		Kind       string                 `json:"kind"`
		Status     string                 `json:"status"`
		StartedAt  *rt.Timestamp          `json:"started_at"`
		FinishedAt *rt.Timestamp          `json:"finished_at"`
		DurationMS *int64                 `json:"duration_ms"`
		Summary    string                 `json:"summary"`
		Warnings   []string               `json:"warnings"`
		Critical   *bool                  `json:"critical,omitempty"`
		Reason     *string                `json:"reason,omitempty"`
		DependsOn  []string               `json:"depends_on,omitempty"`
		BlockedBy  []string               `json:"blocked_by,omitempty"`
		Error      *runresultv1.ErrorInfo `json:"error,omitempty"`
		Artifacts  []manifestRef          `json:"artifacts"`
	}
	manifestRef struct {
		ID string `json:"artifact_id"`
	}
	manifestItem struct {
		manifestRef
		Name       string  `json:"name"`
		Path       string  `json:"path"`
		Hash       string  `json:"hash"`
		Type       string  `json:"type"`
		ProducedBy *string `json:"produced_by,omitempty"`
		Size       *int64  `json:"size_bytes,omitempty"`
		MediaType  *string `json:"media_type,omitempty"`
	}
	manifestEvent struct {
		ID     string       `json:"event_id"`
		Type   string       `json:"event_type"`
		Time   rt.Timestamp `json:"timestamp"`
		StepID *string      `json:"step_id"`
	}
)

// Manifest makes the manifest of a document in the shape that Atlas DataFlow
// documents: what ran when, under which config and contract, and every artifact
// with its digest. It is meant for Options.Manifest, where the engine keeps no
// manifest of its own.
func Manifest(doc *runresultv1.RunResult) ([]byte, error) {
	m := manifestFile{
		Version: "1.0",
		Run: manifestRun{ID: doc.RunID, Status: doc.Status, StartedAt: doc.StartedAt, FinishedAt: doc.FinishedAt,
			DurationMS: doc.DurationMS, Error: doc.Error},
		System:    map[string]string{},
		Config:    manifestInput{doc.References.ConfigPath, doc.References.ConfigHash},
		Contract:  manifestInput{doc.References.ContractPath, doc.References.ContractHash},
		Steps:     []manifestStep{},
		Artifacts: []manifestItem{},
		Summary:   doc.Summary,
	}
	for name, value := range doc.Environment {
		m.System[name] = value
	}
	m.list(doc.Artifacts)
	for i := range doc.Steps {
		s := &doc.Steps[i]
		m.Steps = append(m.Steps, manifestStep{ID: s.StepID, Kind: s.Kind, Status: word(s.Status), StartedAt: s.StartedAt,
			FinishedAt: s.FinishedAt, DurationMS: s.DurationMS, Summary: s.Summary, Warnings: append([]string{}, s.Warnings...),
			Critical: s.Critical, Reason: s.Reason, DependsOn: s.DependsOn, BlockedBy: s.BlockedBy, Error: s.Error, Artifacts: m.list(s.Artifacts)})
	}
	m.Events = events(doc)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	compact := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	return append(indent(compact), '\n'), nil
}

// list adds artifacts and returns how a step refers to them.
func (m *manifestFile) list(artifacts []runresultv1.Artifact) []manifestRef {
	refs := []manifestRef{}
	for _, a := range artifacts {
		ref := manifestRef{"artifact-" + strconv.Itoa(len(m.Artifacts)+1)}
		refs = append(refs, ref)
		m.Artifacts = append(m.Artifacts, manifestItem{ref, a.Name, a.Path, a.Hash, a.Type, a.ProducedBy, a.SizeBytes, a.MediaType})
	}
	return refs
}

// word is what the manifest calls a status.
func word(s runresultv1.StepStatus) string {
	if s == runresultv1.StepStatusSuccess {
		return "done"
	}
	return string(s)
}

func endEvent(s runresultv1.StepStatus) string {
	switch s {
	case runresultv1.StepStatusFailed:
		return "step_failed"
	case runresultv1.StepStatusSkipped:
		return "step_skipped"
	}
	return "step_finished"
}

// events tells the run as a log, in the order of time.
func events(doc *runresultv1.RunResult) []manifestEvent {
	out := []manifestEvent{{Type: "run_started", Time: doc.StartedAt}}
	for i := range doc.Steps {
		s := &doc.Steps[i]
		if s.StartedAt == nil || s.FinishedAt == nil {
			continue
		}
		out = append(out, manifestEvent{Type: "step_started", Time: *s.StartedAt, StepID: &s.StepID},
			manifestEvent{Type: endEvent(s.Status), Time: *s.FinishedAt, StepID: &s.StepID})
	}
	slices.SortStableFunc(out, func(a, b manifestEvent) int {
		x, _ := a.Time.Time() // a document's times are sound
		y, _ := b.Time.Time()
		return x.Compare(y)
	})
	end := "run_finished"
	if doc.Status == runresultv1.RunStatusFailed {
		end = "run_failed"
	}
	out = append(out, manifestEvent{Type: end, Time: doc.FinishedAt})
	for i := range out {
		out[i].ID = strconv.Itoa(i + 1)
	}
	return out
}

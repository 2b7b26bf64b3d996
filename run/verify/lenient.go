package verify

import (
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
)

// maxTimestamp is more than any timestamp takes that the schema allows.
const maxTimestamp = 64

// noDuration stands for a duration that cannot be read.
const noDuration = -1

// lenient reads what can be read of a document that its schema refuses, so that
// the other checks still happen. What is malformed is as if it were absent: the
// schema has told about it.
func lenient(root *source.Value) *runresultv1.RunResult {
	doc := &runresultv1.RunResult{
		RunResultVersion: optional(root.Get("run_result_version")),
		RunID:            text(root.Get("run_id")),
		Status:           runresultv1.RunStatus(text(root.Get("status"))),
		StartedAt:        timestamp(root.Get("started_at")),
		FinishedAt:       timestamp(root.Get("finished_at")),
		DurationMS:       noDuration,
		Artifacts:        lenientArtifacts(root.Get("artifacts")),
		StatusPolicy:     optional(root.Get("status_policy")),
		Error:            lenientError(root.Get("error")),
	}
	if n := integer(root.Get("duration_ms")); n != nil {
		doc.DurationMS = *n
	}
	if v := root.Get("steps"); v != nil && v.Kind == source.Array {
		doc.Steps = make([]runresultv1.Step, len(v.Items))
		for i, item := range v.Items {
			doc.Steps[i] = lenientStep(item)
		}
	}
	if v := root.Get("metrics"); v != nil && v.Kind == source.Object {
		doc.Metrics = map[string]runresultv1.MetricValue{}
		for _, m := range v.Members {
			if value, err := runresultv1.UnmarshalMetricValue(m.Value.AppendJSON(nil)); err == nil {
				doc.Metrics[m.Name] = value
			}
		}
	}
	if v := root.Get("references"); v != nil {
		doc.References = runresultv1.References{
			ManifestPath: text(v.Get("manifest_path")),
			ConfigHash:   text(v.Get("config_hash")),
			ContractHash: text(v.Get("contract_hash")),
			ManifestHash: optional(v.Get("manifest_hash")),
			ConfigPath:   optional(v.Get("config_path")),
			ContractPath: optional(v.Get("contract_path")),
		}
	}
	return doc
}

func lenientStep(v *source.Value) runresultv1.Step {
	s := runresultv1.Step{
		StepID:    text(v.Get("step_id")),
		Kind:      text(v.Get("kind")),
		Status:    runresultv1.StepStatus(text(v.Get("status"))),
		Reason:    optional(v.Get("reason")),
		Artifacts: lenientArtifacts(v.Get("artifacts")),
		DependsOn: texts(v.Get("depends_on")),
		BlockedBy: texts(v.Get("blocked_by")),
		Warnings:  texts(v.Get("warnings")),
		Error:     lenientError(v.Get("error")),
	}
	if t := timestamp(v.Get("started_at")); t != "" {
		s.StartedAt = &t
	}
	if t := timestamp(v.Get("finished_at")); t != "" {
		s.FinishedAt = &t
	}
	s.DurationMS = integer(v.Get("duration_ms"))
	if x := v.Get("critical"); x != nil && x.Kind == source.Bool {
		s.Critical = &x.Bool
	}
	return s
}

func lenientArtifacts(v *source.Value) []runresultv1.Artifact {
	if v == nil || v.Kind != source.Array {
		return nil
	}
	out := make([]runresultv1.Artifact, len(v.Items))
	for i, item := range v.Items {
		out[i] = runresultv1.Artifact{
			Name:       text(item.Get("name")),
			Path:       text(item.Get("path")),
			Hash:       text(item.Get("hash")),
			ProducedBy: optional(item.Get("produced_by")),
			SizeBytes:  integer(item.Get("size_bytes")),
		}
	}
	return out
}

// lenientError keeps that there is an error, which is what the checks ask; where
// it is malformed, that is in doubt.
func lenientError(v *source.Value) *runresultv1.ErrorInfo {
	if v == nil {
		return nil
	}
	return &runresultv1.ErrorInfo{Type: text(v.Get("type")), Message: text(v.Get("message"))}
}

func text(v *source.Value) string {
	if v == nil || v.Kind != source.String {
		return ""
	}
	return v.Text
}

func texts(v *source.Value) []string {
	if v == nil || v.Kind != source.Array {
		return nil
	}
	out := make([]string, len(v.Items))
	for i, item := range v.Items {
		out[i] = text(item)
	}
	return out
}

func optional(v *source.Value) *string {
	if s := text(v); s != "" {
		return &s
	}
	return nil
}

func timestamp(v *source.Value) rt.Timestamp {
	t := rt.Timestamp(text(v))
	if len(t) > maxTimestamp {
		return ""
	}
	if _, err := t.Time(); err != nil {
		return ""
	}
	return t
}

// integer reads a whole number from 0, however it is written; nil for anything
// else.
func integer(v *source.Value) *int64 {
	if v == nil || v.Kind != source.Number {
		return nil
	}
	n, err := rt.ParseNumber(v.Text)
	if err != nil {
		return nil
	}
	i, ok := n.Int64()
	if !ok || i < 0 || i > 1<<53-1 {
		return nil
	}
	return &i
}

// Package runresultv1 holds the Go types of RunResult v1.
//
// This file stands in for the generated package until the generator writes it;
// it has the same API but checks nothing.
package runresultv1

import (
	"bytes"
	"encoding/json"

	"github.com/atlas-dataflow/runresult/rt"
)

// RunStatus is the global status of a run.
type RunStatus string

// The values of RunStatus.
const (
	RunStatusSuccess RunStatus = "success"
	RunStatusFailed  RunStatus = "failed"
	RunStatusPartial RunStatus = "partial"
)

// Valid reports whether the status is one the schema knows.
func (s RunStatus) Valid() bool {
	return s == RunStatusSuccess || s == RunStatusFailed || s == RunStatusPartial
}

// StepStatus is the final status of a step.
type StepStatus string

// The values of StepStatus.
const (
	StepStatusSuccess StepStatus = "success"
	StepStatusFailed  StepStatus = "failed"
	StepStatusSkipped StepStatus = "skipped"
	StepStatusBlocked StepStatus = "blocked"
)

// Valid reports whether the status is one the schema knows.
func (s StepStatus) Valid() bool {
	return s == StepStatusSuccess || s == StepStatusFailed || s == StepStatusSkipped || s == StepStatusBlocked
}

// RunResult is the consolidated result of one run.
type RunResult struct {
	Schema           *string
	RunResultVersion *string
	RunID            string
	Status           RunStatus
	StartedAt        rt.Timestamp
	FinishedAt       rt.Timestamp
	DurationMS       int64
	Summary          string
	Steps            []Step
	Metrics          map[string]MetricValue
	Artifacts        []Artifact
	References       References
	Error            *ErrorInfo
	StatusPolicy     *string
	Producer         *Producer
	Environment      map[string]string
	Extensions       map[string]rt.Raw

	_ []func()
}

// Step is the final record of one planned step.
type Step struct {
	StepID     string
	Kind       string
	Status     StepStatus
	StartedAt  *rt.Timestamp
	FinishedAt *rt.Timestamp
	DurationMS *int64
	Summary    string
	Warnings   []string
	Artifacts  []Artifact
	Critical   *bool
	Reason     *string
	DependsOn  []string
	BlockedBy  []string
	Error      *ErrorInfo

	_ []func()
}

// Artifact is one persisted file.
type Artifact struct {
	Name       string
	Path       string
	Hash       string
	Type       string
	ProducedBy *string
	SizeBytes  *int64
	MediaType  *string

	_ []func()
}

// References point at the forensic record of the run.
type References struct {
	ManifestPath string
	ConfigHash   string
	ContractHash string
	ManifestHash *string
	ConfigPath   *string
	ContractPath *string

	_ []func()
}

// ErrorInfo is a structured error.
type ErrorInfo struct {
	Type             string
	Message          string
	Details          map[string]rt.Raw
	Hint             rt.Opt[string]
	DecisionRequired *bool

	_ []func()
}

// Producer names the software that wrote the document.
type Producer struct {
	Name    string
	Version string

	_ []func()
}

// MetricValue is a number, a string, a boolean or null.
type MetricValue struct {
	v any
	_ []func()
}

// NewMetricValueNumber makes a number.
func NewMetricValueNumber(n rt.Number) MetricValue { return MetricValue{v: n} }

// NewMetricValueString makes a string.
func NewMetricValueString(s string) MetricValue { return MetricValue{v: s} }

// NewMetricValueBool makes a boolean.
func NewMetricValueBool(b bool) MetricValue { return MetricValue{v: b} }

// NewMetricValueNull makes null.
func NewMetricValueNull() MetricValue { return MetricValue{} }

// AsNumber returns the number, if it is one.
func (m MetricValue) AsNumber() (rt.Number, bool) { n, ok := m.v.(rt.Number); return n, ok }

// AsString returns the string, if it is one.
func (m MetricValue) AsString() (string, bool) { s, ok := m.v.(string); return s, ok }

// AsBool returns the boolean, if it is one.
func (m MetricValue) AsBool() (bool, bool) { b, ok := m.v.(bool); return b, ok }

// IsNull reports whether it is null.
func (m MetricValue) IsNull() bool { return m.v == nil }

type jRun struct {
	Schema           *string                    `json:"$schema,omitempty"`
	RunResultVersion *string                    `json:"run_result_version,omitempty"`
	RunID            string                     `json:"run_id"`
	Status           RunStatus                  `json:"status"`
	StartedAt        string                     `json:"started_at"`
	FinishedAt       string                     `json:"finished_at"`
	DurationMS       int64                      `json:"duration_ms"`
	Summary          string                     `json:"summary"`
	Steps            []jStep                    `json:"steps"`
	Metrics          map[string]json.RawMessage `json:"metrics"`
	Artifacts        []jArtifact                `json:"artifacts"`
	References       jReferences                `json:"references"`
	Error            *jError                    `json:"error,omitempty"`
	StatusPolicy     *string                    `json:"status_policy,omitempty"`
	Producer         *jProducer                 `json:"producer,omitempty"`
	Environment      map[string]string          `json:"environment,omitempty"`
	Extensions       map[string]json.RawMessage `json:"extensions,omitempty"`
}

type jStep struct {
	StepID     string      `json:"step_id"`
	Kind       string      `json:"kind"`
	Status     StepStatus  `json:"status"`
	StartedAt  *string     `json:"started_at"`
	FinishedAt *string     `json:"finished_at"`
	DurationMS *int64      `json:"duration_ms"`
	Summary    string      `json:"summary"`
	Warnings   []string    `json:"warnings"`
	Artifacts  []jArtifact `json:"artifacts"`
	Critical   *bool       `json:"critical,omitempty"`
	Reason     *string     `json:"reason,omitempty"`
	DependsOn  []string    `json:"depends_on,omitempty"`
	BlockedBy  []string    `json:"blocked_by,omitempty"`
	Error      *jError     `json:"error,omitempty"`
}

type jArtifact struct {
	Name       string  `json:"name"`
	Path       string  `json:"path"`
	Hash       string  `json:"hash"`
	Type       string  `json:"type"`
	ProducedBy *string `json:"produced_by,omitempty"`
	SizeBytes  *int64  `json:"size_bytes,omitempty"`
	MediaType  *string `json:"media_type,omitempty"`
}

type jReferences struct {
	ManifestPath string  `json:"manifest_path"`
	ConfigHash   string  `json:"config_hash"`
	ContractHash string  `json:"contract_hash"`
	ManifestHash *string `json:"manifest_hash,omitempty"`
	ConfigPath   *string `json:"config_path,omitempty"`
	ContractPath *string `json:"contract_path,omitempty"`
}

type jError struct {
	Type             string                     `json:"type"`
	Message          string                     `json:"message"`
	Details          map[string]json.RawMessage `json:"details,omitempty"`
	Hint             json.RawMessage            `json:"hint,omitempty"`
	DecisionRequired *bool                      `json:"decision_required,omitempty"`
}

type jProducer struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// UnmarshalRunResult decodes one document.
func UnmarshalRunResult(data []byte) (RunResult, error) {
	var x RunResult
	err := x.UnmarshalJSON(data)
	return x, err
}

// UnmarshalJSON decodes one document.
func (x *RunResult) UnmarshalJSON(data []byte) error {
	var j jRun
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	r := RunResult{Schema: j.Schema, RunResultVersion: j.RunResultVersion, RunID: j.RunID, Status: j.Status,
		StartedAt: rt.Timestamp(j.StartedAt), FinishedAt: rt.Timestamp(j.FinishedAt), DurationMS: j.DurationMS,
		Summary: j.Summary, Artifacts: artifactsIn(j.Artifacts),
		References: References{ManifestPath: j.References.ManifestPath, ConfigHash: j.References.ConfigHash,
			ContractHash: j.References.ContractHash, ManifestHash: j.References.ManifestHash,
			ConfigPath: j.References.ConfigPath, ContractPath: j.References.ContractPath},
		Error: errorIn(j.Error), StatusPolicy: j.StatusPolicy, Environment: j.Environment, Extensions: rawIn(j.Extensions)}
	if j.Producer != nil {
		r.Producer = &Producer{Name: j.Producer.Name, Version: j.Producer.Version}
	}
	for _, s := range j.Steps {
		r.Steps = append(r.Steps, Step{StepID: s.StepID, Kind: s.Kind, Status: s.Status,
			StartedAt: (*rt.Timestamp)(s.StartedAt), FinishedAt: (*rt.Timestamp)(s.FinishedAt), DurationMS: s.DurationMS,
			Summary: s.Summary, Warnings: s.Warnings, Artifacts: artifactsIn(s.Artifacts), Critical: s.Critical,
			Reason: s.Reason, DependsOn: s.DependsOn, BlockedBy: s.BlockedBy, Error: errorIn(s.Error)})
	}
	if j.Metrics != nil {
		r.Metrics = map[string]MetricValue{}
	}
	for k, raw := range j.Metrics {
		switch c := bytes.TrimSpace(raw)[0]; c {
		case '"':
			var s string
			_ = json.Unmarshal(raw, &s)
			r.Metrics[k] = NewMetricValueString(s)
		case 't', 'f':
			r.Metrics[k] = NewMetricValueBool(c == 't')
		case 'n':
			r.Metrics[k] = NewMetricValueNull()
		default:
			n, err := rt.ParseNumber(string(bytes.TrimSpace(raw)))
			if err != nil {
				return err
			}
			r.Metrics[k] = NewMetricValueNumber(n)
		}
	}
	*x = r
	return nil
}

// MarshalJSON encodes the document.
func (x RunResult) MarshalJSON() ([]byte, error) { return x.AppendJSON(nil), nil }

// AppendJSON encodes the document without checking it.
func (x RunResult) AppendJSON(dst []byte) []byte {
	j := jRun{Schema: x.Schema, RunResultVersion: x.RunResultVersion, RunID: x.RunID, Status: x.Status,
		StartedAt: string(x.StartedAt), FinishedAt: string(x.FinishedAt), DurationMS: x.DurationMS, Summary: x.Summary,
		Steps: []jStep{}, Metrics: map[string]json.RawMessage{}, Artifacts: artifactsOut(x.Artifacts),
		References: jReferences{ManifestPath: x.References.ManifestPath, ConfigHash: x.References.ConfigHash,
			ContractHash: x.References.ContractHash, ManifestHash: x.References.ManifestHash,
			ConfigPath: x.References.ConfigPath, ContractPath: x.References.ContractPath},
		Error: errorOut(x.Error), StatusPolicy: x.StatusPolicy, Environment: x.Environment, Extensions: rawOut(x.Extensions)}
	if x.Producer != nil {
		j.Producer = &jProducer{Name: x.Producer.Name, Version: x.Producer.Version}
	}
	for _, s := range x.Steps {
		w := s.Warnings
		if w == nil {
			w = []string{}
		}
		j.Steps = append(j.Steps, jStep{StepID: s.StepID, Kind: s.Kind, Status: s.Status,
			StartedAt: (*string)(s.StartedAt), FinishedAt: (*string)(s.FinishedAt), DurationMS: s.DurationMS,
			Summary: s.Summary, Warnings: w, Artifacts: artifactsOut(s.Artifacts), Critical: s.Critical,
			Reason: s.Reason, DependsOn: s.DependsOn, BlockedBy: s.BlockedBy, Error: errorOut(s.Error)})
	}
	for k, m := range x.Metrics {
		if n, ok := m.AsNumber(); ok {
			j.Metrics[k] = json.RawMessage(n.String())
			continue
		}
		raw, _ := json.Marshal(m.v)
		j.Metrics[k] = raw
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(j)
	return append(dst, bytes.TrimRight(b.Bytes(), "\n")...)
}

// Clone copies the document.
func (x RunResult) Clone() RunResult {
	var c RunResult
	_ = c.UnmarshalJSON(x.AppendJSON(nil))
	return c
}

// Equal compares by encoded form.
func (x RunResult) Equal(y RunResult) bool { return bytes.Equal(x.AppendJSON(nil), y.AppendJSON(nil)) }

// Validate checks nothing yet.
func (x RunResult) Validate() error { return nil }

func artifactsIn(in []jArtifact) []Artifact {
	var out []Artifact
	for _, a := range in {
		out = append(out, Artifact{Name: a.Name, Path: a.Path, Hash: a.Hash, Type: a.Type,
			ProducedBy: a.ProducedBy, SizeBytes: a.SizeBytes, MediaType: a.MediaType})
	}
	return out
}

func artifactsOut(in []Artifact) []jArtifact {
	out := []jArtifact{}
	for _, a := range in {
		out = append(out, jArtifact{Name: a.Name, Path: a.Path, Hash: a.Hash, Type: a.Type,
			ProducedBy: a.ProducedBy, SizeBytes: a.SizeBytes, MediaType: a.MediaType})
	}
	return out
}

func errorIn(e *jError) *ErrorInfo {
	if e == nil {
		return nil
	}
	out := &ErrorInfo{Type: e.Type, Message: e.Message, Details: rawIn(e.Details), DecisionRequired: e.DecisionRequired}
	switch {
	case e.Hint == nil:
	case string(e.Hint) == "null":
		out.Hint = rt.Null[string]()
	default:
		var s string
		_ = json.Unmarshal(e.Hint, &s)
		out.Hint = rt.Some(s)
	}
	return out
}

func errorOut(e *ErrorInfo) *jError {
	if e == nil {
		return nil
	}
	out := &jError{Type: e.Type, Message: e.Message, Details: rawOut(e.Details), DecisionRequired: e.DecisionRequired}
	if s, ok := e.Hint.Get(); ok {
		out.Hint, _ = json.Marshal(s)
	} else if e.Hint.IsNull() {
		out.Hint = json.RawMessage("null")
	}
	return out
}

func rawIn(in map[string]json.RawMessage) map[string]rt.Raw {
	if in == nil {
		return nil
	}
	out := map[string]rt.Raw{}
	for k, v := range in {
		out[k], _ = rt.ParseRaw(string(v))
	}
	return out
}

func rawOut(in map[string]rt.Raw) map[string]json.RawMessage {
	if in == nil {
		return nil
	}
	out := map[string]json.RawMessage{}
	for k, v := range in {
		out[k] = json.RawMessage(v.String())
	}
	return out
}

package bench

// The plain types are what one writes by hand for encoding/json: the same
// fields, no validation, nothing retained.
type plain struct {
	Schema           *string           `json:"$schema,omitempty"`
	RunResultVersion *string           `json:"run_result_version,omitempty"`
	RunID            string            `json:"run_id"`
	Status           string            `json:"status"`
	StartedAt        string            `json:"started_at"`
	FinishedAt       string            `json:"finished_at"`
	DurationMS       int64             `json:"duration_ms"`
	Summary          string            `json:"summary"`
	Steps            []plainStep       `json:"steps"`
	Metrics          map[string]any    `json:"metrics"`
	Artifacts        []plainArtifact   `json:"artifacts"`
	References       plainReferences   `json:"references"`
	Error            *plainError       `json:"error,omitempty"`
	StatusPolicy     *string           `json:"status_policy,omitempty"`
	Producer         *plainProducer    `json:"producer,omitempty"`
	Environment      map[string]string `json:"environment,omitempty"`
	Extensions       map[string]any    `json:"extensions,omitempty"`
}

type plainStep struct {
	StepID     string          `json:"step_id"`
	Kind       string          `json:"kind"`
	Status     string          `json:"status"`
	StartedAt  *string         `json:"started_at"`
	FinishedAt *string         `json:"finished_at"`
	DurationMS *int64          `json:"duration_ms"`
	Summary    string          `json:"summary"`
	Warnings   []string        `json:"warnings"`
	Artifacts  []plainArtifact `json:"artifacts"`
	Critical   *bool           `json:"critical,omitempty"`
	Reason     *string         `json:"reason,omitempty"`
	DependsOn  []string        `json:"depends_on,omitempty"`
	BlockedBy  []string        `json:"blocked_by,omitempty"`
	Error      *plainError     `json:"error,omitempty"`
}

type plainArtifact struct {
	Name       string  `json:"name"`
	Path       string  `json:"path"`
	Hash       string  `json:"hash"`
	Type       string  `json:"type"`
	ProducedBy *string `json:"produced_by,omitempty"`
	SizeBytes  *int64  `json:"size_bytes,omitempty"`
	MediaType  *string `json:"media_type,omitempty"`
}

type plainReferences struct {
	ManifestPath string  `json:"manifest_path"`
	ConfigHash   string  `json:"config_hash"`
	ContractHash string  `json:"contract_hash"`
	ManifestHash *string `json:"manifest_hash,omitempty"`
	ConfigPath   *string `json:"config_path,omitempty"`
	ContractPath *string `json:"contract_path,omitempty"`
}

type plainError struct {
	Type             string         `json:"type"`
	Message          string         `json:"message"`
	Details          map[string]any `json:"details,omitempty"`
	Hint             *string        `json:"hint"`
	DecisionRequired *bool          `json:"decision_required,omitempty"`
}

type plainProducer struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

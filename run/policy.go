package run

import "github.com/atlas-dataflow/runresult/generated/runresultv1"

// Policy says which steps are critical. A criticality that the document itself
// records wins over every policy; a step that the policy leaves undecided is
// critical, so that nothing is waived by omission.
//
// A policy is asked once per step, in order, and must answer the same way every
// time.
type Policy interface {
	// ID names the policy and its version, as written to status_policy
	// ("atlas.status/v1"). An empty ID is not recorded.
	ID() string
	// Critical reports whether the step is critical, and whether the policy
	// decides that at all. The step must not be changed.
	Critical(step *runresultv1.Step) (critical, decided bool)
}

// DefaultPolicyID is the ID of DefaultPolicy.
const DefaultPolicyID = "atlas.status/v1"

// DefaultPolicy holds every step critical.
func DefaultPolicy() Policy { return defaultPolicy{} }

type defaultPolicy struct{}

func (defaultPolicy) ID() string { return DefaultPolicyID }

func (defaultPolicy) Critical(*runresultv1.Step) (critical, decided bool) { return true, true }

// CriticalitySource says where the criticality of a step came from.
type CriticalitySource uint8

// The sources of a criticality, strongest first.
const (
	// FromDocument: the step records it in "critical".
	FromDocument CriticalitySource = iota + 1
	// FromPolicy: the policy decided it.
	FromPolicy
	// FromDefault: neither did, and an undeclared step is critical.
	FromDefault
)

// String names the source.
func (s CriticalitySource) String() string {
	switch s {
	case FromDocument:
		return "document"
	case FromPolicy:
		return "policy"
	case FromDefault:
		return "default"
	}
	return "unknown"
}

func criticality(step *runresultv1.Step, policy Policy) (bool, CriticalitySource) {
	if step.Critical != nil {
		return *step.Critical, FromDocument
	}
	if critical, decided := policy.Critical(step); decided {
		return critical, FromPolicy
	}
	return true, FromDefault
}

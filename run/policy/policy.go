package policy

import (
	"bytes"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"sync"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run"
)

//go:embed status-policy.schema.json
var schema []byte

// Schema returns the JSON Schema of a policy file.
func Schema() []byte { return bytes.Clone(schema) }

// SchemaName is what the command line calls Schema.
const SchemaName = "runresult.policy"

// Code is the code of every error about contents that are YAML or JSON but not
// a policy.
const Code = "policy"

// File is the policy that one file states. It is safe for concurrent use.
type File struct {
	// Name and Revision are the two halves of ID.
	Name     string
	Revision int64
	// Default decides the steps that no rule picks.
	Default Default
	// Rules stand in the order of the file, and the first that picks a step
	// decides it. They must not be changed once a step was judged.
	Rules []Rule

	once         sync.Once
	byID, byKind map[string]int // the position of a rule in Rules
	globs        []int
}

// Default is what a policy says of a step that no rule picks.
type Default string

// The defaults. A step that the policy leaves undecided is critical unless its
// document says otherwise.
const (
	DefaultCritical    Default = "critical"
	DefaultNonCritical Default = "non-critical"
	DefaultUndecided   Default = "undecided"
)

// Rule picks steps by exactly one of ID, Kind and Glob.
type Rule struct {
	ID, Kind, Glob string
	Critical       bool
	// Why is for people; it may be empty.
	Why string
	// Line is where the rule begins in the file.
	Line int
}

var _ run.Policy = (*File)(nil)

// Read reads the policy file at path. A pipe is read to its end, which is what a
// shell makes of <(command); other devices are refused. Errors are *diag.Error.
func Read(path string) (*File, error) {
	data, err := read(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// read waits for the writer of a pipe as every program does that is given one. It
// was named by hand: a document, of which there may be many, never is a pipe.
func read(path string) ([]byte, error) {
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return source.ReadBytes(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &diag.Error{File: path, Code: source.CodeRead, Err: err, Message: "the pipe cannot be opened: " + errors.Unwrap(err).Error()}
	}
	defer f.Close()
	return source.ReadAll(path, f)
}

// ID is the name and the revision, as documents record it: "acme.status/v3".
func (f *File) ID() string { return f.Name + "/v" + strconv.FormatInt(f.Revision, 10) }

// Critical reports whether the step is critical, and whether the policy decides
// that at all: it does unless its default is undecided and no rule picks the
// step.
func (f *File) Critical(step *runresultv1.Step) (critical, decided bool) {
	if rule, ok := f.Match(step); ok {
		return rule.Critical, true
	}
	return f.Default != DefaultNonCritical, f.Default != DefaultUndecided
}

// Match returns the rule that decides the step; false when the default does.
func (f *File) Match(step *runresultv1.Step) (Rule, bool) {
	f.once.Do(f.index)
	first := len(f.Rules)
	if i, ok := f.byID[step.StepID]; ok {
		first = i
	}
	if i, ok := f.byKind[step.Kind]; ok {
		first = min(first, i)
	}
	for _, i := range f.globs {
		if i > first {
			break
		}
		if matches(f.Rules[i].Glob, step.StepID) {
			first = i
		}
	}
	if first == len(f.Rules) {
		return Rule{}, false
	}
	return f.Rules[first], true
}

// index makes the rules quick to find however many there are, also those of a File
// that a program made.
func (f *File) index() {
	f.byID, f.byKind = map[string]int{}, map[string]int{}
	for i, r := range f.Rules {
		switch {
		case r.Glob != "":
			f.globs = append(f.globs, i)
		case r.Kind != "":
			keepFirst(f.byKind, r.Kind, i)
		default:
			keepFirst(f.byID, r.ID, i)
		}
	}
}

func keepFirst(m map[string]int, key string, i int) {
	if _, ok := m[key]; !ok {
		m[key] = i
	}
}

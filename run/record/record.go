package record

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/wording"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

// The names that the files of a run directory usually have.
const (
	DocumentName = "runresult.json"
	ManifestName = "manifest.json"
)

// Options are the choices of a recording. Only Dir is needed.
type Options struct {
	// Dir is the run directory: the document is written into it, and every
	// artifact is a file below it. It is created when absent, and belongs to one
	// Run at a time. A document of that name that it holds is replaced.
	Dir string
	// Name is the file name of the document; empty means DocumentName.
	Name string
	// RunID identifies the run; empty means a random one.
	RunID string
	// Policy decides which steps are critical where the plan does not say; nil
	// means run.DefaultPolicy.
	Policy run.Policy
	// ManifestPath is the path of the manifest, relative to Dir, with / between
	// its parts; empty means ManifestName.
	ManifestPath string
	// Manifest makes the manifest of a document; the package's own function of
	// that name will do. The recorder then writes it just before each document,
	// also before those of a run that goes on. Nil means that the engine writes
	// its manifest itself, before Finish. It must not use the Run.
	Manifest func(doc *runresultv1.RunResult) ([]byte, error)
	// Producer and Environment are recorded as they are.
	Producer    *runresultv1.Producer
	Environment map[string]string
	// Checkpoint is the least time between two documents that are written while
	// the run goes on, when it is planned and when its steps begin and end. Such
	// a document says that the run was interrupted. Zero means none after those
	// of Start and of the first plan. See Run.Checkpoint for what one costs.
	Checkpoint time.Duration
	// Clock is for tests; nil means time.Now.
	Clock func() time.Time
}

// Run is a run being recorded.
type Run struct {
	opt    Options
	ctx    context.Context
	root   *os.Root
	unhook func() bool // takes the watch off the context

	saving

	mu    sync.Mutex    // held for what follows
	began time.Time     // with its monotonic reading
	last  time.Duration // the latest instant handed out, since began
	base  runresultv1.RunResult

	config   *Input
	contract *Input
	progress
	failure *runresultv1.ErrorInfo
	final   *runresultv1.RunResult // set once the run has ended
}

// saving is what became of the files.
type saving struct {
	writing sync.Mutex // held while files are written; taken before mu
	written bool       // the final document is in place
	size    int        // of the last document, in bytes and without line breaks
	lost    error      // what became of the artifacts until then
	saved   time.Time  // when the last checkpoint was written
}

// progress is what the steps have come to.
type progress struct {
	steps     []*Step // as planned
	sorted    []*Step // dependencies first
	byID      map[string]*Step
	events    int // steps that started or were decided about, counted
	failures  int // steps that failed, counted
	metrics   map[string]runresultv1.MetricValue
	counts    map[string]int64
	artifacts []runresultv1.Artifact
	paths     map[string]content // of all artifacts
}

// Input is the config or the contract that a run was given.
type Input struct {
	// Hash is the digest of the canonical serialization, or, when the text
	// could not be parsed, of its bytes. See Digest.
	Hash string
	// Path says where the effective text is stored, relative to the run
	// directory; it may be empty.
	Path string
}

// Start begins the recording of a run and writes its first document, which says
// that the run was interrupted: it stays when the process ends in a way that
// nothing can be done about. When ctx is done, a document that says so is written
// at once; the engine still has to end the run. Temporary files that a killed
// recorder left in the directory are removed.
//
// The context is the one that stops the run as a whole. The derived context of
// an errgroup is done when all went well, too, and so is not the one to pass: pass
// the one that it was derived from.
func Start(ctx context.Context, opt Options) (*Run, error) {
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Policy == nil {
		opt.Policy = run.DefaultPolicy()
	}
	if opt.Name == "" {
		opt.Name = DocumentName
	}
	if opt.ManifestPath == "" {
		opt.ManifestPath = ManifestName
	}
	if opt.RunID == "" {
		opt.RunID = randomID()
	}
	opt.Environment = maps.Clone(opt.Environment)
	if ctx == nil {
		return nil, misuse("the run", "pass context.Background() when nothing can interrupt the run", "its context is nil")
	}
	if err := opt.check(); err != nil {
		return nil, err
	}
	r := &Run{opt: opt, ctx: ctx, began: opt.Clock(), progress: progress{byID: map[string]*Step{}, paths: map[string]content{},
		metrics: map[string]runresultv1.MetricValue{}, counts: map[string]int64{}}}
	if err := r.describe(); err != nil {
		return nil, err
	}
	// Absolute, so that a change of the working directory moves nothing.
	dir, err := filepath.Abs(opt.Dir)
	if err != nil {
		return nil, fmt.Errorf("cannot find the run directory: %w", err)
	}
	r.opt.Dir = dir
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("cannot create the run directory: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open the run directory: %w", err)
	}
	r.root = root
	if err := r.open(); err != nil {
		_ = root.Close() // nothing was written through it
		return nil, err
	}
	r.unhook = context.AfterFunc(ctx, func() { _ = r.Checkpoint() }) // Finish reports what keeps failing
	return r, nil
}

// open writes the first document, so that a process that ends in whatever way
// leaves one, and no document of an earlier run stays that could be taken for
// this one's.
func (r *Run) open() error {
	for _, name := range []string{r.opt.Name, r.opt.ManifestPath} {
		r.sweep(name)
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	if _, err := r.checkpoint(); err != nil {
		return fmt.Errorf("cannot write the document: %w", err)
	}
	return nil
}

// check refuses names that lead out of the run directory or to each other.
func (opt *Options) check() error {
	switch {
	case opt.Dir == "":
		return misuse("the run directory", "set Options.Dir", "no directory is named")
	case strings.ContainsAny(opt.Name, `/\`) || !fs.ValidPath(opt.Name) || opt.Name == ".":
		return misuse("the document", "give a file name without a directory", "%q is not a file name", opt.Name)
	}
	if problem := identifier(opt.RunID); problem != "" {
		return misuse("the run id "+quote(opt.RunID), idHint, "it %s", problem)
	}
	var problem, hint string
	if opt.ManifestPath, problem, hint = relative(opt.ManifestPath); problem != "" {
		return misuse("the manifest", hint, "%s", problem)
	}
	switch {
	case opt.Name == opt.ManifestPath:
		return misuse("the document", "give them different names", "the manifest has the same name, %q", opt.Name)
	case opt.Checkpoint < 0:
		return misuse("the checkpoints", "give the least time between two of them, or 0 for none", "%s is negative", opt.Checkpoint)
	}
	return nil
}

// describe fills what is known of the document from the start, and refuses what
// the schema does.
func (r *Run) describe() error {
	version := "1.0"
	r.base = runresultv1.RunResult{RunResultVersion: &version, RunID: r.opt.RunID, StartedAt: rt.NewTimestamp(r.instant(0)),
		References: runresultv1.References{ManifestPath: r.opt.ManifestPath}, Environment: r.opt.Environment}
	if id := r.opt.Policy.ID(); id != "" {
		r.base.StatusPolicy = &id
	}
	if r.opt.Producer != nil {
		p := r.opt.Producer.Clone()
		r.base.Producer = &p
	}
	doc := r.build(&ending{kind: goingOn})
	if err := sound(&doc); err != nil {
		return invalid("the options", err)
	}
	return nil
}

// sound asks the decoder, which checks what will be written and not what is in
// memory.
func sound(doc *runresultv1.RunResult) error {
	_, err := runresultv1.UnmarshalRunResult(doc.AppendJSON(nil))
	return err
}

func randomID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// ID returns the identifier of the run.
func (r *Run) ID() string { return r.opt.RunID }

// Path returns where the document is or will be.
func (r *Run) Path() string { return filepath.Join(r.opt.Dir, r.opt.Name) }

// instant is the wall clock at the start plus the time since, to the
// microsecond.
func (r *Run) instant(since time.Duration) time.Time {
	return r.began.Round(0).UTC().Add(since).Truncate(time.Microsecond)
}

// now returns the time since the start. It never goes back, whatever the clock
// does. The caller holds mu.
func (r *Run) now() time.Duration {
	r.last = max(r.last, r.opt.Clock().Sub(r.began))
	return r.last
}

// change runs f, which alters what is recorded, unless the run has ended.
func (r *Run) change(f func() error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.final != nil {
		return ErrFinished
	}
	return f()
}

// digest is the form that the schema wants.
var digest = regexp.MustCompile(`^(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$`)

// SetConfig records which config the run was given.
func (r *Run) SetConfig(in Input) error { return r.setInput("the config", &r.config, in) }

// SetContract records which contract the run was given.
func (r *Run) SetContract(in Input) error { return r.setInput("the contract", &r.contract, in) }

func (r *Run) setInput(about string, to **Input, in Input) error {
	if in.Hash == "" {
		return misuse(about, "record its digest: Input{Hash: Digest(text)}", "it has no digest")
	}
	if in.Path != "" {
		var problem, hint string
		if in.Path, problem, hint = relative(in.Path); problem != "" {
			return misuse(about, hint, "%s", problem)
		}
	}
	in.Hash = strings.ToLower(in.Hash)
	if !strings.Contains(in.Hash, ":") && len(in.Hash) == 64 {
		in.Hash = hashPrefix + in.Hash
	}
	refs := runresultv1.References{ManifestPath: ManifestName, ConfigHash: in.Hash, ContractHash: emptyHash, ConfigPath: optional(in.Path)}
	if !digest.MatchString(in.Hash) {
		return misuse(about, "record its digest: Input{Hash: Digest(text)}", "%s is no digest", quote(in.Hash))
	}
	if _, err := runresultv1.UnmarshalReferences(refs.AppendJSON(nil)); err != nil {
		return invalid(about, err)
	}
	return r.change(func() error {
		*to = &in
		return nil
	})
}

// SetSummary records the account of the run for people; without one, the
// recorder counts its steps.
func (r *Run) SetSummary(text string) error {
	return r.change(func() error {
		r.base.Summary = clean(text)
		return nil
	})
}

// SetExtension records third-party data under a name that contains a dot.
func (r *Run) SetExtension(name string, value rt.Raw) error {
	if value == (rt.Raw{}) {
		return misuse("the extension "+quote(name), `make it with rt.RawFrom, rt.RawString or rt.ParseRaw; ParseRaw("null") is a null that is meant`, "it has no value")
	}
	probe := runresultv1.RunResult{Extensions: map[string]rt.Raw{name: value}}
	if !strings.Contains(name, ".") {
		return misuse("the extension "+quote(name), "begin the name with a domain of yours, such as com.example.lineage", "its name has no dot")
	}
	if err := about(probe.Validate(), "/extensions"); err != nil {
		return invalid("the extension "+quote(name), err)
	}
	return r.change(func() error {
		if r.base.Extensions == nil {
			r.base.Extensions = map[string]rt.Raw{}
		}
		r.base.Extensions[name] = value
		return nil
	})
}

// about picks what is said about one place out of what is wrong with a probe
// that is incomplete elsewhere.
func about(err error, pointer string) error {
	var all *rt.Errors
	if !errors.As(err, &all) {
		return err
	}
	for _, one := range all.List {
		if strings.HasPrefix(one.InstanceAt+"/", pointer+"/") {
			return &one
		}
	}
	return nil
}

// Fail records that the run itself failed, outside any step. The first failure
// stays. See Failure for what an error may carry.
func (r *Run) Fail(err error) error {
	what := info(err, TypeRunFailed)
	return r.change(func() error {
		if r.failure == nil {
			r.failure = what
		}
		return nil
	})
}

func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func quote(text string) string { return fmt.Sprintf("%q", wording.Clip(clean(text), 80)) }

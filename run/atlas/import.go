package atlas

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run"
)

// ExtensionName is the key under "extensions" that keeps what a manifest holds
// and a RunResult has no place for.
const ExtensionName = "io.atlas-dataflow.manifest"

// CodeManifest is the code of every error about JSON that is no manifest.
const CodeManifest = "manifest"

// MaxNotes bounds the notes of one import; the last note counts those beyond it.
const MaxNotes = 200

// Options are the choices of an import. The zero value is useful.
type Options struct {
	// ManifestPath is the manifest's path relative to the run directory, in
	// POSIX spelling. Empty means the base name of the file; one that leads out of the
	// run directory is refused.
	ManifestPath string
	// Policy decides which steps are critical. Nil means run.DefaultPolicy, and
	// that a status which the manifest states is kept if the steps allow it.
	Policy run.Policy
}

// Note is something that was inferred, contradicted or left out.
type Note struct {
	// File, Line and Column say where in the manifest; Line is 0 when the note
	// is about something that is not there.
	File         string
	Line, Column int
	// Pointer is the JSON Pointer into the manifest.
	Pointer string
	// Message says what was done and why, in one sentence.
	Message string
}

// String returns "file:line:column: at /pointer: message", without the parts
// that are absent.
func (n Note) String() string {
	e := diag.Error{File: n.File, Line: n.Line, Column: n.Column, Pointer: n.Pointer, Message: n.Message}
	return e.Error()
}

// Import makes a RunResult of a manifest: YAML where its name ends in .yaml or
// .yml, else JSON. The notes are worth showing to a person even when the import
// succeeds. The error is a *diag.Error; its code is "parse" for what is no JSON
// or YAML, and CodeManifest for what is no manifest, or lacks what no rule can
// supply.
func Import(name string, data []byte, opt Options) (runresultv1.RunResult, []Note, error) {
	if _, why := cleanRelative(opt.ManifestPath); opt.ManifestPath != "" && why != "" {
		return runresultv1.RunResult{}, nil, source.Misuse("name the manifest by its path in the run directory", "ManifestPath: "+why)
	}
	f, err := source.Parse(name, data)
	if err != nil {
		return runresultv1.RunResult{}, nil, err
	}
	m := &importer{f: f, opt: opt}
	doc, err := m.document()
	if err != nil {
		return runresultv1.RunResult{}, m.finishNotes(), err
	}
	// Encoding and decoding again is the one check that answers for what will
	// be written, not for what is in memory.
	if _, err := runresultv1.UnmarshalRunResult(doc.AppendJSON(nil)); err != nil {
		return runresultv1.RunResult{}, m.finishNotes(), &diag.Error{
			File: f.Name, Code: CodeManifest, Err: err,
			Message: "the manifest does not make a valid RunResult: " + strings.ReplaceAll(err.Error(), "\n", "; "),
			Hint:    "correct the manifest at the places that correspond to the pointers above",
		}
	}
	return doc, m.finishNotes(), nil
}

// importer is the state of one import.
type importer struct {
	f       *source.File
	opt     Options
	notes   []Note
	unnoted int
	offsets []int // of what each note is about; -1 = nothing

	root, run   at
	runDir      string // normalised; "" when unknown
	runID       string
	events      *eventLog
	steps       []*step
	start, end  instant
	interrupted bool // nothing records the end of the run
	kept        extension
	respellings []respelling

	summarised      int // steps whose summary the import wrote
	firstSummary    string
	firstSummarised at

	artifactByID map[string]runresultv1.Artifact
	stepIDs      map[string]bool
}

func (m *importer) document() (doc runresultv1.RunResult, err error) {
	if err := m.open(); err != nil {
		return doc, err
	}
	if err := m.identify(&doc); err != nil {
		return doc, err
	}
	if err := m.readEvents(); err != nil {
		return doc, err
	}
	m.findRunDir()
	if err := m.readSteps(); err != nil {
		return doc, err
	}
	if err := m.window(&doc); err != nil {
		return doc, err
	}
	m.orderSteps()
	m.globalArtifacts(&doc)
	if err := m.finishSteps(&doc); err != nil {
		return doc, err
	}
	if err := m.settle(&doc); err != nil {
		return doc, err
	}
	if err := m.references(&doc); err != nil {
		return doc, err
	}
	m.surroundings(&doc)
	if err := m.extend(&doc); err != nil {
		return doc, err
	}
	m.noteRespellings()
	return doc, nil
}

// open checks that the file is a manifest at all.
func (m *importer) open() error {
	root := m.f.Root
	m.root = at{v: root}
	if root == nil || root.Kind != source.Object {
		kind := "nothing"
		if root != nil {
			kind = root.Kind.Article()
		}
		return m.fail(m.root, "give a manifest.json that Atlas DataFlow wrote: an object with \"run\" and \"steps\"",
			"this is %s, not a manifest", kind)
	}
	if m.looksLikeRunResult() {
		return m.fail(m.root, "show it with \"runresult render\" or check it with \"runresult validate\"",
			"this is a RunResult already, not a manifest")
	}
	m.run = m.root.get("run")
	if m.run.v == nil || m.run.v.Kind != source.Object {
		return m.fail(m.run.or(m.root), "a manifest names its run as {\"run\": {\"run_id\": …, \"started_at\": …}}",
			"the manifest has no \"run\" object")
	}
	if v := m.root.get("manifest_version"); v.v != nil {
		text := v.v.Text
		if v.v.Kind != source.String && v.v.Kind != source.Number || text != "1" && !strings.HasPrefix(text, "1.") {
			return m.fail(v, "manifests of major version 1 can be imported",
				"manifest_version %s is not known", clip(v.v.JSON()))
		}
	}
	return nil
}

func (m *importer) looksLikeRunResult() bool {
	if m.root.get("run_result_version").v != nil {
		return true
	}
	return m.root.v.Get("run") == nil && m.root.v.Get("run_id") != nil &&
		m.root.v.Get("references") != nil && m.root.v.Get("steps") != nil
}

// identify reads who the run is.
func (m *importer) identify(doc *runresultv1.RunResult) error {
	id := m.run.get("run_id", "id")
	if id.v == nil {
		return m.fail(m.run, "add \"run_id\" to \"run\"", "the run has no run_id")
	}
	text := m.text(id, "the run_id")
	if why := identifierProblem(text); why != "" {
		return m.fail(id, "an identifier is one line of 1 to 255 characters without '/' and '\\', and does not begin with a dot",
			"the run_id %s cannot be used: %s", clip(quote(text)), why)
	}
	m.runID = text
	version := "1.0"
	doc.RunResultVersion = &version
	doc.RunID = text
	return nil
}

// references fills the cross references, hashes included.
func (m *importer) references(doc *runresultv1.RunResult) error {
	sum := sha256.Sum256(m.f.Data)
	manifest := "sha256:" + hex.EncodeToString(sum[:])
	doc.References.ManifestPath = m.manifestPath()
	doc.References.ManifestHash = &manifest
	var missing []string
	for _, one := range []struct {
		name       string
		hash       *string
		path       **string
		from       []at
		pathMember at
	}{
		{"config", &doc.References.ConfigHash, &doc.References.ConfigPath, m.hashesOf("config"),
			m.root.get("config").get("effective_path", "path")},
		{"contract", &doc.References.ContractHash, &doc.References.ContractPath, m.hashesOf("contract"),
			m.root.get("contract").get("effective_path", "path")},
	} {
		hash, err := m.referenceHash(one.name, one.from)
		if err != nil {
			return err
		}
		if hash == "" {
			missing = append(missing, one.name)
			hash = emptyHash
		}
		*one.hash = hash
		if p := one.pathMember; p.v != nil {
			if path, why := m.relative(m.text(p, "the "+one.name+" path")); why == "" {
				*one.path = &path
			} else {
				m.note(p, "the %s path was left out: %s", one.name, why)
				m.keep(&m.kept.members, one.name+"_path", p.v)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	names := strings.Join(missing, " and ")
	if doc.Error == nil || len(doc.Steps) > 0 {
		return m.fail(m.root, "add \"inputs\": {\"config_hash\": …, \"contract_hash\": …}, or \"config\": {\"hash\": …} and \"contract\": {\"hash\": …}",
			"the manifest records no hash of the %s, and a run that had a plan had one", names)
	}
	doc.Error.Message += fmt.Sprintf(" (no hash of the %s was recorded; the digest of the empty string stands in)", names)
	m.note(m.root, "no hash of the %s is recorded; as the run failed before a plan existed, the digest of the empty string stands in", names)
	return nil
}

// hashesOf returns the places that record the digest of the effective config or
// contract, the one that counts most first.
func (m *importer) hashesOf(name string) []at {
	var out []at
	for _, a := range []at{
		m.root.get(name).get("hash", "sha256"), m.root.get("inputs").get(name + "_hash"),
		m.run.get(name + "_hash"), m.root.get(name + "_hash"),
	} {
		if a.v != nil {
			out = append(out, a)
		}
	}
	return out
}

// emptyHash is the digest of no bytes.
const emptyHash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// referenceHash returns the first hash that is recorded, "" when none is.
func (m *importer) referenceHash(name string, from []at) (string, error) {
	found, first := "", at{}
	for _, a := range from {
		if a.v == nil {
			continue
		}
		hash, why := normalHash(m.text(a, "the "+name+" hash"))
		if why != "" {
			return "", m.fail(a, "write it as sha256:<64 hexadecimal digits>", "the hash of the %s cannot be used: %s", name, why)
		}
		if found == "" {
			if !strings.Contains(a.v.Text, ":") {
				m.note(a, "the hash of the %s names no algorithm; by its length it is %s", name, hash[:strings.IndexByte(hash, ':')])
			}
			found, first = hash, a
		} else if found != hash {
			m.note(a, "this hash of the %s contradicts the one at %s, which was used", name, first.ptr)
		}
	}
	return found, nil
}

func (m *importer) manifestPath() string {
	if m.opt.ManifestPath != "" {
		path, _ := cleanRelative(m.opt.ManifestPath)
		return path
	}
	name := m.f.Name
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if path, why := cleanRelative(name); why == "" && name != "-" && !strings.ContainsAny(name, "<>") {
		return path
	}
	return "manifest.json"
}

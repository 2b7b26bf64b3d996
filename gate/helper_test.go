package gate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

const configText = `# the families
version: 1
families:
  - name: order
    head: schema/order.v1.json
    released: schema/released/order # frozen
    generate:
      - {lang: go, package: orderv1, type: Order, out: orderv1}
`

const orderText = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:example:schema:order:1.0.0",
  "title": "Order",
  "description": "An order.",
  "type": "object",
  "required": ["id", "status"],
  "properties": {
    "id": {"type": "string"},
    "status": {"enum": ["open", "paid", "partial"]}
  }
}
`

const changelogText = `# Changelog

Words that stay.

## [Unreleased]

### Schema order

Nothing since 1.0.0.

### Tool

#### Added

- Something else.

## Schema order 1.0.0 - 2026-11-22

### Added

- The order.

[Unreleased]: https://example.com/compare
`

// Paths of the repository that the tests work on.
const (
	headPath = "schema/order.v1.json"
	sumsPath = "schema/released/SHA256SUMS"
	frozen   = "schema/released/order/1.0.0.json"
	logPath  = "CHANGELOG.md"
	confPath = "runresult.yaml"
)

// repo is a repository in a temporary directory.
type repo struct {
	t       *testing.T
	dir     string
	compare compareFunc
	conf    string // of the configuration, when it is not confPath
}

// newRepo makes a repository whose gate is green: one release, and generated
// code.
func newRepo(t *testing.T) *repo {
	t.Helper()
	r := &repo{t: t, dir: t.TempDir(), compare: simple, conf: confPath}
	r.write(confPath, configText)
	r.write(headPath, orderText)
	r.write(frozen, orderText)
	r.write(sumsPath, sumLine("order/1.0.0.json", orderText))
	r.write(logPath, changelogText)
	r.generate()
	return r
}

func sumLine(name, text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:]) + "  " + name + "\n"
}

func (r *repo) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

func (r *repo) write(name, text string) {
	r.t.Helper()
	require.NoError(r.t, os.MkdirAll(filepath.Dir(r.path(name)), 0o777))
	require.NoError(r.t, os.WriteFile(r.path(name), []byte(text), 0o666))
}

func (r *repo) read(name string) string {
	r.t.Helper()
	data, err := os.ReadFile(r.path(name))
	require.NoError(r.t, err)
	return string(data)
}

func (r *repo) remove(name string) {
	r.t.Helper()
	require.NoError(r.t, os.RemoveAll(r.path(name)))
}

// edit replaces text in a file, which must have it once.
func (r *repo) edit(name, old, now string) {
	r.t.Helper()
	text := r.read(name)
	require.Equal(r.t, 1, strings.Count(text, old), "%s in %s", old, name)
	r.write(name, strings.Replace(text, old, now, 1))
}

func (r *repo) project() *Project {
	r.t.Helper()
	p, err := Open(r.path(r.conf))
	require.NoError(r.t, err)
	p.compare = r.compare
	return p
}

func (r *repo) config() *config.Config {
	r.t.Helper()
	conf, err := config.Read(r.path(r.conf))
	require.NoError(r.t, err)
	return conf
}

// generate brings the generated code up to date.
func (r *repo) generate() {
	r.t.Helper()
	c, err := r.project().judge(context.Background(), r.config(), nil, nil)
	require.NoError(r.t, err)
	for _, h := range c.heads {
		for i := range h.Generate {
			d, err := outputOf(r.t.Context(), h.Family, &h.Generate[i], h.path, h.file)
			require.NoError(r.t, err)
			require.NoError(r.t, atomicfile.Apply(d.Changes()))
		}
	}
}

// all is every file with its contents.
func (r *repo) all() map[string]string {
	r.t.Helper()
	out := map[string]string{}
	require.NoError(r.t, filepath.WalkDir(r.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(r.dir, path)
		out[filepath.ToSlash(name)] = r.read(filepath.ToSlash(name))
		return err
	}))
	return out
}

// against reads the files of another state of the repository.
func (r *repo) against(state map[string]string) func(*Options) {
	return func(o *Options) {
		o.Against = &Against{
			Name: "git:main",
			Read: func(path string) ([]byte, error) {
				name, err := filepath.Rel(r.dir, path)
				require.NoError(r.t, err)
				text, ok := state[filepath.ToSlash(name)]
				if !ok {
					return nil, fmt.Errorf("git:main:%s: %w", name, fs.ErrNotExist)
				}
				return []byte(text), nil
			},
			Files: func() ([]string, error) {
				var out []string
				for _, name := range slices.Sorted(maps.Keys(state)) {
					out = append(out, r.path(name))
				}
				return out, nil
			},
		}
	}
}

func (r *repo) check(opts ...func(*Options)) *Report {
	r.t.Helper()
	rep, err := r.tryCheck(opts...)
	require.NoError(r.t, err)
	return rep
}

func (r *repo) tryCheck(opts ...func(*Options)) (*Report, error) {
	r.t.Helper()
	var opt Options
	for _, o := range opts {
		o(&opt)
	}
	before := r.all()
	rep, err := r.project().Check(context.Background(), opt)
	if !opt.Fix || err != nil {
		assert.Equal(r.t, before, r.all(), "nothing was written")
	}
	if rep != nil {
		r.sound(rep.Findings)
	}
	return rep, err
}

func fix(o *Options) { o.Fix = true }

func (r *repo) release(opts ...func(*ReleaseOptions)) (*Released, error) {
	r.t.Helper()
	opt := ReleaseOptions{Date: time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)}
	for _, o := range opts {
		o(&opt)
	}
	before := r.all()
	out, err := r.project().Release(context.Background(), opt)
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		assert.Nil(r.t, out)
		assert.Contains(r.t, err.Error(), "is not released: ")
		out, err = &Released{Name: refused.Name, Version: refused.Version, Check: refused.Check}, nil
		assert.False(r.t, out.Check.OK())
	}
	if out != nil {
		r.sound(out.Check.Findings)
	}
	if err != nil || opt.DryRun || !out.Check.OK() {
		assert.Equal(r.t, before, r.all(), "nothing was written")
	}
	return out, err
}

// found are the codes of all findings that the tests saw.
var found sync.Map

// TestMain: every rule was found by some test, when all of them ran.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.fuzz").Value.String() == "" {
		for _, r := range Rules() {
			if _, ok := found.Load(r.ID); !ok {
				fmt.Fprintf(os.Stderr, "no test provokes %s\n", r.ID)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// sound holds findings to what every finding promises.
func (r *repo) sound(all []diag.Finding) {
	r.t.Helper()
	for _, f := range all {
		assert.NotEmpty(r.t, f.File, f.Message)
		assert.NotEmpty(r.t, f.Message, f.Code())
		assert.NotEmpty(r.t, f.Hint, f.Message)
		assert.NotContains(r.t, f.Message, "\n")
		found.Store(f.Code(), true)
		assert.Contains(r.t, slices.Concat(Rules(), report.Rules()), f.Rule(), f.Code())
	}
}

// codes are the codes of the findings, in order.
func codes(rep *Report) []string {
	out := []string{}
	for _, f := range rep.Findings {
		out = append(out, f.Code())
	}
	return out
}

// the returns the only finding with a code.
func the(t *testing.T, rep *Report, code string) diag.Finding {
	t.Helper()
	var found []diag.Finding
	for _, f := range rep.Findings {
		if f.Code() == code {
			found = append(found, f)
		}
	}
	require.Len(t, found, 1, "%s in %v", code, rep.Findings)
	return found[0]
}

// simple compares the members and values of flat schemas: enough to see what the
// gate makes of an answer.
func simple(_ context.Context, old, new *compat.Schema, d compat.Direction, c compat.Content) (*compat.Report, error) {
	was, now := flatten(old), flatten(new)
	rep := &compat.Report{
		FormatVersion: compat.FormatVersion, Verdict: compat.Compatible, RequiredBump: compat.BumpNone,
		Reader: &compat.Reader{Verdict: compat.Compatible},
	}
	if d != compat.Forward {
		rep.Backward = &compat.Inclusion{Verdict: compat.Compatible, Content: c}
	}
	if d != compat.Backward {
		rep.Forward = &compat.Inclusion{Verdict: compat.Compatible, Content: c}
	}
	raise := func(b compat.Bump) { rep.RequiredBump = max(rep.RequiredBump, b) }
	if was.Description != now.Description || was.Title != now.Title {
		raise(compat.BumpPatch)
		rep.Changes = append(rep.Changes, compat.Change{Rule: "description-changed", OldAt: "/description", NewAt: "/description", Bump: compat.BumpPatch})
	}
	for _, name := range slices.Sorted(maps.Keys(now.Properties)) {
		if _, ok := was.Properties[name]; !ok {
			raise(compat.BumpMinor)
			rep.Changes = append(rep.Changes, compat.Change{
				Rule: "property-added", OldAt: "/properties", NewAt: "/properties/" + name, Bump: compat.BumpMinor,
				Message: "the optional member " + name + " was added",
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was.Properties)) {
		if _, ok := now.Properties[name]; !ok {
			raise(compat.BumpMajor)
			rep.Reader.Verdict = compat.Incompatible
			rep.Reader.Lost = append(rep.Reader.Lost, compat.Lost{
				OldAt: "/properties/" + name, Name: name, InstanceAt: "/" + name, Witness: json.RawMessage(`{"` + name + `":1}`),
			})
			rep.Changes = append(rep.Changes, compat.Change{
				Rule: "property-removed", OldAt: "/properties/" + name, NewAt: "/properties", Breaks: []string{"reader"}, Bump: compat.BumpMajor,
			})
			continue
		}
		for i, v := range was.Properties[name].Enum {
			if !slices.Contains(now.Properties[name].Enum, v) && rep.Backward != nil {
				raise(compat.BumpMajor)
				witness := json.RawMessage(`{"` + name + `":"` + v + `"}`)
				at, doc := "/properties/"+name+"/enum", "/"+name
				*rep.Backward = compat.Inclusion{
					Verdict: compat.Incompatible, Content: c, Witness: witness, AcceptedBy: compat.SideOld, RejectedBy: compat.SideNew,
					SchemaAt: &at, InstanceAt: &doc, Message: "the value is none of those listed",
				}
				value, _ := json.Marshal(v)
				rep.Changes = append(rep.Changes, compat.Change{
					Rule: "enum-value-removed", OldAt: at + "/" + string(rune('0'+i)), NewAt: at, Old: value,
					Breaks: []string{"backward"}, Bump: compat.BumpMajor, Message: "the value " + v + " was removed",
				})
			}
		}
	}
	if u := now.Unknown; u != "" {
		at := "/properties"
		rep.RequiredBump = max(rep.RequiredBump, compat.BumpUnknown)
		if rep.RequiredBump != compat.BumpMajor {
			rep.RequiredBump = compat.BumpUnknown
		}
		rep.Unknowns = []compat.Unresolved{{
			Question: "backward", Schema: compat.SideNew, SchemaAt: &at, Keyword: "pattern", Reason: u, Message: "The search stopped.",
		}}
		if u == "not-followed" { // a question as a whole
			rep.Unknowns[0] = compat.Unresolved{Question: "backward", Reason: u, Message: "The search stopped."}
		}
	}
	return rep, nil
}

type flatSchema struct {
	Title, Description string
	Unknown            string `json:"x-unknown"`
	Properties         map[string]struct{ Enum []string }
}

// flatten reads the text that a schema was loaded from, which may be planned only.
func flatten(s *compat.Schema) flatSchema {
	file := (*source.File)(reflect.ValueOf(s).Elem().FieldByName("file").UnsafePointer())
	var out flatSchema
	if err := json.Unmarshal(file.Data, &out); err != nil {
		panic(err)
	}
	return out
}

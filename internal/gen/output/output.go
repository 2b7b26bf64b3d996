// Package output holds generated files against the directory they belong to:
// which are missing, differ, are in the way or were left behind by an earlier
// run. `generate` repairs what it finds; `generate --check` and the gate report
// it, so that the two can never disagree.
//
// It imports internal/gen/target, internal/atomicfile, internal/report and internal/source.
package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/gen/target"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Drift is how a directory differs from what was generated for it. Names are
// slash-separated and relative to the directory.
type Drift struct {
	Dir     string
	Files   []target.File  // what was generated
	Missing []string       //
	Changed map[string]int // to the first line that differs
	Foreign []string       // in the way, and without our header
	Stray   []string       // with our header, and not generated
}

// Compare reads the output directory. One that does not exist is empty. Errors
// are *diag.Error.
func Compare[F ~struct {
	Name string
	Data []byte
}](dir string, files []F) (*Drift, error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, &diag.Error{
			File: dir, Code: source.CodeRead, Message: "is a file, and generated code goes into a directory",
			Hint: "name a directory, which need not exist yet",
		}
	}
	d := &Drift{Dir: dir, Changed: map[string]int{}}
	ours := map[string]bool{}
	for _, each := range files {
		f := target.File(each)
		d.Files = append(d.Files, f)
		ours[f.Name] = true
		old, err := source.ReadBytes(filepath.Join(dir, filepath.FromSlash(f.Name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			d.Missing = append(d.Missing, f.Name)
		case err != nil:
			return nil, err
		case !target.IsGenerated(old):
			d.Foreign = append(d.Foreign, f.Name)
			d.Changed[f.Name] = 1
		case !bytes.Equal(old, f.Data):
			d.Changed[f.Name] = firstDifference(old, f.Data)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unreadable(dir, "cannot be listed", err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || ours[e.Name()] {
			continue
		}
		has, err := hasHeader(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, unreadable(d.Path(e.Name()), "cannot be read", err)
		}
		if has {
			d.Stray = append(d.Stray, e.Name())
		}
	}
	slices.Sort(d.Stray)
	return d, nil
}

func unreadable(path, what string, err error) error {
	reason := err
	var pe *fs.PathError
	if errors.As(err, &pe) {
		reason = pe.Err
	}
	return &diag.Error{File: path, Code: source.CodeRead, Message: fmt.Sprintf("%s: %v", what, reason), Hint: "check the permissions", Err: err}
}

// hasHeader reports whether a file begins as generated code does.
func hasHeader(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, headerBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	return target.IsGenerated(head[:n]), nil
}

// headerBytes is more than any header's first line.
const headerBytes = 16 << 10

// firstDifference is the line of the old text where the new one departs.
func firstDifference(old, now []byte) int {
	n := 0
	for n < len(old) && n < len(now) && old[n] == now[n] {
		n++
	}
	return 1 + bytes.Count(old[:n], []byte("\n"))
}

// Path is the path of a file of the directory, for messages.
func (d *Drift) Path(name string) string {
	return filepath.ToSlash(filepath.Join(d.Dir, filepath.FromSlash(name)))
}

// Changes are the files to write; those that are right already are left alone,
// so that builds see no new modification time.
func (d *Drift) Changes() []atomicfile.Change {
	var out []atomicfile.Change
	for _, f := range d.Files {
		if _, changed := d.Changed[f.Name]; changed || slices.Contains(d.Missing, f.Name) {
			out = append(out, atomicfile.Change{Dir: d.Dir, Name: f.Name, Data: f.Data})
		}
	}
	return out
}

// Findings words the drift. schema is what the files are generated from; repair
// and clean are the commands that undo the drift.
func (d *Drift) Findings(schema, repair, clean string) []diag.Finding {
	var out []diag.Finding
	add := func(finding diag.Finding, name, hint string) {
		finding.File, finding.Hint = d.Path(name), hint
		out = append(out, finding)
	}
	for _, f := range d.Files {
		line, changed := d.Changed[f.Name]
		switch {
		case slices.Contains(d.Foreign, f.Name):
			finding := report.RuleDriftChanged.Findf("is in the way of what %s generates: it does not carry the header of generated code", schema)
			finding.Line = line
			add(finding, f.Name, "move the file away, then run "+repair)
		case changed:
			finding := report.RuleDriftChanged.Findf("differs from what %s generates", schema)
			finding.Line = line
			add(finding, f.Name, "run "+repair)
		case slices.Contains(d.Missing, f.Name):
			add(report.RuleDriftMissing.Findf("is missing: %s generates it", schema), f.Name, "run "+repair)
		}
	}
	for _, name := range d.Stray {
		add(report.RuleDriftStray.Findf("was generated once, and %s does not generate it any more", schema), name, "run "+clean)
	}
	slices.SortStableFunc(out, func(a, b diag.Finding) int { return strings.Compare(a.File, b.File) })
	return out
}

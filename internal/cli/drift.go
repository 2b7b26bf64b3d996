package cli

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

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// generated is the outcome of one generation and the directory it belongs to.
type generated struct {
	dir    string
	schema string // as named by the user
	result *gen.Result
}

// path is the path of one of its files, for messages.
func (g *generated) path(name string) string {
	return filepath.ToSlash(filepath.Join(g.dir, filepath.FromSlash(name)))
}

// drift is how a directory differs from what was generated. Names are
// slash-separated and relative to the directory.
type drift struct {
	of      *generated
	missing []string
	changed map[string]int // to the first line that differs
	foreign []string       // in the way, and without our header
	stray   []string       // with our header, and not generated
}

// compare reads the output directory. A directory that does not exist is empty.
func (g *generated) compare() (*drift, error) {
	if info, err := os.Stat(g.dir); err == nil && !info.IsDir() {
		return nil, trouble(nil, "name a directory, which need not exist yet", "%s is a file, and generated code goes into a directory", g.dir)
	}
	d := &drift{of: g, changed: map[string]int{}}
	ours := map[string]bool{}
	for _, f := range g.result.Files {
		ours[f.Name] = true
		path := filepath.Join(g.dir, filepath.FromSlash(f.Name))
		old, err := source.ReadBytes(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			d.missing = append(d.missing, f.Name)
		case err != nil:
			return nil, err
		case !gen.IsGenerated(old):
			d.foreign = append(d.foreign, f.Name)
			d.changed[f.Name] = 1
		case !bytes.Equal(old, f.Data):
			d.changed[f.Name] = firstDifference(old, f.Data)
		}
	}
	entries, err := os.ReadDir(g.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, trouble(err, "name a directory with --out", "%s cannot be listed: %s", g.dir, plainError(err))
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || ours[e.Name()] {
			continue
		}
		has, err := hasHeader(filepath.Join(g.dir, e.Name()))
		if err != nil {
			return nil, trouble(err, "", "%s cannot be read: %s", g.path(e.Name()), plainError(err))
		}
		if has {
			d.stray = append(d.stray, e.Name())
		}
	}
	slices.Sort(d.stray)
	return d, nil
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
	return gen.IsGenerated(head[:n]), nil
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

// changes are the files to write; those that are right already are left alone,
// so that builds see no new modification time.
func (d *drift) changes() []atomicfile.Change {
	var out []atomicfile.Change
	for _, f := range d.of.result.Files {
		if _, changed := d.changed[f.Name]; changed || slices.Contains(d.missing, f.Name) {
			out = append(out, atomicfile.Change{Dir: d.of.dir, Name: f.Name, Data: f.Data})
		}
	}
	return out
}

// findings reports the drift; repair and clean are the commands that undo it.
func (d *drift) findings(sink *report.Sink, repair, clean string) error {
	var out []report.Finding
	for _, f := range d.of.result.Files {
		finding := report.Finding{Severity: report.SeverityError, File: d.of.path(f.Name), Hint: "run " + repair}
		if line, changed := d.changed[f.Name]; changed {
			finding.Code, finding.Line = report.CodeDriftChanged, line
			finding.Message = fmt.Sprintf("differs from what %s generates", d.of.schema)
			if slices.Contains(d.foreign, f.Name) {
				finding.Message = fmt.Sprintf("is in the way of what %s generates: it does not carry the header of generated code", d.of.schema)
				finding.Hint = "move the file away, then run " + repair
			}
		} else if slices.Contains(d.missing, f.Name) {
			finding.Code = report.CodeDriftMissing
			finding.Message = fmt.Sprintf("is missing: %s generates it", d.of.schema)
		} else {
			continue
		}
		out = append(out, finding)
	}
	for _, name := range d.stray {
		out = append(out, report.Finding{
			Code: report.CodeDriftStray, Severity: report.SeverityError, File: d.of.path(name), Hint: "run " + clean,
			Message: fmt.Sprintf("was generated once, and %s does not generate it any more", d.of.schema),
		})
	}
	slices.SortStableFunc(out, func(a, b report.Finding) int { return strings.Compare(a.File, b.File) })
	for _, f := range out {
		if err := sink.Add(f); err != nil {
			return cannotWrite(err)
		}
	}
	return nil
}

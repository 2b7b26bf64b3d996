package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
)

var ruleDocumentChanged = diag.Rule{
	ID: "verify-document-changed", Severity: diag.SeverityError,
	Summary:     "The document was rewritten while its evidence was checked.",
	Explanation: "The findings are about the document as it was read; the file holds another one by now.",
	Example:     "a run that finishes while it is verified",
	Hint:        "verify again when the run has ended",
}

// Name is what the document in a run directory is called unless there is a
// reason for another name.
const Name = "runresult.json"

// Dir verifies a run directory. The document in it is the file named
// runresult.json, else run_result.json, run-result.json or one of these with
// capitals; where there is none of these, the one JSON file in the directory
// itself that carries run_result_version. The error, a *diag.Error, says why there is no
// document to judge: no directory, no document in it or several, or one that
// cannot be read.
func Dir(ctx context.Context, dir string, opt Options) (Verdict, error) {
	if err := source.NeedContext(ctx); err != nil {
		return Verdict{}, err
	}
	d, err := openRunDir(dir)
	if err != nil {
		return Verdict{}, &diag.Error{File: dir, Code: source.CodeRead, Err: err,
			Message: "is no run directory: " + err.Error(),
			Hint:    "name the directory that holds " + Name + ", or the document itself with --root DIR for its files"}
	}
	defer d.close()
	base, err := d.document(dir)
	if err != nil {
		return Verdict{}, err
	}
	name := filepath.Join(dir, base)
	before, _, bad := d.stat(base)
	var data []byte
	if bad == nil {
		data, bad = d.read(base, source.MaxFileSize)
	}
	if bad != nil {
		return Verdict{}, &diag.Error{File: name, Code: source.CodeRead, Message: bad.detail,
			Hint: "check the file and its permissions; when a run is still writing it, verify again afterwards"}
	}
	opt.Root = dir
	c := newChecker(ctx, name, data, opt)
	c.runDir = d
	c.check()
	after, _, bad := d.stat(base)
	if bad != nil || !same(before, after) && !d.holds(base, data) {
		c.found(&ruleDocumentChanged, "", issue{found: "another document", expected: "the one that was read",
			message: "the document changed while its evidence was checked; the findings are about what it was before"})
	}
	return c.verdict(), nil
}

// holds reports whether a file has just these bytes: a document that was written
// again as it was has not changed.
func (d *runDir) holds(p string, data []byte) bool {
	now, bad := d.read(p, source.MaxFileSize)
	return bad == nil && bytes.Equal(now, data)
}

func same(a, b fs.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// Bounds of the search for a document under an unusual name.
const (
	maxCandidates    = 64
	maxCandidateSize = 64 << 20
)

// usualNames are the spellings that are looked for before the directory is
// listed; the first that is there is the document.
var usualNames = []string{Name, "run_result.json", "run-result.json"}

// document finds the document in a run directory.
func (d *runDir) document(dir string) (string, error) {
	for _, name := range usualNames {
		if _, err := d.root.Lstat(name); err == nil {
			return name, nil
		}
	}
	listed := d.list(".")
	var usual, others []string
	for _, name := range slices.Sorted(maps.Keys(listed.names)) {
		plain := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
		if !strings.HasSuffix(plain, ".json") || strings.HasPrefix(name, ".") {
			continue
		}
		if _, _, bad := d.stat(name); bad != nil && bad.kind == irregular {
			continue
		}
		if plain == Name {
			usual = append(usual, name)
		} else {
			others = append(others, name)
		}
	}
	if usual == nil {
		for _, name := range others[:min(len(others), maxCandidates)] {
			data, bad := d.read(name, maxCandidateSize)
			if bad == nil && marked(name, data) {
				usual = append(usual, name)
			}
		}
	}
	switch len(usual) {
	case 1:
		return usual[0], nil
	case 0:
		if listed.cut {
			return "", &diag.Error{File: dir, Code: source.CodeRead,
				Message: fmt.Sprintf("holds more than %d files, and no RunResult among those that were looked at", maxListed),
				Hint:    "write the document as " + Name + ", or name the file and give --root " + quoteArg(dir)}
		}
		hint := "write the document as " + Name + ", or name the file and give --root " + quoteArg(dir)
		for _, name := range others {
			if strings.Contains(strings.ToLower(name), "manifest") {
				hint = fmt.Sprintf("make a document of the manifest: runresult import --from atlas-manifest %s --out %s",
					quoteArg(filepath.Join(dir, name)), quoteArg(filepath.Join(dir, Name)))
			}
		}
		return "", &diag.Error{File: dir, Code: source.CodeRead, Message: "holds no RunResult", Hint: hint}
	}
	return "", &diag.Error{File: dir, Code: source.CodeRead,
		Message: "holds several RunResults: " + strings.Join(usual[:min(len(usual), 5)], ", "),
		Hint:    fmt.Sprintf("name the one that is meant: runresult verify %s --root %s", quoteArg(filepath.Join(dir, path.Base(usual[0]))), quoteArg(dir))}
}

// marked reports that a JSON text carries the mark of a RunResult.
func marked(name string, data []byte) bool {
	if !bytes.Contains(data, []byte(`"run_result_version"`)) {
		return false
	}
	f, err := source.ParseJSON(name, data)
	if err != nil {
		var e *diag.Error
		// A damaged document is still the document.
		return errors.As(err, &e) && e.Code == source.CodeParse
	}
	return f.Root.Get("run_result_version") != nil
}

// quoteArg writes an argument so that it can be pasted into a shell.
func quoteArg(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/=:") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

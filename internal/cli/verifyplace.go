package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// codeVerifyFailOn is the code of what --fail-on says.
const codeVerifyFailOn = "verify-fail-on"

// verifyRules are those of the command itself.
var verifyRules = []report.Rule{
	{
		ID: codeVerifyFailOn, Severity: report.SeverityError,
		Summary:     "The run is truthful, and it was not a success.",
		Explanation: "`--fail-on partial` asks for runs that succeeded. The document is in order: this is about the run and not about its record, and the same document verifies without the flag.",
		Example:     `runresult verify --fail-on partial RUN_DIR`,
		Hint:        "see what happened with runresult render",
	},
}

// verifyingRules lists what verify can find, schema violations aside, sorted.
func verifyingRules() []report.Rule {
	out := slices.Concat(verify.Rules(), verifyRules)
	slices.SortFunc(out, func(a, b report.Rule) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// failOnFinding is what --fail-on has to say about a truthful run.
func failOnFinding(v verify.Verdict) report.Finding {
	return report.Finding{
		Code: codeVerifyFailOn, Severity: report.SeverityError, File: v.Name, InstanceAt: report.At("/status"),
		Message: fmt.Sprintf("run %q ended as %s", v.RunID, v.Status), Found: v.Status, Expected: "success",
		Hint: verifyRules[0].Hint,
	}
}

// place finds the directory of the run on a line, "" when its run_id names none.
// A document or a run_id that is not in order is judged elsewhere, and so is a
// directory that is not there.
func (v *verification) place(l textLine) (string, []report.Finding) {
	f, err := source.ParseJSON(l.file, l.text)
	if err != nil || f.Root.Kind != source.Object {
		return "", nil
	}
	id := f.Root.Get("run_id")
	if id == nil || id.Kind != source.String || !plainName(id.Text) {
		return "", nil
	}
	dir := filepath.Join(v.root, id.Text)
	_, err = v.base.Stat(id.Text)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return dir, nil
	}
	rule, _ := ruleByID(verify.CodeRoot)
	out := report.Finding{
		Code: rule.ID, Severity: report.SeverityError, File: l.file, InstanceAt: report.At("/run_id"),
		Message: fmt.Sprintf("the run directory %s cannot be used: %s", dir, plainError(err)),
		Found:   plainError(err), Expected: "a directory inside " + v.root, Hint: rule.Hint,
	}
	out.Line, out.Column = f.Position(id.Start)
	out.Line += l.before
	return "", []report.Finding{out}
}

// plainName reports whether a run_id names one entry of a directory and nothing
// else. It holds more than the schema's Identifier does: a name that stays
// inside on one system may lead out on another.
func plainName(id string) bool {
	return id != "" && filepath.IsLocal(id) && !strings.HasPrefix(id, ".") && !strings.ContainsAny(id, "/\\\x00")
}

package cli

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run/verify"
)

// ruleFailOn is what --fail-on says: a rule of the command itself.
var ruleFailOn = diag.Rule{
	ID: "verify-fail-on", Severity: diag.SeverityError,
	Summary:     "The run is truthful, and it was not a success.",
	Explanation: "`--fail-on partial` asks for runs that succeeded. The document is in order: this is about the run and not about its record, and the same document verifies without the flag.",
	Example:     `runresult verify --fail-on partial RUN_DIR`,
	Hint:        "see what happened with runresult render",
}

// verifyingRules lists what verify can find, schema violations aside, sorted.
func verifyingRules() []diag.Rule {
	return diag.Collect(verify.Rules(), []diag.Rule{ruleFailOn}).All()
}

// failOnFinding is what --fail-on has to say about a truthful run.
func failOnFinding(v verify.Verdict) diag.Finding {
	f := ruleFailOn.Findf("run %q ended as %s", v.RunID, v.Status)
	f.File, f.InstanceAt, f.Found, f.Expected = v.Name, diag.At("/status"), v.Status, "success"
	return f
}

// place finds the directory of the run on a line, "" when its run_id names none.
// A document or a run_id that is not in order is judged elsewhere, and so is a
// directory that is not there.
func (v *verification) place(l textLine) (string, []diag.Finding) {
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
	out := verify.RuleRoot.Findf("the run directory %s cannot be used: %s", dir, plainError(err))
	out.File, out.InstanceAt = l.file, diag.At("/run_id")
	out.Found, out.Expected = plainError(err), "a directory inside "+v.root
	out.Line, out.Column = f.Position(id.Start)
	out.Line += l.before
	return "", []diag.Finding{out}
}

// plainName reports whether a run_id names one entry of a directory and nothing
// else. It holds more than the schema's Identifier does: a name that stays
// inside on one system may lead out on another.
func plainName(id string) bool {
	return id != "" && filepath.IsLocal(id) && !strings.HasPrefix(id, ".") && !strings.ContainsAny(id, "/\\\x00")
}

package verify

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/schema"
)

var ruleVersion = diag.Rule{
	ID: "verify-version", Severity: diag.SeverityError,
	Summary:     "The document is of a major version that is not known.",
	Explanation: "A document is judged by the schema of the version that run_result_version names, and one of a later minor version by the newest schema of its major version. For another major version there is none, so nothing else was checked.",
	Example:     `"run_result_version": "2.0"`,
	Hint:        "use a release of this tool that knows the version, or correct run_result_version",
}

const (
	family = "runresult"
	// generatedFrom is the schema that the generated types enforce.
	generatedFrom = "runresult.v1"
)

// judgeFor returns the schema that judges documents of a version: that of the
// same minor version, else the newest of the major version. ok is false where no
// schema of the major version is known.
func judgeFor(entries []schema.Entry, major, minor int) (found schema.Entry, ok bool) {
	for _, exact := range []bool{true, false} {
		for _, e := range entries {
			ma, mi := numbers(e.Version)
			if e.Family != family || ma != major || exact && mi != minor {
				continue
			}
			// The list ascends, with the head after the released versions.
			if !ok || !older(e.Version, found.Version) {
				found, ok = e, true
			}
		}
		if ok {
			return found, true
		}
	}
	return found, false
}

func numbers(version string) (major, minor int) {
	a, rest, _ := strings.Cut(version, ".")
	b, _, _ := strings.Cut(rest, ".")
	major, _ = strconv.Atoi(a)
	minor, _ = strconv.Atoi(b)
	return major, minor
}

func older(a, b string) bool {
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		if m != n {
			return m < n
		}
	}
	return false
}

// namedVersion reads run_result_version; an absent or malformed one stands for
// 1.0, whose schema then says what is wrong with it.
func namedVersion(text *string) (major, minor int) {
	if text == nil {
		return 1, 0
	}
	a, b, ok := strings.Cut(*text, ".")
	if !ok || !plainNumber(a) || !plainNumber(b) {
		return 1, 0
	}
	return bounded(a), bounded(b)
}

func plainNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == "" && (s == "0" || s[0] != '0')
}

// bounded reads a number that may have any size; huge ones are all alike.
func bounded(s string) int {
	if len(s) > 9 {
		return 1e9
	}
	n, _ := strconv.Atoi(s)
	return n
}

// validators holds one compiled schema for each name.
var validators sync.Map // name -> func() (*v5.Validator, error)

func validator(name string) (*v5.Validator, error) {
	made, _ := validators.LoadOrStore(name, sync.OnceValues(func() (*v5.Validator, error) {
		text, err := schema.Get(name)
		if err != nil {
			return nil, err
		}
		f, err := source.ParseJSON(name, text)
		if err != nil {
			return nil, err
		}
		g, err := graph.Load(f, graph.Options{})
		if err != nil {
			return nil, err
		}
		return v5.Compile(g, false)
	}))
	return made.(func() (*v5.Validator, error))()
}

// check runs every check.
func (c *checker) check() {
	if c.out.Err = c.ctx.Err(); c.out.Err != nil {
		return
	}
	doc, err := runresultv1.UnmarshalRunResult(c.data)
	var version *string
	if err == nil {
		c.doc, version = &doc, doc.RunResultVersion
	} else {
		if !c.parse() {
			return
		}
		if v := c.tree.Root.Get("run_result_version"); v != nil && v.Kind == source.String {
			version = &v.Text
		}
		c.doc, c.partial = lenient(c.tree.Root), true
	}
	major, minor := namedVersion(version)
	entry, known := judgeFor(schema.List(), major, minor)
	if !known {
		c.out.RunID = c.doc.RunID
		c.found(&ruleVersion, "/run_result_version", issue{found: *version, expected: "1.x",
			message: "the document is of version %s, and no schema of that major version is known here; expected 1.x", args: []any{quote(*version)}})
		return
	}
	c.out.RunID, c.out.Status, c.out.Schema = c.doc.RunID, string(c.doc.Status), entry.Version
	var refused []v5.Violation
	if err != nil || entry.Name != generatedFrom {
		if refused, known = c.judge(entry); !known {
			return
		}
		if len(refused) == 0 && err != nil && entry.Name == generatedFrom {
			// Both judges speak for the same schema.
			c.found(&report.RuleUndecided, "", issue{message: "the validators disagree about the document: %v", args: []any{err}})
			return
		}
	}
	c.readViolations(refused)
	c.open()
	c.run(documentChecks)
	c.own = len(c.all)
	if len(c.all) > 0 || len(refused) > 0 {
		c.tally(func(f *fold) []*found {
			if f.errors > 0 || len(c.untold(f, refused)) > 0 {
				f.question(subject{aspect: consistency}, nil)
			}
			return nil
		})
	}
	c.run(evidenceChecks)
	if len(refused) > 0 {
		c.tally(func(f *fold) []*found { return c.violations(c.untold(f, refused)) })
	}
}

// parse reads the text that the generated decoder refused, and says why when it
// is no JSON text.
func (c *checker) parse() bool {
	f, err := source.ParseJSON(c.name, c.data)
	if err == nil {
		c.tree = f
		return true
	}
	x := &found{rule: &report.RuleParse, issue: issue{message: "%s", expected: "one strict JSON object"}}
	why := err.Error()
	var e *diag.Error
	if errors.As(err, &e) {
		x.line, x.column, x.at = e.Line, e.Column, e.Pointer
		why, x.hint = e.Message, e.Hint
	}
	if cutOff(c.data) {
		why = "the text ends before the document does: " + why
		x.hint = "the writer was interrupted or is still writing: verify again when it is done, or write the document anew"
	}
	if x.line > 0 {
		x.line += c.opt.LineOffset
	}
	x.args = []any{why}
	c.note(x)
	return false
}

// cutOff reports that a text ends inside an object, an array or a string, or
// before anything begins.
func cutOff(data []byte) bool {
	depth, inString, escaped := 0, false, false
	for _, ch := range data {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped = ch == '\\'
			inString = ch != '"'
		case ch == '"':
			inString = true
		case ch == '{' || ch == '[':
			depth++
		case ch == '}' || ch == ']':
			if depth--; depth <= 0 {
				return false
			}
		}
	}
	return depth > 0 || len(bytes.TrimSpace(data)) == 0
}

// judge asks the schema. ok is false when it gives no answer.
func (c *checker) judge(entry schema.Entry) (list []v5.Violation, ok bool) {
	judge, err := validator(entry.Name)
	if err == nil {
		list, err = judge.JudgeContext(c.ctx, c.file().Root)
	}
	if c.out.Err = c.ctx.Err(); c.out.Err != nil {
		return nil, false
	}
	if err != nil {
		c.found(&report.RuleUndecided, "", issue{message: "the schema %s gives no answer about the document: %v", args: []any{entry.Name, err}})
		return nil, false
	}
	return list, true
}

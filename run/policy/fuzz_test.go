package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// FuzzParse: any text is a policy that the schema accepts too, or is refused
// with an error that says where; and any policy answers every question.
func FuzzParse(f *testing.F) {
	for _, c := range policies {
		f.Add([]byte(c.text), "report.html", "export")
	}
	for _, text := range never {
		f.Add([]byte(rules(text)), "a", "a")
	}
	judge := schemaJudge(f)
	f.Fuzz(func(t *testing.T, data []byte, id, kind string) {
		policy, err := Parse("p.yaml", data)
		doc, bad := source.ParseYAML("p.yaml", data)
		if bad != nil {
			if err == nil {
				t.Fatal("read although it is no YAML")
			}
			return
		}
		sound := len(judge.Validate(doc.Root)) == 0
		if err != nil {
			var e *diag.Error
			if !errors.As(err, &e) || e.Line == 0 || e.Message == "" || e.Code != Code {
				t.Fatalf("an error without its parts: %#v", err)
			}
			if sound && !strings.Contains(e.Message, "never applies") {
				t.Fatalf("the schema accepts what the reader refuses: %v", err)
			}
			return
		}
		if !sound {
			t.Fatalf("the reader accepts what the schema refuses: %+v", judge.Validate(doc.Root))
		}
		step := &runresultv1.Step{StepID: id, Kind: kind}
		critical, decided := policy.Critical(step)
		rule, found := policy.Match(step)
		switch {
		case found && (!decided || critical != rule.Critical),
			!found && decided != (policy.Default != DefaultUndecided),
			!decided && !critical:
			t.Fatalf("critical %v, decided %v, rule %+v %v", critical, decided, rule, found)
		}
		for _, r := range policy.Rules { // the first that picks the step is the one
			if r.ID != "" && r.ID == id || r.Kind != "" && r.Kind == kind || r.Glob != "" && matches(r.Glob, id) {
				if !found || r != rule {
					t.Fatalf("%+v picks the step, but %+v decided", r, rule)
				}
				break
			}
		}
	})
}

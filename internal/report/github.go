package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

var gitHub = &Format{Name: "github", For: "annotations beside the lines, made by GitHub Actions", Omits: []string{"run_id"}, open: newGitHub}

// github writes workflow commands, which GitHub Actions shows as annotations
// beside the lines of a pull request.
type github struct{ w io.Writer }

func newGitHub(w io.Writer, _ Options) Writer { return &github{w: w} }

// The runner unescapes exactly these; a property also ends at ':' and ','.
var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (g *github) Add(f diag.Finding) error {
	command := map[diag.Severity]string{diag.SeverityError: "error", diag.SeverityWarning: "warning", diag.SeverityNote: "notice"}[f.Severity()]
	var props []string
	prop := func(name, value string) { props = append(props, name+"="+githubProperty.Replace(Escape(value))) }
	if f.File != "" {
		prop("file", f.File)
	}
	if f.Line > 0 {
		prop("line", fmt.Sprint(f.Line))
		if f.Column > 0 {
			prop("col", fmt.Sprint(f.Column))
		}
	}
	prop("title", f.Code())
	msg := Escape(f.Message)
	if f.InstanceAt != nil && *f.InstanceAt != "" {
		msg = "at " + Escape(codec.ShortPointer(*f.InstanceAt)) + ": " + msg
	}
	if f.SchemaAt != nil {
		msg += "\nschema: " + Escape(orRoot(*f.SchemaAt))
	}
	for _, c := range compared(f) {
		msg += "\n" + c.name + ": " + Escape(c.value)
	}
	for _, d := range f.Documents {
		msg += "\ndocument: " + documentLine(d)
	}
	if f.Hint != "" {
		msg += "\nhint: " + Escape(f.Hint)
	}
	_, err := fmt.Fprintf(g.w, "::%s %s::%s\n", command, strings.Join(props, ","), githubData.Replace(msg))
	return err
}

func (g *github) Close(bool) error { return nil }

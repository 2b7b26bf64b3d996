// Package report turns findings into the formats that the finding commands
// offer. Each is one value of type Format, in a file of its own.
//
// Findings are streamed: a report over any number of documents needs memory for
// one finding, whatever the format. The package also holds the rules that belong
// to no single command. It imports diag, rt and internal/atomicfile only.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
)

// comparison is one half of what a check compared.
type comparison struct{ name, value string }

// compared is what the formats for people show of Found and Expected: both,
// unless the message holds both already. That of a schema's violation does.
func compared(f diag.Finding) []comparison {
	if f.SchemaAt != nil || strings.Contains(f.Message, f.Found) && strings.Contains(f.Message, f.Expected) {
		return nil
	}
	var out []comparison
	for _, c := range []comparison{{"found", f.Found}, {"expected", f.Expected}} {
		if c.value != "" {
			out = append(out, c)
		}
	}
	return out
}

// Writer receives findings one at a time. Close completes the report; ok is
// false when a finding of severity error was among them.
type Writer interface {
	Add(diag.Finding) error
	Close(ok bool) error
}

// Options are what a format may depend on besides the findings.
type Options struct {
	Color       bool   // text: colour the severity
	Stdout      bool   // the report goes to standard output
	ToolVersion string // sarif: the version of the tool
	// Shown tells the text report on standard output which documents stand in
	// full further down, so that a terminal shows them once; nil is none.
	Shown func(document json.RawMessage) bool
}

// Format is one way to write a report, and everything that is said about it: the
// value of --format, its help and documentation, and what writes it.
type Format struct {
	// Name is what --format calls it.
	Name string
	// For says who or what reads it, in a few words.
	For string
	// Omits names the keys of a finding's JSON form that a report of this format
	// leaves out; all others are in it.
	Omits []string

	open func(io.Writer, Options) Writer
}

// formats lists the formats in the order in which they are named to people: a new
// one is a file with its value and a word here.
var formats = []*Format{Text, JSON, Markdown, gitHub, sarifLog}

// Formats lists the formats, the one that is meant when none is named first.
func Formats() []*Format { return slices.Clone(formats) }

// formatNames lists what the formats are called.
func formatNames() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}

// Target is one requested report: a format and where it goes.
type Target struct {
	Format *Format
	Path   string // "" or "-": standard output
}

// ParseTargets reads the values of --format, each FORMAT or FORMAT=PATH. None
// means text on standard output. Only one report can go to standard output and
// one to each path.
func ParseTargets(values []string) ([]Target, error) {
	if len(values) == 0 {
		return []Target{{Format: formats[0]}}, nil
	}
	var out []Target
	seen := map[string]string{}
	for _, v := range values {
		name, path, given := strings.Cut(v, "=")
		i := slices.IndexFunc(formats, func(f *Format) bool { return f.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("--format %s: unknown format %q; known are %s", Escape(v), name, strings.Join(formatNames(), ", "))
		}
		if given && path == "" {
			return nil, fmt.Errorf("--format %s: the path after = is empty", Escape(v))
		}
		if path == "-" {
			path = ""
		}
		if other, ok := seen[path]; ok {
			where := "standard output"
			if path != "" {
				where = Escape(path)
			}
			return nil, fmt.Errorf("--format %s: %s takes %s already; write FORMAT=PATH to send one elsewhere", Escape(v), where, other)
		}
		seen[path] = name
		out = append(out, Target{Format: formats[i], Path: path})
	}
	return out, nil
}

// Sink sends each finding to every requested report and keeps the verdict.
type Sink struct {
	writers []Writer
	files   []*atomicfile.Writer
	errors  int
	total   int
	closed  bool
}

// Open starts the reports. Those with a path are written atomically when the
// sink closes.
func Open(targets []Target, stdout io.Writer, opt Options) (*Sink, error) {
	s := &Sink{}
	for _, t := range targets {
		o := opt
		w := stdout
		o.Stdout = t.Path == ""
		if t.Path != "" {
			o.Color = false
			f, err := atomicfile.Create(t.Path)
			if err != nil {
				s.Abort()
				return nil, err
			}
			s.files = append(s.files, f)
			w = f
		}
		s.writers = append(s.writers, t.Format.open(w, o))
	}
	return s, nil
}

// Add sends one finding to every report.
func (s *Sink) Add(f diag.Finding) error {
	if err := f.Check(); err != nil {
		return err
	}
	s.total++
	if f.Fails() {
		s.errors++
	}
	for _, w := range s.writers {
		if err := w.Add(f); err != nil {
			return err
		}
	}
	return nil
}

// OK reports whether no finding of severity error came by.
func (s *Sink) OK() bool { return s.errors == 0 }

// Total is the number of findings that came by.
func (s *Sink) Total() int { return s.total }

// Close completes every report and puts the files in place.
func (s *Sink) Close() error {
	for i, w := range s.writers {
		if err := w.Close(s.OK()); err != nil {
			for _, rest := range s.writers[i+1:] {
				_ = rest.Close(s.OK()) // frees its spool; the first error counts
			}
			s.writers = nil
			s.Abort()
			return err
		}
	}
	s.writers = nil
	for _, f := range s.files {
		if err := f.Commit(); err != nil {
			s.Abort()
			return err
		}
	}
	s.closed = true
	return nil
}

// Abort drops reports that are not closed; files stay as they were.
func (s *Sink) Abort() {
	if s.closed {
		return
	}
	s.closed = true
	for _, f := range s.files {
		f.Abort()
	}
}

package report

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
)

var sarifLog = &Format{Name: "sarif", For: "code scanning services, with the rules explained", open: newSARIF}

// sarif writes a SARIF 2.1.0 log with one run. Results come first and the tool,
// with the rules that the results name, after them, so that results can be
// streamed.
type sarif struct {
	w     io.Writer
	opt   Options
	n     int
	rules map[string]diag.Rule
}

func newSARIF(w io.Writer, opt Options) Writer {
	return &sarif{w: w, opt: opt, rules: map[string]diag.Rule{}}
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID     string            `json:"ruleId"`
	Level      string            `json:"level"`
	Message    sarifText         `json:"message"`
	Locations  []sarifLocation   `json:"locations,omitempty"`
	Properties map[string]string `json:"properties,omitempty"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
}

type sarifLogical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
	Kind               string `json:"kind"`
}

type sarifRule struct {
	ID        string     `json:"id"`
	Short     sarifText  `json:"shortDescription"`
	Full      sarifText  `json:"fullDescription"`
	Help      *sarifText `json:"help,omitempty"`
	Configure struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

// sarifOpening is what stands before the results.
const sarifOpening = `{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","results":[`

func (s *sarif) Add(f diag.Finding) error {
	sep := ","
	if s.n == 0 {
		sep = sarifOpening
	}
	s.n++
	s.rules[f.Code()] = f.Rule()
	r := sarifResult{RuleID: f.Code(), Level: string(f.Severity()), Message: sarifText{Escape(f.Message)}}
	for _, c := range compared(f) {
		r.Message.Text += "\n" + c.name + ": " + Escape(c.value)
	}
	for _, d := range f.Documents {
		r.Message.Text += "\ndocument: " + documentLine(d)
	}
	if f.Hint != "" {
		r.Message.Text += "\nhint: " + Escape(f.Hint)
	}
	var loc sarifLocation
	if f.File != "" {
		loc.Physical = &sarifPhysical{Artifact: sarifArtifact{URI: fileURI(f.File)}}
		if f.Line > 0 {
			loc.Physical.Region = &sarifRegion{StartLine: f.Line, StartColumn: f.Column}
		}
	}
	if f.InstanceAt != nil {
		loc.Logical = []sarifLogical{{FullyQualifiedName: *f.InstanceAt, Kind: "value"}}
	}
	if loc.Physical != nil || loc.Logical != nil {
		r.Locations = []sarifLocation{loc}
	}
	r.Properties = sarifProperties(f)
	line, err := marshal(r)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s.w, sep+string(line))
	return err
}

// sarifProperties is what SARIF has no place of its own for.
func sarifProperties(f diag.Finding) map[string]string {
	out := map[string]string{}
	if f.SchemaAt != nil {
		out["schema_at"] = *f.SchemaAt
	}
	if f.Found != "" {
		out["found"] = f.Found
	}
	if f.Expected != "" {
		out["expected"] = f.Expected
	}
	if f.RunID != "" {
		out["run_id"] = f.RunID
	}
	return out
}

func (s *sarif) Close(bool) error {
	var rules []sarifRule
	for _, id := range slices.Sorted(maps.Keys(s.rules)) {
		known := s.rules[id]
		r := sarifRule{ID: id, Short: sarifText{known.Summary}, Full: sarifText{known.Explanation}}
		r.Configure.Level = string(known.Severity)
		if known.Hint != "" {
			r.Help = &sarifText{known.Hint}
		}
		rules = append(rules, r)
	}
	driver := map[string]any{"name": "runresult", "rules": rules}
	if len(rules) == 0 {
		delete(driver, "rules")
	}
	if s.opt.ToolVersion != "" {
		driver["version"] = s.opt.ToolVersion
	}
	line, err := marshal(driver)
	if err != nil {
		return err
	}
	opening := ""
	if s.n == 0 {
		opening = sarifOpening
	}
	_, err = fmt.Fprintf(s.w, "%s],\"tool\":{\"driver\":%s}}]}\n", opening, line)
	return err
}

// fileURI spells a path as a URI reference: relative paths stay relative, which
// is what code-scanning services resolve against the repository.
func fileURI(path string) string {
	p := filepath.ToSlash(path)
	u := url.URL{Path: p}
	switch {
	case filepath.IsAbs(path):
		u.Scheme = "file"
		if !strings.HasPrefix(p, "/") {
			u.Path = "/" + p // a drive letter
		}
	case strings.Contains(strings.SplitN(p, "/", 2)[0], ":"):
		u.Path = "./" + p // a colon in the first segment would read as a scheme
	}
	return u.String()
}

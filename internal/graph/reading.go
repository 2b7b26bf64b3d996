package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// Reading is what callers say about the dialects of schemas, with drafts by name.
type Reading struct {
	// Draft is the dialect of a schema without $schema, "" for the default.
	Draft string
	// AnyDialect reads a schema whose $schema names no known dialect as Draft,
	// Dialects one whose $schema is there as the draft that belongs to it.
	AnyDialect bool
	Dialects   map[string]string
	// LaterKeywords is as in Options.
	LaterKeywords bool
}

// Direct sets what r says in o. The error is of the file that is to be read.
func (r Reading) Direct(o *Options, file string) error {
	refuse := func(hint, message string) error {
		return &diag.Error{File: file, Code: CodeDialect, Message: message, Hint: hint}
	}
	named := func(name string) (Dialect, error) {
		d, ok := ParseDialect(name)
		if !ok {
			return 0, refuse("use one of draft4 draft6 draft7 draft2019-09 draft2020-12", "there is no draft called "+name)
		}
		return d, nil
	}
	o.LaterKeywords, o.AnyDialect = r.LaterKeywords, r.AnyDialect
	var err error
	if r.Draft != "" {
		if o.Draft, err = named(r.Draft); err != nil {
			return err
		}
	} else if r.AnyDialect {
		return refuse("state the draft", "any dialect is to be read as a draft, and none is stated")
	}
	for _, uri := range slices.Sorted(maps.Keys(r.Dialects)) {
		if _, known := keyword.DialectOf(uri); known {
			return refuse("leave it out", "the dialect "+clip(uri)+" is known, and cannot be read as another")
		}
		if o.Dialects == nil {
			o.Dialects = map[string]Dialect{}
		}
		if o.Dialects[strings.TrimSuffix(uri, "#")], err = named(r.Dialects[uri]); err != nil {
			return err
		}
	}
	return nil
}

// dialectOf returns the dialect that a $schema names; stated says that the caller
// says so, and no draft. What a mapped meta-schema describes is not among them unless
// Options.Dialects has it.
func (l *loader) dialectOf(uri string) (d Dialect, stated, ok bool) {
	if d, ok = keyword.DialectOf(uri); ok {
		return d, false, true
	}
	uri = strings.TrimSuffix(uri, "#")
	if d, ok = l.opt.Dialects[uri]; ok {
		return d, true, true
	}
	if _, _, _, mapped := l.mapped(uri); !mapped && l.opt.AnyDialect && l.opt.Draft != 0 {
		return l.opt.Draft, true, true
	}
	return 0, false, false
}

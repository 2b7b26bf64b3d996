package validate

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// Valid reports whether a document is strict JSON that satisfies the schema. It is
// false also where that is not decided.
func (s *Schema) Valid(doc []byte) bool { return s.Validate(doc) == nil }

// Validate judges a JSON document. The error is an [*Error] when it is not valid,
// and an [*UndecidedError] when that is not decided.
func (s *Schema) Validate(doc []byte) error {
	f, err := source.ParseJSON("", doc)
	if err != nil {
		return refused("", err)
	}
	return s.violations(context.Background(), f)
}

// ValidateFile is Validate for a document with a name, which errors give and which
// says how it is read: as YAML when it ends in .yaml or .yml, else as JSON.
func (s *Schema) ValidateFile(name string, doc []byte) error {
	f, err := source.Parse(name, doc)
	if err != nil {
		return refused(name, err)
	}
	return s.violations(context.Background(), f)
}

// ValidateReader is Validate for the JSON document that a reader gives, to its end.
// It returns as soon as the context ends, with the context's error, though a Read
// that does not return is left behind; of judging, it ends the step it is in first,
// and the reading of a text that is there already to its end. What a reader fails
// with, and more than a gigabyte, is a [*diag.Error]: there was no document to judge.
// A reader that panics does so here, and so does a context or a reader that is nil.
func (s *Schema) ValidateReader(ctx context.Context, r io.Reader) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	type result struct {
		data   []byte
		err    error
		thrown any
	}
	read := make(chan result, 1)
	go func() {
		var got result
		defer func() {
			got.thrown = recover()
			read <- got
		}()
		got.data, got.err = source.ReadAll("", &interrupted{ctx, r})
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case got := <-read:
		if got.thrown != nil {
			panic(got.thrown)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if got.err != nil {
			return got.err
		}
		f, err := source.ParseJSON("", got.data)
		if err != nil {
			return refused("", err)
		}
		return s.violations(ctx, f)
	}
}

// interrupted reads until its context ends.
type interrupted struct {
	ctx context.Context
	r   io.Reader
}

func (i *interrupted) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

// refused is the error about a text that is no document.
func refused(name string, err error) error {
	e := &Error{Name: name}
	if !errors.As(err, &e.text) {
		e.text = &diag.Error{File: name, Code: source.CodeParse, Message: err.Error(), Err: err}
	}
	return e
}

// errNoSchema is the reason why the zero Schema and a nil one decide nothing.
var errNoSchema = &diag.Error{Code: "no-schema", Message: "there is no schema to judge by", Hint: "make it with New or Embedded"}

// violations judges a document that was read.
func (s *Schema) violations(ctx context.Context, f *source.File) error {
	if s == nil || s.judge == nil {
		return &UndecidedError{Name: f.Name, reason: errNoSchema}
	}
	list, err := s.judge.JudgeContext(ctx, f.Root)
	switch {
	case err != nil && err == ctx.Err():
		return err
	case err != nil:
		return &UndecidedError{Name: f.Name, reason: err}
	case len(list) == 0:
		return nil
	}
	e := &Error{Name: f.Name, More: len(list) > s.most}
	list = list[:min(len(list), s.most)]
	e.Violations = make([]Violation, len(list))
	for i, x := range list {
		v := Violation{
			InstanceAt: x.InstanceAt, Name: x.Name, Keyword: x.Keyword, SchemaFile: x.File, SchemaAt: x.SchemaAt, Message: x.Message,
			Missing: x.Missing, EqualTo: x.EqualTo, Alternatives: x.Alternatives,
		}
		if x.Matched[1] > 0 {
			v.Matched = x.Matched[:]
		}
		var at int
		var ok bool
		if v.got, at, ok = atFault(f, x); ok {
			v.Line, v.Column = f.Position(at)
		}
		if x.Source != nil {
			v.want, _ = x.Source.At(x.SchemaAt)
		}
		e.Violations[i] = v
	}
	return e
}

// atFault finds what a violation is about and where it stands in the text: the
// value, or the name of a member.
func atFault(f *source.File, x v5.Violation) (value *source.Value, at int, ok bool) {
	if cut := strings.LastIndexByte(x.InstanceAt, '/'); x.Name && cut >= 0 {
		object, _ := f.At(x.InstanceAt[:cut])
		name, _ := source.UnescapePointer(x.InstanceAt[cut+1:])
		if m := object.Member(name); m != nil {
			return &source.Value{Kind: source.String, Text: name}, m.At, true
		}
	}
	if value, ok = f.At(x.InstanceAt); !ok {
		return nil, 0, false
	}
	return value, value.Start, true
}

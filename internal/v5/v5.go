package v5

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Validator judges documents against one schema. It is safe for concurrent use.
type Validator struct {
	g         *graph.Graph
	documents [][]byte
	grafts    map[string][]*graft // by the URL of the document
	places    map[string]place
	// lazy leaves what a copy refers to uncompiled until a document needs it.
	lazy bool
	// inward makes violations of anyOf and oneOf those of the one alternative
	// that fails only further in, if there is one.
	inward bool
	// MaxViolations bounds what is told of one document; 0 is a thousand. It is set
	// before the first document is judged.
	MaxViolations int

	idle   chan *judge   // copies that nobody uses
	made   chan struct{} // one for each copy there is
	making time.Duration // what a copy takes to make
}

// judge is one compiled copy, used by one validation at a time: the work done
// can only be counted per copy.
type judge struct {
	schema *jsonschema.Schema
	work   *counter
	refs   *references
}

// Compile checks the schema of g against its meta-schema and prepares it for
// validation. assertFormats makes every format an assertion; without it those
// are that the graph says so of. Errors are *diag.Error at the place in the
// user's file.
func Compile(g *graph.Graph, assertFormats bool) (*Validator, error) {
	if err := Check(g); err != nil {
		return nil, err
	}
	return compile(g, assertFormats, false)
}

// Check checks the schema of g against its meta-schema. Errors are *diag.Error
// at the place in the user's file.
func Check(g *graph.Graph) error { return checkMeta(g, map[string]*Validator{}) }

// CompileSound is Compile for a schema that Check has passed and a few documents,
// which seldom need more than a small part of it: the library is given the rest when
// one does, and what it cannot compile is an error of that document's.
func CompileSound(g *graph.Graph, assertFormats bool) (*Validator, error) {
	return compile(g, assertFormats, true)
}

func compile(g *graph.Graph, assertFormats, lazy bool) (*Validator, error) {
	c := &copier{
		g: g, scopes: newScopes(g), sites: map[copyKey]site{}, respelled: map[*graph.Pattern]string{}, said: map[*graph.Pattern]pattern.Terms{},
		appliedBy: map[copyKey]string{}, grafts: map[string][]*graft{}, reporting: reportTo(g), formats: assertFormats, places: map[string]place{},
	}
	c.layout()
	v := &Validator{g: g, places: c.places, grafts: c.grafts, lazy: lazy}
	for i := 0; i < len(c.roots) && c.err == nil; i++ {
		v.documents = append(v.documents, c.document(i))
	}
	if c.err != nil {
		return nil, c.err
	}
	started := time.Now()
	first, err := v.newJudge()
	if err != nil {
		root := g.Root
		return nil, &diag.Error{
			File: root.File.Name, Code: CodeLibrary, Err: err,
			Message: "the validation library cannot compile this schema: " + err.Error(),
			Hint:    "report the schema: this is a fault of the toolkit",
		}
	}
	v.making = time.Since(started)
	most := runtime.GOMAXPROCS(0)
	v.idle, v.made = make(chan *judge, most), make(chan struct{}, most)
	v.idle <- first
	v.made <- struct{}{}
	return v, nil
}

// newJudge compiles the copy with the library.
func (v *Validator) newJudge() (j *judge, err error) {
	defer func() {
		if r := recover(); r != nil {
			j, err = nil, fmt.Errorf("panic: %v", r)
		}
	}()
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	c.AssertFormat = true // the copy holds asserted formats only
	work := &counter{}
	// One implementation decides wherever documents are judged: the library's takes
	// Go's regular expressions, mail addresses and URLs for what the RFCs say.
	for _, name := range eval.Formats() {
		c.Formats[name] = func(v any) bool {
			work.apply(v)
			text, ok := v.(string)
			return !ok || eval.MatchFormat(name, text)
		}
	}
	c.Formats[appliedFormat] = func(v any) bool {
		work.apply(v)
		return true
	}
	refs := &references{work: work, c: c, grafts: v.grafts, lazy: v.lazy}
	c.LoadURL = func(url string) (io.ReadCloser, error) {
		text := v.document(url)
		if text == nil {
			return nil, fmt.Errorf("%s is not part of the schema", url)
		}
		refs.read = append(refs.read, url)
		return io.NopCloser(bytes.NewReader(text)), nil
	}
	c.RegisterExtension("copy", nil, refs)
	c.RegisterExtension("compare", nil, &comparer{work})
	schema, err := refs.compile(documentURL(0))
	if err != nil {
		return nil, err
	}
	if err := refs.resolve(); err != nil {
		return nil, err
	}
	return &judge{schema: schema, work: work, refs: refs}, nil
}

// borrow returns a copy that nobody uses. When there is none it waits for one as
// long as the making of another takes, and then for whichever is sooner, the
// making only while there are fewer than GOMAXPROCS.
func (v *Validator) borrow(ctx context.Context) (*judge, error) {
	select {
	case j := <-v.idle:
		return j, nil
	default:
	}
	patience := time.NewTimer(v.making)
	defer patience.Stop()
	select {
	case j := <-v.idle:
		return j, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-patience.C:
	}
	select {
	case j := <-v.idle:
		return j, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case v.made <- struct{}{}:
	}
	j, err := v.newJudge()
	if err != nil {
		<-v.made
	}
	return j, err
}

// Validate returns what is wrong with doc, in document order; nil means that it
// is valid. What keeps the library from an answer (see Judge) is returned as a
// violation without keyword.
func (v *Validator) Validate(doc *source.Value) []Violation {
	list, err := v.Judge(doc)
	if err != nil {
		return []Violation{{Message: err.Error()}}
	}
	return list
}

// Judge is Validate with an error of its own for a document about which the
// library gives no answer: *diag.Error with CodeLimit when the schema makes it
// apply itself too often or too deeply or a number has too many digits, with
// CodeLibrary when it fails.
func (v *Validator) Judge(doc *source.Value) ([]Violation, error) {
	return v.JudgeContext(context.Background(), doc)
}

// JudgeContext is Judge until the context ends; the error is then the context's.
func (v *Validator) JudgeContext(ctx context.Context, doc *source.Value) ([]Violation, error) {
	var size extent
	instance := convert(doc, &size)
	if size.digits > maxDigits {
		return nil, &diag.Error{Code: CodeLimit, Message: fmt.Sprintf("a number of this document has more than %d digits", maxDigits),
			Hint: "write a string where nobody computes with the digits"}
	}
	j, err := v.borrow(ctx)
	if err == nil {
		err = j.validate(ctx, instance, size.values)
		v.idle <- j
	}
	var invalid *jsonschema.ValidationError
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return nil, nil
	case errors.As(err, &invalid):
		return v.violations(doc, invalid), nil
	}
	return nil, failed(err)
}

func failed(err error) *diag.Error {
	var known *diag.Error
	if errors.As(err, &known) {
		return known
	}
	return &diag.Error{Code: CodeLibrary, Message: "the validation library failed: " + err.Error(), Err: err,
		Hint: "report schema and document: this is a fault of the toolkit"}
}

func (j *judge) validate(ctx context.Context, instance any, size int) (err error) {
	allowed := workBase + size*workPerValue
	*j.work = counter{ctx: ctx, left: allowed, look: allowed}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case stop:
			err = r.err
		default:
			err = fmt.Errorf("panic: %v", r)
		}
		if j.work.left < 0 {
			err = &diag.Error{Code: CodeLimit, Message: fmt.Sprintf("the schema asks for more than %d steps on this document", allowed),
				Hint: "simplify nested anyOf and oneOf that try the same schema again and again"}
		}
		*j.work = counter{} // holds the document
	}()
	return j.schema.Validate(instance)
}

// extent is how large a document is.
type extent struct {
	values int
	digits int // most of a number
}

// convert makes of v what the library takes, numbers with their text, and adds to s.
func convert(v *source.Value, s *extent) any {
	s.values++
	switch v.Kind {
	case source.Bool:
		return v.Bool
	case source.Number:
		s.digits = max(s.digits, digitsOf(v.Text))
		return json.Number(v.Text)
	case source.String:
		return v.Text
	case source.Array:
		list := make([]any, len(v.Items))
		for i, item := range v.Items {
			list[i] = convert(item, s)
		}
		return list
	case source.Object:
		m := make(map[string]any, len(v.Members))
		for i := range v.Members {
			m[v.Members[i].Name] = convert(v.Members[i].Value, s)
		}
		return m
	}
	return nil
}

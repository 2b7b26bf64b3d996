package v5

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/diag"
)

// freshRef is the keyword by which the copy refers to a schema whose annotations
// nobody needs. The library keeps the way it came in a list and spells all of it
// out for every error, also for those of branches that may fail, so that its
// time grows with the third power of a document's depth. Behind this keyword the
// list begins anew.
const freshRef = "copyRef"

// reportingRef is the keyword by which it refers to any other.
const reportingRef = "copyReportingRef"

// appliedFormat is the format of the schemas that assert none: formats are what
// the library looks at before it goes into a value.
const appliedFormat = "copy"

// freshMark is the message of the error that stands between the two lists: the
// locations in its causes count from its own.
const freshMark = "beyond a fresh reference"

// The work one validation may do, in applications of a schema to a value.
const (
	workBase     = 1_000_000
	workPerValue = 2_000
	// workGrace is what may be done beyond before the library is stopped by
	// force; without references to follow it comes to an end by itself.
	workGrace = 1_000_000
	// lookEvery is the work between two looks at the context.
	lookEvery = 256
)

// maxDepth bounds the applications under way, which nest on the stack: one takes
// some 6.5 KiB of it, whatever the keyword, and Go ends a program whose stack passes
// 512 MiB.
const maxDepth = 40_000

// counter counts the schemas that the library applies, and ends it where that
// becomes too much.
type counter struct {
	ctx  context.Context
	left int
	// look is what is left when the context is looked at the next time.
	look int
	// depth is how many applications are under way, each in the one before.
	depth int
	// known is what came of following a reference from a value, once much has
	// been done: a schema that refers to its parts twice, and these to theirs,
	// is otherwise followed as often as there are ways.
	known map[following]*jsonschema.ValidationError
	// ways are the errors cut down to one way each (oneWay).
	ways map[*jsonschema.ValidationError]*jsonschema.ValidationError
}

// stop is what the library is stopped by force with.
type stop struct{ err error }

var errTooDeep = &diag.Error{Code: CodeLimit, Message: fmt.Sprintf("more than %d schemas, each applied by the one before, would have to be applied to this document", maxDepth),
	Hint: "nest the document less deeply, or take chains of $ref and allOf out of the schema"}

// apply is called when a schema of the copy is about to be applied to v.
func (c *counter) apply(v any) {
	c.left--
	c.depth++
	if text, ok := v.(json.Number); ok {
		c.spend(digitsOf(string(text)))
	}
	switch {
	case c.depth > maxDepth:
		panic(stop{errTooDeep})
	case c.left < -workGrace:
		panic(stop{}) // validate says why
	case c.left <= c.look:
		if c.look = c.left - lookEvery; c.ctx.Err() != nil {
			panic(stop{c.ctx.Err()})
		}
	}
}

// following is a reference at a value.
type following struct {
	target *jsonschema.Schema
	value  any
}

// rememberBelow is how much work has to be left at most for outcomes to be kept,
// and rememberMost how many are.
const (
	rememberBelow = workBase
	rememberMost  = 100_000
)

// identity returns what tells v from other values of a document, false for one
// that has none.
func identity(v any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return reflect.ValueOf(v).Pointer(), true
	case []any:
		if len(v) == 0 {
			return nil, false
		}
		return &v[0], true
	}
	return v, true // scalars are what they say
}

// oneWay returns an error for the same reason: when it is told again, the way to
// its first cause is enough.
func (c *counter) oneWay(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return e
	}
	if way := c.ways[e]; way != nil {
		return way
	}
	way := *e
	way.Causes = []*jsonschema.ValidationError{c.oneWay(e.Causes[0])}
	if c.ways == nil {
		c.ways = map[*jsonschema.ValidationError]*jsonschema.ValidationError{}
	}
	c.ways[e] = &way
	return &way
}

// maxDigits is the most digits a number may have to be computed with, which takes the
// library a second, and several times as long for one of twice as many.
const maxDigits = 400_000

// spend counts what computing with a number of so many digits takes beyond the
// application, which is next to nothing below a thousand.
func (c *counter) spend(digits int) {
	if digits > 1000 {
		c.left -= digits / 1000 * (digits / 1000)
	}
}

// references is the extension of the library that follows references and sees
// every schema of the copy when it has been applied.
type references struct {
	work *counter
	c    *jsonschema.Compiler
	// read are the documents that the library has read and that may have grafts to
	// be put in place.
	read   []string
	grafts map[string][]*graft
	// pending are those whose target is still to be compiled, unless they wait until
	// they are followed (lazy). Compiled at once, a chain of references would be
	// followed to its end, in one recursion.
	pending []*reference
	lazy    bool
	// failed is why there is no compiling any more: what the library leaves behind
	// is not complete.
	failed error
}

var errUnfinished = errors.New("the library did not finish compiling the schema")

// Compile implements jsonschema.ExtCompiler.
func (r *references) Compile(_ jsonschema.CompilerContext, m map[string]any) (jsonschema.ExtSchema, error) {
	if m["format"] == nil {
		return nil, nil // a part of a pattern
	}
	ref := &reference{references: r}
	for _, ref.keyword = range []string{freshRef, reportingRef} {
		if url, ok := m[ref.keyword].(string); ok {
			ref.url = url
			if !r.lazy {
				r.pending = append(r.pending, ref)
			}
			break
		}
	}
	return ref, nil
}

// resolve compiles the targets of what is pending, and of what is by then.
func (r *references) resolve() (err error) {
	for n := len(r.pending); n > 0 && err == nil; n = len(r.pending) {
		ref := r.pending[n-1]
		r.pending = r.pending[:n-1]
		ref.target, err = r.compile(ref.url)
	}
	return err
}

// compile compiles the schema at a URL with all of its document, and the documents
// that are grafted on it.
func (r *references) compile(url string) (*jsonschema.Schema, error) {
	if r.failed != nil {
		return nil, r.failed
	}
	r.failed = errUnfinished // should it panic
	s, err := r.c.Compile(url)
	for n := len(r.read); n > 0 && err == nil; n = len(r.read) {
		document := r.read[n-1]
		r.read = r.read[:n-1]
		for _, g := range r.grafts[document] {
			if err == nil {
				err = g.apply(r.c)
			}
		}
	}
	r.failed = err
	return s, err
}

// reference is a schema's last step, with a target when the schema refers to one.
type reference struct {
	*references
	keyword, url string
	target       *jsonschema.Schema
}

// Validate implements jsonschema.ExtSchema.
func (r *reference) Validate(ctx jsonschema.ValidationContext, v any) error {
	err := r.follow(ctx, v)
	r.work.depth--
	if err == nil {
		return nil // not a nil pointer
	}
	return err
}

func (r *reference) follow(ctx jsonschema.ValidationContext, v any) *jsonschema.ValidationError {
	if r.url == "" || r.work.left < 0 {
		return nil
	}
	if r.target == nil {
		var err error
		if r.target, err = r.compile(r.url); err != nil {
			panic(stop{err})
		}
	}
	if r.keyword == reportingRef {
		err := ctx.Validate(r.target, "$ref", v, "")
		if err == nil {
			return nil
		}
		e, invalid := ctx.Error("$ref", ""), err.(*jsonschema.ValidationError)
		if e.Causes = []*jsonschema.ValidationError{invalid}; invalid.Message == "" {
			e.Causes = invalid.Causes
		}
		return e
	}
	var key following
	remember := false
	if r.work.left < rememberBelow {
		key.target = r.target
		if key.value, remember = identity(v); remember {
			if err, known := r.work.known[key]; known {
				if err == nil {
					return nil
				}
				return fresh(ctx, r.work.oneWay(err))
			}
		}
	}
	invalid, thrown := r.anew(v)
	if thrown != nil {
		panic(thrown)
	}
	if remember && r.work.left >= 0 && len(r.work.known) < rememberMost {
		if r.work.known == nil {
			r.work.known = map[following]*jsonschema.ValidationError{}
		}
		r.work.known[key] = invalid
	}
	if invalid == nil {
		return nil
	}
	return fresh(ctx, invalid)
}

// anew validates by the target as if from the start. What the library panics with
// is caught here and thrown again: the library does so without returning, and the
// stack would grow by all of the way back.
func (r *reference) anew(v any) (invalid *jsonschema.ValidationError, thrown any) {
	defer func() {
		if p := recover(); p != nil {
			thrown = p
		}
	}()
	if err := r.target.Validate(v); err != nil {
		var ok bool
		if invalid, ok = err.(*jsonschema.ValidationError); !ok {
			return nil, err
		}
	}
	return invalid, nil
}

func fresh(ctx jsonschema.ValidationContext, invalid *jsonschema.ValidationError) *jsonschema.ValidationError {
	e := ctx.Error(freshRef, freshMark)
	e.Causes = []*jsonschema.ValidationError{invalid}
	return e
}

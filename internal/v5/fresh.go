package v5

import (
	"reflect"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"
)

// freshRef is the keyword by which the copy refers to a schema whose annotations
// nobody needs. The library keeps the way it came in a list and spells all of it
// out for every error, also for those of branches that may fail, so that its
// time grows with the third power of a document's depth. Behind this keyword the
// list begins anew.
const freshRef = "copyRef"

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
)

// counter counts the schemas that the library applies.
type counter struct {
	left int
	// known is what came of following a reference from a value, once much has
	// been done: a schema that refers to its parts twice, and these to theirs,
	// is otherwise followed as often as there are ways.
	known map[following]*jsonschema.ValidationError
	// ways are the errors cut down to one way each (oneWay).
	ways map[*jsonschema.ValidationError]*jsonschema.ValidationError
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

// references is the extension of the library that follows freshRef. It finds
// something to do in every schema, namely to count.
type references struct{ work *counter }

// Compile implements jsonschema.ExtCompiler.
func (r *references) Compile(ctx jsonschema.CompilerContext, m map[string]any) (jsonschema.ExtSchema, error) {
	url, ok := m[freshRef].(string)
	if !ok {
		return &reference{work: r.work}, nil
	}
	target, err := ctx.CompileRef(url, freshRef, false)
	if err != nil {
		return nil, err
	}
	return &reference{r.work, target}, nil
}

// reference is a schema's step, with a target when the schema refers to one.
type reference struct {
	work   *counter
	target *jsonschema.Schema
}

// Validate implements jsonschema.ExtSchema.
func (r *reference) Validate(ctx jsonschema.ValidationContext, v any) error {
	r.work.left--
	if r.work.left < -workGrace {
		panic("out of work")
	}
	if r.target == nil || r.work.left < 0 {
		return nil
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
	var invalid *jsonschema.ValidationError
	if err := r.target.Validate(v); err != nil {
		var ok bool
		if invalid, ok = err.(*jsonschema.ValidationError); !ok {
			panic(err)
		}
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

func fresh(ctx jsonschema.ValidationContext, invalid *jsonschema.ValidationError) error {
	e := ctx.Error(freshRef, freshMark)
	e.Causes = []*jsonschema.ValidationError{invalid}
	return e
}

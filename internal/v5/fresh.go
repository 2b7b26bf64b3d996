package v5

import jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

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
type counter struct{ left int }

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
	err := r.target.Validate(v)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		panic(err)
	}
	e := ctx.Error(freshRef, freshMark)
	e.Causes = []*jsonschema.ValidationError{invalid}
	return e
}

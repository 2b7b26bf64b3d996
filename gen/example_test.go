package gen_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gen"
)

// A schema comes in as text, and files come out; where they go is the caller's
// business.
func ExampleGenerate() {
	in := gen.Input{Name: "order.json", Schema: []byte(`{
	  "$id": "urn:example:order:1.0.0",
	  "type": "object",
	  "required": ["id"],
	  "properties": {"id": {"type": "string"}, "note": {"type": "string"}}
	}`)}
	result, err := gen.Generate(context.Background(), in, gen.Options{Package: "order"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range result.Files {
		fmt.Println(f.Name)
	}
	fmt.Println(result.Stats.Typed, "of", result.Stats.Static, "members are typed")
	// Output:
	// types.go
	// codec.go
	// tables.go
	// 2 of 2 members are typed
}

// What cannot be generated is refused with the place in the schema.
func ExampleGenerate_refused() {
	in := gen.Input{Name: "order.json", Schema: []byte("{\n  \"properties\": {\"id\": {\"$ref\": \"other.json\"}}\n}")}
	_, err := gen.Generate(context.Background(), in, gen.Options{})
	var e *diag.Error
	if errors.As(err, &e) {
		fmt.Println(e.File, e.Line, e.Column, e.Pointer)
	}
	// Output:
	// order.json 2 33 /properties/id/$ref
}

package validate_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/validate"
)

const order = `{
  "type": "object",
  "required": ["id"],
  "properties": {"id": {"type": "string"}, "count": {"minimum": 1}}
}`

func ExampleNew() {
	s, err := validate.New("order.json", []byte(order), validate.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Valid([]byte(`{"id": "a"}`)), s.Valid([]byte(`{"id": 1}`)))

	_, err = validate.New("order.json", []byte(`{"minLength": -1}`), validate.Options{})
	var e *diag.Error
	fmt.Println(errors.As(err, &e), e.Place(), e.Code, e.Pointer)
	// Output:
	// true false
	// true order.json:1:15 invalid-keyword /minLength
}

func ExampleSchema_Validate() {
	s, err := validate.New("order.json", []byte(order), validate.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var invalid *validate.Error
	if !errors.As(s.Validate([]byte(`{"count": 0}`)), &invalid) {
		return
	}
	for i := range invalid.Violations {
		v := &invalid.Violations[i]
		fmt.Printf("%d:%d %q: %s at %s#%s: got %s, want %s\n",
			v.Line, v.Column, v.InstanceAt, v.Keyword, v.SchemaFile, v.SchemaAt, v.Got(), v.Want())
	}
	// Output:
	// 1:1 "": required at order.json#/required: got {"count":0}, want ["id"]
	// 1:11 "/count": minimum at order.json#/properties/count/minimum: got 0, want 1
}

func ExampleSchema_ValidateReader() {
	s, err := validate.Embedded("runresult.v1")
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err = s.ValidateReader(ctx, strings.NewReader(`{"status": "failed", "status": "success"}`))
	var invalid *validate.Error
	var text *diag.Error
	fmt.Println(errors.As(err, &invalid), errors.As(err, &text), text.Place(), text.Code)
	// Output: true true 1:22 parse
}

package schema_test

import (
	"errors"
	"fmt"

	"github.com/atlas-dataflow/runresult/schema"
)

func ExampleGet() {
	text, err := schema.Get("runresult.v1@1.0.0")
	if err != nil {
		panic(err)
	}
	fmt.Println(schema.VersionOf(text))
	_, err = schema.Get("runresult.v9")
	var unknown *schema.UnknownError
	fmt.Println(errors.As(err, &unknown))
	// Output:
	// 1.0.0 true
	// true
}

package rt_test

import (
	"encoding/json"
	"fmt"

	"github.com/atlas-dataflow/runresult/rt"
)

// Numbers keep their text and compare by value.
func ExampleParseNumber() {
	price, err := rt.ParseNumber("1.50")
	if err != nil {
		panic(err)
	}
	same, _ := rt.ParseNumber("15e-1")
	fmt.Println(price, price.Equal(same))
	_, err = rt.ParseInteger("1.50")
	fmt.Println(err)
	// Output:
	// 1.50 true
	// number is not an integer
}

// A member is absent, null, or has a value.
func ExampleOpt() {
	type patch struct {
		Owner rt.Opt[string] `json:"owner,omitzero"`
	}
	for _, p := range []patch{{}, {rt.Null[string]()}, {rt.Some("ada")}} {
		text, _ := json.Marshal(p)
		fmt.Println(string(text), p.Owner.Or("nobody"))
	}
	// Output:
	// {} nobody
	// {"owner":null} nobody
	// {"owner":"ada"} ada
}

// A timestamp is the text of the document until somebody asks for the time.
func ExampleTimestamp() {
	at, err := rt.Timestamp("2024-02-29T12:00:00.000+01:00").Time()
	if err != nil {
		panic(err)
	}
	fmt.Println(at.UTC())
	_, err = rt.Timestamp("yesterday").Time()
	fmt.Println(err)
	// Output:
	// 2024-02-29 11:00:00 +0000 UTC
	// timestamp "yesterday" is not an RFC 3339 date-time
}

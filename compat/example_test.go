package compat_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
)

func Example() {
	old, err := compat.Load("old.json", []byte(`{"type":"object","properties":{"status":{"enum":["ok","failed","partial"]}}}`), compat.LoadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	now, err := compat.Load("new.json", []byte(`{"type":"object","properties":{"status":{"enum":["ok","failed"]}}}`), compat.LoadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := compat.Compare(context.Background(), old, now, compat.Options{Changes: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Verdict, r.RequiredBump)
	fmt.Println("refused by new:", string(r.Backward.Witness), "at", *r.Backward.InstanceAt)
	for _, c := range r.Changes {
		fmt.Println(c.Rule, c.OldAt, c.Breaks, c.Message)
	}
	// Output:
	// incompatible major
	// refused by new: {"status":"partial"} at /status
	// enum-value-removed /properties/status/enum/2 [backward] status no longer allows "partial"
}

// Each side is loaded by itself, with files of its own for what it refers to.
func ExampleLoad() {
	files := map[string]string{
		"old/money.json": `{"type":"number"}`,
		"new/money.json": `{"type":["number","string"]}`,
	}
	side := func(dir string) *compat.Schema {
		s, err := compat.Load(dir+"/order.json", []byte(`{"properties":{"price":{"$ref":"https://example.org/money.json"}}}`), compat.LoadOptions{
			Map:  map[string]string{"https://example.org/money.json": dir + "/money.json"},
			Open: func(path string) ([]byte, error) { return []byte(files[path]), nil },
		})
		if err != nil {
			panic(err)
		}
		return s
	}
	r, err := compat.Compare(context.Background(), side("old"), side("new"), compat.Options{})
	if err != nil {
		panic(err)
	}
	fmt.Println("backward:", r.Backward.Verdict)
	fmt.Println("forward:", r.Forward.Verdict, string(r.Forward.Witness))
	// Output:
	// backward: compatible
	// forward: incompatible {"price":""}
}

// Every error says where it is and, if there is one, what to do.
func ExampleLoad_error() {
	_, err := compat.Load("order.json", []byte("{\n  \"type\": \"strnig\"\n}"), compat.LoadOptions{})
	var e *diag.Error
	if errors.As(err, &e) {
		fmt.Println(e.File, e.Line, e.Column, e.Pointer, e.Code)
	}
	// Output: order.json 2 11 /type invalid-keyword
}

func ExampleRuleByID() {
	r, _ := compat.RuleByID("member-became-required")
	fmt.Println(r.Summary, r.Breaks, r.Bump)
	fmt.Println(string(r.Old))
	fmt.Println(string(r.New))
	// Output:
	// A member must be there now. [backward] minor
	// {"properties":{"a":{"type":"string"}}}
	// {"properties":{"a":{"type":"string"}},"required":["a"]}
}

// A verdict that nobody waited for is unknown, never a good answer.
func ExampleCompare_stopped() {
	s, err := compat.Load("s.json", []byte(`{"type":"string"}`), compat.LoadOptions{})
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("the build was interrupted"))
	r, err := compat.Compare(ctx, s, s, compat.Options{Direction: compat.Backward})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Verdict, r.Unknowns[0].Reason)
	// Output: unknown stopped
}

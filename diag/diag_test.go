package diag_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
)

var late = diag.Rule{
	ID: "verify-late", Severity: diag.SeverityError, Summary: "A step ended after its run did.",
	Explanation: "The run cannot have ended before.", Example: "{}", Hint: "correct the times",
}

func Example() {
	f := late.Findf("step %q ended after the run", "load")
	f.File, f.Line, f.InstanceAt = "run_result.json", 7, diag.At("/steps/0")
	text, _ := json.Marshal(f)
	fmt.Println(string(text))
	// Output:
	// {"code":"verify-late","severity":"error","file":"run_result.json","line":7,"instance_at":"/steps/0","message":"step \"load\" ended after the run","hint":"correct the times"}
}

func ExampleError() {
	err := fmt.Errorf("loading: %w", &diag.Error{
		File: "order.json", Line: 3, Column: 5, Pointer: "/type", Code: "schema", Message: "is no type", Hint: "write a string",
	})
	var e *diag.Error
	fmt.Println(errors.As(err, &e), e.Place(), e.Code)
	fmt.Println(e)
	// Output:
	// true order.json:3:5 schema
	// order.json:3:5: at /type: is no type
	//   hint: write a string
}

func TestErrorText(t *testing.T) {
	for want, e := range map[string]*diag.Error{
		"m":                {Message: "m"},
		"f: m":             {File: "f", Message: "m"},
		"f:2: m":           {File: "f", Line: 2, Message: "m"},
		"2:3: at /a: m":    {Line: 2, Column: 3, Pointer: "/a", Message: "m"},
		"at /a: m":         {Pointer: "/a", Message: "m", Column: 3},
		"m\n  hint: do it": {Message: "m", Hint: "do it"},
	} {
		assert.EqualError(t, e, want)
	}
	long := (&diag.Error{Pointer: strings.Repeat("/a", 5000), Message: "m"}).Error()
	assert.Less(t, len(long), 400)
	assert.ErrorIs(t, &diag.Error{Err: fs.ErrNotExist}, fs.ErrNotExist)
}

func TestFinding(t *testing.T) {
	f := late.Find("m")
	assert.Equal(t, late, f.Rule())
	assert.Equal(t, "verify-late", f.Code())
	assert.Equal(t, diag.SeverityError, f.Severity())
	assert.True(t, f.Fails())
	assert.Equal(t, "correct the times", f.Hint)
	note := f.Weighing(diag.SeverityNote)
	assert.False(t, note.Fails())
	assert.True(t, f.Fails(), "the finding itself is as it was")

	f.Message, f.RunID, f.Found, f.Expected, f.Hint = "<b>", "r", "1", "2", ""
	f.Column, f.SchemaAt, f.InstanceAt = 2, diag.At("/x"), diag.At("")
	f.Documents = []json.RawMessage{json.RawMessage(`{"a": "<"}`)}
	text, err := f.MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, `{"code":"verify-late","severity":"error","column":2,"instance_at":"","schema_at":"/x","message":"<b>",`+
		`"found":"1","expected":"2","run_id":"r","documents":[{"a":"<"}]}`, string(text))
}

// What no rule made, or nobody weighed, is never a yes.
func TestNoFindingWithoutARule(t *testing.T) {
	var none diag.Finding
	assert.True(t, none.Fails())
	assert.Error(t, none.Check())
	assert.NoError(t, late.Find("m").Check())
	_, err := json.Marshal(none)
	assert.ErrorContains(t, err, "no rule")
	assert.True(t, diag.Severity("critical").Fails())
	assert.True(t, diag.Severity("").Fails())
	assert.Panics(t, func() { diag.Rule{}.Find("m") })
	assert.Panics(t, func() { diag.Rule{ID: "x"}.Findf("m") })
	assert.Panics(t, func() { diag.Rule{ID: "x", Severity: "critical"}.Find("m") })
	assert.Panics(t, func() { late.Find("m").Weighing("critical") })
}

func TestCollect(t *testing.T) {
	early := late
	early.ID, early.Hint = "verify-early", ""
	rules := diag.Collect([]diag.Rule{late}, nil, []diag.Rule{early})
	assert.Equal(t, []diag.Rule{early, late}, rules.All())
	got, ok := rules.ByID("verify-late")
	assert.True(t, ok)
	assert.Equal(t, late, got)
	_, ok = rules.ByID("verify-l")
	assert.False(t, ok)
	rules.All()[0].ID = "other"
	assert.Equal(t, early, rules.All()[0], "the list is the caller's")

	assert.PanicsWithValue(t, `diag: two rules are called "verify-late"`, func() { diag.Collect([]diag.Rule{late}, []diag.Rule{late}) })
	for want, spoil := range map[string]func(r *diag.Rule){
		"kebab":       func(r *diag.Rule) { r.ID = "verifyLate" },
		"in kebab":    func(r *diag.Rule) { r.ID = "verify--late" },
		"an ID":       func(r *diag.Rule) { r.ID = "" },
		"summary":     func(r *diag.Rule) { r.Summary = " " },
		"explanation": func(r *diag.Rule) { r.Explanation = "" },
		"example":     func(r *diag.Rule) { r.Example = "" },
		"severity":    func(r *diag.Rule) { r.Severity = "critical" },
	} {
		r := late
		spoil(&r)
		var said any
		func() {
			defer func() { said = recover() }()
			diag.Collect([]diag.Rule{r})
		}()
		assert.Contains(t, fmt.Sprint(said), want)
	}
}

package v5

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// What is nested too deeply for the stack is not decided, whatever the keyword that
// nests it; what is nested half as deeply is.
func TestDepthIsBounded(t *testing.T) {
	for _, around := range []string{`{"allOf":[◆]}`, `{"not":◆}`, `{"if":true,"then":◆}`, `{"$ref":"#/$defs/a","$defs":{"a":◆}}`} {
		schema := strings.Replace(around, "◆", strings.Repeat(`{"allOf":[`, 7)+`{"items":{"$ref":"#"}}`+strings.Repeat(`]}`, 7), 1)
		v, err := Compile(load(t, schema, graph.Options{}), false)
		require.NoError(t, err)
		_, err = v.Judge(document(t, strings.Repeat("[", 9_999)+strings.Repeat("]", 9_999)))
		var e *diag.Error
		require.ErrorAs(t, err, &e, around)
		assert.Equal(t, CodeLimit, e.Code)
		assert.Contains(t, e.Message, "more than 40000 schemas")
		_, err = v.Judge(document(t, strings.Repeat("[", 3_000)+strings.Repeat("]", 3_000)))
		assert.NoError(t, err, "and the validator is as good as before")
	}
}

// Who finds every copy lent waits for one, as long as the context lets him, rather
// than make another; there are never more than the processors that could use them.
func TestCopiesAreBounded(t *testing.T) {
	v, err := Compile(load(t, `{"type":"string"}`, graph.Options{}), false)
	require.NoError(t, err)
	v.making = time.Hour
	lent, err := v.borrow(t.Context())
	require.NoError(t, err)
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = v.JudgeContext(short, document(t, `1`))
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	time.AfterFunc(time.Millisecond, func() { v.idle <- lent })
	assert.Len(t, v.Validate(document(t, `1`)), 1)

	v.making = 0
	most := runtime.GOMAXPROCS(0)
	for range most {
		_, err := v.borrow(t.Context())
		require.NoError(t, err)
	}
	short, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err = v.borrow(short)
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}

// Judging looks at the context on its way.
func TestContextIsLookedAt(t *testing.T) {
	v, err := Compile(load(t, `{"items":{"enum":[1]}}`, graph.Options{}), false)
	require.NoError(t, err)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	j, err := v.borrow(t.Context())
	require.NoError(t, err)
	many := make([]any, 1000)
	assert.NotErrorIs(t, j.validate(t.Context(), many, len(many)), context.Canceled)
	assert.ErrorIs(t, j.validate(ended, many, len(many)), context.Canceled)
}

// A chain of references is compiled without a recursion along it.
func TestLongChainOfReferences(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(4 << 20))
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/a0","unevaluatedItems":false,"$defs":{`)
	for i := range 3000 {
		fmt.Fprintf(&b, `"a%d":{"prefixItems":[{"$ref":"#/$defs/a%d"}]},`, i, i+1)
	}
	b.WriteString(`"a3000":{"type":"null"}}}`)
	v, err := Compile(load(t, b.String(), graph.Options{}), false)
	require.NoError(t, err)
	assert.Empty(t, v.Validate(document(t, `[[]]`)))
	assert.Len(t, v.Validate(document(t, `[[],1]`)), 1)
}

// Numbers of many digits are compared in a time that somebody can wait for, however
// many values there are; what would take longer is not decided.
func TestNumbersOfManyDigits(t *testing.T) {
	long := strings.Repeat("7", 30_000)
	var list strings.Builder
	for i := range 3_000 {
		fmt.Fprintf(&list, "%s%04d,", strings.Repeat("7", 200), i)
	}
	start := time.Now()
	for _, c := range []struct {
		schema, doc string
		keyword     string
	}{
		{`{"enum":[` + list.String() + `{"a":1.0}]}`, `{"a":10e-1}`, ""},
		{`{"enum":[` + list.String() + long + `]}`, long + ".0", ""},
		{`{"enum":[` + list.String() + `1]}`, long, "enum"},
		{`{"const":[` + long + `]}`, `[` + long + `,1]`, "const"},
		{`{"uniqueItems":true}`, `[` + strings.Repeat("-"+long+",", 15) + `0]`, "uniqueItems"},
		{`{"items":{"multipleOf":7e-9000}}`, `[` + long + `]`, ""},
		{`{"multipleOf":` + long + `}`, `1`, "multipleOf"},
	} {
		v, err := Compile(load(t, c.schema, graph.Options{}), false)
		require.NoError(t, err)
		list, err := v.Judge(document(t, c.doc))
		require.NoError(t, err)
		if c.keyword == "" {
			assert.Empty(t, list, "%.60s", c.schema)
		} else if assert.Len(t, list, 1, "%.60s", c.schema) {
			assert.Equal(t, c.keyword, list[0].Keyword)
		}
	}
	v, err := Compile(load(t, `true`, graph.Options{}), false)
	require.NoError(t, err)
	_, err = v.Judge(document(t, strings.Repeat("7", 400_001)))
	var e *diag.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, CodeLimit, e.Code)
	j, err := v.borrow(t.Context())
	require.NoError(t, err)
	j.work.spend(len(long))
	assert.Equal(t, -900, j.work.left, "a number is paid for")
	assert.Less(t, time.Since(start), 30*time.Second)
}

// A number that is no integer has the wrong type and no other fault, as values of
// other types have; what is wrong elsewhere is told beside it.
func TestNoInteger(t *testing.T) {
	for _, c := range []struct {
		schema, doc string
		want        []string
	}{
		{`{"type":"integer","minimum":2,"enum":[7],"allOf":[false]}`, `1.5`, []string{" /type"}},
		{`{"type":["integer","number"],"minimum":2}`, `1.5`, []string{" /minimum"}},
		{`{"type":["integer","string"]}`, `150e-2`, []string{" /type"}},
		{`{"type":["integer","string"]}`, `150e-1`, nil},
		{`{"items":{"type":"integer","minimum":2},"allOf":[{"items":{"maximum":1}}]}`, `[1.5,"x",1]`,
			[]string{"/0 /allOf/0/items/maximum", "/0 /items/type", "/1 /items/type", "/2 /items/minimum"}},
	} {
		v, err := Compile(load(t, c.schema, graph.Options{}), false)
		require.NoError(t, err)
		var got []string
		for _, x := range v.Validate(document(t, c.doc)) {
			got = append(got, x.InstanceAt+" "+x.SchemaAt)
		}
		assert.Equal(t, c.want, got, c.schema)
	}
}

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

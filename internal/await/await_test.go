package await

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDo(t *testing.T) {
	refused := errors.New("refused")
	n, err := Do(t.Context(), func() (int, error) { return 7, refused })
	assert.Equal(t, 7, n)
	assert.Equal(t, refused, err)

	ctx, cancel := context.WithCancel(t.Context())
	forever := make(chan int)
	defer close(forever)
	n, err = Do(ctx, func() (int, error) { cancel(); return <-forever, nil })
	assert.Zero(t, n)
	assert.ErrorIs(t, err, context.Canceled)

	n, err = Do(ctx, func() (int, error) { return 7, nil })
	assert.Zero(t, n, "what ended before is not waited for")
	assert.ErrorIs(t, err, context.Canceled)

	assert.PanicsWithValue(t, "kept", func() {
		defer func() {
			text := recover().(string)
			assert.Contains(t, text, "a fault\n\n")
			assert.Contains(t, text, "await_test.go", "the stack is that of the work")
			panic("kept")
		}()
		_, _ = Do(t.Context(), func() (int, error) { panic("a fault") })
	})
}

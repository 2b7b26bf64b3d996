package v5

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// chain is a schema of n definitions, each of which refers to the next one, among
// members of a wide group.
func chain(n int) string {
	var b strings.Builder
	b.WriteString(`{"$ref":"#/$defs/a0","$defs":{`)
	for i := range n {
		fmt.Fprintf(&b, `"a%d":{"properties":{"next":{"$ref":"#/$defs/a%d"}`, i, i+1)
		for j := range wideFrom {
			fmt.Fprintf(&b, `,"m%d":{"type":"string"}`, j)
		}
		b.WriteString(`}},`)
	}
	fmt.Fprintf(&b, `"a%d":{"type":"null"}}}`, n)
	return b.String()
}

// What a document does not come to is not compiled, and what it comes to says the
// same as when all is.
func TestCompiledWhenNeeded(t *testing.T) {
	g := load(t, chain(40), graph.Options{})
	v, err := CompileSound(g, false)
	require.NoError(t, err)
	whole, err := Compile(g, false)
	require.NoError(t, err)
	j := <-v.idle
	read := 0
	give := j.refs.c.LoadURL
	j.refs.c.LoadURL = func(url string) (io.ReadCloser, error) {
		read++
		return give(url)
	}
	v.idle <- j
	for doc, most := range map[string]int{`1`: wideFrom + 2, `{"next":{"m1":"x","m63":1}}`: 2 * (wideFrom + 2), `{"next":{"next":{"next":{"m0":false}}}}`: 4 * (wideFrom + 2)} {
		read = 0
		assert.Equal(t, whole.Validate(document(t, doc)), v.Validate(document(t, doc)), doc)
		assert.LessOrEqual(t, read, most, doc)
	}
	assert.Greater(t, len(v.documents), 40*wideFrom)
}

// What the library could not compile once is not taken for compiled later on.
func TestFailedCompilationStays(t *testing.T) {
	v, err := CompileSound(load(t, chain(2), graph.Options{}), false)
	require.NoError(t, err)
	doc := document(t, `{"next":{"next":1}}`)
	for i, text := range v.documents {
		if strings.Contains(string(text), `"null"`) {
			v.documents[i] = []byte(`{"properties":{"a":{"$ref":"#/nowhere"}},"format":"copy"}`)
		}
	}
	for range 3 {
		_, err := v.Judge(doc)
		require.ErrorContains(t, err, "nowhere")
	}
	_, err = v.Judge(document(t, `{"next":{"m2":1}}`))
	assert.NoError(t, err, "that is compiled already")
}

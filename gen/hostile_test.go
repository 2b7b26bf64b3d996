package gen_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// hostileMain decodes the documents it is named and says what each allocates, in
// bytes for a byte of the document, in decoding and in validating.
const hostileMain = `package main

import (
	"fmt"
	"os"
	"runtime"
%s)

func measure[T interface{ Validate() error }](unmarshal func([]byte) (T, error)) func([]byte) {
	return func(data []byte) {
		var before, between, after runtime.MemStats
		runtime.ReadMemStats(&before)
		x, err := unmarshal(data)
		runtime.ReadMemStats(&between)
		verdict := "no"
		if err == nil {
			verdict = "ok"
			if err := x.Validate(); err != nil {
				verdict = "odd"
			}
		}
		runtime.ReadMemStats(&after)
		n := uint64(len(data))
		fmt.Println(verdict, (between.TotalAlloc-before.TotalAlloc)/n, (after.TotalAlloc-between.TotalAlloc)/n)
	}
}

func main() {
	for i := 1; i < len(os.Args); i += 2 {
		data, err := os.ReadFile(os.Args[i+1])
		if err != nil {
			panic(err)
		}
		map[string]func([]byte){
%s		}[os.Args[i]](data)
	}
}
`

// TestHostileDocuments: documents that nest what a type has evaluated, looked ahead
// into or compared cost memory in proportion to their length, whatever their shape.
// Each level once read what is in it again, and what that took grew with the square
// of the depth or its cube: 8.7 GB for the 60 KB of the first one.
func TestHostileDocuments(t *testing.T) {
	nest := func(n int, open, core, end string) string {
		return strings.Repeat(open, n) + core + strings.Repeat(end, n)
	}
	wide := "[" + strings.Repeat("1,", 100_000) + "1]"
	const deep = 9_000
	tagged := `{"type":"array","items":{"oneOf":[{"type":"object","properties":{"k":{"const":"a"},"n":{"$ref":"#/items"}},"required":["k"]},{"type":"object","properties":{"k":{"const":"b"},"n":{"$ref":"#/items"}},"required":["k"]}]}}`
	s := newScratch(t)
	var imports, table strings.Builder
	var args, want []string
	for i, c := range []struct {
		name, schema string
		verdict      string
		docs         []string
	}{
		{"unevaluated members", `{"type":"object","properties":{"c":{"$ref":"#"},"d":{}},"unevaluatedProperties":false}`, "ok",
			[]string{nest(deep, `{"c":`, `{}`, `}`), nest(200, `{"c":`, `{"d":`+wide+`}`, `}`)}},
		{"unevaluated members, and one of them", `{"type":"object","properties":{"c":{"$ref":"#"}},"unevaluatedProperties":false}`, "no",
			[]string{nest(deep, `{"c":`, `{"x":1}`, `}`)}},
		{"conditions", `{"type":"object","properties":{"c":{"$ref":"#"}},"anyOf":[{"required":["c"]},{"maxProperties":0}]}`, "ok",
			[]string{nest(deep, `{"c":`, `{}`, `}`)}},
		{"members by pattern", `{"type":"object","properties":{"c":{"$ref":"#"}},"patternProperties":{"^x":{"$ref":"#"}}}`, "ok",
			[]string{nest(deep/2, `{"x":{"c":`, `{}`, `}}`)}},
		{"tags behind what they decide", tagged, "ok",
			[]string{"[" + nest(deep, `{"n":`, `{"k":"b"}`, `,"k":"a"}`) + "]", "[" + nest(1_000, `{"n":`, `{"x":`+wide+`,"k":"b"}`, `,"k":"a"}`) + "]"}},
		{"lists of different items", `{"type":"array","uniqueItems":true,"items":{"type":"object","properties":{"n":{"$ref":"#"}}}}`, "ok",
			[]string{nest(deep/2, `[{"a":1},{"n":`, `[]`, `}]`)}},
		{"lists of different items, left to the evaluator", `{"type":"array","uniqueItems":true,"items":{"$ref":"#"},"unevaluatedItems":false}`, "ok",
			[]string{nest(deep, `[[],`, `[[[]]]`, `]`)}},
	} {
		pkg := fmt.Sprintf("h%d", i)
		r, err := generate(t, c.schema, gen.Options{Package: pkg, Type: "Document"}, graph.Options{})
		require.NoError(t, err, c.name)
		s.add(t, pkg, "Document", r)
		fmt.Fprintf(&imports, "\n\t%q\n", "scratch/"+pkg)
		fmt.Fprintf(&table, "\t\t\t%q: measure(%s.UnmarshalDocument),\n", pkg, pkg)
		for k, doc := range c.docs {
			path := filepath.Join(s.dir, fmt.Sprintf("%s-%d.json", pkg, k))
			require.NoError(t, os.WriteFile(path, []byte(doc), 0o644))
			args = append(args, pkg, path)
			want = append(want, c.verdict+" "+c.name)
		}
	}
	s.write(t, "main.go", fmt.Sprintf(hostileMain, imports.String(), table.String()))
	s.run(t, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", "hostile", ".")
	out, err := exec.Command(filepath.Join(s.dir, "hostile"), args...).Output()
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, lines, len(want))
	for i, line := range lines {
		verdict, name, _ := strings.Cut(want[i], " ")
		var got string
		var decoding, validating int
		_, err := fmt.Sscan(line, &got, &decoding, &validating)
		require.NoError(t, err, line)
		assert.Equal(t, verdict, got, name)
		assert.Less(t, decoding, 1_000, name)
		assert.Less(t, validating, 1_000, name)
		t.Log(name, line)
	}
}

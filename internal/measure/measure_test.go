package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
)

var integer = []byte(`{"type":"integer"}`)

const rows = `{"id":"narrowed","old":{"type":"number"},"new":{"type":"integer"},"contained":false,"draft":"draft7"}
{"id":"widened","old":{"type":"integer"},"new":{"type":"number"},"contained":true}

{"id":"nobody knows","old":{"type":"integer"},"new":{"type":"number"},"contained":null}
{"id":"no schema","old":{"type":"nothing"},"new":{},"contained":true}
`

// TestPairs: a directory of rows becomes a page, and the exit code says whether
// a verdict was wrong.
func TestPairs(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "rows.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(rows), 0o600))
	out := filepath.Join(dir, "page.md")
	var stdout, stderr bytes.Buffer
	require.Equal(t, 0, run([]string{"-pairs", dir, "-out", out}, &stdout, &stderr), stderr.String())
	text, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Contains(t, string(text), "| rows.jsonl | 4 | 2 | 0 | 0 (and 0 of 1 without a truth) | 1 | 0 | 66.67 % | 1 | 1 |")
	assert.Contains(t, stderr.String(), "rows.jsonl:     1 × error: invalid-")
	assert.NotContains(t, string(text), dir)

	lie := `{"id":"a lie","old":{"type":"integer"},"new":{"type":"number"},"contained":false}`
	require.NoError(t, os.WriteFile(file, []byte(lie), 0o600))
	assert.Equal(t, exitNo, run([]string{"-pairs", dir}, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "WRONG rows.jsonl: a lie")
}

// TestCount: every outcome lands in its column.
func TestCount(t *testing.T) {
	for _, c := range []struct {
		name string
		row  row
		out  outcome
		want tally
	}{
		{"right", row{labelled: true, contained: true, plain: true}, outcome{verdict: compat.Compatible}, tally{right: 1, plain: 1}},
		{"a break overlooked", row{labelled: true, old: integer, new: integer}, outcome{verdict: compat.Compatible}, tally{wrong: 1}},
		{"a false alarm", row{labelled: true, contained: true, old: integer, new: integer}, outcome{verdict: compat.Incompatible, witness: []byte("2")}, tally{wrong: 1, incompatible: 1, confirmed: 1}},
		{"a break", row{labelled: true}, outcome{verdict: compat.Incompatible, witness: []byte("2")}, tally{right: 1, incompatible: 1, confirmed: 1}},
		{"without witness", row{labelled: true}, outcome{verdict: compat.Incompatible}, tally{right: 1, incompatible: 1}},
		{"unknown", row{labelled: true, plain: true}, outcome{reasons: []string{"pattern"}}, tally{unknown: 1, plain: 1, plainOpen: 1}},
		{"no truth, answered", row{}, outcome{verdict: compat.Compatible}, tally{unlabelled: 1}},
		{"no truth, unknown", row{}, outcome{reasons: []string{"pattern"}}, tally{unlabelled: 1, unlabelledUnknown: 1}},
		{"error", row{labelled: true, plain: true}, outcome{failed: errors.New("no")}, tally{failed: 1, plain: 1, plainOpen: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := &tally{reasons: map[string]int{}, examples: map[string][]string{}}
			got.count(c.row, c.out, io.Discard)
			assert.Equal(t, 1, got.rows)
			assert.Len(t, got.times, 1)
			got.rows, got.times, got.reasons, got.examples = 0, nil, nil, nil
			assert.Equal(t, &c.want, got)
		})
	}
}

// TestRefuted: a truth falls to documents that every validator judges alike, and
// to nothing else.
func TestRefuted(t *testing.T) {
	for _, c := range []struct {
		name      string
		old, new  string
		contained bool
		witness   string
		want      bool
	}{
		{"a witness", `{}`, `{"type":"integer"}`, true, `"a"`, true},
		{"a witness that both accept", `{}`, `{"type":"integer"}`, true, `1`, false},
		{"a witness that both refuse", `{"type":"integer"}`, `{"type":"integer"}`, true, `"a"`, false},
		{"a constant", `{"const":[1]}`, `{"type":"array"}`, false, "", true},
		{"constants", `{"enum":[1,2]}`, `{"type":"integer"}`, false, "", true},
		{"one of the constants breaks", `{"enum":[1,"2"]}`, `{"type":"integer"}`, false, "", false},
		{"no constants", `{"type":"integer"}`, `{"type":"integer"}`, false, "", false},
		{"no schema", `{"type":1}`, `{"type":"integer"}`, false, "", false},
	} {
		r := row{old: []byte(c.old), new: []byte(c.new), contained: c.contained, labelled: true}
		assert.Equal(t, c.want, refuted(r, []byte(c.witness)) != "", c.name)
	}
}

// TestPlain: what is a hard keyword, and what is not.
func TestPlain(t *testing.T) {
	for schema, want := range map[string]bool{
		`{"pattern":"^abc$"}`:                 true,
		`{"pattern":"^[abc]$"}`:               false,
		`{"patternProperties":{"^x-":{}}}`:    true,
		`{"patternProperties":{"x+":{}}}`:     false,
		`{"unevaluatedProperties":false}`:     false,
		`{"$dynamicRef":"#"}`:                 true,
		`{"properties":{"pattern":{}}}`:       true,
		`{"not":{"items":{"pattern":"a|b"}}}`: false,
	} {
		assert.Equal(t, want, plain([]byte(schema), ""), schema)
	}
}

func TestPercentile(t *testing.T) {
	assert.Zero(t, percentile(nil, 50))
	list := []time.Duration{4, 1, 3, 2}
	assert.EqualValues(t, 2, percentile(list, 50))
	assert.EqualValues(t, 4, percentile(list, 99))
	assert.EqualValues(t, 4, percentile(list, 100))
}

// TestFamilies: every pair that growth is measured on loads, and has the size
// that it says.
func TestFamilies(t *testing.T) {
	for _, f := range families {
		smallOld, _ := f.pair(f.sizes[0])
		largeOld, _ := f.pair(10 * f.sizes[0])
		assert.Greater(t, len(largeOld), 5*len(smallOld), f.name)
		old, new := f.pair(f.sizes[0])
		for _, text := range []string{old, new} {
			_, err := compat.Load("schema.json", []byte(text), compat.LoadOptions{})
			assert.NoError(t, err, f.name)
		}
	}
	for _, trap := range traps {
		for _, text := range []string{trap.old, trap.new} {
			_, err := compat.Load("schema.json", []byte(text), compat.LoadOptions{})
			assert.NoError(t, err, trap.name)
		}
	}
}

// TestUsage: what is asked for must be clear.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"-pairs"}, {"-stats", "x", "more"}, {"-nothing"}} {
		assert.Equal(t, exitUsage, run(args, io.Discard, io.Discard), "%v", args)
	}
	assert.Equal(t, exitInput, run([]string{"-pairs", t.TempDir()}, io.Discard, io.Discard))
}

// BenchmarkGrowth has the sizes of `make bench-compat` that are done soon, for
// profiles.
func BenchmarkGrowth(b *testing.B) {
	for _, f := range families {
		for _, n := range f.sizes[:2] {
			old, new := f.pair(n)
			x, err := compat.Load("old.json", []byte(old), compat.LoadOptions{})
			require.NoError(b, err)
			y, err := compat.Load("new.json", []byte(new), compat.LoadOptions{})
			require.NoError(b, err)
			b.Run(f.name+"/"+strconv.Itoa(n), func(b *testing.B) {
				for b.Loop() {
					must(compat.Compare(context.Background(), x, y, compat.Options{Direction: compat.Backward, Content: compat.Open}))
				}
			})
		}
	}
}

// TestStatsOfADirectory: the total is over all schemas, those that are not
// wholly typed come first, and a share below the wanted one is a failure.
func TestStatsOfADirectory(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	write("typed.json", `{"type":"object","properties":{"a":{"type":"string"},"b":{}}}`)
	var stdout, stderr bytes.Buffer
	require.Equal(t, 0, run([]string{"-stats", dir}, &stdout, &stderr), stderr.String())
	assert.Equal(t, "schemas 1, types 1, members 2, of one type 1, of these typed 1, 100.0 %\n", stdout.String())

	write("raw.json", `{"type":"array","prefixItems":[{"type":"object","properties":{"a":{"type":"string"}}}]}`)
	stdout.Reset()
	require.Equal(t, exitNo, run([]string{"-stats", dir}, &stdout, &stderr))
	assert.Contains(t, stdout.String(), "raw.json")
	assert.Contains(t, stdout.String(), "members 3, of one type 2, of these typed 1, 50.0 %\n")
	assert.Equal(t, exitInput, run([]string{"-stats", t.TempDir()}, &stdout, &stderr))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

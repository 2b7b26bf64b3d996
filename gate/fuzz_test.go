package gate

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// FuzzSums: a file of checksums is read without harm, and a further line leaves
// the others as they were.
func FuzzSums(f *testing.F) {
	good := sumLine("order/1.0.0.json", orderText)
	for _, text := range []string{"", good, good + good, strings.TrimSuffix(good, "\n"), "x\n" + good, strings.ReplaceAll(good, "\n", "\r\n"), "\n\n", good[:64] + "  ../x\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sums, findings := parseSums(sumsName, data)
		seen := map[string]bool{}
		for _, s := range sums {
			assert.False(t, seen[s.path])
			seen[s.path] = true
		}
		assert.LessOrEqual(t, len(sums)+len(findings), strings.Count(string(data), "\n")+1)
		d := &folder{sumsData: data}
		const name = "order/1.1.0.json"
		line := strings.Repeat("0", 64) + "  " + name + "\n"
		out := string(d.withSum(line, name))
		assert.Equal(t, strings.TrimSuffix(string(data), "\n"), strings.TrimSuffix(strings.Replace(out, line, "", 1), "\n"))
		if !seen[name] {
			again, _ := parseSums(sumsName, []byte(out))
			assert.Len(t, again, len(sums)+1)
		}
	})
}

// FuzzSetVersion: a version is written into any schema that has one, or refused;
// nothing else changes.
func FuzzSetVersion(f *testing.F) {
	for _, text := range []string{
		orderText, `{"$id":"urn:\u0078:1.\u0030.0"}`, `{"a":"1.0.0","$id":"1.0.0/1.0.0"}`, "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"id\":\"x:1.2.3\"}",
	} {
		f.Add([]byte(text), true)
	}
	for _, text := range []string{
		"$id: urn:x:1.0.0 # 1.0.0\n", "$id: 'x:1.0.0'\r\n", "$id: >-\n  x\n  :1.0.0\n", "{$id: &a x/1.0.0, b: *a}", "$id: !!str 1.0.0\n", "b: &b x:1.0.0\n$id: *b\n", "$id: |\n  1.0.0\n",
	} {
		f.Add([]byte(text), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, json bool) {
		name := "a.yaml"
		if json {
			name = "a.json"
		}
		file, err := source.Parse(name, data)
		if err != nil {
			return
		}
		id := identifier(file.Root, &config.Family{})
		if id == nil {
			return
		}
		old, from, to, ok := versionIn(id.Value.Text)
		if !ok {
			return
		}
		assert.Equal(t, old.String(), id.Value.Text[from:to])
		text, err := setVersion(file, id, version{7, 8, 9})
		if err != nil {
			return
		}
		edited, err := source.Parse(name, text)
		require.NoError(t, err)
		now := identifier(edited.Root, &config.Family{})
		require.NotNil(t, now)
		assert.Equal(t, id.Value.Text[:from]+"7.8.9"+id.Value.Text[to:], now.Value.Text)
		assert.Len(t, edited.Root.Members, len(file.Root.Members))
	})
}

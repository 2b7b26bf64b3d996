package v5

import (
	"testing"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// TestFormatsAnswer gives every format of the library text that parsers trip
// over; each must give an answer, and that of the evaluator.
func TestFormatsAnswer(t *testing.T) {
	texts := []string{"", " ", "0", "/", "#", "~", "-", ":", "@", "a@", "@a", "[", "]", "{", "}", "%", "%zz", "P", "PT", "P1", "T", "é", "\x00", "\x7f", "::", "1.2.3", "[::", "a@[", "a@[IPv6:", "00000000-0000-0000-0000-00000000000",
		"2020-01-01T", "2020-01-01T00:00:60Z", "23:59:60+00:00", "24:00:00Z", "12:00:00+", "12:00:00.Z", "0#", "01", "P1Y2W", "http://[", "http://a b", "{a", "a}", "{{}}", "p/p", "PT1S/",
		"1.+2.3.4", "12:00:00+01:-0", "a.b-c.", "http://a@b@c", "a:#b#c", "é@b.c", "@[IPv6:::1]", "http://a/{b,c*}{?d:3}", "http://é/\"b", "../a?b#^c"}
	for name := range jsonschema.Formats {
		schema := string(source.NewObject([]source.Member{{Name: "format", Value: &source.Value{Kind: source.String, Text: name}}}).AppendJSON(nil))
		v, err := Compile(load(t, schema, graph.Options{}), true)
		require.NoError(t, err)
		for _, text := range texts {
			list, err := v.Judge(&source.Value{Kind: source.String, Text: text})
			require.NoError(t, err, "%s of %q", name, text)
			if name != "regex" {
				// What no draft defines holds everything.
				require.Equal(t, eval.MatchFormat(name, text), len(list) == 0, "%s of %q", name, text)
			}
		}
	}
}

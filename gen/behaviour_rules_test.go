package gen_test

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// ruleExamples are the examples of the findings about documents, one at least for
// each keyword that can be violated: what validate refuses, generated code does, and as a condition
// too, which is compiled elsewhere.
func ruleExamples() []behaviour {
	var out []behaviour
	for _, r := range report.Rules() {
		text, ok := strings.CutPrefix(r.Example, "schema ")
		if !ok {
			continue
		}
		schema, doc, ok := strings.Cut(text, ", document ")
		if !ok {
			panic(r.Example)
		}
		out = append(out, behaviour{name: "the example of " + r.ID, schema: schema, no: []string{doc}, load: graph.Options{AssertFormats: true}})
		if !strings.Contains(schema, `"$`) { // nothing in it depends on standing at the root
			out = append(out, behaviour{name: "the example of " + r.ID + ", as a condition", schema: `{"type":"` + typeOf(doc) + `","not":{"not":` + schema + `}}`, no: []string{doc}, load: graph.Options{AssertFormats: true}})
		}
	}
	return out
}

// typeOf is the JSON type of a document.
func typeOf(doc string) string {
	switch doc[0] {
	case '"':
		return "string"
	case '[':
		return "array"
	case '{':
		return "object"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "number"
}

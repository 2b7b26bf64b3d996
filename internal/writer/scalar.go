package writer

import (
	"fmt"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// longEnum is how many values an enum has that is looked up rather than read.
const longEnum = 16

// listed reports whether v is one of the values of enum.
func (r *run) listed(n *graph.Node, v *source.Value) bool {
	if len(n.Enum) <= longEnum {
		equal := func(other *source.Value) bool { return source.Equal(other, v) }
		return r.spend(n, len(n.Enum)) && slices.ContainsFunc(n.Enum, equal)
	}
	text := func(v *source.Value) string { return string(codec.AppendCanonical(nil, string(v.AppendJSON(nil)))) }
	set := r.e.enums[n]
	if set == nil {
		if !r.spend(n, len(n.Enum)) {
			return false
		}
		set = make(map[string]bool, len(n.Enum))
		for _, x := range n.Enum {
			set[text(x)] = true
		}
		r.e.enums[n] = set
	}
	return r.spend(n, 1) && set[text(v)]
}

func hasType(types []string, v *source.Value) bool {
	return slices.Contains(types, v.Kind.String()) ||
		v.Kind == source.Number && slices.Contains(types, "integer") && codec.IsInteger(v.Text)
}

// format judges a string by the format of n. Formats are the evaluator's of
// generated code, so that a format means one thing in the house; one that it does
// not know accepts everything.
func (r *run) format(n *graph.Node, v *source.Value) bool {
	if v.Kind != source.String || !eval.KnownFormat(n.Format) {
		return true
	}
	judge, ok := r.e.formats[n.Format]
	if !ok {
		p, root, err := formatProgram(n.Format)
		if err != nil {
			return r.giveUp(n, graph.CodeUnheard, "format", fmt.Sprintf("the format %q cannot be judged: %v", n.Format, err))
		}
		judge = func(text string) bool {
			v, err := eval.Parse(string(codec.AppendString(nil, text)))
			return err == nil && p.Check(root, v, nil)
		}
		r.e.formats[n.Format] = judge
	}
	return judge(v.Text)
}

// formatProgram compiles a schema that holds nothing but a known format.
func formatProgram(name string) (*eval.Program, int, error) {
	f, err := source.ParseJSON("format", []byte(`{"format":`+string(codec.AppendString(nil, name))+`}`))
	if err != nil {
		return nil, 0, err
	}
	g, err := graph.Load(f, graph.Options{AssertFormats: true})
	if err != nil {
		return nil, 0, err
	}
	p, index, err := program.Compile(g)
	if err != nil {
		return nil, 0, err
	}
	return p, index[g.Root], nil
}

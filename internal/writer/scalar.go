package writer

import (
	"slices"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// scalar applies the keywords that apply no schema: type, values, numbers and
// strings.
func (r *run) scalar(n *graph.Node, v *source.Value) bool {
	if n.Types != nil && !hasType(n.Types, v) {
		return false
	}
	if n.Const != nil && !source.Equal(n.Const, v) {
		return false
	}
	if n.HasEnum {
		if !r.listed(n, v) {
			return false
		}
	}
	switch v.Kind {
	case source.Number:
		return number(n, v.Text)
	case source.String:
		return r.text(n, v.Text)
	}
	return true
}

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

func number(n *graph.Node, text string) bool {
	return !(n.Minimum != nil && codec.CompareNumbers(text, n.Minimum.Text) < 0) &&
		!(n.Maximum != nil && codec.CompareNumbers(text, n.Maximum.Text) > 0) &&
		!(n.ExclusiveMinimum != nil && codec.CompareNumbers(text, n.ExclusiveMinimum.Text) <= 0) &&
		!(n.ExclusiveMaximum != nil && codec.CompareNumbers(text, n.ExclusiveMaximum.Text) >= 0) &&
		!(n.MultipleOf != nil && !codec.IsMultipleOf(text, n.MultipleOf.Text))
}

func (r *run) text(n *graph.Node, text string) bool {
	if n.MinLength != nil || n.MaxLength != nil {
		if !within(utf8.RuneCountInString(text), n.MinLength, n.MaxLength) {
			return false
		}
	}
	if n.Pattern != nil && !r.matches(n, "pattern", n.Pattern, text) {
		return false
	}
	return !n.AssertFormat || r.e.format(n.Format)(text)
}

// format returns the judge of a format. Formats are the evaluator's of generated
// code, so that a format means one thing in the house; one that it does not know
// accepts everything.
func (e *Evaluator) format(name string) func(string) bool {
	if judge, ok := e.formats[name]; ok {
		return judge
	}
	judge := func(string) bool { return true }
	if eval.KnownFormat(name) {
		if p, root, err := formatProgram(name); err == nil {
			judge = func(text string) bool {
				v, err := eval.Parse(string(codec.AppendString(nil, text)))
				return err == nil && p.Check(root, v, nil)
			}
		}
	}
	e.formats[name] = judge
	return judge
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

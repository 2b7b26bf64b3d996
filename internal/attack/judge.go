package attack

import (
	"encoding/json"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	v5 "github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// Opinion is what a validator says of a document.
type Opinion int8

// The opinions. The zero value is that there is none: the validator cannot load
// the schema, or gave up.
const (
	NoOpinion Opinion = iota
	Valid
	Invalid
)

func opinion(valid bool) Opinion {
	if valid {
		return Valid
	}
	return Invalid
}

// Judge asks three validators about one schema.
type Judge struct {
	g      *graph.Graph
	p      *eval.Program
	index  map[*graph.Node]int
	v5     *v5.Validator
	google *jsonschema.Resolved
}

// NewJudge prepares the validators for g. One that cannot load the schema has no
// opinion ever.
func NewJudge(g *graph.Graph) *Judge {
	j := &Judge{g: g}
	if p, index, err := program.Compile(g); err == nil {
		j.p, j.index = p, index
	}
	if v, err := v5.Compile(g, false); err == nil {
		j.v5 = v
	}
	j.google = google(g)
	return j
}

// google loads the text itself, not what the graph makes of it. The library
// knows two dialects, and those by one spelling each.
func google(g *graph.Graph) *jsonschema.Resolved {
	v := g.Root.Value
	switch d := g.Root.Dialect; {
	case d == graph.Draft7 && v.Kind == source.Object:
		v = with(v, "$schema", text(d.URI()+"#"))
	case d == graph.Draft2020 && v.Kind == source.Object:
		v = with(v, "$schema", text(d.URI()))
	default:
		return nil
	}
	var s jsonschema.Schema
	if json.Unmarshal(v.AppendJSON(nil), &s) != nil {
		return nil
	}
	r, err := s.Resolve(nil)
	if err != nil {
		return nil
	}
	return r
}

// Able reports whether the project's own evaluator can judge the schema.
func (j *Judge) Able() bool { return j.p != nil }

// Eval is the opinion of the project's evaluator.
func (j *Judge) Eval(doc *eval.Value) Opinion { return j.evalAt(j.g.Root, doc) }

func (j *Judge) evalAt(n *graph.Node, doc *eval.Value) Opinion {
	if j.p == nil {
		return NoOpinion
	}
	at, ok := j.index[n]
	if !ok {
		return NoOpinion
	}
	if j.p.Check(at, doc, nil) {
		return Valid
	}
	gaveUp := false
	j.p.Check(at, doc, func(v eval.Violation) { gaveUp = gaveUp || v.Keyword == "" })
	if gaveUp {
		return NoOpinion
	}
	return Invalid
}

// V5 is the opinion of the validator of the validate command.
func (j *Judge) V5(doc *source.Value) Opinion {
	if j.v5 == nil {
		return NoOpinion
	}
	list, err := j.v5.Judge(doc)
	if err != nil {
		return NoOpinion
	}
	return opinion(len(list) == 0)
}

// Google is the opinion of google/jsonschema-go, which reads numbers as 64-bit
// floating point: it is asked as a third, never alone.
func (j *Judge) Google(text string) (o Opinion) {
	if j.google == nil {
		return NoOpinion
	}
	defer func() {
		if recover() != nil {
			o = NoOpinion
		}
	}()
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return NoOpinion
	}
	return opinion(j.google.Validate(v) == nil)
}

func text(s string) *source.Value { return &source.Value{Kind: source.String, Text: s} }

func member(name string, v *source.Value) source.Member {
	return source.Member{Name: name, Value: v}
}

// with returns v, an object, with one more or one changed member.
func with(v *source.Value, name string, value *source.Value) *source.Value {
	members := append([]source.Member{}, v.Members...)
	for i := range members {
		if members[i].Name == name {
			members[i] = member(name, value)
			return source.NewObject(members)
		}
	}
	return source.NewObject(append(members, member(name, value)))
}

package main

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/attack"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// refuted looks for evidence against the truth that a row carries, where the
// verdict is another: documents about which the project's evaluator and the
// independent validators that know the dialect agree. It returns the evidence,
// or "" when there is none; then the verdict is wrong.
func refuted(r row, witness []byte) string {
	old, err := side("old", r.old, r.draft)
	if err != nil {
		return ""
	}
	new, err := side("new", r.new, r.draft)
	if err != nil {
		return ""
	}
	if r.contained { // ... but there is a witness
		if agreed(old, witness) == attack.Valid && agreed(new, witness) == attack.Invalid {
			return fmt.Sprintf("contained is true, but every validator says that old accepts and new refuses %s", witness)
		}
		return ""
	}
	constants := old.g.Root.Enum
	if old.g.Root.Const != nil {
		constants = []*source.Value{old.g.Root.Const}
	}
	if len(constants) == 0 {
		return ""
	}
	for _, v := range constants { // old accepts these at most
		if agreed(new, v.AppendJSON(nil)) != attack.Valid {
			return ""
		}
	}
	return "contained is false, but every validator says that new accepts each of the constants that old allows"
}

type judged struct {
	g     *graph.Graph
	judge *attack.Judge
}

func side(name string, data []byte, draft string) (*judged, error) {
	d, _ := graph.ParseDialect(draft)
	f, err := source.ParseJSON(name, data)
	if err != nil {
		return nil, err
	}
	g, err := graph.Load(f, graph.Options{Draft: d})
	if err != nil {
		return nil, err
	}
	return &judged{g, attack.NewJudge(g)}, nil
}

// agreed returns the opinion that the project's evaluator, v5 and
// google/jsonschema-go share, and none when one has another or none. A schema
// of a dialect that the last does not know is judged by the first two.
func agreed(s *judged, text []byte) attack.Opinion {
	f, err := source.ParseJSON("document", text)
	if err != nil {
		return attack.NoOpinion
	}
	v, err := eval.Parse(string(text))
	if err != nil {
		return attack.NoOpinion
	}
	e, peer, third := s.judge.Eval(v), s.judge.V5(f.Root), s.judge.Google(string(text))
	if e != peer || third != attack.NoOpinion && third != e {
		return attack.NoOpinion
	}
	return e
}

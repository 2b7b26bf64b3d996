package program_test

import (
	"encoding/json"
	"math/rand"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// comparePeers makes a schema and some documents of data and has independent
// validators judge them too. It reports how many verdicts were compared.
func comparePeers(t *testing.T, data []byte) int {
	m := &maker{data: data, dialect: graph.Draft2020}
	if m.pick(2) == 1 {
		m.dialect = graph.Draft7
	}
	schema := m.document()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err, schema)
	g, err := graph.Load(f, graph.Options{Draft: m.dialect})
	if err != nil {
		var e *source.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, graph.CodeCycle, e.Code, "%s: %v", schema, err)
		return 0
	}
	p, index, err := program.Compile(g)
	require.NoError(t, err, schema)
	peer := newPeer(t, schema)
	compared := 0
	for range 12 {
		doc := m.value(3)
		got := judge(t, p, index[g.Root], doc)
		pointed(t, p, index[g.Root], g, doc)
		if want, judged := peer(doc); judged {
			compared++
			require.Equal(t, want, got, "%s\n%s\n%v", schema, doc, violations(p, index[g.Root], doc))
		}
	}
	return compared
}

func violations(p *eval.Program, root int, doc string) (list []eval.Violation) {
	if v, err := eval.Parse(doc); err == nil {
		p.Check(root, v, func(x eval.Violation) { list = append(list, x) })
	}
	return list
}

// newPeer returns the verdict of the other validator; judged is false where it
// cannot read the schema.
func newPeer(t *testing.T, schema string) func(doc string) (valid, judged bool) {
	var s jsonschema.Schema
	if err := json.Unmarshal([]byte(schema), &s); err != nil {
		return func(string) (bool, bool) { return false, false }
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		return func(string) (bool, bool) { return false, false }
	}
	return func(doc string) (bool, bool) {
		var v any
		require.NoError(t, json.Unmarshal([]byte(doc), &v))
		return resolved.Validate(v) == nil, true
	}
}

// TestPeersAgree compares verdicts on the same random schemas each time.
func TestPeersAgree(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	compared := 0
	for range 3_000 {
		data := make([]byte, 20+r.Intn(300))
		r.Read(data)
		compared += comparePeers(t, data)
	}
	require.Greater(t, compared, 10_000)
	t.Logf("%d verdicts compared", compared)
}

// FuzzPeersAgree looks for a schema and a document about which the validators
// disagree.
func FuzzPeersAgree(f *testing.F) {
	for seed := range int64(8) {
		data := make([]byte, 200)
		rand.New(rand.NewSource(seed)).Read(data)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1_000 {
			comparePeers(t, data)
		}
	})
}

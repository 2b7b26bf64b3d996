package program_test

import (
	"encoding/json"
	"math/rand"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/program"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

// comparePeers makes a schema and some documents of data and has independent
// validators judge them too. It reports how many
// verdicts were compared, and how many of them were valid.
func comparePeers(t *testing.T, data []byte) (compared, valid int) {
	m := &maker{data: data}
	m.dialect = [...]graph.Dialect{graph.Draft2020, graph.Draft7, graph.Draft2019, graph.Draft4, graph.Draft6}[m.pick(5)]
	schema := m.document()
	f, err := source.ParseJSON("schema.json", []byte(schema))
	require.NoError(t, err, schema)
	g, err := graph.Load(f, graph.Options{Draft: m.dialect})
	if err != nil {
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, graph.CodeCycle, e.Code, "%s: %v", schema, err)
		return 0, 0
	}
	p, index, err := program.Compile(g)
	require.NoError(t, err, schema)
	peers := []peer{adapterPeer(t, g)}
	if m.dialect == graph.Draft2020 || m.dialect == graph.Draft7 {
		peers = append(peers, modulePeer(t, schema))
	}
	for range 12 {
		doc := m.value(3)
		got := judge(t, p, index[g.Root], doc)
		pointed(t, p, index[g.Root], g, doc)
		for i, ask := range peers {
			if want, judged := ask(doc); judged {
				compared++
				if want {
					valid++
				}
				require.Equal(t, want, got, "peer %d: %s\n%s\n%v", i, schema, doc, violations(p, index[g.Root], doc))
			}
		}
	}
	return compared, valid
}

func violations(p *eval.Program, root int, doc string) (list []eval.Violation) {
	if v, err := eval.Parse(doc); err == nil {
		p.Check(root, v, func(x eval.Violation) { list = append(list, x) })
	}
	return list
}

// peer is another validator's verdict about a document; judged is false when it
// has none.
type peer func(doc string) (valid, judged bool)

func undecided(string) (bool, bool) { return false, false }

// adapterPeer is the validator that the validate command uses. It also checks
// schemas, and has no verdict where one is not valid.
func adapterPeer(t *testing.T, g *graph.Graph) peer {
	v, err := v5.Compile(g, false)
	if err != nil {
		var e *diag.Error
		require.ErrorAs(t, err, &e)
		return undecided
	}
	return func(doc string) (bool, bool) {
		f, err := source.ParseJSON("doc.json", []byte(doc))
		require.NoError(t, err)
		list, err := v.Judge(f.Root)
		return len(list) == 0, err == nil
	}
}

// modulePeer is the validator of the module that the official suite comes with.
func modulePeer(t *testing.T, schema string) peer {
	var s jsonschema.Schema
	if err := json.Unmarshal([]byte(schema), &s); err != nil {
		return undecided
	}
	resolved, err := s.Resolve(nil)
	if err != nil {
		return undecided
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
	compared, valid := 0, 0
	peers := rounds.Of(800, 20_000)
	for range peers {
		data := make([]byte, 20+r.Intn(300))
		r.Read(data)
		c, v := comparePeers(t, data)
		compared, valid = compared+c, valid+v
	}
	t.Logf("%d verdicts compared, %d of them valid", compared, valid)
	require.Greater(t, compared, 5*peers)
	require.Greater(t, valid, compared/5)
	require.Less(t, valid, compared*4/5)
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

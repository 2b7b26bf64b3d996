package run_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/schema"
)

var statuses = []runresultv1.RunStatus{
	runresultv1.RunStatusSuccess, runresultv1.RunStatusFailed, runresultv1.RunStatusPartial,
}

// problem is one thing that a validator has against a document.
type problem struct {
	at, message string
}

// judge is a validator of RunResult documents.
type judge struct {
	// fast tells whether it can be asked hundreds of thousands of times.
	fast     bool
	problems func(t testing.TB, doc []byte) []problem
}

// judges returns every validator that has a say: they must agree.
func judges(t testing.TB) map[string]judge {
	return map[string]judge{
		"generated code": {fast: true, problems: generated},
		"v5":             {problems: v5Judge(t)},
	}
}

// v5Judge asks the independent validator about the head of the schema.
func v5Judge(t testing.TB) func(testing.TB, []byte) []problem {
	t.Helper()
	text, err := schema.Get(schema.Default)
	require.NoError(t, err)
	file, err := source.ParseJSON(schema.Default, text)
	require.NoError(t, err)
	g, err := graph.Load(file, graph.Options{})
	require.NoError(t, err)
	validator, err := v5.Compile(g, false)
	require.NoError(t, err)
	return func(t testing.TB, doc []byte) []problem {
		f, err := source.ParseJSON("document", doc)
		require.NoError(t, err)
		var out []problem
		for _, v := range validator.Validate(f.Root) {
			out = append(out, problem{v.InstanceAt, v.Message})
		}
		return out
	}
}

func generated(t testing.TB, doc []byte) []problem {
	_, err := runresultv1.UnmarshalRunResult(doc)
	if err == nil {
		return nil
	}
	var list *rt.Errors
	require.True(t, errors.As(err, &list), "%v", err)
	require.NotEmpty(t, list.List)
	var out []problem
	for _, e := range list.List {
		out = append(out, problem{e.InstanceAt, e.Message})
	}
	return out
}

func tstamp(s string) rt.Timestamp { return rt.Timestamp(s) }

package contract

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/schema"
)

// TestEveryViolation: one decode reports all that is wrong, each at its place.
func TestEveryViolation(t *testing.T) {
	text := strings.NewReplacer(
		`"run_id":"r1"`, `"run_id":"r/1"`,
		`"loaded","warnings":["one"]`, `"loaded","warnings":["é", 7]`,
		`a/table.csv`, `a/../table.csv`,
		`"size_bytes":10`, `"size_bytes":1e400`,
		`"duration_ms":1000,"summary":"no"`, `"duration_ms":null,"summary":"no"`,
		`"a":1.5`, `"a":1.5,"~a/b": []`,
		`"manifest_path":"manifest.json",`, ``,
	).Replace(plain)
	list := errorsOf(t, text)
	type fault struct {
		offset            int
		instance, keyword string
	}
	offset := func(of string) int {
		require.Equal(t, 1, strings.Count(text, of), of)
		return strings.Index(text, of)
	}
	want := []fault{
		{offset(`"r/1"`), "/run_id", "pattern"},
		{offset(`7],`), "/steps/0/warnings/1", "type"},
		{offset(`"a/../table.csv"`), "/steps/0/artifacts/0/path", "not"},
		{offset(`1e400`), "/steps/0/artifacts/0/size_bytes", "maximum"},
		{offset(`null,"summary":"no"`), "/steps/1/duration_ms", "type"},
		{offset(`"~a/b": `) + len(`"~a/b": `), "/metrics/~0a~1b", "type"},
		{offset(`{"config_hash"`), "/references", "required"},
	}
	var got []fault
	for _, e := range list.List {
		requirePlaced(t, text, e)
		require.NotEmpty(t, e.SchemaAt)
		got = append(got, fault{e.Offset, e.InstanceAt, e.Keyword})
	}
	require.Equal(t, want, got, "%v", list)
	require.Zero(t, list.More)

	require.Empty(t, compareStreamed([]byte(text), strings.NewReader(text)), "streamed")
	require.Len(t, strings.Split(list.Error(), "\n"), len(want))
}

// TestRulesExist: every rule that is named in an error stands in the schema at
// the place named.
func TestRulesExist(t *testing.T) {
	text, err := schema.Get(schema.Default)
	require.NoError(t, err)
	file, err := source.ParseJSON(schema.Default, text)
	require.NoError(t, err)
	met := map[string]bool{}
	for seed := range uint64(rounds.Of(150, 800)) {
		for _, doc := range mutants(seed) {
			_, err := runresultv1.UnmarshalRunResult(doc)
			if err == nil {
				continue
			}
			for _, e := range asErrors(t, err).List {
				requirePlaced(t, string(doc), e)
				if e.IsSyntax() {
					continue
				}
				met[e.SchemaAt] = true
				_, ok := file.At(e.SchemaAt)
				require.True(t, ok, "no rule at %s", e.SchemaAt)
				require.True(t, strings.HasSuffix(e.SchemaAt, "/"+e.Keyword) || strings.Contains(e.SchemaAt, "/"+e.Keyword+"/"), "%s at %s", e.Keyword, e.SchemaAt)
				instance, err := source.ParseJSON("document", doc)
				require.NoError(t, err)
				_, ok = instance.At(e.InstanceAt)
				require.True(t, ok || e.Keyword == "propertyNames", "no value at %q", e.InstanceAt)
			}
		}
	}
	require.Greater(t, len(met), 60, "the mutants break too few rules to tell")
}

// TestErrorsAreCapped: beyond the cap violations are counted.
func TestErrorsAreCapped(t *testing.T) {
	for _, n := range []int{rt.MaxErrors - 1, rt.MaxErrors, rt.MaxErrors + 1, 10 * rt.MaxErrors} {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"e%05d":%d,`, i, i)
		}
		text := strings.Replace(plain, `"environment":{`, `"environment":{`+b.String(), 1)
		list := errorsOf(t, text)
		require.Len(t, list.List, min(n, rt.MaxErrors))
		require.Equal(t, max(0, n-rt.MaxErrors), list.More)
		require.Equal(t, "/environment/e00000", list.List[0].InstanceAt)
	}
}

// TestMarshalValidates: encoding refuses what decoding would, by the same rules.
func TestMarshalValidates(t *testing.T) {
	valid, err := runresultv1.UnmarshalRunResult([]byte(plain))
	require.NoError(t, err)
	for pointer, edit := range map[string]func(x *runresultv1.RunResult){
		"/run_id":              func(x *runresultv1.RunResult) { x.RunID = "a/b" },
		"/status":              func(x *runresultv1.RunResult) { x.Status = "Failed" },
		"/started_at":          func(x *runresultv1.RunResult) { x.StartedAt = "today" },
		"/duration_ms":         func(x *runresultv1.RunResult) { x.DurationMS = -1 },
		"/summary":             func(x *runresultv1.RunResult) { x.Summary = "\xff" },
		"/steps/1/step_id":     func(x *runresultv1.RunResult) { x.Steps[1].StepID = "" },
		"/steps/2/duration_ms": func(x *runresultv1.RunResult) { d := int64(1); x.Steps[2].DurationMS = &d },
		"/steps/1/error/type":  func(x *runresultv1.RunResult) { x.Steps[1].Error.Type = "" },
		"/extensions/nodot":    func(x *runresultv1.RunResult) { x.Extensions["nodot"] = rt.Raw{} },
		"/references/config_path": func(x *runresultv1.RunResult) {
			path := "C:\\x"
			x.References.ConfigPath = &path
		},
	} {
		x := valid.Clone()
		edit(&x)
		_, err := x.MarshalJSON()
		list := asErrors(t, err)
		require.Equal(t, pointer, list.List[0].InstanceAt, "%v", list)
		require.Equal(t, -1, list.List[0].Offset, "there is no text to point into")
		require.Zero(t, list.List[0].Line)
		require.Equal(t, list, asErrors(t, x.Validate()))
		_, err = json.Marshal(x)
		require.Error(t, err)
		_, err = json.Marshal(&x)
		require.Error(t, err)
		require.NoError(t, valid.Validate(), "the edit reached the value it was copied from")
	}
}

// TestViolationsAreTheValidators: the generated code reports what an independent
// validator reports, at the same places: all of it, with conditions of an object
// told beside violations in its members.
func TestViolationsAreTheValidators(t *testing.T) {
	j, err := court()
	require.NoError(t, err)
	documents, faults := 0, 0
	for seed := range uint64(rounds.Of(300, 3_000)) {
		for _, doc := range mutants(seed) {
			_, err := runresultv1.UnmarshalRunResult(doc)
			if err == nil {
				continue
			}
			list := asErrors(t, err)
			if list.More > 0 || list.List[0].IsSyntax() {
				continue
			}
			file, err := source.ParseJSON("document", doc)
			require.NoError(t, err)
			found, err := j.library.Judge(file.Root)
			require.NoError(t, err)
			want, got := map[string]bool{}, map[string]bool{}
			for _, v := range found {
				want[v.InstanceAt] = true
			}
			for _, e := range list.List {
				got[e.InstanceAt] = true
			}
			require.Equal(t, want, got, "seed %d\n%v\n%s", seed, list, doc)
			documents++
			faults += len(want)
		}
	}
	require.Greater(t, documents, 1000)
	require.Greater(t, faults, documents, "no document breaks more than one rule")
}

package contract

import (
	"encoding/json"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
)

// retaining is what every generated struct can do with undeclared members.
type retaining interface {
	SetUnknown(name string, value rt.Raw) error
	DeleteUnknown(name string) bool
	Lookup(name string) (rt.Raw, bool)
	Unknown() iter.Seq2[string, rt.Raw]
	AppendJSON(b []byte) []byte
	json.Unmarshaler
}

// samples are documents of the types below RunResult with every declared member,
// in an order and a spelling that is not the schema's.
var samples = map[string]string{
	"Step":       `{"depends_on":["a"],"blocked_by":["b"],"error":{"type":"t","message":"m"},"reason":"r","critical":true,"artifacts":[],"warnings":["w"],"summary":"s","duration_ms":1.0e1,"finished_at":"2024-02-29T00:00:00Z","started_at":"2024-02-29T00:00:00Z","status":"failed","kind":"k","step_id":"s"}`,
	"Artifact":   `{"media_type":"m","size_bytes":1.0,"produced_by":"p","type":"t","hash":"` + hashA + `","path":"p","name":"n"}`,
	"ErrorInfo":  `{"decision_required":false,"hint":null,"details":{"b":1.0,"a":2},"message":"m","type":"t"}`,
	"References": `{"contract_path":"p","config_path":"p","manifest_hash":"` + hashA + `","contract_hash":"` + hashA + `","config_hash":"` + hashA + `","manifest_path":"p"}`,
	"Producer":   `{"version":"v","name":"n"}`,
}

// sample is the same for every type.
func sample(name string) string {
	if text, ok := samples[name]; ok {
		return text
	}
	return `{"extensions":{"b.c":1.0,"a.b":[]},"environment":{"z":"","a":""},"producer":` + samples["Producer"] + `,"status_policy":"p","error":` + samples["ErrorInfo"] +
		`,"references":` + samples["References"] + `,"artifacts":[` + samples["Artifact"] + `],"metrics":{"b":1.0,"a":null},"steps":[` + samples["Step"] + `],"summary":"s","duration_ms":1e1,` +
		`"finished_at":"2024-02-29T00:00:00Z","started_at":"2024-02-29T00:00:00Z","status":"failed","run_id":"r","run_result_version":"1.0","$schema":"s"}`
}

// fresh decodes a sample into a new value of the type.
func fresh(t testing.TB, typ reflect.Type, text string) (reflect.Value, retaining) {
	t.Helper()
	v := reflect.New(typ)
	r := v.Interface().(retaining)
	require.NoError(t, r.UnmarshalJSON([]byte(text)), text)
	return v, r
}

func listed(r retaining) string {
	var b strings.Builder
	for name, value := range r.Unknown() {
		b.WriteString(name + "=" + value.String() + " ")
	}
	return b.String()
}

func raw(t testing.TB, text string) rt.Raw {
	t.Helper()
	r, err := rt.ParseRaw(text)
	require.NoError(t, err)
	return r
}

// TestLookup finds every declared member by name, as it would be written, and
// only those that are there.
func TestLookup(t *testing.T) {
	for _, typ := range structs {
		text := sample(typ.Name())
		_, r := fresh(t, typ, text)
		n := parsed(t, text)
		require.Len(t, n.members, len(fieldsOf(typ)), "the sample of %s lacks a member", typ.Name())
		for _, m := range n.members {
			got, ok := r.Lookup(m.name)
			require.True(t, ok, "%s.%s", typ.Name(), m.name)
			requireSame(t, m.value.text(nil), []byte(got.String()), typ.Name()+"."+m.name)
		}
		_, ok := r.Lookup("undeclared")
		require.False(t, ok)
		zero := reflect.New(typ).Interface().(retaining)
		for i, name := range fieldsOf(typ) {
			_, optional := jsonName(typ.Field(i))
			_, ok := zero.Lookup(name)
			require.Equal(t, !optional, ok, "%s.%s of a zero value", typ.Name(), name)
		}
	}
}

// TestUnknownMembers: undeclared members are set, replaced, listed, found and
// deleted; declared names are refused; copies made before keep theirs.
func TestUnknownMembers(t *testing.T) {
	for _, typ := range structs {
		t.Run(typ.Name(), func(t *testing.T) {
			inOrder := reflect.New(typ).Interface().(retaining)
			require.NoError(t, inOrder.SetUnknown("x", raw(t, `1`)))
			require.Equal(t, "x=1 ", listed(inOrder), "a zero value takes unknown members, too")

			text := sample(typ.Name())
			withOne := strings.Replace(text, "{", `{"x-b":1.0,`, 1)
			v, r := fresh(t, typ, withOne)
			copied := reflect.New(typ)
			copied.Elem().Set(v.Elem())
			c := copied.Interface().(retaining)

			for _, name := range fieldsOf(typ) {
				require.ErrorIs(t, r.SetUnknown(name, raw(t, `1`)), rt.ErrDeclared)
				require.False(t, r.DeleteUnknown(name), "a declared member is no unknown one")
			}
			require.Equal(t, "x-b=1.0 ", listed(r))

			require.NoError(t, r.SetUnknown("x-a", raw(t, `{"k":1e2}`)))
			require.NoError(t, r.SetUnknown("x-b", raw(t, `"new"`)))
			require.NoError(t, r.SetUnknown("", raw(t, `null`)))
			require.Equal(t, `x-b="new" x-a={"k":1e2} =null `, listed(r))
			got, ok := r.Lookup("x-a")
			require.True(t, ok)
			require.Equal(t, `{"k":1e2}`, got.String())
			want := strings.Replace(withOne, `"x-b":1.0`, `"x-b":"new"`, 1)
			want = want[:len(want)-1] + `,"x-a":{"k":1e2},"":null}`
			requireSame(t, []byte(want), r.AppendJSON(nil), "set")
			require.Equal(t, "x-b=1.0 ", listed(c), "the copy saw the change")
			requireSame(t, []byte(withOne), c.AppendJSON(nil), "the copy")

			require.True(t, r.DeleteUnknown("x-b"))
			require.False(t, r.DeleteUnknown("x-b"))
			_, ok = r.Lookup("x-b")
			require.False(t, ok)
			want = text[:len(text)-1] + `,"x-a":{"k":1e2},"":null}`
			requireSame(t, []byte(want), r.AppendJSON(nil), "deleted")
			require.True(t, r.DeleteUnknown("x-a") && r.DeleteUnknown(""))
			requireSame(t, []byte(text), r.AppendJSON(nil), "all deleted")

			require.True(t, c.DeleteUnknown("x-b"))
			requireSame(t, []byte(text), c.AppendJSON(nil), "the copy, later")
			require.NoError(t, c.SetUnknown("y", raw(t, "0")))
			require.Empty(t, listed(r))
		})
	}
}

// TestUnknownMembersSurviveACopy: two copies that each set members of their own
// do not see each other's.
func TestUnknownMembersSurviveACopy(t *testing.T) {
	x, err := runresultv1.UnmarshalProducer([]byte(`{"name":"n","version":"v","a":1}`))
	require.NoError(t, err)
	y, z := x, x
	for i, name := range strings.Fields("b c d e f g") {
		require.NoError(t, y.SetUnknown(name, raw(t, `"y"`)))
		if i%2 == 0 {
			require.NoError(t, z.SetUnknown(name, raw(t, `"z"`)))
		}
	}
	require.Equal(t, `{"name":"n","version":"v","a":1}`, string(x.AppendJSON(nil)))
	require.Equal(t, `{"name":"n","version":"v","a":1,"b":"y","c":"y","d":"y","e":"y","f":"y","g":"y"}`, string(y.AppendJSON(nil)))
	require.Equal(t, `{"name":"n","version":"v","a":1,"b":"z","d":"z","f":"z"}`, string(z.AppendJSON(nil)))
	require.False(t, y.Equal(z))
	require.False(t, x.Equal(y))
	for name := range z.Unknown() {
		require.True(t, y.DeleteUnknown(name))
	}
	require.Equal(t, `{"name":"n","version":"v","c":"y","e":"y","g":"y"}`, string(y.AppendJSON(nil)))
}

// TestMoved: an edited element that is moved takes its unknown members along.
func TestMoved(t *testing.T) {
	text := strings.Replace(plain, `"step_id":"load"`, `"note":[1.0],"step_id":"load"`, 1)
	x, err := runresultv1.UnmarshalRunResult([]byte(text))
	require.NoError(t, err)
	x.Steps[0], x.Steps[2] = x.Steps[2], x.Steps[0]
	x.Steps[2].Summary = "moved"
	y, err := runresultv1.UnmarshalRunResult(x.AppendJSON(nil))
	require.NoError(t, err)
	note, ok := y.Steps[2].Lookup("note")
	require.True(t, ok)
	require.Equal(t, "[1.0]", note.String())
	require.True(t, strings.HasPrefix(string(y.Steps[2].AppendJSON(nil)), `{"note":[1.0],"step_id":"load"`))
}

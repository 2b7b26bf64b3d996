package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// tokens reads a text with encoding/json, which shares no code with ours:
// every delimiter, name and value in order, numbers as written.
func tokens(t testing.TB, text []byte) []json.Token {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out []json.Token
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		require.NoError(t, err)
		out = append(out, tok)
	}
}

// difference compares two trees by value, member order and number text, and
// says where they part; "" when they do not.
func difference(a, b *source.Value, at string) string {
	if a.Kind != b.Kind {
		return fmt.Sprintf("%s: %s became %s", at, a.Kind, b.Kind)
	}
	switch a.Kind {
	case source.Bool:
		if a.Bool != b.Bool {
			return fmt.Sprintf("%s: %v became %v", at, a.Bool, b.Bool)
		}
	case source.Number, source.String:
		if a.Text != b.Text {
			return fmt.Sprintf("%s: %.60q became %.60q", at, a.Text, b.Text)
		}
	case source.Array:
		if len(a.Items) != len(b.Items) {
			return fmt.Sprintf("%s: %d items became %d", at, len(a.Items), len(b.Items))
		}
		for i := range a.Items {
			if d := difference(a.Items[i], b.Items[i], fmt.Sprintf("%s/%d", at, i)); d != "" {
				return d
			}
		}
	case source.Object:
		for i := range a.Members {
			if i >= len(b.Members) {
				return fmt.Sprintf("%s: member %d, %.60q, is gone", at, i, a.Members[i].Name)
			}
			if a.Members[i].Name != b.Members[i].Name {
				return fmt.Sprintf("%s: member %d was %.60q and is %.60q", at, i, a.Members[i].Name, b.Members[i].Name)
			}
			if d := difference(a.Members[i].Value, b.Members[i].Value, at+"/"+a.Members[i].Name); d != "" {
				return d
			}
		}
		if len(b.Members) > len(a.Members) {
			return fmt.Sprintf("%s: member %.60q is new", at, b.Members[len(a.Members)].Name)
		}
	}
	return ""
}

func tree(t testing.TB, text []byte) *source.Value {
	t.Helper()
	f, err := source.ParseJSON("document", text)
	require.NoError(t, err, "%.2000s", text)
	return f.Root
}

// requireSame fails unless two texts are the same value in the same order with
// the same number text.
func requireSame(t testing.TB, want, got []byte, how string) {
	t.Helper()
	if d := difference(tree(t, want), tree(t, got), ""); d != "" {
		t.Fatalf("%s: %s\nwas: %.600s\nis:  %.600s", how, d, want, got)
	}
}

// streamed decodes a document with its steps taken one by one and puts them
// back where they were.
func streamed(r io.Reader) (runresultv1.RunResult, error) {
	d := runresultv1.NewRunResultDecoder(r)
	steps := []runresultv1.Step{}
	for s := range d.Steps() {
		steps = append(steps, s)
	}
	x, err := d.Close()
	if err == nil {
		x.Steps = steps
	}
	return x, err
}

// checkLossless sends a valid document through the three entry points.
func checkLossless(t testing.TB, text []byte) {
	t.Helper()
	x, err := runresultv1.UnmarshalRunResult(text)
	require.NoError(t, err, "%.600s", text)
	direct := x.AppendJSON(nil)
	requireSame(t, text, direct, "UnmarshalRunResult and AppendJSON")

	var y runresultv1.RunResult
	require.NoError(t, json.Unmarshal(text, &y))
	standard, err := json.Marshal(y)
	require.NoError(t, err)
	requireSame(t, text, standard, "json.Unmarshal and json.Marshal")

	z, err := streamed(bytes.NewReader(text))
	require.NoError(t, err)
	requireSame(t, text, z.AppendJSON(nil), "the streaming decoder")

	require.True(t, x.Equal(y) && y.Equal(z) && z.Equal(x), "the three entry points give three values")
	again, err := runresultv1.UnmarshalRunResult(direct)
	require.NoError(t, err)
	require.Equal(t, string(direct), string(again.AppendJSON(nil)), "a second round changes the text")
}

// TestLosslessSerialisation: encoding what was decoded and not edited gives the
// document back, by value, member order and number text.
func TestLosslessSerialisation(t *testing.T) {
	for seed := range uint64(rounds.Of(300, 2_400)) {
		g := newMaker(seed)
		n := g.document()
		text := n.text(nil)
		if seed%2 == 0 {
			text = n.text(blanks(g.Rand))
		}
		checkLossless(t, text)
		x, err := runresultv1.UnmarshalRunResult(text)
		require.NoError(t, err)
		require.Equal(t, tokens(t, text), tokens(t, x.AppendJSON(nil)), "seed %d: encoding/json sees a difference", seed)
		require.NoError(t, x.Validate())
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// FuzzLossless: whatever decodes, encodes to itself.
func FuzzLossless(f *testing.F) {
	for seed := range uint64(30) {
		g := newMaker(seed)
		g.tame = seed%3 != 0
		f.Add(g.document().text(blanks(g.Rand)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if _, err := runresultv1.UnmarshalRunResult(text); err == nil {
			checkLossless(t, text)
		}
	})
}

// FuzzLosslessSeeds looks for a seed whose document does not survive.
func FuzzLosslessSeeds(f *testing.F) {
	f.Add(uint64(1), false)
	f.Add(uint64(1<<63), true)
	f.Fuzz(func(t *testing.T, seed uint64, tame bool) {
		g := newMaker(seed)
		g.tame = tame
		checkLossless(t, g.document().text(blanks(g.Rand)))
	})
}

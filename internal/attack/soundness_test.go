package attack

import (
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
)

// sliceSize is the number of pairs that TestSoundness attacks without flags.
var sliceSize = rounds.Of(50, 800)

// TestContradictionsStayResolved: what once contradicted an answer, and traps
// that others fell into, are tried again.
func TestContradictionsStayResolved(t *testing.T) {
	files, err := filepath.Glob("testdata/contradictions/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".json"), func(t *testing.T) {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			pair, docs, err := ReadSeed(filepath.Base(name), data)
			require.NoError(t, err)
			figures := &Figures{}
			found := Check(NewChoice(1, 0), pair, Options{Decider: Real(), Documents: 200, Space: 400, Twice: true, Given: docs}, figures)
			for _, c := range found {
				t.Error(c)
			}
			assert.Equal(t, 1, figures.Pairs, "the pair is judged")
		})
	}
}

// TestSeedsKeepContradictions: the text that a contradiction is kept as reads
// back as the same pair and document.
func TestSeedsKeepContradictions(t *testing.T) {
	c := &Contradiction{Kind: MissedWitness, Detail: "why", Document: parse(t, `{"b":[1.0]}`)}
	p, ok := Random(NewChoice(5, 5))
	require.True(t, ok)
	c.Pair = p
	back, docs, err := ReadSeed("x.json", c.Seed())
	require.NoError(t, err)
	assert.Equal(t, p.Old.JSON(), back.Old.JSON())
	assert.Equal(t, p.New.JSON(), back.New.JSON())
	assert.Equal(t, p.Draft, back.Draft)
	require.Len(t, docs, 1)
	assert.Equal(t, c.Document.JSON(), docs[0].JSON())
	for _, bad := range []string{"", "{}", `{"old":{},"new":{},"draft":"draft5"}`} {
		_, _, err := ReadSeed("x.json", []byte(bad))
		assert.Error(t, err, bad)
	}
}

// TestPairsRepeat: a pair and its documents are a function of their number.
func TestPairsRepeat(t *testing.T) {
	for i := range uint64(200) {
		a, okA := Random(NewChoice(3, i))
		b, okB := Random(NewChoice(3, i))
		require.Equal(t, okA, okB)
		require.Equal(t, a.Old.JSON()+a.New.JSON(), b.Old.JSON()+b.New.JSON())
	}
}

// FuzzSoundness looks for a pair about which the decision procedure is wrong.
// The bytes make the pair; what they are also makes the documents.
func FuzzSoundness(f *testing.F) {
	for i := range uint64(8) {
		c, data := NewChoice(4, i), make([]byte, 120)
		for k := range data {
			data[k] = byte(c.pick(256))
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 400 {
			return
		}
		pair, ok := Random(FromBytes(data))
		if !ok {
			return
		}
		pair.ID = "fuzz"
		sum := sha256.Sum256(data)
		c := NewChoice(binary.LittleEndian.Uint64(sum[:]), 0)
		opt := Options{Decider: Real(), Documents: 30}
		for _, found := range Check(c, pair, opt, &Figures{}) {
			small := Minimise(found, opt)
			t.Fatalf("%v\nkeep it as a file of testdata/contradictions:\n%s", small, small.Seed())
		}
	})
}

// TestSoundnessOfTheBlind attacks what the search still says without a row of the
// keyword table, and what it says when the evaluator of its answers has lost one.
func TestSoundnessOfTheBlind(t *testing.T) {
	figures, found := Run{
		Options: Options{Decider: Real(), Documents: 40, Space: 60, MaxWork: 5_000}, // a search without a row seldom ends
		Seed:    7, Pairs: uint64(rounds.Of(16, 300)), Workers: 2,
	}.Blind()
	for _, c := range found {
		t.Errorf("%v\nkeep it as a file of testdata/contradictions:\n%s", c, c.Seed())
	}
	var text strings.Builder
	figures.Print(&text)
	t.Log("\n" + text.String())
	assert.Greater(t, figures.Pairs, 80)
	assert.Greater(t, figures.Empty, 50, "something is proved all the same")
	assert.Greater(t, figures.Undecided, 200, "and much is not")
}

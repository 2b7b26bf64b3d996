package compat_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
)

func loaded(t *testing.T, text string) *compat.Schema {
	t.Helper()
	s, err := compat.Load("s.json", []byte(text), compat.LoadOptions{})
	require.NoError(t, err)
	return s
}

// lines yields documents of one file, a document a line.
func lines(text ...string) iter.Seq[compat.Document] {
	return func(yield func(compat.Document) bool) {
		for i, l := range text {
			if !yield(compat.Document{File: "d", Line: i + 1, Data: []byte(l)}) {
				return
			}
		}
	}
}

// TestMeasureImpact: each document counts once, each kind of refusal once a document.
func TestMeasureImpact(t *testing.T) {
	old := loaded(t, `{"type":"array","items":{"type":["integer","string"]}}`)
	now := loaded(t, `{"type":"array","items":{"type":"integer"},"maxItems":2}`)
	docs := lines(`[1]`, `["a","b","c"]`, `7`, `[`, `["a"]`, `[1,2,3]`)
	i, err := compat.MeasureImpact(context.Background(), old, now, docs, compat.ImpactOptions{})
	require.NoError(t, err)
	assert.EqualValues(t, 6, i.Documents)
	assert.EqualValues(t, 3, i.Refused)
	assert.Equal(t, compat.SideNew, i.RejectedBy)
	require.Len(t, i.Kinds, 2)
	assert.Equal(t, compat.ImpactKind{
		Message: "the value has another JSON type than the schema allows", Keyword: "type", SchemaAt: diag.At("/items/type"), Count: 2,
		First: compat.ImpactPlace{File: "d", Line: 2, Column: 2, InstanceAt: diag.At("/0"), Message: "value is a string, want integer"},
	}, i.Kinds[0])
	assert.Equal(t, "/maxItems", *i.Kinds[1].SchemaAt)
	assert.EqualValues(t, 2, i.Kinds[1].Count, "its place comes after the other's")
	assert.Equal(t, 3, i.InvalidBefore.First.Line)
	assert.Equal(t, 4, i.Malformed.First.Line)
	assert.Nil(t, i.Undecided)
	assert.Nil(t, i.Unread)

	back, err := compat.MeasureImpact(context.Background(), now, old, docs, compat.ImpactOptions{Direction: compat.Forward, Jobs: 1})
	require.NoError(t, err)
	back.RejectedBy, back.InvalidBefore.Message = i.RejectedBy, i.InvalidBefore.Message
	assert.Equal(t, i, back, "forward is the same of the sides that trade places")
}

// TestImpactMissesNoKind: a kind counts that a thousand violations of another come before,
// and of very many kinds the most frequent are listed.
func TestImpactMissesNoKind(t *testing.T) {
	var members, wanted []string
	for i := range 150 {
		members = append(members, fmt.Sprintf(`"m%03d":{"type":"null"}`, i))
		wanted = append(wanted, fmt.Sprintf(`"m%03d":1`, i))
	}
	var ordered []string
	for i := range 1500 {
		ordered = append(ordered, fmt.Sprintf(`"m%04d":"a"`, i))
	}
	now := loaded(t, `{"items":{"type":"integer"},"uniqueItems":true,"properties":{`+strings.Join(members, ",")+`}}`)
	i, err := compat.MeasureImpact(context.Background(), loaded(t, `true`), now, lines(
		`[`+strings.Repeat(`"a",`, 1500)+`"b"]`,
		`{`+strings.Join(wanted, ",")+`}`,
		`{"m149":1}`,
	), compat.ImpactOptions{})
	require.NoError(t, err)
	require.Len(t, i.Kinds, 100)
	assert.Equal(t, 52, i.MoreKinds)
	assert.Equal(t, "/properties/m149/type", *i.Kinds[0].SchemaAt)
	assert.EqualValues(t, 2, i.Kinds[0].Count)
	assert.Equal(t, "/items/type", *i.Kinds[1].SchemaAt)

	now = loaded(t, `{"additionalProperties":{"type":"integer","minimum":1}}`)
	i, err = compat.MeasureImpact(context.Background(), loaded(t, `true`), now, lines(`{`+strings.Join(ordered, ",")+`,"z":0}`), compat.ImpactOptions{})
	require.NoError(t, err)
	require.Len(t, i.Kinds, 2)
	assert.Equal(t, "/additionalProperties/minimum", *i.Kinds[0].SchemaAt)
}

// TestImpactOfWhatCannotBeRead: it counts apart from the documents, with its own place.
func TestImpactOfWhatCannotBeRead(t *testing.T) {
	s := loaded(t, `{"type":"string"}`)
	docs := func(yield func(compat.Document) bool) {
		_ = yield(compat.Document{File: "a", Err: errors.New("gone")}) &&
			yield(compat.Document{File: "b", Line: 3, Err: &diag.Error{File: "b", Line: 3, Message: "too long"}}) &&
			yield(compat.Document{File: "c.yaml", Data: []byte("yes it is\n")})
	}
	i, err := compat.MeasureImpact(context.Background(), s, s, docs, compat.ImpactOptions{})
	require.NoError(t, err)
	assert.EqualValues(t, 1, i.Documents)
	assert.EqualValues(t, 2, i.Unread.Count)
	assert.Equal(t, compat.ImpactPlace{File: "a", Message: "gone"}, i.Unread.First)
	assert.Nil(t, i.InvalidBefore)
}

// TestImpactIsRefused: calls that ask nothing, and one that is over.
func TestImpactIsRefused(t *testing.T) {
	s := loaded(t, `{}`)
	for want, call := range map[string]func() (*compat.Impact, error){
		"there is no schema to compare": func() (*compat.Impact, error) {
			return compat.MeasureImpact(context.Background(), s, nil, lines(), compat.ImpactOptions{})
		},
		"there is no sequence of documents": func() (*compat.Impact, error) {
			return compat.MeasureImpact(context.Background(), s, s, nil, compat.ImpactOptions{})
		},
		"is no direction": func() (*compat.Impact, error) {
			return compat.MeasureImpact(context.Background(), s, s, lines(), compat.ImpactOptions{Direction: 7})
		},
		"-1 is no number of jobs": func() (*compat.Impact, error) {
			return compat.MeasureImpact(context.Background(), s, s, lines(), compat.ImpactOptions{Jobs: -1})
		},
	} {
		i, err := call()
		assert.Nil(t, i)
		var known *diag.Error
		require.ErrorAs(t, err, &known)
		assert.Contains(t, known.Message, want)
	}
	ctx, cancel := context.WithCancel(context.Background())
	endless := func(yield func(compat.Document) bool) {
		for n := 0; yield(compat.Document{File: "d", Data: []byte(`1`)}); n++ {
			if n == 100 {
				cancel()
			}
		}
	}
	i, err := compat.MeasureImpact(ctx, s, s, endless, compat.ImpactOptions{})
	assert.Nil(t, i)
	assert.ErrorIs(t, err, context.Canceled)
}

package codec_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// portions reads at most size bytes at a time.
type portions struct {
	r    io.Reader
	size int
}

func (p portions) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), p.size)]) }

// taken streams member name of an object and puts the text together again.
func taken(r io.Reader, name string) (string, error) {
	s := codec.NewStream(r)
	if !s.Select(name) {
		return "", errors.New("cannot select")
	}
	var items []string
	for {
		text, ok := s.Next()
		if !ok {
			break
		}
		c := s.Cursor(text, nil)
		c.Raw()
		c.End()
		if s.Check(c.Err()) {
			items = append(items, text)
		}
	}
	rest := s.Rest()
	_, err := rt.ParseRaw(rest)
	if err = s.Finish(err); err != nil {
		return "", err
	}
	if !s.Sound() {
		return "", errors.New("not sound, but no error")
	}
	// The emptied array is the value of the member: rest is valid here.
	c := codec.NewCursor(rest, nil)
	if c.Peek() != rt.KindObject {
		return rest, nil
	}
	for c.Enter(); c.Member(); {
		if c.Key() == name {
			at := c.Begin()
			if c.Raw().Kind() == rt.KindArray {
				return rest[:at] + "[" + strings.Join(items, ",") + "]" + rest[c.Pos():], nil
			}
			break
		}
		c.Raw()
	}
	if len(items) > 0 {
		return "", errors.New("elements of an array that is not there")
	}
	return rest, nil
}

// compareTaken says how streaming departs from reading the whole.
func compareTaken(text string, r io.Reader, name string) string {
	whole, wholeErr := rt.ParseRaw(text)
	parts, partsErr := taken(r, name)
	var a, b *rt.Errors
	switch {
	case wholeErr == nil && partsErr == nil:
		x, y := codec.AppendCanonical(nil, whole.String()), codec.AppendCanonical(nil, parts)
		if string(x) != string(y) {
			return fmt.Sprintf("whole: %s\nparts: %s", x, y)
		}
	case wholeErr == nil || partsErr == nil || !errors.As(wholeErr, &a) || !errors.As(partsErr, &b):
		return fmt.Sprintf("whole: %v\nparts: %v", wholeErr, partsErr)
	case a.List[0] != b.List[0]:
		return fmt.Sprintf("whole: %+v\nparts: %+v", a.List[0], b.List[0])
	}
	return ""
}

// objects are texts with an array to stream, and what can be wrong with them.
var objects = []string{
	`{"a":[1,2,3]}`, ` { "b" : 1 , "a" : [ { "x" : [ ] } , "]" , null ] , "c" : { } } `, `{"a":[]}`, `{"a":[ ]}`, `{}`, ` {} `, `{"a":1}`, `{"a":{"x":[1]}}`,
	`{"\u0061":[1]}`, `{"a":["\"","\\","\\\"]","é😀"]}`, `{"b":[1,2],"a":[3]}`, `{"a":[[1],[[2]]],"b":"]"}`, `{"":[1],"a":[2]}`, `{"a":[-1.5e3,0,true,false,null]}`,
	``, ` `, `[`, `[1]`, `"a"`, `1`, `{`, `{"a"`, `{"a":`, `{"a":[`, `{"a":[1`, `{"a":[1,`, `{"a":[1]`, `{"a":[1],`, `{"a":[1]}}`, `{"a":[1]}x`, `{"a":[1]} {}`,
	`{"a":[,]}`, `{"a":[1,]}`, `{"a":[1,,2]}`, `{"a":[1 2]}`, `{"a":[1x]}`, `{"a":[truefalse]}`, `{"a":[1}`, `{"a":[1:2]}`, `{"a":[{]}]}`, `{"a":["]}`, `{"a":[é]}`, "{\"a\":[\xff]}",
	`{"a":[1],"a":[2]}`, `{"a":1,"a":[2]}`, `{"a":[1],"b":1,"b":2}`, `{"b":1,"b":2,"a":[{"x":1,"x":2}]}`, `{"a":[{"x":1,"x":2}],"b":1,"b":2}`, `{"b":1 2}`, `{"b":1 ,"a":[1]}`,
	`{"a":[1]"b":2}`, `{,"a":[1]}`, `{"a":[1],,}`, `{"a":[1],}`, `{a:[1]}`, `{"a" [1]}`, `{"a":[01]}`, `{"a":[1.]}`, `{"a":[1e10001]}`, `{"a":["\ud800"]}`, "{\"a\":[\"\n\"]}", "{\n\"a\":\n[\n1,\n\n tru\n]}",
	"\ufeff{\"a\":[1]}", `{"a":[//x` + "\n1]}", `{"a":[NaN]}`, `{"a":[ 'x' ]}`, `{"a":[` + strings.Repeat("[", rt.MaxDepth) + `]}`, `{"a":[` + strings.Repeat("[", rt.MaxDepth-2) + strings.Repeat("]", rt.MaxDepth-2) + `]}`,
}

// TestStream: streamed or whole, every text gives the same value or the same
// error, however it arrives and wherever it ends.
func TestStream(t *testing.T) {
	for _, text := range objects {
		for _, name := range []string{"a", "", "zz"} {
			require.Empty(t, compareTaken(text, strings.NewReader(text), name), "%.100q", text)
		}
		if len(text) > 200 {
			continue
		}
		for size := 1; size <= len(text)+1; size++ {
			require.Empty(t, compareTaken(text, portions{strings.NewReader(text), size}, "a"), "%q, %d bytes at a time", text, size)
		}
		for end := range len(text) {
			require.Empty(t, compareTaken(text[:end], iotest.DataErrReader(strings.NewReader(text[:end])), "a"), "%q", text[:end])
		}
	}
}

// TestStreamBuffers: elements and members larger than what is read at a time.
func TestStreamBuffers(t *testing.T) {
	for _, n := range []int{60 << 10, 64<<10 - 7, 64 << 10, 200 << 10} {
		big := `"` + strings.Repeat("é\\\"", n/4) + `"`
		text := `{"b":` + big + `,"a":[` + big + `,{"x":` + big + `}` + strings.Repeat(" ", n) + `,1],"c":` + big + `}`
		require.Empty(t, compareTaken(text, strings.NewReader(text), "a"))
		require.Empty(t, compareTaken(text, portions{strings.NewReader(text), 1000}, "a"))
		require.Empty(t, compareTaken(text[:len(text)-n], strings.NewReader(text[:len(text)-n]), "a"))
		broken := strings.Replace(text, ",1]", ",\n1é]", 1)
		require.Empty(t, compareTaken(broken, strings.NewReader(broken), "a"))
	}
}

// TestStreamSelect: one array of a document is streamed, chosen before reading.
func TestStreamSelect(t *testing.T) {
	s := codec.NewStream(strings.NewReader(`{"a":[1,2],"b":[3]}`))
	require.True(t, s.Select("b"))
	require.False(t, s.Select("a"))
	require.True(t, s.Select("b"))
	text, ok := s.Next()
	require.True(t, ok)
	require.Equal(t, "3", text)
	_, ok = s.Next()
	require.False(t, ok)
	require.JSONEq(t, `{"a":[1,2],"b":[]}`, s.Rest())
	require.NoError(t, s.Finish(nil))

	s = codec.NewStream(strings.NewReader(`{"":[1],"b":[3]}`))
	require.JSONEq(t, `{"":[1],"b":[3]}`, s.Rest(), "nothing was selected")
	require.False(t, s.Select("b"), "too late")
}

// TestStreamErrors: the reader's error comes first, violations of elements and
// of the rest come in document order, beyond the cap they are counted.
func TestStreamErrors(t *testing.T) {
	cause := errors.New("cause")
	text := `{"b":1,"a":[1,2,{"x":[3]}],"c":"d"}`
	for n := range len(text) {
		_, err := taken(io.MultiReader(strings.NewReader(text[:n]), iotest.ErrReader(cause)), "a")
		require.ErrorIs(t, err, cause, "%q", text[:n])
	}
	rules := []codec.Rule{{Message: "m"}}
	s := codec.NewStream(strings.NewReader("{\"b\":0,\n\"a\":[1,\n 2" + strings.Repeat(",3", rt.MaxErrors) + "]}"))
	require.True(t, s.Select("a"))
	for {
		text, ok := s.Next()
		if !ok {
			break
		}
		c := s.Cursor(text, rules)
		c.Fail(0, 0)
		c.Raw()
		require.False(t, s.Check(c.Err()))
	}
	c := codec.NewCursor(s.Rest(), rules)
	c.Fail(5, 0)
	c.Raw()
	var list *rt.Errors
	require.ErrorAs(t, s.Finish(c.Err()), &list)
	require.Len(t, list.List, rt.MaxErrors)
	require.Equal(t, 3, list.More)
	require.Equal(t, rt.Error{Offset: 13, Line: 2, Column: 6, InstanceAt: "/a/0", Message: "m"}, list.List[0])
	require.Equal(t, rt.Error{Offset: 17, Line: 3, Column: 2, InstanceAt: "/a/1", Message: "m"}, list.List[1])
}

// TestStreamedArraysAreCounted: what is left of a document knows how many elements
// were handed out, and where.
func TestStreamedArraysAreCounted(t *testing.T) {
	s := codec.NewStream(strings.NewReader(`{"b":[],"a":[1,2 , 3]}`))
	require.True(t, s.Select("a"))
	for range 3 {
		_, ok := s.Next()
		require.True(t, ok)
	}
	c := s.RestCursor(nil)
	n, at, ok := s.Streamed("a")
	require.True(t, ok)
	require.Equal(t, 3, n)
	require.Equal(t, byte(0x5b), c.Src()[at])
	require.True(t, c.Emptied(at))
	require.False(t, c.Emptied(strings.Index(c.Src(), "[")), "the other array is as it was")
	_, _, ok = s.Streamed("b")
	require.False(t, ok)
}

// FuzzStream: no text, name or chunk size parts streaming from the whole.
func FuzzStream(f *testing.F) {
	for i, text := range objects {
		if len(text) < 200 {
			f.Add(text, "a", uint16(i))
		}
	}
	f.Fuzz(func(t *testing.T, text, name string, size uint16) {
		if d := compareTaken(text, portions{strings.NewReader(text), 1 + int(size)}, name); d != "" {
			t.Fatal(d)
		}
	})
}

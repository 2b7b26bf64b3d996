package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// classes are patterns whose shortest words are easily of characters that tools
// trip over.
var classes = []string{
	`.`, `.+`, `^.+$`, `^.*$`, `^[^.]+$`, `\\s`, `\\S`, `^\\S+$`, `\\W`, `^\\w+$`, `^\\W+$`, `\\D`, `[^a-zA-Z0-9]`, `^[^\\n]*$`, `^[^\\n\\t ]*$`, `^[ -~]*$`, `^[!-~]+$`,
	`^[\\x00-\\x1f]*$`, `^[^\\x00-\\x1f]*$`, `[\\u2028\\u2029]`, `^[^\\u2028]*$`, `[^\\x00-\\x7f]`, `^[\\x00-\\x7f]+$`, `\\p{L}`, `^\\P{L}+$`, `\\p{Cf}`, `\\P{Cc}`, `\\p{M}`, `^\\p{Zs}`,
	`[\\ue000-\\uf8ff]`, `^(?!.*\\s)`, `^[^\\s]{2}$`, `^.{2,3}$`, `\\B.`, `^(?:a\\u2028|-a)$`, `^(?:\\u200d.|.-)$`, `\\ufeff`,
}

// TestWitnessesArePlain: in a witness no character is one that tools trip over
// where another does as well, in values and in names.
func TestWitnessesArePlain(t *testing.T) {
	forms := map[string]string{
		"value": `{"type":"string","minLength":1,"maxLength":3,"pattern":"%s"}`,
		"item":  `{"type":"array","minItems":1,"uniqueItems":true,"items":{"type":"string","pattern":"%s"}}`,
		"name":  `{"type":"object","minProperties":1,"propertyNames":{"pattern":"%s"}}`,
		"named": `{"type":"object","patternProperties":{"%s":{"type":"integer"}}}`,
	}
	awkward, tried := 0, 0
	for name, form := range forms {
		for i, p := range classes {
			for _, q := range []string{"", classes[(i*7+3)%len(classes)], classes[(i*11+5)%len(classes)]} {
				for _, pair := range [][2]string{{p, q}, {q, p}} {
					old, new := schemaWith(t, fmt.Sprintf(form, pair[0])), schemaWith(t, fmt.Sprintf(form, pair[1]))
					r, err := Compare(context.Background(), old, new, Options{Direction: Backward, Content: Open})
					require.NoError(t, err)
					require.NotEqual(t, Unknown, r.Backward.Verdict, "%s %v %v", name, pair, r.Unknowns)
					if r.Backward.Verdict != Incompatible {
						continue
					}
					tried++
					was := shown(r.Backward.Witness)
					if !strings.ContainsFunc(was, ugly) {
						continue
					}
					awkward++
					w := witness{in: newSide("old", old), out: newSide("new", new), content: decide.Open}
					assert.Empty(t, better(t, w, was), "%s %v: %q", name, pair, was)
				}
			}
		}
	}
	assert.Greater(t, tried, 300)
	assert.Greater(t, awkward, 20, "there are pairs that only an awkward character tells apart")
}

func schemaWith(t *testing.T, text string) *Schema {
	t.Helper()
	s, err := Load("s.json", []byte(text), LoadOptions{})
	require.NoError(t, err, text)
	return s
}

// shown is the one string or name of a witness.
func shown(doc json.RawMessage) string {
	f, err := source.ParseJSON("", doc)
	if err != nil {
		return ""
	}
	switch v := f.Root; {
	case len(v.Members) > 0:
		return v.Members[0].Name
	case len(v.Items) > 0:
		return v.Items[0].Text
	default:
		return v.Text
	}
}

// ugly tells what tools trip over without the table that the search goes by.
func ugly(c rune) bool {
	return c != '\n' && c != '\t' && c != ' ' && (!unicode.IsPrint(c) || unicode.Is(unicode.M, c))
}

// better returns a witness as long as was without an ugly character, if there is one
// by other characters at the same places.
func better(t *testing.T, w witness, was string) string {
	var place []int
	runes := []rune(was)
	for i, c := range runes {
		if ugly(c) {
			place = append(place, i)
		}
	}
	var try func(left []int) string
	try = func(left []int) string {
		if len(left) == 0 {
			for _, doc := range []*source.Value{
				{Kind: source.String, Text: string(runes)},
				{Kind: source.Array, Items: []*source.Value{{Kind: source.String, Text: string(runes)}}},
				source.NewObject([]source.Member{{Name: string(runes), Value: &source.Value{Kind: source.Null}}}),
			} {
				ok, err := w.holds(doc)
				require.NoError(t, err)
				if ok {
					return doc.JSON()
				}
			}
			return ""
		}
		was := runes[left[0]]
		for _, c := range "ab0A-_.:/!~ \n\té中—" {
			runes[left[0]] = c
			if found := try(left[1:]); found != "" {
				return found
			}
		}
		runes[left[0]] = was
		return ""
	}
	return try(place)
}

package house

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// houseWords are words that only this project would know the meaning of here. A
// reader who knows the field looks for the field's terms.
var houseWords = []string{"haunt", "ghost", "hush", "loud", "workshop", "hybrid"}

// TestTermsOfTheField: no name is one that only this house knows.
func TestTermsOfTheField(t *testing.T) {
	found := map[string][]string{}
	for _, file := range source(t).gofiles {
		ast.Inspect(file.ast, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && houseWord(id.Name) && !slices.Contains(found[file.dir], id.Name) {
				found[file.dir] = append(found[file.dir], id.Name)
			}
			return true
		})
	}
	for dir, names := range found {
		t.Errorf("%s: the names %s mean something in this house only", dir, strings.Join(names, ", "))
	}
}

// namePart is one word of a name in camel case.
var namePart = regexp.MustCompile(`[A-Z]+[a-z]*|[a-z]+`)

// houseWord reports whether a name has one of the house's words in it.
func houseWord(name string) bool {
	return slices.ContainsFunc(namePart.FindAllString(name, -1), func(part string) bool {
		return slices.ContainsFunc(houseWords, func(word string) bool { return strings.HasPrefix(strings.ToLower(part), word) })
	})
}

func TestHouseWordsNotice(t *testing.T) {
	for name, want := range map[string]bool{
		"ghost": true, "ghosts": true, "isHaunted": true, "HybridStruct": true, "maxHybrids": true, "errNoHybrid": true, "loudest": true,
		"cloud": false, "aloud": false, "Cloud": false, "host": false, "push": false, "workshop2": true, "HUSH": true,
	} {
		assert.Equal(t, want, houseWord(name), name)
	}
}

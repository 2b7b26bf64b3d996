package decide

import (
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// plainFirst puts values that read badly behind the others, because the first that
// does is shown.
func plainFirst(values []*source.Value) []*source.Value {
	if !slices.ContainsFunc(values, awkward) {
		return values
	}
	plain := slices.DeleteFunc(slices.Clone(values), awkward)
	return append(plain, slices.DeleteFunc(slices.Clone(values), func(v *source.Value) bool { return !awkward(v) })...)
}

// awkward reports whether a string or a name in v has a character that is.
func awkward(v *source.Value) bool {
	return strings.ContainsFunc(v.Text, domain.Awkward) || slices.ContainsFunc(v.Items, awkward) ||
		slices.ContainsFunc(v.Members, func(m source.Member) bool {
			return strings.ContainsFunc(m.Name, domain.Awkward) || awkward(m.Value)
		})
}

package attack

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// places lists the paths of all subschemas in the text of a schema, the root
// first. It reads the text by the table of keywords, because an edit is of the
// text, and finds those behind keywords without effect too.
func places(root *source.Value, d graph.Dialect) [][]int {
	var list [][]int
	var schema func(v *source.Value, path []int)
	each := func(v *source.Value, path []int) {
		for i := range kids(v) {
			schema(kid(v, i), append(path, i))
		}
	}
	schema = func(v *source.Value, path []int) {
		if v.Kind != source.Object && v.Kind != source.Bool {
			return
		}
		list = append(list, append([]int{}, path...))
		for i, m := range v.Members {
			row := keyword.Find(m.Name)
			if row == nil || !row.In(d) {
				continue
			}
			inner := append(path, i)
			switch row.Shape {
			case keyword.Schema:
				schema(m.Value, inner)
			case keyword.SchemaList, keyword.SchemaMap, keyword.DependencyMap:
				each(m.Value, inner)
			case keyword.SchemaOrSchemaList:
				if m.Value.Kind == source.Array {
					each(m.Value, inner)
				} else {
					schema(m.Value, inner)
				}
			default:
				if row.Role != 0 && row.Role != keyword.Reference {
					panic("places does not know where the schemas of " + row.Name + " are: " + row.Shape.String())
				}
			}
		}
	}
	schema(root, nil)
	return list
}

package changes

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// An edit makes one change, and no other, in the text of the old schema. nil
// means that it cannot be told as edits of the text.
type edit []step

type stepKind uint8

const (
	// set writes a value at the path below the node, making what is missing on
	// the way.
	set stepKind = iota
	// add does so unless something is there; then the old schema and the new
	// value both apply, through allOf.
	add
	// remove takes away what is at the path; nothing, if nothing is there.
	remove
	// push appends to the list at the path, making it if need be.
	push
	// wrap puts the schema, beside the value, into a list: path is the keyword.
	wrap
)

// A step is one change of the text.
type step struct {
	kind stepKind
	// node is the schema of the old graph that is edited.
	node *graph.Node
	path []string
	// value is what is written; from is the schema of the new graph that the
	// value was read from, whose references it holds.
	value *source.Value
	from  *graph.Node
}

// tokens is the path of a place below its schema.
func (p place) tokens() []string {
	var out []string
	if p.keyword != "" {
		out = append(out, p.node.Spelling(p.keyword))
	}
	if p.sub == "" {
		return out
	}
	for _, token := range strings.Split(p.sub[1:], "/") {
		name, ok := source.UnescapePointer(token)
		if !ok {
			name = token
		}
		out = append(out, name)
	}
	return out
}

// removal takes away what is at a place of the old schema.
func removal(p place) edit { return edit{{kind: remove, node: p.node, path: p.tokens()}} }

// addition writes what stands at a place of the new schema into a node of the
// old one.
func addition(home *graph.Node, p place) edit {
	return edit{{kind: add, node: home, path: p.tokens(), value: p.value, from: p.node}}
}

// replacement writes what stands at a place of the new schema over what stands
// at one of the old.
func replacement(old, new place) edit {
	return edit{{kind: set, node: old.node, path: old.tokens(), value: new.value, from: new.node}}
}

// insertion appends to a list of the old schema.
func insertion(list place, new place) edit {
	return edit{{kind: push, node: list.node, path: list.tokens(), value: new.value, from: new.node}}
}

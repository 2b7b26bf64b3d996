package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// note is a keyword without effect on which documents are valid, or on their
// meaning beyond what others compare.
type note struct {
	rule string
	name string // the keyword as written
	key  string // the value, canonical
	at   place
}

// noteRules says which rule tells the change of a keyword that is a note.
var noteRules = map[string]string{
	"title":            "title-changed",
	"description":      "description-changed",
	"$comment":         "comment-changed",
	"default":          "default-changed",
	"examples":         "examples-changed",
	"deprecated":       "deprecated-changed",
	"readOnly":         "read-only-changed",
	"writeOnly":        "write-only-changed",
	"contentEncoding":  "content-encoding-changed",
	"contentMediaType": "content-media-type-changed",
	"contentSchema":    "content-schema-changed",
	"$anchor":          "anchor-changed",
	"$dynamicAnchor":   "dynamic-anchor-changed",
	"$recursiveAnchor": "dynamic-anchor-changed",
}

// readNotes lists the notes of a schema in source order.
func readNotes(n *graph.Node) []note {
	var out []note
	for i := range n.Keywords {
		k := &n.Keywords[i]
		rule := noteRule(n, k)
		if rule == "" {
			continue
		}
		p := here(n, "", "/"+graph.Escape(k.Name), k.Value)
		out = append(out, note{rule, k.Name, canonical(k.Value), p})
	}
	return out
}

func noteRule(n *graph.Node, k *graph.Keyword) string {
	document := n.Resource.Parent == nil && n.Resource.Root == n
	switch k.Name {
	case "$defs", "definitions":
		return ""
	case "id", "$id":
		if k.Row == nil {
			return "unknown-keyword-changed"
		}
		if document || k.Hidden {
			return ""
		}
		return "embedded-id-changed"
	case "$schema", "$vocabulary":
		if document {
			return "" // compared once, by dialects
		}
		return "dialect-changed"
	}
	if k.Hidden {
		return "ignored-keyword-changed"
	}
	if rule, ok := noteRules[k.Name]; ok && (k.Row != nil || carried(k)) {
		if k.Value.Kind == source.Bool && !k.Value.Bool && rule != "default-changed" {
			return "" // deprecated, readOnly, writeOnly, $recursiveAnchor: false is as good as absent
		}
		return rule
	}
	if k.Row == nil {
		return "unknown-keyword-changed"
	}
	if withoutEffect(n, k.Name) {
		return "ignored-keyword-changed"
	}
	return ""
}

// carried reports whether a keyword that the dialect does not define documents
// something all the same.
func carried(k *graph.Keyword) bool {
	switch k.Name {
	case "$comment":
		return k.Value.Kind == source.String
	case "deprecated", "readOnly", "writeOnly":
		return k.Value.Kind == source.Bool
	case "examples":
		return k.Value.Kind == source.Array
	}
	return false
}

// withoutEffect reports whether the keyword needs another one beside it that is
// not there.
func withoutEffect(n *graph.Node, keyword string) bool {
	switch keyword {
	case "then", "else":
		return n.If == nil
	case "minContains", "maxContains":
		return n.Contains == nil
	case "additionalItems":
		return n.PrefixItems == nil
	}
	return false
}

// compareNotes tells the notes that differ. A note in a schema that is only
// referred to counts unless the schema that refers to it has one of its own.
func (d *differ) compareNotes(old, new *layered, ctx context) {
	o, n := old.notes(), new.notes()
	for _, kind := range keysInOrder(o, n) {
		before, after := cancel(o.byKind[kind], n.byKind[kind])
		for i := range max(len(before), len(after)) {
			from, to := whole(old.home()), whole(new.home())
			switch {
			case i < len(before) && i < len(after):
				from, to = before[i].at, after[i].at
			case i < len(before):
				from = before[i].at
				to = whole(new.counterpart(from.node, old))
			default:
				to = after[i].at
				from = whole(old.counterpart(to.node, new))
			}
			about := subject{keyword: kind.name}
			switch kind.rule {
			case "unknown-keyword-changed", "ignored-keyword-changed":
				about.name = kind.name
			case "default-changed":
				about.mayBeAbsent = ctx.optional && i < len(before)
			}
			d.tell(ctx, kind.rule, from, to, about)
		}
	}
}

type noteKind struct{ rule, name string }

type noteSet struct {
	kinds  []noteKind
	byKind map[noteKind][]note
}

func keysInOrder(a, b noteSet) []noteKind {
	out := a.kinds
	for _, kind := range b.kinds {
		if _, ok := a.byKind[kind]; !ok {
			out = append(out, kind)
		}
	}
	return out
}

// notes gathers the notes of all layers.
func (l *layered) notes() noteSet {
	set := noteSet{byKind: map[noteKind][]note{}}
	has := map[*graph.Node]map[noteKind]bool{}
	for _, n := range l.layers {
		own := map[noteKind]bool{}
		above := has[l.referrer[n]]
		for kind := range above {
			own[kind] = true
		}
		for _, note := range readNotes(n) {
			kind := noteKind{note.rule, note.name}
			own[kind] = true
			if above[kind] {
				continue
			}
			if set.byKind[kind] == nil {
				set.kinds = append(set.kinds, kind)
			}
			set.byKind[kind] = append(set.byKind[kind], note)
		}
		has[n] = own
	}
	return set
}

// cancel removes what stands on both sides.
func cancel(old, new []note) (restOld, restNew []note) {
	count := map[string]int{}
	for _, n := range new {
		count[n.key]++
	}
	for _, o := range old {
		if count[o.key] > 0 {
			count[o.key]--
			continue
		}
		restOld = append(restOld, o)
	}
	for i := len(new) - 1; i >= 0; i-- {
		if count[new[i].key] > 0 {
			count[new[i].key]--
			restNew = append(restNew, new[i])
		}
	}
	slices.Reverse(restNew)
	return restOld, restNew
}

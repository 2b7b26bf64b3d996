package changes

import (
	"slices"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// note is a keyword without effect on which documents are valid, or on their
// meaning beyond what others compare.
type note struct {
	rule *Rule
	name string // the keyword as written
	key  string // the value, canonical
	at   place
}

// noteRules says which rule tells the change of a keyword that is a note.
var noteRules = map[string]*Rule{
	"title":            titleChanged,
	"description":      descriptionChanged,
	"$comment":         commentChanged,
	"default":          defaultChanged,
	"examples":         examplesChanged,
	"deprecated":       deprecatedChanged,
	"readOnly":         readOnlyChanged,
	"writeOnly":        writeOnlyChanged,
	"contentEncoding":  contentEncodingChanged,
	"contentMediaType": contentMediaTypeChanged,
	"contentSchema":    contentSchemaChanged,
	"$anchor":          anchorChanged,
	"$dynamicAnchor":   dynamicAnchorChanged,
	"$recursiveAnchor": dynamicAnchorChanged,
}

// readNotes lists the notes of a schema in source order.
func readNotes(n *graph.Node) []note {
	var out []note
	for i := range n.Keywords {
		k := &n.Keywords[i]
		rule := noteRule(n, k)
		if rule == nil {
			continue
		}
		p := here(n, "", "/"+graph.Escape(k.Name), k.Value)
		out = append(out, note{rule, k.Name, canonical(k.Value), p})
	}
	return out
}

func noteRule(n *graph.Node, k *graph.Keyword) *Rule {
	document := n.Document()
	switch k.Name {
	case "$defs", "definitions":
		return nil
	case "id", "$id":
		if k.Row == nil {
			return unknownKeywordChanged
		}
		if document || k.Hidden {
			return nil
		}
		return embeddedIDChanged
	case "$schema", "$vocabulary":
		if document {
			return nil // compared once, by dialects
		}
		return dialectChanged
	}
	if k.Hidden {
		return ignoredKeywordChanged
	}
	if rule, ok := noteRules[k.Name]; ok && (k.Row != nil || carried(k)) {
		if k.Value.Kind == source.Bool && !k.Value.Bool && rule != defaultChanged {
			return nil // deprecated, readOnly, writeOnly, $recursiveAnchor: false is as good as absent
		}
		return rule
	}
	if k.Row == nil {
		return unknownKeywordChanged
	}
	if withoutEffect(n, k.Name) {
		return ignoredKeywordChanged
	}
	return nil
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
func (d *pair) compareNotes() {
	o, n := d.old.notes(), d.new.notes()
	for _, kind := range keysInOrder(o, n) {
		before, after := cancel(o.byKind[kind], n.byKind[kind])
		if kind.rule == unknownKeywordChanged { // where it has a meaning, that is what changed
			before = slices.DeleteFunc(before, d.new.means)
			after = slices.DeleteFunc(after, d.old.means)
		}
		for i := range max(len(before), len(after)) {
			from, to := whole(d.old.home()), whole(d.new.home())
			switch {
			case i < len(before) && i < len(after):
				from, to = before[i].at, after[i].at
			case i < len(before):
				from = before[i].at
				to = whole(d.new.counterpart(from.node, d.old))
			default:
				to = after[i].at
				from = whole(d.old.counterpart(to.node, d.new))
			}
			about := subject{keyword: kind.name}
			switch kind.rule {
			case unknownKeywordChanged, ignoredKeywordChanged:
				about.name = kind.name
			case defaultChanged:
				about.mayBeAbsent = d.ctx.optional && i < len(before)
			}
			d.tell(kind.rule, from, to, about)
		}
	}
}

// means reports whether a keyword, with its value, has a meaning in one of the layers.
func (l *layered) means(x note) bool {
	return slices.ContainsFunc(l.layers, func(n *graph.Node) bool {
		k := n.Keyword(x.name)
		return k != nil && k.Row != nil && !k.Hidden && canonical(k.Value) == x.key
	})
}

type noteKind struct {
	rule *Rule
	name string
}

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

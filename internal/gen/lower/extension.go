package lower

import (
	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// CodeExtension is the code of errors about extensions.
const CodeExtension = "unsupported-keyword"

// held returns the type of a place that an extension gives a type of the language,
// nil where none does. The schemas judge the text as it stands, so nothing about
// them depends on what that type makes of it.
func (l *lowerer) held(v view, first *graph.Node, roots []*graph.Node) *model.Type {
	if v.kinds&^kNull == 0 {
		return nil // nothing, or null alone
	}
	var x *Extension
	for _, n := range v.extended {
		y := l.extensions[n.Extension]
		if y == nil || y.Native == nil {
			continue
		}
		if x != nil && *x.Native != *y.Native {
			l.fail(y.Errorf("type", "leave one of them out", "another type is given where the schema at %q applies too", x.Node.Ptr()))
		}
		x, y.used = y, true
	}
	if x == nil {
		return nil
	}
	f := *x.Native
	null := v.kinds&kNull != 0
	if null && x.Node.Extension.Get("nillable") != nil && f.Nillable {
		l.fail(x.Errorf("nillable", "remove it, or do not allow null", "nil stands for an absent member, and null is a value here"))
	}
	f.Nillable = f.Nillable && !null
	t := &model.Type{
		Kind: model.Held, Native: &f, Pointer: first.Ptr(), Doc: docOf(first), Schema: l.schemaOf(roots),
		TypeRule: model.Rule{SchemaAt: x.Pointer("type"), Keyword: x.Keyword, Message: x.Unfit},
	}
	l.origin[t] = first
	parts := (v.kinds &^ kNull).parts()
	if len(parts) == 1 {
		t.Elem = &model.Type{Kind: kindOfPart[parts[0]&^kFraction]}
	}
	if len(v.nodes) > 0 {
		l.eval(t, t.Schema, model.Rule{SchemaAt: first.Ptr(), Keyword: x.Keyword, Message: "does not satisfy the schema"})
	}
	if f.Package != "" {
		l.needs(f.Package)
	}
	if null && v.kinds != kAll {
		return &model.Type{Kind: model.Nullable, Elem: t, Pointer: t.Pointer, Doc: t.Doc}
	}
	return t
}

// kindOfPart is what holds a JSON type otherwise.
var kindOfPart = map[kinds]model.Kind{
	kBool: model.Bool, kInteger: model.Number, 0: model.Number, kString: model.String, kArray: model.List, kObject: model.Map,
}

// holdsNative reports whether equal values of t may be unequal documents, because
// a type of the language is in it and nothing keeps the text.
func holdsNative(t *model.Type) bool {
	switch t.Kind {
	case model.Held:
		return true
	case model.List, model.Map, model.Nullable:
		return holdsNative(t.Elem)
	}
	return false
}

package writer

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Outside is a member that is not declared where it stands.
type Outside struct {
	// At is the JSON Pointer of the member; Name is its last token, unescaped.
	At   string
	Name string
}

// Declarer is a keyword that declares members.
type Declarer struct {
	Node    *graph.Node
	Keyword string // the 2020-12 name
	// Of is the member's name or the pattern; "" where the keyword is about all
	// members that others leave.
	Of string
}

// Place is the JSON Pointer of what declares. Names that one keyword lists have a
// pointer in common.
func (d Declarer) Place() string {
	at := d.Node.At(d.Keyword)
	if d.Keyword == "properties" || d.Keyword == "patternProperties" || d.Keyword == "dependentSchemas" {
		return source.Join(at, d.Of)
	}
	return at
}

// Declaration is a member that is declared, and by what: first by what evaluates
// the member, outside an if and inside one, then by what names it, each in the order
// in which evaluation comes to them.
type Declaration struct {
	// At is the JSON Pointer of the member; Name is its last token, unescaped.
	At   string
	Name string
	By   []Declarer
}

// Closest lists what names the member or, where nothing does, all that declares it.
func (d *Declaration) Closest() (list []Declarer, named bool) {
	for _, by := range d.By {
		if by.Of == d.Name && by.Keyword != "patternProperties" && by.Keyword != "additionalProperties" && by.Keyword != "unevaluatedProperties" {
			list = append(list, by)
		}
	}
	if list == nil {
		return d.By, false
	}
	return list, true
}

// Accepts reports whether the schema accepts doc: doc ∈ L. The error, here and
// below, is a *GaveUp.
func (e *Evaluator) Accepts(doc *source.Value) (bool, error) {
	_, ok, err := e.judge(doc, false, false)
	return ok, err
}

// InWriter reports whether a disciplined writer of the schema may emit doc:
// doc ∈ W. If not, Outside is the first member in the way, and zero when the
// schema does not even accept doc.
func (e *Evaluator) InWriter(doc *source.Value) (bool, Outside, error) {
	root, ok, err := e.judge(doc, true, false)
	if !ok || err != nil {
		return false, Outside{}, err
	}
	return first(undeclared(root, nil, false, 1))
}

// InAnnotated reports whether doc is one of a disciplined writer of e, or such a
// document with members added that neither e nor other mentions: doc ∈ W+(e,
// other). Outside is as for InWriter.
func (e *Evaluator) InAnnotated(other *Evaluator, doc *source.Value) (bool, Outside, error) {
	root, ok, err := e.judge(doc, true, true)
	if !ok || err != nil {
		return false, Outside{}, err
	}
	theirs, _, err := other.judge(doc, true, true)
	if err != nil {
		return false, Outside{}, err
	}
	return first(undeclared(root, theirs, true, 1))
}

func first(list []Outside) (bool, Outside, error) {
	if len(list) > 0 {
		return false, list[0], nil
	}
	return true, Outside{}, nil
}

// Undeclared lists every member that keeps doc out of W, outer objects first. A
// document that the schema does not accept has none.
func (e *Evaluator) Undeclared(doc *source.Value) ([]Outside, error) {
	root, ok, err := e.judge(doc, true, false)
	if !ok || err != nil {
		return nil, err
	}
	return undeclared(root, nil, false, 0), nil
}

// Lost lists the members of doc that e declares and other does not, outermost
// first and nothing inside them. A document that one of the two does not accept has
// none.
func (e *Evaluator) Lost(other *Evaluator, doc *source.Value) ([]Declaration, error) {
	root, ok, err := e.judge(doc, true, false)
	if !ok || err != nil {
		return nil, err
	}
	theirs, ok, err := other.judge(doc, true, false)
	if !ok || err != nil {
		return nil, err
	}
	return lost(root, theirs, nil, nil), nil
}

func lost(p, theirs *place, at []byte, list []Declaration) []Declaration {
	for i := range p.value.Members {
		m := &p.value.Members[i]
		to := append(append(at, '/'), graph.Escape(m.Name)...)
		switch x := p.known(i); {
		case p.structured && x.by != nil && theirs.known(i).by == nil:
			list = append(list, Declaration{string(to), m.Name, x.by})
		case nested(m.Value):
			list = lost(p.kid(i), theirs.below(i), to, list)
		}
	}
	for i, item := range p.value.Items {
		if nested(item) {
			list = lost(p.kid(i), theirs.below(i), strconv.AppendInt(append(at, '/'), int64(i), 10), list)
		}
	}
	return list
}

// FreeForm lists the JSON Pointers of the objects of doc that are free-form and
// not empty, in document order. Objects inside them are free-form or not by
// themselves, and are listed too.
func (e *Evaluator) FreeForm(doc *source.Value) ([]string, error) {
	root, _, err := e.judge(doc, true, false)
	if err != nil {
		return nil, err
	}
	var list []string
	walk(root, nil, func(p *place, at []byte) bool {
		if len(p.value.Members) > 0 && !p.structured {
			list = append(list, string(at))
		}
		return true
	})
	return list, nil
}

// FreeFormEmpty reports whether every free-form object of doc is {}.
func (e *Evaluator) FreeFormEmpty(doc *source.Value) (bool, error) {
	list, err := e.FreeForm(doc)
	return err == nil && len(list) == 0, err
}

// undeclared lists up to limit (0: all) members of structured objects that are
// not declared and, where mentions is set, mentioned at root or at theirs.
func undeclared(root, theirs *place, mentions bool, limit int) (list []Outside) {
	walkBoth(root, theirs, nil, func(p, other *place, at []byte) bool {
		if !p.structured {
			return true
		}
		for i := range p.value.Members {
			x := p.known(i)
			if x.by != nil || mentions && !x.mentioned && !other.known(i).mentioned {
				continue
			}
			name := p.value.Members[i].Name
			list = append(list, Outside{At: string(at) + "/" + graph.Escape(name), Name: name})
			if limit > 0 && len(list) >= limit {
				return false
			}
		}
		return true
	})
	return list
}

// walk visits every object below p, parents first, until visit returns false.
func walk(p *place, at []byte, visit func(p *place, at []byte) bool) bool {
	return walkBoth(p, nil, at, func(p, _ *place, at []byte) bool { return visit(p, at) })
}

// walkBoth is walk with the same place of another judgement beside, nil where
// that one did not go.
func walkBoth(p, other *place, at []byte, visit func(p, other *place, at []byte) bool) bool {
	switch p.value.Kind {
	case source.Object:
		if !visit(p, other, at) {
			return false
		}
		for i := range p.value.Members {
			if nested(p.value.Members[i].Value) {
				to := append(append(at, '/'), graph.Escape(p.value.Members[i].Name)...)
				if !walkBoth(p.kid(i), other.below(i), to, visit) {
					return false
				}
			}
		}
	case source.Array:
		for i := range p.value.Items {
			if nested(p.value.Items[i]) {
				if !walkBoth(p.kid(i), other.below(i), strconv.AppendInt(append(at, '/'), int64(i), 10), visit) {
					return false
				}
			}
		}
	}
	return true
}

func nested(v *source.Value) bool { return v.Kind == source.Object || v.Kind == source.Array }

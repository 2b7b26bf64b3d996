package eval

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/atlas-dataflow/runresult/rt"
)

// Version is the newest version of the program format that Load reads, which
// reads all of them; a program names its own in the member "eval", the oldest
// that says what it says. Version 2 adds patterns of several expressions, version 3
// the format regex.
const Version = 3

// manyValues is the count from which the values of an enum, or the names of
// properties, are looked up by hash instead of one after the other.
const manyValues = 12

// Load reads a program. It is a JSON text, meant to be written by a program and
// read in a diff by people, one node per line:
//
//	{"eval":1,
//	"patterns":["^x-",["^\\d","^[0-9]"]],
//	"scopes":[{"node":0}],
//	"nodes":[
//	{"at":"","type":["object"],"properties":{"a":1},"patternProperties":[[0,2]],"scope":0},
//	{"in":0,"at":"/properties/a","type":["string"],"minLength":1},
//	{"in":0,"at":"/patternProperties/^x-","never":true}
//	]}
//
// Nodes refer to each other, to patterns (regular expressions in Go's syntax,
// after the one in the schema if that differs; since version 2 also
// {"source":"^(?!a)b","all":["^b"],"none":["^a"]}, of which all and none must
// match) and to scopes (dynamic anchors of
// a schema resource, "" for $recursiveAnchor) by index. A node's members are keywords of draft 2020-12
// with their draft 2020-12 meaning, subschemas replaced by indices, and:
//
//   - in, at: where the schema stands, for messages: a JSON Pointer from the
//     schema in, an earlier node;
//   - as: keywords that the document spells differently ({"prefixItems":"items"});
//   - never: the schema false;
//   - scope: the resource the node is in, when it has dynamic anchors;
//   - ref: the target of $ref; dynamicRef: {"to":1,"anchor":"node"};
//   - containsMarks: what contains finds counts as evaluated;
//   - pattern is an index, format is asserted.
//
// The error says what is wrong and in which node; it means that the text was
// damaged or comes from a generator of another version.
func Load(text string) (*Program, error) {
	root, err := Parse(text)
	if err != nil {
		return nil, fmt.Errorf("eval: program is not JSON: %w", err)
	}
	l := loader{p: &Program{baseWork: baseWork}}
	if v := root.Get("eval"); v != nil && v.kind == rt.KindNumber {
		l.version, _ = strconv.Atoi(v.text)
	}
	if l.version < 1 || l.version > Version {
		return nil, fmt.Errorf("eval: program is not of version 1 to %d: generate the code again", Version)
	}
	l.program(root)
	if l.err != nil {
		return nil, fmt.Errorf("eval: %w", l.err)
	}
	l.share()
	l.scope()
	l.parts()
	l.p.pool.New = func() any { return &evaluator{p: l.p} }
	return l.p, nil
}

// MustLoad is Load for a text that the generator wrote. It panics when the text
// was damaged, which is an error of the build and not of any document.
func MustLoad(text string) *Program {
	p, err := Load(text)
	if err != nil {
		panic(err)
	}
	return p
}

// Len returns the number of nodes; Check takes 0 ≤ node < Len.
func (p *Program) Len() int { return len(p.nodes) }

type loader struct {
	p       *Program
	version int
	where   string
	current int // index of the node being read
	err     error
}

func (l *loader) fail(format string, args ...any) {
	if l.err == nil {
		l.err = errors.New("program: " + l.where + ": " + fmt.Sprintf(format, args...))
	}
}

func (l *loader) program(root *Value) {
	for i := range root.kids {
		switch name := root.kids[i].name; name {
		case "eval", "patterns", "scopes", "nodes":
		default:
			l.where = "the text"
			l.fail("unknown member %q", name)
		}
	}
	nodes := root.Get("nodes")
	if nodes == nil || nodes.kind != rt.KindArray {
		l.where = "nodes"
		l.fail("missing")
		return
	}
	l.p.nodes = make([]node, len(nodes.kids))
	l.where = "patterns"
	if v := root.Get("patterns"); v != nil {
		for i := range l.kids(v, rt.KindArray) {
			l.p.patterns = append(l.p.patterns, l.pattern(&v.kids[i]))
		}
	}
	l.where = "scopes"
	if v := root.Get("scopes"); v != nil {
		for i := range l.kids(v, rt.KindArray) {
			s := make(scope, len(v.kids[i].kids))
			for j := range l.kids(&v.kids[i], rt.KindObject) {
				s[v.kids[i].kids[j].name] = l.node(&v.kids[i].kids[j])
			}
			l.p.scopes = append(l.p.scopes, s)
		}
	}
	for i := range nodes.kids {
		l.where, l.current = "node "+strconv.Itoa(i), i
		n := &l.p.nodes[i]
		*n = node{place: place{in: none, scope: none}, unevaluatedItems: none, unevaluatedProperties: none,
			applicators: applicators{ref: none, not: none, cond: none, then: none, otherwise: none}}
		if nodes.kids[i].kind != rt.KindObject {
			l.fail("not an object")
			return
		}
		for j := range nodes.kids[i].kids {
			l.keyword(n, &nodes.kids[i].kids[j])
			if l.err != nil {
				return
			}
		}
		n.inPlace = n.ref >= 0 || n.dynamic != nil || n.allOf != nil || n.anyOf != nil || n.oneOf != nil ||
			n.not >= 0 || n.cond >= 0 || n.dependent != nil
	}
}

// pattern reads an entry of the table of patterns.
func (l *loader) pattern(v *Value) *pattern {
	switch {
	case v.kind == rt.KindString:
		return &pattern{source: v.text, all: []string{v.text}}
	case v.kind == rt.KindArray && len(v.kids) == 2:
		return &pattern{source: v.kids[0].text, all: []string{v.kids[1].text}}
	case v.kind == rt.KindObject && l.version >= 2:
		p := &pattern{}
		for i := range v.kids {
			switch kid := &v.kids[i]; {
			case kid.name == "source" && kid.kind == rt.KindString:
				p.source = kid.text
			case kid.name == "all" && kid.kind == rt.KindArray:
				p.all = l.texts(kid)
			case kid.name == "none" && kid.kind == rt.KindArray:
				p.none = l.texts(kid)
			default:
				l.fail("unknown member %q of a pattern", kid.name)
			}
		}
		return p
	}
	l.fail("want an expression, or a pair of them")
	return &pattern{}
}

package program

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// CodePattern is the code of the error about a pattern that ECMA-262 allows and
// Go's engine cannot run.
const CodePattern = "unsupported-pattern"

// printer knows the number of everything that is printed.
type printer struct {
	g *graph.Graph
	*reached
	order    []*graph.Node       // all lines
	position map[*graph.Node]int // of every line
	index    map[*graph.Node]int // of the lines that are nodes, not just places
	around   map[*graph.Node]*graph.Node
	below    map[*graph.Node]string // the pointer from around

	patternTexts []string
	version      int            // of the program's format: the oldest that says all
	patternIndex map[string]int // by source
	scopeIndex   map[*graph.Resource]int
	scopes       []*graph.Resource
}

func newPrinter(g *graph.Graph, r *reached) *printer {
	p := &printer{g: g, reached: r, version: 1,
		position: map[*graph.Node]int{}, index: map[*graph.Node]int{},
		around: map[*graph.Node]*graph.Node{}, below: map[*graph.Node]string{},
		patternIndex: map[string]int{}, scopeIndex: map[*graph.Resource]int{}}
	p.locate()
	var made []*graph.Node // not of the graph: a caller's excerpts of its nodes
	for n := range p.position {
		if n.ID >= len(g.Nodes) || g.Nodes[n.ID] != n {
			made = append(made, n)
		}
	}
	slices.SortFunc(made, func(a, b *graph.Node) int { return a.ID - b.ID })
	for _, n := range slices.Concat(g.Nodes, made) {
		if _, printed := p.position[n]; printed {
			p.position[n] = len(p.order)
			if r.nodes[n] {
				p.index[n] = len(p.order)
			}
			p.order = append(p.order, n)
		}
	}
	for _, res := range r.resources {
		for _, a := range r.anchors {
			if a.in(res) != nil {
				p.scopeIndex[res] = len(p.scopes)
				p.scopes = append(p.scopes, res)
				break
			}
		}
	}
	return p
}

// locate finds the schema around every node that is to be printed, and adds
// those that are not reached themselves: pointers are printed relative to it,
// so that a deep schema has a text of linear size.
func (p *printer) locate() {
	for _, n := range p.g.Nodes {
		note := func(c *graph.Node, at string) {
			// A node that only a reference made a schema may stand before the one
			// around it, or be reached on two ways; those give their whole pointer.
			if _, known := p.around[c]; !known && c.ID > n.ID {
				p.around[c], p.below[c] = n, at
			}
		}
		for sub := range applied(n) {
			at := "/" + graph.Escape(n.Spelling(sub.Row.Name))
			switch {
			case sub.Named:
				at += "/" + graph.Escape(sub.Name)
			case sub.Index >= 0:
				at += "/" + strconv.Itoa(sub.Index)
			}
			note(sub.Node, at)
		}
		for _, d := range n.Defs {
			for _, word := range [...]string{"$defs", "definitions"} {
				if defs := n.Value.Get(word); defs != nil && defs.Get(d.Name) == d.Node.Value {
					note(d.Node, "/"+word+"/"+graph.Escape(d.Name))
					break
				}
			}
		}
	}
	for n := range p.nodes {
		for ; n != nil; n = p.around[n] {
			if _, known := p.position[n]; known {
				break
			}
			p.position[n] = 0
		}
	}
}

// at returns where n stands below the node around it, if any.
func (p *printer) at(n *graph.Node) string {
	if p.around[n] != nil {
		return p.below[n]
	}
	if n.File == p.g.Root.File {
		return n.Ptr()
	}
	res := n.Resource
	for res.Parent != nil {
		res = res.Parent
	}
	return strings.TrimPrefix(res.URI, graph.RootScheme+":///") + "#" + n.Ptr()
}

// patterns translates every pattern in use.
func (p *printer) patterns() error {
	for _, n := range p.order {
		if !p.nodes[n] {
			continue
		}
		if n.Pattern != nil {
			if err := p.pattern(n.Pattern); err != nil {
				return n.File.Errorf(n.Pattern.At, n.At("pattern"), CodePattern, err.Hint, "pattern: %v", err)
			}
		}
		for _, c := range n.PatternProperties {
			if err := p.pattern(c.Pattern); err != nil {
				e := n.File.ErrorAt(c.Offset, CodePattern, err.Hint, "pattern: %v", err)
				e.Pointer = source.Join(n.At("patternProperties"), c.Pattern.Source)
				return e
			}
		}
	}
	return nil
}

func (p *printer) pattern(pat *graph.Pattern) *pattern.Error {
	if _, known := p.patternIndex[pat.Source]; known {
		return nil
	}
	terms, err := pat.P.Terms()
	if err != nil {
		var e *pattern.Error
		if !errors.As(err, &e) {
			e = &pattern.Error{Message: err.Error()}
		}
		return e
	}
	var line string
	if len(terms.All) == 1 && len(terms.None) == 0 {
		if line = string(quote(terms.All[0])); terms.All[0] != pat.Source {
			line = "[" + string(quote(pat.Source)) + "," + line + "]"
		}
	} else {
		var o object
		o.string("source", pat.Source)
		o.strings("all", terms.All)
		if len(terms.None) > 0 {
			o.strings("none", terms.None)
		}
		line, p.version = string(o.end()), max(p.version, 2)
	}
	p.patternIndex[pat.Source] = len(p.patternTexts)
	p.patternTexts = append(p.patternTexts, line)
	return nil
}

// scopeTexts prints the dynamic anchors of each resource that has some.
func (p *printer) scopeTexts() []string {
	var lines []string
	for _, res := range p.scopes {
		o := object{}
		for _, a := range p.anchors {
			if n := a.in(res); n != nil {
				o.number(string(a), p.index[n])
			}
		}
		lines = append(lines, string(o.end()))
	}
	return lines
}

func (p *printer) table(b *bytes.Buffer, name string, lines []string) {
	if len(lines) > 0 {
		b.WriteString(",\n\"" + name + "\":[\n" + strings.Join(lines, ",\n") + "\n]")
	}
}

func quote(s string) []byte { return codec.AppendString(nil, s) }

// object writes a JSON object on one line, member by member.
type object struct{ text []byte }

func (o *object) key(name string) {
	if len(o.text) > 0 {
		o.text = append(o.text, ',')
	}
	o.text = append(codec.AppendString(o.text, name), ':')
}

func (o *object) raw(name string, value []byte) {
	o.key(name)
	o.text = append(o.text, value...)
}

func (o *object) number(name string, n int) { o.raw(name, strconv.AppendInt(nil, int64(n), 10)) }

func (o *object) flag(name string, on bool) {
	if on {
		o.raw(name, []byte("true"))
	}
}

func (o *object) string(name, s string) { o.raw(name, quote(s)) }

func (o *object) strings(name string, list []string) {
	items := make([][]byte, len(list))
	for i, s := range list {
		items[i] = quote(s)
	}
	o.array(name, items)
}

func (o *object) array(name string, items [][]byte) {
	o.raw(name, slices.Concat([]byte("["), bytes.Join(items, []byte(",")), []byte("]")))
}

func (o *object) end() []byte { return slices.Concat([]byte("{"), o.text, []byte("}")) }

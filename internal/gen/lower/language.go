package lower

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Language is what the language that prints the model has to say while the names
// and types of it are settled. A function that is nil says nothing.
type Language struct {
	// Word spells a word in an identifier where it is not the word with a capital,
	// as an abbreviation; "" where it is.
	Word func(word string) string
	// Reserved reports whether every generated type has something of its own under
	// that name, so that a member has to be called otherwise.
	Reserved func(name string) bool
	// Beside lists the identifiers that are printed along with a type of that name.
	Beside func(name string, root bool) []string
	// Maker names what makes a sum of one of its branches, Constant a listed value.
	Maker    func(sum, branch string) string
	Constant func(enum, value string) string
	// Extension reads what the extension keyword of a schema says to this language beside what it says to
	// all, nil when it says nothing; every word of it is checked.
	Extension func(n *graph.Node) (*Extension, error)
}

// complete returns a language whose functions are all there.
func (x *Language) complete() *Language {
	var c Language
	if x != nil {
		c = *x
	}
	if c.Word == nil {
		c.Word = func(string) string { return "" }
	}
	if c.Reserved == nil {
		c.Reserved = func(string) bool { return false }
	}
	if c.Beside == nil {
		c.Beside = func(string, bool) []string { return nil }
	}
	join := func(of, name string) string { return of + name }
	if c.Maker == nil {
		c.Maker = join
	}
	if c.Constant == nil {
		c.Constant = join
	}
	if c.Extension == nil {
		c.Extension = func(*graph.Node) (*Extension, error) { return nil, nil }
	}
	return &c
}

// Extension is what a schema says to one language. Nothing else of it reaches
// generated code.
type Extension struct {
	Keyword string      // the member of the schema that says it, in an object
	Node    *graph.Node // where that stands
	// Identifier is the wanted name, "" for none: of the field when the schema is
	// that of a declared member, else of the type.
	Identifier string
	// Native is a type of the language that holds the value, nil for one of ours;
	// Unfit completes "the value …" for one that it does not take.
	Native *model.Native
	Unfit  string

	member bool
	// used is set once a name or type was given as wanted, met where the schema
	// decides a type here.
	used, met bool
}

// Pointer returns where a member of the extension stands.
func (x *Extension) Pointer(name string) string {
	return x.Node.At(x.Keyword) + "/" + graph.Escape(name)
}

// Errorf returns an error about a member of the extension.
func (x *Extension) Errorf(name, hint, format string, args ...any) error {
	return x.Node.File.Errorf(x.Node.Extension.Get(name), x.Pointer(name), CodeExtension, hint, "%s.%s: %s", x.Keyword, name, fmt.Sprintf(format, args...))
}

// readExtensions checks every extension of the graph, in schemas that nothing
// refers to as well, by its value.
func readExtensions(g *graph.Graph, lang *Language) (map[*source.Value]*Extension, error) {
	all := map[*source.Value]*Extension{}
	for _, n := range g.Nodes {
		if n.Extension == nil || n.Resource != nil && n.Resource.Builtin {
			continue
		}
		x, err := lang.Extension(n)
		if err != nil {
			return nil, err
		}
		if x != nil {
			all[n.Extension] = x
		}
	}
	for _, n := range g.Nodes {
		for _, p := range n.Properties {
			if x := all[p.Node.Extension]; x != nil && p.Node.Extension != nil {
				x.member = true
			}
		}
	}
	return all, nil
}

package changes

import (
	"cmp"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/wording"
)

// Change is one difference between two schemas.
type Change struct {
	// Rule is the kind of change.
	Rule *Rule
	// OldAt and NewAt are JSON Pointers into OldNode.File and NewNode.File. On the
	// side that does not have what the change is about they lead to where it would
	// be: the keyword, or the schema when the keyword is absent.
	OldAt, NewAt string
	// OldNode and NewNode are the schemas that the change is in.
	OldNode, NewNode *graph.Node
	// Keyword is the 2020-12 name of the keyword, "" for the schema as a whole.
	Keyword string
	// Name is the member, definition or keyword that the change is about, if any;
	// NewName is what a renamed one is called now.
	Name, NewName string
	// Old and New are the values that changed; nil where there is none.
	Old, New *source.Value
	// InstancePath says for people where in a document the change applies:
	// "steps[].status"; "" is the document itself.
	InstancePath string
	// Whole is what messages call a document as a whole, "" for just that.
	Whole string
	// MayBeAbsent says that the schema describes a member that documents may leave
	// out. It is told for default-changed only.
	MayBeAbsent bool
	// Unused says that the change is in a definition that nothing refers to.
	Unused bool

	sense   sense
	by      finder
	edit    edit
	besides []string
	// within says in words what the change is inside of, if that matters.
	within string
	// oldText and newText stand for the values in messages, if set.
	oldText, newText string
	// says stands for the rule's message, if set.
	says string
	// oldPos and newPos order changes as the documents are ordered.
	oldPos, newPos position
}

// sense says how a change of a schema weighs on what contains it: under not a
// restriction is a relaxation, in oneOf or if it may be either.
type sense uint8

const (
	straight sense = iota
	inverted
	either
)

func (s sense) invert() sense {
	switch s {
	case straight:
		return inverted
	case inverted:
		return straight
	}
	return either
}

// position is a place in the texts of one side.
type position struct{ file, offset int }

func (p position) compare(q position) int {
	if p.file != q.file {
		return p.file - q.file
	}
	return p.offset - q.offset
}

// Message tells the change in one sentence, without its place in the schema.
func (c *Change) Message() string {
	at := cmp.Or(c.Whole, "the document")
	switch {
	case c.InstancePath == "":
	case strings.ContainsRune("[{(", rune(c.InstancePath[0])):
		at = cmp.Or(c.Whole, "document") + c.InstancePath
	default:
		at = c.InstancePath
	}
	text := strings.NewReplacer(
		"{at}", at,
		"{name}", quoted(c.Name),
		"{new_name}", quoted(c.NewName),
		"{old}", cmp.Or(c.oldText, c.Rule.value(c.Old)),
		"{new}", cmp.Or(c.newText, c.Rule.value(c.New)),
	).Replace(cmp.Or(c.says, c.Rule.Message))
	return c.within + text
}

func quoted(name string) string {
	return clip(string((&source.Value{Kind: source.String, Text: name}).AppendJSON(nil)))
}

// clip bounds what messages quote.
func clip(s string) string { return wording.Clip(s, 60) }

package attack

import (
	"encoding/json"
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/decide"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Kind says what was contradicted.
type Kind string

// The kinds of contradiction.
const (
	// MissedWitness: the answer is that no document breaks, and one does.
	MissedWitness Kind = "missed-witness"
	// FalseWitness: the witness is not what it claims to be.
	FalseWitness Kind = "false-witness"
	// MissedLoss and FalseLoss are the same for what readers lose.
	MissedLoss Kind = "missed-loss"
	FalseLoss  Kind = "false-loss"
	// Malformed: an answer that lacks what its verdict owes.
	Malformed Kind = "malformed-answer"
	// Unstable: the same question was answered in two ways.
	Unstable Kind = "unstable-answer"
	// Panic: the decision procedure broke down.
	Panic Kind = "panic"
	// Disagreement: the judges do not agree about a document, so that one of them
	// is wrong.
	Disagreement Kind = "judges-disagree"
)

// Asked is a question about a pair.
type Asked struct {
	Forward bool
	Content decide.Content
	Losses  bool
}

// String returns the question in words: "backward open".
func (a Asked) String() string {
	if a.Losses {
		return "losses"
	}
	direction := "backward"
	if a.Forward {
		direction = "forward"
	}
	return direction + " " + [...]string{"open", "writer", "annotated"}[a.Content]
}

// Contradiction is an answer that does not hold, with the document that shows
// it.
type Contradiction struct {
	Kind     Kind
	Pair     Pair
	Asked    Asked
	Document *source.Value // nil when none is needed
	Detail   string
}

// Error tells the contradiction in full.
func (c *Contradiction) Error() string {
	doc := "none"
	if c.Document != nil {
		doc = c.Document.JSON()
	}
	return fmt.Sprintf("%s (%s): %s\n  pair: %s (%s)\n  old: %s\n  new: %s\n  document: %s",
		c.Kind, c.Asked, c.Detail, c.Pair.ID, c.Pair.How, c.Pair.Old.JSON(), c.Pair.New.JSON(), doc)
}

// Seed returns the text of a file that keeps the contradiction to be tried
// again.
func (c *Contradiction) Seed() []byte {
	s := seed{
		ID: c.Pair.ID, Note: fmt.Sprintf("%s, %s: %s", c.Kind, c.Asked, c.Detail), Draft: c.Pair.Draft.String(),
		Old: c.Pair.Old.AppendJSON(nil), New: c.Pair.New.AppendJSON(nil),
	}
	if c.Document != nil {
		s.Documents = append(s.Documents, c.Document.AppendJSON(nil))
	}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return []byte(fmt.Sprintf("{\"note\":%q}\n", err))
	}
	return append(data, '\n')
}

// Package decide answers one question about two schemas: is there a document
// that the one accepts and the other refuses?
//
// It is the heart of compat: a search for a witness, done so that a search
// which ends without one is a proof. The answer is therefore three-valued, and
// whatever the search cannot follow to its end is named (Unknown), never
// guessed.
//
// The package imports internal/graph, internal/source, internal/pattern,
// internal/domain, internal/writer, internal/program and rt/eval.
package decide

import (
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/writer"
)

// Verdict is the outcome of a search. The zero value is that nothing is known.
type Verdict uint8

// The outcomes.
const (
	Undecided Verdict = iota // something could not be followed; see Answer.Unknown
	Empty                    // no such document exists: inclusion is proved
	Found                    // Answer.Witness is one
)

// Content says which documents of the accepting schema count.
type Content uint8

// The contents; see compat/README.md for their meaning.
const (
	Open      Content = iota // L: every document that the schema accepts
	Writer                   // W: what a disciplined writer of the schema emits
	Annotated                // W+: the same, with members that neither schema mentions
)

// DefaultMaxWork is the budget of one search in work units.
const DefaultMaxWork = 2_000_000

// Question asks for a document that In accepts and Out refuses.
type Question struct {
	In, Out *graph.Graph
	Content Content
	// MaxWork is the budget in work units; 0 is DefaultMaxWork.
	MaxWork int64
	// Stop ends the search when it is closed: what is open then stays so.
	Stop <-chan struct{}
}

// Answer is what a search found.
type Answer struct {
	Verdict Verdict
	Witness *source.Value // when Found; small, but not minimal
	Unknown []Unknown     // when Undecided: what stood in the way, at least one
	Work    int64         // work units spent
}

// Unknown names a place that the search could not follow.
type Unknown struct {
	Node    *graph.Node // the schema; nil for the question as a whole
	Keyword string      // the 2020-12 name of the keyword, "" for the schema as a whole
	Reason  string      // a kebab-case word: "too-much-work", "witness-too-large", "pattern", "unevaluated" ...
	Message string      // one sentence
}

// LossQuestion asks what a reader of New misses in documents that writers of
// Old emit and New accepts.
type LossQuestion struct {
	Old, New *graph.Graph
	MaxWork  int64
	Stop     <-chan struct{} // as in Question
	// Limit bounds the number of losses that are told; 0 is 100.
	Limit int
	// KeepFreeForm asks about free-form objects as well, instead of leaving them
	// empty: is there a document of W(Old) that New accepts and that is not of
	// W(New)? With Old and New trading places, and the same L, that is whether W
	// differs.
	KeepFreeForm bool
}

// Loss is one member that Old declares and New does not, and where it stands in
// the witness. The first that declares it is told for no other loss. With
// KeepFreeForm nothing is said of what declares it.
type Loss struct {
	writer.Declaration
	// Witness is a document of W(Old) that New accepts.
	Witness *source.Value
}

// LossAnswer is Empty when nothing is lost, Found with at least one loss, each told
// once for what declares it, or Undecided. Unknown says, beside losses, why there
// may be more.
type LossAnswer struct {
	Verdict Verdict
	Losses  []Loss
	Unknown []Unknown
	Work    int64
}

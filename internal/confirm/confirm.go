// Package confirm has independent validators judge the documents that the
// compatibility checker shows.
//
// A witness is worth something only if somebody else agrees: the library behind
// internal/v5 judges it by a copy of each schema, and when that library disagrees
// with the checker or cannot judge, a second one is asked. When those two do not
// settle it, a third is, whose engine reads patterns as they are written,
// look-around included. None shares code with the search or with the evaluators
// of this project.
//
// The package may import internal/keyword, internal/graph, internal/source,
// internal/v5, rt/codec, rt/eval (for formats), github.com/google/jsonschema-go,
// github.com/santhosh-tekuri/jsonschema/v6 and github.com/dlclark/regexp2.
package confirm

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
)

// Outcome is what the validators say together. The zero value is that the
// document is not confirmed.
type Outcome uint8

// The outcomes.
const (
	Unconfirmed Outcome = iota // no validator sides with the claim; Result.Reason says why
	Confirmed                  // Result.By sides with it
	Refuted                    // two validators say the opposite
)

// The validators, in the order in which they are asked.
const (
	V5     = "santhosh-tekuri/jsonschema"
	Google = "google/jsonschema-go"
	ECMA   = "santhosh-tekuri/jsonschema/v6 with dlclark/regexp2"
)

var order = []string{"", V5, Google, ECMA}

// Side is one schema, ready to be judged by. Validators are made when they are
// first needed. It is safe for concurrent use.
type Side struct {
	g       *graph.Graph
	formats bool

	once struct{ v5, google, ecma sync.Once }
	v5   struct {
		judge *v5.Validator
		err   error
	}
	google struct {
		judge *peer
		err   error
	}
	ecma struct {
		judge *ecmaPeer
		err   error
	}
}

// NewSide returns the side of the schema g, which v5.Check has found sound.
// assertFormats is as for v5.Compile.
func NewSide(g *graph.Graph, assertFormats bool) *Side {
	return &Side{g: g, formats: assertFormats}
}

// Claim says that the schema of a side accepts a document, or that it does not.
type Claim struct {
	Side    *Side
	Accepts bool
}

// Result is the outcome of confirming a document.
type Result struct {
	Outcome Outcome
	// By is the validator that confirms the claims, where there are several of them
	// the one that had to be asked last. Empty unless Confirmed.
	By string
	// Reason says, in a few words, what each validator said, unless Confirmed.
	Reason string
	// Violation is the first reason that V5 gives for refusing the document or,
	// where V5 cannot judge, ECMA; nil when no side refuses it by one of them.
	Violation *v5.Violation
}

// Check confirms every claim about doc. The worst outcome counts: refuted, then
// unconfirmed.
func Check(doc *source.Value, claims ...Claim) Result {
	all := Result{Outcome: Confirmed, By: V5}
	for _, c := range claims {
		one := c.Side.confirm(doc, c.Accepts)
		if one.Violation != nil && all.Violation == nil {
			all.Violation = one.Violation
		}
		switch {
		case one.Outcome == Confirmed:
			if all.Outcome == Confirmed && slices.Index(order, one.By) > slices.Index(order, all.By) {
				all.By = one.By
			}
		case all.Outcome == Confirmed || one.Outcome == Refuted && all.Outcome != Refuted:
			all.Outcome, all.By, all.Reason = one.Outcome, "", one.Reason
		}
	}
	return all
}

// confirm asks about one claim.
func (s *Side) confirm(doc *source.Value, accepts bool) Result {
	list, err := s.judgeV5(doc)
	var r Result
	if err == nil && len(list) > 0 {
		r.Violation = &list[0]
	}
	said := []string{V5 + " " + word(len(list) == 0, err)}
	against := 0 // how many contradict the claim
	if err == nil {
		if (len(list) == 0) == accepts {
			r.Outcome, r.By = Confirmed, V5
			return r
		}
		against++
	}
	for _, next := range []struct {
		name  string
		judge func(*source.Value) (bool, *v5.Violation, error)
	}{{Google, s.judgeGoogle}, {ECMA, s.judgeECMA}} {
		ok, why, err := next.judge(doc)
		if r.Violation == nil {
			r.Violation = why
		}
		said = append(said, next.name+" "+word(ok, err))
		if err != nil {
			continue
		}
		if ok == accepts {
			r.Outcome, r.By = Confirmed, next.name
			return r
		}
		if against++; against == 2 {
			r.Outcome = Refuted
			break
		}
	}
	r.Reason = strings.Join(said, "; ")
	return r
}

func word(accepts bool, err error) string {
	if err != nil {
		return "cannot judge: " + message(err)
	}
	if accepts {
		return "accepts the document"
	}
	return "refuses the document"
}

// message is err without hint, and without place unless that is what it is about.
func message(err error) string {
	var known *diag.Error
	if errors.As(err, &known) {
		if known.Code == graph.CodeUnheard {
			return known.Message + " (" + known.Pointer + ")"
		}
		return known.Message
	}
	return err.Error()
}

func (s *Side) judgeV5(doc *source.Value) ([]v5.Violation, error) {
	s.once.v5.Do(func() { s.v5.judge, s.v5.err = v5.CompileSound(s.g, s.formats) })
	if s.v5.err != nil {
		return nil, s.v5.err
	}
	return s.v5.judge.Judge(doc)
}

func (s *Side) judgeGoogle(doc *source.Value) (bool, *v5.Violation, error) {
	s.once.google.Do(func() { s.google.judge, s.google.err = newPeer(s.g, s.formats) })
	if s.google.err != nil {
		return false, nil, s.google.err
	}
	ok, err := s.google.judge.accepts(doc)
	return ok, nil, err
}

func (s *Side) judgeECMA(doc *source.Value) (bool, *v5.Violation, error) {
	s.once.ecma.Do(func() { s.ecma.judge, s.ecma.err = newECMA(s.g, s.formats) })
	if s.ecma.err != nil {
		return false, nil, s.ecma.err
	}
	return s.ecma.judge.judge(doc)
}

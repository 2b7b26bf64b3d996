package decide

import (
	"math/big"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// op says what a form demands.
type op uint8

const (
	opTrue op = iota
	opFalse
	opAnd
	opOr
	opLit       // the value satisfies lit
	opOnly      // of list, list[n] holds and no other
	opNone      // of list, none holds
	opTwo       // of list, list[n] and a later one hold
	opFirst     // of names, names[n] is present and none before it
	opEnum      // the value is one of values
	opNotEnum   // it is none of them
	opLow       // numbers: at least (above, if open) number
	opHigh      // numbers: at most
	opMultiple  // numbers: a multiple of number
	opDivides   // numbers: no multiple of number
	opMinLength // strings: at least size code points
	opMaxLength
	opPattern   // strings: pattern matches
	opNoPattern // strings: it does not
	opMinItems  // arrays: at least size items
	opMaxItems
	opUnique
	opRepeats   // arrays: two items are equal
	opItems     // arrays: prefix and items of schema hold
	opItemAt    // arrays: item n, which is called name, satisfies lit if it is there
	opItemFrom  // arrays: some item from n on satisfies lit
	opCount     // arrays: at least size, at most most items satisfy lit (positive)
	opRest      // arrays: unevaluatedItems of schema holds
	opRestFails // arrays: an item that schema does not evaluate refutes it
	opMinProps  // objects: at least size members
	opMaxProps
	opPresent // objects: there is a member name
	opAbsent
	opMembers    // objects: properties, patterns and additional of schema hold
	opMember     // objects: there is a member name and it satisfies lit
	opSomeMember // objects: some member that schema's part reaches satisfies lit
	opNames      // objects: every name satisfies lit
	opSomeName   // objects: some name satisfies lit
	opLeft       // objects: unevaluatedProperties of schema holds
	opFresh      // objects: size members of one kind with names of their own
	opShare      // objects: the value (open: the name) of fresh member n also satisfies lit
	opSide       // objects: the names of fresh member n lie in cell
	opLostHere   // objects: member name is one that readers lose
	opLostBelow  // objects: a loss in member name
	opUnknown    // something that the search cannot follow
)

// lit is a schema that the value satisfies or does not: twice the class, plus
// one when it does not.
type lit int32

func yes(c *schema) lit { return lit(c.class << 1) }
func no(c *schema) lit  { return lit(c.class<<1 | 1) }

func (x lit) not() lit       { return x ^ 1 }
func (x lit) class() int32   { return int32(x >> 1) }
func (x lit) negative() bool { return x&1 != 0 }

// part is what of a schema reaches a member (opSomeMember).
type part uint8

const (
	partPattern    part = iota // patternProperties number n
	partAdditional             // additionalProperties
	partLeft                   // unevaluatedProperties
)

// form is a demand on one value of a known JSON type, negations pushed down to
// the smallest demands.
type form struct {
	op     op
	part   part
	open   bool // opLow, opHigh
	n      int
	lit    lit
	sub    []*form
	list   []lit
	name   string
	names  []string
	number *big.Rat
	size   *big.Int
	most   *big.Int // opCount: nil for no bound
	schema *schema
	values []*source.Value
	pat    *graph.Pattern
	cell   *cell
	// tags tell the branches of list, or of sub, apart; nil when nothing does.
	tags *tagIndex
	// from is the schema that a choice is about, where it is one schema's.
	from *schema
	// lostMember: the fresh member holds a loss; lostHere: it is one.
	lostMember, lostHere bool
}

var (
	formTrue  = &form{op: opTrue}
	formFalse = &form{op: opFalse}
	one       = big.NewRat(1, 1)
	bigOne    = big.NewInt(1)
	bigZero   = new(big.Int)
)

// litForm demands a literal. Forms are never changed once they are in use, so there
// is one for each.
func (s *search) litForm(x lit) *form {
	if n := int(x) + 1; n > len(s.litForms) {
		s.litForms = append(s.litForms, make([]*form, max(n, 2*len(s.classes))-len(s.litForms))...)
	}
	f := s.litForms[x]
	if f == nil {
		f = &form{op: opLit, lit: x}
		s.litForms[x] = f
	}
	return f
}

// all returns the conjunction of fs.
func all(fs ...*form) *form { return join(opAnd, formTrue, formFalse, fs) }

// some returns the disjunction of fs.
func some(fs ...*form) *form { return join(opOr, formFalse, formTrue, fs) }

func join(o op, neutral, absorbing *form, fs []*form) *form {
	out := make([]*form, 0, len(fs))
	for _, f := range fs {
		switch {
		case f.op == neutral.op:
		case f.op == absorbing.op:
			return absorbing
		case f.op == o:
			out = append(out, f.sub...)
		default:
			out = append(out, f)
		}
	}
	switch len(out) {
	case 0:
		return neutral
	case 1:
		return out[0]
	}
	return &form{op: o, sub: out}
}

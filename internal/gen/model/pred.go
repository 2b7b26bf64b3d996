package model

// PredOp is the kind of a Pred.
type PredOp uint8

// The predicates over a decoded value.
const (
	True       PredOp = iota
	False             //
	And               // all Args
	Or                // one of Args at least
	ExactlyOne        // one of Args and no other
	Not               // Args[0] does not hold
	Present           // struct: Field is there
	InField           // struct: Field is absent, or Args[0] holds for its value
	IsNull            // nullable: the value is null
	InElem            // nullable: null, or Args[0] holds for the value
	InBranch          // sum: another branch, or Args[0] holds for the value
	Holds             // Check holds for the value
	All               // list: Args[0] holds for every element
	Count             // list: Args[0] holds for Min to Max elements (Max < 0: any number)
	HasKey            // map: Text is a member
)

// Pred is a condition on a value of a known type: what if, not, anyOf, contains
// and their like come to once the type is known.
type Pred struct {
	Op       PredOp
	Args     []*Pred
	Field    *Field
	Branch   int // index into Sum branches
	Check    *Check
	Min, Max int64
	Text     string
}

// The constant predicates.
var (
	Always    = &Pred{Op: True}
	NeverTrue = &Pred{Op: False}
)

// AllOf returns the conjunction, simplified.
func AllOf(args ...*Pred) *Pred {
	var keep []*Pred
	for _, a := range args {
		switch a.Op {
		case True:
		case False:
			return NeverTrue
		case And:
			keep = append(keep, a.Args...)
		default:
			keep = append(keep, a)
		}
	}
	switch len(keep) {
	case 0:
		return Always
	case 1:
		return keep[0]
	}
	return &Pred{Op: And, Args: keep}
}

// AnyOf returns the disjunction, simplified.
func AnyOf(args ...*Pred) *Pred {
	var keep []*Pred
	for _, a := range args {
		switch a.Op {
		case False:
		case True:
			return Always
		case Or:
			keep = append(keep, a.Args...)
		default:
			keep = append(keep, a)
		}
	}
	switch len(keep) {
	case 0:
		return NeverTrue
	case 1:
		return keep[0]
	}
	return &Pred{Op: Or, Args: keep}
}

// Negate returns the negation, simplified.
func Negate(p *Pred) *Pred {
	switch p.Op {
	case True:
		return NeverTrue
	case False:
		return Always
	case Not:
		return p.Args[0]
	}
	return &Pred{Op: Not, Args: []*Pred{p}}
}

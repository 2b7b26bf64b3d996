package pattern

// Op is the kind of a [Node].
type Op uint8

// The kinds of node. The zero value is the empty expression.
const (
	OpEmpty           Op = iota // matches the empty string
	OpSet                       // one code point out of Set; an empty Set matches nothing
	OpConcat                    // Sub one after the other, at least two
	OpAlternate                 // one of Sub, at least two
	OpRepeat                    // Sub[0] Min to Max times; Max is Unlimited or >= Min
	OpGroup                     // capturing group Index around Sub[0], Name if it has one
	OpBegin                     // ^, the begin of the string
	OpEnd                       // $, the end of the string
	OpWordBoundary              // \b: exactly one neighbour is an ASCII word character
	OpNotWordBoundary           // \B: both neighbours are, or neither is
	OpLook                      // look-around: Sub[0] matches here, see Behind and Negate
	OpBackReference             // what group Index matched last (\1, \k<name>)
)

// Unlimited is the Max of a repetition without an upper bound.
const Unlimited = -1

// Node is one node of a pattern's tree. Which fields mean something depends on
// Op. Non-capturing groups leave no node. The tree is immutable.
type Node struct {
	Op  Op
	Set Set     // OpSet
	Sub []*Node // children

	Min, Max int  // OpRepeat
	Lazy     bool // OpRepeat: written with a trailing `?`; never changes what is accepted

	Behind bool // OpLook: look-behind rather than look-ahead
	Negate bool // OpLook: must not match

	Index int    // OpGroup: number from 1. OpBackReference: the group's number
	Name  string // OpGroup, OpBackReference: the group's name, if it has one

	Offset, End int // where the node stands in the source, in bytes
}

// Pattern is a parsed pattern; the zero value is not useful, use [Parse]. It is
// immutable and safe for concurrent use.
type Pattern struct {
	source string
	root   *Node
	strict bool // `new RegExp(source, "u")` accepts it, without the leniencies of the package
	size   int  // nodes of the tree with counted repetitions written out, capped
}

// String returns the source text as given to [Parse].
func (p *Pattern) String() string { return p.source }

// Root returns the tree. Matching searches: the tree may match anywhere in the
// string.
func (p *Pattern) Root() *Node { return p.root }

// Size limits. A pattern inside them is processed in bounded time; real schemas
// stay far below.
const (
	maxSource   = 64 << 10  // bytes of source
	maxDepth    = 200       // groups inside groups
	maxClass    = 1 << 20   // ranges written or implied by all classes together
	maxExpanded = 100_000   // nodes with counted repetitions written out
	maxOutput   = 1 << 20   // bytes of translated pattern
	maxCount    = 1<<31 - 1 // a repetition count; larger ones are read as this
)

// Walk calls visit for n and everything below it, parents first, in source
// order; where visit returns false the children are left out.
func (n *Node) Walk(visit func(*Node) bool) {
	if !visit(n) {
		return
	}
	for _, s := range n.Sub {
		s.Walk(visit)
	}
}

// zeroWidth reports whether n can only ever match the empty string (an
// assertion, say), so that repeating it is the same as matching it once.
func (n *Node) zeroWidth() bool {
	switch n.Op {
	case OpSet, OpBackReference:
		return false
	case OpRepeat:
		return n.Max == 0 || n.Sub[0].zeroWidth()
	case OpLook:
		return true
	}
	for _, s := range n.Sub {
		if !s.zeroWidth() {
			return false
		}
	}
	return true
}

// expandedSize counts the nodes of n with every counted repetition written out;
// it saturates just above maxExpanded.
func (n *Node) expandedSize() int {
	const limit = maxExpanded + 1
	size := 0
	for _, s := range n.Sub {
		size = min(size+s.expandedSize(), limit)
	}
	if n.Op == OpRepeat {
		times := max(n.Min, n.Max, 1)
		if n.Sub[0].zeroWidth() {
			times = 1
		}
		if times > limit/max(size, 1) {
			return limit
		}
		size *= times
	}
	return min(size+1, limit)
}

// untranslatable returns the error for the first construct of the tree that
// neither RE2 nor a DFA can express, or nil.
func (p *Pattern) untranslatable() *Error {
	var err *Error
	p.root.Walk(func(n *Node) bool {
		if err != nil {
			return false
		}
		switch n.Op {
		case OpLook:
			what := "look-ahead"
			if n.Behind {
				what = "look-behind"
			}
			err = unsupported(n.Offset,
				"say it without look-around: several patterns under allOf (all must match) or not (must not match)",
				"%s %q is not supported", what, p.excerpt(n))
		case OpBackReference:
			err = unsupported(n.Offset, "write the alternatives out; what a back-reference accepts is not a regular language",
				"back-reference %q is not supported", p.excerpt(n))
		}
		return err == nil
	})
	if err == nil && p.size > maxExpanded {
		err = unsupported(0, "bound lengths with minLength and maxLength, or arrays with minItems and maxItems, instead of nested counts",
			"the pattern with its repetitions written out has more than %d parts", maxExpanded)
	}
	return err
}

// excerpt returns the source of a node, shortened to stay readable in a message.
func (p *Pattern) excerpt(n *Node) string {
	text := []rune(p.source[n.Offset:n.End])
	if len(text) > 24 {
		return string(text[:23]) + "…"
	}
	return string(text)
}

package keyword

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Judge is the table of one judge of schemas: for every keyword that it knows, a
// value of its own that does what the keyword means there, usually a function.
// Judges share nothing but the question which keywords there are to know; that
// each has its own answer to what they mean is what makes them witnesses of one
// another. The typical use:
//
//	var judge = keyword.NewJudge("writer", map[string]check{
//		"minLength": (*run).minLength,
//		"format":    nothing, // known, and deliberately without effect
//	})
//
//	for row := range node.Assertions() {
//		check, ok := judge.Of(row)
//		if !ok {
//			// unsure: name row.Name and node.At(row.Name)
//		}
//	}
//
// A Judge is safe for concurrent use.
type Judge[F any] struct {
	name    string
	entries []F
	has     []bool
	// blind is one more than the index of the row that a test has taken away.
	blind atomic.Int32
}

// NewJudge returns the table of the judge called name and registers it among
// Judges. Its keys are keywords by their 2020-12 name. It panics, when the program
// starts, if a key is the name of no keyword that can stand at a node: a misspelt
// one, an annotation, or one that the graph states as another.
func NewJudge[F any](name string, entries map[string]F) *Judge[F] {
	j := &Judge[F]{name: name, entries: make([]F, len(table)), has: make([]bool, len(table))}
	for key, entry := range entries {
		switch row := Find(key); {
		case row == nil:
			panic(fmt.Sprintf("keyword: the judge %s has an entry for %q, which has no row", name, key))
		case len(row.Becomes) > 0:
			panic(fmt.Sprintf("keyword: the judge %s has an entry for %q, which becomes %s", name, key, strings.Join(row.Becomes, " and ")))
		case !row.Asserts():
			panic(fmt.Sprintf("keyword: the judge %s has an entry for %q, which asserts nothing", name, key))
		default:
			j.entries[row.index], j.has[row.index] = entry, true
		}
	}
	registry.Lock()
	defer registry.Unlock()
	registry.judges = append(registry.judges, j)
	return j
}

// Name is what the judge is called.
func (j *Judge[F]) Name() string { return j.name }

// Of returns what the judge has for a row, and whether it has anything.
func (j *Judge[F]) Of(row *Row) (F, bool) {
	if !j.Knows(row) {
		var none F
		return none, false
	}
	return j.entries[row.index], true
}

// Knows reports whether the judge has an entry for the row.
func (j *Judge[F]) Knows(row *Row) bool {
	return j.has[row.index] && int(j.blind.Load()) != row.index+1
}

// Unknown returns the first of the rows that the judge has no entry for, or nil.
// Over the assertions of a node it says whether the judge can tell what the node
// means: judge.Unknown(node.Assertions()).
func (j *Judge[F]) Unknown(rows iter.Seq[*Row]) *Row {
	for row := range rows {
		if !j.Knows(row) {
			return row
		}
	}
	return nil
}

// Blind takes the judge's entry for a row away, as if nobody had taught it the
// keyword, and returns what puts it back. Tests use it to see that no verdict
// rests on the hole. One row at a time; what was compiled before keeps what it
// read.
func (j *Judge[F]) Blind(row *Row) (restore func()) {
	if !j.blind.CompareAndSwap(0, int32(row.index)+1) {
		panic("keyword: the judge " + j.name + " is blind to a row already")
	}
	return func() { j.blind.Store(0) }
}

// Blindable is a Judge of any kind, as Judges lists it.
type Blindable interface {
	Name() string
	Knows(*Row) bool
	Blind(*Row) (restore func())
}

var registry struct {
	sync.Mutex
	judges []Blindable
}

// Judges lists the judges of the packages that are linked in, by name. A test that
// goes through them covers a new one without being told.
func Judges() []Blindable {
	registry.Lock()
	defer registry.Unlock()
	list := slices.Clone(registry.judges)
	slices.SortStableFunc(list, func(a, b Blindable) int { return strings.Compare(a.Name(), b.Name()) })
	return list
}

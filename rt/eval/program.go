package eval

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
)

// Program is a resolved schema graph, ready to judge documents. It is safe for
// concurrent use.
type Program struct {
	nodes    []node
	patterns []*pattern
	scopes   []scope
	large    map[largeCount]string // counts beyond what rules hold, for messages
	baseWork int64
	pool     sync.Pool // of *evaluator
}

// largeCount is a keyword of a node.
type largeCount struct {
	n       *node
	keyword string
}

// scope lists the dynamic anchors of one schema resource; "" is what
// $recursiveAnchor declares.
type scope map[string]int32

// none stands for an absent child node.
const none int32 = -1

// node is one schema. Its fields carry the meaning of the keywords after which
// they are named, in the sense of draft 2020-12.
type node struct {
	place
	marks
	never    bool    // the schema false
	types    typeSet // 0: any
	enum     *valueSet
	constant *valueSet
	number   *numberRules
	str      *stringRules
	array    *arrayRules
	object   *objectRules
	applicators

	unevaluatedItems, unevaluatedProperties int32
}

// place is where a schema stands.
type place struct {
	at       string            // below the node in
	in       int32             // the schema around it, or none
	scope    int32             // index into Program.scopes, or none
	spelling map[string]string // keywords that the document spells differently
}

// marks are what is found out about a node once all nodes are there.
type marks struct {
	shared  bool // more than one node leads here
	branch  bool // is asked for its verdict first, and perhaps for its reasons then
	ofPart  bool // judges an item or a member of what another node judges, and is not scoped
	scoped  bool // reaches a dynamic reference, so that its verdict depends on the scope
	inPlace bool // has applicators that judge the same value
}

// applicators are the nodes that judge what a node judges.
type applicators struct {
	ref       int32
	dynamic   *dynamicRef
	allOf     []int32
	anyOf     []int32
	oneOf     []int32
	not       int32
	cond      int32 // if
	then      int32
	otherwise int32   // else
	dependent []child // dependentSchemas
}

// numbers, strings, arrays and objects return the rules for values of one type,
// those that say nothing where there are none yet.

func (n *node) numbers() *numberRules {
	if n.number == nil {
		n.number = new(numberRules)
	}
	return n.number
}

func (n *node) strings() *stringRules {
	if n.str == nil {
		n.str = &stringRules{maxLength: -1}
	}
	return n.str
}

func (n *node) arrays() *arrayRules {
	if n.array == nil {
		n.array = &arrayRules{maxItems: -1, items: none, contains: none, minContains: 1, maxContains: -1}
	}
	return n.array
}

func (n *node) objects() *objectRules {
	if n.object == nil {
		n.object = &objectRules{maxMembers: -1, additional: none, names: none}
	}
	return n.object
}

// child is a node reached by a name.
type child struct {
	name string
	node int32
}

// dynamicRef leads to the outermost node that declares anchor in the dynamic
// scope, and to target when none does.
type dynamicRef struct {
	target int32
	anchor string
}

type numberRules struct {
	minimum, maximum, above, below string // "" is no bound; above and below exclude it
	multipleOf                     string
}

type stringRules struct {
	minLength, maxLength int // maxLength -1: none
	pattern              *pattern
	format               string
	check                func(string) bool
}

type arrayRules struct {
	minItems, maxItems       int // maxItems -1: none
	prefix                   []int32
	items                    int32
	contains                 int32
	minContains, maxContains int  // maxContains -1: none
	containsMarks            bool // contains evaluates what it finds (draft 2020-12)
	unique                   bool
}

type objectRules struct {
	minMembers, maxMembers int // maxMembers -1: none
	required               []string
	properties             []child
	byName                 map[string]int32 // properties, when many
	patterns               []patternChild
	additional             int32
	names                  int32
	dependentRequired      []dependency
}

type patternChild struct {
	pattern *pattern
	node    int32
}

type dependency struct {
	name  string
	needs []string
}

// pattern is what regular expressions in Go's syntax say together, compiled when
// first used: all of all match and none of none does.
type pattern struct {
	source    string // as the schema has it, in the syntax of ECMA-262
	all, none []string
	once      sync.Once
	wanted    []*regexp.Regexp
	refused   []*regexp.Regexp
	broken    bool
}

// match reports whether p matches somewhere in s. Every text was compiled by
// the generator, with the same engine; where one does not compile all the same
// nothing matches.
func (p *pattern) match(s string) bool {
	p.once.Do(func() { p.wanted, p.refused = p.compile(p.all), p.compile(p.none) })
	if p.broken {
		return false
	}
	for _, re := range p.wanted {
		if !re.MatchString(s) {
			return false
		}
	}
	for _, re := range p.refused {
		if re.MatchString(s) {
			return false
		}
	}
	return true
}

func (p *pattern) compile(texts []string) (list []*regexp.Regexp) {
	for _, text := range texts {
		re, err := regexp.Compile(text)
		p.broken = p.broken || err != nil
		list = append(list, re)
	}
	return list
}

// typeSet is a set of JSON types; integer is a subset of number.
type typeSet uint8

const (
	typeNull typeSet = 1 << iota
	typeBoolean
	typeNumber
	typeString
	typeArray
	typeObject
	typeInteger
)

var typeNames = [...]string{"null", "boolean", "number", "string", "array", "object", "integer"}

var typeOfKind = [...]typeSet{
	rt.KindNull: typeNull, rt.KindBool: typeBoolean, rt.KindNumber: typeNumber,
	rt.KindString: typeString, rt.KindArray: typeArray, rt.KindObject: typeObject,
}

// has reports whether v is of one of the types.
func (t typeSet) has(v *Value) bool {
	return t&typeOfKind[v.kind] != 0 ||
		t&typeInteger != 0 && v.kind == rt.KindNumber && codec.IsInteger(v.text)
}

// child returns the node that properties names, or none.
func (o *objectRules) child(name string) int32 {
	if o.byName != nil {
		if n, ok := o.byName[name]; ok {
			return n
		}
		return none
	}
	for i := range o.properties {
		if o.properties[i].name == name {
			return o.properties[i].node
		}
	}
	return none
}

// at returns where n stands: a JSON Pointer, after "URI#" in documents other
// than the first.
func (p *Program) at(n *node) string {
	var steps []string
	for {
		steps = append(steps, n.at)
		if n.in < 0 {
			break
		}
		n = &p.nodes[n.in]
	}
	slices.Reverse(steps)
	return strings.Join(steps, "")
}

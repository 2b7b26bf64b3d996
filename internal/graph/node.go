package graph

import (
	"math/big"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Dialect is a version of JSON Schema; see keyword.Dialect.
type Dialect = keyword.Dialect

// The supported dialects.
const (
	Draft4    = keyword.Draft4
	Draft6    = keyword.Draft6
	Draft7    = keyword.Draft7
	Draft2019 = keyword.Draft2019
	Draft2020 = keyword.Draft2020
)

// ParseDialect reads a dialect's name (draft4 draft6 draft7 draft2019-09
// draft2020-12).
func ParseDialect(name string) (Dialect, bool) { return keyword.ParseDialect(name) }

// Graph is a schema with every reference resolved. It is read-only once Load
// has returned it, and then safe for concurrent use.
type Graph struct {
	// Root is the schema that was loaded.
	Root *Node
	// Nodes holds every node of the graph in the order of their ID: each loaded
	// document in document order, then nodes that only a reference reaches.
	Nodes []*Node
	// Resources holds every loaded document in load order (the first is the
	// document of Root), each followed by the resources embedded in it.
	Resources []*Resource
	// MetaFiles are the meta-schemas, official ones aside, that say which keywords
	// of it count.
	MetaFiles []*source.File
	// Notes tell of what decides nothing and should be known: a schema that asserts
	// nothing, a dialect that is taken for another.
	Notes []*diag.Error
	// Entries are the entry points that were asked for, in the order of the text.
	Entries []Entry

	opt Options // that it was loaded with
	// entry tells the schemas of Entries, named what is called by a name where it is
	// defined.
	entry map[*Node]bool
	named map[*Node]Property
	// entered are entry points where nothing says that there are schemas.
	entered []*Node
}

// Resource is a schema with a URI of its own: the root of a document, or a
// subschema that carries $id. It is the unit of base URIs, anchors, dialects and
// dynamic scope (2020-12 core, section 4.3.5).
type Resource struct {
	// URI is the canonical URI, absolute and without a fragment. A document read
	// from a file that has no $id has a URI of the private scheme RootScheme.
	URI string
	// Retrieved is the URI under which a document was found, which is URI unless
	// the document's $id names another; "" for an embedded resource.
	Retrieved string
	// File is the text that the resource is in.
	File *source.File
	// Root is the schema itself.
	Root *Node
	// Dialect is the dialect of the resource's keywords.
	Dialect Dialect
	// Vocab holds the vocabularies in use (2019-09 and later; older dialects
	// have all of them).
	Vocab keyword.Vocab
	// LaterKeywords says that keywords which only later dialects have mean here what
	// they mean there, also where a keyword of the dialect stands beside them that
	// another draft reads otherwise: with prefixItems, items is for the items after
	// those. What beside what has no meaning is an error (CodeConflict). The rest of
	// the dialect holds: up to draft 7 a $ref hides them too, and contains evaluates
	// nothing before 2020-12.
	LaterKeywords bool
	// MetaSchema is the URI in $schema as written, "" when the dialect was
	// inherited or is the default.
	MetaSchema string
	// Parent is the resource that this one is embedded in; nil for a document.
	Parent *Resource
	// Foreign is set on a document that holds schemas and is none. Root says nothing
	// then.
	Foreign bool
	// Builtin is set on the official meta-schemas that come with this package.
	Builtin bool
	// Anchors maps every plain-name fragment, dynamic ones included, to its node;
	// nil when there is none.
	Anchors map[string]*Node
	// DynamicAnchors maps the names of $dynamicAnchor to their nodes (2020-12);
	// nil when there is none.
	DynamicAnchors map[string]*Node
	// RecursiveAnchor is the value of $recursiveAnchor at Root (2019-09).
	RecursiveAnchor bool

	// stated: the dialect is the one that the caller says MetaSchema stands for.
	stated bool
	// twice holds anchors that more than one node claims.
	twice map[string]bool
}

// Node is one schema, normalised: whatever draft it was written in, its
// keywords are found under their 2020-12 meaning. A field is zero when its
// keyword is absent, not defined in the dialect, hidden by a $ref (up to draft
// 7) or, for then, else, minContains and maxContains, without the keyword that
// gives it an effect.
type Node struct {
	// ID is the index in Graph.Nodes.
	ID int
	// File and Value are the text the schema was read from.
	File  *source.File
	Value *source.Value
	// Resource is the resource that the node belongs to; for a node that carries
	// $id, the resource it is the root of.
	Resource *Resource
	// BaseURI is the URI its relative references resolve against, which is
	// Resource.URI.
	BaseURI string
	// Dialect is Resource.Dialect.
	Dialect Dialect
	// SchemaID is the $id (draft 4: id) as written, "" when absent.
	SchemaID string

	// Bool is not nil for a boolean schema; nothing else is set then.
	Bool *bool

	// Ref is the schema that $ref refers to.
	Ref *Node
	// DynamicRef is the $dynamicRef (2020-12) or $recursiveRef (2019-09).
	DynamicRef *DynamicRef

	// Types holds the type names without repetition, in source order; nil means
	// any type.
	Types []string
	// Enum holds the values of enum; HasEnum tells an empty enum, which accepts
	// nothing, from an absent one.
	Enum    []*source.Value
	HasEnum bool
	// Const is the value of const, nil when absent.
	Const *source.Value

	// Numeric bounds. The boolean exclusiveMinimum and exclusiveMaximum of draft
	// 4 turn the bound beside them into an exclusive one.
	MultipleOf                         *Number
	Minimum, Maximum                   *Number
	ExclusiveMinimum, ExclusiveMaximum *Number

	// Bounds on sizes: code points, items, members, and items that satisfy
	// Contains. MinContains and MaxContains are nil when Contains is.
	MinLength, MaxLength         *Count
	MinItems, MaxItems           *Count
	MinProperties, MaxProperties *Count
	MinContains, MaxContains     *Count

	// Pattern is the pattern that strings must match somewhere.
	Pattern *Pattern
	// Format is the format's name. AssertFormat says that it limits the instance
	// rather than only describing it.
	Format       string
	AssertFormat bool
	UniqueItems  bool

	// Required names the members that must be present, without repetition, in
	// source order.
	Required []string
	// Properties holds the declared members in source order.
	Properties []Property
	// PatternProperties holds the schemas for members whose name matches, in
	// source order.
	PatternProperties []PatternProperty
	// AdditionalProperties applies to members that Properties and
	// PatternProperties of this node do not cover.
	AdditionalProperties *Node
	// UnevaluatedProperties applies to members that nothing applied here has
	// evaluated.
	UnevaluatedProperties *Node
	// PropertyNames applies to every member's name.
	PropertyNames *Node

	// PrefixItems applies to the first items one by one; up to 2019-09 it is the
	// array form of items.
	PrefixItems []*Node
	// Items applies to the items after PrefixItems; up to 2019-09 it is
	// additionalItems when items is an array.
	Items *Node
	// Contains must accept an item. Whether accepted items count as evaluated is
	// Dialect.ContainsEvaluates.
	Contains *Node
	// UnevaluatedItems applies to items that nothing applied here has evaluated.
	UnevaluatedItems *Node

	// DependentRequired and DependentSchemas apply when the member is present.
	// Up to draft 7 they hold the two forms of dependencies.
	DependentRequired []DependentRequired
	DependentSchemas  []Property

	AllOf, AnyOf, OneOf []*Node
	Not                 *Node
	// If, Then and Else; Then and Else are nil when If is.
	If, Then, Else *Node

	// Defs holds the schemas under $defs and definitions, in source order. They
	// apply to nothing by themselves. Definitions beside a $ref that hides them
	// are here too, because references into them are common.
	Defs []Property
	// ContentSchema describes the decoded content of a string; it is never
	// applied.
	ContentSchema *Node

	// Annotations, "" or nil or false when absent. Comment, Deprecated, ReadOnly,
	// WriteOnly and Examples are also taken from dialects that do not define
	// them, where they have the right form, because they only document.
	Title, Description, Comment     string
	Default                         *source.Value
	Examples                        []*source.Value
	Deprecated, ReadOnly, WriteOnly bool

	// Extension is the value of the extension keyword goJSONSchema, which
	// directs the generation of Go; it is kept even beside a hiding $ref.
	Extension *source.Value

	// Keywords holds every keyword as written, in source order.
	Keywords []Keyword

	// held are the schemas of keywords that have no field above.
	held []Subschema
	// later names the keywords that only later dialects have; see Resource.LaterKeywords.
	later []string

	// parent and step locate the node in its file: step is the escaped pointer
	// from parent. A document's root has no parent.
	parent *Node
	step   string
}

// DynamicRef is a reference whose target depends on the dynamic scope.
type DynamicRef struct {
	// Target is the schema it refers to lexically.
	Target *Node
	// Anchor is the name to look for in Resource.DynamicAnchors of the dynamic
	// scope, outermost first (2020-12). "" when Target was not reached by a
	// dynamic anchor, in which case the reference is an ordinary one.
	Anchor string
	// Recursive says that the outermost resource of the dynamic scope whose
	// RecursiveAnchor is set is the target (2019-09). Only set when Target's
	// resource has RecursiveAnchor; else the reference is an ordinary one.
	Recursive bool
}

// Plain reports whether the reference always means its Target.
func (r *DynamicRef) Plain() bool { return r.Anchor == "" && !r.Recursive }

// DynamicTargets lists every schema that a reference may mean, its Target first.
func (g *Graph) DynamicTargets(d *DynamicRef) []*Node {
	list := []*Node{d.Target}
	for _, r := range g.Resources {
		if d.Recursive && r.RecursiveAnchor && r.Root != d.Target {
			list = append(list, r.Root)
		}
		if n := r.DynamicAnchors[d.Anchor]; n != nil && d.Anchor != "" && n != d.Target {
			list = append(list, n)
		}
	}
	return list
}

// Property is a name with the schema that belongs to it.
type Property struct {
	Name string
	Node *Node
	// Offset is the byte offset of the name in the file.
	Offset int
}

// PatternProperty is a schema for the members whose name matches.
type PatternProperty struct {
	Pattern *Pattern
	Node    *Node
	// Offset is the byte offset of the pattern in the file.
	Offset int
}

// DependentRequired names members that must be present when Name is.
type DependentRequired struct {
	Name     string
	Required []string
	// Offset is the byte offset of the name in the file.
	Offset int
}

// Pattern is a regular expression of ECMA-262.
type Pattern struct {
	// Source is the expression as written.
	Source string
	// P is the parsed expression.
	P *pattern.Pattern
	// At is the value it was read from; nil for a member name of
	// patternProperties.
	At *source.Value
}

// Number is an exact number of a schema.
type Number struct {
	// Text is the number as written.
	Text string
	// Rat is its exact value; it must not be changed.
	Rat *big.Rat
	At  *source.Value
}

// Count is a non-negative integer of a schema.
type Count struct {
	// N is the exact value; it must not be changed.
	N  *big.Int
	At *source.Value
}

// Int64 returns the value if it fits.
func (c *Count) Int64() (int64, bool) { return c.N.Int64(), c.N.IsInt64() }

// Keyword is a keyword as written.
type Keyword struct {
	Name  string
	Value *source.Value
	// Offset is the byte offset of the name in the file.
	Offset int
	// Row is the keyword's row if it has an effect in the node's dialect and
	// vocabularies; nil for an unknown keyword, which is an annotation.
	Row *keyword.Row
	// Hidden says that a $ref beside the keyword makes it void.
	Hidden bool
}

// Keyword returns the keyword as written, or nil.
func (n *Node) Keyword(name string) *Keyword {
	for i := range n.Keywords {
		if n.Keywords[i].Name == name {
			return &n.Keywords[i]
		}
	}
	return nil
}

// Ptr returns the JSON Pointer of the node in its file, "" for the root of a
// document. It is computed on each call, at a cost of the pointer's length.
func (n *Node) Ptr() string { return string(n.appendPtr(nil, 0)) }

func (n *Node) appendPtr(buf []byte, extra int) []byte {
	size := extra
	for m := n; m != nil; m = m.parent {
		size += len(m.step)
	}
	buf = append(buf, make([]byte, size)...)
	end := size - extra
	for m := n; m != nil; m = m.parent {
		end -= len(m.step)
		copy(buf[end:], m.step)
	}
	return buf[:size-extra]
}

// At returns the JSON Pointer, in the node's file, of the keyword that is called
// name in 2020-12, in the spelling of the node's dialect: At("prefixItems") of a
// draft 7 node ends in "/items".
func (n *Node) At(name string) string {
	name = n.Spelling(name)
	return string(append(append(n.appendPtr(nil, len(name)+1), '/'), Escape(name)...))
}

// Spelling returns how the node writes the keyword called name in 2020-12.
func (n *Node) Spelling(name string) string {
	switch name {
	case "prefixItems":
		if n.Dialect < Draft2020 && !n.Later(name) {
			return "items"
		}
	case "items":
		if n.Dialect < Draft2020 && n.PrefixItems != nil && !n.Later("prefixItems") {
			return "additionalItems"
		}
	case "dependentRequired", "dependentSchemas":
		if n.Dialect < Draft2019 && !n.Later(name) {
			return "dependencies"
		}
	case "$dynamicRef":
		if n.Dialect == Draft2019 && !n.Later(name) || n.Later("$recursiveRef") {
			return "$recursiveRef"
		}
	case "$id":
		if n.Later(name) {
			return name
		}
		return n.Dialect.IDKeyword()
	}
	return name
}

// Document reports whether n is the root of a document.
func (n *Node) Document() bool { return n.parent == nil }

// Container reports whether n is the root of a document that holds schemas and is none.
func (n *Node) Container() bool { return n.parent == nil && n.Resource.Foreign }

// Outermost reports whether n stands in no other schema: it is the root of a document,
// or stands in one that is no schema.
func (n *Node) Outermost() bool {
	return n.parent == nil && !n.Container() || n.parent != nil && n.parent.Container()
}

// Bare returns a node that stands where n does and says nothing: a start for
// one that carries a part of n's keywords. It is not one of Graph.Nodes.
func (n *Node) Bare() *Node {
	return &Node{
		ID: n.ID, File: n.File, Value: n.Value, Resource: n.Resource, BaseURI: n.BaseURI, Dialect: n.Dialect,
		parent: n.parent, step: n.step, later: n.later,
	}
}

// Location returns where the node begins: the file's name, and line and column
// counted from 1, columns in code points.
func (n *Node) Location() (file string, line, col int) {
	line, col = n.File.Position(n.Value.Start)
	return n.File.Name, line, col
}

// Escape writes a member name as a JSON Pointer token (RFC 6901, section 3).
func Escape(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}

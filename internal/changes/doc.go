// Package changes tells what is different between two versions of a schema:
// every change under a stable name, with its place on both sides and what it can
// break.
//
// Diff walks the resolved graphs of both versions side by side, so it compares
// what the schemas say and not how they are written. Schemas that apply in one
// place together (a $ref and its siblings, the branches of allOf) are compared
// as one; branches of anyOf, oneOf and conditions are matched by what they hold
// and not by where they stand; definitions by what refers to them. Moving
// behind a $ref, inlining, reordering and equivalent spellings are therefore no
// changes.
//
// A change explains, it does not decide: the verdict about two schemas is
// internal/decide's. Attribute asks it about each change by itself, on a variant of
// the old schema in which nothing else was changed and which shares with it all
// that is the same, and says which of the breaks that were decided are this
// change's.
//
// A rule is a value, in the file of its topic (rules_*.go): what a change is
// called, why it matters, an example, and which comparison finds it. Changes are
// told by rules and never by name. docs/rules.md is printed from them.
//
// The package may import internal/graph, internal/keyword, internal/source,
// internal/pattern, internal/decide, internal/writer, internal/shrink,
// internal/suggest, internal/wording and rt/codec.
package changes

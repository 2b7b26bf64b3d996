// Package v5 puts github.com/santhosh-tekuri/jsonschema/v5 behind one door.
//
// That library judges instances; it is the second opinion beside the project's
// own evaluator and the judge of the validate command. It never sees a schema
// as the user wrote it, but a copy made from the resolved graph, because some
// schemas make it answer wrongly, panic or load things:
//
//   - every reference is already resolved and points into the copy; identifiers
//     and anchors are gone, and $schema is written in for the keyword rules of
//     the dialect the schema was written in;
//   - dynamic references are specialised: a schema is copied once for every
//     dynamic scope in which it can be evaluated;
//   - formats are left out unless they are asserted, content keywords always;
//     which formats there are, and what they mean, rt/eval says;
//   - patterns are respelled from ECMA-262 to Go syntax;
//   - enum, const, uniqueItems, multipleOf and whether a number is an integer are
//     judged here (values.go): the library takes an empty enum for none, and ever
//     longer the more digits and values there are;
//   - sizes beyond what it can count are cut to what no document reaches;
//   - nothing is loaded: a document that is not in the copy is an error.
//
// The copy is cut into documents of a few dozen schemas, because the library's
// time to compile one grows with the square of its size. Violations are told in
// the project's words, at pointers into the user's own files, in document order.
//
// The package may import internal/graph, internal/keyword, internal/pattern,
// internal/source, rt and the library.
package v5

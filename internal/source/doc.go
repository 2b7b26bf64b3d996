// Package source reads JSON and YAML text into trees that remember where every
// value stood.
//
// Everything the toolkit reads — schemas, documents, configuration — comes in
// through this room, so that a complaint about any of it can name the file,
// line, column and JSON Pointer. Trees keep what encoding/json loses: the order
// of members, the spelling of numbers, and the place of every value and name.
//
// JSON is read on the cursor of package rt, the one generated code uses, so the
// commands and generated decoders refuse the same text, at the same place, in
// the same words. YAML is accepted as another spelling of JSON: what JSON cannot
// say (duplicate or non-string keys, merge keys, private tags, NaN, several
// documents in one file) is refused rather than reinterpreted.
//
// It may import diag, rt, internal/suggest and the YAML parser, and no other room.
package source

// Package codec is what generated code is made of: the strict one-pass cursor
// over JSON text, the record of what a document said beyond its typed fields,
// append-style encoding, matchers of patterns, helpers for copies and
// comparisons, and the reading behind streaming decoders.
//
// Do not import it. It is for code that `runresult generate` wrote and for the
// toolkit itself; its names change and go with the generator, in any version,
// without notice. Nothing is promised to anybody else: generated code names in
// IfMissingRunRunresultGenerate2 the runtime it was written for, and does not
// compile with another. What programs use of generated code (numbers, timestamps,
// raw values, optional members, errors) is in package rt.
//
// It imports the standard library, rt, and what it shares with rt.
package codec

// Package contract holds the tests that hold the generated RunResult code to
// its contract: lossless, strict, safe to edit, streaming like whole decoding,
// and of one mind with two other judges about every document. It has no code
// of its own.
//
// Its documents are made by a seeded generator, so every run sees the same ones
// and a failure names the seed that repeats it. The tests may import the
// generated package, rt, schema and internal/*.
package contract

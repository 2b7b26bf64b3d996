// Package attack tries to prove the decision procedure wrong.
//
// It makes pairs of schemas (random ones, and schemas with random edits), has
// them decided, and then attacks every answer: a witness must be what it claims
// to be in the eyes of three validators, and a proof that no witness exists has
// to survive documents made from both schemas, their mutations and, for small
// schemas, every document of a small space. Whatever does not hold is a
// Contradiction, reduced to a small report that is kept as a seed
// (testdata/contradictions) and tried again by every `go test`.
//
// The attack is a test, and stands in test files: TestSoundness (`make soundness`),
// and TestPublicSchemas for a folder of schemas of others (`make public-edits`);
// both take flags. What judges documents is for internal/measure too.
//
// Everything is a function of a seed: a pair has a number, and the number says
// all about it.
//
// The package imports internal/cli, internal/decide, internal/writer, internal/graph,
// internal/keyword, internal/source, internal/program, internal/v5, rt/eval and
// github.com/google/jsonschema-go as the third opinion.
package attack

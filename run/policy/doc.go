// Package policy reads the file that says which steps of a run are critical.
//
// A policy file is named and versioned, so that a document can say by which
// policy its status was derived. Its rules pick steps by id, by kind or by a
// glob over ids; the first rule that picks a step decides it, and `default`
// decides the steps that no rule picks:
//
//	version: 1
//	name: acme.status
//	revision: 3
//	default: critical
//	rules:
//	  - {id: train.champion, critical: true}
//	  - {kind: diagnostic, critical: false, why: nobody waits for a chart}
//	  - {glob: "report.*", critical: false}
//
// A File is a run.Policy: the recorder, run.Derive and verification take it as
// it is. Its ID is the name and the revision, "acme.status/v3". A criticality
// that a document records for a step wins over every policy.
//
// Reading is strict: an unknown key, a value of another type or a rule that can
// never apply, because one above it takes all its steps, is refused with its
// position. The file's JSON Schema is published beside the reader, and a test
// holds the two together; only a rule that never applies is beyond the schema.
//
// In a glob, `*` stands for any characters, none included, and `?` for exactly
// one; everything else stands for itself, upper and lower case apart, and the
// whole id has to fit. Square brackets, braces and backslashes are refused,
// because other tools give them meanings.
//
// The package may import diag, run, the generated types, internal/form and
// internal/source.
package policy

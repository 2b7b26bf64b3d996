// Package rt is the runtime that generated Go code imports: a strict one-pass
// cursor over JSON text, exact numbers, the record of what a document said
// beyond its typed fields, errors with pointer, line and column, and
// append-style encoding.
//
// It is a leaf: it imports the standard library only, so that a program that
// uses generated code depends on nothing else. Exported names that take a
// *Cursor or a *Recorder exist for generated code; the value types (Opt,
// Timestamp, Number, Integer, Raw, Members) and the errors are for everyone.
package rt

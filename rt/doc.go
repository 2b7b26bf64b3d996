// Package rt holds what programs use of generated Go code: exact numbers (Number,
// Integer), timestamps as written (Timestamp), values of any type (Raw), members
// that may be absent or null (Opt), and the errors that decoding gives (Errors),
// with pointer, line and column.
//
// It is a leaf: it imports the standard library only, so that a program that
// uses generated code depends on nothing else. What only generated code calls is
// in rt/codec, which imports rt, and rt/eval, which imports both; what rt and
// rt/codec share is in rt/internal/wire.
package rt

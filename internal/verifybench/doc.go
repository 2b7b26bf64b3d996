// Package verifybench is `make bench-verify`: how fast `runresult verify` is and
// how much memory it takes.
//
// It builds the program, writes what is to be verified into a temporary
// directory, and measures the program from outside, as a shell would see it:
// small runs as NDJSON, with and without their evidence, and one run with a large
// set of artifacts beside sha256sum over the same files. Nothing is measured
// before it was read once, so the files come from memory in every round.
//
// It holds tests only; they may import run, the generated types, rt and internal
// packages.
package verifybench

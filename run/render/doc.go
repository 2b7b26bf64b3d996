// Package render shows a RunResult to a person.
//
// Text writes what one wants to know at a glance, in the order of the
// questions: what became of the run, what failed and why, what did not run and
// on whose account, how the steps went, and where the evidence is.
//
// A document may come from anywhere, so nothing in it reaches the terminal as a
// control: control characters, direction marks and invisible characters are
// shown escaped. The output depends on the document and the options only,
// and several goroutines may write at once.
//
// It may import run, the generated types and rt.
package render

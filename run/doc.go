// Package run holds what a RunResult means beyond its schema.
//
// The schema says which documents are well formed; this package says what
// follows from them. Derive computes the global status of a run from its steps
// and a policy of criticality; Possible gives every status a document may
// truthfully state where criticality is not recorded; Count and Elapsed are
// the counters and the elapsed times that a document must agree with.
//
// The rooms below it turn documents into other things and other things into
// documents: run/record writes down what a Go engine does, run/policy reads the
// file that says which steps are critical, run/atlas reads the manifests of
// Atlas DataFlow, run/verify holds a document against its evidence, run/render
// shows a run to a person.
//
// It may import the generated types, rt and internal packages; nothing under
// gen, gate or compat.
package run

// Package verify turns a valid RunResult into a trusted one, or says why not.
//
// A schema cannot say whether an artifact exists, whether its digest is true,
// whether the manifest agrees or the order of the steps is real. Document checks
// all of that about one document: strict parsing; the schema of the version that
// the document names; the status against the steps and a policy; times; ids and
// what refers to them; counters; and, when there is a run directory, every
// artifact and the manifest. Dir finds the document in a run directory first.
//
// What is wrong comes back as findings with stable codes, which Rules explains.
// One fault is one finding. Checks find everything, each with what it rests on
// and what it calls into question; then one fold, in the order of the checks,
// tells what stands and leaves out what only follows, such as the counters when a
// step is there twice, or the schema's words where a check says more. Leaving out
// never makes a document clean that is not: what hides behind a finding shows
// when that is mended. A truthful document of a failed run has no finding of
// severity error.
//
// The run directory is not trusted. Nothing outside it is read, whatever paths
// and symbolic links say; nothing but regular files is opened, so that a FIFO or
// a device cannot hold the check up; digests are computed on a stream; and a file
// that changes meanwhile is a finding.
//
// Several goroutines may verify at once. A context that ends stops the hashing,
// which is what takes time; the verdict says so in Err.
//
// It may import diag, run, run/atlas, the generated types, rt, schema and internal
// packages.
package verify

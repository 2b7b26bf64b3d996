// Package record writes down what a Go engine does, as the RunResult of the run.
//
// An engine starts a Run, plans its steps, reports what becomes of each and
// finishes. The recorder keeps the times, hashes the artifacts, counts, derives
// the status and writes the document:
//
//	r, err := record.Start(ctx, record.Options{Dir: "runs/42", Manifest: record.Manifest})
//	if err != nil { … }
//	defer r.Close() // a document even when the engine returns early or panics
//	err = r.SetConfig(record.Input{Hash: record.Digest(config)})
//	err = r.SetContract(record.Input{Hash: record.Digest(contract)})
//	err = r.Plan(record.PlannedStep{ID: "ingest.load", Kind: "diagnostic"}, …)
//	s := r.Step("ingest.load")
//	if err := s.Start(); err == nil { … err = s.Succeed("read 178 rows") }
//	doc, err := r.Finish()
//
// What holds for every document that is written:
//
//   - Times. Every instant is the wall clock at Start plus the elapsed monotonic
//     time, so that no clock set back makes a step end before it began. They are
//     UTC, to the microsecond.
//   - Order. Steps stand in the order in which they started or were decided to
//     be skipped or blocked; steps that nothing was decided about come last.
//   - Those last are blocked: by the dependencies that did not succeed, else by
//     the interruption, else by the first failure. A step that was running when
//     the run ended failed.
//   - Criticality. What the plan says, else what the policy decides, is recorded
//     with the step; the status is derived by run.Derive, and status_policy
//     names the policy.
//   - Counters. The well-known metrics are counted from the steps.
//   - Artifacts. They are regular files inside the run directory, which symbolic
//     links and ".." cannot leave, and are hashed when they are added: add a file
//     when it is complete.
//   - Before a plan. A run that ends before its plan says why in its error, and
//     names where the digest of the empty string stands in for its config or
//     contract. A plan is refused until both are recorded.
//   - Writing. A document is put in place complete or not at all, so that whoever
//     reads the file, at any moment and after any crash, finds the old one or
//     the new one.
//
// When the context of the run is done, a document that says so is written at
// once, and again by Finish or Close, which know how it ended. What no program
// can catch, such as a power failure, leaves a document when Options.Checkpoint
// asks for one in between: until the next one, it says that the run was
// interrupted.
//
// A Run and its steps may be used by any number of goroutines. A call that makes
// no sense, such as ending a step that did not start, changes nothing and
// returns a *UsageError; every call after the end returns ErrFinished.
//
// The package may import run, the generated types, rt and internal/atomicfile.
package record

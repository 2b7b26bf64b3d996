// Package record writes down what a Go engine does, as the RunResult of the run.
//
// An engine starts a Run, plans its steps, reports what becomes of each and
// finishes. The recorder keeps the times, hashes the artifacts, counts, derives
// the status and writes the document:
//
//	r, err := record.Start(ctx, record.Options{Dir: "runs/42", Manifest: record.Manifest})
//	if err != nil { … }
//	defer r.CloseTo(&err) // says how the run ended when the engine returns early or panics
//	err = r.SetConfig(record.Input{Hash: record.Digest(config)})
//	err = r.SetContract(record.Input{Hash: record.Digest(contract)})
//	err = r.Plan(record.PlannedStep{ID: "ingest.load", Kind: "diagnostic"}, …)
//	s := r.Step("ingest.load")
//	err = s.Run(func() error { …; _, err := s.Artifact(record.Artifact{Path: "rows.csv"}); return err })
//	doc, err := r.Finish()
//
// Step.Run starts the step and ends it as its work ends; Start, Succeed, Fail and
// Skip are there for engines that need them apart.
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
//     when it is complete, and write another one under another path. Finish says
//     which are gone or have another size since.
//   - Before a plan. A run that ends before its plan says why in its error, and
//     names where the digest of the empty string stands in for its config or
//     contract. A plan is refused until both are recorded.
//   - Writing. A document is put in place complete or not at all, so that whoever
//     reads the file, at any moment and after any crash, finds the old one or
//     the new one.
//
// There is a document from the start: Start writes one, the first Plan another,
// and further ones are written as often as Options.Checkpoint asks. Each says that
// the run was interrupted, until a later one takes its place. So os.Exit, log.Fatal,
// a panic in some other goroutine, SIGKILL and a power failure leave a document,
// and never that of an earlier run in the same directory. What they do not leave
// is word of the steps since; a process that was killed while it wrote also
// leaves a temporary file, which the next Start in the directory removes.
//
// When the context of the run is done, a document that says so is written at
// once, and again by Finish or Close, which know how it ended. For Ctrl-C and
// SIGTERM to be such an end, the program has to ask for it, because by default
// they end a Go program as SIGKILL does:
//
//	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
//	defer stop()
//
// Close writes down a panic of the goroutine that defers it. A panic of another
// goroutine ends the process before anybody can; where that goroutine is in a
// Step.Run, a document that says so is written first.
//
// A Run and its steps may be used by any number of goroutines. A call that makes
// no sense, such as ending a step that did not start, changes nothing and
// returns a *UsageError; every call after the end returns ErrFinished. An
// errgroup's derived context is done as soon as Wait returns: give Start the one
// that it was derived from, and the work the derived one.
//
// The package may import run, the generated types, rt, internal/atomicfile and
// internal/nonblock.
package record

// Package atlas turns manifests of Atlas DataFlow into RunResults.
//
// Two shapes of manifest are read. As written in practice, "steps" is a map
// sorted by key, the order of execution survives only in "events", hashes stand
// bare under "inputs", and there is neither a run status nor a finish time nor
// a list of artifacts. As documented, there are a manifest_version, a list of
// steps whose good end is called "done", hashes under "config" and "contract",
// and lists of events and artifacts. The shapes are told apart member by member,
// so mixtures read as well.
//
// A manifest says less than a RunResult, and sometimes contradicts itself. The
// rules for what is made of it:
//
//   - Order. Steps stand in the order of the events that started them; steps
//     without events come after, by start and then by key or position. A list
//     also says where a step stands that never started; where its order and the
//     times disagree, the times win and the steps that moved are named.
//   - Times. A step's own times come first, then those of its events. A missing
//     end or start is computed from the stated duration, else it equals the
//     other. Durations are always the difference of the times.
//   - End of the run. Its own finished_at, else its last event, else the latest
//     instant that anything records.
//   - Status. It is derived from the steps. A stated status is kept where the
//     steps allow it and no policy is given, because the engine knew what was
//     critical; otherwise the derived one stands. A stated failure that no step
//     explains becomes a run-level error.
//   - Interruption. A step that was running when the manifest was written
//     failed; one that was waiting is blocked.
//   - Summaries. None is empty: a failed step without one gets its error, any
//     other says how it ended and why, and the run counts its steps.
//   - Artifacts. Paths are made relative to the run directory. An artifact
//     whose path leads elsewhere, or that has no usable digest, is left out.
//   - Hashes. They are spelled in the canonical prefixed form. A run that failed
//     before it had a plan may lack them: the digest of the empty string then
//     stands in and the error of the run says so. Any other manifest without
//     them is refused.
//
// Whatever a RunResult has no place for is kept, as it was written, in the
// extension named ExtensionName; only the event log stays in the manifest alone.
// Everything inferred, contradicted or left out is reported as a Note. The
// result is always a valid document; Import returns an error otherwise.
//
// All of it may be used by several goroutines at once. It may import diag, run,
// the generated types, rt and internal/source.
package atlas

package compat

import (
	"testing"
)

// BenchmarkCompare answers everything about pairs of the matrix, loading
// included: one where a small schema breaks, one where it does not, and the
// RunResult schema with an annotation changed and with a clause taken out.
func BenchmarkCompare(b *testing.B) {
	list := rows(b)
	for _, id := range []string{"enum-value-added", "optional-member-added", "runresult-description", "clause-out-run-failed"} {
		for _, r := range list {
			if r.id != id {
				continue
			}
			b.Run(id, func(b *testing.B) {
				for b.Loop() {
					must(Compare(b.Context(), load(b, "old.json", r.old), load(b, "new.json", r.new), Options{}))
				}
			})
		}
	}
}

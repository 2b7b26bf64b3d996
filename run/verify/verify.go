package verify

import (
	"context"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/run"
)

// DefaultLimit is how many findings a verdict holds unless Options say
// otherwise.
const DefaultLimit = 1000

// Options are the choices of a verification. The zero value is useful.
type Options struct {
	// Policy decides which steps are critical where the document does not say.
	// Nil accepts every status that some policy allows.
	Policy run.Policy
	// Root is the run directory that the document's paths are relative to. With
	// "" only what the document itself says is checked; Dir sets it.
	Root string
	// Jobs is how many files are hashed at a time; 0 is one for each processor.
	Jobs int
	// Limit bounds the findings of a verdict; those beyond it are counted by a
	// last one. 0 is DefaultLimit.
	Limit int
	// Progress is told how many bytes of the artifacts are hashed and how many
	// there are. Calls do not overlap, and may come from any goroutine.
	Progress func(done, total int64)
	// LineOffset is how many lines of the file stand before the document, as in
	// a file with one document a line.
	LineOffset int
}

// Verdict is what is known about one document.
type Verdict struct {
	// Name is the document's name, as given or as Dir found it.
	Name string
	// RunID and Status are what the document states, "" where it cannot be read.
	RunID, Status string
	// Schema is the version of the schema that judged the document, "" for none.
	Schema string
	// Findings are in document order, at most Options.Limit of them and one that
	// counts the rest. Errors come before warnings when there are too many.
	Findings []diag.Finding
	// Errors and Warnings count all findings, those left out too.
	Errors, Warnings int
	// Files and Bytes count what was read as evidence.
	Files int
	Bytes int64
	// Err is set when the context ended before the checks did, or there was none.
	// The verdict is then about the checks made so far.
	Err error

	judged bool // this package made it
}

// OK reports whether the document was checked to the end without an error. It is
// false of a Verdict that Document or Dir did not give, or gave beside an error.
func (v *Verdict) OK() bool { return v.judged && v.Err == nil && v.Errors == 0 }

// Document verifies one document. Name is what findings call it. The evidence
// is checked when Options.Root names the run directory.
func Document(ctx context.Context, name string, data []byte, opt Options) Verdict {
	c := newChecker(ctx, name, data, opt)
	if c.out.Err = source.NeedContext(ctx); c.out.Err != nil {
		return c.out
	}
	c.check()
	c.close()
	return c.verdict()
}

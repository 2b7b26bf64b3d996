package verify

import (
	"slices"
	"strconv"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
)

var (
	ruleDuplicateArtifact = diag.Rule{
		ID: "verify-duplicate-artifact", Severity: diag.SeverityError,
		Summary:     "Two artifacts of one list have the same name.",
		Explanation: "The name of an artifact is unique within its list; the same name may stand in another list.",
		Example:     `"artifacts": [{"name": "model"}, {"name": "model"}]`,
		Hint:        "rename one of them",
	}
	ruleProducer = diag.Rule{
		ID: "verify-produced-by", Severity: diag.SeverityError,
		Summary:     "An artifact is said to come from a step that cannot have produced it.",
		Explanation: "produced_by names a step of the run that started; in the list of a step it is that step, and of a file that steps list it is one of these. A step that was blocked, or skipped before it began, has no artifacts.",
		Example:     `"produced_by": "no-such-step"`,
		Hint:        "correct produced_by, or leave it out",
	}
	ruleArtifactConflict = diag.Rule{
		ID: "verify-artifact-conflict", Severity: diag.SeverityError,
		Summary:     "The document says different things about one file.",
		Explanation: "The same path is listed twice with different digests or sizes. It is only found where the files are not looked at; the file itself shows which entry is wrong.",
		Example:     "one path with two hashes",
		Hint:        "hash the file again, or verify with its run directory",
	}
	ruleLintPathCollision = diag.Rule{
		ID: "lint-path-collision", Severity: diag.SeverityWarning,
		Summary:     "Two paths differ in case or Unicode form only.",
		Explanation: "Some file systems hold one file for both names, so the run cannot be copied there.",
		Example:     `"Model.bin" and "model.bin"`,
		Hint:        "rename one of the files",
	}
)

// artifactRef is one artifact of the document and where it stands.
type artifactRef struct {
	*runresultv1.Artifact
	at   string // pointer
	step int    // -1 for a global artifact
}

// eachArtifact lists every artifact, in document order of the lists.
func (c *checker) eachArtifact() []artifactRef {
	var out []artifactRef
	for i := range c.doc.Steps {
		for j := range c.doc.Steps[i].Artifacts {
			out = append(out, artifactRef{&c.doc.Steps[i].Artifacts[j], member(i, "artifacts", j), i})
		}
	}
	for j := range c.doc.Artifacts {
		out = append(out, artifactRef{&c.doc.Artifacts[j], "/artifacts/" + strconv.Itoa(j), -1})
	}
	return out
}

// member points to an item of a list of a step.
func member(step int, list string, j int) string {
	return stepAt(step) + "/" + list + "/" + strconv.Itoa(j)
}

// artifactLists checks the lists of artifacts in themselves: names, producers and
// paths.
func (c *checker) artifactLists() {
	type place struct {
		step int
		name string
	}
	names := map[place]string{}
	paths := map[string]artifactRef{}
	folded := map[string]collider{}
	blamed := map[int]bool{}
	owners := map[string][]int{}
	all := c.eachArtifact()
	for _, a := range all {
		if a.step >= 0 {
			owners[a.Path] = append(owners[a.Path], a.step)
		}
	}
	for _, a := range all {
		if a.Name != "" {
			p := place{a.step, a.Name}
			if first, taken := names[p]; taken {
				c.found(&ruleDuplicateArtifact, a.at+"/name", issue{found: a.Name, expected: "a name that is unique in its list",
					message: "the artifact is called %s, as is the one at %s; expected a name that is unique in its list", args: []any{quote(a.Name), first}})
			} else {
				names[p] = a.at
			}
		}
		c.producer(a, blamed, owners)
		if a.Path == "" {
			continue
		}
		if first, taken := paths[a.Path]; taken {
			c.conflict(first, a)
			continue
		}
		paths[a.Path] = a
		// A folder that differs is told once, at the first path that shows it.
		for end := range a.Path + "/" {
			if end < len(a.Path) && a.Path[end] != '/' {
				continue
			}
			prefix := a.Path[:end]
			key := sameName(prefix)
			first, taken := folded[key]
			if !taken {
				folded[key] = collider{prefix, a}
				continue
			}
			if first.prefix == prefix {
				continue
			}
			c.found(&ruleLintPathCollision, a.at+"/path", issue{found: a.Path, expected: "paths that differ in more than case and Unicode form",
				message: "the path %s differs from %s, at %s, in case or Unicode form only; some file systems hold one file for both",
				args:    []any{quote(prefix), quote(first.prefix), first.artifact.at}})
			break
		}
	}
}

// collider is a path, or the beginning of one, and the first artifact with it.
type collider struct {
	prefix   string
	artifact artifactRef
}

// neverStarted reports that a step has no work behind it: it was blocked, or
// skipped before it began.
func (c *checker) neverStarted(i int) bool {
	s := &c.doc.Steps[i]
	return s.Status == runresultv1.StepStatusBlocked || s.Status == runresultv1.StepStatusSkipped && s.StartedAt == nil && !c.untimed[i]
}

// producer checks which step is said to have made an artifact. owners are the
// steps that list the file.
func (c *checker) producer(a artifactRef, blamed map[int]bool, owners map[string][]int) {
	var listed []subject // what all rests on: that the step lists artifacts
	if a.step >= 0 && c.neverStarted(a.step) {
		listed = []subject{ofStep(stepOutput, a.step)}
		if !blamed[a.step] {
			blamed[a.step] = true
			c.found(&ruleProducer, stepAt(a.step)+"/artifacts", issue{found: "artifacts", expected: "none",
				message: "step %s was %s and never started, yet lists artifacts; expected none",
				args:    []any{quote(c.doc.Steps[a.step].StepID), c.doc.Steps[a.step].Status}}).
				restsOn(ofStep(stepStatus, a.step)).doubt(listed...)
		}
	}
	if a.ProducedBy == nil || c.shared[*a.ProducedBy] {
		return
	}
	by, at := *a.ProducedBy, a.at+"/produced_by"
	i, known := c.index[by]
	if !known {
		c.refer(&ruleProducer, at, by, "the artifact is said to be produced by", listed...)
		return
	}
	if a.step >= 0 {
		listed = append(listed, ofStep(stepID, a.step))
	}
	wrong := func(expected, message string, args ...any) {
		c.found(&ruleProducer, at, issue{found: by, expected: expected, message: message, args: args}).
			restsOn(append(listed, ofStep(stepStatus, i))...)
	}
	switch {
	case a.step >= 0 && c.doc.Steps[a.step].StepID != by:
		own := c.doc.Steps[a.step].StepID
		wrong(own, "the artifact is listed by step %s and said to be produced by %s", quote(own), quote(by))
	case c.neverStarted(i):
		wrong("a step that ran", "the artifact is said to be produced by step %s, which was %s and never started", quote(by), c.doc.Steps[i].Status)
	case a.step < 0 && len(owners[a.Path]) > 0 && !slices.Contains(owners[a.Path], i):
		own := c.doc.Steps[owners[a.Path][0]].StepID
		wrong(own, "the artifact is said to be produced by step %s; its file is listed by step %s and not by that one", quote(by), quote(own))
	}
}

// conflict compares two entries about one file. Where there is evidence, the file
// tells which of them is wrong.
func (c *checker) conflict(first, second artifactRef) {
	if c.opt.Root != "" {
		return
	}
	a, b := canonical(first.Hash), canonical(second.Hash)
	if a != "" && b != "" && algorithm(a) == algorithm(b) && a != b {
		c.found(&ruleArtifactConflict, second.at+"/hash", issue{found: b, expected: a,
			message: "the file %s has the digest %s here and %s at %s", args: []any{quote(second.Path), b, a, first.at}})
		return
	}
	if x, y := first.SizeBytes, second.SizeBytes; x != nil && y != nil && *x != *y {
		c.found(&ruleArtifactConflict, second.at+"/size_bytes", issue{found: decimal(*y), expected: decimal(*x),
			message: "the file %s has %d bytes here and %d at %s", args: []any{quote(second.Path), *y, *x, first.at}})
	}
}

package gate

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
)

// breakage is something that a change breaks, together with every version that
// it breaks.
type breakage struct {
	rule    diag.Rule
	pointer string // in the head
	what    string
	shows   string // who does not understand whom
	with    []string
	// documents show it.
	documents []json.RawMessage
}

// show adds who does not understand whom, and the document that shows it.
func (b *breakage) show(shows string, document json.RawMessage) {
	if shows != "" && !strings.Contains(b.shows, shows) {
		b.shows = strings.TrimPrefix(b.shows+"; "+shows, "; ")
	}
	same := func(d json.RawMessage) bool { return bytes.Equal(d, document) }
	if document != nil && !slices.ContainsFunc(b.documents, same) {
		b.documents = append(b.documents, document)
	}
}

// compareAll compares the head with the releases of its major and with
// Options.Against.
func (c *checker) compareAll(ctx context.Context, h *head) error {
	var releases []*release
	for i := range h.folder.releases {
		if r := &h.folder.releases[i]; r.version.major == h.version.major {
			releases = append(releases, r)
		}
	}
	last := h.folder.last(h.version.major)
	if !h.Policy.Transitive && last != nil {
		releases = []*release{last}
	}
	var broken []*breakage
	var api []diag.Finding
	h.required, h.decided = h.version, true
	if last != nil {
		h.out.Last = last.version.String()
		h.required, h.out.Bump = last.version, compat.BumpNone
	}
	for _, r := range releases {
		old, err := c.load(ctx, h, r)
		if err != nil {
			return err
		}
		bump, changes, err := c.compareWith(ctx, h, r.version.String(), old, &broken)
		if err != nil {
			return err
		}
		if r == last {
			h.out.Contract = bump
			h.owe(changes)
			if h.out.GoAPI, api, err = c.goAPI(ctx, h, r); err != nil {
				return err
			}
			bump = worse(bump, h.out.GoAPI)
		}
		open := bump == compat.BumpMajor || bump == compat.BumpUnknown
		if r == last || open { // what an older release is owed otherwise, later ones paid
			h.out.Bump = worse(h.out.Bump, bump)
		}
		if open {
			h.decided = false
		} else if owed := r.version.after(bump); owed.compare(h.required) > 0 {
			h.required = owed
		}
	}
	if last == nil {
		if err := c.compareMajors(ctx, h); err != nil {
			return err
		}
	}
	if err := c.compareAgainst(ctx, h, &broken); err != nil {
		return err
	}
	c.tellBroken(h, broken)
	c.add(api...)
	c.unusedWaivers(h)
	return nil
}

// compareMajors finds what the first version of a major must tell in the
// CHANGELOG: the differences from the last release before it. None of them is a
// break, because that is what the new major is for.
func (c *checker) compareMajors(ctx context.Context, h *head) error {
	var before *release
	for i := range h.folder.releases {
		if r := &h.folder.releases[i]; r.version.compare(h.version) < 0 {
			before = r
		}
	}
	if before == nil {
		return nil
	}
	old, err := c.load(ctx, h, before)
	if err != nil {
		return err
	}
	_, full, err := c.ask(ctx, h, before.version.String(), old)
	if err == nil {
		h.owe(full.Changes)
	}
	return err
}

// ask compares the head with one version: under the policy, and for both
// directions and disciplined writers, which is often the same.
func (c *checker) ask(ctx context.Context, h *head, with string, old *compat.Schema) (asked, full *compat.Report, err error) {
	d, _ := compat.ParseDirection(h.Policy.Direction)
	content, _ := compat.ParseContent(h.Policy.Content)
	if full, err = c.compare(ctx, old, h.schema, compat.Full, compat.Writer); err != nil {
		return nil, nil, err
	}
	asked = full
	if d != compat.Full || content != compat.Writer {
		if asked, err = c.compare(ctx, old, h.schema, d, content); err != nil {
			return nil, nil, err
		}
	}
	for _, r := range []*compat.Report{full, asked} {
		if r.Fault != nil {
			return nil, nil, fmt.Errorf("%s against %s: %w", h.path, with, r.Fault)
		}
	}
	h.out.Comparisons = append(h.out.Comparisons, Comparison{With: with, Report: asked})
	return asked, full, nil
}

// compareWith compares the head with one version. It returns the bump that is
// owed under the policy, and the differences.
func (c *checker) compareWith(ctx context.Context, h *head, with string, old *compat.Schema, broken *[]*breakage) (compat.Bump, []compat.Change, error) {
	asked, full, err := c.ask(ctx, h, with, old)
	if err != nil {
		return 0, nil, err
	}
	defaults := compat.Compatible
	if asked != full {
		defaults = compat.Defaults(old, h.schema)
	}
	bump := contractBump(asked, full, defaults)
	if bump == compat.BumpMajor {
		c.collect(h, with, asked, full, broken)
	}
	if bump == compat.BumpUnknown {
		bump = c.undecided(h, with, old, asked, full)
	}
	return bump, full.Changes, nil
}

// contractBump is the bump under a policy. asked is the answer to the question
// of the policy, full the one for both directions and disciplined writers; they
// are one report when that is the policy, and defaults is not looked at.
func contractBump(asked, full *compat.Report, defaults compat.Verdict) compat.Bump {
	if asked == full {
		return full.RequiredBump
	}
	fails := defaults == compat.Incompatible || full.Reader != nil && full.Reader.Verdict == compat.Incompatible
	unknown := defaults == compat.Unknown || full.Reader == nil || full.Reader.Verdict == compat.Unknown
	for _, i := range []*compat.Inclusion{asked.Backward, asked.Forward} {
		if i != nil {
			fails = fails || i.Verdict == compat.Incompatible
			unknown = unknown || i.Verdict == compat.Unknown
		}
	}
	switch {
	case fails:
		return compat.BumpMajor
	case unknown:
		return compat.BumpUnknown
	case full.RequiredBump == compat.BumpMajor || full.RequiredBump == compat.BumpUnknown:
		return compat.BumpMinor // what the policy does not demand is a difference all the same
	}
	return full.RequiredBump
}

// breaksByItself tells a change that owes a major version although every document
// stays valid: a default that is another.
func breaksByItself(c compat.Change) bool { return c.Bump == compat.BumpMajor && len(c.Breaks) == 0 }

// collect words what a comparison found broken.
func (c *checker) collect(h *head, with string, asked, full *compat.Report, broken *[]*breakage) {
	told := false
	tell := func(rule diag.Rule, pointer, what, shows string, document json.RawMessage) {
		told = true
		for _, b := range *broken {
			if b.rule == rule && b.pointer == pointer && b.what == what {
				if b.with[len(b.with)-1] != with {
					b.with = append(b.with, with)
				} else if b.with[0] == with { // the other direction
					b.show(shows, document)
				}
				return
			}
		}
		b := &breakage{rule: rule, pointer: pointer, what: what, with: []string{with}}
		b.show(shows, document)
		*broken = append(*broken, b)
	}
	for _, dir := range []struct {
		name string
		in   *compat.Inclusion
		// shows is who does not understand whom.
		shows string
	}{
		{"backward", asked.Backward, "readers of this version refuse " + written(asked.Backward, with)},
		{"forward", asked.Forward, "readers of " + with + " refuse " + written(asked.Forward, "this version")},
	} {
		if dir.in == nil || dir.in.Verdict != compat.Incompatible {
			continue
		}
		attributed := false
		for _, ch := range asked.Changes {
			if !slices.Contains(ch.Breaks, dir.name) {
				continue
			}
			// The document that shows the direction is told once.
			document := ch.Witness
			if document == nil && !attributed {
				document = dir.in.Witness
			}
			attributed = true
			tell(RuleBreak, h.nearest(ch.NewFile, ch.NewAt), sentence(ch), dir.shows, document)
		}
		if attributed {
			continue
		}
		pointer := ""
		if dir.in.RejectedBy == compat.SideNew && dir.in.SchemaAt != nil {
			pointer = h.nearest(dir.in.SchemaFile, *dir.in.SchemaAt)
		}
		tell(RuleBreak, pointer, dir.in.Message, dir.shows, dir.in.Witness)
	}
	if full.Reader != nil {
		for _, l := range full.Reader.Lost {
			shows := fmt.Sprintf("readers miss %s of what writers of %s write", l.InstanceAt, with)
			tell(RuleReaderLoss, h.nearest(l.OldFile, l.OldAt), fmt.Sprintf("the member %q is not declared any more", l.Name), shows, l.Witness)
		}
	}
	for _, ch := range full.Changes {
		if breaksByItself(ch) {
			tell(RuleBreak, h.nearest(ch.NewFile, ch.NewAt), sentence(ch), "", nil)
		}
	}
	if !told {
		tell(RuleBreak, "", "a default of a member that may be absent is another, or gone", "", nil)
	}
}

// written is what documents of a version the question was about.
func written(i *compat.Inclusion, version string) string {
	if i != nil && i.Content == compat.Open {
		return "a document that " + version + " accepts"
	}
	return "what writers of " + version + " write"
}

// sentence is what a change says about itself.
func sentence(ch compat.Change) string {
	if ch.Message != "" {
		return strings.TrimSuffix(ch.Message, ".")
	}
	return ch.Rule
}

// nearest is the longest beginning of a pointer that leads somewhere in the head; of
// another file than that it is the head as a whole.
func (h *head) nearest(file, pointer string) string {
	if file != "" {
		return ""
	}
	for pointer != "" {
		if _, ok := h.file.At(pointer); ok {
			return pointer
		}
		pointer = pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
	}
	return ""
}

// tellBroken makes the findings about what is broken.
func (c *checker) tellBroken(h *head, broken []*breakage) {
	for _, b := range broken {
		message := b.what
		if b.shows != "" {
			message += "; " + b.shows
		}
		if len(b.with) > 1 {
			message += fmt.Sprintf(" (the same with %s)", strings.Join(b.with[1:], ", "))
		}
		f := h.at(b.rule, b.pointer, c.breakHint(h), "breaks %s: %s", b.with[0], message)
		f.Documents = b.documents
		c.add(f)
	}
}

// breakHint is the way out of a break.
func (c *checker) breakHint(h *head) string {
	return "undo it, or make it the next major version, in a file of its own: " + c.releaseCommand(h, "--major")
}

// undecided tells about open questions, and returns the bump that is owed when
// each of them is waived.
func (c *checker) undecided(h *head, with string, old *compat.Schema, asked, full *compat.Report) compat.Bump {
	open := slices.Clone(asked.Unknowns)
	if asked != full {
		for _, u := range full.Unknowns {
			if u.Question == "reader" {
				open = append(open, u)
			}
		}
	}
	if len(open) > 1 { // that the bump follows from the rest is no question of its own
		open = slices.DeleteFunc(open, func(u compat.Unresolved) bool { return u.Question == "bump" && u.Reason == "undecided" })
	}
	if len(open) == 0 {
		open = []compat.Unresolved{{Reason: "undecided", Message: "the comparison gives no answer"}}
	}
	waived := true
	for _, u := range open {
		if c.waive(h, with, u.Reason) {
			continue
		}
		waived = false
		question := u.Question
		if question == "" {
			question = "compatible"
		}
		place := ""
		if u.Keyword != "" {
			place = " at the keyword " + u.Keyword
		}
		finding := h.at(RuleUndecided, "", c.waiverHint(h, with, u),
			"%s with %s is undecided%s (%s): %s", question, with, place, u.Reason, strings.TrimSuffix(u.Message, "."))
		if u.SchemaAt != nil && u.SchemaFile == "" {
			finding.SchemaAt = u.SchemaAt
			side := h.schema
			if u.Schema == compat.SideOld {
				side = old
				finding.File = slashed(old.Name())
			}
			finding.Line, finding.Column = side.Position(*u.SchemaAt)
		}
		c.add(finding)
	}
	if waived {
		return compat.BumpMinor
	}
	return compat.BumpUnknown
}

// waiverHint is the entry of the configuration that lets a question pass.
func (c *checker) waiverHint(h *head, with string, u compat.Unresolved) string {
	simpler := "simplify the schema at this place"
	if u.SchemaAt == nil {
		simpler = "make the change in smaller steps"
	}
	if _, ok := parseVersion(with); !ok {
		return simpler
	}
	waiver := fmt.Sprintf("answer for it in %s: waive: [{unknown: %s, from: %s, to: %s, why: ...}] in the family %s",
		slashed(c.config.File.Name), u.Reason, with, h.version, h.Name)
	if u.Reason == reasonGoAPI { // it is the release that is in the way
		return waiver
	}
	return simpler + ", or " + waiver
}

// waive reports whether the configuration lets a question pass.
func (c *checker) waive(h *head, with, reason string) bool {
	for i, w := range h.Waive {
		if w.Unknown == reason && w.From == with && w.To == h.version.String() {
			h.waived[i] = true
			return true
		}
	}
	return false
}

// unusedWaivers tells about waivers that nothing needed.
func (c *checker) unusedWaivers(h *head) {
	for i, w := range h.Waive {
		if !h.waived[i] {
			c.add(inFile(RuleWaiverUnused, c.config.File.Name, lineOf(c.config.File, w.At), "remove it",
				"the waiver of %s for unknown: %s, from %s to %s, lets nothing pass", h.Name, w.Unknown, w.From, w.To))
		}
	}
}

package gate

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// treatment says what --against makes of an edit of one key of runresult.yaml. Every
// key of the file has one: a key that is added without is an edit that nobody looks at.
type treatment struct {
	key  string // with the keys above it, through lists
	what string
	find func(*pair, context.Context) error // nil where another row does it
}

var treatments = []treatment{
	{"version", "the reader refuses any other than its own", nil},
	{"dialects", "no release and no former head means something else", nil},
	{"families", "a family without a counterpart was dropped", nil},
	{"families.name", "a renamed family is the new one with its head or its releases", (*pair).changelog},
	{"families.head", "the former head is compared with, wherever it stood, and does not stay behind; releases are read from its folder", (*pair).moved},
	{"families.released", "each line of SHA256SUMS and the bytes that it names are there, and none stays behind", (*pair).releases},
	{"families.policy", "each of its keys by itself", nil},
	{"families.policy.direction", "what was asked is asked still", (*pair).direction},
	{"families.policy.content", "no document that counted is left out", (*pair).content},
	{"families.policy.transitive", "no release that was compared with is left out", (*pair).transitive},
	{"families.draft", "no release and no former head means something else", (*pair).reread},
	{"families.later_keywords", "no release and no former head means something else", nil},
	{"families.map", "no release and no former head means something else", nil},
	{"families.entries", "each entry point is judged still", (*pair).entries},
	{"families.generate", "each output is there still", (*pair).outputs},
	{"families.generate.lang", "names the output", nil},
	{"families.generate.out", "names the output", nil},
	{"families.generate.package", "the Go API that it gives is kept", nil},
	{"families.generate.type", "the Go API that it gives is kept", nil},
	{"families.generate.int64", "the Go API that it gives is kept", nil},
	{"families.generate.tags", "none is left out", nil},
	{"families.generate.import", "the Go API that it gives is kept", nil},
	{"families.generate.assert_formats", "is not switched off", nil},
	{"families.waive", "none is added", (*pair).waivers},
	{"families.waive.unknown", "names the waiver", nil},
	{"families.waive.from", "names the waiver", nil},
	{"families.waive.to", "names the waiver", nil},
	{"families.waive.why", "words for people", nil},
}

// loosened finds what a family's configuration lets pass that it did not at the
// other commit.
func (p *pair) loosened(ctx context.Context) error {
	for _, t := range treatments {
		if t.find == nil {
			continue
		}
		if err := t.find(p, ctx); err != nil {
			return err
		}
	}
	return nil
}

// agreed is the way to loosen something all the same.
const agreed = "put it back; what people agree to loosen lands in a change of its own, which is judged once without --against"

// tell makes a finding at a value of the present configuration, or at the family's
// entry where the value is not there.
func (p *pair) tell(rule diag.Rule, v *source.Value, format string, args ...any) {
	if v == nil {
		v = p.now.At
	}
	p.add(inFile(rule, p.config.File.Name, lineOf(p.config.File, v), agreed, format, args...))
}

// key is a value of the present entry, nil when it is not there.
func key(f *config.Family, names ...string) *source.Value {
	v := f.At
	for _, name := range names {
		if v == nil {
			return nil
		}
		v = v.Get(name)
	}
	return v
}

func (p *pair) changelog(context.Context) error { return p.sections(p.was, p.now.Name) }

func (p *pair) direction(context.Context) error {
	if was, now := p.was.Policy.Direction, p.now.Policy.Direction; now != was && now != "full" {
		p.tell(RulePolicyLoosened, key(p.now, "policy", "direction"), "the direction of %s is %s, and %s says %s",
			p.now.Name, now, p.place(p.was, key(p.was.Family, "policy")), was)
	}
	return nil
}

func (p *pair) content(context.Context) error {
	if was, now := p.was.Policy.Content, p.now.Policy.Content; now != was && now != "open" {
		p.tell(RulePolicyLoosened, key(p.now, "policy", "content"), "the content of %s is %s, and %s says %s",
			p.now.Name, now, p.place(p.was, key(p.was.Family, "policy")), was)
	}
	return nil
}

func (p *pair) transitive(context.Context) error {
	if p.was.Policy.Transitive && !p.now.Policy.Transitive {
		p.tell(RulePolicyLoosened, key(p.now, "policy", "transitive"), "%s is compared with its last release only, and at %s with all of them",
			p.now.Name, p.place(p.was, key(p.was.Family, "policy")))
	}
	return nil
}

func (p *pair) waivers(context.Context) error {
	for _, w := range p.now.Waive {
		if !slices.ContainsFunc(p.was.Waive, func(o config.Waiver) bool { return o.Unknown == w.Unknown && o.From == w.From && o.To == w.To }) {
			p.tell(RuleWaiverAdded, w.At, "the waiver of %s for unknown: %s, from %s to %s, is not at %s", p.now.Name, w.Unknown, w.From, w.To, p.place(p.was, nil))
		}
	}
	return nil
}

// moved finds a head that is another file now while the former one is still there,
// where nothing judges it.
func (p *pair) moved(context.Context) error {
	if samePath(p.was.Head, p.now.Head) || !p.files.exists(p.was.Head.OS()) ||
		slices.ContainsFunc(p.config.Families, func(f config.Family) bool { return samePath(f.Head, p.was.Head) }) {
		return nil
	}
	p.tell(RuleFamilyDropped, key(p.now, "head"), "%s is still there, and is no head any more, which it is at %s: nothing judges it; remove it, or make it the head again",
		p.was.Head.Text, p.place(p.was, key(p.was.Family, "head")))
	return nil
}

// entries finds entry points that were judged by themselves and are not any more. Where
// none is listed they are what compat compares.
func (p *pair) entries(ctx context.Context) error {
	if slices.Equal(p.was.Entries, p.now.Entries) || p.head == nil || p.was.data == nil {
		return nil
	}
	was, err := p.entryPoints(ctx, p.was.Family)
	if err != nil {
		return err
	}
	now, err := p.entryPoints(ctx, p.now)
	if err != nil {
		return err
	}
	for _, at := range was {
		if !slices.Contains(now, at) {
			what := "the entry point " + at
			if at == "" {
				what = "the schema as a whole"
			}
			p.tell(RuleEntryDropped, key(p.now, "entries"), "%s of %s is not judged any more, which it is at %s", what, p.now.Name, p.place(p.was, key(p.was.Family, "entries")))
		}
	}
	return nil
}

// entryPoints are the places of the former head that are judged by themselves under a
// family's entries; "" is the whole.
func (p *pair) entryPoints(ctx context.Context, f *config.Family) ([]string, error) {
	if len(f.Entries) > 0 {
		return f.Entries, nil
	}
	s, _, err := loadSchema(ctx, entering(p.was.Family, f), p.against.Name+":"+slashed(p.was.Head.OS()), p.was.data, p.against.Read)
	if err != nil {
		return nil, err
	}
	rep, err := p.compare(ctx, s, s, compat.Full, compat.Writer)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range rep.Entries {
		out = append(out, e.At)
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out, nil
}

// releases finds lines of SHA256SUMS that were there and are not, or differ.
func (p *pair) releases(context.Context) error {
	if p.was.Released.IsZero() {
		return nil
	}
	if p.now.Released.IsZero() {
		p.tell(RuleFamilyDropped, nil, "%s names no folder of released versions any more, which %s does: nothing judges them",
			p.now.Name, p.place(p.was, key(p.was.Family, "released")))
		return nil
	}
	d := p.folderOf(p.now)
	if d.err != nil || d.toldAgainst {
		return d.err
	}
	d.toldAgainst = true
	away := !slices.ContainsFunc(p.config.Families, func(f config.Family) bool { return samePath(f.Released, p.was.Released) })
	for _, s := range p.was.sums {
		name := d.base + "/" + path.Base(s.path)
		line := d.line(name)
		hint := "a release never changes; put it back: " + p.checkout(p.was.sumsPath(), p.was.release(s))
		switch {
		case line == nil:
			p.add(inFile(RuleReleaseRewritten, d.sumsPath, 0, hint, "%s is released at %s and has no line here any more", name, p.against.Name))
		case line.hex != s.hex:
			p.add(inFile(RuleReleaseRewritten, d.sumsPath, line.line, hint, "%s has another checksum than at %s", name, p.against.Name))
		case away && p.files.exists(p.was.release(s)):
			p.add(inFile(RuleReleaseRewritten, p.was.release(s), 0, "remove it, or let `released` name its folder again",
				"is a release of %s at %s, and stays behind where nothing judges it", p.was.Name, p.against.Name))
		}
	}
	return nil
}

// reads names the key by which two entries read one text differently, "" for none.
func reads(was, now *config.Family) string {
	dir := func(f *config.Family) string { abs, _ := filepath.Abs(filepath.Dir(f.Head.OS())); return abs }
	switch {
	case was.Draft != now.Draft:
		return "draft"
	case !maps.Equal(was.Dialects, now.Dialects):
		return "dialects"
	case !maps.EqualFunc(was.Map, now.Map, samePath):
		return "map"
	case dir(was) != dir(now):
		return "head"
	}
	return ""
}

// reread finds releases whose bytes are what they were, and mean something else: they
// are read by another draft or map or from elsewhere, or what they refer to changed.
func (p *pair) reread(ctx context.Context) error {
	if p.head == nil || p.head.folder == nil {
		return nil
	}
	for i := range p.head.folder.releases {
		r := &p.head.folder.releases[i]
		if r.version.major != p.head.version.major || !p.head.versioned || r.schema == nil {
			continue // the pair of its own major has it, or nobody compared it with anything
		}
		at := slices.IndexFunc(p.was.sums, func(s sum) bool { return path.Base(s.path) == filepath.Base(r.path) })
		if at < 0 {
			continue // released since
		}
		changed, err := p.changedFile(r.schema)
		if err != nil {
			return err
		}
		by := reads(p.was.Family, p.now)
		if changed == "" && by == "" && p.was.LaterKeywords == p.now.LaterKeywords {
			continue
		}
		name := p.was.release(p.was.sums[at])
		data, err := p.against.Read(name)
		if err != nil {
			return err
		}
		old, later, err := p.loadFormer(ctx, p.was.Family, p.now, name, data)
		if err != nil {
			return err
		}
		if later {
			p.tell(RuleReleaseReread, key(p.now, "later_keywords"), "the release %s of %s means something else than at %s because of `later_keywords`", r.version, p.now.Name, p.against.Name)
			continue
		}
		rep, err := p.compare(ctx, old, r.schema, compat.Full, compat.Writer)
		if err != nil {
			return err
		}
		if rep.Fault != nil {
			return fmt.Errorf("%s against %s: %w", r.path, p.against.Name, rep.Fault)
		}
		if rep.RequiredBump == compat.BumpNone || rep.RequiredBump == compat.BumpPatch {
			continue // other words at most
		}
		why := "of what it refers to"
		if by != "" {
			why = "of `" + by + "`"
		}
		if len(rep.Changes) > 0 {
			why += ": " + sentence(rep.Changes[0])
		}
		file, line := p.config.File.Name, lineOf(p.config.File, p.now.At)
		v := key(p.now, by)
		if by == "dialects" {
			v = p.config.File.Root.Get(by)
		}
		if by != "" && v != nil {
			line = lineOf(p.config.File, v)
		} else if by == "" {
			file, line = changed, 0
		}
		p.add(inFile(RuleReleaseReread, file, line, agreed, "the release %s of %s means something else than at %s because %s", r.version, p.now.Name, p.against.Name, why))
	}
	return nil
}

// changedFile is a file that a schema refers to and that the other commit does not
// have, or not so; "" is none.
func (p *pair) changedFile(s *compat.Schema) (string, error) {
	for _, name := range s.Files() {
		here, err := p.files.read(name)
		if err != nil {
			return "", err
		}
		if there, err := p.against.Read(name); err != nil || string(there) != string(here) {
			return name, nil // why it cannot be read is told when it is needed
		}
	}
	return "", nil
}

// outputs finds outputs that are not generated any more, or with less.
func (p *pair) outputs(ctx context.Context) error {
	for i := range p.was.Generate {
		was := &p.was.Generate[i]
		at := slices.IndexFunc(p.now.Generate, func(g config.Generate) bool { return g.Lang == was.Lang && samePath(g.Out, was.Out) })
		if at < 0 {
			p.tell(RuleOutputDropped, key(p.now, "generate"), "%s in %s, which %s generates from %s, is not held to the schema any more",
				was.Lang, was.Out.Text, p.place(p.was, was.At), p.now.Name)
			continue
		}
		now := &p.now.Generate[at]
		if was.AssertFormats && !now.AssertFormats {
			p.tell(RuleOutputDropped, now.At, "%s in %s does not assert formats any more, which it does at %s", now.Lang, now.Out.Text, p.place(p.was, was.At))
		}
		for _, tag := range was.Tags {
			if !slices.Contains(now.Tags, tag) {
				p.tell(RuleOutputDropped, now.At, "%s in %s has no tags for %s any more, which it has at %s", now.Lang, now.Out.Text, tag, p.place(p.was, was.At))
			}
		}
		if now.Lang == "go" && p.head != nil && options(was) != options(now) {
			if err := p.sameAPI(ctx, was, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// options spells what decides the Go API of an output.
func options(g *config.Generate) string {
	return fmt.Sprint(g.Package, g.Type, g.Int64, g.Import)
}

// sameAPI compares what the head gives with the options of an output and with those
// that it had.
func (p *pair) sameAPI(ctx context.Context, was, now *config.Generate) error {
	with, err := generate(ctx, p.head.Family, now, p.head.file, p.head.path)
	if err != nil {
		return err
	}
	before, err := generate(ctx, p.head.Family, was, p.head.file, p.head.path)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		p.tell(RuleGoAPI, now.At, "whether the Go API in %s is kept cannot be told, because no Go can be generated as %s says: %s", now.Out.Text, p.place(p.was, was.At), reason(err))
		return nil
	}
	changes, err := apiChanges(before.Files, with.Files)
	if err != nil {
		return err
	}
	var lost []string
	for _, ch := range changes {
		if !ch.Compatible {
			lost = append(lost, ch.Message)
		}
	}
	if name := func(g *config.Generate) string {
		return cmp.Or(g.Package, languages.Get(g.Lang).DefaultPackage(g.Out.OS()))
	}; name(was) != name(now) {
		lost = append(lost, "the package has another name")
	}
	if len(lost) > 0 {
		p.tell(RuleGoAPI, now.At, "Go programs written for %s at %s stop compiling: %s", now.Out.Text, p.place(p.was, was.At), strings.Join(lost, "; "))
	}
	return nil
}

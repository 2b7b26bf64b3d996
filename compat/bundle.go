package compat

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Bundle is a folder of schemas.
type Bundle struct {
	// Folder is what the names of the schemas begin with.
	Folder string
	// Schemas were loaded from files below Folder, each with the files there.
	Schemas []*Schema
	// Unread names files below Folder that hold schemas, or may, and could not be read.
	// Nothing is known of them, so the whole is not compatible.
	Unread []string
}

// Unreadable is the reason of an [Unresolved] that a file of a [Bundle] could not be read.
const Unreadable = "unreadable"

// Name returns the folder.
func (b *Bundle) Name() string { return b.Folder }

// Position is 0, 0: a place of a bundle is one in a file.
func (b *Bundle) Position(string) (line, column int) { return 0, 0 }

// PositionIn returns line and column of what a JSON Pointer leads to in a file of the
// bundle, as reports name it; 0, 0 when there is none.
func (b *Bundle) PositionIn(file, pointer string) (line, column int) {
	for _, s := range b.Schemas {
		if s.Name() == file {
			return s.Position(pointer)
		}
	}
	for _, s := range b.Schemas {
		if line, column = s.PositionIn(file, pointer); line > 0 {
			break
		}
	}
	return line, column
}

// ID returns the identifier that the schema has, as it is written, "" for none.
func (s *Schema) ID() string { return s.graph.Root.SchemaID }

// place is the path of a schema of a bundle.
func (b *Bundle) place(s *Schema) string {
	rel := strings.TrimPrefix(filepath.ToSlash(s.Name()), filepath.ToSlash(b.Folder))
	return strings.TrimPrefix(rel, "/")
}

// bundlePair is a schema of one bundle with that of the other, nil where there is none.
type bundlePair struct{ old, new *Schema }

// pairUp pairs the schemas of two bundles by their identifiers, and those that are left
// by their paths.
func pairUp(old, new *Bundle) []bundlePair {
	partner, taken := map[*Schema]*Schema{}, map[*Schema]bool{}
	for _, key := range []func(*Bundle, *Schema) string{func(_ *Bundle, s *Schema) string { return s.ID() }, (*Bundle).place} {
		of := map[string]*Schema{}
		for _, n := range new.Schemas {
			if k := key(new, n); k != "" && !taken[n] {
				of[k] = n
			}
		}
		for _, o := range old.Schemas {
			if n := of[key(old, o)]; n != nil && partner[o] == nil && !taken[n] {
				partner[o], taken[n] = n, true
			}
		}
	}
	var list []bundlePair
	for _, o := range old.Schemas {
		list = append(list, bundlePair{o, partner[o]})
	}
	for _, n := range new.Schemas {
		if !taken[n] {
			list = append(list, bundlePair{nil, n})
		}
	}
	return list
}

// CompareBundles compares every schema of old with that of new which has its $id or, where
// none has, its path. The entries of the report are the schemas, or their entry points,
// and every place in it names its file. A schema that only one side has is an entry point
// that is gone, or was added.
//
// Errors are those of Compare, and two schemas of one side with one $id.
func CompareBundles(ctx context.Context, old, new *Bundle, opt Options) (*Report, error) {
	if err := source.NeedContext(ctx); err != nil {
		return nil, err
	}
	for _, b := range []*Bundle{old, new} {
		if b == nil || len(b.Schemas)+len(b.Unread) == 0 || slices.Contains(b.Schemas, nil) {
			return nil, source.Misuse("load at least one schema of each folder", "there is no schema to compare")
		}
		if err := b.ambiguous(); err != nil {
			return nil, err
		}
	}
	whole := &Report{FormatVersion: FormatVersion}
	var entries []Entry
	for _, p := range pairUp(old, new) {
		r, err := p.compare(ctx, old, new, opt)
		if err != nil {
			return nil, err
		}
		files := Entry{Report: r}
		if p.old != nil {
			files.OldFile = p.old.Name()
		}
		if p.new != nil {
			files.NewFile = p.new.Name()
		}
		switch {
		case p.old == nil:
			files.Only = SideNew
		case p.new == nil:
			files.Only = SideOld
		}
		within := r.Entries
		if r.Entries = nil; within == nil {
			within = []Entry{files}
		}
		for _, n := range r.Notes {
			n.File = cmp.Or(n.File, files.file(n.Side))
			whole.Notes = append(whole.Notes, n)
		}
		for _, e := range within {
			e.OldFile, e.NewFile = files.OldFile, files.NewFile
			e.Report.Notes = nil
			e.Report.name(cmp.Or(e.OldFile, old.Folder), cmp.Or(e.NewFile, new.Folder))
			entries = append(entries, e)
		}
	}
	for _, name := range old.Unread {
		entries = append(entries, Entry{OldFile: name, Report: notRead(SideOld, name, opt)})
	}
	for _, name := range new.Unread {
		entries = append(entries, Entry{NewFile: name, Report: notRead(SideNew, name, opt)})
	}
	whole.gather(entries)
	return whole, nil
}

// notRead is the answer about a file that could not be read.
func notRead(side, name string, opt Options) *Report {
	r := &Report{FormatVersion: FormatVersion}
	asked := func(question string) {
		r.Unknowns = append(r.Unknowns, Unresolved{Question: question, Reason: Unreadable, Message: "the " + side + " file " + name + " could not be read"})
	}
	if opt.Direction != Forward {
		r.Backward = &Inclusion{Content: opt.Content}
		asked("backward")
	}
	if opt.Direction != Backward {
		r.Forward = &Inclusion{Content: opt.Content}
		asked("forward")
	}
	if opt.Direction == Full && opt.Content == Writer {
		r.Reader = &Reader{}
		asked("reader")
	}
	return r
}

// ambiguous is the error about two schemas with one identifier.
func (b *Bundle) ambiguous() error {
	by := map[string]*Schema{}
	for _, s := range b.Schemas {
		if other := by[s.ID()]; other != nil && s.ID() != "" {
			return SameID(other, s)
		}
		by[s.ID()] = s
	}
	return nil
}

// SameID is the error, at the second, about two schemas of one bundle with one $id.
func SameID(first, second *Schema) error {
	at := func(s *Schema) (*source.Value, string) {
		m := s.graph.Root.Value.Member(s.graph.Root.Dialect.IDKeyword())
		return m.Value, source.Join(s.graph.Root.Ptr(), m.Name)
	}
	v, _ := at(first)
	line, column := first.file.Position(v.Start)
	w, pointer := at(second)
	return second.file.Errorf(w, pointer, graph.CodeAmbiguous, "give each schema an identifier of its own",
		"%q is the identifier of %s:%d:%d, too", second.ID(), first.Name(), line, column)
}

// compare compares one pair.
func (p bundlePair) compare(ctx context.Context, old, new *Bundle, opt Options) (*Report, error) {
	if p.old != nil && p.new != nil {
		return Compare(ctx, p.old, p.new, opt)
	}
	one := cmp.Or(p.old, p.new)
	if err := askable(ctx, one, one, opt); err != nil {
		return nil, err
	}
	c := &comparison{ctx: ctx, opt: opt, report: &Report{FormatVersion: FormatVersion}}
	none := absent(one.assertFormats)
	if p.old == nil {
		c.added(newSide(SideOld, none), newSide(SideNew, one), entryPair{new: one.graph.Root, name: new.place(one)})
	} else {
		c.removed(newSide(SideOld, one), newSide(SideNew, none), entryPair{old: one.graph.Root, name: old.place(one)})
	}
	return c.report, nil
}

// file is the file of a side.
func (e *Entry) file(side string) string {
	if side == SideNew {
		return e.NewFile
	}
	return e.OldFile
}

// name has every place of a report name its file.
func (r *Report) name(old, new string) {
	file := func(side string) string { return map[string]string{SideOld: old, SideNew: new}[side] }
	for _, in := range []*Inclusion{r.Backward, r.Forward} {
		if in != nil && in.SchemaAt != nil {
			in.SchemaFile = cmp.Or(in.SchemaFile, file(in.RejectedBy))
		}
	}
	if r.Reader != nil {
		for i := range r.Reader.Lost {
			l := &r.Reader.Lost[i]
			l.OldFile = cmp.Or(l.OldFile, old)
		}
	}
	for i := range r.Changes {
		c := &r.Changes[i]
		c.OldFile, c.NewFile = cmp.Or(c.OldFile, old), cmp.Or(c.NewFile, new)
	}
	for i := range r.Unknowns {
		u := &r.Unknowns[i]
		if u.SchemaAt != nil {
			u.SchemaFile = cmp.Or(u.SchemaFile, file(u.Schema))
		}
	}
}

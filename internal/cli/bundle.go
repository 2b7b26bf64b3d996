package cli

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// maxFiles bounds the schemas of a bundle.
const maxFiles = 50_000

// bundle is a folder of schemas that is being read.
type bundle struct {
	*comparison
	arg    string
	folder string
	commit gitBlob           // the folder, when it is one of a commit
	mapped map[string]string // what flags map
	loaded map[string]*compat.Schema
	// unusable are the paths and identifiers of schemas that cannot be compared, which
	// were told.
	unusable map[string]bool
	broken   []string        // the paths among them, in order
	said     map[string]bool // the errors that were told
}

// bundles reports whether both sides are folders. A folder and something else are no
// pair.
func bundles(old, new string) (bool, error) {
	for _, name := range []string{old, new} {
		if _, err := parseGit(strings.TrimSuffix(name, "/")); inGit(name) && err != nil {
			return false, err
		}
	}
	a, b := isFolder(old), isFolder(new)
	if a != b {
		folder, other := old, new
		if b {
			folder, other = new, old
		}
		if blob, err := parseGit(other); inGit(other) && err == nil {
			if _, _, err = blob.find(); err != nil {
				return false, err
			}
		}
		return false, trouble(nil, "give two schemas or two folders", "%s is a directory, and %s is none", folder, other)
	}
	return a, nil
}

// loadBundles reads both folders. What cannot be read is told, and left out of both.
func (c *comparison) loadBundles(args []string) (old, now *compat.Bundle, err error) {
	if len(c.documents) > 0 || len(c.entries) > 0 {
		return nil, nil, usagef("name two schemas", "--documents and --entry are about one schema, not about folders")
	}
	var sides [2]*bundle
	for i, maps := range [][]string{c.mapOld, c.mapNew} {
		b := &bundle{comparison: c, arg: []string{"OLD", "NEW"}[i], loaded: map[string]*compat.Schema{}, unusable: map[string]bool{}, said: map[string]bool{}}
		if b.folder = filepath.Clean(args[i]); inGit(args[i]) {
			if b.commit, err = parseGit(strings.TrimSuffix(args[i], "/")); err != nil {
				return nil, nil, err
			}
			b.folder = b.commit.String()
		}
		if b.mapped, err = c.maps("--map-"+strings.ToLower(b.arg), maps); err != nil {
			return nil, nil, err
		}
		if err := b.read(); err != nil {
			return nil, nil, err
		}
		sides[i] = b
	}
	for i, b := range sides {
		other := sides[1-i]
		for rel, s := range b.loaded {
			if other.unusable[rel] || s.ID() != "" && other.unusable[s.ID()] {
				delete(b.loaded, rel)
			}
		}
	}
	return sides[0].bundle(), sides[1].bundle(), nil
}

func (b *bundle) bundle() *compat.Bundle {
	out := &compat.Bundle{Folder: b.folder}
	for _, rel := range slices.Sorted(maps.Keys(b.loaded)) {
		out.Schemas = append(out.Schemas, b.loaded[rel])
	}
	for _, rel := range b.broken {
		out.Unread = append(out.Unread, b.name(rel))
	}
	return out
}

// read loads every schema below the folder.
func (b *bundle) read() error {
	list, err := b.files()
	if err != nil {
		return err
	}
	texts, ids := map[string][]byte{}, map[string]string{}
	for _, rel := range list {
		data, err := b.bytes(rel)
		f, parsed := source.Parse(b.name(rel), data)
		switch {
		case err != nil:
			b.refuse(rel, "", err)
		case parsed != nil:
			b.refuse(rel, "", parsed)
		case !graph.MayBeSchema(f):
			b.app.say("runresult: note: %s is no schema, and is not compared", b.name(rel))
		default:
			texts[rel] = data
			if id := f.Root.Get("$id"); id != nil && id.Kind == source.String {
				ids[id.Text] = b.name(rel)
			}
		}
	}
	for _, rel := range slices.Sorted(maps.Keys(texts)) {
		b.load(rel, texts[rel], ids)
	}
	b.distinct()
	if len(b.loaded) == 0 && len(b.unusable) == 0 {
		return trouble(nil, "name a folder with schemas: files that end in .json, .yaml or .yml", "there is no schema in %s", b.folder)
	}
	return nil
}

// load loads one schema with the files of its folder. Identifiers lead to the schemas of
// the folder that have them, where nothing else does.
func (b *bundle) load(rel string, data []byte, ids map[string]string) {
	opt := compat.LoadOptions{
		Draft: b.schema.draft, AssertFormats: b.schema.assertFormats, LaterKeywords: b.schema.laterKeywords, AnyDialect: b.schema.anyDialect,
		Root: b.folder, Map: b.mapped, Open: opener(b.folder, b.mapped),
	}
	s, err := compat.Load(b.name(rel), data, opt)
	if err != nil {
		opt.Map = maps.Clone(ids)
		maps.Copy(opt.Map, b.mapped)
		opt.Open = opener(b.folder, opt.Map)
		if again, failed := compat.Load(b.name(rel), data, opt); failed == nil {
			s, err = again, nil
		}
	}
	if err != nil {
		id := ""
		for x, name := range ids {
			if name == b.name(rel) {
				id = x
			}
		}
		b.refuse(rel, id, err)
		return
	}
	b.app.tell(s.Notes())
	b.loaded[rel] = s
}

// refuse tells of a schema that cannot be compared, and goes on.
func (b *bundle) refuse(rel, id string, err error) {
	if text := err.Error(); !b.said[text] { // what two refer to is told once
		b.said[text] = true
		b.app.printError(err)
	}
	b.app.code = worse(b.app.code, ExitTrouble)
	if !b.unusable[rel] {
		b.unusable[rel] = true
		b.broken = append(b.broken, rel)
	}
	if id != "" {
		b.unusable[id] = true
	}
}

// distinct refuses schemas that have an identifier together.
func (b *bundle) distinct() {
	first := map[string]string{}
	for _, rel := range slices.Sorted(maps.Keys(b.loaded)) {
		s := b.loaded[rel]
		other, twice := first[s.ID()]
		if s.ID() == "" {
			continue
		}
		if first[s.ID()] = rel; twice {
			b.refuse(rel, s.ID(), compat.SameID(b.loaded[other], s))
			if !b.unusable[other] {
				b.unusable[other] = true
				b.broken = append(b.broken, other)
			}
			first[s.ID()] = other
		}
	}
	for rel := range b.unusable {
		delete(b.loaded, rel)
	}
}

// name is what a file of the folder is called.
func (b *bundle) name(rel string) string {
	if inGit(b.folder) {
		return b.commit.join(rel).String()
	}
	return filepath.Join(b.folder, filepath.FromSlash(rel))
}

func (b *bundle) bytes(rel string) ([]byte, error) {
	if !inGit(b.folder) {
		return source.ReadBytes(b.name(rel))
	}
	return b.commit.join(rel).read()
}

// files lists the files of the folder that may be schemas, by their names. Links are
// told and not followed.
func (b *bundle) files() ([]string, error) {
	var list []string
	add := func(rel string, regular bool) error {
		switch {
		case !slices.Contains([]string{".json", ".yaml", ".yml"}, strings.ToLower(path.Ext(rel))):
		case !regular:
			b.app.say("runresult: note: %s is no regular file, and is not compared", b.name(rel))
		case len(list) == maxFiles:
			return trouble(nil, "compare its folders one by one", "%s holds more than %d files", b.folder, maxFiles)
		default:
			list = append(list, rel)
		}
		return nil
	}
	if inGit(b.folder) {
		_, tree, err := b.commit.find()
		if err != nil {
			return nil, err
		}
		out, err := git("ls-tree", "-r", "-z", "--full-tree", tree).Output()
		if err != nil {
			return nil, trouble(err, b.commit.check(), "%s cannot be listed: %s", b.folder, complaint(err))
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
			kind, rel, _ := strings.Cut(line, "\t")
			if strings.HasPrefix(kind, "160000") {
				b.refuse(rel, "", trouble(nil, "compare the folder of its clone", "%s is a submodule, whose files are not in the commit", b.name(rel)))
				continue
			}
			if err := add(rel, strings.HasPrefix(kind, "100")); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	err := fs.WalkDir(os.DirFS(b.folder), ".", func(rel string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			b.refuse(rel, "", trouble(err, "check the folder's permissions", "%s cannot be read: %s", b.name(rel), plainError(err)))
			if d == nil || rel == "." {
				return errors.New("unreadable")
			}
			return fs.SkipDir
		case d.IsDir() && d.Name() == ".git":
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		return add(rel, d.Type().IsRegular())
	})
	return list, err
}

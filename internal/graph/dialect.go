package graph

import (
	"strings"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// metaSchema is what a $schema stands for.
type metaSchema struct {
	dialect Dialect
	vocab   keyword.Vocab
}

const dialectHint = `write one of "http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#", ` +
	`"http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2019-09/schema", ` +
	`"https://json-schema.org/draft/2020-12/schema", supply the meta-schema with --map URI=PATH, ` +
	"or read it as a draft with --any-dialect --draft DRAFT (dialects: in the configuration)"

// chooseDialect sets the dialect and vocabularies of res, whose root n carries
// the given $schema.
func (l *loader) chooseDialect(n *Node, res *Resource, schema *source.Value) {
	if schema.Kind != source.String {
		l.fail(place{n, "/$schema"}, schema, CodeKeyword, "", "\"$schema\" must be %s, not %s", shapeOf("$schema"), describe(schema))
		return
	}
	if d, stated, ok := l.dialectOf(schema.Text); ok {
		res.Dialect, res.Vocab, res.MetaSchema, res.stated = d, keyword.DefaultVocab(d), schema.Text, stated
		if stated && !l.states[schema.Text] {
			l.states[schema.Text] = true
			l.g.Notes = append(l.g.Notes, n.File.Errorf(schema, n.Ptr()+"/$schema", CodeStatedDialect, "",
				"\"$schema\" names a dialect that is not known, %q; it is read as %s, as was said", clip(schema.Text), d))
		}
		return
	}
	if meta := l.customMeta(n, schema, schema.Text, map[string]bool{}); meta != nil {
		res.Dialect, res.Vocab, res.MetaSchema = meta.dialect, meta.vocab, schema.Text
	}
}

// customMeta reads a meta-schema that is not an official one: its own $schema
// gives the dialect, its $vocabulary the keywords. seen holds the meta-schemas
// on the way here. It returns nil after an error.
func (l *loader) customMeta(n *Node, at *source.Value, uri string, seen map[string]bool) *metaSchema {
	uri = strings.TrimSuffix(uri, "#")
	if meta := l.metas[uri]; meta != nil {
		return meta
	}
	if seen[uri] {
		l.fail(place{n, "/$schema"}, at, CodeDialect, "let the \"$schema\" of the meta-schema lead to an official one",
			"the meta-schema %q is described by itself and by no official dialect", clip(uri))
		return nil
	}
	seen[uri] = true
	path, dir, rel, ok := l.mapped(uri)
	if !ok {
		l.fail(place{n, "/$schema"}, at, CodeDialect, dialectHint, "\"$schema\" names an unknown dialect: %q", clip(uri))
		return nil
	}
	f, err := l.read(path, dir, rel)
	if err != nil {
		l.unreadable(n, "$schema", at, err)
		return nil
	}
	meta := &metaSchema{dialect: Draft2020}
	if l.opt.Draft != 0 {
		meta.dialect = l.opt.Draft
	}
	meta.vocab = keyword.DefaultVocab(meta.dialect)
	if schema := f.Root.Get("$schema"); schema != nil && schema.Kind == source.String {
		if d, _, ok := l.dialectOf(schema.Text); ok {
			meta.dialect, meta.vocab = d, keyword.DefaultVocab(d)
		} else if base := l.customMeta(n, at, schema.Text, seen); base != nil {
			meta.dialect, meta.vocab = base.dialect, keyword.DefaultVocab(base.dialect)
		} else {
			return nil
		}
	}
	if vocabulary := f.Root.Get("$vocabulary"); vocabulary != nil && meta.dialect >= Draft2019 {
		if !l.vocabularies(f, vocabulary, meta) {
			return nil
		}
	}
	l.metas[uri] = meta
	l.g.MetaFiles = append(l.g.MetaFiles, f)
	return meta
}

// vocabularies sets what the $vocabulary of the meta-schema f switches on. A
// vocabulary marked false is used all the same when it is known (2020-12 core,
// section 8.1.2.1).
func (l *loader) vocabularies(f *source.File, vocabulary *source.Value, meta *metaSchema) bool {
	meta.vocab = keyword.VocabCore
	for i := range vocabulary.Members {
		m := &vocabulary.Members[i]
		if v, ok := keyword.VocabOf(meta.dialect, m.Name); ok {
			meta.vocab |= v
			continue
		}
		if m.Value.Kind == source.Bool && !m.Value.Bool {
			continue
		}
		if l.err == nil {
			l.err = f.Errorf(m.Value, "/$vocabulary/"+Escape(m.Name), CodeVocabulary,
				"mark it false if schemas can be understood without it",
				"the meta-schema requires the vocabulary %q, which is not supported in %s", clip(m.Name), meta.dialect)
		}
		return false
	}
	return true
}

// CustomMeta is the URI of the meta-schema that describes r, as r or what it is
// embedded in names it with $schema; "" for an official one, and for one that is read
// as if it were.
func (r *Resource) CustomMeta() string {
	for r.MetaSchema == "" && r.Parent != nil {
		r = r.Parent
	}
	if _, official := keyword.DialectOf(r.MetaSchema); official || r.stated {
		return ""
	}
	return strings.TrimSuffix(r.MetaSchema, "#")
}

// LoadMeta resolves the custom meta-schema of r, as a schema that stands in its file
// and refers to it. Formats in it are not asserted.
func (g *Graph) LoadMeta(r *Resource) (*Graph, error) {
	opt := g.opt
	opt.AssertFormats, opt.LaterKeywords = false, false
	if r.File != g.Root.File {
		opt.Place = ""
	}
	ref := &source.Value{Kind: source.String, Text: r.CustomMeta()}
	return Load(&source.File{Name: r.File.Name, Root: source.NewObject([]source.Member{{Name: "$ref", Value: ref}})}, opt)
}

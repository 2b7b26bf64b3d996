package graph

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// open finds the document that uri, absolute and without fragment, names, and
// adds it. n, name and at are the referring node, keyword and value, for errors
// and for the dialect. It returns nil after an error.
func (l *loader) open(n *Node, name string, at *source.Value, uri string) *Resource {
	var f *source.File
	var err *diag.Error
	builtin := false
	if path, dir, rel, ok := l.mapped(uri); ok {
		f, err = l.read(path, dir, rel)
	} else if f, builtin = Builtin(uri); builtin {
		// Official documents are registered under the URI that was written.
	} else if rel, ok := l.below(uri); ok && l.opt.Root != "" {
		file := fileURI(rel)
		if res := l.byURI[file]; res != nil {
			l.byURI[uri] = res
			return res
		}
		uri = file
		f, err = l.read("", l.opt.Root, rel)
	} else {
		l.refuse(n, name, at, uri)
		return nil
	}
	if err != nil {
		l.unreadable(n, name, at, err)
		return nil
	}
	dialect := l.opt.Draft
	if dialect == 0 {
		dialect = n.Dialect
	}
	return l.document(f, uri, dialect, builtin)
}

// supplied reports whether a document of the URI is loaded, or where it would be read
// from is known.
func (l *loader) supplied(uri string) bool {
	if l.byURI[uri] != nil {
		return true
	}
	_, _, _, ok := l.mapped(uri)
	if !ok {
		_, ok = Builtin(uri)
	}
	if !ok {
		_, ok = l.below(uri)
	}
	return ok
}

// beside loads what a relative reference names beside the file that it stands in,
// whatever the identifiers around it say. It returns nil where there is no such file,
// or it is not one below Options.Root, and after an error.
func (l *loader) beside(p pendingRef, text string) *Resource {
	own, inside := l.place(l.standing(p.from.File))
	ref, err := url.Parse(text)
	if !inside || err != nil || ref.IsAbs() || ref.Host != "" {
		return nil
	}
	uri, problem := resolveURI(fileURI(own), text)
	if problem != nil {
		return nil
	}
	if res := l.byURI[uri]; res != nil {
		return res
	}
	path, dir, rel, mapped := l.mapped(uri)
	if !mapped {
		dir = l.opt.Root
		rel, _ = filePath(uri)
	}
	f, failed := l.read(path, dir, rel)
	if failed != nil {
		if !errors.Is(failed, fs.ErrNotExist) {
			l.unreadable(p.from, p.keyword, p.value, failed)
		}
		return nil
	}
	dialect := l.opt.Draft
	if dialect == 0 {
		dialect = p.from.Dialect
	}
	return l.document(f, uri, dialect, false)
}

// refuse reports a reference to a document that may not be read.
func (l *loader) refuse(n *Node, name string, at *source.Value, uri string) {
	step := "/" + Escape(name)
	if rel, ok := filePath(uri); ok {
		l.fail(place{n, step}, at, CodeRemote, "name the directory that references may resolve into, or supply the file with --map "+rel+"=PATH",
			"%q refers to the file %s, and no directory to read files from is known", name, rel)
		return
	}
	if strings.HasPrefix(uri, "file:") {
		l.fail(place{n, step}, at, CodeRemote, "move the file there, or supply it with --map "+uri+"=PATH",
			"%q refers to the file %s, which is outside the directory that files may be read from", name, uri)
		return
	}
	l.fail(place{n, step}, at, CodeRemote, "supply the document with --map "+uri+"=PATH",
		"%q refers to the document %s, and nothing is read from the network", name, uri)
}

// unreadable reports that the document a reference names cannot be read. What is
// wrong inside the document is reported there.
func (l *loader) unreadable(n *Node, name string, at *source.Value, err *diag.Error) {
	if l.err != nil {
		return
	}
	if err.Line > 0 {
		l.err = err
		return
	}
	hint := err.Hint
	if hint == "" {
		hint = "check the reference, which counts from the place of the schema that it stands in, or supply the file with --map URI=PATH"
	}
	l.fail(place{n, "/" + Escape(name)}, at, err.Code, hint, "the file %s, which %q refers to, cannot be used: %s", err.File, name, err.Message)
	if l.err != nil {
		l.err.Err = err
	}
}

// mapped looks a URI up among the mapped ones: the path of a single file, or a
// path rel below the directory dir.
func (l *loader) mapped(uri string) (path, dir, rel string, ok bool) {
	if len(l.opt.Map) == 0 {
		return "", "", "", false
	}
	for _, key := range []string{uri, uri + "#"} {
		if path, ok := l.opt.Map[key]; ok {
			return path, "", "", true
		}
	}
	if file, isFile := filePath(uri); isFile {
		if path, ok := l.opt.Map[file]; ok {
			return path, "", "", true
		}
	}
	best := ""
	for prefix := range l.opt.Map {
		if strings.HasSuffix(prefix, "/") && strings.HasPrefix(uri, prefix) && len(prefix) > len(best) {
			best = prefix
		}
	}
	if best == "" {
		return "", "", "", false
	}
	rest, _, _ := strings.Cut(uri[len(best):], "?")
	rest, err := url.PathUnescape(rest)
	if err != nil || rest == "" {
		return "", "", "", false
	}
	return "", l.opt.Map[best], rest, true
}

// below returns the path below the root directory of the file that uri names.
func (l *loader) below(uri string) (rel string, ok bool) {
	if rel, ok := filePath(uri); ok {
		return rel, rel != ""
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || (u.Host != "" && u.Host != "localhost") || l.opt.Root == "" {
		return "", false
	}
	rel = filepath.ToSlash(relative(l.opt.Root, filepath.FromSlash(u.Path)))
	if rel == "" || rel == "." || climbs(rel) {
		return "", false
	}
	return rel, true
}

// read reads and parses the file at path or, when dir is given, at the path rel
// that must not leave dir.
func (l *loader) read(path, dir, rel string) (*source.File, *diag.Error) {
	name := path
	switch {
	case isTop(dir):
		name = dir + rel
	case dir != "":
		name = filepath.Join(dir, filepath.FromSlash(rel))
	}
	data, err := l.bytes(name, dir, rel)
	if err == nil {
		var f *source.File
		if f, err = source.Parse(name, data); err == nil {
			return f, nil
		}
	}
	var known *diag.Error
	if errors.As(err, &known) {
		return nil, known
	}
	return nil, &diag.Error{File: name, Code: source.CodeRead, Message: plain(err), Err: err}
}

func (l *loader) bytes(name, dir, rel string) ([]byte, error) {
	if l.opt.Open != nil {
		if dir != "" && !filepath.IsLocal(filepath.FromSlash(rel)) {
			return nil, errors.New("it is outside the directory " + dir)
		}
		return l.opt.Open(name)
	}
	if dir == "" {
		return source.ReadBytes(name)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	rel = filepath.FromSlash(rel)
	info, err := root.Stat(rel)
	if err != nil {
		return nil, err
	}
	// Opening a pipe could wait for ever.
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	file, err := root.Open(rel)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return source.ReadAll(name, file)
}

// plain words an error of the file system without the path, which the message
// has already.
func plain(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "there is no such file"
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

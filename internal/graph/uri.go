package graph

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// uriError says why a reference cannot be turned into an absolute URI.
type uriError struct{ problem, hint string }

// resolveURI resolves a reference without fragment against a base URI (RFC 3986,
// section 5.2). Unlike the RFC it does not swallow a path that climbs above the
// root of the base when the base is a file: that would name another file than
// the one meant.
func resolveURI(base, ref string) (string, *uriError) {
	if ref == "" {
		return base, nil
	}
	r, err := url.Parse(ref)
	if err != nil {
		return "", &uriError{problem: "it is not a valid URI reference"}
	}
	if r.IsAbs() {
		if r.Scheme == RootScheme {
			return "", &uriError{problem: "the scheme " + RootScheme + " is for internal use"}
		}
		if r.Opaque == "" {
			r = new(url.URL).ResolveReference(r) // dot segments
		}
		return r.String(), nil
	}
	b, err := url.Parse(base)
	if err != nil {
		return "", &uriError{problem: "its base URI is not valid"}
	}
	if b.Opaque != "" {
		return "", &uriError{
			problem: "it is relative, and the base URI " + clip(base) + " has no path to resolve it against",
			hint:    "write an absolute URI",
		}
	}
	if b.Scheme == RootScheme {
		if r.Host != "" {
			return "", &uriError{problem: "it names a host but no scheme", hint: "write an absolute URI"}
		}
		if !strings.HasPrefix(r.Path, "/") && climbs(path.Join(path.Dir(strings.TrimPrefix(b.Path, "/")), r.Path)) {
			return "", &uriError{
				problem: "it leads out of the directory that files may be read from",
				hint:    "keep referenced files below that directory, or give the schema an absolute $id and supply the file with --map URI=PATH",
			}
		}
	}
	return b.ResolveReference(r).String(), nil
}

func climbs(rel string) bool { return rel == ".." || strings.HasPrefix(rel, "../") }

// rootURI returns the URI of a file: its place below the root directory, or its
// base name if it has none there.
func (l *loader) rootURI(name string) string {
	rel, _ := l.place(name)
	if rel == "" || rel == "." {
		rel = path.Base(filepath.ToSlash(name))
	}
	if rel == "." || rel == "/" || rel == ".." {
		rel = "schema"
	}
	return fileURI(rel)
}

// standing is the path that the references of a file count from.
func (l *loader) standing(f *source.File) string {
	if f == l.first && l.opt.Place != "" {
		return l.opt.Place
	}
	return f.Name
}

// place returns the path of a file below the root directory, and whether it lies there.
func (l *loader) place(name string) (rel string, ok bool) {
	if l.opt.Root == "" {
		return "", false
	}
	if inTop, ok := strings.CutPrefix(name, l.opt.Root); ok && isTop(l.opt.Root) {
		return filepath.ToSlash(inTop), inTop != ""
	}
	rel, err := filepath.Rel(l.opt.Root, name)
	if err != nil { // one of them is absolute
		rel = relative(l.opt.Root, name)
	}
	if rel = filepath.ToSlash(rel); climbs(rel) || rel == "" || rel == "." {
		return "", false
	}
	return rel, true
}

// isTop reports whether a directory is the top of a commit, git:REF:, whose files have
// no separator behind it.
func isTop(dir string) bool { return strings.HasPrefix(dir, "git:") && strings.HasSuffix(dir, ":") }

// relative returns the path from root to name after both were made absolute, or
// "".
func relative(root, name string) string {
	root, err := filepath.Abs(root)
	if err != nil {
		return ""
	}
	if name, err = filepath.Abs(name); err != nil {
		return ""
	}
	if name, err = filepath.Rel(root, name); err != nil {
		return ""
	}
	return name
}

// fileURI returns the URI of the file at the slash-separated path rel below the
// root directory.
func fileURI(rel string) string {
	return RootScheme + "://" + (&url.URL{Path: "/" + rel}).EscapedPath()
}

// filePath is the reverse of fileURI, for any query left out.
func filePath(uri string) (rel string, ok bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != RootScheme {
		return "", false
	}
	return strings.TrimPrefix(path.Clean("/"+u.Path), "/"), true
}

// Find returns the resource that ref names, a URI or a path as a $ref of the
// root has it; nil when the graph has none, or when ref leads into one.
func (g *Graph) Find(ref string) *Resource {
	ref, fragment, _ := strings.Cut(ref, "#")
	uri, problem := resolveURI(g.Root.BaseURI, ref)
	if fragment != "" {
		return nil
	}
	for _, r := range g.Resources {
		if r.URI == ref || problem == nil && (r.URI == uri || r.Retrieved == uri) {
			return r
		}
	}
	return nil
}

// Name returns what Find finds a resource by: its URI, or its path below the
// root directory.
func (g *Graph) Name(r *Resource) string {
	if rel, ok := filePath(r.URI); ok {
		return rel
	}
	return r.URI
}

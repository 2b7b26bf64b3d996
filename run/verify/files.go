package verify

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strings"
	"syscall"
	"unicode"

	"github.com/atlas-dataflow/runresult/internal/nonblock"
)

// trouble is why a file of the run directory cannot serve as evidence.
type trouble struct {
	kind   troubleKind
	detail string // in words, to follow the name of the file
	other  string // for a variant: the name that is there
}

type troubleKind uint8

const (
	missing troubleKind = iota + 1
	variant             // there is a file whose name differs in case or Unicode form
	escapes
	irregular
	unreadable
	changed
)

// runDir is a run directory whose files are read. Nothing outside it can be
// reached through it.
type runDir struct {
	root *os.Root
	// listings holds what was listed of directories that were needed.
	listings map[string]*listing
	// links says of directories whether a symbolic link is on the way to them.
	links map[string]bool
}

// listing is what a directory holds, as far as it is looked at.
type listing struct {
	names  map[string]bool
	folded map[string]string // the first name, in order, of each folded form
	cut    bool              // there are more
}

// openRunDir opens a run directory. The error says in words what is wrong with
// it.
func openRunDir(dir string) (*runDir, error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return nil, errors.New(reason(err))
	case !info.IsDir():
		return nil, errors.New("it is " + kindOf(info) + ", not a directory")
	}
	// The dot keeps a FIFO that took its place from being waited for.
	root, err := os.OpenRoot(strings.TrimRight(dir, string(os.PathSeparator)) + string(os.PathSeparator) + ".")
	if err != nil {
		return nil, errors.New(reason(err))
	}
	return &runDir{root: root, listings: map[string]*listing{}, links: map[string]bool{}}, nil
}

func (d *runDir) close() { _ = d.root.Close() }

// lexical says what a path is by its text alone.
func lexical(p string) *trouble {
	switch {
	case strings.HasPrefix(p, "/"):
		return &trouble{kind: escapes, detail: "is an absolute path"}
	case len(p) >= 2 && p[1] == ':' && ('a' <= p[0]|0x20 && p[0]|0x20 <= 'z'):
		return &trouble{kind: escapes, detail: "names a drive"}
	case strings.Contains("/"+p+"/", "/../"):
		return &trouble{kind: escapes, detail: "leads upwards with \"..\""}
	case strings.Contains(`\`+p+`\`, `\..\`) || strings.HasPrefix(p, `\`):
		return &trouble{kind: escapes, detail: "leads out of the run directory where \\ separates names"}
	}
	return nil
}

// linked reports that a symbolic link is on the way to a directory.
func (d *runDir) linked(dir string) bool {
	if dir == "." || dir == "/" {
		return false
	}
	known, seen := d.links[dir]
	if !seen {
		info, err := d.root.Lstat(dir)
		known = err == nil && info.Mode()&fs.ModeSymlink != 0 || d.linked(path.Dir(dir))
		d.links[dir] = known
	}
	return known
}

// stat finds a regular file. link is set when it is, or lies behind, a symbolic
// link that stays inside.
func (d *runDir) stat(p string) (info fs.FileInfo, link bool, bad *trouble) {
	if bad := lexical(p); bad != nil {
		return nil, false, bad
	}
	info, err := d.root.Lstat(p)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		link = true
		info, err = d.root.Stat(p)
	}
	if err == nil && !link {
		link = d.linked(path.Dir(p))
	}
	if err != nil {
		bad = classify(err)
		if bad.kind == missing {
			if link {
				bad.detail = "is a symbolic link to nothing"
			} else if other := d.variantOf(p); other != "" {
				bad = &trouble{kind: variant, other: other, detail: "is not there under exactly that name, but " + quote(other) + " is"}
			}
		}
		return nil, link, bad
	}
	if !info.Mode().IsRegular() {
		return nil, link, &trouble{kind: irregular, detail: "is " + kindOf(info) + ", not a regular file"}
	}
	if d.folds(p, info) {
		if other := d.variantOf(p); other != "" {
			return nil, link, &trouble{kind: variant, other: other, detail: "is called " + quote(other) + " on disk"}
		}
	}
	return info, link, nil
}

// folds reports that the file system may find a file under names that it does
// not have.
func (d *runDir) folds(p string, info fs.FileInfo) bool {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		return true
	}
	swapped := strings.Map(func(r rune) rune {
		switch {
		case r < 0x80 && unicode.IsUpper(r):
			return unicode.ToLower(r)
		case r < 0x80 && unicode.IsLower(r):
			return unicode.ToUpper(r)
		}
		return r
	}, path.Base(p))
	swapped = path.Join(path.Dir(p), swapped)
	if swapped == p {
		return false
	}
	other, err := d.root.Lstat(swapped)
	return err == nil && os.SameFile(info, other) && !d.listed(p)
}

func (d *runDir) listed(p string) bool { return d.list(path.Dir(p)).names[path.Base(p)] }

// maxListed bounds how much of a directory is looked at for a name that is
// written another way.
const maxListed = 100_000

func (d *runDir) list(dir string) *listing {
	if l := d.listings[dir]; l != nil {
		return l
	}
	l := &listing{names: map[string]bool{}, folded: map[string]string{}}
	d.listings[dir] = l
	info, err := d.root.Stat(dir)
	if err != nil || !info.IsDir() {
		return l
	}
	f, err := d.root.Open(dir)
	if err != nil {
		return l
	}
	defer f.Close()
	names, _ := f.Readdirnames(maxListed + 1)
	if l.cut = len(names) > maxListed; l.cut {
		names = names[:maxListed]
	}
	for _, name := range names {
		l.names[name] = true
		form := sameName(name)
		if first, taken := l.folded[form]; !taken || name < first {
			l.folded[form] = name
		}
	}
	return l
}

// variantOf finds the path that is there and differs from p in case or Unicode
// form only, "" when p itself or nothing is.
func (d *runDir) variantOf(p string) string {
	at := "."
	for _, want := range strings.Split(p, "/") {
		l := d.list(at)
		next := l.folded[sameName(want)]
		if l.names[want] {
			next = want
		}
		if next == "" {
			return ""
		}
		at = path.Join(at, next)
	}
	if at == path.Clean(p) {
		return ""
	}
	return at
}

// open opens a regular file that stat found, as long as it is still the one.
func (d *runDir) open(p string, found fs.FileInfo) (*os.File, *trouble) {
	f, err := d.root.OpenFile(p, os.O_RDONLY|nonblock.Flag, 0)
	if err != nil {
		bad := classify(err)
		if bad.kind == missing {
			bad = &trouble{kind: changed, detail: "was removed while it was checked"}
		}
		return nil, bad
	}
	info, err := f.Stat()
	if err == nil && info.Mode().IsRegular() && os.SameFile(info, found) {
		return f, nil
	}
	_ = f.Close()
	if err != nil {
		return nil, classify(err)
	}
	return nil, &trouble{kind: changed, detail: "was replaced while it was checked"}
}

// steady reports whether a file is still what it was when stat found it.
func (d *runDir) steady(p string, f *os.File, found fs.FileInfo) *trouble {
	info, err := f.Stat()
	if err != nil {
		return classify(err)
	}
	if info.Size() != found.Size() || !info.ModTime().Equal(found.ModTime()) {
		return &trouble{kind: changed, detail: fmt.Sprintf("changed while it was read (%d bytes before, %d after)", found.Size(), info.Size())}
	}
	now, err := d.root.Stat(p)
	if err != nil || !os.SameFile(now, info) {
		return &trouble{kind: changed, detail: "was replaced or removed while it was read"}
	}
	return nil
}

// read reads a whole regular file of at most limit bytes.
func (d *runDir) read(p string, limit int64) ([]byte, *trouble) {
	info, _, bad := d.stat(p)
	if bad != nil {
		return nil, bad
	}
	if info.Size() > limit {
		return nil, &trouble{kind: unreadable, detail: fmt.Sprintf("has %d bytes, more than the %d that are read", info.Size(), limit)}
	}
	f, bad := d.open(p, info)
	if bad != nil {
		return nil, bad
	}
	defer f.Close()
	// A byte more than there should be tells that the file grew.
	data := make([]byte, info.Size()+1)
	n, err := io.ReadFull(f, data)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, classify(err)
	}
	if bad := d.steady(p, f, info); bad != nil {
		return nil, bad
	}
	if int64(n) != info.Size() {
		return nil, &trouble{kind: changed, detail: "changed while it was read"}
	}
	return data[:n:n], nil
}

// classify tells what an error of the file system means.
func classify(err error) *trouble {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ENAMETOOLONG):
		return &trouble{kind: missing, detail: "is not there"}
	case strings.Contains(err.Error(), "escapes from parent"):
		return &trouble{kind: escapes, detail: "leads out of the run directory through a symbolic link"}
	case errors.Is(err, syscall.ELOOP), strings.Contains(err.Error(), "too many"):
		return &trouble{kind: unreadable, detail: "leads in a circle of symbolic links"}
	case errors.Is(err, fs.ErrPermission):
		return &trouble{kind: unreadable, detail: "may not be read: permission denied"}
	}
	return &trouble{kind: unreadable, detail: "cannot be read: " + reason(err)}
}

// reason is an error of the file system without the path that it repeats.
func reason(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, syscall.ENOTDIR):
		return "it, or something on the way to it, is not a directory"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.Is(err, syscall.ELOOP):
		return "its symbolic links lead in a circle"
	case errors.As(err, &pe):
		return pe.Err.Error()
	}
	return err.Error()
}

// kindOf names what is not a regular file.
func kindOf(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "a directory"
	case mode.IsRegular():
		return "a file"
	case mode&fs.ModeNamedPipe != 0:
		return "a FIFO"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "something else"
}

package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// MaxFileSize is the largest file, in bytes, that ReadFile and ReadAll take.
const MaxFileSize = 1 << 30

// ReadFile reads and parses the file at path: YAML when its name ends in .yaml
// or .yml, else JSON. Errors are *diag.Error.
func ReadFile(path string) (*File, error) {
	data, err := ReadBytes(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// ReadBytes reads the regular file at path, at most MaxFileSize bytes of it.
// Errors are *diag.Error with CodeRead and a message for people.
func ReadBytes(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(path, err)
	}
	if problem, hint := unreadable(info); problem != "" {
		return nil, &diag.Error{File: path, Code: CodeRead, Message: problem, Hint: hint}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, readError(path, err)
	}
	defer file.Close()
	data, err := readAll(file, info.Size(), MaxFileSize)
	if err != nil {
		return nil, readError(path, err)
	}
	return data, nil
}

// ReadAll reads r to its end, at most MaxFileSize bytes. Name is what messages
// call it. Errors are *diag.Error with CodeRead.
func ReadAll(name string, r io.Reader) ([]byte, error) {
	data, err := readAll(r, 0, MaxFileSize)
	if err != nil {
		return nil, readError(name, err)
	}
	return data, nil
}

var (
	errTooLarge = errors.New("too large")
	errBadRead  = errors.New("the reader says that it read an impossible number of bytes")
)

func readAll(r io.Reader, expect, limit int64) ([]byte, error) {
	data := make([]byte, 0, min(expect, limit)+512)
	for {
		n, err := r.Read(data[len(data):cap(data)])
		if n < 0 || n > cap(data)-len(data) {
			return nil, errBadRead
		}
		data = data[:len(data)+n]
		if int64(len(data)) > limit {
			return nil, errTooLarge
		}
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// unreadable says why a file that exists is not one to read, or "". Opening a
// pipe or a device could block for ever, so only regular files are taken.
func unreadable(info fs.FileInfo) (problem, hint string) {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "is a directory, not a file", "name a file in it"
	case mode&fs.ModeNamedPipe != 0:
		return "is a pipe, not a regular file", "name - to read standard input"
	case !mode.IsRegular():
		return "is a device or socket, not a regular file", "name - to read standard input"
	case info.Size() > MaxFileSize:
		return tooLarge, splitHint
	}
	return "", ""
}

var tooLarge = fmt.Sprintf("is larger than %d bytes, the most that is read", MaxFileSize)

const splitHint = "split it into smaller files"

// readError words what the operating system says; its own text repeats the path
// and names system calls.
func readError(path string, err error) *diag.Error {
	e := &diag.Error{File: path, Code: CodeRead, Err: err, Hint: "check the path"}
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, errTooLarge):
		e.Message, e.Hint = tooLarge, splitHint
	case errors.Is(err, fs.ErrNotExist):
		e.Message = "no such file"
		dir := filepath.Dir(path)
		if path == "" {
			e.Message, e.Hint = "the file name is empty", "name a file"
		} else if _, dirErr := os.Stat(dir); errors.Is(dirErr, fs.ErrNotExist) {
			e.Message = fmt.Sprintf("no such file: there is no directory %s", dir)
		} else if near := nearName(filepath.Base(path), namesIn(dir)); near != "" {
			e.Hint = fmt.Sprintf("did you mean %s?", filepath.Join(dir, near))
		}
	case errors.Is(err, fs.ErrPermission):
		e.Message = "permission denied"
		e.Hint = "check the file's mode and owner"
	case strings.ContainsRune(path, 0):
		e.Message = "the file name holds a NUL character"
	case errors.As(err, &pathErr):
		e.Message = "cannot be read: " + pathErr.Err.Error()
	default:
		e.Message, e.Hint = "cannot be read: "+err.Error(), ""
	}
	return e
}

// nearName returns the name that was probably meant, or "": one that differs by
// a slip of the pen before its extension, or in its extension only.
func nearName(name string, names []string) string {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	var stems []string
	for _, other := range names {
		otherExt := filepath.Ext(other)
		otherStem := strings.TrimSuffix(other, otherExt)
		if stem != "" && strings.EqualFold(otherStem, stem) {
			return other
		}
		if otherExt == ext {
			stems = append(stems, otherStem)
		}
	}
	// Of very short names every other one is a slip away.
	if near, ok := suggest.Closest(stem, stems); ok && len(stem) > 2 {
		return near + ext
	}
	return ""
}

// namesIn lists the names in a directory that can be shown as they are, sorted;
// of a very large one, some of them.
func namesIn(dir string) []string {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(1000)
	slices.Sort(names)
	return slices.DeleteFunc(names, func(name string) bool { return !utf8.ValidString(name) })
}

// Parse reads data as YAML when name ends in .yaml or .yml, in any case, else as
// JSON. Errors are *diag.Error.
func Parse(name string, data []byte) (*File, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml":
		return ParseYAML(name, data)
	}
	return ParseJSON(name, data)
}

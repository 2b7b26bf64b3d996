package gate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/source"
)

// tree is the working tree with files that are only planned, by their cleaned
// paths. The zero value is the working tree as it is.
type tree map[string][]byte

func (t tree) read(path string) ([]byte, error) {
	if data, ok := t[filepath.Clean(path)]; ok {
		return data, nil
	}
	return source.ReadBytes(path)
}

// names lists a directory.
func (t tree) names(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	for path := range t {
		if filepath.Dir(path) == filepath.Clean(dir) && !slices.Contains(names, filepath.Base(path)) {
			names = append(names, filepath.Base(path))
		}
	}
	slices.Sort(names)
	if len(names) > 0 && errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return names, err
}

func (t tree) exists(path string) bool {
	if _, ok := t[filepath.Clean(path)]; ok {
		return true
	}
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

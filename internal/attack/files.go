package attack

import (
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// Schemas reads every schema below a directory that loads by itself, in the
// order of their names; other files are left out. Their names are relative to
// the directory.
func Schemas(dir string) ([]*source.File, error) {
	var files []*source.File
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".json") {
			return err
		}
		f, err := source.ReadFile(path)
		if err != nil {
			return nil // no JSON
		}
		if f.Name, err = filepath.Rel(dir, path); err != nil {
			return err
		}
		if looksLikeSchema(f.Root) {
			if _, err := graph.Load(f, graph.Options{}); err == nil {
				files = append(files, f)
			}
		}
		return nil
	})
	return files, err
}

// looksLikeSchema tells schemas from other JSON files, which are mostly schemas
// without any known keyword.
func looksLikeSchema(v *source.Value) bool {
	for _, name := range []string{"$schema", "properties", "type", "$ref", "allOf", "anyOf", "oneOf"} {
		if v.Get(name) != nil {
			return true
		}
	}
	return false
}

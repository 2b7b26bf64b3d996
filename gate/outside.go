package gate

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"github.com/atlas-dataflow/runresult/compat"
)

// outside tells about files that the head or a release of it refers to and that no
// release freezes.
func (c *checker) outside(h *head) error {
	if h.folder == nil {
		return nil
	}
	const hint = "copy it below $defs, or map its URI to a released version, whose bytes never change"
	names, err := c.loose(h.schema)
	if err != nil {
		return err
	}
	for _, name := range names {
		c.add(h.at(RuleOutside, "", hint, "refers to %s, which can change without a version of this schema", slashed(name)))
	}
	for i := range h.folder.releases {
		r := &h.folder.releases[i]
		if r.schema == nil || r.keeper != h.Family {
			continue // not compared, or told by the head of its major
		}
		names, err := c.loose(r.schema)
		if err != nil {
			return err
		}
		for _, name := range names {
			c.add(inFile(RuleOutside, r.path, 0, "release "+slashed(name)+" as a version of a family of its own, and map what the schema calls it to that",
				"is released and refers to %s, with which its meaning can change", slashed(name)))
		}
	}
	return nil
}

// loose names the files that a schema refers to and no release freezes.
func (c *checker) loose(s *compat.Schema) ([]string, error) {
	var out []string
	for _, name := range s.Files() {
		frozen, err := c.frozen(name)
		if err != nil {
			return nil, err
		}
		if !frozen {
			out = append(out, name)
		}
	}
	return out, nil
}

// frozen reports whether a file is a released version with its checksum.
func (c *checker) frozen(name string) (bool, error) {
	for i := range c.config.Families {
		f := &c.config.Families[i]
		if f.Released.IsZero() || filepath.Dir(filepath.Clean(name)) != filepath.Clean(f.Released.OS()) {
			continue
		}
		d := c.folderOf(f)
		if d.err != nil {
			return false, d.err
		}
		data, err := c.files.read(name)
		if err != nil {
			return false, err
		}
		sum := sha256.Sum256(data)
		line := d.line(d.base + "/" + filepath.Base(name))
		return line != nil && line.hex == hex.EncodeToString(sum[:]), nil
	}
	return false, nil
}

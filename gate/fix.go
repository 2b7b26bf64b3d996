package gate

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/changelog"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// fix writes what follows from the judgement: versions, and drafts of entries.
// It returns the files it wrote.
func (c *checker) fix() ([]string, error) {
	var changes []atomicfile.Change
	var paths []string
	data, log := c.logData, c.log
	for _, h := range c.heads {
		if !h.versioned || h.folder == nil || h.folder.damaged {
			continue
		}
		if h.decided && h.version.compare(h.required) < 0 {
			text, err := setVersion(h.file, h.id, h.required)
			if err != nil {
				return nil, err
			}
			changes = append(changes, atomicfile.Change{Dir: c.config.Dir, Name: h.Head.Text, Data: text})
			paths = append(paths, h.path)
		}
		if log == nil {
			data = changelog.New()
			log = changelog.Parse(data)
		}
		if len(log.Problems(topic(h.Family))) > 0 {
			continue // a person has to say which section is meant
		}
		text, err := log.Add(topic(h.Family), c.drafts(h))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.logPath, err)
		}
		data, log = text, changelog.Parse(text)
	}
	if log != nil && !bytes.Equal(data, c.logData) {
		changes = append(changes, atomicfile.Change{Dir: c.config.Dir, Name: changelogName, Data: data})
		paths = append(paths, c.logPath)
	}
	if err := atomicfile.Apply(changes); err != nil {
		return nil, err
	}
	return paths, nil
}

// setVersion returns a schema's text with another version in its $id and
// everything else, comments and spelling included, as it was.
func setVersion(f *source.File, id *source.Member, v version) ([]byte, error) {
	old, from, to, ok := versionIn(id.Value.Text)
	if !ok {
		return nil, fmt.Errorf("%s: its $id has no version to replace", f.Name)
	}
	want := id.Value.Text[:from] + v.String() + id.Value.Text[to:]
	raw := f.Data[id.Value.Start:id.Value.End]
	// The text as it is spelled, when the version stands there as it is; else the
	// whole string is spelled again.
	at := bytes.LastIndex(raw, []byte(old.String()))
	var spelled []byte
	if at >= 0 {
		spelled = slices.Concat(raw[:at], []byte(v.String()), raw[at+len(old.String()):])
	}
	for _, token := range [][]byte{spelled, (&source.Value{Kind: source.String, Text: want}).AppendJSON(nil)} {
		if token == nil {
			continue
		}
		text := slices.Concat(f.Data[:id.Value.Start], token, f.Data[id.Value.End:])
		if sameBut(f, text, id.Name, want) {
			return text, nil
		}
	}
	return nil, f.Errorf(id.Value, source.Join("", id.Name), "gate-fix", "write it by hand", "the version %s cannot be written here without changing more", v)
}

// sameBut reports whether a text is the schema of f with another identifier.
func sameBut(f *source.File, text []byte, name, id string) bool {
	g, err := source.Parse(f.Name, text)
	if err != nil || len(g.Root.Members) != len(f.Root.Members) {
		return false
	}
	for i, m := range g.Root.Members {
		old := f.Root.Members[i]
		switch {
		case m.Name != old.Name:
			return false
		case m.Name == name:
			if m.Value.Kind != source.String || m.Value.Text != id {
				return false
			}
		case !source.Equal(m.Value, old.Value):
			return false
		}
	}
	return true
}

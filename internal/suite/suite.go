// Package suite reads the official test suite of JSON Schema. It is for tests:
// the suite comes with a module that the project depends on, for 2020-12 and
// draft 7, and the environment can name a directory that holds all of it.
//
// It imports internal/graph, internal/source and the standard library, and runs
// the go command to find the module.
package suite

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// DirVariable names the environment variable with the directory of another copy
// of the suite: one that holds folders draft4 to draft2020-12, itself or in its
// folder tests, and remotes.
const DirVariable = "RUNRESULT_SUITE"

// module is where the suite is otherwise.
const module = "github.com/google/jsonschema-go"

// Group is one schema of the suite with its tests.
type Group struct {
	// Folder is the draft's, "draft7"; File stands below it, "optional/format/ipv4.json".
	Folder, File string
	// Title tells the group from the others: folder, file and description.
	Title  string
	Schema *source.Value
	Tests  []Test
	// Load is how the schema is to be loaded.
	Load graph.Options
}

// Optional reports whether the suite asks for the tests only of those who choose
// to do what they are about.
func (g *Group) Optional() bool { return strings.HasPrefix(g.File, "optional/") }

// Keyword is what the group is about: the name of its file without extension.
func (g *Group) Keyword() string { return strings.TrimSuffix(g.File, ".json") }

// Source is the schema as the file of its own that it stands for.
func (g *Group) Source() (*source.File, error) {
	return source.ParseJSON("schema.json", g.Schema.AppendJSON(nil))
}

// Test is a document and what the suite says of it.
type Test struct {
	Title string // the group's, and the description
	Data  *source.Value
	Valid bool
}

// Suite is a copy of the official suite.
type Suite struct {
	Groups []Group
	// Own reports that the suite is the one of the module, whose every test the
	// project answers for.
	Own bool
}

// least is how many tests of each draft there are at the least, so that a folder
// that is empty, or of another form, is noticed.
var least = map[string]int{"draft4": 500, "draft6": 700, "draft7": 800, "draft2019-09": 1000, "draft2020-12": 1000}

// Read reads the suite that the environment names, the module's otherwise.
func Read() (*Suite, error) {
	dir := os.Getenv(DirVariable)
	own := dir == ""
	if own {
		out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		if err != nil {
			return nil, fmt.Errorf("the module with the official suite: %w", err)
		}
		dir = filepath.Join(strings.TrimSpace(string(out)), "jsonschema", "testdata")
	}
	s := &Suite{Own: own}
	remotes := filepath.Join(dir, "remotes")
	if info, err := os.Stat(filepath.Join(dir, "tests")); err == nil && info.IsDir() {
		dir = filepath.Join(dir, "tests")
	}
	if _, err := os.Stat(remotes); err != nil {
		return nil, fmt.Errorf("the official suite is incomplete: %w", err)
	}
	for d := graph.Draft4; d <= graph.Draft2020; d++ {
		folder := d.String()
		if _, err := os.Stat(filepath.Join(dir, folder)); own && d != graph.Draft7 && d != graph.Draft2020 && os.IsNotExist(err) {
			continue // the module has two drafts
		}
		if err := s.read(dir, folder, remotes, d); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Suite) read(dir, folder, remotes string, d graph.Dialect) error {
	root := filepath.Join(dir, folder)
	var files []string
	err := filepath.WalkDir(root, func(name string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() && filepath.Ext(name) == ".json" {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(files)
	tests := 0
	for _, name := range files {
		f, err := source.ReadFile(name)
		if err != nil {
			return err
		}
		below, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		below = filepath.ToSlash(below)
		for _, group := range f.Root.Items {
			g := Group{
				Folder: folder, File: below, Title: folder + "/" + below + ": " + group.Get("description").Text, Schema: group.Get("schema"),
				Load: graph.Options{Draft: d, Map: map[string]string{"http://localhost:1234/": remotes}, AssertFormats: path.Dir(below) == "optional/format"},
			}
			for _, test := range group.Get("tests").Items {
				g.Tests = append(g.Tests, Test{g.Title + ": " + test.Get("description").Text, test.Get("data"), test.Get("valid").Bool})
			}
			tests += len(g.Tests)
			s.Groups = append(s.Groups, g)
		}
	}
	if tests < least[folder] {
		return fmt.Errorf("the official suite is incomplete: %s has %d tests, not %d", folder, tests, least[folder])
	}
	return nil
}

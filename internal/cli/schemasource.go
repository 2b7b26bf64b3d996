package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/schema"
)

// schemaFlags are the flags of every command that reads a schema.
type schemaFlags struct {
	schema        string
	arg           string // what the command line calls the schema; "" is --schema
	draft         string
	anyDialect    bool
	laterKeywords bool
	assertFormats bool
	maps          []string

	// What a configuration file says instead of flags: the schema is a path
	// whatever it looks like, and URIs are mapped already.
	isPath   bool
	mapped   map[string]string
	dialects map[string]string
}

func (s *schemaFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.schema, "schema", schema.Default, "the schema: `PATH`, -, an embedded name or git:REF:PATH, each with #/pointer for one inside a document")
	s.registerReading(cmd)
}

// registerReading adds the flags that say how schemas are read, whatever names
// them.
func (s *schemaFlags) registerReading(cmd *cobra.Command) {
	f := cmd.Flags()
	f.Var(newEnum(&s.draft, drafts...), "draft", "dialect of a schema without $schema: "+strings.Join(drafts, ", ")+" (default draft2020-12)")
	f.BoolVar(&s.anyDialect, "any-dialect", false, "read a schema whose $schema names an unknown dialect as the one that --draft states")
	f.BoolVar(&s.laterKeywords, "later-keywords", false, "give keywords of later drafts than the schema's their meaning, such as const in draft 4")
	f.BoolVar(&s.assertFormats, "assert-formats", false, "let formats decide instead of describe: those of JSON Schema except idn-email and idn-hostname")
	f.StringArrayVar(&s.maps, "map", nil, "file for a URI that the schema refers to, `URI=PATH`, repeatable; PATH may be git:REF:PATH, and a URI that ends in / maps a directory")
}

// check refuses flags that say nothing together.
func (s *schemaFlags) check() error {
	if s.anyDialect && s.draft == "" {
		return usagef("state it with --draft", "--any-dialect reads unknown dialects as a draft, and none is stated")
	}
	return nil
}

// jobsFlag adds --jobs; 0 means one for each processor.
func jobsFlag(cmd *cobra.Command, jobs *int) {
	cmd.Flags().Var(positive{jobs}, "jobs", fmt.Sprintf("how many inputs are worked on at a time (default %s)", "one for each processor"))
}

// positive is a flag that takes a whole number from 1.
type positive struct{ target *int }

func (p positive) String() string { return "" }
func (p positive) Type() string   { return "N" }

// Set reads the number.
func (p positive) Set(s string) error {
	var n int
	if _, err := fmt.Sscanf(s, "%d", &n); err != nil || fmt.Sprint(n) != s || n < 1 || n > 1024 {
		return fmt.Errorf("must be a whole number from 1 to 1024")
	}
	*p.target = n
	return nil
}

// workers is the number that --jobs stands for.
func workers(jobs int) int {
	if jobs > 0 {
		return jobs
	}
	return runtime.GOMAXPROCS(0)
}

// parseMaps reads the values of a flag such as --map.
func parseMaps(flag string, values []string) (map[string]string, error) {
	if len(values) == 0 {
		return nil, nil
	}
	out := map[string]string{}
	for _, v := range values {
		// A URI may hold = in its query, a path hardly does.
		i := strings.LastIndexByte(v, '=')
		if i <= 0 || i == len(v)-1 {
			return nil, usagef("write "+flag+" URI=PATH", "%s %s names no URI and path", flag, v)
		}
		uri, path := v[:i], v[i+1:]
		if inGit(path) {
			blob, err := parseGit(strings.TrimSuffix(path, "/"))
			if err != nil {
				return nil, err
			}
			path = blob.String()
		}
		if strings.HasSuffix(uri, "/") && !isFolder(path) {
			return nil, trouble(nil, "a URI that ends in / maps a directory; check the path", "%s %s: there is no directory %s", flag, uri, path)
		}
		if other, ok := out[uri]; ok && other != path {
			return nil, usagef("leave one of them out", "%s gives two paths for %s", flag, uri)
		}
		out[uri] = path
	}
	return out, nil
}

// embeddedName is the form of names of embedded schemas. A file of such a name
// is reached as ./NAME.
var embeddedName = regexp.MustCompile(`^runresult\.(v[0-9]+(@.*)?|config)$`)

// schemaText is the text of a schema and where its references may lead: below
// the directory of the file, or of the file in the commit.
type schemaText struct {
	name   string
	at     string // the pointer of the schema in the text
	data   []byte
	root   string
	mapped map[string]string
	open   func(string) ([]byte, error)
}

// stdinName is what messages call standard input.
const stdinName = "<stdin>"

// readSchema reads the text that the flags name.
func (a *app) readSchema(s schemaFlags) (*schemaText, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	mapped, err := parseMaps("--map", s.maps)
	if err != nil {
		return nil, err
	}
	if s.mapped != nil {
		mapped = s.mapped
	}
	t := &schemaText{mapped: mapped, open: opener("", mapped)}
	if !s.isPath {
		s.schema, t.at = splitPointer(s.schema)
	}
	t.name = s.schema
	what := s.arg
	if what == "" {
		what = "--schema"
	}
	switch {
	case s.isPath: // below
	case s.schema == "":
		return nil, usagef("name a path, -, an embedded schema or git:REF:PATH", "%s is empty", what)
	case s.schema == "-":
		r, err := a.takeStdin(what + " -")
		if err != nil {
			return nil, err
		}
		t.name = stdinName
		t.data, err = source.ReadAll(t.name, r)
		return t, err
	case strings.HasPrefix(s.schema, "git:"):
		blob, err := parseGit(s.schema)
		if err != nil {
			return nil, err
		}
		t.root, t.name = blob.folder(), blob.String()
		t.open = opener(t.root, mapped)
		t.data, err = blob.read()
		return t, orPointer(s.schema, err)
	case embeddedName.MatchString(s.schema):
		t.data, err = embedded(s.schema)
		return t, err
	}
	t.root = filepath.Dir(s.schema)
	t.open = opener(t.root, mapped)
	t.data, err = source.ReadBytes(s.schema)
	return t, orPointer(s.schema, orStdin(err))
}

// orPointer adds to an error about a document that is not there what its name may have
// meant: what follows # is a pointer only where it begins with /.
func orPointer(name string, err error) error {
	document, rest, ok := strings.Cut(name, "#")
	if !ok || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return trouble(err, "a schema inside a document is named by a JSON Pointer, which begins with /: "+document+"#/"+rest, "%s: no such file", name)
}

// splitPointer cuts a name into that of a document and the pointer of a schema in
// it. A file whose path looks like both is a file.
func splitPointer(name string) (document, at string) {
	i := strings.Index(name, "#/")
	if i < 0 {
		return name, ""
	}
	if _, err := os.Stat(name); err == nil {
		return name, ""
	}
	return name[:i], name[i+1:]
}

// tell prints notes on schemas, each once, however often the schema is read.
func (a *app) tell(notes []*diag.Error) {
	for _, n := range notes {
		message := n.Message
		if n.Hint != "" {
			message += "; " + n.Hint
		}
		id := n.Place() + " " + n.Pointer + " " + message
		if a.told[id] {
			continue
		}
		if a.told == nil {
			a.told = map[string]bool{}
		}
		a.told[id] = true
		a.note(n.File, n.Line, n.Column, n.Pointer, message)
	}
}

// yaml reports whether the text came without a name that says what it is, and
// looks like YAML.
func (t *schemaText) yaml() bool { return t.name == stdinName && looksLikeYAML(t.data) }

func looksLikeYAML(data []byte) bool {
	t := bytes.TrimLeft(data, " \t\r\n")
	return len(t) > 0 && t[0] != '{' && t[0] != '[' && looksLikeText(t)
}

// looksLikeText keeps binary data away from the YAML reader: the JSON reader
// says the clearer thing about it.
func looksLikeText(data []byte) bool {
	return bytes.IndexByte(data[:min(len(data), 512)], 0) < 0
}

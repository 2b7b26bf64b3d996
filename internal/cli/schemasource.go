package cli

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/schema"
)

// schemaFlags are the flags of every command that reads a schema.
type schemaFlags struct {
	schema        string
	draft         string
	assertFormats bool
	maps          []string

	// What a configuration file says instead of flags: the schema is a path
	// whatever it looks like, and URIs are mapped already.
	isPath bool
	mapped map[string]string
}

func (s *schemaFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&s.schema, "schema", schema.Default, "the schema: `PATH`, -, an embedded name or git:REF:PATH")
	f.Var(newEnum(&s.draft, drafts...), "draft", "dialect of a schema without $schema: "+strings.Join(drafts, ", ")+" (default draft2020-12)")
	f.BoolVar(&s.assertFormats, "assert-formats", false, "let formats decide instead of describe")
	f.StringArrayVar(&s.maps, "map", nil, "file for a URI that the schema refers to, `URI=PATH`, repeatable; a URI that ends in / maps a directory")
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

// loadedSchema is a schema with everything it refers to.
type loadedSchema struct {
	name  string // as given on the command line, fit for a header
	file  *source.File
	graph *graph.Graph
}

// load reads the schema that the flags name and resolves its references.
func (a *app) load(s schemaFlags) (*loadedSchema, error) {
	mapped, err := parseMaps(s.maps)
	if err != nil {
		return nil, err
	}
	if s.mapped != nil {
		mapped = s.mapped
	}
	opt := graph.Options{Map: mapped, AssertFormats: s.assertFormats}
	if s.draft != "" {
		opt.Draft, _ = graph.ParseDialect(s.draft) // the flag takes known names only
	}
	f, err := a.openSchema(s, &opt)
	if err != nil {
		return nil, err
	}
	g, err := graph.Load(f, opt)
	if err != nil {
		return nil, err
	}
	return &loadedSchema{name: s.schema, file: f, graph: g}, nil
}

// parseMaps reads the values of --map.
func parseMaps(values []string) (map[string]string, error) {
	if len(values) == 0 {
		return nil, nil
	}
	out := map[string]string{}
	for _, v := range values {
		// A URI may hold = in its query, a path hardly does.
		i := strings.LastIndexByte(v, '=')
		if i <= 0 || i == len(v)-1 {
			return nil, usagef("write --map URI=PATH", "--map %s names no URI and path", v)
		}
		uri, path := v[:i], v[i+1:]
		if other, ok := out[uri]; ok && other != path {
			return nil, usagef("leave one of them out", "--map gives two paths for %s", uri)
		}
		out[uri] = path
	}
	return out, nil
}

// embeddedName is the form of names of embedded schemas. A file of such a name
// is reached as ./NAME.
var embeddedName = regexp.MustCompile(`^runresult\.(v[0-9]+(@.*)?|config)$`)

// openSchema reads the text that --schema names and sets where its references
// may lead: below the directory of the file, or of the file in the commit.
func (a *app) openSchema(s schemaFlags, opt *graph.Options) (*source.File, error) {
	arg := s.schema
	switch {
	case s.isPath: // below
	case arg == "":
		return nil, usagef("name a path, -, an embedded schema or git:REF:PATH", "--schema is empty")
	case arg == "-":
		r, err := a.takeStdin("--schema -")
		if err != nil {
			return nil, err
		}
		data, err := source.ReadAll("<stdin>", r)
		if err != nil {
			return nil, err
		}
		return parseUnnamed("<stdin>", data)
	case strings.HasPrefix(arg, "git:"):
		blob, err := parseGit(arg)
		if err != nil {
			return nil, err
		}
		data, err := blob.read()
		if err != nil {
			return nil, err
		}
		opt.Root, opt.Open = blob.confine(opt.Map)
		return source.Parse(arg, data)
	case embeddedName.MatchString(arg):
		data, err := embedded(arg)
		if err != nil {
			return nil, err
		}
		return source.ParseJSON(arg, data)
	}
	opt.Root = filepath.Dir(arg)
	f, err := source.ReadFile(arg)
	return f, orStdin(err)
}

// parseUnnamed reads text whose name does not tell JSON from YAML: what starts
// like a JSON object or array is JSON.
func parseUnnamed(name string, data []byte) (*source.File, error) {
	if t := bytes.TrimLeft(data, " \t\r\n"); len(t) == 0 || t[0] == '{' || t[0] == '[' || !looksLikeText(t) {
		return source.ParseJSON(name, data)
	}
	return source.ParseYAML(name, data)
}

// looksLikeText keeps binary data away from the YAML reader: the JSON reader
// says the clearer thing about it.
func looksLikeText(data []byte) bool {
	return bytes.IndexByte(data[:min(len(data), 512)], 0) < 0
}

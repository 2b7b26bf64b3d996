package graph

import (
	"embed"
	"strings"
	"sync"

	"github.com/atlas-dataflow/runresult/internal/source"
)

//go:embed meta/*.json meta/draft2019-09/*.json meta/draft2020-12/*.json
var metaFiles embed.FS

// builtinPath returns the embedded file of an official meta-schema or
// vocabulary, or "". http and https name the same documents.
func builtinPath(uri string) string {
	rest, ok := strings.CutPrefix(strings.Replace(uri, "http://", "https://", 1), "https://json-schema.org/")
	if !ok {
		return ""
	}
	switch rest {
	case "draft-04/schema", "draft-06/schema", "draft-07/schema":
		return "meta/" + strings.TrimSuffix(rest, "/schema") + ".json"
	}
	year, name, ok := strings.Cut(strings.TrimPrefix(rest, "draft/"), "/")
	if !ok || (year != "2019-09" && year != "2020-12") || !strings.HasPrefix(rest, "draft/") {
		return ""
	}
	name = strings.TrimPrefix(name, "meta/")
	if name == "" || strings.ContainsAny(name, "/.\\") {
		return ""
	}
	return "meta/draft" + year + "/" + name + ".json"
}

var builtin struct {
	sync.Mutex
	files map[string]*source.File
}

// Builtin returns the official meta-schema or vocabulary meta-schema that uri,
// without a fragment, identifies: those of drafts 4, 6, 7, 2019-09 and 2020-12.
// The file is named by its URI.
func Builtin(uri string) (*source.File, bool) {
	path := builtinPath(uri)
	if path == "" {
		return nil, false
	}
	builtin.Lock()
	defer builtin.Unlock()
	if f := builtin.files[path]; f != nil {
		return f, true
	}
	data, err := metaFiles.ReadFile(path)
	if err != nil {
		return nil, false
	}
	// The name must not depend on which spelling was asked for first.
	if name, ok := strings.CutPrefix(uri, "http:"); ok && strings.HasPrefix(path, "meta/draft2") {
		uri = "https:" + name
	} else if name, ok := strings.CutPrefix(uri, "https:"); ok && !strings.HasPrefix(path, "meta/draft2") {
		uri = "http:" + name
	}
	f, err := source.ParseJSON(uri, data)
	if err != nil {
		return nil, false
	}
	if builtin.files == nil {
		builtin.files = map[string]*source.File{}
	}
	builtin.files[path] = f
	return f, true
}

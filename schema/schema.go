// Package schema is the source of truth of the project: it embeds the head of
// every major version of the RunResult schema and every released version.
//
// A head (runresult.v1.json) is the version being worked on; a released version
// (released/runresult/1.0.0.json) never changes again, and released/SHA256SUMS
// says what its bytes are. Adding a version is adding a file: the lists here are
// read from the embedded folder.
//
// This package is a leaf: it imports the standard library only.
package schema

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed *.json released
var files embed.FS

// Default is the name of the schema that is meant wherever a RunResult is meant
// and no schema is named: the head of the newest major version.
const Default = "runresult.v1"

// Entry describes one embedded schema.
type Entry struct {
	// Family is the schema's name without any version: "runresult".
	Family string
	// Version is the full version MAJOR.MINOR.PATCH that the schema states in
	// its $id.
	Version string
	// Name is what Get takes: "runresult.v1" for the head of major 1,
	// "runresult.v1@1.0.0" for a released version.
	Name string
	// Path is the file's slash-separated path below the schema folder.
	Path string
	// Released tells a frozen version from a head.
	Released bool
}

// UnknownError says that no embedded schema has a name.
type UnknownError struct {
	// Name is what was asked for.
	Name string
	// Known lists the names there are.
	Known []string
}

// Error says what was asked for and what could have been.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("no embedded schema is called %q\n  hint: there are %s; a schema of your own is given by its path",
		e.Name, strings.Join(e.Known, ", "))
}

// Head returns the head of the newest major version of a family ("runresult"),
// or of the major version named with it ("runresult.v1"). The error is an
// *UnknownError.
func Head(family string) ([]byte, error) {
	var found *Entry
	for _, e := range list() {
		if !e.Released && (e.Family == family || e.Name == family) {
			found = &e // ascending by version, so the last one is the newest
		}
	}
	if found == nil {
		return nil, &UnknownError{Name: family, Known: names()}
	}
	return files.ReadFile(found.Path)
}

// Get returns the bytes of an embedded schema by name: "runresult.v1" is the
// head of major 1, "runresult.v1@1.0.0" a released version. The bytes are the
// caller's own copy. The error is an *UnknownError.
func Get(name string) ([]byte, error) {
	for _, e := range list() {
		if e.Name == name {
			return files.ReadFile(e.Path)
		}
	}
	return nil, &UnknownError{Name: name, Known: names()}
}

// List returns every embedded schema: by family, then by major version, then
// the released versions in ascending order before the head they lead to.
func List() []Entry {
	return append([]Entry(nil), list()...)
}

// Sums returns released/SHA256SUMS: one line per released file, in the format
// of sha256sum, with paths relative to the folder "released".
func Sums() []byte {
	sums, err := files.ReadFile("released/SHA256SUMS")
	if err != nil {
		return nil // the file is embedded; a test notices when it is gone
	}
	return sums
}

// VersionOf returns the version that a schema's $id ends in: "1.0.0" for
// "urn:atlas-dataflow:schema:runresult:1.0.0". ok is false when the text is not one
// JSON object in UTF-8, with nothing behind it and none of its own members twice, that
// has such an $id.
func VersionOf(text []byte) (version string, ok bool) {
	// A struct would take the last of several members, and "$ID" too.
	dec := json.NewDecoder(bytes.NewReader(text))
	if open, _ := dec.Token(); open != json.Delim('{') || !json.Valid(text) || !utf8.Valid(text) {
		return "", false
	}
	members := map[json.Token]json.RawMessage{}
	for dec.More() {
		name, _ := dec.Token()
		if members[name] != nil {
			return "", false
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return "", false
		}
		members[name] = value
	}
	var id string
	if err := json.Unmarshal(members["$id"], &id); err != nil {
		return "", false
	}
	at := strings.LastIndexByte(id, ':')
	if at < 0 {
		return "", false
	}
	version = id[at+1:]
	if _, ok := parseVersion(version); !ok {
		return "", false
	}
	return version, true
}

// parseVersion splits MAJOR.MINOR.PATCH; leading zeros are refused, so that a
// version has one spelling.
func parseVersion(text string) (parts [3]int, ok bool) {
	fields := strings.Split(text, ".")
	if len(fields) != len(parts) {
		return parts, false
	}
	for i, field := range fields {
		n, err := strconv.Atoi(field)
		if err != nil || n < 0 || strconv.Itoa(n) != field {
			return parts, false
		}
		parts[i] = n
	}
	return parts, true
}

// list reads the embedded folder once.
var list = sync.OnceValue(func() []Entry {
	var entries []Entry
	heads, _ := fs.Glob(files, "*.v*.json") // the pattern is well-formed
	for _, file := range heads {
		name := strings.TrimSuffix(file, ".json")
		family, _, _ := strings.Cut(name, ".v")
		entries = append(entries, Entry{Family: family, Version: versionIn(file), Name: name, Path: file})
	}
	released, _ := fs.Glob(files, "released/*/*.json")
	for _, file := range released {
		family := path.Base(path.Dir(file))
		version := strings.TrimSuffix(path.Base(file), ".json")
		major, _, _ := strings.Cut(version, ".")
		entries = append(entries, Entry{
			Family: family, Version: version, Name: family + ".v" + major + "@" + version, Path: file, Released: true,
		})
	}
	sort.SliceStable(entries, func(i, j int) bool { return before(entries[i], entries[j]) })
	return entries
})

// before orders entries the way List promises.
func before(a, b Entry) bool {
	if a.Family != b.Family {
		return a.Family < b.Family
	}
	va, _ := parseVersion(a.Version)
	vb, _ := parseVersion(b.Version)
	switch {
	case va[0] != vb[0]:
		return va[0] < vb[0]
	case a.Released != b.Released:
		return a.Released
	case va[1] != vb[1]:
		return va[1] < vb[1]
	default:
		return va[2] < vb[2]
	}
}

// versionIn returns the version an embedded file states, "" when it states none.
func versionIn(file string) string {
	text, err := files.ReadFile(file)
	if err != nil {
		return ""
	}
	version, _ := VersionOf(text)
	return version
}

// names returns the names of every embedded schema.
func names() []string {
	known := make([]string, 0, len(list()))
	for _, e := range list() {
		known = append(known, e.Name)
	}
	return known
}

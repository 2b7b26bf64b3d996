package gate

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// version is a full version.
type version struct{ major, minor, patch int }

func (v version) String() string { return fmt.Sprintf("%d.%d.%d", v.major, v.minor, v.patch) }

func (v version) compare(w version) int {
	return cmp.Or(cmp.Compare(v.major, w.major), cmp.Compare(v.minor, w.minor), cmp.Compare(v.patch, w.patch))
}

// after is the least version that a bump leads to.
func (v version) after(b compat.Bump) version {
	switch b {
	case compat.BumpMajor:
		return version{major: v.major + 1}
	case compat.BumpMinor:
		return version{major: v.major, minor: v.minor + 1}
	case compat.BumpPatch:
		return version{v.major, v.minor, v.patch + 1}
	}
	return v
}

// parseVersion reads MAJOR.MINOR.PATCH. Leading zeros are refused, so that a
// version has one spelling, and so are numbers that no release ever reaches.
func parseVersion(text string) (version, bool) {
	fields := strings.Split(text, ".")
	if len(fields) != 3 {
		return version{}, false
	}
	var n [3]int
	for i, field := range fields {
		var err error
		if n[i], err = strconv.Atoi(field); err != nil || n[i] < 0 || n[i] >= 1e9 || strconv.Itoa(n[i]) != field {
			return version{}, false
		}
	}
	return version{n[0], n[1], n[2]}, true
}

// versionForm finds a version that stands by itself in an identifier: after a
// separator (and perhaps a v), before one, an extension or the end.
var versionForm = regexp.MustCompile(`(?:^|[^0-9A-Za-z.])v?([0-9]+\.[0-9]+\.[0-9]+)(?:\.json|\.yaml|\.yml)?(?:$|[/?#:])`)

// versionIn returns the last version in an identifier and where it stands.
func versionIn(id string) (v version, from, to int, ok bool) {
	for at := 0; at < len(id); {
		m := versionForm.FindStringSubmatchIndex(id[at:])
		if m == nil {
			break
		}
		if w, good := parseVersion(id[at+m[2] : at+m[3]]); good {
			v, from, to, ok = w, at+m[2], at+m[3], true
		}
		at += m[3]
	}
	return v, from, to, ok
}

// identifier returns the member that says what a schema is called, under the
// name that its draft has for it, or nil. The family says what the schema does not.
func identifier(root *source.Value, f *config.Family) *source.Member {
	name, draft := "$id", f.Draft
	if s := root.Get("$schema"); s != nil && s.Kind == source.String {
		draft = f.Dialects[strings.TrimSuffix(s.Text, "#")]
		if d, known := keyword.DialectOf(s.Text); known {
			draft = d.String()
		}
	}
	if d, _ := keyword.ParseDialect(draft); d == keyword.Draft4 {
		name = "id"
	}
	m := root.Member(name)
	if m == nil && f.LaterKeywords {
		m = root.Member("$id")
	}
	if m == nil || m.Value.Kind != source.String {
		return nil
	}
	return m
}

// majorForm finds the major version in the name of a file: order.v2.json.
var majorForm = regexp.MustCompile(`\.v(0|[1-9][0-9]{0,8})(\.[A-Za-z0-9.]*)?$`)

// majorOfFile returns the major version that a file's name says.
func majorOfFile(name string) (int, bool) {
	m := majorForm.FindStringSubmatch(name)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

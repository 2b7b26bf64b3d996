package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/gen/languages"
	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// things are what users learn the names of, each with its kind.
func things() []string {
	var out []string
	for _, r := range rules().All() {
		out = append(out, "rule "+r.ID)
	}
	for _, l := range languages.Available() {
		out = append(out, "language "+l.Name)
	}
	for _, f := range report.Formats() {
		out = append(out, "format "+f.Name)
	}
	for i := range keyword.All() {
		out = append(out, "keyword "+keyword.All()[i].Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestNewThingsAreTold: CHANGELOG.md names what users can meet that was not there
// when testdata/untold.txt was written, which is never added to, and nothing that
// was there is gone.
func TestNewThingsAreTold(t *testing.T) {
	first, err := os.ReadFile(filepath.Join("testdata", "untold.txt"))
	require.NoError(t, err)
	log, err := os.ReadFile(filepath.Join("..", "..", "CHANGELOG.md"))
	require.NoError(t, err)
	now := things()
	for _, thing := range untold(now, strings.Split(strings.TrimSpace(string(first)), "\n"), string(log)) {
		t.Errorf("CHANGELOG.md does not name the new %s: write an entry under [Unreleased] / Tool", thing)
	}
	for thing := range strings.Lines(string(first)) {
		assert.Contains(t, now, strings.TrimSpace(thing), "what has this name keeps it; say in CHANGELOG.md why it is gone, and take it off testdata/untold.txt")
	}
	assert.Equal(t, []string{"rule b-c"}, untold([]string{"rule a", "rule b", "rule b-c", "format d"}, []string{"rule a"}, "- `--format d`, which finds `b`, and b-c\n"))
}

// untold are the things that the text names nowhere in code spans, but for the
// first ones.
func untold(now, first []string, text string) []string {
	return slices.DeleteFunc(slices.Clone(now), func(thing string) bool {
		_, name, _ := strings.Cut(thing, " ")
		named := regexp.MustCompile("`([^`\n]*[^-\\w`])?" + regexp.QuoteMeta(name) + "([^-\\w`][^`\n]*)?`")
		return slices.Contains(first, thing) || named.MatchString(text)
	})
}

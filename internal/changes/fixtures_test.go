package changes

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/source"
)

var update = flag.Bool("update", false, "write the golden files")

type fixture struct {
	file, rule string
	old, new   *source.Value
}

// fixtures are the pairs of schemas under testdata and the examples of the rules.
func fixtures(t testing.TB) []fixture {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	require.NoError(t, err)
	var out []fixture
	for _, name := range files {
		f, err := source.ReadFile(name)
		require.NoError(t, err)
		for _, row := range f.Root.Items {
			out = append(out, fixture{filepath.Base(name), row.Get("rule").Text, row.Get("old"), row.Get("new")})
		}
	}
	for _, r := range Rules() {
		if r.by == byEntries { // compat tells it
			continue
		}
		out = append(out, fixture{r.Topic, r.ID, value(t, r.Old), value(t, r.New)})
	}
	return out
}

// TestFixtures: what Diff says of each fixture, with places on both sides.
func TestFixtures(t *testing.T) {
	var b strings.Builder
	for _, x := range fixtures(t) {
		fmt.Fprintf(&b, "%s: %s\nold %s\nnew %s\n", x.file, x.rule, x.old.JSON(), x.new.JSON())
		list := Diff(schemaOf(t, "old.json", x.old), schemaOf(t, "new.json", x.new)).Changes
		assert.NotNil(t, RuleByID(x.rule), "there is no rule %s", x.rule)
		assert.Contains(t, rulesOf(list), x.rule, "%s %s", x.old.JSON(), x.new.JSON())
		for i := range list {
			c := &list[i]
			assert.Same(t, c.Rule, RuleByID(c.Rule.ID), "%s is in no topic", c.Rule.ID)
			fmt.Fprintf(&b, "    %s: %q -> %q: %s\n", c.Rule.ID, c.OldAt, c.NewAt, c.Message())
			for _, side := range []struct {
				at   string
				root *source.Value
				want *source.Value
			}{{c.OldAt, x.old, c.Old}, {c.NewAt, x.new, c.New}} {
				v, ok := side.root.At(side.at)
				assert.True(t, ok, "%s leads nowhere", side.at)
				if side.want != nil {
					assert.True(t, source.Equal(v, side.want), "%s is not %s", side.at, side.want.JSON())
				}
			}
		}
		b.WriteString("\n")
	}
	golden := filepath.Join("testdata", "fixtures.golden")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
}

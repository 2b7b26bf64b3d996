package house

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/schema"
)

// read returns one file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	require.NoError(t, err)
	return string(data)
}

var (
	makeTarget = regexp.MustCompile(`(?m)^([a-z][a-z-]*):.*## \S`)
	makeCall   = regexp.MustCompile("(?m)(?:^|`|[ \t]stage [a-z-]+ )make ((?:[a-z-]+ ?)+)")
	link       = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	goBlock    = regexp.MustCompile("(?s)```go\n(package main\n.*?)```")
	direct     = regexp.MustCompile(`(?m)^\t(\S+) v\S+$`)
)

// targets returns the self-documenting targets of the Makefile.
func targets(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, m := range makeTarget.FindAllStringSubmatch(read(t, "Makefile"), -1) {
		names = append(names, m[1])
	}
	return names
}

// TestMakeTargets: the targets that the README and the habits of the project
// name are there, each with a line of help.
func TestMakeTargets(t *testing.T) {
	have := targets(t)
	for _, name := range strings.Fields("help demo test race lint generate check-generate schema-check fuzz bench cover all") {
		assert.Contains(t, have, name)
		assert.Contains(t, read(t, "Makefile"), ".PHONY: "+name+"\n")
	}
	called := 0
	for _, file := range source(t).texts {
		if path.Ext(file.path) != ".md" && file.path != ".ci/run" {
			continue
		}
		for _, m := range makeCall.FindAllStringSubmatch(string(file.data), -1) {
			for _, name := range strings.Fields(m[1]) {
				called++
				assert.Contains(t, have, name, "%s calls `make %s`", file.path, name)
			}
		}
	}
	assert.Greater(t, called, 5, "no call was found: the pattern misses them")
	for _, command := range []string{"make demo", "make test"} {
		assert.Contains(t, read(t, "README.md"), command)
	}
	for _, command := range []string{
		"make test", "make lint", "make check-generate", "make schema-check", "make demo", "make gate", "make api", "make outside", "make cold-build",
		"GOOS=windows go vet", "GOOS=darwin go vet",
	} {
		assert.Contains(t, read(t, ".ci/run"), command, "CI runs what people run")
	}
}

// TestLinksResolve: a link to a file of the repository leads somewhere.
func TestLinksResolve(t *testing.T) {
	checked := 0
	for _, file := range source(t).texts {
		if path.Ext(file.path) != ".md" {
			continue
		}
		for _, m := range link.FindAllStringSubmatch(string(file.data), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			checked++
			target := path.Join(path.Dir(file.path), m[1])
			_, err := os.Stat(filepath.Join(root, filepath.FromSlash(target)))
			assert.NoError(t, err, "%s links to %s", file.path, m[1])
		}
	}
	assert.Greater(t, checked, 5, "no link was found: the pattern misses them")
}

// TestReadmeProgramsCompile: a program that the README shows is one that works.
func TestReadmeProgramsCompile(t *testing.T) {
	programs := goBlock.FindAllStringSubmatch(read(t, "README.md"), -1)
	require.NotEmpty(t, programs)
	for _, m := range programs {
		dir := t.TempDir()
		file := filepath.Join(dir, "main.go")
		require.NoError(t, os.WriteFile(file, []byte(m[1]), 0o600))
		cmd := exec.Command("go", "build", "-o", filepath.Join(dir, "program"), file)
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s\n%s", m[1], out)
	}
}

// TestDecisionRecords: the index lists every page, and every library that the
// module requires has one.
func TestDecisionRecords(t *testing.T) {
	index := read(t, "docs/adr/README.md")
	pages, err := filepath.Glob(filepath.Join(root, "docs", "adr", "[0-9]*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	var all strings.Builder
	last := 0
	for _, page := range pages {
		name := filepath.Base(page)
		assert.Contains(t, index, "("+name+")", "the index does not list it")
		number, _, _ := strings.Cut(name, "-")
		assert.Len(t, number, 4, name)
		assert.Greater(t, atoi(t, number), last, "%s: the number is another page's", name)
		last = atoi(t, number)
		text := read(t, "docs/adr/"+name)
		assert.True(t, strings.HasPrefix(text, "# "+number+": "), "%s: the title begins with the number", name)
		all.WriteString(text)
	}
	requires := direct.FindAllStringSubmatch(read(t, "go.mod"), -1)
	require.NotEmpty(t, requires)
	for _, m := range requires {
		owner := strings.TrimPrefix(m[1], "github.com/")

		assert.Contains(t, all.String(), owner, "no decision record names %s", m[1])
	}
}

func atoi(t *testing.T, digits string) int {
	t.Helper()
	n := 0
	for _, d := range digits {
		require.True(t, d >= '0' && d <= '9', digits)
		n = n*10 + int(d-'0')
	}
	return n
}

// TestChangelog: there is a place for what comes next, with the two kinds of
// change told apart, and every released schema version has its section.
func TestChangelog(t *testing.T) {
	text := read(t, "CHANGELOG.md")
	_, unreleased, found := strings.Cut(text, "\n## [Unreleased]\n")
	require.True(t, found)
	unreleased, _, _ = strings.Cut(unreleased, "\n## ")
	assert.Contains(t, unreleased, "\n### Schema runresult\n")
	assert.Contains(t, unreleased, "\n### Tool\n")
	for _, e := range schema.List() {
		if e.Released {
			section := regexp.MustCompile(`(?m)^## Schema ` + e.Family + ` ` + regexp.QuoteMeta(e.Version) + ` - \d{4}-\d{2}-\d{2}$`)
			assert.Regexp(t, section, text)
		}
	}
}

// TestModuleFile: the module compiles with the oldest Go that it promises, and
// pins no toolchain on its users.
func TestModuleFile(t *testing.T) {
	text := read(t, "go.mod")
	assert.Contains(t, text, "module "+module+"\n")
	assert.Contains(t, text, "\ngo 1.25.0\n")
	assert.NotRegexp(t, `(?m)^toolchain `, text)
	assert.NotRegexp(t, `(?m)^(replace|tool|exclude)\b`, text, "none of these belongs into a module that others require")
	assert.NotContains(t, text, "staticcheck")
	assert.Contains(t, read(t, "lint/go.mod"), "tool honnef.co/go/tools/cmd/staticcheck\n")
	assert.NotRegexp(t, `(?m)^toolchain `, read(t, "lint/go.mod"))
}

// TestLockFileNamesNoHost: the lock file of the Ajv check pins by checksum, so
// it works with whatever registry a machine is set up for.
func TestLockFileNamesNoHost(t *testing.T) {
	lock := read(t, "schema/ajv/package-lock.json")
	assert.NotContains(t, lock, `"resolved"`)
	assert.Contains(t, lock, `"integrity"`)
	for _, m := range regexp.MustCompile(`"ajv[a-z0-9-]*": "([^"]*)"`).FindAllStringSubmatch(read(t, "schema/ajv/package.json"), -1) {
		assert.Regexp(t, `^\d+\.\d+\.\d+$`, m[1], "pinned exactly")
	}
}

// TestNoMachinePaths: nothing in the repository depends on where somebody's
// copy of it lies.
func TestNoMachinePaths(t *testing.T) {
	pattern := regexp.MustCompile(`(^|[\s"'(=` + "`" + `])/(` + strings.Join([]string{"ro" + "ot", "ho" + "me", "wo" + "rk", "Us" + "ers"}, "|") + `)/\w`)
	assert.True(t, pattern.MatchString("see /ho"+"me/somebody/x"))
	for _, file := range source(t).texts {
		for i, line := range strings.Split(string(file.data), "\n") {
			assert.False(t, pattern.MatchString(line), "%s:%d: %s", file.path, i+1, line)
		}
	}
}

// TestScriptsAreExecutable: CI calls the scripts by name.
func TestScriptsAreExecutable(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join(root, ".ci", "*"))
	require.NoError(t, err)
	require.Contains(t, scripts, filepath.Join(root, ".ci", "run"))
	for _, script := range scripts {
		info, err := os.Stat(script)
		require.NoError(t, err)
		assert.NotZero(t, info.Mode()&0o100, script)
		lines := strings.Split(read(t, ".ci/"+filepath.Base(script)), "\n")
		assert.Equal(t, "#!/usr/bin/env bash", lines[0], script)
		assert.True(t, slices.Contains(lines, "set -euo pipefail"), script)
	}
}

// TestColdBuildIsLimited: the script counts the processor time of what it starts,
// and fails above the limit and when the build does.
func TestColdBuildIsLimited(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go"), `#!/usr/bin/env bash
[ "$1" = build ] || exit 0
[ -z "${BROKEN:-}" ] || { echo "no such package" >&2; exit 1; }
[ -n "$GOCACHE" ] && [ ! -e "$GOCACHE" ] || { echo "the cache is not empty" >&2; exit 1; }
printf binary >"$3"
for ((i = 0; i < 20000; i++)); do :; done
`)
	require.NoError(t, os.Chmod(filepath.Join(dir, "go"), 0o755))
	for limit, want := range map[string]int{"60": 0, "0": 1, "60 BROKEN=1": 1} {
		limit, broken, _ := strings.Cut(limit, " ")
		cmd := exec.Command(filepath.Join(root, ".ci", "cold-build"))
		cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "LIMIT="+limit, broken)
		out, _ := cmd.CombinedOutput()
		assert.Equal(t, want, cmd.ProcessState.ExitCode(), "%s", out)
		if broken != "" {
			assert.Contains(t, string(out), "no such package")
		} else {
			assert.Regexp(t, `^cold build: [0-9.]+ s of processor time, at most \d+ s; 0\.0 MB\n$`, string(out))
		}
	}
}

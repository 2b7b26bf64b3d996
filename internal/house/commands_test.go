package house

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	commandRow = regexp.MustCompile("(?m)^\\| `([a-z]+)` \\| .* \\| (.*) \\|$")
	shBlock    = regexp.MustCompile("(?s)```sh\n(.*?)```")
	flagWord   = regexp.MustCompile(`--[a-z0-9-]+`)
	helpRow    = regexp.MustCompile(`(?m)^  ([a-z]+) +\S`)
)

// unavailable is how the program says that a command is still to come.
const unavailable = "not available in this version"

// built is the command line tool, built once for all tests.
var built = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(scratch, "runresult")
	build := exec.Command("go", "build", "-o", binary, "./tools/runresult")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return binary, nil
})

// scratch is a folder that lives as long as the tests run.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "house"); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// program returns a function that runs the command line tool and returns what it
// printed and its exit code.
func program(t *testing.T) func(args ...string) (string, int) {
	t.Helper()
	binary, err := built()
	require.NoError(t, err)
	return func(args ...string) (string, int) {
		out, err := exec.Command(binary, args...).CombinedOutput()
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return string(out), exit.ExitCode()
		}
		require.NoError(t, err)
		return string(out), 0
	}
}

// maxBinary is how large the tool may be. People download it in CI, again and
// again, and every library that they do not need is in there.
const maxBinary = 22_500_000

// TestBinarySize: the tool stays small enough to download.
func TestBinarySize(t *testing.T) {
	binary, err := built()
	require.NoError(t, err)
	info, err := os.Stat(binary)
	require.NoError(t, err)
	assert.LessOrEqual(t, info.Size(), int64(maxBinary))
	assert.Greater(t, info.Size(), int64(1_000_000), "that is no program")
}

// TestReadmeCommands: the README's table names the commands that there are, and
// tells those that work from those that are still to come.
func TestReadmeCommands(t *testing.T) {
	run := program(t)
	readme := read(t, "README.md")
	help, code := run("--help")
	require.Zero(t, code, help)
	_, listed, found := strings.Cut(help, "Available Commands:\n")
	require.True(t, found, help)
	listed, _, _ = strings.Cut(listed, "\n\n")
	commands := map[string]bool{}
	for _, m := range helpRow.FindAllStringSubmatch(listed, -1) {
		commands[m[1]] = true
	}
	delete(commands, "help")

	rows := commandRow.FindAllStringSubmatch(readme, -1)
	require.NotEmpty(t, rows)
	for _, row := range rows {
		name, state := row[1], row[2]
		assert.True(t, commands[name], "the README names `%s`, the program has no such command", name)
		delete(commands, name)
		text, code := run(name, "--help")
		require.Zero(t, code, text)
		assert.Equal(t, state == "not yet", strings.Contains(text, unavailable), "`%s` is %q in the README", name, state)
	}
	assert.Empty(t, commands, "commands that the README does not name")

	// What is still to come says so, with the exit code that the README gives it.
	for _, args := range [][]string{{"diff", "a", "b"}, {"export", "a"}, {"example"}, {"publish"}} {
		text, code := run(args...)
		assert.Equal(t, 3, code, "%v", args)
		assert.Contains(t, text, unavailable)
		assert.Contains(t, text, "hint: ")
	}
}

// TestReadmeExamples: every flag in a command line that the documentation shows
// is a flag of that command.
func TestReadmeExamples(t *testing.T) {
	run := program(t)
	checked := 0
	for _, file := range source(t).texts {
		if filepath.Ext(file.path) != ".md" {
			continue
		}
		for _, line := range examples(string(file.data)) {
			_, call, found := strings.Cut(line, "runresult ")
			if !found || strings.HasPrefix(line, "go get ") {
				continue
			}
			words := strings.Fields(call)
			help, code := run(words[0], "--help")
			require.Zero(t, code, "%s: %s", file.path, line)
			require.Contains(t, help, "  runresult "+words[0], "%s: `%s`: no such command", file.path, line)
			for _, flag := range flagWord.FindAllString(call, -1) {
				checked++
				known := regexp.MustCompile(regexp.QuoteMeta(flag) + `\b`).MatchString(help)
				assert.True(t, known, "%s: `%s`: no flag %s", file.path, line, flag)
			}
		}
	}
	assert.Greater(t, checked, 5, "no example was found: the pattern misses them")
}

// examples returns the command lines of a page: those of its shell blocks and
// of its go:generate directives.
func examples(page string) []string {
	var lines []string
	for _, block := range shBlock.FindAllStringSubmatch(page, -1) {
		for line := range strings.Lines(block[1]) {
			command, _, _ := strings.Cut(line, " #")
			lines = append(lines, strings.TrimSpace(command))
		}
	}
	for line := range strings.Lines(page) {
		if directive, found := strings.CutPrefix(line, "//go:generate "); found {
			lines = append(lines, strings.TrimSpace(directive))
		}
	}
	return lines
}

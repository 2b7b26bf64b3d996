// Command demo is `make demo`: the whole journey on one real run.
//
// It generates the types from the embedded schema into a module of its own,
// compiles a small program against them, imports a manifest, validates it,
// decodes it through the compiled types, derives its status and renders it. Then
// it changes copies of the schema: an edit that breaks nobody passes, one that
// does is refused with the document that shows it and the bump that it owes.
// Each step prints the command it stands for. Everything happens in a temporary
// directory and without the network; -keep leaves it there to look at.
//
// It may import internal/cli, as the tool itself does, and nothing is faked.
package main

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/atlas-dataflow/runresult/internal/cli"
	"github.com/atlas-dataflow/runresult/schema"
)

const modulePath = "github.com/atlas-dataflow/runresult"

// defaultManifest is the one of testdata/manifests that is shown when none is
// named; the Makefile names the same.
const defaultManifest = "practice-success.json"

// program is the scratch module's main package. It is no .go file here because
// the package it imports exists in the scratch module only.
//
//go:embed show.go.txt
var program []byte

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the demo; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	manifest := flags.String("manifest", "", "the Atlas manifest to import (default: testdata/manifests/"+defaultManifest+")")
	change := flags.String("edit", defaultEdit, "the edit of the schema to show; "+listEdits+" says which there are")
	keep := flags.Bool("keep", false, "keep the temporary directory and say where it is")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "demo: unexpected argument %q\n", flags.Arg(0))
		return 2
	}
	if *change == listEdits {
		fmt.Fprint(stdout, editList())
		return 0
	}
	chosen, err := findEdit(*change)
	if err != nil {
		fmt.Fprintf(stderr, "demo: %v\n", err)
		return 2
	}
	d := demo{stdout: stdout, stderr: stderr, began: time.Now()}
	if err := d.play(*manifest, chosen, *keep); err != nil {
		fmt.Fprintf(stderr, "demo: %v\n", err)
		return 1
	}
	return 0
}

type demo struct {
	stdout, stderr io.Writer
	began          time.Time
	dir            string // the scratch module
	n              int
}

func (d *demo) play(manifest string, chosen edit, keep bool) error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	if manifest == "" {
		manifest = filepath.Join(root, "testdata", "manifests", defaultManifest)
	}
	if d.dir, err = os.MkdirTemp("", "runresult-demo-"); err != nil {
		return err
	}
	if keep {
		fmt.Fprintf(d.stdout, "everything below is kept in %s\n", d.dir)
	} else {
		defer os.RemoveAll(d.dir)
	}

	d.say("generate Go types from the embedded schema, in a module of their own")
	if err := d.module(root); err != nil {
		return err
	}
	if err := d.tool("generate", "--schema", "runresult.v1", "--package", "runresultv1", "--type", "RunResult", "--out", d.path("runresultv1")); err != nil {
		return err
	}

	d.say("compile a program against them")
	show := d.path("show")
	if runtime.GOOS == "windows" {
		show += ".exe"
	}
	if err := d.command("go", "build", "-o", show, "."); err != nil {
		return err
	}

	d.say("import the manifest of a run")
	result := d.path("run_result.json")
	if err := d.tool("import", manifest, "--from", "atlas-manifest", "--out", result); err != nil {
		return err
	}

	d.say("validate what came out of it")
	if err := d.tool("validate", result); err != nil {
		return err
	}

	d.say("decode it through the compiled types, and derive its status")
	if err := d.command(show, result); err != nil {
		return err
	}

	d.say("show it")
	if err := d.tool("render", result, "--to", "text"); err != nil {
		return err
	}
	if chosen.breaks {
		gentle, err := findEdit(gentleEdit)
		if err != nil {
			return err
		}
		if err := d.change(gentle); err != nil {
			return err
		}
	}
	if err := d.change(chosen); err != nil {
		return err
	}
	fmt.Fprintf(d.stdout, "\ndone in %.1f s\n", time.Since(d.began).Seconds())
	return nil
}

// change shows one edit of the schema, and what compat says about it.
func (d *demo) change(e edit) error {
	verdict := "breaks nobody, and passes"
	if e.breaks {
		verdict = "breaks somebody, and is refused"
	}
	d.say(fmt.Sprintf("change a copy of the schema: %s (%s %s)", e.what, e.name, verdict))
	old, err := schema.Get(schema.Default)
	if err != nil {
		return err
	}
	text, err := e.apply(old)
	if err != nil {
		return err
	}
	name := d.path(e.name + ".json")
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return err
	}
	want := cli.ExitYes
	if e.breaks {
		want = cli.ExitNo
	}
	return d.toolExits(want, "compat", schema.Default, name)
}

// say announces a step.
func (d *demo) say(what string) {
	d.n++
	fmt.Fprintf(d.stdout, "\n== %d. %s\n", d.n, what)
}

// path is a place in the scratch module.
func (d *demo) path(name string) string { return filepath.Join(d.dir, name) }

// shown prints a command line without the name of the temporary directory.
func (d *demo) shown(words ...string) {
	for i, w := range words {
		words[i] = strings.ReplaceAll(w, d.dir+string(filepath.Separator), "")
	}
	fmt.Fprintf(d.stdout, "$ %s\n", strings.Join(words, " "))
}

// tool runs a command of runresult in this process, exactly as its main does.
func (d *demo) tool(args ...string) error { return d.toolExits(cli.ExitYes, args...) }

// toolExits does the same with a command whose answer is known beforehand.
func (d *demo) toolExits(want int, args ...string) error {
	d.shown(append([]string{"runresult"}, args...)...)
	var out, diagnostics bytes.Buffer
	code := cli.Main(args, strings.NewReader(""), &out, &diagnostics)
	_, _ = d.stdout.Write(d.anonymous(out.Bytes()))
	if code != want {
		_, _ = d.stderr.Write(diagnostics.Bytes())
		return fmt.Errorf("runresult %s gave exit code %d", args[0], code)
	}
	_, _ = d.stdout.Write(d.anonymous(diagnostics.Bytes()))
	return nil
}

// anonymous leaves the name of the temporary directory out of what is shown.
func (d *demo) anonymous(text []byte) []byte {
	return bytes.ReplaceAll(text, []byte(d.dir+string(filepath.Separator)), nil)
}

// command runs a program in the scratch module.
func (d *demo) command(name string, args ...string) error {
	d.shown(append([]string{name}, args...)...)
	cmd := exec.Command(name, args...)
	cmd.Dir = d.dir
	// The module needs this repository and nothing else, so nothing is looked
	// up; a workspace of the caller's would not know it.
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off", "GOTOOLCHAIN=local", "PWD="+d.dir)
	out, err := cmd.CombinedOutput()
	_, _ = d.stdout.Write(d.anonymous(out))
	if err != nil {
		return fmt.Errorf("%s %s: %w", filepath.Base(name), strings.Join(args, " "), err)
	}
	return nil
}

// module writes the scratch module's go.mod and program.
func (d *demo) module(root string) error {
	mod := fmt.Sprintf("module example.com/demo\n\ngo 1.25.0\n\nrequire %s v0.0.0\n\nreplace %s => %s\n",
		modulePath, modulePath, quoted(root))
	if err := os.WriteFile(d.path("go.mod"), []byte(mod), 0o666); err != nil {
		return err
	}
	return os.WriteFile(d.path("main.go"), program, 0o666)
}

// quoted is a path as go.mod wants it, which takes quotes around odd ones.
func quoted(path string) string {
	path = filepath.ToSlash(path)
	if strings.ContainsAny(path, " \t\"'`,()[]") {
		return fmt.Sprintf("%q", path)
	}
	return path
}

// moduleRoot is the directory of this repository, which the demo has to be run
// in.
func moduleRoot() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Path}}\n{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("go list -m: %w; the demo needs Go and runs in the repository", err)
	}
	path, dir, ok := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if !ok || path != modulePath {
		return "", errors.New("run the demo in the repository of " + modulePath)
	}
	return strings.TrimSpace(dir), nil
}

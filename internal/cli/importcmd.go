package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/run/atlas"
)

// importFormats are the values of import --from.
var importFormats = []string{"atlas-manifest"}

func importCommand(a *app) *cobra.Command {
	var from, out string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Turn the manifest of an Atlas DataFlow run into a RunResult",
		Long: "Turn the manifest of an Atlas DataFlow run (- for standard input) into a valid\n" +
			"RunResult on standard output. What was inferred, contradicted or left out is\n" +
			"said on standard error.",
		Example: "  runresult import manifest.json --from atlas-manifest --out run_result.json",
		Args:    exactly(1, "FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := outGiven(cmd, out); err != nil {
				return err
			}
			known := strings.Join(importFormats, ", ")
			switch {
			case from == "":
				return usagef("known formats are "+known, "--from is missing")
			case !slices.Contains(importFormats, from):
				return usagef("known formats are "+known, "--from %s: unknown format", from)
			}
			return a.importManifest(args[0], out)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the `FORMAT` of the file: "+strings.Join(importFormats, ", "))
	cmd.Flags().StringVar(&out, "out", "", "write to `FILE` instead of standard output")
	return cmd
}

func (a *app) importManifest(arg, out string) error {
	name, data, err := a.readBytes(arg)
	if err != nil {
		return err
	}
	var opt atlas.Options
	if arg == "-" {
		opt.ManifestPath = "manifest.json" // what the engine calls it; the stream has no name
	}
	doc, notes, err := atlas.Import(name, data, opt)
	for _, n := range notes {
		a.note(n.File, n.Line, n.Column, n.Pointer, n.Message)
	}
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := json.Indent(&text, doc.AppendJSON(nil), "", "  "); err != nil {
		return err
	}
	text.WriteByte('\n')
	return a.deliver(out, text.Bytes())
}

// note prints a remark as `file:line:col: note: …`.
func (a *app) note(file string, line, column int, pointer, message string) {
	at := ""
	if pointer != "" {
		at = "at " + report.Escape(codec.ShortPointer(pointer)) + ": "
	}
	place := report.Position(file, line, column)
	if place != "" {
		place += ": "
	}
	a.say("%snote: %s%s", place, at, report.Escape(message))
}

// readBytes reads a file argument, - being standard input, and gives the name
// that messages use.
func (a *app) readBytes(arg string) (name string, data []byte, err error) {
	if arg != "-" {
		data, err = source.ReadBytes(arg)
		return arg, data, orStdin(err)
	}
	r, err := a.takeStdin("FILE -")
	if err != nil {
		return "", nil, err
	}
	data, err = source.ReadAll(stdinName, r)
	return stdinName, data, err
}

// outGiven refuses an --out that is there and empty, as a variable that is not
// set leaves it.
func outGiven(cmd *cobra.Command, out string) error {
	if cmd.Flags().Changed("out") && out == "" {
		return usagef("name a file, - for standard output", "--out is empty")
	}
	return nil
}

// deliver writes a result to the file that --out names, whole or not at all,
// or to standard output.
func (a *app) deliver(out string, data []byte) error {
	if out == "" || out == "-" {
		_, err := a.stdout.Write(data)
		return err
	}
	if err := atomicfile.WriteFile(out, data); err != nil {
		return cannotWrite(err)
	}
	return nil
}

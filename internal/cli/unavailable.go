package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// notAvailable is the answer of what the command line has and this version of
// the tool cannot do yet. It is never quietly less.
func notAvailable(what, hint string) error {
	return trouble(nil, hint, "%s is not available in this version", what)
}

// drafts are the values of --draft.
var drafts = []string{"draft4", "draft6", "draft7", "draft2019-09", "draft2020-12"}

// unavailableCommands are commands whose flags are settled and whose work is
// not in this version. Their command lines are checked like any other.
func unavailableCommands(a *app) []*cobra.Command {
	return []*cobra.Command{
		diffCommand(), exportCommand(), exampleCommand(), publishCommand(),
	}
}

// refuse makes RunE for a command that is not available.
func refuse(hint string) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		return notAvailable(cmd.CommandPath(), hint)
	}
}

// short marks the help line of a command that only answers exit 3.
func short(text string) string { return text + " (not available in this version)" }

func diffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: short("Show two runs side by side"),
		Args:  exactly(2, "A or B"),
		RunE:  refuse("print both with runresult render and compare the texts"),
	}
	cmd.Flags().Bool("ignore-time", false, "leave times and durations out")
	return cmd
}

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: short("Turn a RunResult into another tool's format"),
		Args:  exactly(1, "FILE"),
		RunE:  refuse("a RunResult is JSON that other tools can read as it is"),
	}
	cmd.Flags().String("to", "", "the `FORMAT` to write")
	cmd.Flags().String("out", "", "write to `FILE` instead of standard output")
	return cmd
}

func exampleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "example",
		Short: short("Make documents that satisfy a schema, or just miss it"),
		Args:  none,
		RunE:  refuse("turn a manifest into a document with runresult import --from atlas-manifest"),
	}
	f := cmd.Flags()
	f.String("schema", "", "the schema: path, -, embedded name or git:REF:PATH")
	f.IntP("number", "n", 1, "how many documents")
	f.Int64("seed", 0, "where the choice of documents starts")
	f.Bool("invalid", false, "documents that just miss the schema")
	return cmd
}

func publishCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "publish",
		Short: short("Write the static site of schemas and types"),
		Args:  none,
		RunE:  refuse(fmt.Sprintf("print a schema with %q", "runresult schema --version 1.0.0")),
	}
	cmd.Flags().String("out", "", "the `DIR` to write to")
	return cmd
}

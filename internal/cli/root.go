package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

const rootLong = `A versioned JSON Schema is the source of truth; everything else is computed from it.

--schema takes a path (JSON or YAML), - for standard input, the name of an
embedded schema (runresult.v1, runresult.v1@1.0.0) or git:REF:PATH, each with
#/pointer for a schema inside a document.

Exit codes: 0 yes; 1 no (invalid, incompatible, drift); 2 usage; 3 cannot open,
read or write, or a schema or configuration that is malformed or unsupported;
4 undecided; 70 a bug in runresult. Of several inputs the worst counts: 70, 2,
3, 1, 4, 0.`

// newRoot builds the tree of commands for one invocation.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "runresult",
		Short:         "The RunResult toolkit",
		Long:          rootLong,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			cmd.SetOut(a.stderr)
			_ = cmd.Help()
			return silentError(ExitUsage)
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	flags := root.PersistentFlags()
	flags.BoolVar(&a.quiet, "quiet", false, "print results and errors only")
	flags.Var(newEnum(&a.color, "auto", "always", "never"), "color", "colour the output: auto, always or never (NO_COLOR is honoured)")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(a, cmd, err) })
	root.AddCommand(commands(a)...)
	root.AddCommand(unavailableCommands(a)...)
	return root
}

// exactly demands n arguments, which what describes.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < n:
			return usagef(seeHelp(cmd), "%s is missing", what)
		case len(args) > n:
			return usagef(seeHelp(cmd), "unexpected argument %q", args[n])
		}
		return nil
	}
}

// atLeastOne demands one argument or more.
func atLeastOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef(seeHelp(cmd), "%s is missing", what)
		}
		return nil
	}
}

// none refuses arguments.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef(seeHelp(cmd), "unexpected argument %q", args[0])
	}
	return nil
}

func seeHelp(cmd *cobra.Command) string {
	return fmt.Sprintf("usage: %s; see %q", cmd.UseLine(), cmd.CommandPath()+" --help")
}

func unknownCommand(cmd *cobra.Command, name string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	hint := fmt.Sprintf("see %q", cmd.CommandPath()+" --help")
	if near, ok := suggest.Closest(name, names); ok {
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return usagef(hint, "unknown command %q", name)
}

// flagError words what the flag parser found. An unknown flag of an unknown
// command is the command's fault.
func flagError(a *app, cmd *cobra.Command, err error) error {
	if !cmd.HasParent() {
		if i := slices.IndexFunc(a.args, func(s string) bool { return !strings.HasPrefix(s, "-") }); i >= 0 {
			if found, _, err := cmd.Find(a.args[i:]); err != nil || found == cmd {
				return unknownCommand(cmd, a.args[i])
			}
		}
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near, ok := suggest.Closest(unknown.GetSpecifiedName(), names); ok {
			return usagef(fmt.Sprintf("did you mean --%s? %s", near, seeHelp(cmd)), "%v", err)
		}
	}
	return usagef(seeHelp(cmd), "%v", err)
}

// enum is a flag that takes one of a few words.
type enum struct {
	target *string
	words  []string
}

func newEnum(target *string, words ...string) *enum { return &enum{target, words} }

func (e *enum) String() string {
	if e.target == nil {
		return ""
	}
	return *e.target
}

func (e *enum) Set(s string) error {
	if !slices.Contains(e.words, s) {
		return fmt.Errorf("must be one of %s", strings.Join(e.words, ", "))
	}
	*e.target = s
	return nil
}

// Type is what usage messages call the value.
func (e *enum) Type() string { return "word" }

// formatFlag adds the --format of finding commands.
func formatFlag(cmd *cobra.Command, values *[]string) {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	cmd.Flags().StringArrayVar(values, "format", nil,
		"report as FORMAT or FORMAT=PATH, repeatable: "+strings.Join(names, ", ")+" (default "+names[0]+")")
}

// plainFormatFlag adds the --format of commands that print one thing.
func plainFormatFlag(cmd *cobra.Command, value *string) {
	*value = "text"
	cmd.Flags().Var(newEnum(value, "text", "json"), "format", "text or json")
}

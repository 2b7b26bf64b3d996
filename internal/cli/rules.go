package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

func rulesCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules list | explain ID",
		Short: "List and explain the codes of findings",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return usagef(seeHelp(cmd), "say list or explain ID")
		},
	}
	cmd.AddCommand(rulesListCommand(a), rulesExplainCommand(a))
	return cmd
}

func rulesListCommand(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List every code",
		Args:  none,
		RunE: func(*cobra.Command, []string) error {
			if format == "json" {
				return writeJSON(a.stdout, struct {
					FormatVersion string        `json:"format_version"`
					Rules         []report.Rule `json:"rules"`
				}{"1", report.Rules()})
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			for _, r := range report.Rules() {
				fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Severity, r.Summary)
			}
			return w.Flush()
		},
	}
	plainFormatFlag(cmd, &format)
	return cmd
}

func rulesExplainCommand(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "explain ID",
		Short: "Explain one code",
		Args:  exactly(1, "the ID of a rule"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, ok := report.RuleByID(args[0])
			if !ok {
				var ids []string
				for _, r := range report.Rules() {
					ids = append(ids, r.ID)
				}
				hint := `see "runresult rules list"`
				if near, ok := suggest.Closest(args[0], ids); ok {
					hint = fmt.Sprintf("did you mean %s? %s", near, hint)
				}
				return usagef(hint, "there is no rule %q", args[0])
			}
			if format == "json" {
				return writeJSON(a.stdout, struct {
					FormatVersion string `json:"format_version"`
					report.Rule
				}{"1", r})
			}
			fmt.Fprintf(a.stdout, "%s (%s)\n%s\n\n%s\n", r.ID, r.Severity, r.Summary, wrap(r.Explanation, 76))
			if r.Example != "" {
				fmt.Fprintf(a.stdout, "\nexample: %s\n", r.Example)
			}
			if r.Hint != "" {
				fmt.Fprintf(a.stdout, "hint: %s\n", r.Hint)
			}
			return nil
		},
	}
	plainFormatFlag(cmd, &format)
	return cmd
}

// wrap breaks text between words so that lines have at most width bytes.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

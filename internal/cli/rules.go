package cli

import (
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gate"
	"github.com/atlas-dataflow/runresult/internal/changes"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// rules are those of every room: the codes of findings and the kinds of change
// that compat tells apart.
var rules = sync.OnceValue(func() *diag.Rules {
	var kinds []diag.Rule
	for _, r := range changes.Rules() {
		kinds = append(kinds, changeRule(r))
	}
	return diag.Collect(report.Rules(), gate.Rules(), verifyingRules(), kinds)
})

// changeRule is a kind of change as a rule of the reports. What it weighs in one
// report depends on the schemas; here it is what it weighs as a rule.
func changeRule(r *changes.Rule) diag.Rule {
	out := diag.Rule{
		ID: r.ID, Severity: diag.SeverityNote, Summary: r.Summary, Explanation: r.Explanation,
		Example: "old " + r.Old + ", new " + r.New,
	}
	if len(r.Breaks) > 0 {
		out.Severity = diag.SeverityError
	}
	return out
}

// breaksAndOwes says what a kind of change can break, and what it owes where it
// does not.
func breaksAndOwes(r *changes.Rule) string {
	breaks := "nothing"
	if len(r.Breaks) > 0 {
		breaks = strings.Join(r.Breaks, ", ")
	}
	if len(r.Open) > 0 {
		breaks += " (over all documents, and not only those that writers emit, also " + strings.Join(r.Open, ", ") + ")"
	}
	return fmt.Sprintf("Can break: %s. Owes otherwise: %s.", breaks, r.Bump)
}

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
					FormatVersion string      `json:"format_version"`
					Rules         []diag.Rule `json:"rules"`
				}{"1", rules().All()})
			}
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			for _, r := range rules().All() {
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
			r, ok := rules().ByID(args[0])
			if !ok {
				var ids []string
				for _, r := range rules().All() {
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
					diag.Rule
				}{"1", r})
			}
			fmt.Fprintf(a.stdout, "%s (%s)\n%s\n\n", r.ID, r.Severity, r.Summary)
			if kind := changes.RuleByID(r.ID); kind != nil {
				fmt.Fprintf(a.stdout, "%s\n\n", wrap(breaksAndOwes(kind), 76))
			}
			fmt.Fprintf(a.stdout, "%s\n", wrap(r.Explanation, 76))
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

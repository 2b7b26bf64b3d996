package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gate"
	"github.com/atlas-dataflow/runresult/internal/changes"
	"github.com/atlas-dataflow/runresult/internal/report"
)

// TestRulesDocument: docs/rules.md is what the tables of rules give. -update
// writes it.
func TestRulesDocument(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "rules.md")
	want := rulesDocument()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o644)) // #nosec G306 -- documentation
	}
	have, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, want, string(have), "run: go test ./internal/cli -run TestRulesDocument -update")
}

// rulesDocument prints every rule that `runresult rules` explains.
func rulesDocument() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n")
	b.WriteString("Every kind of change that `runresult compat` tells apart, and every code that a finding can carry. ")
	b.WriteString("An identifier, once published, keeps its meaning. `runresult rules explain ID` prints the same text. ")
	b.WriteString("This page is generated from the tables of the program; edit those and run `go test ./internal/cli -run TestRulesDocument -update`.\n\n")
	b.WriteString("## Changes\n\n")
	b.WriteString("A rule says what its change breaks where nothing else makes up for it: *backward* means that new readers refuse old documents, ")
	b.WriteString("*forward* that old readers refuse new ones, *reader* that readers of the new schema miss what old documents hold. ")
	b.WriteString("Whether a change does so between two given schemas is decided, not looked up. ")
	b.WriteString("A change that breaks something owes a major version, else the bump that stands here.\n")
	topic := ""
	for _, r := range changes.Rules() {
		if r.Topic != topic {
			topic = r.Topic
			fmt.Fprintf(&b, "\n### %s\n", topic)
		}
		writeChangeRule(&b, r)
	}
	b.WriteString("\n## Findings of the gate\n")
	writeFindingRules(&b, gate.Rules())
	b.WriteString("\n## Findings about runs\n")
	writeFindingRules(&b, verifyingRules())
	b.WriteString("\n## Findings in documents and generated files\n")
	writeFindingRules(&b, report.Rules())
	b.WriteString("\n## Report formats\n\n")
	b.WriteString("What `--format` takes. A format without a place for something that a finding can have leaves it out; all others show it.\n\n")
	b.WriteString("| format | for | leaves out |\n|---|---|---|\n")
	for _, f := range report.Formats() {
		omits := "nothing"
		if len(f.Omits) > 0 {
			omits = "`" + strings.Join(f.Omits, "`, `") + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", f.Name, f.For, omits)
	}
	return b.String()
}

func writeChangeRule(b *strings.Builder, r *changes.Rule) {
	fmt.Fprintf(b, "\n#### %s\n\n%s\n\n", r.ID, r.Summary)
	fmt.Fprintf(b, "%s\n\n%s\n\n", breaksAndOwes(r), r.Explanation)
	fmt.Fprintf(b, "```text\nold  %s\nnew  %s\n```\n", r.Old, r.New)
}

func writeFindingRules(b *strings.Builder, rules []diag.Rule) {
	for _, r := range rules {
		fmt.Fprintf(b, "\n#### %s\n\n%s\n\nSeverity: %s.\n\n%s\n", r.ID, r.Summary, r.Severity, r.Explanation)
		if r.Example != "" {
			fmt.Fprintf(b, "\n```text\n%s\n```\n", r.Example)
		}
		if r.Hint != "" {
			fmt.Fprintf(b, "\nHint: %s.\n", strings.TrimSuffix(r.Hint, "."))
		}
	}
}

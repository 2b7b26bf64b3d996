package cli

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/run/policy"
	"github.com/atlas-dataflow/runresult/schema"
)

// embedded returns the bytes of a schema that the tool carries: a version of
// RunResult, or the schema of a file that the tool reads.
func embedded(name string) ([]byte, error) {
	switch name {
	case config.SchemaName:
		return config.Schema, nil
	case policy.SchemaName:
		return policy.Schema(), nil
	}
	data, err := schema.Get(name)
	var unknown *schema.UnknownError
	if errors.As(err, &unknown) {
		return nil, trouble(err, fmt.Sprintf("there are %s, %s, %s; a schema of your own is given by its path",
			strings.Join(unknown.Known, ", "), config.SchemaName, policy.SchemaName), "no embedded schema is called %q", name)
	}
	return data, err
}

func schemaCommand(a *app) *cobra.Command {
	var version, format string
	var list bool
	cmd := &cobra.Command{
		Use:   "schema [NAME]",
		Short: "Print an embedded schema, or the list of them",
		Long: "Print the exact bytes of an embedded schema: the head of RunResult, the released\n" +
			"version that --version names, or the schema called NAME (runresult.config is\n" +
			"the one for runresult.yaml, runresult.policy the one for policy files).",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return exactly(1, "")(cmd, args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if list && (version != "" || len(args) > 0) {
				return usagef(seeHelp(cmd), "--list stands alone")
			}
			if format != "text" && !list {
				return usagef(seeHelp(cmd), "--format is for --list; a schema is JSON already")
			}
			if list {
				return a.listSchemas(format)
			}
			name := schema.Default
			if len(args) > 0 {
				name = args[0]
			}
			if cmd.Flags().Changed("version") {
				if strings.Contains(name, "@") {
					return usagef("leave one of them out", "%q and --version both name a version", name)
				}
				name += "@" + version
			}
			data, err := embedded(name)
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(data)
			return err
		},
	}
	cmd.Flags().StringVar(&version, "version", "", "the released version to print, for example 1.0.0")
	cmd.Flags().BoolVar(&list, "list", false, "list the embedded schemas")
	plainFormatFlag(cmd, &format)
	return cmd
}

func (a *app) listSchemas(format string) error {
	if format == "json" {
		return writeJSON(a.stdout, struct {
			FormatVersion string          `json:"format_version"`
			Schemas       []schemaVersion `json:"schemas"`
		}{"1", schemaVersions()})
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, s := range schemaVersions() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Version, strings.Trim(released(s.Released), " ()"))
	}
	return w.Flush()
}

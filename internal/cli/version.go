package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/atlas-dataflow/runresult/schema"
)

// modulePath is what the build information calls this module.
const modulePath = "github.com/atlas-dataflow/runresult"

// toolVersion is the version that this module was built as: the one in the
// binary's build information, or of the dependency when another program has
// linked the package.
func toolVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	if info.Main.Path == modulePath {
		return orDevel(info.Main.Version)
	}
	for _, dep := range info.Deps {
		if dep.Path == modulePath {
			return orDevel(dep.Version)
		}
	}
	return "(devel)"
}

func orDevel(version string) string {
	if version == "" {
		return "(devel)"
	}
	return version
}

// schemaVersion is one embedded schema as version and schema --list show it.
type schemaVersion struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Released bool   `json:"released"`
}

func schemaVersions() []schemaVersion {
	var out []schemaVersion
	for _, e := range schema.List() {
		out = append(out, schemaVersion{Name: e.Name, Version: e.Version, Released: e.Released})
	}
	return out
}

func versionCommand(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the tool and of the schemas in it",
		Long: "Print the version of the tool and of every schema embedded in it. The two are\n" +
			"counted separately: the tool's version says what the commands do, a schema's\n" +
			"version says what its documents look like.",
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format == "json" {
				return writeJSON(a.stdout, struct {
					FormatVersion string          `json:"format_version"`
					Version       string          `json:"version"`
					Go            string          `json:"go"`
					Platform      string          `json:"platform"`
					Schemas       []schemaVersion `json:"schemas"`
				}{"1", toolVersion(), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, schemaVersions()})
			}
			fmt.Fprintf(a.stdout, "runresult %s\n", toolVersion())
			fmt.Fprintf(a.stdout, "%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
			for _, s := range schemaVersions() {
				fmt.Fprintf(a.stdout, "schema %s %s%s\n", s.Name, s.Version, released(s.Released))
			}
			return nil
		},
	}
	plainFormatFlag(cmd, &format)
	return cmd
}

func released(yes bool) string {
	if yes {
		return " (released)"
	}
	return " (head)"
}

// writeJSON prints one indented JSON value, without HTML escaping.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

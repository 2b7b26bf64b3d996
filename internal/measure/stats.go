package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/attack"
)

// wantedShare is the share of members of one type, in percent, that are to have
// typed fields over a collection of schemas.
const wantedShare = 95

// measureStats generates code for every schema of dir and says how many of the
// members that have one static type have typed fields.
func measureStats(dir string, stdout, stderr io.Writer) int {
	files, err := attack.Schemas(dir)
	if err != nil || len(files) == 0 {
		fmt.Fprintf(stderr, "measure: %s holds no schema that loads by itself\n", dir)
		return exitInput
	}
	type row struct {
		name  string
		stats gen.Stats
	}
	var rows []row
	var sum gen.Stats
	for _, f := range files {
		r, err := gen.Generate(context.Background(), gen.Input{Name: f.Name, Schema: f.Data}, gen.Options{})
		if err != nil {
			fmt.Fprintf(stderr, "%s: %v\n", f.Name, err)
			continue
		}
		rows = append(rows, row{f.Name, r.Stats})
		sum.Types += r.Stats.Types
		sum.Members += r.Stats.Members
		sum.Static += r.Stats.Static
		sum.Typed += r.Stats.Typed
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(b.stats.Static-b.stats.Typed, a.stats.Static-a.stats.Typed), cmp.Compare(a.name, b.name))
	})
	for _, r := range rows {
		if r.stats.Typed < r.stats.Static {
			fmt.Fprintf(stdout, "%-50s %5d of %5d typed, %5.1f %%\n", r.name, r.stats.Typed, r.stats.Static, r.stats.Share)
		}
	}
	share := gen.Share(sum.Typed, sum.Static)
	fmt.Fprintf(stdout, "schemas %d, types %d, members %d, of one type %d, of these typed %d, %.1f %%\n",
		len(rows), sum.Types, sum.Members, sum.Static, sum.Typed, share)
	if share < wantedShare {
		return exitNo
	}
	return 0
}

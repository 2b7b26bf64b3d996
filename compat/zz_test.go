package compat

import (
	"fmt"
	"os"
	"testing"
	"time"
	"context"

	"github.com/atlas-dataflow/runresult/internal/decide"
)

func TestZZ(t *testing.T) {
	out, _ := os.Create(os.Getenv("ZZ"))
	for _, m := range forms() {
		for i, c := range tupleChanges {
			if i != 1 && i != 4 { continue }
			old, new := m.schema(t, c, false), m.schema(t, c, true)
			line := fmt.Sprintf("%-70s", m.String()+", "+c.name)
			var sum int64
			for _, ct := range []decide.Content{decide.Open, decide.Writer} {
				for _, p := range [][2]*Schema{{old, new}, {new, old}} {
					a := decide.Decide(decide.Question{In: p[0].graph, Out: p[1].graph, Content: ct, MaxWork: 300000})
					line += fmt.Sprintf(" %d:%6d", a.Verdict, a.Work); sum += a.Work
				}
			}
			for _, p := range [][2]*Schema{{old, new}, {new, old}} {
				a := decide.Losses(decide.LossQuestion{Old: p[0].graph, New: p[1].graph, MaxWork: 300000})
				line += fmt.Sprintf(" L%d:%6d", a.Verdict, a.Work); sum += a.Work
			}
			start := time.Now()
			Compare(context.Background(), old, new, Options{Changes: true, MaxWork: 300000})
			fmt.Fprintln(out, line, sum, time.Since(start).Milliseconds())
		}
	}
}

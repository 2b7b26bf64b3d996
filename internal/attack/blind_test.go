package attack

import (
	"fmt"

	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// searchers are the judges whose words the answers under attack are. The others
// judge the answers; what one of them does without a row is not asked here.
var searchers = []string{"decide", "writer"}

// Blind is Run.Do with each row of the keyword table in turn taken from each of the
// judges that the answers come from: whatever they still say has to be true. Each
// time r.Pairs pairs are made, and those attacked in which the keyword stands.
func (r Run) Blind() (*Figures, []*Contradiction) {
	total := &Figures{}
	var found []*Contradiction
	for i := range keyword.All() {
		row := &keyword.All()[i]
		if !row.Asserts() {
			continue
		}
		r.Stating = row
		for _, judge := range judgesNamed(searchers) {
			restore := judge.Blind(row)
			figures, list := r.Do()
			restore()
			for _, c := range list {
				c.Detail = fmt.Sprintf("%s without %s: %s", judge.Name(), row.Name, c.Detail)
			}
			total.Add(figures)
			found = append(found, list...)
			r.First += r.Pairs
		}
	}
	return total, found
}

func judgesNamed(names []string) []keyword.Blindable {
	var list []keyword.Blindable
	for _, j := range keyword.Judges() {
		for _, name := range names {
			if j.Name() == name {
				list = append(list, j)
			}
		}
	}
	return list
}

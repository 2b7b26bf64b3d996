package gate

import (
	"context"

	"github.com/atlas-dataflow/runresult/compat"
)

// compare asks compat, changes included.
func compare(old, new *compat.Schema, d compat.Direction, c compat.Content) *compat.Report {
	return compat.Compare(context.Background(), old, new, compat.Options{Direction: d, Content: c, Changes: true})
}

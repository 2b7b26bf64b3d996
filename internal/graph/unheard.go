package graph

import (
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/keyword"
)

// CodeUnheard is the code of the error by which a judge says that it has not
// heard of a keyword and so cannot tell what the schema means.
const CodeUnheard = "unsupported-keyword"

const unheardHint = "report the schema: this is a fault of the toolkit"

// Unheard returns that error: who names the judge, row the keyword at n.
func (n *Node) Unheard(who string, row *keyword.Row) *diag.Error {
	name, value := n.Spelling(row.Name), n.Value
	if k := n.Keyword(name); k != nil {
		value = k.Value
	}
	return n.File.Errorf(value, n.At(row.Name), CodeUnheard, unheardHint,
		"the keyword %q is none that %s can judge", name, who)
}

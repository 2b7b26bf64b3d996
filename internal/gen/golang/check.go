package golang

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/target"
)

// check parses and type-checks what was printed before it is written. The
// imports are not loaded: names out of them are taken on trust, everything else
// (duplicate declarations and cases, unused variables, wrong types) is not.
func check(files []target.File) error {
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		p, err := parser.ParseFile(fset, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("generated code does not parse (a fault of the generator): %w", err)
		}
		parsed = append(parsed, p)
	}
	var first error
	conf := types.Config{
		Importer: noImports{},
		Error: func(err error) {
			if first == nil && !strings.Contains(err.Error(), errNotLoaded.Error()) {
				first = err
			}
		},
	}
	_, _ = conf.Check("generated", fset, parsed, nil) // errors arrive above, one by one
	if first != nil {
		return fmt.Errorf("generated code does not compile (a fault of the generator): %w", first)
	}
	return nil
}

var errNotLoaded = errors.New("imports are not loaded here")

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errNotLoaded }

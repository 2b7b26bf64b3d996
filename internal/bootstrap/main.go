// Command bootstrap writes the generated packages that runresult.yaml names
// without the command line tool, which is built on one of them: when generated
// code does not compile, `make bootstrap` is the way back. It does what
// `runresult generate --config runresult.yaml` does, without flags.
//
// It imports gen and what reading and writing take, never generated code.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

func main() {
	if err := run("runresult.yaml"); err != nil {
		fmt.Fprintln(os.Stderr, "bootstrap:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	c, err := config.Read(path)
	if err != nil {
		return err
	}
	var changes []atomicfile.Change
	for _, family := range c.Families {
		path := family.Head.OS()
		data, err := source.ReadBytes(path)
		if err != nil {
			return err
		}
		for _, o := range family.Generate {
			imports, err := gen.NewImports(o.Lang, o.Import)
			if err != nil {
				return err
			}
			result, err := gen.Generate(context.Background(), gen.Input{
				Name: path, Schema: data, Root: filepath.Dir(path), Draft: family.Draft,
				Dialects: family.Dialects, LaterKeywords: family.LaterKeywords, AssertFormats: o.AssertFormats,
			}, gen.Options{
				Lang: o.Lang, Package: o.Package, Type: o.Type, Int64: o.Int64, Tags: o.Tags, Imports: imports,
			})
			if err != nil {
				return err
			}
			for _, file := range result.Files {
				changes = append(changes, atomicfile.Change{Dir: o.Out.OS(), Name: file.Name, Data: file.Data})
			}
		}
	}
	return atomicfile.Apply(changes)
}

package gate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/atlas-dataflow/runresult/gate"
)

// project writes a small project into a temporary folder: one family with a
// release, whose head lost a value of an enum since.
func project() (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "gate")
	if err != nil {
		panic(err)
	}
	for name, text := range map[string]string{
		"runresult.yaml": "version: 1\nfamilies:\n  - {name: order, head: order.v1.json, released: released/order}\n",
		"order.v1.json":  `{"$id": "urn:example:order:1.0.0", "type": "object", "properties": {"status": {"enum": ["open", "paid"]}}}` + "\n",
		"CHANGELOG.md":   "# Changelog\n\n## [Unreleased]\n\n### Schema order\n\n- Added: orders.\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			panic(err)
		}
	}
	return dir, func() { os.RemoveAll(dir) }
}

// A test of a module can hold its schemas to what was released.
func Example() {
	dir, remove := project()
	defer remove()
	ctx := context.Background()

	p, err := gate.Open(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	released, err := p.Release(ctx, gate.ReleaseOptions{Family: "order"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("released", released.Name, released.Version)

	// Somebody drops a value that documents may have.
	head := filepath.Join(dir, "order.v1.json")
	text := `{"$id": "urn:example:order:1.0.0", "type": "object", "properties": {"status": {"enum": ["open"]}}}`
	if err := os.WriteFile(head, []byte(text), 0o666); err != nil {
		fmt.Println(err)
		return
	}
	report, err := p.Check(ctx, gate.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("open:", report.OK())
	for _, f := range report.Findings {
		fmt.Println(f.Severity(), f.Code(), "at line", f.Line)
		for _, document := range f.Documents {
			fmt.Println("shown by", string(document))
		}
	}
	// Output:
	// released order 1.0.0
	// open: false
	// error gate-break at line 1
	// shown by {"status":"paid"}
	// error gate-changelog-entry at line 5
}

// Command runresult generates code from JSON Schemas, validates documents and
// shows what a run left behind; "runresult --help" lists the commands.
package main

import (
	"os"

	"github.com/atlas-dataflow/runresult/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

package cli

import "github.com/spf13/cobra"

// commands are those that do something in this version: a new command is a new
// file and a line here.
func commands(a *app) []*cobra.Command {
	return []*cobra.Command{
		generateCommand(a), compatCommand(a), gateCommand(a), releaseCommand(a),
		validateCommand(a), verifyCommand(a), renderCommand(a), importCommand(a), schemaCommand(a), rulesCommand(a), versionCommand(a),
	}
}

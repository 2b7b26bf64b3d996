// Command outside uses every public package of the toolkit as a program of another
// module does, and prints what it got. The folder that it may write to is its only
// argument.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	ctx, dir := context.Background(), os.Args[1]
	for _, part := range []struct {
		name string
		use  func(ctx context.Context, dir string) error
	}{
		{"schemas", schemas},
		{"validating", validating},
		{"comparing", comparing},
		{"generating", generating},
		{"gating", gating},
		{"recording", recording},
		{"reading", reading},
		{"importing", importing},
		{"verifying", verifying},
		{"rendering", rendering},
	} {
		fmt.Printf("== %s\n", part.name)
		if err := part.use(ctx, dir); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
	}
}

// write writes a file below a folder.
func write(dir, name, text string) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o666)
}

//go:build !unix

package verify_test

import "testing"

// What is told of FIFOs and sockets cannot be tried where files are none.

func fifoInstead(t *testing.T, _ string) { t.Fatal("no file is a FIFO on this system") }

func socket(t *testing.T, _, _ string) { t.Fatal("no file is a socket on this system") }

//go:build !unix

package verify_test

import "testing"

func fifoInstead(t *testing.T, _ string) { t.Skip("this system has no FIFOs in its file system") }

func socket(t *testing.T, _, _ string) { t.Skip("this system has no sockets in its file system") }

//go:build unix

package verify

import "syscall"

// openFlags keep an open from waiting for the other end of a FIFO that took the
// place of a regular file.
const openFlags = syscall.O_NONBLOCK

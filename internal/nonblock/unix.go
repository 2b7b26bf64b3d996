//go:build unix

package nonblock

import "syscall"

// Flag is for os.OpenFile: opening does not wait for the other end of a FIFO.
const Flag = syscall.O_NONBLOCK

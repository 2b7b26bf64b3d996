//go:build unix

package verifybench

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the most memory that a process held at a time, in bytes.
func peak(p *os.ProcessState) int64 {
	if usage, ok := p.SysUsage().(*syscall.Rusage); ok {
		return maxrss(usage)
	}
	return 0
}

// ownPeak is that of this process.
func ownPeak() int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return maxrss(&usage)
}

// maxrss is in bytes on some systems and in kilobytes on the others.
func maxrss(usage *syscall.Rusage) int64 {
	switch runtime.GOOS {
	case "darwin", "ios":
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) * 1024
}

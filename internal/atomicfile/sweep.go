package atomicfile

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// maxAge is how long no writing of one file takes.
const maxAge = time.Hour

// Sweep removes the temporary files beside path that processes left behind which
// were killed while they wrote it. A file is left alone while the process that
// its name tells is there, unless the file is an hour old: the number may be
// another process's by then. Where the system cannot tell whether a process is
// there, the age alone counts. A directory that several machines write into at
// the same time is not to be swept.
//
// What cannot be removed stays, which does no harm.
func Sweep(path string) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	dir, base := filepath.Split(path)
	if dir == "" {
		dir = "."
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		pid, ours := writer(e.Name(), base)
		if !ours || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err == nil && (gone(pid) || time.Since(info.ModTime()) > maxAge) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// writer takes the name of a temporary file apart; see tempName.
func writer(name, base string) (pid int, ours bool) {
	rest, found := strings.CutPrefix(name, "."+base+".")
	rest, tmp := strings.CutSuffix(rest, ".tmp")
	number, try, dash := strings.Cut(rest, "-")
	if !found || !tmp || !dash {
		return 0, false
	}
	pid, err := strconv.Atoi(number)
	n, bad := strconv.Atoi(try)
	return pid, err == nil && bad == nil && pid > 0 && n >= 0 && number+"-"+try == strconv.Itoa(pid)+"-"+strconv.Itoa(n)
}

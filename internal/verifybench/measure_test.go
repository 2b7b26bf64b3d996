package verifybench

import (
	"bytes"
	"fmt"
	"os/exec"
	"strconv"
	"time"
)

// took is what one call of a program cost.
type took struct {
	wall, cpu time.Duration
	peak      int64 // bytes of memory, 0 where the system does not tell
}

// call runs a program, which must succeed.
func call(dir, name string, args ...string) (took, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	began := time.Now()
	err := cmd.Run()
	t := took{wall: time.Since(began)}
	if err != nil {
		return t, fmt.Errorf("%s %v: %w\n%s", name, args, err, stderr.Bytes())
	}
	t.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	t.peak = peak(cmd.ProcessState)
	return t, nil
}

// contest calls each of the programs once a round, in turn, and keeps the
// fastest call of each, with the most memory that one took.
func (m *measuring) contest(calls ...[]string) ([]took, error) {
	best := make([]took, len(calls))
	for round := range m.rounds {
		for i, c := range calls {
			t, err := call(m.dir, c[0], c[1:]...)
			if err != nil {
				return nil, err
			}
			most := max(t.peak, best[i].peak)
			if round == 0 || t.wall < best[i].wall {
				best[i] = t
			}
			best[i].peak = most
		}
	}
	return best, nil
}

func (m *measuring) verify(jobs int, args ...string) []string {
	return append([]string{m.program, "verify", "--quiet", "--jobs", strconv.Itoa(jobs)}, args...)
}

// row prints one measurement.
func (m *measuring) row(name string, t took, more string) {
	// A process is born with the memory of the one that starts it, so that less
	// than this one holds cannot be told.
	peak := fmt.Sprintf("peak %5.1f MiB", float64(t.peak)/(1<<20))
	if own := ownPeak(); t.peak <= own {
		peak = fmt.Sprintf("peak < %3.0f MiB", float64(own)/(1<<20)+1)
	}
	fmt.Fprintf(m.out, "  %-18s %8.2f s  %8.2f s CPU  %s  %s\n", name, t.wall.Seconds(), t.cpu.Seconds(), peak, more)
}

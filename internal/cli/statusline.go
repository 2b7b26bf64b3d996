package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// statusLine is one line at the bottom of a terminal that says how far a long
// command is. It is taken away before anything else is printed and in the end,
// so that nothing of it stays. A nil one shows nothing.
type statusLine struct {
	mu    sync.Mutex
	w     io.Writer
	shown bool
	ended chan struct{}
	idle  sync.WaitGroup
}

// The line comes late enough that a quick command never flashes one, and changes
// slowly enough to be read.
const (
	statusAfter = 500 * time.Millisecond
	statusEvery = 200 * time.Millisecond
)

// eraseLine clears what stands in the line of the cursor.
const eraseLine = "\r\x1b[K"

// showStatus starts a status line that says what text returns, if standard error
// is a terminal that can take the line back.
func (a *app) showStatus(text func() string) (stop func()) {
	if !a.colorErr || a.quiet || os.Getenv("TERM") == "dumb" {
		return func() {}
	}
	s := &statusLine{w: a.terminal, ended: make(chan struct{})}
	a.status = s
	s.idle.Go(func() { s.run(text, statusAfter, statusEvery) })
	return func() {
		close(s.ended)
		s.idle.Wait()
		_, _ = s.aside(io.Discard, nil)
		a.status = nil
	}
}

func (s *statusLine) run(text func() string, after, every time.Duration) {
	wait := time.NewTimer(after)
	defer wait.Stop()
	for {
		select {
		case <-s.ended:
			return
		case <-wait.C:
			s.show(text())
			wait.Reset(every)
		}
	}
}

// show replaces the line.
func (s *statusLine) show(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shown = true
	_, _ = io.WriteString(s.w, eraseLine+text)
}

// aside writes something else: the line is taken away first and does not come
// back before that is written. It shows again with its next change.
func (s *statusLine) aside(w io.Writer, p []byte) (int, error) {
	if s == nil {
		return w.Write(p)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		s.shown = false
		_, _ = io.WriteString(s.w, eraseLine)
	}
	return w.Write(p)
}

// bytesOf spells a number of bytes for people.
func bytesOf(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	units := "kMGTPE"
	value := float64(n)
	i := -1
	for value >= 999.95 && i < len(units)-1 {
		value /= 1000
		i++
	}
	return fmt.Sprintf("%.1f %cB", value, units[i])
}

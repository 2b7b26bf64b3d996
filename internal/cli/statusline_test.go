package cli

import (
	"bytes"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/atlas-dataflow/runresult/internal/wording"
)

// screen is what a terminal shows of what was written: erased text is gone.
type screen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for _, l := range strings.Split(s.text.String(), "\n") {
		if at := strings.LastIndex(l, eraseLine); at >= 0 {
			l = l[at+len(eraseLine):]
		}
		lines = append(lines, l)
	}
	return strings.Join(lines, "\n")
}

// The line comes late, changes, makes way for other output, and leaves nothing.
func TestStatusLine(t *testing.T) {
	t.Setenv("TERM", "xterm")
	synctest.Test(t, func(t *testing.T) {
		tty := &screen{}
		a := newApp(nil, nil, tty, tty)
		a.colorErr = true
		var runs atomic.Int64
		runs.Store(1)
		stop := a.showStatus(func() string { return wording.Count(runs.Load(), "run") })
		assert.Empty(t, tty.shown(), "a quick command never flashes one")
		time.Sleep(statusAfter)
		synctest.Wait()
		assert.Equal(t, "1 run", tty.shown())
		runs.Store(2)
		time.Sleep(statusEvery)
		synctest.Wait()
		assert.Equal(t, "2 runs", tty.shown())
		_, _ = a.stdout.Write([]byte("a finding\n"))
		a.say("a message")
		assert.Equal(t, "a finding\na message\n", tty.shown())
		time.Sleep(statusEvery)
		synctest.Wait()
		assert.Equal(t, "a finding\na message\n2 runs", tty.shown())
		stop()
		assert.Equal(t, "a finding\na message\n", tty.shown())
		time.Sleep(time.Minute)
		assert.Equal(t, "a finding\na message\n", tty.shown())
	})
}

// Only a terminal that somebody looks at is written to.
func TestStatusLineIsForTerminals(t *testing.T) {
	for name, prepare := range map[string]func(a *app, t *testing.T){
		"no terminal":   func(a *app, _ *testing.T) { a.colorErr = false },
		"quiet":         func(a *app, _ *testing.T) { a.quiet = true },
		"dumb terminal": func(_ *app, t *testing.T) { t.Setenv("TERM", "dumb") },
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			a := newApp(nil, nil, &out, &out)
			t.Setenv("TERM", "xterm")
			a.colorErr = true
			prepare(a, t)
			stop := a.showStatus(func() string { return "x" })
			time.Sleep(statusAfter + statusEvery)
			stop()
			assert.Empty(t, out.String())
		})
	}
}

func TestBytesOf(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 999_949: "999.9 kB", 999_950: "1.0 MB", 2 << 30: "2.1 GB", 1<<63 - 1: "9.2 EB",
	} {
		assert.Equal(t, want, bytesOf(n))
	}
}

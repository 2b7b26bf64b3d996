package render

import (
	"fmt"
	"strings"

	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
)

// duration spells milliseconds for a person, with about three significant
// digits.
func duration(ms int64) string {
	const second, minute, hour, day = 1000, 60 * 1000, 3600 * 1000, 24 * 3600 * 1000
	switch {
	case ms < 0:
		return "-" + duration(-ms)
	case ms < second:
		return fmt.Sprintf("%d ms", ms)
	case ms < 10*second:
		return fmt.Sprintf("%d.%02d s", ms/second, ms%second/10)
	case ms < minute:
		return fmt.Sprintf("%d.%d s", ms/second, ms%second/100)
	case ms < hour:
		return fmt.Sprintf("%d min %02d s", ms/minute, ms%minute/second)
	case ms < day:
		return fmt.Sprintf("%d h %02d min", ms/hour, ms%hour/minute)
	}
	return fmt.Sprintf("%d d %02d h", ms/day, ms%day/hour)
}

// size spells a size in powers of 1024.
func size(n int64) string {
	if n < 1024 {
		return fmt.Sprintf("%d B", n)
	}
	f, unit := float64(n), 0
	for f >= 1024 && unit < 5 {
		f /= 1024
		unit++
	}
	return fmt.Sprintf("%.1f %ciB", f, " KMGTP"[unit])
}

// hash shortens a digest to its algorithm and its first twelve digits.
func hash(digest string) string {
	algorithm, digits, ok := strings.Cut(digest, ":")
	if !ok {
		algorithm, digits = "sha256", digest
	}
	if len(digits) > 12 {
		digits = digits[:12] + "…"
	}
	return safe(algorithm + ":" + digits)
}

// offset spells how long after the run's start something was; "" when either
// time is missing or malformed.
func offset(start rt.Timestamp, at *rt.Timestamp) string {
	if at == nil {
		return ""
	}
	ms, err := run.Elapsed(start, *at)
	if err != nil {
		return ""
	}
	if ms < 0 {
		return duration(ms)
	}
	return "+" + duration(ms)
}

package codec

import (
	"strconv"

	"github.com/atlas-dataflow/runresult/rt/internal/wire"
)

// AppendString appends s as a JSON string. Only what JSON demands is escaped:
// the quote, the backslash and control characters. Invalid UTF-8 is kept as it
// is, so that validation refuses it instead of changing it silently.
func AppendString(b []byte, s string) []byte { return wire.AppendString(b, s) }

// AppendBool appends true or false.
func AppendBool(b []byte, v bool) []byte { return strconv.AppendBool(b, v) }

// AppendInt appends v.
func AppendInt(b []byte, v int64) []byte { return strconv.AppendInt(b, v, 10) }

// AppendIntText appends text when it still spells v (`1.0`, `1e3`), else v.
func AppendIntText(b []byte, v int64, text string) []byte {
	if text != "" {
		if was, ok := wire.Int64(text); ok && was == v {
			return append(b, text...)
		}
	}
	return AppendInt(b, v)
}

// AppendComma appends a comma unless b ends where a container begins.
func AppendComma(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] != '{' && b[n-1] != '[' {
		b = append(b, ',')
	}
	return b
}

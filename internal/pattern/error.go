package pattern

import "fmt"

// Error says why a pattern cannot be used.
type Error struct {
	// Offset is where in the pattern source it went wrong, in bytes from 0.
	Offset int
	// Message says what is wrong there, without position or pattern.
	Message string
	// Hint says what to write instead; it may be empty.
	Hint string
	// Unsupported tells a pattern that ECMA-262 allows but this package does not
	// process (true) from one that is not an ECMA-262 pattern (false).
	Unsupported bool
}

// Error returns the message with its offset; the hint is left to the caller,
// who prints hints in their own place.
func (e *Error) Error() string {
	return fmt.Sprintf("%s (at offset %d of the pattern)", e.Message, e.Offset)
}

func syntaxError(offset int, hint, format string, args ...any) *Error {
	return &Error{Offset: offset, Hint: hint, Message: fmt.Sprintf(format, args...)}
}

func unsupported(offset int, hint, format string, args ...any) *Error {
	return &Error{Offset: offset, Hint: hint, Message: fmt.Sprintf(format, args...), Unsupported: true}
}

// Package nonblock holds what the operating systems differ in when a file is
// opened that may turn out to be a FIFO.
//
// A program looks at a name first and opens regular files only, but a FIFO can
// take the place of one in between, and opening that waits for its other end.
// The package imports the standard library only.
package nonblock

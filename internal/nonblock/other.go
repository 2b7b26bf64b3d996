//go:build !unix

package nonblock

// Flag is for os.OpenFile: opening does not wait here.
const Flag = 0

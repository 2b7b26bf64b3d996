//go:build !unix

package verify

// openFlags are none: opening does not wait here.
const openFlags = 0

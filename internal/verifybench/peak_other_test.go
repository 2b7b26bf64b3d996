//go:build !unix

package verifybench

import "os"

// peak is not told by this system.
func peak(*os.ProcessState) int64 { return 0 }

// ownPeak is not told either.
func ownPeak() int64 { return 0 }

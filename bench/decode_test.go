package bench

import "testing"

// BenchmarkDecode is the fast path alone, for profiling.
func BenchmarkDecode(b *testing.B) {
	docs := Documents()
	var n int64
	for _, d := range docs {
		n += int64(len(d))
	}
	b.SetBytes(n)
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			if err := decode(d); err != nil {
				b.Fatal(err)
			}
		}
	}
}

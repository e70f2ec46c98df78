package catalogue

import "testing"

// BenchmarkBuild is the time that a first start needs before it can load.
func BenchmarkBuild(b *testing.B) {
	for i := 0; i < b.N; i++ {
		if _, _, err := Quads(); err != nil {
			b.Fatal(err)
		}
	}
}

// Package synthtest holds what the tests of the generators share.
package synthtest

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"testing"
)

// Checksums fails where the output of a generator is not the one of before: figures measured on one machine are of the same data as
// those of another. sums are keyed by the number of triples; more than 100,000 of them are left out of short tests.
func Checksums(t *testing.T, sums map[int64]string, generate func(w io.Writer, triples int64) error) {
	t.Helper()
	for triples, want := range sums {
		if triples > 100_000 && testing.Short() {
			continue
		}
		h := sha256.New()
		if err := generate(h, triples); err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("%d triples have the sum %s, not %s", triples, got, want)
		}
	}
}

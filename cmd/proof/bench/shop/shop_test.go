package shop

import (
	"bytes"
	"io"
	"testing"

	"w3id.org/concord/cmd/proof/bench/synth/synthtest"
)

// TestChecksums holds the bytes of seed 1 fast: figures measured on one machine are of the same data as those of another.
func TestChecksums(t *testing.T) {
	synthtest.Checksums(t, map[int64]string{
		1_000:     "aca661523defe5dc61883b1dc5be04db9b0f2d79a82d888fa2bc1c78bbcda136",
		100_000:   "f3149980e60843d5cedeec5891c1a5752d8c0d4327bc4cb8d54d147f406253ed",
		1_000_000: "6305c58dcf9aee6250f94f1c91f8847d5f75178d4bcbb7dbc00d88fd36cf902f",
	}, func(w io.Writer, n int64) error { return Generate(w, Options{Triples: n, Seed: 1}) })
}

// TestSharesAreThePublishedOnes: a million triples are 10,000 customers, 2,000 products and about 133,000 orders.
func TestSharesAreThePublishedOnes(t *testing.T) {
	var b bytes.Buffer
	if err := Generate(&b, Options{Triples: 1_000_000, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for class, want := range map[string]int{"Customer": 10_000, "Product": 2_000, "Order": 132_858} {
		if got := bytes.Count(b.Bytes(), []byte("#type> <"+vocabulary+class+">")); got != want {
			t.Errorf("%d of %s, want %d", got, class, want)
		}
	}
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != 1_000_000 {
		t.Errorf("%d triples", n)
	}
}

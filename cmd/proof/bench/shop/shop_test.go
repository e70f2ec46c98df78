package shop

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// TestChecksums holds the bytes of seed 1 fast: figures measured on one machine are of the same data as those of another.
func TestChecksums(t *testing.T) {
	for _, c := range []struct {
		triples int64
		sum     string
	}{
		{1_000, "aca661523defe5dc61883b1dc5be04db9b0f2d79a82d888fa2bc1c78bbcda136"},
		{100_000, "f3149980e60843d5cedeec5891c1a5752d8c0d4327bc4cb8d54d147f406253ed"},
		{1_000_000, "6305c58dcf9aee6250f94f1c91f8847d5f75178d4bcbb7dbc00d88fd36cf902f"},
	} {
		if c.triples > 100_000 && testing.Short() {
			continue
		}
		h := sha256.New()
		if err := Generate(h, Options{Triples: c.triples, Seed: 1}); err != nil {
			t.Fatal(err)
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != c.sum {
			t.Errorf("%d triples have the sum %s, not %s", c.triples, got, c.sum)
		}
	}
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

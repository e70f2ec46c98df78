package watdiv

import (
	"bytes"
	"io"
	"runtime"
	"testing"

	"w3id.org/concord/cmd/proof/bench/synth/synthtest"
	"w3id.org/concord/ontology/rdf/turtle"
)

// TestChecksums holds the bytes of seed 1 fast: figures measured on one machine are of the same data as those of another.
func TestChecksums(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors round the last bit of exp differently, which may draw another entity")
	}
	synthtest.Checksums(t, map[int64]string{
		1_000:     "1f9003895314f03d82a1b0c400d974ed8e19c750efa1c1b20739d143ee53b074",
		100_000:   "cbb3a2be151bcba4cf9858a48a20e6b216cdd120e3f65845155bbe0ddb0a11ad",
		1_000_000: "0f9de20e987389955de44966e604253dbdba51cea6cf42ad42c27cb8520403c8",
	}, func(w io.Writer, n int64) error { return Generate(w, Options{Triples: n, Seed: 1}) })
}

func TestExactlyAsManyTriplesAsAskedFor(t *testing.T) {
	for _, n := range []int64{500, 1_000, 5_000, 10_000, 33_333, 200_000} {
		for seed := range uint64(4) {
			var b bytes.Buffer
			if err := Generate(&b, Options{Triples: n, Seed: seed}); err != nil {
				t.Fatal(err)
			}
			if got := bytes.Count(b.Bytes(), []byte("\n")); got != int(n) {
				t.Errorf("%d triples asked for, seed %d: %d written", n, seed, got)
			}
		}
	}
}

// TestSharesFollowTheModel reads the output with the project's own reader.
func TestSharesFollowTheModel(t *testing.T) {
	const triples = 300_000
	pr, pw := io.Pipe()
	go func() { pw.CloseWithError(Generate(pw, Options{Triples: triples, Seed: 1})) }()
	count, twice := map[string]int{}, map[string]bool{}
	r := turtle.NewReader(pr, false, turtle.Options{})
	for {
		q, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		count[q.P.Value]++
		if key := q.P.Value + " " + q.O.Value; q.P.Value == rev+"hasReview" || q.P.Value == wsdbm+"makesPurchase" {
			if twice[key] {
				t.Errorf("%s belongs to two", q.O.Value)
			}
			twice[key] = true
		}
	}
	part(t, "friendOf", count[wsdbm+"friendOf"], triples, .45)
	part(t, "follows", count[wsdbm+"follows"], triples, .31)
	users, products, _, _ := Population(triples)
	part(t, "e-mail addresses", count[sorg+"email"], users, .9)
	part(t, "descriptions", count[sorg+"description"], products, .6)
}

func part(t *testing.T, what string, got, of int, want float64) {
	t.Helper()
	if share := float64(got) / float64(of); share < want*.9 || share > want*1.1 {
		t.Errorf("%s: %d of %d, a share of %.3f; want %.2f", what, got, of, share, want)
	}
}

func BenchmarkGenerate(b *testing.B) {
	const n = 1_000_000
	for b.Loop() {
		if err := Generate(io.Discard, Options{Triples: n, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtriples/s")
}

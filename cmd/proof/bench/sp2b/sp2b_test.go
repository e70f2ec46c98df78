package sp2b

import (
	"bufio"
	"bytes"
	"io"
	"runtime"
	"testing"

	"w3id.org/concord/cmd/proof/bench/synth/synthtest"
	"w3id.org/concord/ontology/rdf/turtle"
)

// TestChecksums holds the bytes of seed 1 fast: figures measured on one machine are of the same data as those of another. The sum
// of a million triples is part of it where the test is not short.
func TestChecksums(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("other processors round the last bit of exp differently, which may move a document")
	}
	synthtest.Checksums(t, map[int64]string{
		1_000:     "c586c7dea7d38266b3972f959ecf67cec104535bc23fbb295bbb32f89adb97ee",
		100_000:   "d16894873bfe61a754109dddf6ca573164017397d8b24c87b29272aeddeb894b",
		1_000_000: "e0affb807613700ca05f6292f9591702bf6b23c915f66273639f21867cf389e3",
	}, func(w io.Writer, n int64) error { return Generate(w, Options{Triples: n, Seed: 1}) })
}

func TestFewerTriplesAreAPrefix(t *testing.T) {
	var few, more bytes.Buffer
	if err := Generate(&few, Options{Triples: 5_000, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	if err := Generate(&more, Options{Triples: 20_000, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(few.Bytes(), []byte("\n")); n != 5_000 {
		t.Errorf("%d lines", n)
	}
	if !bytes.HasPrefix(more.Bytes(), few.Bytes()) {
		t.Error("no prefix")
	}
}

// TestGrowthFollowsThePaper reads the output with the project's own reader and compares it with what the paper tells of documents
// with 50,000 triples.
func TestGrowthFollowsThePaper(t *testing.T) {
	pr, pw := io.Pipe()
	go func() {
		b := bufio.NewWriter(pw)
		err := Generate(b, Options{Triples: 50_000, Seed: 1})
		b.Flush()
		pw.CloseWithError(err)
	}()
	count := map[string]int{}
	r := turtle.NewReader(pr, false, turtle.Options{})
	for {
		q, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if q.P.Value == rdfNS+"type" {
			count[q.O.Value]++
		}
		count[q.P.Value]++
	}
	near(t, "articles", count[benchNS+"Article"], 4_000, .15)
	near(t, "pages of articles and papers", count[swrcNS+"pages"], 4_600, .15)
	near(t, "months", count[swrcNS+"month"], 25, .4)
}

func near(t *testing.T, what string, got, want int, within float64) {
	t.Helper()
	if d := float64(got-want) / float64(want); d > within || d < -within {
		t.Errorf("%s: %d, want %d within %.0f %%", what, got, want, within*100)
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

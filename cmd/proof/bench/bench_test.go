package bench

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// TestMain lets the test program stand in for proof: parseTable starts itself to measure our own parsers.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "bench" {
		if err := Run(context.Background(), os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// The same size is the same file, for ever: figures of other days can be compared.
func TestMixedIsFixed(t *testing.T) {
	h := sha256.New()
	if err := mixed(h, 10_000); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%x", h.Sum(nil)), "36cc0aef94bb1a39dde8c55afa4f1cd3c030efe2e32a6c2bba79b067e8548b04"; got != want {
		t.Errorf("10,000 triples have the checksum %s, want %s", got, want)
	}
}

func TestMixedInEveryFormat(t *testing.T) {
	const n = 1234
	var want []rdf.Quad
	for _, ext := range []string{"nt", "ttl", "trig", "rdf"} {
		name := filepath.Join(t.TempDir(), "a."+ext)
		if err := writeMixed(name, n); err != nil {
			t.Fatal(err)
		}
		got := readFile(t, name)
		if len(got) != n {
			t.Errorf("%s holds %d statements, want %d", ext, len(got), n)
		}
		if want == nil {
			want = got
		} else if !rdf.Isomorphic(got, want) {
			t.Errorf("%s holds other statements than the N-Triples", ext)
		}
	}
}

func readFile(t *testing.T, name string) []rdf.Quad {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	quads, err := codec.ReadAll(rdf.FormatByFile(name), f, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return quads
}

func TestParseTable(t *testing.T) {
	var out strings.Builder
	err := Run(t.Context(), []string{"parse", "--ours", "--triples", "3000", "--runs", "1", "--dir", t.TempDir()}, &out)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(out.String())
	if strings.Contains(out.String(), "fails") {
		t.Error("a parser fails")
	}
	for _, want := range []string{"nt: 3000 triples", "ttl: 3000", "trig: 3000", "rdf: 3000", "Concord, parse to ids", "knakk/rdf", "Cayley nquads"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the tables lack %q", want)
		}
	}
}

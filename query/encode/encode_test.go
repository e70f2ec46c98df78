package encode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/results"
)

// numbered gives for an ID a term that is made of its number.
type numbered struct{ fail error }

func (n numbered) term(id index.ID) rdf.Term {
	p := id.Payload()
	switch p % 5 {
	case 0:
		return rdf.NewIRI(fmt.Sprint("http://example.org/", p))
	case 1:
		return rdf.NewLang(fmt.Sprint("text, \"", p, "\"\n"), "en")
	case 2:
		return rdf.NewTyped(fmt.Sprint(p), rdf.XSDInteger)
	case 3:
		return rdf.NewBlank(fmt.Sprint("b", p))
	}
	return rdf.NewString(strings.Repeat("<é>", int(p%7)))
}

func (n numbered) EachTerm(_ context.Context, ids []index.ID, use func(at int, t *rdf.Term)) error {
	for i := len(ids) - 1; i >= 0; i-- { // in a sequence that is not that of the IDs
		if ids[i] != 0 {
			t := n.term(ids[i])
			use(i, &t)
		}
	}
	return n.fail
}

var formats = []results.Format{results.TSV, results.CSV, results.JSON, results.XML}

// Blocks give, whatever their sizes, the document that rows one by one give.
func TestBlocksAreRows(t *testing.T) {
	vars := []string{"a", "b", "c"}
	for _, f := range formats {
		rapid.Check(t, func(t *rapid.T) {
			var want, got bytes.Buffer
			one, _ := results.NewWriter(f, &want, vars)
			w, _ := results.NewWriter(f, &got, vars)
			many := w.(results.LaidWriter)
			p := NewPipe(context.Background(), many.Layout(), many.Laid)
			p.most = rapid.IntRange(1, 3).Draw(t, "jobs")
			for range rapid.IntRange(0, 5).Draw(t, "blocks") {
				b := p.Block(3)
				drawBlock(t, b)
				for r := range b.Rows {
					row := make([]rdf.Term, 3)
					for i, c := range b.Cols {
						if len(c) > 0 && c[r] != 0 {
							row[i] = numbered{}.term(c[r])
						}
					}
					one.Row(row)
				}
				if err := p.Put(numbered{}); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(p.Flush(), many.Close(), one.Close()); err != nil || want.String() != got.String() {
				t.Fatalf("%s: %v: %q, not %q", f, err, got.String(), want.String())
			}
			p.Stop()
		})
	}
}

// drawBlock fills a block with columns that ascend, that repeat, that are at random, and one that is never bound; some of them
// large enough to be encoded by another goroutine.
func drawBlock(t *rapid.T, b *Block) {
	b.Rows = rapid.SampledFrom([]int{1, 2, 7, 64, aloneRows + 1}).Draw(t, "rows")
	x := rapid.Uint32().Draw(t, "seed")
	for i := range b.Cols {
		kind := rapid.IntRange(0, 3).Draw(t, "column")
		for r := range b.Rows {
			x = x*1664525 + 1013904223
			n := map[int]int{0: r / 2, 1: int(x>>16) % 3, 2: int(x >> 12)}[kind]
			id := index.MakeID(index.KindIRI, uint64(n))
			if kind == 2 && n%11 == 0 || kind == 0 && r < 3 {
				id = 0
			}
			if kind != 3 {
				b.Cols[i] = append(b.Cols[i], id)
			}
		}
	}
}

// A long text in every row is laid out piece by piece.
func TestLongRepetition(t *testing.T) {
	layout := &results.Layout{Cell: func(b []byte, _ rdf.Term) []byte { return append(b, bytes.Repeat([]byte("x"), 1<<20)...) }, Rows: ",", Close: ";"}
	most, rows, all := 0, 0, 0
	p := NewPipe(context.Background(), layout, func(n int, text []byte) error {
		most, rows, all = max(most, len(text)), rows+n, all+len(text)+1
		return nil
	})
	b := p.Block(1)
	b.Rows = 100
	for range b.Rows {
		b.Cols[0] = append(b.Cols[0], 1)
	}
	if err := errors.Join(p.Put(numbered{}), p.Flush()); err != nil {
		t.Fatal(err)
	}
	if rows != 100 || all != 100*(1<<20+2) || most > pieceBytes+2<<20 || p.Held() > 4*pieceBytes {
		t.Errorf("%d rows of %d bytes, at most %d at once, %d held", rows, all, most, p.Held())
	}
}

// A failure of the store, of the stream or of a layout ends the pipe with an error, and leaves nothing at work.
func TestFailures(t *testing.T) {
	broken := errors.New("broken")
	write := func(int, []byte) error { return nil }
	cell := func(b []byte, _ rdf.Term) []byte { return append(b, 'x') }
	for name, c := range map[string]struct {
		terms numbered
		cell  func([]byte, rdf.Term) []byte
		write func(int, []byte) error
	}{
		"store":  {numbered{broken}, cell, write},
		"stream": {numbered{}, cell, func(int, []byte) error { return broken }},
		"layout": {numbered{}, func([]byte, rdf.Term) []byte { panic("broken") }, write},
	} {
		for _, rows := range []int{1, aloneRows + 1} {
			p := NewPipe(context.Background(), &results.Layout{Cell: c.cell}, c.write)
			p.most = 3
			var err error
			for i := 0; i < 5 && err == nil; i++ {
				b := p.Block(1)
				b.Rows, b.Cols[0] = rows, append(b.Cols[0], make([]index.ID, rows)...)
				b.Cols[0][0] = 1
				err = p.Put(c.terms)
			}
			if err = errors.Join(err, p.Flush()); err == nil || !strings.Contains(err.Error(), "broken") {
				t.Errorf("%s, %d rows: %v", name, rows, err)
			}
			p.Stop()
		}
	}
}

// What a row costs beside the decoding: columns in order, with few values, at random.
func BenchmarkRows(b *testing.B) {
	const rows = 16 << 10
	for _, f := range formats {
		b.Run(string(f), func(b *testing.B) {
			w, _ := results.NewWriter(f, discard{}, []string{"a", "b", "c"})
			out := w.(results.LaidWriter)
			p := NewPipe(context.Background(), out.Layout(), out.Laid)
			p.most = runtime.GOMAXPROCS(0)
			x := uint32(1)
			b.ReportAllocs()
			for range b.N {
				block := p.Block(3)
				block.Rows = rows
				for r := range rows {
					x = x*1664525 + 1013904223
					for i, n := range [3]uint32{uint32(r), x >> 30, x >> 8} {
						block.Cols[i] = append(block.Cols[i], index.MakeID(index.KindIRI, uint64(n)))
					}
				}
				if err := p.Put(fixed{}); err != nil {
					b.Fatal(err)
				}
			}
			if err := p.Flush(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
	}
}

type fixed struct{}

func (fixed) EachTerm(_ context.Context, ids []index.ID, use func(at int, t *rdf.Term)) error {
	t := rdf.NewIRI("http://example.org/some/thing/of/usual/length/1234567")
	for i := range ids {
		use(i, &t)
	}
	return nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

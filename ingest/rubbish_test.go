package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
)

// fullRubbish asks for rubbish of full size: 1 GiB, 1,000,000 brackets, 100 MB.
var fullRubbish = os.Getenv("CONCORD_RUBBISH") == "full"

// repeated gives a text n times.
func repeated(text string, n int) io.Reader { return &repeater{text: text, left: n} }

type repeater struct {
	text string
	at   int
	left int
}

func (r *repeater) Read(p []byte) (n int, err error) {
	for n < len(p) && r.left > 0 {
		k := copy(p[n:], r.text[r.at:])
		n += k
		if r.at += k; r.at == len(r.text) {
			r.at, r.left = 0, r.left-1
		}
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// packedMiB is n MiB of one byte, gzipped.
func packedMiB(t *testing.T, b byte, n int) io.Reader {
	var one bytes.Buffer
	z := gzip.NewWriter(&one)
	if _, err := z.Write(bytes.Repeat([]byte{b}, 1<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return repeated(one.String(), n)
}

// statement is how each format says that a has the property p with a literal: what stands before it and after it, and how
// brackets open.
var statement = map[*rdf.Format]struct{ before, after, open string }{
	rdf.NTriples: {`<urn:a> <urn:p> "`, `" .` + "\n", `<urn:a> <urn:p> <<( `},
	rdf.NQuads:   {`<urn:a> <urn:p> "`, `" <urn:g> .` + "\n", `[ `},
	rdf.Turtle:   {`<urn:a> <urn:p> "`, `" .` + "\n", `[ <urn:p> `},
	rdf.TriG:     {`<urn:g> { <urn:a> <urn:p> "`, `" }` + "\n", `( `},
	rdf.RDFXML:   {`<r:RDF xmlns:r="` + rdf.NS + `" xmlns:e="urn:"><r:Description r:about="urn:a"><e:p>`, `</e:p></r:Description></r:RDF>`, `<e:T><e:p>`},
	rdf.JSONLD:   {`{"@id": "urn:a", "urn:p": "`, `"}`, `[`},
}

// opening is what stands before the brackets.
var opening = map[*rdf.Format]string{rdf.Turtle: "<urn:a> <urn:p> ", rdf.TriG: "<urn:g> { <urn:a> <urn:p> ",
	rdf.RDFXML: `<r:RDF xmlns:r="` + rdf.NS + `" xmlns:e="urn:">`}

// rubbish is a document, and words of the error that refuses it, one of which must be there.
type rubbish struct {
	name   string
	format *rdf.Format
	body   io.Reader
	limits ingest.Limits
	want   []string
	heap   uint64 // bytes that it may cost
}

func allRubbish(t *testing.T) (all []rubbish) {
	gib, brackets, long, limits := 32, 5_000, 3<<20, ingest.Limits{MaxToken: 2 << 20}
	if fullRubbish {
		gib, brackets, long, limits = 1<<10, 1_000_000, 100_000_000, ingest.Limits{}
	}
	laughs := `<!DOCTYPE r:RDF [<!ENTITY l0 "` + strings.Repeat("ha", 50) + `">`
	for i := 1; i < 10; i++ {
		laughs += fmt.Sprintf(`<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	laughs += "]>\n" + strings.Replace(opening[rdf.RDFXML], "<r:RDF", `<r:RDF e:x="&l9;"`, 1)
	for _, f := range rdf.Formats {
		s := statement[f]
		if s.before == "" {
			t.Fatalf("%s has no statement here", f.Title)
		}
		text := func(parts ...string) io.Reader { return strings.NewReader(strings.Join(parts, "")) }
		all = append(all,
			rubbish{"zeros", f, packedMiB(t, 0, gib), limits, []string{"unpacks to more than 400 times its size", ":1:1: unexpected", ":1:1: this document is not in UTF-8", "longer than the limit of"}, 96 << 20},
			rubbish{"line ends", f, packedMiB(t, '\n', gib), limits, []string{"unpacks to more than 400 times its size", "longer than the limit of"}, 128 << 20},
			rubbish{"brackets", f, io.MultiReader(text(opening[f]), repeated(s.open, brackets)), limits, []string{"nested too deeply", `:1:1: unexpected "["`, `:1:18: unexpected "<" in an IRI`}, 160 << 20},
			rubbish{"laughs", f, text(laughs, s.before, "&l9;", s.after), limits, []string{"entities make the document too long", "longer than the limit of", `:1:10: unexpected " " in an IRI`, ":1:1: invalid character '<'"}, 32 << 20},
			rubbish{"literal", f, io.MultiReader(text(s.before), repeated("0123456789", long/10), text(s.after)), limits,
				[]string{"longer than the limit"}, 400 << 20},
			rubbish{"UTF-8", f, text(s.before, "ab\xff\xfe", s.after), limits, []string{"UTF-8"}, 32 << 20},
			rubbish{"UTF-8 cut short", f, text(s.before, "ab\xe2\x82", s.after), limits, []string{"UTF-8"}, 32 << 20},
			rubbish{"surrogate", f, text(s.before, "ab\xed\xa0\x80", s.after), limits, []string{"UTF-8"}, 32 << 20},
			rubbish{"cut in a literal", f, text(s.before, "ab"), limits, []string{"unexpected end of the document", "this literal is not closed"}, 32 << 20},
			rubbish{"cut in a name", f, text(s.before[:len(s.before)-2]), limits, []string{"unexpected end of the document"}, 32 << 20},
			rubbish{"cut in a character", f, text(s.before, "ab\xc3"), limits, []string{"UTF-8", "this literal is not closed", "unexpected end of the document"}, 32 << 20},
		)
	}
	return all
}

// TestRubbish: whatever is no RDF, or far too much of it, is refused with its name, its place or its limit, and costs little
// memory; the store stays empty.
func TestRubbish(t *testing.T) {
	var most uint64
	for _, c := range allRubbish(t) {
		s := openStore(t)
		var err error
		start := time.Now()
		heap := heapOf(func() {
			_, err = ingest.Load(context.Background(), s, ingest.Options{Limits: c.limits, Bodies: []ingest.Body{{Name: "the body", Format: c.format, Reader: c.body}}})
		})
		name, took := c.name+" as "+c.format.Title, time.Since(start)
		most = max(most, heap)
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		var syntax *rdf.SyntaxError
		var limit *ingest.LimitError
		if !errors.As(err, &syntax) && !errors.As(err, &limit) || !strings.Contains(err.Error(), "the body") || !anyOf(err.Error(), c.want) || len(err.Error()) > 2000 {
			t.Errorf("%s: %.300v; want one of %q", name, err, c.want)
		}
		if heap > c.heap {
			t.Errorf("%s: %d MiB of heap, at most %d allowed", name, heap>>20, c.heap>>20)
		}
		if took > 20*time.Second {
			t.Errorf("%s: refused after %v", name, took)
		}
		same(t, s, nil)
		t.Logf("%s: %d MiB, %v: %.150v", name, heap>>20, took.Round(time.Millisecond), err)
	}
	t.Logf("at most %d MiB of heap", most>>20)
}

func anyOf(text string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// heapOf is how much the heap grows, garbage included, while f runs.
func heapOf(f func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapInuse, atomic.Uint64{}
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return max(most.Load(), before) - before
}

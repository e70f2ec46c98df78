package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ingest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

func openStore(t testing.TB) index.Store {
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// contents gives all quads of a store.
func contents(t testing.TB, s index.Store) []rdf.Quad {
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	ctx := context.Background()
	c, err := snap.Scan(ctx, index.Scan{Order: index.SPO, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var quads []rdf.Quad
	cols := make([][]index.ID, 4)
	terms := make([][]rdf.Term, 4)
	for i := range cols {
		cols[i], terms[i] = make([]index.ID, 512), make([]rdf.Term, 512)
	}
	for {
		n, err := c.Next(cols)
		if err == io.EOF {
			return quads
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range cols {
			if err := snap.Terms(ctx, cols[i][:n], terms[i][:n]); err != nil {
				t.Fatal(err)
			}
		}
		for r := range n {
			quads = append(quads, rdf.Quad{S: terms[0][r], P: terms[1][r], O: terms[2][r], G: terms[3][r]})
		}
	}
}

func load(t testing.TB, s index.Store, o ingest.Options) ingest.Report {
	t.Helper()
	r, err := ingest.Load(context.Background(), s, o)
	if err != nil {
		var e *rdf.SyntaxError
		if errors.As(err, &e) {
			t.Fatal(e.Detail())
		}
		t.Fatal(err)
	}
	return r
}

func file(t testing.TB, name, text string) string {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func parse(t testing.TB, f *rdf.Format, text string) []rdf.Quad {
	quads, err := codec.ReadAll(f, strings.NewReader(text), codec.Options{Base: "http://example.org/base"})
	if err != nil {
		t.Fatal(err)
	}
	return quads
}

func same(t testing.TB, s index.Store, want []rdf.Quad) {
	t.Helper()
	if got := contents(t, s); !rdf.Isomorphic(got, want) {
		t.Fatalf("the store holds\n%v\nwant\n%v", got, want)
	}
}

const trig = `@prefix ex: <http://example.org/> .
ex:a ex:p "x"@en-GB, 1, 01, 1.50, true ; ex:q [ ex:r ( ex:b _:n "y" ) ] .
_:n ex:p ex:a .
ex:g { ex:a ex:p _:n . }`

// TestFormats loads the same dataset from every format, plain and compressed, with and without help in finding it out.
func TestFormats(t *testing.T) {
	quads := parse(t, rdf.TriG, trig)
	for _, f := range rdf.Formats {
		want := quads
		if !f.Quads {
			want = nil
			for _, q := range quads {
				if q.G.IsZero() {
					want = append(want, q)
				}
			}
		}
		var text bytes.Buffer
		w, _ := codec.NewWriter(f, &text, codec.Options{})
		for _, q := range want {
			if err := w.Write(q); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		name := "data" + f.Extensions[0]
		for _, packed := range []string{"", ".gz", ".zst"} {
			t.Run(f.Name+packed, func(t *testing.T) {
				data := string(pack(t, packed, text.Bytes()))
				s := openStore(t)
				r := load(t, s, ingest.Options{Sources: []string{file(t, name+packed, data)}})
				same(t, s, want)
				if r.Quads != uint64(len(want)) || r.Files != 1 || r.Seq == 0 {
					t.Errorf("report %+v", r)
				}
				s = openStore(t)
				load(t, s, ingest.Options{Sources: []string{"-"}, Stdin: strings.NewReader(data)})
				same(t, s, want)
				s = openStore(t)
				load(t, s, ingest.Options{Sources: []string{file(t, "data.bin", data)}, Format: f})
				same(t, s, want)
			})
		}
	}
}

func pack(t testing.TB, how string, data []byte) []byte {
	var b bytes.Buffer
	var w io.WriteCloser
	switch how {
	case ".gz":
		w = gzip.NewWriter(&b)
	case ".zst":
		w, _ = zstd.NewWriter(&b)
	default:
		return data
	}
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lines makes an N-Triples document of n lines, about 90 bytes each; line bad, if not 0, is malformed.
func lines(n, bad int) string {
	var b strings.Builder
	for i := 1; i <= n; i++ {
		if i == bad {
			fmt.Fprintf(&b, "<http://example.org/s%d> <http://example.org/p> \"value %d .\n", i/10, i)
			continue
		}
		fmt.Fprintf(&b, "<http://example.org/s%d> <http://example.org/p%d> \"value %d\" .\n", i/10, i%7, i)
	}
	return b.String()
}

// TestErrorInTheMiddle is the promise for malformed input: the line is named, the store is as before.
func TestErrorInTheMiddle(t *testing.T) {
	text := lines(200_000, 100_001)
	for _, packed := range []string{"", ".gz", ".zst"} {
		for _, name := range []string{"big.nt", "big.ttl"} {
			s := openStore(t)
			load(t, s, ingest.Options{Sources: []string{file(t, "before.nt", lines(10, 0))}})
			before := contents(t, s)
			good := file(t, "good.nt", lines(1000, 0))
			path := file(t, name+packed, string(pack(t, packed, []byte(text))))
			_, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{good, path}})
			var e *rdf.SyntaxError
			if !errors.As(err, &e) {
				t.Fatalf("%s: got %v", path, err)
			}
			if e.Line != 100_001 || e.File != path || e.Column == 0 || e.Caret < 0 || !strings.Contains(e.Excerpt, "value 100001") || e.Expected == "" {
				t.Errorf("%s: got %s\n%+v", path, e.Detail(), e)
			}
			if at := strings.Index(text, "\"value 100001 ."); e.Offset < int64(at) || e.Offset > int64(at+40) {
				t.Errorf("offset %d, the literal is at %d", e.Offset, at)
			}
			same(t, s, before)
			load(t, s, ingest.Options{Sources: []string{good}}) // the store takes the next load
		}
	}
}

func TestBlankNodesOfDocumentsStayApart(t *testing.T) {
	a := file(t, "a.ttl", `_:x <http://example.org/p> [] .`)
	b := file(t, "b.nt", "_:x <http://example.org/p> _:y .\n")
	s := openStore(t)
	load(t, s, ingest.Options{Sources: []string{a, b}})
	nodes := map[rdf.Term]bool{}
	for _, q := range contents(t, s) {
		nodes[q.S], nodes[q.O] = true, true
	}
	if len(nodes) != 4 {
		t.Errorf("%d blank nodes, want 4", len(nodes))
	}
}

// TestBlankNodesAcrossPieces: a label is one node in the whole document, however many readers share it.
func TestBlankNodesAcrossPieces(t *testing.T) {
	var b strings.Builder
	for i := range 60_000 {
		fmt.Fprintf(&b, "_:x <http://example.org/p> \"some value that makes the line long %d\" .\n", i)
	}
	s := openStore(t)
	load(t, s, ingest.Options{Sources: []string{file(t, "a.nt", b.String())}})
	nodes := map[rdf.Term]bool{}
	got := contents(t, s)
	for _, q := range got {
		nodes[q.S] = true
	}
	if len(nodes) != 1 || len(got) != 60_000 {
		t.Errorf("%d blank nodes in %d quads, want 1 in 60000", len(nodes), len(got))
	}
}

func TestGraph(t *testing.T) {
	s := openStore(t)
	load(t, s, ingest.Options{Sources: []string{file(t, "a.trig", trig)}, Graph: "http://example.org/into"})
	var want []rdf.Quad
	for _, q := range parse(t, rdf.TriG, trig) {
		if q.G.IsZero() {
			q.G = rdf.NewIRI("http://example.org/into")
		}
		want = append(want, q)
	}
	same(t, s, want)
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b/x.nt": "<urn:a> <urn:p> <urn:b> .\n", "a.ttl": "<urn:a> <urn:p> <urn:c> .", "notes.txt": "no RDF",
		".hidden.nt": "broken", ".git/x.nt": "broken", "c.jsonld": `{"@id": "urn:a", "urn:p": {"@id": "urn:d"}}`,
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := openStore(t)
	r := load(t, s, ingest.Options{Sources: []string{dir}})
	if r.Files != 3 || len(contents(t, s)) != 3 {
		t.Errorf("%d files, quads %v", r.Files, contents(t, s))
	}
	if _, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{t.TempDir()}}); err == nil {
		t.Error("an empty folder is no error")
	}
}

// TestTables loads a table by its metadata, from a folder, and one by its header.
func TestTables(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"bodies.csv": "id,name\nfao,Food and Agriculture Organization\nwho,World Health Organization\n",
		"bodies.csv-metadata.json": `{"@context": "http://www.w3.org/ns/csvw", "url": "bodies.csv", "tableSchema": {"aboutUrl": "http://example.org/{id}",
			"columns": [{"name": "id", "titles": "id", "suppressOutput": true}, {"name": "name", "titles": "name", "propertyUrl": "http://example.org/name", "lang": "en"}]}}`,
		"plain.tsv": "a\tb\n1\t2\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := openStore(t)
	if r := load(t, s, ingest.Options{Sources: []string{dir}}); r.Files != 2 {
		t.Errorf("%d files", r.Files)
	}
	found := rdf.NewDataset(contents(t, s)...)
	want := rdf.Quad{S: rdf.NewIRI("http://example.org/who"), P: rdf.NewIRI("http://example.org/name"), O: rdf.NewLang("World Health Organization", "en")}
	if !found.Has(want) || found.Len() != 4 {
		t.Errorf("the store holds %v", found.Quads())
	}
}

func TestBase(t *testing.T) {
	s := openStore(t)
	path := file(t, "a b.ttl", "<> <#p> <x> .")
	load(t, s, ingest.Options{Sources: []string{path}})
	q := contents(t, s)[0]
	if !strings.HasPrefix(q.S.Value, "file:///") || !strings.HasSuffix(q.S.Value, "/a%20b.ttl") || q.P.Value != q.S.Value+"#p" {
		t.Errorf("resolved to %s", q)
	}
	s = openStore(t)
	load(t, s, ingest.Options{Sources: []string{path}, Base: "http://example.org/d/e"})
	same(t, s, []rdf.Quad{{S: rdf.NewIRI("http://example.org/d/e"), P: rdf.NewIRI("http://example.org/d/e#p"), O: rdf.NewIRI("http://example.org/d/x")}})
	_, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{"-"}, Stdin: strings.NewReader("<> a <x> .")})
	if err == nil || !strings.Contains(err.Error(), "base") {
		t.Errorf("a relative IRI without a base: %v", err)
	}
}

func TestDecompressionBomb(t *testing.T) {
	line := "<http://example.org/s> <http://example.org/p> \"x\" .\n"
	for _, packed := range []string{".gz", ".zst"} {
		data := pack(t, packed, bytes.Repeat([]byte(line), 800_000))
		s := openStore(t)
		o := ingest.Options{Sources: []string{file(t, "bomb.nt"+packed, string(data))}, Limits: ingest.Limits{MaxRatio: 50}}
		if _, err := ingest.Load(context.Background(), s, o); err == nil || !strings.Contains(err.Error(), "unpacks to more than 50 times") {
			t.Errorf("%s: got %v", packed, err)
		}
		same(t, s, nil)
	}
	data := pack(t, ".gz", []byte(lines(50_000, 0)))
	s := openStore(t)
	_, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{file(t, "cut.nt.gz", string(data[:len(data)/2]))}})
	if err == nil || !strings.Contains(err.Error(), "cut.nt.gz") {
		t.Errorf("a file cut short: %v", err)
	}
	same(t, s, nil)
}

// A compressed file that was cut off is an error, even where what is left of it unpacks to whole lines.
func TestCutOffCompressedFile(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, lines(30, 0)); err != nil {
		t.Fatal(err)
	}
	if err := z.Flush(); err != nil { // and no Close: the end of the stream is missing
		t.Fatal(err)
	}
	for _, ext := range []string{"nt", "nq", "ttl", "trig"} {
		s := openStore(t)
		name := file(t, "cut."+ext+".gz", packed.String())
		_, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{name}})
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v, want an error that names the file and its early end", ext, err)
		}
		same(t, s, nil)
	}
}

func TestProgress(t *testing.T) {
	path := file(t, "a.nt", lines(100_000, 0))
	var all []ingest.Progress
	load(t, openStore(t), ingest.Options{Sources: []string{path}, Progress: func(p ingest.Progress) { all = append(all, p) }})
	last := all[len(all)-1]
	if last.Quads != 100_000 || last.Bytes != last.TotalBytes || !last.Committing || last.Rate() <= 0 {
		t.Errorf("last report %+v", last)
	}
	p := ingest.Progress{Bytes: 25, TotalBytes: 100, Elapsed: time.Second}
	if left, ok := p.Left(); !ok || left != 3*time.Second {
		t.Errorf("left %v %v", left, ok)
	}
}

func TestCancel(t *testing.T) {
	for _, name := range []string{"a.nt", "a.ttl"} {
		s := openStore(t)
		ctx, cancel := context.WithCancel(context.Background())
		o := ingest.Options{Sources: []string{file(t, name, lines(300_000, 0))}, Progress: func(ingest.Progress) { cancel() }}
		if _, err := ingest.Load(ctx, s, o); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
		same(t, s, nil)
	}
}

func TestKnakkParser(t *testing.T) {
	text := lines(5000, 0)
	for _, name := range []string{"a.nt", "a.nq", "a.ttl"} {
		s := openStore(t)
		load(t, s, ingest.Options{Sources: []string{file(t, name, text)}, Parser: ingest.ParserKnakk})
		if n := len(contents(t, s)); n != 5000 {
			t.Errorf("%s: %d quads", name, n)
		}
	}
	s := openStore(t)
	load(t, s, ingest.Options{Sources: []string{"-"}, Stdin: strings.NewReader("@prefix : <urn:> . :a :b :c, 1 ."), Parser: ingest.ParserKnakk})
	if n := len(contents(t, s)); n != 2 {
		t.Errorf("Turtle from standard input: %d quads", n)
	}
	s = openStore(t)
	for name, want := range map[string]string{"a.trig": "not TriG", "a.jsonld": "not JSON-LD"} {
		_, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{file(t, name, "")}, Parser: ingest.ParserKnakk})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	bad := file(t, "bad.ttl", lines(2000, 1000))
	_, err := ingest.Load(context.Background(), s, ingest.Options{Sources: []string{bad}, Parser: ingest.ParserKnakk})
	var e *rdf.SyntaxError
	if !errors.As(err, &e) || e.File != bad {
		t.Errorf("got %v", err)
	}
	same(t, s, nil)
}

func TestBadOptions(t *testing.T) {
	s := openStore(t)
	for want, o := range map[string]ingest.Options{
		"no sources":                     {},
		"there is no parser":             {Sources: []string{"x"}, Parser: "other"},
		"not an absolute IRI":            {Sources: []string{"x"}, Graph: "relative"},
		`the graph "http://e/\n" is not`: {Sources: []string{"x"}, Graph: "http://e/\n"},
		`the base "http://e/a b" is not`: {Sources: []string{"x"}, Base: "http://e/a b"},
		"no such file":                   {Sources: []string{filepath.Join(t.TempDir(), "missing.nt")}},
		"standard input":                 {Sources: []string{"-"}},
	} {
		if _, err := ingest.Load(context.Background(), s, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", want, err)
		}
	}
}

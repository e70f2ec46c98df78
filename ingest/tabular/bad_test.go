package tabular

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

const glossary = `{"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "tables": [
 {"url": "terms.csv", "tableSchema": {"aboutUrl": "http://e.org/{id}", "primaryKey": "id",
  "foreignKeys": [{"columnReference": "broader", "reference": {"resource": "terms.csv", "columnReference": "id"}},
                  {"columnReference": "source", "reference": {"resource": "sources.csv", "columnReference": "key"}}],
  "columns": [
   {"name": "id", "titles": "Term no.", "datatype": {"base": "integer", "minimum": 1}, "suppressOutput": true},
   {"name": "label", "titles": "Label", "required": true, "propertyUrl": "skos:prefLabel"},
   {"name": "from", "titles": "Valid from", "datatype": {"base": "date", "format": "dd.MM.yyyy"}, "propertyUrl": "http://e.org/from"},
   {"name": "broader", "titles": "Broader", "datatype": "integer", "separator": ";", "propertyUrl": "skos:broader", "valueUrl": "http://e.org/{broader}"},
   {"name": "source", "titles": "Source", "propertyUrl": "http://e.org/source"},
   {"name": "link", "virtual": true, "propertyUrl": "http://e.org/since", "valueUrl": "http://e.org/day/{from}"}]}},
 {"url": "sources.csv", "tableSchema": {"columns": [{"name": "key"}]}}]}`

const badTerms = "Term no.,Label,Valid from,Broader,Source\n" +
	"1,treaty,31.12.2023,,a\n" +
	"2,\"a\nconvention\",31.02.2024,1;9,a\n" +
	"x,protocol,01.01.2024,1,b\n" +
	"1,again,,,\n" +
	"4,,,,\n" +
	"5,short,\n" +
	"6,last,,2,\n"

func openFiles(files map[string]string) func(string) (io.ReadCloser, error) {
	return func(url string) (io.ReadCloser, error) {
		text, ok := files[url]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(strings.NewReader(text)), nil
	}
}

func terms(t *testing.T, text string, o Options) *Reader {
	t.Helper()
	m, err := ParseMetadata([]byte(glossary), "csv-metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	o.Metadata, o.Open = m, openFiles(map[string]string{"terms.csv": text, "sources.csv": "key\na\n"})
	r, err := NewReader("terms.csv", strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func drainAll(r *Reader) (out []rdf.Quad, err error) {
	for {
		q, err := r.Read()
		if err != nil {
			return out, err
		}
		out = append(out, q)
	}
}

var badPlaces = []string{
	`row 3, column "Valid from" (C3): "31.02.2024" is no date of the format dd.MM.yyyy`,
	`row 3, column "Broader" (D3): "9" is in no row of terms.csv, column id`,
	`row 4, column "Term no." (A4): "x" is no integer`,
	`row 4, column "Source" (E4): "b" is in no row of sources.csv, column key`,
	`row 5, column "Term no." (A5): the key "1" is also that of row 2`,
	`row 6, column "Label" (B6): it is empty, and the metadata require a value`,
	`row 7: this row has 3 cells, and the header 5`,
}

// TestAllBadCells: every bad cell is reported with its place, and nothing comes after the first.
func TestAllBadCells(t *testing.T) {
	quads, err := drainAll(terms(t, badTerms, Options{}))
	var bad *BadCellsError
	if !errors.As(err, &bad) || bad.More != 0 || bad.Stop != nil {
		t.Fatalf("%v", err)
	}
	for i, c := range bad.Cells {
		if i >= len(badPlaces) || c.String() != badPlaces[i] || c.Err.File != "terms.csv" || c.Err.Line == 0 {
			t.Errorf("bad cell %d: %s", i, c.Err)
		}
	}
	if len(bad.Cells) != len(badPlaces) {
		t.Errorf("%d bad cells, want %d", len(bad.Cells), len(badPlaces))
	}
	if !strings.HasPrefix(err.Error(), `terms.csv:4:13: row 3, column "Valid from" (C3): `) || !strings.HasSuffix(err.Error(), "\n7 bad cells; nothing of terms.csv is loaded") {
		t.Errorf("%v", err)
	}
	if len(quads) != 4 {
		t.Errorf("%d quads before the error: %v", len(quads), quads)
	}
	_, err = drainAll(terms(t, badTerms, Options{MaxBad: 2}))
	if !errors.As(err, &bad) || len(bad.Cells) != 2 || !strings.HasSuffix(err.Error(), "and 5 more; nothing of terms.csv is loaded") {
		t.Errorf("with a limit: %v", err)
	}
	_, err = drainAll(terms(t, badTerms+"\"open", Options{}))
	if !errors.As(err, &bad) || bad.Stop == nil || !strings.HasSuffix(err.Error(), "this quote is never closed; expected a closing quote") {
		t.Errorf("with a quote that is never closed: %v", err)
	}
}

// TestLenientCells: leniently a bad cell is left out, and the row where it cannot do without.
func TestLenientCells(t *testing.T) {
	var got []string
	o := Options{Lenient: true, BadCell: func(b BadCell) {
		got = append(got, b.String())
		if b.RowLeft != (b.Row > 3) || b.Record == "" {
			t.Errorf("%s: RowLeft is %v, Record %q", b, b.RowLeft, b.Record)
		}
	}}
	r := terms(t, badTerms, o)
	quads, err := drainAll(r)
	if err != io.EOF {
		t.Fatal(err)
	}
	if strings.Join(got, "\n") != strings.Join(badPlaces, "\n") {
		t.Errorf("told of\n%s", strings.Join(got, "\n"))
	}
	if r.Left() != (Left{Cells: 2, Rows: 4}) {
		t.Errorf("left out %+v", r.Left())
	}
	want := parse(t, `@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix e: <http://e.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:1 skos:prefLabel "treaty"@en ; e:from "2023-12-31"^^xsd:date ; e:source "a"@en ; e:since <http://e.org/day/2023-12-31> .
e:2 skos:prefLabel "a\nconvention"@en ; e:source "a"@en .
e:6 skos:prefLabel "last"@en ; skos:broader e:2 .`)
	if !rdf.Isomorphic(quads, want) {
		t.Errorf("got %v", quads)
	}
}

// TestEmptyAddress: a row with nothing to make an address of is bad, and does not become one thing with others like it.
func TestEmptyAddress(t *testing.T) {
	m, err := ParseMetadata([]byte(`{"url": "x.csv", "tableSchema": {"aboutUrl": "http://e.org/{a}{b}", "columns": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}}`), "m")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader("x.csv", strings.NewReader("a,b,c\n,1,x\n,,y\n"), Options{Metadata: m})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = drainAll(r); err == nil || !strings.Contains(err.Error(), "(A3): it is empty, and the address") {
		t.Errorf("%v", err)
	}
}

// TestForeignKeysNeedTheirTable: a foreign key to what is not there is an error.
func TestForeignKeysNeedTheirTable(t *testing.T) {
	m, err := ParseMetadata([]byte(glossary), "csv-metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader("terms.csv", strings.NewReader(badTerms), Options{Metadata: m, Open: openFiles(map[string]string{"terms.csv": badTerms})})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = drainAll(r); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "the foreign key to sources.csv") {
		t.Errorf("%v", err)
	}
	for from, to := range map[string]string{`"resource": "sources.csv"`: `"resource": "source.csv"`, `"columnReference": "key"`: `"columnReference": "kez"`} {
		if _, err := ParseMetadata([]byte(strings.Replace(glossary, from, to, 1)), "m"); err == nil || !strings.Contains(err.Error(), "did you mean") {
			t.Errorf("%s: %v", to, err)
		}
	}
}

// TestKeyLimit: keys do not take all memory.
func TestKeyLimit(t *testing.T) {
	if _, err := drainAll(terms(t, badTerms, Options{MaxKeys: 3})); err == nil || !strings.Contains(err.Error(), "more than 3 keys") {
		t.Errorf("%v", err)
	}
}

func TestColumnLetters(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := columnLetters(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// TestHeaderHints: a header that does not fit gets a hint at what may be the matter.
func TestHeaderHints(t *testing.T) {
	m, err := ParseMetadata([]byte(`{"url": "x.csv", "tableSchema": {"columns": [{"name": "id", "titles": "No."}, {"name": "term", "titles": "Term"}, {"name": "v", "virtual": true}]}}`), "m")
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"No.;Term":      `(is a semicolon the delimiter? then the metadata need "dialect": {"delimiter": ";"})`,
		"No.\tTerm":     `"delimiter": "\t"`,
		"Term,No.":      "the metadata have it as number 2: columns must have the order of the metadata",
		"No.,Trem":      `the header says "Trem" (did you mean "term"?)`,
		"No.,term no":   `expected the column "Term", which is number 2`,
		"No.":           "the header ends too early",
		"No.,Term,More": `the metadata describe no column "More"`,
	} {
		if _, err := NewReader("x.csv", strings.NewReader(header+"\n"), Options{Metadata: m}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", header, err, want)
		}
	}
}

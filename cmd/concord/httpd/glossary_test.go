package httpd

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/cmd/concord/sheet"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/ontology/skos"
	"w3id.org/concord/ontology/sssom"
	"w3id.org/concord/query/glossary"
)

// TestGlossaryAgainstTheTables: terms and examples of a few types are those of the tables of the catalogue.
func TestGlossaryAgainstTheTables(t *testing.T) {
	var g glossary.Glossary
	if err := json.Unmarshal(get(catalogueServer(t), "/api/v1/glossary").Body.Bytes(), &g); err != nil {
		t.Fatal(err)
	}
	terms, instruments := map[string][]string{}, map[string]map[string]string{}
	for _, row := range readCSV(t, "terms.csv") {
		terms[row["instrument_type_id"]] = append(terms[row["instrument_type_id"]], row["id"])
	}
	for _, row := range readCSV(t, "instruments.csv") {
		instruments[row["id"]] = row
	}
	if want := len(readCSV(t, "instrument_types.csv")); len(g.Entries) != want {
		t.Errorf("%d entries for %d types", len(g.Entries), want)
	}
	for _, e := range g.Entries {
		kind := e.IRI[strings.LastIndexByte(e.IRI, '/')+1:]
		var uses []string
		for _, u := range e.Uses {
			uses = append(uses, u.IRI[strings.LastIndexByte(u.IRI, '/')+1:])
		}
		slices.Sort(uses)
		slices.Sort(terms[kind])
		if !slices.Equal(uses, terms[kind]) {
			t.Errorf("%s: terms %v, the table has %v", kind, uses, terms[kind])
		}
		for _, x := range e.Examples {
			for _, l := range x.Listed {
				row := instruments[l.IRI[strings.LastIndexByte(l.IRI, '/')+1:]]
				if row["instrument_type_id"] != kind || row["title"] != l.Title || row["reference_code"] != l.Code || row["year_adopted"] != l.Year {
					t.Errorf("%s: example %+v, the table has %v", kind, l, row)
				}
			}
		}
	}
}

// TestFormatsOfDocuments: CSV and XLSX hold the same terms as the JSON; the description fits the CSV.
func TestFormatsOfDocuments(t *testing.T) {
	s := catalogueServer(t)
	for _, page := range []string{"/glossary?types=recommendation,binding-decision", "/concordance?orgs=oecd,who,ilo"} {
		raw, err := csv.NewReader(get(s, page+"&format=rawcsv").Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		safe, err := csv.NewReader(get(s, page+"&format=csv").Body).ReadAll()
		if err != nil || len(safe) != len(raw) {
			t.Fatalf("%d rows and %d rows, %v", len(safe), len(raw), err)
		}
		var d struct {
			URL         string
			TableSchema struct{ Columns []struct{ Titles string } }
		}
		if err := json.Unmarshal(get(s, page+"&format=csvw").Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		for i, c := range d.TableSchema.Columns {
			if raw[0][i] != c.Titles {
				t.Errorf("column %d is called %q and described as %q", i, raw[0][i], c.Titles)
			}
		}
		u, err := url.Parse(d.URL)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := csv.NewReader(get(s, u.RequestURI()).Body).ReadAll(); err != nil || !slices.EqualFunc(again, raw, slices.Equal) {
			t.Errorf("the address in the description, %s, gives another table: %v", d.URL, err)
		}
		tables, err := sheet.ReadXLSX(get(s, page+"&format=xlsx").Body, 1<<24)
		if err != nil || tables[len(tables)-1].Name != "About" {
			t.Fatalf("%v %v", err, tables)
		}
		about := fmt.Sprint(tables[len(tables)-1].Rows)
		for _, want := range []string{"CC BY 4.0", "commit", "version"} {
			if !strings.Contains(about, want) {
				t.Errorf("the sheet about the edition does not say %s: %s", want, about)
			}
		}
	}
	var c glossary.Concordance
	if err := json.Unmarshal(get(s, "/api/v1/concordance?orgs=oecd,who,ilo").Body.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	rows, _ := csv.NewReader(get(s, "/concordance?orgs=oecd,who,ilo&format=rawcsv").Body).ReadAll()
	tables, err := sheet.ReadXLSX(get(s, "/concordance?orgs=oecd,who,ilo&format=xlsx").Body, 1<<24)
	if err != nil || len(rows) != len(c.Matrix.Rows)+1 || len(tables[0].Rows) != len(c.Matrix.Rows) {
		t.Fatalf("%d rows of CSV, %d of XLSX, %d of JSON, %v", len(rows), len(tables[0].Rows), len(c.Matrix.Rows), err)
	}
	html := get(s, "/concordance?orgs=oecd,who,ilo&format=html").Body.String()
	for i, r := range c.Matrix.Rows {
		for j, cell := range r.Cells {
			if text := glossary.CellText(cell); rows[i+1][3+j] != text || tables[0].Rows[i][2+j] != text {
				t.Errorf("%s: %q in JSON, %q in CSV, %q in XLSX", r.Name, text, rows[i+1][3+j], tables[0].Rows[i][2+j])
			}
			for _, term := range cell.Terms {
				if !strings.Contains(html, `href="`+term.IRI+`"`) {
					t.Errorf("the document does not link %s", term.IRI)
				}
			}
		}
	}
}

func TestDocumentPages(t *testing.T) {
	s := catalogueServer(t)
	for path, want := range map[string]string{
		"/glossary":                                         `<a href="/glossary?types=recommendation">Recommendation</a>`,
		"/glossary?types=recommendation":                    `<th scope="row"><a href="/id/organisation/oecd"`,
		"/glossary?types=recommendation&orgs=oecd":          "counted from",
		"/glossary?family=treaty":                           "Who calls it what",
		"/concordance":                                      `<a href="/concordance?orgs=oecd,who">OECD and WHO</a>`,
		"/concordance?orgs=oecd,who":                        `<a href="/id/term/oecd-recommendation">Recommendation</a>`,
		"/cite":                                             "/cite?id=term:oecd-decision",
		"/matrix?orgs=oecd,who":                             `<a href="/cite?id=%2Fmatrix%3Forgs%3Doecd%2Cwho">Cite</a>`,
		"/cite?id=%2Fsparql%3Fquery%3DASK%257B%257D":        "Result of a SPARQL query",
		"/cite?id=term:oecd-decision":                       "@misc{concord-oecd-decision",
		"/page/term/oecd-decision":                          `href="/cite?id=https%3a%2f%2fw3id.org%2fconcord%2fid%2fterm%2foecd-decision"`,
		"/glossary?types=recommendation&format=html":        "@media print",
		"/api/v1/cite?id=term:oecd-decision&style=footnote": "“Decision (OECD)”",
		"/api/v1/cite?id=/matrix%3Forgs%3Doecd&style=ris":   "TY  - DATA\r\n",
	} {
		got := get(s, path)
		if body := got.Body.String(); got.Code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d, without %s\n%.2000s", path, got.Code, want, body)
		}
		if tag := got.Header().Get("ETag"); tag == "" || get(s, path, "If-None-Match", tag).Code != http.StatusNotModified {
			t.Errorf("%s has no ETag that holds", path)
		}
	}
	for path, code := range map[string]int{
		"/glossary?types=nought": 400, "/glossary?format=doc": 400, "/glossary?examples=-1": 400, "/glossary?examples=many": 400, "/concordance?orgs=oecd": 400, "/concordance?orgs=oecd,oecd": 400,
		"/api/v1/concordance": 400, "/api/v1/glossary?orgs=nobody": 400, "/export/skos.pdf": 404, "/export/sssom.tsv?orgs=nobody": 400, "/api/v1/cite": 400,
		"/api/v1/cite?id=term:nothing": 404, "/cite?id=/id/term/nothing": 404, "/api/v1/cite?id=term:oecd-decision&style=x": 400,
		"/cite?id=" + strings.Repeat("x", 20<<10): 400, "/glossary?orgs=" + strings.Repeat("x,", 600): 400,
	} {
		if got := get(s, path); got.Code != code {
			t.Errorf("%.80s: %d, not %d: %s", path, got.Code, code, got.Body)
		}
	}
	if got := get(s, "/sparql?query=ASK%7B%7D", "Accept", "text/html"); !strings.Contains(got.Body.String(), `<a href="/cite?id=%2Fsparql%3Fquery%3DASK%257B%257D">Cite this result</a>`) {
		t.Errorf("the result of a query leads to no reference: %s", got.Body)
	}
	if got := get(s, "/glossary", "Accept", "image/png"); got.Code != http.StatusNotAcceptable {
		t.Errorf("as a picture: %d", got.Code)
	}
	if got := get(s, "/concordance?orgs=oecd,who", "Accept", "text/csv"); !strings.Contains(got.Header().Get("Link"), `rel="describedby"`) || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/csv") {
		t.Errorf("as CSV: %v", got.Header())
	}
	if got := get(s, "/glossary?types="+url.QueryEscape(`<script>"`)); strings.Contains(got.Body.String(), "<script>\"") {
		t.Error("what was asked comes back unescaped")
	}
}

func TestVocabularyExports(t *testing.T) {
	s := catalogueServer(t)
	set, err := sssom.Read(get(s, "/export/sssom.tsv?orgs=cites,oecd").Body, sssom.Options{})
	if err != nil || len(set.Check()) > 0 || !strings.HasSuffix(set.Slots.One("mapping_set_id"), "/export/sssom.tsv?orgs=cites%2Coecd") {
		t.Errorf("%v %v", err, set)
	}
	for _, m := range set.Mappings {
		if src := m.One("subject_source"); !strings.HasSuffix(src, "/cites") && !strings.HasSuffix(src, "/oecd") {
			t.Errorf("a mapping of %s", src)
		}
	}
	turtle := get(s, "/export/skos.ttl?orgs=oecd").Body.Bytes()
	var others [][]byte
	for _, ext := range []string{"nt", "rdf", "jsonld"} {
		others = append(others, get(s, "/export/skos."+ext+"?orgs=oecd").Body.Bytes())
	}
	quads, err := codec.ReadAll(rdf.Turtle, bytes.NewReader(turtle), codec.Options{})
	if err != nil || len(quads) == 0 || len(skos.Check(quads)) > 0 {
		t.Fatalf("%v, %d statements, %v", err, len(quads), skos.Check(quads))
	}
	for i, ext := range []string{"nt", "rdf", "jsonld"} {
		if again, err := codec.ReadAll(rdf.FormatByName(ext), bytes.NewReader(others[i]), codec.Options{}); err != nil || len(again) != len(quads) {
			t.Errorf("%s: %d statements, not %d, %v", ext, len(again), len(quads), err)
		}
	}
}

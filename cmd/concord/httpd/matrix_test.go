package httpd

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"w3id.org/concord/query/harmonise"
)

// readCSV reads a table of the catalogue as rows by column.
func readCSV(t *testing.T, name string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "ingest", "catalogue", "data", name))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		out = append(out, row)
	}
	return out
}

// catalogueMatrix is the matrix of the catalogue.
func catalogueMatrix(t *testing.T, q harmonise.MatrixQuery) *harmonise.Matrix {
	t.Helper()
	snap, err := catalogueServer(t).Store.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	m, err := harmonise.NewMatrix(context.Background(), snap, q)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// cellsByName gives the cells as text, by "type organisation" in slugs.
func cellsByName(m *harmonise.Matrix) map[string]harmonise.Cell {
	out := map[string]harmonise.Cell{}
	for _, r := range m.Rows {
		for i, c := range r.Cells {
			out[filepath.Base(r.IRI)+" "+filepath.Base(m.Columns[i].IRI)] = c
		}
	}
	return out
}

// byHand are cells that were read off terms.csv (instrument_type_id, organisation_id: term, fit, legal_nature,
// source_seen). The mapping follows from the fit: typical and special are broadMatch, near is closeMatch.
var byHand = map[string]string{
	"political-commitment osce":  "Commitment (typical, broadMatch; political; excerpt-seen; 1 evidence) | Decision (special, broadMatch; political; excerpt-seen; 1 evidence) | Document (special, broadMatch; political; not-checked; 1 evidence) | Final Act (special, broadMatch; political; not-checked; 1 evidence)",
	"sps-standard codex":         "Codex standard (typical, broadMatch; non-binding; not-checked; 1 evidence) | General standard (special, broadMatch; non-binding; not-checked; 1 evidence) | Maximum residue limit (special, broadMatch; non-binding; not-checked; 1 evidence)",
	"agreement wto":              "Covered agreement (typical, broadMatch; binding; not-checked; 1 evidence) | Plurilateral agreement (special, broadMatch; binding; not-checked; 1 evidence) | Understanding (special, broadMatch; binding; not-checked; 1 evidence)",
	"treaty-annex wco":           "Recommended Practice (near, closeMatch; binding-opt-out; not-checked; 1 evidence) | Standard (near, closeMatch; binding; not-checked; 1 evidence) | Transitional Standard (near, closeMatch; binding; not-checked; 1 evidence)",
	"technical-regulation unece": "UN Global Technical Regulation (near, closeMatch; depends; not-checked; 1 evidence) | UN Regulation (typical, broadMatch; binding; not-checked; 1 evidence) | UN Rule (special, broadMatch; binding; not-checked; 1 evidence)",
	"action-plan apec":           "Individual Action Plan (special, broadMatch; political; not-checked; 1 evidence)",
	"aide-memoire pics":          "Aide Memoire (typical, broadMatch; non-binding; excerpt-seen; 1 evidence)",
	"binding-decision un":        "Security Council resolution (special, broadMatch; binding; not-checked; 1 evidence)",
	"constituent-instrument eu":  "Treaty (special, broadMatch; binding; not-checked; 1 evidence)",
	"convention fao":             "Convention (typical, broadMatch; binding; not-checked; 1 evidence)",
	"cop-decision cites":         "Decision (typical, broadMatch; non-binding; excerpt-seen; 1 evidence)",
	"guidance fatf":              "Guidance (typical, broadMatch; non-binding; not-checked; 1 evidence)",
	"guidelines unece":           "Consolidated Resolution (near, closeMatch; non-binding; not-checked; 1 evidence)",
	"manual bipm":                "SI Brochure (near, closeMatch; non-binding; not-checked; 1 evidence)",
	"model-law oas":              "Model law (typical, broadMatch; non-binding; not-checked; 1 evidence)",
	"political-commitment fao":   "International Undertaking (special, broadMatch; non-binding; not-checked; 1 evidence)",
	"protocol unidroit":          "Protocol (special, broadMatch; binding; not-checked; 1 evidence)",
	"recommendation who":         "Recommendation (typical, broadMatch; non-binding; not-checked; 1 evidence) | Temporary recommendation (special, broadMatch; non-binding; not-checked; 1 evidence)",
	"resolution iucn":            "Resolution (special, broadMatch; non-binding; excerpt-seen; 1 evidence)",
	"supervisory-standard bcbs":  "Standard (typical, broadMatch; political; not-checked; 1 evidence)",
	"binding-decision cites":     "not researched", // CITES has a Decision: a false friend of the type, and no term of it
	"treaty bis":                 "not researched", // present by name only
	"recommendation cenelec":     "not researched",
}

func TestMatrixByHand(t *testing.T) {
	cells := cellsByName(catalogueMatrix(t, harmonise.MatrixQuery{}))
	for name, want := range byHand {
		if cell, ok := cells[name]; !ok || cell.String() != want {
			t.Errorf("%s:\n got %s\nwant %s", name, cell, want)
		}
	}
}

// TestMatrixFromTable works every cell out from terms.csv.
func TestMatrixFromTable(t *testing.T) {
	mapping := map[string]string{"typical": "broadMatch", "special": "broadMatch", "near": "closeMatch", "wider": "narrowMatch"}
	state := map[string]string{"yes": "excerpt-seen", "no": "not-checked"}
	want := map[string][]string{}
	for _, r := range readCSV(t, "terms.csv") {
		key := r["instrument_type_id"] + " " + r["organisation_id"]
		want[key] = append(want[key], fmt.Sprintf("%s (%s, %s; %s; %s; 1 evidence)", r["term"], r["fit"], mapping[r["fit"]], r["legal_nature"], state[r["source_seen"]]))
	}
	types, orgs := readCSV(t, "instrument_types.csv"), readCSV(t, "organisations.csv")
	m := catalogueMatrix(t, harmonise.MatrixQuery{})
	if len(m.Rows) != len(types) || len(m.Columns) != len(orgs) {
		t.Errorf("%d rows and %d columns for %d types and %d organisations", len(m.Rows), len(m.Columns), len(types), len(orgs))
	}
	for name, cell := range cellsByName(m) {
		var got []string
		for _, term := range cell.Terms {
			got = append(got, term.String())
		}
		sort.Strings(got)
		sort.Strings(want[name])
		if !slices.Equal(got, want[name]) || len(got) == 0 && cell.Empty != harmonise.NotResearched {
			t.Errorf("%s: %q %s, want %q", name, got, cell.Empty, want[name])
		}
	}
}

var (
	rowPattern  = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	cellPattern = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
	termPattern = regexp.MustCompile(`(?s)<div>(.*?)</div>`)
	tagPattern  = regexp.MustCompile(`<[^>]*>`)
)

func plain(markup string) string {
	return strings.TrimSpace(html.UnescapeString(tagPattern.ReplaceAllString(markup, "")))
}

// cellsOfPage reads the cells of the page's table, without head and names.
func cellsOfPage(page string) (out [][]string) {
	for _, row := range rowPattern.FindAllStringSubmatch(page, -1)[1:] {
		var cells []string
		for _, cell := range cellPattern.FindAllStringSubmatch(row[1], -1)[1:] {
			var terms []string
			for _, term := range termPattern.FindAllStringSubmatch(cell[1], -1) {
				terms = append(terms, plain(term[1]))
			}
			if len(terms) == 0 {
				terms = []string{plain(cell[1])}
			}
			cells = append(cells, strings.Join(terms, " | "))
		}
		out = append(out, cells)
	}
	return out
}

// inner leaves out the head and the three columns that name the type.
func inner(rows [][]string) (out [][]string) {
	for _, r := range rows[1:] {
		out = append(out, r[3:])
	}
	return out
}

// TestMatrixFormatsAgree reads the cells out of all formats: they must be the same.
func TestMatrixFormatsAgree(t *testing.T) {
	s := catalogueServer(t)
	for _, query := range []string{"", "show=used&sort=terms", "columns=languages", "orgs=wco,OECD&nature=binding", "family=treaty&sort=name"} {
		body := func(format string) *bytes.Buffer {
			w := get(s, "/matrix?"+query+"&format="+format)
			if w.Code != http.StatusOK {
				t.Fatalf("%s as %s: %d %s", query, format, w.Code, w.Body)
			}
			return w.Body
		}
		var m harmonise.Matrix
		if err := json.Unmarshal(body("json").Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, r := range m.Rows {
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, c.String())
			}
			want = append(want, cells)
		}
		if len(want) == 0 || len(want[0]) == 0 {
			t.Fatalf("%s: no cells", query)
		}
		records, err := csv.NewReader(body("csv")).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(body("xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := book.GetRows("Matrix")
		if err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string][][]string{"csv": inner(records), "xlsx": inner(sheet), "html": cellsOfPage(body("html").String())} {
			if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
				t.Errorf("%q: %s differs from json: %d rows for %d", query, name, len(got), len(want))
			}
		}
		if api := get(s, "/api/v1/matrix?"+query).Body.String(); api != body("json").String() {
			t.Errorf("%q: the interface for programs answers otherwise", query)
		}
		if !slices.Equal(records[0], sheet[0]) {
			t.Errorf("%q: the heads of csv and xlsx differ", query)
		}
	}
}

func TestMatrixNegotiates(t *testing.T) {
	s := catalogueServer(t)
	xlsx := matrixTypes[3].mediaType
	for _, c := range []struct{ accept, want string }{
		{browser, "text/html"}, {"text/csv", "text/csv"}, {"application/json", "application/json"}, {xlsx, xlsx}, {"*/*", "text/html"}, {"", "text/html"},
	} {
		w := get(s, "/matrix?orgs=oecd", "Accept", c.accept)
		if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || !strings.HasPrefix(got, c.want) {
			t.Errorf("Accept %q: %d %s", c.accept, w.Code, got)
		}
		if w.Header().Get("Vary") == "" {
			t.Errorf("Accept %q: no Vary", c.accept)
		}
	}
	for path, want := range map[string]int{"/matrix?orgs=nobody": 400, "/matrix?types=nothing": 400, "/matrix?format=docx": 400, "/matrix?sort=colour": 400, "/api/v1/matrix?family=nothing": 400} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := get(s, "/matrix", "Accept", "image/png"); w.Code != http.StatusNotAcceptable {
		t.Errorf("image/png: %d", w.Code)
	}
}

// TestMatrixIsAccessible looks for what a table needs so that it can be read aloud, and for the form's own words.
func TestMatrixIsAccessible(t *testing.T) {
	page := get(catalogueServer(t), "/matrix?orgs=OECD,who&family=treaty&nature=binding&sort=terms&show=used", "Accept", browser).Body.String()
	for _, want := range []string{"<caption", `<th scope="col">`, `<th scope="row"`, `role="region" aria-labelledby="matrix-caption" tabindex="0"`,
		`value="oecd, who"`, `<option value="treaty" selected>`, `<option value="binding" selected>`, `<option value="terms" selected>`, `<option value="used" selected>`,
		`href="/matrix?family=treaty&amp;format=csv&amp;nature=binding&amp;orgs=oecd%2Cwho&amp;show=used&amp;sort=terms"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// TestMatrixIsQuick builds the whole matrix: the best of three, since other tests run beside this one.
func TestMatrixIsQuick(t *testing.T) {
	best := time.Hour
	for range 3 {
		start := time.Now()
		m := catalogueMatrix(t, harmonise.MatrixQuery{})
		best = min(best, time.Since(start))
		if len(m.Rows)*len(m.Columns) < 10_000 {
			t.Fatalf("%d x %d cells", len(m.Rows), len(m.Columns))
		}
	}
	t.Logf("the whole matrix in %v", best)
	if best > 300*time.Millisecond && !raceDetector {
		t.Errorf("the whole matrix took %v at best", best)
	}
}

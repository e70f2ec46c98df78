package httpd

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/cmd/concord/sheet"
)

// formStep posts a form of the page; a field named file is a file, its name before a bar.
func formStep(t *testing.T, s *Server, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] != "file" {
			if err := m.WriteField(fields[i], fields[i+1]); err != nil {
				t.Fatal(err)
			}
			continue
		}
		name, data, _ := strings.Cut(fields[i+1], "|")
		w, err := m.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return send(s, http.MethodPost, "/reconcile/table", body.String(), "Content-Type", m.FormDataContentType(), "Accept", browser)
}

var carriedField = regexp.MustCompile(`name="data" value="([^"]*)"`)

// carried is the table that a page carries to the next step.
func carried(t *testing.T, page string) string {
	t.Helper()
	m := carriedField.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page carries no table: %.600s", page)
	}
	return html.UnescapeString(m[1])
}

// TestReconcileSteps goes through the page as a browser without scripts does.
func TestReconcileSteps(t *testing.T) {
	s := catalogueServer(t)
	table := "Body;Word;=x\r\nOECD;Decision;<b>\r\nILO;Recommendation;\r\nOECD;Decision;2\r\n;;\r\n"
	w := formStep(t, s, "file", `C:\dir\my words.csv|`+table)
	first := w.Body.String()
	for _, want := range []string{`<option value="2">2. Word</option>`, "my words.csv: its first rows", "&lt;b&gt;", `<option value="organisation">Organisation</option>`} {
		if !strings.Contains(first, want) {
			t.Errorf("the choice of the column lacks %s", want)
		}
	}
	data := carried(t, first)
	if raw, err := base64.StdEncoding.DecodeString(data); err != nil || string(raw) != table {
		t.Errorf("the form carries %q", raw)
	}
	fields := []string{"data", data, "name", "my words.csv", "column", "2", "kind", "term", "by", "1"}
	page := formStep(t, s, append(fields, "do", "show")...).Body.String()
	for _, want := range []string{"4 rows with 2 distinct values; matched: 3 rows", `href="/id/term/oecd-decision"`, `href="/id/term/ilo-recommendation"`, "organisation agrees", `value="download"`, `<option value="term" selected>`, `<td class="n">2</td>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the matches lack %s", want)
		}
	}
	w = formStep(t, s, append(fields, "do", "download")...)
	got := strings.Split(w.Body.String(), "\r\n")
	if len(got) != 6 || !strings.HasPrefix(got[0], "Body;Word;=x;match_id;") || !strings.HasPrefix(got[1], "OECD;Decision;<b>;https://w3id.org/concord/id/term/oecd-decision;Decision;") ||
		!strings.Contains(w.Header().Get("Content-Disposition"), "my words-matched.csv") {
		t.Errorf("download: %v %q", w.Header(), got)
	}
	var line struct {
		Value      string
		Candidates []struct{ ID, Why string }
	}
	w = formStep(t, s, append(fields, "do", "json")...)
	if err := json.NewDecoder(w.Body).Decode(&line); err != nil || line.Value != "Decision" || !strings.HasSuffix(line.Candidates[0].ID, "oecd-decision") || line.Candidates[0].Why == "" {
		t.Errorf("as JSON: %v %+v", err, line)
	}
	// what a person chooses goes along
	choice := []string{"text", "Word\nRecommendation\nDecision\nqqqqxyzzy\n", "column", "1", "kind", "term"}
	page = html.UnescapeString(formStep(t, s, append(choice, "do", "show")...).Body.String())
	pick := "https://w3id.org/concord/id/term/caricom-recommendation Recommendation"
	if !strings.Contains(page, `<option value="`+pick+`">Recommendation (CARICOM), 100.0</option>`) {
		t.Errorf("the page offers no choice: %s", page)
	}
	lines := strings.Split(formStep(t, s, append(choice, "do", "download", "pick", pick, "pick", "- Decision", "pick", "rubbish", "pick", "https://example.org/no-candidate qqqqxyzzy")...).Body.String(), "\n")
	if !strings.Contains(lines[1], "caricom-recommendation,Recommendation,Term of an organisation,CARICOM,100.00,yes,\"chosen by hand") ||
		lines[2] != "Decision,,,,,,no,\"none of the candidates, by hand\",,," || !strings.Contains(lines[3], "nothing comes close") {
		t.Errorf("choices in the download: %q", lines)
	}
	page = formStep(t, s, append(choice, "do", "show", "pick", pick)...).Body.String()
	if !strings.Contains(page, "chosen by hand") || !strings.Contains(page, `caricom-recommendation Recommendation" selected>`) {
		t.Error("the choice is forgotten in the next step")
	}
	if w := get(s, "/reconcile/table"); w.Code != http.StatusSeeOther {
		t.Errorf("the address of the steps, visited: %d", w.Code)
	}
	if page := formStep(t, s, "text", "Name\nOECD\n").Body.String(); !strings.Contains(page, "1. Name") {
		t.Error("a pasted table is not taken")
	}
}

func TestReconcileWorkbook(t *testing.T) {
	s := catalogueServer(t)
	var in bytes.Buffer
	if err := sheet.XLSX(&in, sheet.Table{Name: "Mine", Columns: []string{"Name"}, Rows: [][]string{{"OECD"}, {"qqqqxyzzy"}}}); err != nil {
		t.Fatal(err)
	}
	data := carried(t, formStep(t, s, "file", "t.xlsx|"+in.String()).Body.String())
	w := formStep(t, s, "data", data, "name", "t.xlsx", "column", "1", "do", "download")
	got, err := sheet.ReadXLSX(w.Body, 1<<20)
	if err != nil || got[0].Name != "Mine" || got[0].Columns[1] != "match_id" || !strings.HasSuffix(got[0].Rows[0][1], "organisation/oecd") || got[0].Rows[1][6] != "no" {
		t.Errorf("workbook: %v %v", got, err)
	}
}

func TestReconcileStepsRefuse(t *testing.T) {
	s := catalogueServer(t)
	for _, c := range []struct {
		code   int
		says   string
		fields []string
	}{
		{400, "no table", nil}, {400, "empty", []string{"file", "a.csv|\n\n"}}, {400, "no text", []string{"file", "a.csv|a\x00"}}, {400, "never closed", []string{"text", "a\n\"b"}},
		{400, "no column number", []string{"text", "a\nb", "column", "2"}}, {400, "no column number", []string{"text", "a\nb", "column", "x"}}, {400, "damaged", []string{"data", "%%%"}},
		{400, "kind", []string{"text", "a\nb", "column", "1", "kind", "nought"}}, {400, "no organisation", []string{"text", "a\nb", "column", "1", "org", "qqqqxyzzy"}},
		{400, "workbook", []string{"file", "a.xlsx|PK\x03\x04rubbish"}}, {413, "2048 KiB", []string{"file", "a.csv|" + strings.Repeat("a,b\n", maxTable/4+1)}},
		{413, "2048 KiB", []string{"file", "a.csv|" + strings.Repeat("a,b\n", 2*maxTable)}},
	} {
		if w := formStep(t, s, c.fields...); w.Code != c.code || !strings.Contains(html.UnescapeString(w.Body.String()), c.says) {
			t.Errorf("%.60q: %d, want %d with %q in %.300s", c.fields, w.Code, c.code, c.says, w.Body)
		}
	}
	if w := send(s, http.MethodPost, "/reconcile/table", "a=b", "Content-Type", "application/x-www-form-urlencoded"); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a form without files: %d", w.Code)
	}
}

// TestReconcileBatchTime answers a thousand different queries in one batch, half of them with typing errors.
func TestReconcileBatchTime(t *testing.T) {
	s := catalogueServer(t)
	queries := map[string]any{}
	snap, err := s.Store.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.Close()
	names, err := s.namesOf(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	all := names.Sample(1)
	for i := range maxBatch {
		text := []rune(fmt.Sprintf("%s %d", all[i*7919%len(all)], i%3))
		if i%2 == 0 {
			text[len(text)/2] = 'q'
		}
		queries[fmt.Sprintf("q%d", i)] = map[string]any{"query": string(text), "limit": 5}
	}
	text, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	best := time.Hour // of three: others use the machine as well
	for range 3 {
		start := time.Now()
		code, body := postForm(s, "/reconcile", "queries", string(text))
		best = min(best, time.Since(start))
		if code != http.StatusOK || len(body) < 100_000 {
			t.Fatalf("%d, %d bytes", code, len(body))
		}
	}
	t.Logf("%d queries in %s", len(queries), best)
	if best > 2*time.Second && !raceDetector {
		t.Errorf("%d queries took %s, more than 2 s", len(queries), best)
	}
}

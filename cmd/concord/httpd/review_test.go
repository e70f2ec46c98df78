package httpd

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/cmd/concord/sheet"
)

func TestReviewSheets(t *testing.T) {
	s, _ := writableServer(t)
	for path, want := range map[string]string{"/review": "Try:", "/review?org=oecd": "Download the workbook", "/review?org=nowhere": "no organisation", "/api/v1/review?org=oecd&format=json": `"statements":[`} {
		if w := get(s, path); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, without %q", path, w.Code, want)
		}
	}
	for path, code := range map[string]int{"/api/v1/review": 400, "/api/v1/review?org=nowhere": 404, "/review?org=oecd&format=pdf": 400, "/api/v1/review?org=oecd&format=csv": 400} {
		if w := get(s, path); w.Code != code {
			t.Errorf("%s: %d, want %d", path, w.Code, code)
		}
	}
	w := get(s, "/review?org=oecd&format=xlsx")
	if w.Header().Get("Content-Type") != typeXLSX || !strings.Contains(w.Header().Get("Content-Disposition"), "review-oecd-") {
		t.Errorf("the workbook comes as %v", w.Header())
	}
	tables, err := sheet.ReadXLSX(w.Body, 1<<26)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range tables[2].Rows[:2] {
		tables[2].Rows[i] = append(append(row, make([]string, 10-len(row))...)[:5], []string{"we have none", "unclear"}[i], "", "", "Jane Doe", "")
	}
	var good, bad bytes.Buffer
	if err := sheet.XLSX(&good, tables...); err != nil {
		t.Fatal(err)
	}
	tables[2].Rows[0][5], tables[2].Rows[1][8] = "confirm", ""
	if err := sheet.XLSX(&bad, tables...); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, body, token, mediaType string
		code                         int
		text                         []string
	}{
		{"no token", good.String(), "", typeXLSX, 401, nil},
		{"another type", good.String(), secret, "text/csv", 415, nil},
		{"no workbook", "PK", secret, typeXLSX, 400, []string{"is it an .xlsx file"}},
		{"errors", bad.String(), secret, typeXLSX, 400, []string{`row 2, column \"answer\"|row 2, column "answer"`, `row 3, column \"name\"|row 3, column "name"`}},
		{"good", good.String(), secret, typeXLSX, 200, []string{`"has-none":1`, `"unclear":1`}},
		{"again", good.String(), secret, typeXLSX, 200, []string{`"known":2`, `"recorded":[]`}},
	} {
		w := send(s, http.MethodPost, "/api/v1/review", c.body, "Authorization", "Bearer "+c.token, "Content-Type", c.mediaType)
		if w.Code != c.code {
			t.Errorf("%s: %d %s", c.name, w.Code, w.Body)
		}
		for _, want := range c.text {
			either, or, _ := strings.Cut(want, "|")
			if body := w.Body.String(); !strings.Contains(body, either) && (or == "" || !strings.Contains(body, or)) {
				t.Errorf("%s: without %s: %s", c.name, want, body)
			}
		}
	}
	if body := get(s, "/matrix?orgs=oecd").Body.String(); !strings.Contains(body, `class="none"`) || !strings.Contains(body, `class="unclear"`) || !strings.Contains(body, `class="not-researched"`) {
		t.Error("the page of the matrix does not show the three kinds of empty")
	}
}

package httpd

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

func TestConsensusAPI(t *testing.T) {
	s := catalogueServer(t)
	var x harmonise.Consensus
	w := get(s, "/api/v1/consensus?type=technical-standard")
	if err := json.Unmarshal(w.Body.Bytes(), &x); err != nil || w.Code != http.StatusOK || !x.Derived {
		t.Fatalf("%d %v %.300s", w.Code, err, w.Body)
	}
	first := x.Organisations[0]
	if first.Organisation.Acronym != "CEN" || !strings.HasPrefix(first.Words, "differs from most on: legal nature") || *first.Distance < 0.5 {
		t.Errorf("the farthest is %+v", first)
	}
	if len(x.LeftOut) != 1 || x.LeftOut[0].Name != "attached-duty" || x.LeftOut[0].N != 0 {
		t.Errorf("left out: %+v", x.LeftOut)
	}
	w = get(s, "/api/v1/consensus?type=cop-decision")
	for _, want := range []string{`"insufficient":"insufficient data: 4 of the 5`, `"features":[]`, `"organisations":[]`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("four organisations: no %s in %.400s", want, w.Body)
		}
	}
}

func TestDifferencesAPI(t *testing.T) {
	s := catalogueServer(t)
	var d harmonise.Differences
	w := get(s, "/api/v1/differences?type=Technical+standard&narrower=yes")
	if w.Code != http.StatusNotFound { // it is called International technical standard
		t.Errorf("half a name: %d", w.Code)
	}
	w = get(s, "/api/v1/differences?type=international+TECHNICAL+standard")
	if err := json.Unmarshal(w.Body.Bytes(), &d); err != nil || len(d.Rows) != 24 || d.N != 12 {
		t.Fatalf("%d %v %d rows, n %d", w.Code, err, len(d.Rows), d.N)
	}
	rows, err := csv.NewReader(get(s, "/api/v1/differences?type=technical-standard&format=csv").Body).ReadAll()
	if err != nil || len(rows) != 25 {
		t.Fatalf("%v %d lines of CSV", err, len(rows))
	}
	for i, r := range rows[1:] { // the same cells
		for k := range d.Rows[i].Cells {
			if got := r[6+k]; got != d.Rows[i].Cells[k].String() {
				t.Errorf("row %d of the CSV has %q for %s, the JSON %q", i, got, rows[0][6+k], d.Rows[i].Cells[k].String())
			}
		}
	}
	if w := get(s, "/api/v1/differences?type=technical-standard&format=xlsx"); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "PK") {
		t.Errorf("workbook: %d", w.Code)
	}
}

func TestDifferencesPage(t *testing.T) {
	s := catalogueServer(t)
	body := get(s, "/differences?type=recommendation").Body.String()
	for _, want := range []string{`<th scope="col">Adoption`, `class="differs"`, "not stated", `id="consensus"`, "Left out, since fewer than five organisations state them: review cycle (stated by 2)",
		"/api/v1/consensus?type=recommendation", `aria-labelledby="distances"`, "in no order of merit"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	body = get(s, "/differences?type=cop-decision").Body.String()
	if !strings.Contains(body, "insufficient data") || strings.Contains(body, `id="distances"`) || strings.Contains(body, `class="differs"`) {
		t.Error("figures or marks for four organisations")
	}
	if body = get(s, "/differences").Body.String(); !strings.Contains(body, "Try:") {
		t.Error("no examples on the empty page")
	}
	if w := get(s, "/consensus?type=recommendation"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/differences?type=recommendation#consensus" {
		t.Errorf("/consensus: %d to %s", w.Code, w.Header().Get("Location"))
	}
}

func TestDifferencesRefusals(t *testing.T) {
	s := catalogueServer(t)
	for path, want := range map[string]int{
		"/api/v1/consensus": 400, "/api/v1/differences": 400, "/api/v1/consensus?type=nought": 404, "/api/v1/differences?type=nought": 404,
		"/api/v1/differences?type=recommendation&format=docx": 400, "/differences?type=nought": 200,
		"/differences?type=" + strings.Repeat("x", 600): 400, "/api/v1/consensus?type=%00%FF": 404,
	} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path[:min(len(path), 60)], w.Code, want)
		}
	}
	if body := get(s, "/differences?type=odd+standard").Body.String(); !strings.Contains(body, `role="alert"`) {
		t.Error("no message for a type that is not there")
	}
}

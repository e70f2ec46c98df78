package httpd

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"w3id.org/concord/query/harmonise"
)

func TestTwinsAPI(t *testing.T) {
	s := catalogueServer(t)
	var r harmonise.TwinReport
	w := get(s, "/api/v1/twins?type=binding-decision&org=sieca&least=4")
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK || r.Pairs != 1 || !r.Derived {
		t.Fatalf("%d %v %.300s", w.Code, err, w.Body)
	}
	for path, want := range map[string]int{"/api/v1/twins?type=nought": 404, "/api/v1/twins?org=nowhere": 404, "/twins?type=nought": 200,
		"/api/v1/twins?least=0": 400, "/api/v1/twins?least=x": 400, "/twins?least=9": 400} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}

func TestTwinsPage(t *testing.T) {
	s := catalogueServer(t)
	for path, wants := range map[string][]string{
		"/twins":                        {"asserted by nobody", `href="/api/v1/twins"`, `href="#t1"`, "Constitution</strong> (ILO, ITU, UNESCO, UPU, WHO)"},
		"/twins?org=sieca":              {`<option value="sieca" selected>`, `href="/id/term/sieca-acuerdo"`, "excerpt seen", "<details open>"},
		"/twins?org=icao&least=4":       {"No pair agrees on so much"},
		"/twins?type=%3Cscript%3Ealert": {"Not found", "&lt;script&gt;", "Try:"},
	} {
		body := get(s, path, "Accept", browser).Body.String()
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s passes markup through", path)
		}
	}
}

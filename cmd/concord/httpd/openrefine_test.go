package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

var rewriteGolden = flag.Bool("update", false, "write the answers into the golden files")

// smallCatalogue is a graph in the form of the catalogue that does not change with it.
const smallCatalogue = `
@prefix io: <https://w3id.org/concord/def#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix o: <https://w3id.org/concord/id/organisation/> . @prefix type: <https://w3id.org/concord/id/type/> . @prefix term: <https://w3id.org/concord/id/term/> . @prefix i: <https://w3id.org/concord/id/instrument/> .
@prefix ln: <https://w3id.org/concord/id/legal-nature/> . @prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
o:aa a org:FormalOrganization ; skos:notation "AA" ; skos:prefLabel "Alpha Agency"@en , "Agence Alpha"@fr .
o:bb a org:FormalOrganization ; skos:notation "BB" ; skos:prefLabel "Beta Bureau"@en .
type:decision a io:InstrumentType ; skos:prefLabel "Decision"@en ; skos:definition "Act of an organ."@en ; io:legalNature ln:binding .
ln:binding skos:prefLabel "binding"@en .
term:aa-decision a io:OrganisationTerm ; io:ofOrganisation o:aa ; skos:prefLabel "Decision"@en , "Décision"@fr ; io:hubType type:decision ; io:legalNature ln:binding ; skos:definition "What <Alpha> decides."@en .
term:bb-decision a io:OrganisationTerm ; io:ofOrganisation o:bb ; skos:prefLabel "Decision"@en ; io:hubType type:decision .
term:bb-notice a io:OrganisationTerm ; io:ofOrganisation o:bb ; skos:prefLabel "Notice"@en .
i:aa-1 a io:Instrument ; dct:title "Decision on everything" ; eli:passed_by o:aa ; dct:issued "1999"^^xsd:gYear ; dct:identifier "AA/1" ; io:calledByIts term:aa-decision .
`

// storeOf is a store in memory with a graph.
func storeOf(t *testing.T, ttl string) index.Store {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var quads []rdf.Quad
	r := turtle.NewTurtleReader(strings.NewReader(ttl), false, turtle.Options{})
	for {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		quads = append(quads, q)
	}
	if err := indextest.Load(s, quads); err != nil {
		t.Fatal(err)
	}
	return s
}

// openRefine are the requests of a session with OpenRefine 3, in their order and with the headers that it sends: the
// service is added, the type of a column guessed, the column matched in batches of ten with a property from another column,
// a cell searched by hand, its candidates looked at, and a column fetched.
var openRefine = []struct{ name, path, field, value string }{
	{"add the service", "/reconcile", "", ""},
	{"add the service, older versions", "/reconcile?callback=jQuery34102_1700000000000&_=1700000000001", "", ""},
	{"guess types of a column", "/reconcile", "queries", `{"q0":{"query":"Decision","limit":3},"q1":{"query":"Notice","limit":3},"q2":{"query":"Décision","limit":3}}`},
	{"suggest a type", "/reconcile/suggest/type?prefix=ter&type=%40type&cursor=0", "", ""},
	{"suggest a property", "/reconcile/suggest/property?prefix=org&type=term", "", ""},
	{"match a batch", "/reconcile", "queries", `{"q0":{"query":"Decision","type":"term","type_strict":"should","properties":[{"pid":"organisation","v":"Alpha Agency"}],"limit":10},` +
		`"q1":{"query":"notice","type":"term","type_strict":"should","properties":[{"pid":"organisation","v":{"id":"https://w3id.org/concord/id/organisation/bb","name":"Beta Bureau"}}]},` +
		`"q2":{"query":"Notise","type":"term","type_strict":"should"},"q3":{"query":"nothing of this kind","type":"term","type_strict":"should"}}`},
	{"match without a type", "/reconcile", "queries", `{"q0":{"query":"Alpha Agency"}}`},
	{"search for a match by hand", "/reconcile/suggest/entity?prefix=deci&type=term&type_strict=any&cursor=0&limit=10", "", ""},
	{"look at a candidate in a list", "/reconcile/flyout/entity?id=" + "https%3A%2F%2Fw3id.org%2Fconcord%2Fid%2Fterm%2Faa-decision", "", ""},
	{"look at a type in a list", "/reconcile/flyout/type?id=term", "", ""},
	{"look at a property in a list", "/reconcile/flyout/property?id=legal-nature", "", ""},
	{"look at a candidate in a cell", "/reconcile/preview?id=" + "https%3A%2F%2Fw3id.org%2Fconcord%2Fid%2Fterm%2Faa-decision", "", ""},
	{"propose columns", "/reconcile/properties?type=term&limit=4", "", ""},
	{"fetch columns", "/reconcile", "extend", `{"ids":["https://w3id.org/concord/id/term/aa-decision","https://w3id.org/concord/id/instrument/aa-1"],"properties":[{"id":"organisation","settings":{"limit":"1","lang":"any"}},{"id":"legal-nature"},{"id":"year"},{"id":"code","settings":{}}]}`},
}

func TestOpenRefine(t *testing.T) {
	s := serverOver(storeOf(t, smallCatalogue), func(o *Options) { o.PublicURL = "http://concord.example" })
	var got strings.Builder
	for _, r := range openRefine {
		w := get(s, r.path, "Accept", "application/json, text/javascript, */*; q=0.01", "X-Requested-With", "XMLHttpRequest")
		if r.field != "" {
			w = send(s, http.MethodPost, r.path, url.Values{r.field: {r.value}}.Encode(), "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8", "Accept", "*/*", "User-Agent", "OpenRefine/3.9.0")
		}
		fmt.Fprintf(&got, "== %s: %s %s\n%d %s\n%s\n", r.name, r.path, r.value, w.Code, w.Header().Get("Content-Type"), strings.ReplaceAll(pretty(w.Body.Bytes()), web.Fingerprint, "VERSION"))
	}
	const file = "testdata/openrefine.golden"
	if *rewriteGolden {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Error(diff)
	}
}

// pretty indents JSON and leaves all else.
func pretty(body []byte) string {
	var b bytes.Buffer
	if json.Indent(&b, body, "", " ") != nil {
		return strings.TrimSpace(string(body)) + "\n"
	}
	return b.String()
}

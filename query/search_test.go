package query

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
)

// searchable is an engine with a text index, over what an update puts in.
func searchable(t testing.TB, insert string) *Engine {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	indexed, err := text.Attach(s, "", text.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { indexed.Close() })
	e := New(indexed, Options{Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}, {Name: "io", IRI: "https://w3id.org/concord/def#"},
		{Name: "text", IRI: "http://jena.apache.org/text#"}}})
	change(t, e, insert)
	return e
}

func change(t testing.TB, e *Engine, update string) {
	t.Helper()
	if _, err := e.Update(context.Background(), update, Params{}); err != nil {
		t.Fatal(err)
	}
}

// values are the rows of an answer as text, unbound as "-".
func values(t testing.TB, e *Engine, text string) []string {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	out := []string{}
	for _, row := range rows {
		var cells []string
		for _, term := range row {
			if term.IsZero() {
				term.Value = "-"
			}
			cells = append(cells, strings.TrimPrefix(term.Value, exampleNS))
		}
		out = append(out, strings.Join(cells, " | "))
	}
	return out
}

const instruments = `INSERT DATA {
	:rec :label "Recommendation"@en, "Recommandation"@fr ; :note "A recommendation does not bind; members report on it." .
	:prac :label "Recommended practice"@en .
	:dec :label "Decision"@en ; :note "Binding decisions of the Council" .
	GRAPH :g { :mou :label "Memorandum of understanding"@en . :old :note "Recommendation" } }`

func TestSearch(t *testing.T) {
	e := searchable(t, instruments)
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{"a literal", `SELECT ?l { ?l io:search "recommendation" }`,
			[]string{"Recommendation", "Recommendation", "A recommendation does not bind; members report on it.", "Recommended practice"}},
		{"joined", `SELECT ?s { ?l io:search "decision" . ?s :label ?l }`, []string{"dec"}},
		{"what comes first does not matter", `SELECT ?s { ?s :label ?l . ?l io:search "decision" }`, []string{"dec"}},
		{"language as argument", `SELECT ?s ?l { (?l ?score) io:search ("recommandation" "fr") . ?s ?p ?l }`, []string{"rec | Recommandation"}},
		{"language as tag", `SELECT ?l { ?l io:search "recommandation"@fr }`, []string{"Recommandation"}},
		{"a limit", `SELECT ?l { ?l io:search ("recommendation" "en" 1) }`, []string{"Recommendation"}},
		{"a snippet", `SELECT ?sn { (?l ?score ?sn) io:search ("council") }`, []string{"Binding decisions of the **Council**"}},
		{"order by score", `SELECT ?s { (?l ?score) io:search ("recommendation"@en 10) . ?s :label ?l } ORDER BY DESC(?score)`, []string{"rec", "prac"}},
		{"a filter on the score", `SELECT ?l { (?l ?score) io:search ("decision") FILTER(?score >= 3) }`, []string{"Decision"}},
		{"typing errors where nothing else is found", `SELECT ?l { ?l io:search "memorandmu" }`, []string{"Memorandum of understanding"}},
		{"nothing", `SELECT ?l { ?l io:search "zebra" }`, []string{}},
		{"in a graph", `SELECT ?l { GRAPH :g { ?l io:search "recommendation" } }`, []string{"Recommendation"}},
		{"in any graph", `SELECT ?g ?s { GRAPH ?g { ?l io:search "recommendation" . ?s :note ?l } }`, []string{"g | old"}},
		{"in a dataset", `SELECT ?s FROM :g { ?l io:search "memorandum" . ?s :label ?l }`, []string{"mou"}},
		{"optional", `SELECT ?s ?l { ?s :note ?n OPTIONAL { ?l io:search "decision" . ?s :label ?l } } ORDER BY ?s`, []string{"dec | Decision", "old | -", "rec | -"}},
		{"minus", `SELECT ?s { ?s :label ?l MINUS { ?l io:search "recommendation" } } ORDER BY ?s`, []string{"dec", "mou", "rec"}},
		{"exists", `SELECT ?s { ?s :label ?l FILTER EXISTS { ?l io:search "memorandum" } }`, []string{"mou"}},
		{"not exists", `SELECT ?s { ?s :note ?l FILTER NOT EXISTS { ?l io:search "recommendation" } }`, []string{"dec"}},
		{"union and count", `SELECT (COUNT(*) AS ?n) { { ?l io:search "council" } UNION { ?l io:search "understanding" } }`, []string{"2"}},
		{"two searches", `SELECT ?s { ?s :label ?l ; :note ?n . ?l io:search "decision" . ?n io:search "council" }`, []string{"dec"}},
		{"a variable that cannot be both", `SELECT ?l { (?l ?l) io:search ("decision") }`, []string{}},
		{"jena, a string", `SELECT ?s { ?s text:query "memorandum" }`, []string{"mou"}},
		{"jena, a property", `SELECT ?s ?l { (?s ?score ?l) text:query (:label "recommendation" "lang:en") } ORDER BY DESC(?score)`, []string{"rec | Recommendation", "prac | Recommended practice"}},
		{"jena, two properties and a limit", `SELECT ?s ?p { (?s ?score ?l ?g ?p) text:query (:note :label "recommendation" 1 "highlight:s:<b>") }`, []string{"old | note"}},
		{"jena, all that it gives", `SELECT ?s ?p ?g { (?s ?score ?l ?g ?p) text:query ("recommendation") }`, []string{"old | note | g"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := values(t, e, c.query)
			if !strings.Contains(c.query, "ORDER") {
				slices.Sort(got)
				slices.Sort(c.want)
			}
			if !slices.Equal(got, c.want) {
				x, _ := e.Explain(context.Background(), c.query, Params{})
				t.Errorf("got %q, want %q\n%s", got, c.want, x)
			}
		})
	}
}

func TestSearchRefuses(t *testing.T) {
	e := searchable(t, instruments)
	for query, says := range map[string]string{
		`SELECT * { ?l io:search ?x }`:                     "?x is a variable",
		`SELECT * { "a" io:search "x" }`:                   "none",
		`SELECT * { ?l io:search 5 }`:                      "needs the text",
		`SELECT * { ?l io:search ("x" 0) }`:                "from 1",
		`SELECT * { (?a ?b ?c ?d) io:search ("x") }`:       "not 4",
		`SELECT * { ?l io:search ("x" true) }`:             "cannot read",
		`SELECT * { ?s text:query (:label) }`:              "needs the text",
		`ASK { FILTER EXISTS { ?l io:search (?x "en") } }`: "variable",
	} {
		_, err := e.Query(context.Background(), query, Params{})
		var syntax *rdf.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s gives %v", query, err)
		}
	}
	plain := New(shared()(t), Options{})
	if _, err := consume(plain, context.Background(), `SELECT * { ?l <https://w3id.org/concord/def#search> "x" }`, Params{}); !errors.Is(err, ErrNoText) {
		t.Errorf("without a text index: %v", err)
	}
}

// A search starts the join where it finds little, and the other side where that is smaller.
func TestSearchIsCosted(t *testing.T) {
	var s strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&s, ":n%d :label \"common word number %d\" ; :sort :k%d .\n", i, i, i%2)
	}
	e := searchable(t, "INSERT DATA { "+s.String()+" :rare :label \"unusual\" ; :sort :k0 . :one :only :n7 }")
	if err := text.Sync(context.Background(), e.store); err != nil {
		t.Fatal(err)
	}
	x, err := e.Analyze(context.Background(), `SELECT ?s { ?l io:search "unusual" . ?s :label ?l ; :sort :k0 }`, Params{})
	if err != nil || x.Ran.Rows != 1 || !strings.Contains(x.Plan.String(), "lookup") || x.Plan.Cost > 2000 {
		t.Errorf("%v\n%s", err, x)
	}
	x, err = e.Analyze(context.Background(), `SELECT ?s { ?l io:search "common" . ?s :label ?l . :one :only ?s }`, Params{})
	if err != nil || x.Ran.Rows != 1 || !strings.Contains(x.Plan.String(), "scan SPO") {
		t.Errorf("%v\n%s", err, x)
	}
}

// After every update a search gives what a filter over all literals gives: new literals at once, and none that are gone.
func TestSearchFollowsUpdates(t *testing.T) {
	e := searchable(t, instruments)
	rnd := rand.New(rand.NewPCG(1, 2))
	words := []string{"alpha", "bravo", "charlie", "delta"}
	for i := range 60 {
		w := words[rnd.IntN(len(words))] + " " + words[rnd.IntN(len(words))]
		switch n := rnd.IntN(12); rnd.IntN(3) {
		case 0:
			change(t, e, fmt.Sprintf(`DELETE WHERE { :n%d ?p ?o }`, n))
		default:
			change(t, e, fmt.Sprintf(`INSERT DATA { :n%d :label "%s" }`, n, w))
		}
		if i%20 == 19 {
			if c, ok := e.store.(interface{ Compact(context.Context) error }); ok {
				if err := c.Compact(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, w := range words {
			got := values(t, e, `SELECT ?s ?l { ?l io:search "`+w+`" . ?s :label ?l } ORDER BY ?s ?l`)
			want := values(t, e, `SELECT ?s ?l { ?s :label ?l FILTER CONTAINS(?l, "`+w+`") } ORDER BY ?s ?l`)
			if !slices.Equal(got, want) {
				t.Fatalf("after %d updates %s gives %q, not %q", i, w, got, want)
			}
			alone := values(t, e, `SELECT DISTINCT ?l { ?l io:search "`+w+`" } ORDER BY ?l`)
			held := values(t, e, `SELECT DISTINCT ?l { ?s ?p ?l FILTER(isLiteral(?l) && CONTAINS(?l, "`+w+`")) } ORDER BY ?l`)
			if !slices.Equal(alone, held) {
				t.Fatalf("after %d updates %s alone gives %q, not %q", i, w, alone, held)
			}
		}
	}
}

var _ index.Text = (*text.Index)(nil)

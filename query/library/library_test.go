package library

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/sparql"
)

// Every file of the library reads, parses as SPARQL as it stands, and is complete.
func TestLibrary(t *testing.T) {
	queries, err := all()
	if err != nil {
		t.Fatal(err)
	}
	groups, numbered, further := map[string]int{}, 0, map[string]int{}
	for _, q := range queries {
		groups[q.Group]++
		if q.ID != "" {
			numbered++
		} else {
			further[q.Group]++
		}
		for what, s := range map[string]string{"title": q.Title, "question": q.Question, "rule": q.Rule, "answer": q.Answer} {
			if s == "" {
				t.Errorf("%s has no %s", q.Name, what)
			}
		}
		checkText(t, q)
	}
	for _, g := range []string{"WG1", "WG2", "WG3", "WG4", "WG5"} {
		if groups[g] == 0 || further[g] == 0 {
			t.Errorf("%s: %d queries, %d further ones", g, groups[g], further[g])
		}
		delete(groups, g)
	}
	if len(groups) > 0 {
		t.Errorf("unknown groups %v", groups)
	}
	if n := len(queries) - numbered; n < 10 {
		t.Errorf("only %d further questions", n)
	}
}

func checkText(t *testing.T, q *Query) {
	t.Helper()
	if q.Kind == Traverse {
		from, to, err := q.Route(nil)
		if err != nil || !strings.HasPrefix(from, "https://") || !strings.HasPrefix(to, "https://") {
			t.Errorf("%s: from %q to %q, %v", q.Name, from, to, err)
		}
		if r := q.Expected.Route; len(r) != 0 && (len(r) != 2*q.Expected.Arrangements+1 || r[0] != from || r[len(r)-1] != to) {
			t.Errorf("%s: the route given is no route: %v", q.Name, r)
		}
		return
	}
	parsed, err := sparql.ParseQuery(q.Text, sparql.Options{})
	if err != nil {
		t.Fatalf("%s: %v\n%s", q.Name, err, q.Text)
	}
	var vars []string
	for _, v := range parsed.Projected() {
		vars = append(vars, "?"+string(v))
	}
	if got, want := strings.Join(vars, " "), strings.Join(q.Expected.Vars, " "); got != want {
		t.Errorf("%s projects %s, the expected rows have %s", q.Name, got, want)
	}
	if len(q.Expected.Rows) == 0 {
		t.Errorf("%s expects no rows", q.Name)
	}
	for _, p := range q.Params {
		if !strings.Contains(q.template, "{{"+p.Name+"}}") {
			t.Errorf("%s does not use its parameter %s", q.Name, p.Name)
		}
	}
}

// The questions of the description of the data are all here.
func TestEveryQuestion(t *testing.T) {
	have := map[string]bool{}
	for _, q := range All() {
		have[q.ID] = true
	}
	want := strings.Fields(`WG1-1 WG1-2 WG1-4 WG1-6 WG1-7 WG1-8 WG1-10 WG1-11 WG1-13 WG1-15 WG1-16 WG1-17 WG1-18 WG1-20
		WG1-21 WG1-23 WG1-24 WG1-25 WG1-27 WG1-28 WG1-30 CQ01 CQ02 CQ03 CQ04 CQ06 CQ08 CQ09 CQ11 CQ12 CQ13 CQ15 CQ16 CQ17
		CQ18 CQ20 CQ22 CQ24 CQ26 CQ28 CQ30 CQ31 CQ32 CQ34 CQ35 CQ36 CQ38 CQ39 CQ40 CQ42 CQ43 CQ44 CQ45`)
	for _, id := range want {
		if !have[id] {
			t.Errorf("%s is missing", id)
		}
	}
}

func get(t *testing.T, name string) *Query {
	t.Helper()
	q, ok := Get(name)
	if !ok {
		t.Fatalf("no query %s", name)
	}
	return q
}

func TestBind(t *testing.T) {
	q := get(t, "word-for-type")
	text, err := q.Bind(map[string]string{"word": "head-word:code", "type": "https://w3id.org/concord/id/type/manual"})
	if err != nil || !strings.Contains(text, "io:headWord head-word:code ;") || !strings.Contains(text, "io:hubType type:manual ;") {
		t.Errorf("%v\n%s", err, text)
	}
	if !strings.HasPrefix(text, "PREFIX head-word: <https://w3id.org/concord/id/head-word/>\n") {
		t.Errorf("prefixes are missing:\n%s", text)
	}
	if _, err := q.Bind(map[string]string{"wort": "x"}); err == nil || !strings.Contains(err.Error(), "it has word, type") {
		t.Errorf("an unknown parameter gives %v", err)
	}
	if _, ok := Get("no-such-query"); ok {
		t.Error("found a query that does not exist")
	}
	if _, _, err := q.Route(nil); err == nil {
		t.Error("a SPARQL query has a route")
	}
}

func TestBindRefuses(t *testing.T) {
	for _, c := range []struct{ query, param, arg string }{
		{"word-for-type", "word", "x } . ?s ?p ?o . {"}, {"word-for-type", "word", ""}, {"word-for-type", "word", "Code"},
		{"word-for-type", "word", "term:code"}, {"word-for-type", "word", "a;b"}, {"terms-compared", "terms", " , "},
		{"terms-compared", "terms", "a b } #"}, {"mechanisms-before", "year", "1960)"}, {"mechanisms-before", "year", "60"},
		{"false-friends-by-organisation", "least", "2 || true"}, {"false-friends-by-organisation", "least", "1e3"},
		{"fensa-categories", "text", "\xff"},
	} {
		if text, err := get(t, c.query).Bind(map[string]string{c.param: c.arg}); err == nil {
			t.Errorf("%s: %s = %q is taken:\n%s", c.query, c.param, c.arg, text)
		}
	}
	iri := Param{Name: "x", Kind: IRI, Default: "http://e/"}
	for _, bad := range []string{"", "no scheme", "relative", "http://e/> . ?s ?p ?o", "http://e/\\u003E"} {
		if got, err := iri.write(bad); err == nil {
			t.Errorf("%q is taken as IRI: %s", bad, got)
		}
	}
	if got, err := iri.write("urn:x:y"); err != nil || got != "<urn:x:y>" {
		t.Errorf("%s %v", got, err)
	}
}

// Whatever string is put in, the query differs from the default one in that literal alone.
func TestStringsCannotInject(t *testing.T) {
	q := get(t, "fensa-categories")
	base, err := sparql.ParseQuery(q.Text, sparql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	shape := strings.ReplaceAll(base.String(), `"FENSA"`, "X")
	rapid.Check(t, func(t *rapid.T) {
		arg := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`"`, `\`, `\u0022`, "\n", `") } #`, "{{organisation}}", `\\u0022) || true`, "'''", "\x00"})).Draw(t, "arg")
		text, err := q.Bind(map[string]string{"text": arg})
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := sparql.ParseQuery(text, sparql.Options{})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got := strings.ReplaceAll(parsed.String(), rdf.NewString(arg).String(), "X"); got != shape {
			t.Fatalf("the query changed:\n%s", got)
		}
	})
}

func TestCell(t *testing.T) {
	for want, term := range map[string]rdf.Term{
		"term:oecd-decision": rdf.NewIRI("https://w3id.org/concord/id/term/oecd-decision"), "http://elsewhere/x": rdf.NewIRI("http://elsewhere/x"),
		"": {}, "x": rdf.NewLang("x", "en"), "skos:Concept": rdf.NewIRI("http://www.w3.org/2004/02/skos/core#Concept"),
	} {
		if got := Cell(term); got != want {
			t.Errorf("%v: %q, want %q", term, got, want)
		}
	}
}

package reconcile_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/text"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
	"w3id.org/concord/query/reconcile"
)

// foreign is a vocabulary of somebody else: schemes with publishers, plain SKOS, no address and no property of Concord.
const foreign = `
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix e: <http://example.org/> .
e:alpha a org:FormalOrganization ; skos:prefLabel "Alpha Bureau"@en , "Bureau Alpha"@fr ; skos:notation "AB" .
e:beta a org:FormalOrganization ; skos:prefLabel "Beta Office"@en ; skos:notation "BO" .
e:sa a skos:ConceptScheme ; dct:title "Words of Alpha" ; dct:publisher e:alpha .
e:sb a skos:ConceptScheme ; dct:title "Words of Beta" ; dct:publisher e:beta .
e:a1 a skos:Concept ; skos:inScheme e:sa ; skos:prefLabel "Décision"@fr , "Decision"@en ; skos:altLabel "Ruling"@en ; skos:definition "An act."@en ; skos:broader e:hub1 .
e:b1 a skos:Concept ; skos:inScheme e:sb ; skos:prefLabel "Decision"@en ; skos:notation "D-7" ; dct:issued "1999"^^xsd:gYear .
e:b2 a skos:Concept ; skos:inScheme e:sb ; skos:prefLabel "Ruling"@en ; skos:hiddenLabel "Decison"@en ; dct:valid true ; dct:extent 2.5 ; dct:created "2001-02-03"^^xsd:date .
e:hub1 skos:prefLabel "Act"@en .
e:p a owl:ObjectProperty ; skos:prefLabel "Decision"@en .
`

// over makes a service over Turtle, with a text index and without.
func over(t *testing.T, ttl string) *reconcile.Service {
	t.Helper()
	st, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := indextest.Load(st, quads(t, ttl)); err != nil {
		t.Fatal(err)
	}
	s, err := text.Attach(st, t.TempDir(), text.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := text.Sync(ctx, s); err != nil {
		t.Fatal(err)
	}
	return service(t, s, s.Text())
}

func quads(t *testing.T, ttl string) (out []rdf.Quad) {
	t.Helper()
	r := turtle.NewTurtleReader(strings.NewReader(ttl), false, turtle.Options{})
	for {
		q, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, q)
	}
}

func service(t *testing.T, s index.Store, txt index.Text) *reconcile.Service {
	t.Helper()
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	names, err := reconcile.ReadNames(context.Background(), snap)
	if err != nil {
		t.Fatal(err)
	}
	return reconcile.New(snap, txt, names)
}

// best asks a batch and draws the candidates of each query: ends of addresses, "!" after a match.
func best(t *testing.T, s *reconcile.Service, batch string) map[string]string {
	t.Helper()
	named, err := reconcile.ParseBatch(batch)
	if err != nil {
		t.Fatal(err)
	}
	var queries []reconcile.Query
	for _, n := range named {
		queries = append(queries, n.Query)
	}
	found, err := s.Match(context.Background(), queries, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for i, n := range named {
		var words []string
		for _, c := range found[i] {
			w := c.ID[strings.LastIndexByte(c.ID, '/')+1:]
			if c.Match {
				w += "!"
			}
			words = append(words, w)
		}
		out[n.Key] = strings.Join(words, " ")
	}
	return out
}

const foreignBatch = `{"same word":{"query":"decision"},"owner in the text":{"query":"AB Decision"},"owner as property":{"query":"Decision","properties":[{"pid":"organisation","v":"Alpha Bureau"}]},
"owner by address":{"query":"Decision","properties":[{"pid":"organisation","v":{"id":"http://example.org/beta"}}]},"acronym":{"query":"BO"},"address":{"query":"http://example.org/b2"},
"code alone":{"properties":[{"pid":"code","v":"D-7"}]},"year":{"query":"decision","properties":[{"pid":"year","v":1999}]},"predicate":{"properties":[{"pid":"skos:broader","v":{"id":"http://example.org/hub1"}}]},
"type":{"query":"Alpha Bureau","type":"concept"},"type should":{"query":"Alpha Bureau","type":"concept","type_strict":"should"},"preferred before alternative":{"query":"ruling"},"hidden":{"query":"decison"},
"nothing":{"query":"zzzz"},"empty":{"query":" "},"accents":{"query":"DECISION."},"some of the words":{"query":"alpha words of it"},"known otherwise":{"query":"AB Decision","properties":[{"pid":"organisation","v":"BO"}]}}`

func TestForeignGraph(t *testing.T) {
	s := over(t, foreign)
	want := map[string]string{
		"same word": "a1 b1 b2", "owner in the text": "a1! b1 b2", "owner as property": "a1! b1 b2", "owner by address": "b1! b2 a1", "acronym": "beta!", "address": "b2!",
		"code alone": "b1!", "year": "b1! a1 b2", "predicate": "a1!", "type": "", "type should": "alpha sa", "preferred before alternative": "b2 a1", "hidden": "b2! a1 b1", "nothing": "", "empty": "",
		"accents": "a1 b1 b2", "some of the words": "sa sb", "known otherwise": "b1 a1 b2",
	}
	if diff := cmp.Diff(want, best(t, s, foreignBatch)); diff != "" {
		t.Error(diff)
	}
}

// TestTooManyNames asks a graph whose names are not kept: the text index finds the candidates, the score is the same.
func TestTooManyNames(t *testing.T) {
	undo := reconcile.SetMaxNames(3)
	s := over(t, foreign)
	undo()
	got := best(t, s, foreignBatch)
	for key, want := range map[string]string{"same word": "a1 b1", "acronym": "beta!", "address": "b2!", "owner as property": "a1! b1", "nothing": "", "code alone": "b1!", "type": ""} {
		if got[key] != want {
			t.Errorf("%s: %s, want %s", key, got[key], want)
		}
	}
}

// TestIndependent asks each query alone and all together, in the store and in the model.
func TestIndependent(t *testing.T) {
	s := over(t, foreign)
	m := indextest.NewModel()
	if err := indextest.Load(m, quads(t, foreign)); err != nil {
		t.Fatal(err)
	}
	model := service(t, m, nil)
	rapid.Check(t, func(rt *rapid.T) {
		var queries []reconcile.Query
		for range rapid.IntRange(1, 12).Draw(rt, "n") {
			q := reconcile.Query{Text: rapid.SampledFrom([]string{"decision", "Ruling", "alpha", "BO Decision", "office beta", "act", "ab", "Décision", "=1+1", ""}).Draw(rt, "text"),
				Limit: rapid.IntRange(0, 3).Draw(rt, "limit"), Strict: rapid.SampledFrom([]string{"", "should", "all"}).Draw(rt, "strict")}
			if rapid.Bool().Draw(rt, "typed") {
				q.Types = []string{"concept"}
			}
			if rapid.Bool().Draw(rt, "with property") {
				q.Properties = []reconcile.Constraint{{Property: "organisation", Values: []reconcile.Value{{Text: rapid.SampledFrom([]string{"AB", "BO", "x"}).Draw(rt, "org")}}}}
			}
			queries = append(queries, q)
		}
		ctx := context.Background()
		all, err := s.Match(ctx, queries, nil)
		if err != nil {
			rt.Fatal(err)
		}
		for i, q := range queries {
			for _, other := range []*reconcile.Service{s, model} {
				alone, err := other.Match(ctx, []reconcile.Query{q}, nil)
				if err != nil {
					rt.Fatal(err)
				}
				if diff := cmp.Diff(all[i], alone[0], cmpopts.IgnoreUnexported(reconcile.Candidate{})); diff != "" {
					rt.Fatalf("%+v: %s", q, diff)
				}
			}
			checkCandidates(rt, q, all[i])
		}
	})
}

// checkCandidates holds what is true of every answer.
func checkCandidates(t *rapid.T, q reconcile.Query, all []reconcile.Candidate) {
	for i, c := range all {
		sum := 0.0
		for _, f := range c.Features {
			if v, ok := f.Value.(float64); ok {
				sum += v
			}
		}
		if d := sum - c.Score; d > 0.011 || d < -0.011 || c.Score < 0 || c.Score > 100 {
			t.Fatalf("%+v: the features of %s add up to %v, the score is %v", q, c.ID, sum, c.Score)
		}
		if i > 0 && (c.Match || c.Score > all[i-1].Score) || len(all) > max(q.Limit, 1) && q.Limit > 0 {
			t.Fatalf("%+v: place %d has %+v", q, i, c)
		}
	}
}

func TestAlike(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[abcé ]{0,12}`), rapid.StringMatching(`[abé]{40,63}`))
	rapid.Check(t, func(rt *rapid.T) {
		a, b := word.Draw(rt, "a"), word.Draw(rt, "b")
		x := reconcile.Alike(a, b)
		if x != reconcile.Alike(b, a) || x < 0 || x > 1 || a == b && x != 1 || a != b && x == 1 {
			rt.Fatalf("alike(%q, %q) = %v", a, b, x)
		}
		if bits, cells := reconcile.Errors(a+"x", b); bits != cells {
			rt.Fatalf("%q, %q: %d errors by bits, %d cell by cell", a+"x", b, bits, cells)
		}
		if f := reconcile.Fold(a); reconcile.Fold(f) != f {
			rt.Fatalf("fold(%q) = %q, which folds to %q", a, f, reconcile.Fold(f))
		}
	})
	for _, c := range []struct {
		a, b string
		want float64
	}{{"decision", "decison", 7. / 8}, {"decision", "deicsion", 7. / 8}, {"abcdefgh", "abcdefgh", 1}, {"a", "bcdefgh", 0}} {
		if got := reconcile.Alike(c.a, c.b); got != c.want {
			t.Errorf("alike(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
	for text, want := range map[string]string{"Décision!": "decision", "  L'Accord--cadre ": "l accord cadre", "ŒUVRE": "oeuvre", "§": "§", "قرار": "قرار", "ﬁn": "fin", "\xff": "", "W.H.O.": "who", "the U.N": "the un", "no. 5.": "no 5", "L.A.Confidential": "la confidential"} {
		if got := reconcile.Fold(text); got != want {
			t.Errorf("fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestExtend(t *testing.T) {
	s := over(t, foreign)
	q, err := reconcile.ParseExtend(`{"ids":["http://example.org/b1","http://example.org/b2","http://example.org/a1","nought"],"properties":[{"id":"organisation"},{"id":"year"},{"id":"name","settings":{"lang":"fr","limit":1}},
		{"id":"http://purl.org/dc/terms/valid"},{"id":"dcterms:extent"},{"id":"dcterms:created"},{"id":"unheard of"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	x, err := s.Extend(context.Background(), q, "http://here/reconcile")
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(x.Rows)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"http://example.org/a1":{"dcterms:created":[],"dcterms:extent":[],"http://purl.org/dc/terms/valid":[],"name":[{"str":"Décision"}],"organisation":[{"id":"http://example.org/alpha","name":"Alpha Bureau"}],"unheard of":[],"year":[]},` +
		`"http://example.org/b1":{"dcterms:created":[],"dcterms:extent":[],"http://purl.org/dc/terms/valid":[],"name":[],"organisation":[{"id":"http://example.org/beta","name":"Beta Office"}],"unheard of":[],"year":[{"int":1999}]},` +
		`"http://example.org/b2":{"dcterms:created":[{"date":"2001-02-03T00:00:00Z"}],"dcterms:extent":[{"float":2.5}],"http://purl.org/dc/terms/valid":[{"str":"yes"}],"name":[],"organisation":[{"id":"http://example.org/beta","name":"Beta Office"}],"unheard of":[],"year":[{"date":"2001-02-03T00:00:00Z"}]},` +
		`"nought":{"dcterms:created":[],"dcterms:extent":[],"http://purl.org/dc/terms/valid":[],"name":[],"organisation":[],"unheard of":[],"year":[]}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	if m := x.Meta[0]; m.Type == nil || m.Type.ID != "organisation" || m.Service != "http://here/reconcile" {
		t.Errorf("meta: %+v", m)
	}
}

func TestSuggest(t *testing.T) {
	s := over(t, foreign)
	m := indextest.NewModel()
	if err := indextest.Load(m, quads(t, foreign)); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*reconcile.Service{s, service(t, m, nil)} {
		for _, c := range []struct {
			prefix, typ string
			skip, limit int
			want        int
		}{{"dec", "", 0, 10, 2}, {"dec", "", 1, 10, 1}, {"dec", "concept", 0, 1, 1}, {"dec", "organisation", 0, 10, 0}, {"", "", 0, 10, 0}, {"http://example.org/a1", "", 0, 10, 1}, {"alpha b", "", 0, 10, 1}, {"zz", "", 0, 10, 0}} {
			got, err := s.SuggestThings(context.Background(), c.prefix, c.typ, c.skip, c.limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) < c.want || c.want == 0 && len(got) > 0 || len(got) > c.limit {
				t.Errorf("%+v: %+v", c, got)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for text, says := range map[string]string{`[]`: "kind array", `{"q":`: "unexpected end", `{"q":{"query":1}}`: "query must not be of the kind number", `{"q":"x"}`: "q: it must not be of the kind string", `{"q":null}`: "needs a query",
		`{"q":{"query":"x","limit":-1}}`: "above zero", `{"q":{"query":"x","type":{}}}`: "type is a text", `{"q":{"query":"x","props":[]}}`: "props", `{"q":{"query":"` + strings.Repeat("x", 20_000) + `"}}`: "longer than",
		`{"q":{"query":"x","properties":[{"pid":"p","v":{"name":"x"}}]}}`: "a property is", `{"q":{"properties":[]}}`: "needs a query"} {
		var form *reconcile.FormError
		if _, err := reconcile.ParseBatch(text); !errors.As(err, &form) && (err == nil || !strings.Contains(err.Error(), "q: ")) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "reconcile.") {
			t.Errorf("%.60s: %v, want %q", text, err, says)
		}
	}
	for text, want := range map[string]string{`{}`: `[]`, `{"b":{"query":" x "},"a":{"query":"y","limit":2.7,"type":["","t"]}}`: `[{a {y [t]  2 [] }} {b {x []  0 [] }}]`,
		`{"q":{"query":"","properties":[{"pid":"p","v":[1,true,null,"",{"id":"i"},"s"]},{"pid":"r","v":null}]}}`: `[{q { []  0 [{p [{ 1} { true} {i } { s}]}] }}]`} {
		got, err := reconcile.ParseBatch(text)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: %v %v, want %s", text, got, err, want)
		}
	}
}

// TestCancelled: a batch stops when nobody waits for it any more.
func TestCancelled(t *testing.T) {
	s := over(t, foreign)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var queries []reconcile.Query
	for i := range 500 {
		queries = append(queries, reconcile.Query{Text: fmt.Sprint("decision ", i)})
	}
	if _, err := s.Match(ctx, queries, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

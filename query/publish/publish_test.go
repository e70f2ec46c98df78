package publish

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
)

// sample has an unnamed graph and two named ones that share a triple, blank nodes, languages and datatypes.
const sample = `
@prefix ex: <https://example.org/> .
@prefix io: <https://w3id.org/concord/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:Thing ; ex:p "x", "y"@fr, 1, 1.50, "01"^^<http://www.w3.org/2001/XMLSchema#integer> ; ex:knows [ ex:p "inside" ; ex:knows [ ex:p "deeper" ] ] .
ex:g1 {
  ex:a ex:shared ex:b ; io:evidence ex:e .
  ex:b a ex:Thing ; rdfs:label "B" ; skos:broadMatch ex:c .
  ex:e a io:Evidence ; rdfs:label "evidence of a" .
  ex:claim a io:Claim ; io:about ex:a ; ex:p "claimed" ; io:evidence ex:e2 .
  ex:e2 rdfs:label "evidence of the claim" .
}
ex:g2 { ex:a ex:shared ex:b . ex:unrelated ex:p "elsewhere" . }
`

func parse(t *testing.T, f *rdf.Format, text string) []rdf.Quad {
	t.Helper()
	quads, err := codec.ReadAll(f, strings.NewReader(text), codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return quads
}

// stored is a snapshot of a new store that holds the quads.
func stored(t *testing.T, quads []rdf.Quad) index.Snapshot {
	t.Helper()
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	w, err := s.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][4]index.ID, len(quads))
	for i, q := range quads {
		if err := w.Intern([]rdf.Term{q.S, q.P, q.O, q.G}, rows[i][:]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Add(rows); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	return snap
}

func dump(t *testing.T, snap index.Snapshot, f *rdf.Format, graph string) ([]rdf.Quad, int64) {
	t.Helper()
	var buf bytes.Buffer
	n, err := Dump(context.Background(), snap, &buf, f, graph)
	if err != nil {
		t.Fatalf("%s: %v", f.Title, err)
	}
	return parse(t, f, buf.String()), n
}

func TestDumpComesBack(t *testing.T) {
	all := parse(t, rdf.TriG, sample)
	union := ungraphed(all, func(rdf.Quad) bool { return true })
	for _, f := range rdf.Formats {
		got, n := dump(t, stored(t, all), f, "")
		want := union
		if f.Quads {
			want = all
		}
		if int(n) != len(want) {
			t.Errorf("%s: %d statements written, want %d", f.Title, n, len(want))
		}
		again, _ := dump(t, stored(t, got), rdf.NQuads, "")
		if !rdf.Isomorphic(again, want) {
			t.Errorf("%s: what comes back is not what was written:\n%v", f.Title, again)
		}
	}
}

// ungraphed drops the graphs of some quads, repeated triples once.
func ungraphed(quads []rdf.Quad, keep func(rdf.Quad) bool) []rdf.Quad {
	set := rdf.NewDataset()
	for _, q := range quads {
		if keep(q) {
			q.G = rdf.Term{}
			set.Add(q)
		}
	}
	return set.Quads()
}

func TestDumpOneGraph(t *testing.T) {
	all := parse(t, rdf.TriG, sample)
	snap := stored(t, all)
	for name, iri := range map[string]string{"https://example.org/g2": "https://example.org/g2", DefaultGraph: ""} {
		got, _ := dump(t, snap, rdf.NTriples, name)
		want := ungraphed(all, func(q rdf.Quad) bool { return q.G.Value == iri })
		if !rdf.Isomorphic(got, want) || len(want) == 0 {
			t.Errorf("graph %s: got %v", name, got)
		}
	}
	_, err := Dump(context.Background(), snap, &bytes.Buffer{}, rdf.NTriples, "https://example.org/a")
	if err == nil || !strings.Contains(err.Error(), "there is no graph") {
		t.Errorf("a name that is no graph: %v", err)
	}
}

func TestDumpStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Dump(ctx, stored(t, parse(t, rdf.TriG, sample)), &bytes.Buffer{}, rdf.NQuads, ""); err == nil {
		t.Error("a cancelled dump ends without an error")
	}
}

func TestDescribe(t *testing.T) {
	snap := stored(t, parse(t, rdf.TriG, sample))
	quads, err := Describe(context.Background(), snap, "https://example.org/a")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, q := range quads {
		b.WriteString(q.String() + "\n")
	}
	for _, want := range []string{`"inside"`, `"deeper"`, `"claimed"`, `"evidence of a"`, `"evidence of the claim"`, `/b> <http://www.w3.org/2000/01/rdf-schema#label> "B"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the description lacks %s", want)
		}
	}
	for _, not := range []string{"elsewhere", "broadMatch"} {
		if strings.Contains(b.String(), not) {
			t.Errorf("the description goes too far: %s", not)
		}
	}
	if none, err := Describe(context.Background(), snap, "https://example.org/nothing"); err != nil || none != nil {
		t.Errorf("a thing that is not there: %v, %v", none, err)
	}
}

// TestVoID counts the triples naively and compares every count of the description.
func TestVoID(t *testing.T) {
	all := parse(t, rdf.TriG, sample)
	quads, err := VoID(context.Background(), stored(t, all), "https://example.org")
	if err != nil {
		t.Fatal(err)
	}
	want := naiveCounts(all)
	got := map[string]int{}
	subject := map[rdf.Term]string{} // what a partition is about
	for _, q := range quads {
		if q.P.Value == nsVoID+"class" || q.P.Value == nsVoID+"property" {
			subject[q.S] = q.O.Value
		}
	}
	for _, q := range quads {
		n, err := strconv.Atoi(q.O.Value)
		if err != nil || q.O.Datatype != rdf.XSDInteger {
			continue
		}
		about := subject[q.S]
		if about == "" {
			about = strings.TrimPrefix(q.S.Value, "https://example.org/.well-known/void#")
		}
		got[about+" "+strings.TrimPrefix(q.P.Value, nsVoID)] = n
	}
	for key, n := range want {
		if got[key] != n {
			t.Errorf("%s: VoID says %d, the data %d", key, got[key], n)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d counts, want %d: %v", len(got), len(want), got)
	}
}

func naiveCounts(all []rdf.Quad) map[string]int {
	union := ungraphed(all, func(rdf.Quad) bool { return true })
	want := map[string]int{"dataset triples": len(union)}
	sets := map[string]map[rdf.Term]bool{"distinctSubjects": {}, "properties": {}, "distinctObjects": {}, "classes": {}}
	for _, q := range union {
		sets["distinctSubjects"][q.S], sets["properties"][q.P], sets["distinctObjects"][q.O] = true, true, true
		want[q.P.Value+" triples"]++
		if q.P.Value == rdf.RDFType {
			sets["classes"][q.O] = true
			want[q.O.Value+" entities"]++
		}
		if q.P.Value == ontology.SKOS+"broadMatch" {
			want["linkset-broadMatch triples"]++
		}
	}
	for name, set := range sets {
		want["dataset "+name] = len(set)
	}
	for _, q := range all {
		if !q.G.IsZero() {
			want[q.G.Value+" triples"]++
		}
	}
	return want
}

func TestServiceDescription(t *testing.T) {
	snap := stored(t, parse(t, rdf.TriG, sample))
	quads, err := ServiceDescription(context.Background(), snap, Service{Site: "https://example.org", Union: true})
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, q := range quads {
		has[q.P.Value+" "+q.O.Value] = true
	}
	for _, want := range []string{
		nsSD + "endpoint https://example.org/sparql", nsSD + "feature " + nsSD + "UnionDefaultGraph", nsSD + "name https://example.org/g1", nsSD + "name https://example.org/g2",
		nsVoID + "triples " + strconv.FormatUint(snap.Stats().Triples, 10),
	} {
		if !has[want] {
			t.Errorf("the description lacks %s", want)
		}
	}
	if has[nsSD+"supportedLanguage "+nsSD+"SPARQL11Update"] {
		t.Error("an endpoint without updates says that it takes them")
	}
}

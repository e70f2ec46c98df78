package traverse

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/turtle"
)

// load reads Turtle with the prefixes of the test into a named graph.
func load(t testing.TB, text string) index.Snapshot {
	t.Helper()
	const prefixes = `@prefix : <http://example.org/> . @prefix io: <https://w3id.org/concord/def#> . @prefix prov: <http://www.w3.org/ns/prov#> .
		@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .` + "\n"
	s := indextest.NewModel()
	l, err := s.Bulk(context.Background(), index.BulkOptions{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := l.Part()
	if err != nil {
		t.Fatal(err)
	}
	r := turtle.NewTurtleReader(strings.NewReader(prefixes+text), false, turtle.Options{})
	for {
		q, err := r.Read()
		if err != nil {
			break
		}
		for _, g := range []string{"http://example.org/g1", "http://example.org/g2"} { // two graphs must not double a route
			if err := p.Add([]rdf.Term{q.S, q.P, q.O, rdf.NewIRI(g)}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	snap, err := s.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { snap.Close() })
	return snap
}

const network1 = `
:x a io:Coordination ; dct:title "Arrangement X"@en , "Accord X"@fr ; io:since "1963"^^xsd:gYear ; prov:wasAssociatedWith :a, :b ;
   io:participation [ prov:agent :a ; prov:hadRole :founder ] , [ prov:agent :b ; prov:hadRole :member ] .
:y a io:Coordination ; prov:wasAssociatedWith :a, :b, :c .
:z a io:Coordination ; prov:wasAssociatedWith :b, :d .
:w a io:Coordination ; prov:wasAssociatedWith :c, :d .
:m a io:Mechanism ; prov:wasAssociatedWith :a, :d .
:v a io:Coordination ; prov:wasAssociatedWith :lone1, :lone2 .
:a skos:prefLabel "Organisation A"@en ; skos:notation "OA" . :founder skos:prefLabel "founder"@en .
`

func find(t *testing.T, snap index.Snapshot, from, to string, o Options) *Routes {
	t.Helper()
	r, err := Find(context.Background(), snap, "http://example.org/"+from, "http://example.org/"+to, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// text writes routes as "a x b z d", one a line.
func text(r *Routes) (out []string) {
	short := func(iri string) string { return strings.TrimPrefix(iri, "http://example.org/") }
	for _, route := range r.Routes {
		line := short(r.From.IRI)
		for _, h := range route.Hops {
			for _, v := range h.Via {
				line += " " + short(v.IRI)
			}
			line += " " + short(h.To.IRI)
		}
		out = append(out, line)
	}
	return out
}

func TestAllShortestRoutes(t *testing.T) {
	r := find(t, load(t, network1), "a", "d", Options{})
	want := []string{"a y c w d", "a x b z d", "a y b z d"}
	if got := text(r); !reflect.DeepEqual(got, want) || r.Count != 3 || r.Hops != 2 {
		t.Errorf("%d routes of %d hops: %q, want %q", r.Count, r.Hops, got, want)
	}
}

func TestHopsAreNamed(t *testing.T) {
	r := find(t, load(t, network1), "a", "b", Options{Langs: []string{"fr", "en"}})
	var named *Via
	for _, route := range r.Routes {
		if v := &route.Hops[0].Via[0]; v.IRI == "http://example.org/x" {
			named = v
		}
	}
	if named == nil || named.Name != "Accord X" || named.Since != "1963" || named.FromRole != "founder" || named.ToRole != "member" {
		t.Fatalf("the hop by x is %+v", named)
	}
	if r.From.Name != "Organisation A" || r.From.Short != "OA" || r.To.Name != "b" {
		t.Errorf("the ends are %+v and %+v", r.From, r.To)
	}
}

func TestNoRoute(t *testing.T) {
	snap := load(t, network1)
	if r := find(t, snap, "a", "lone1", Options{}); r.Found() || len(r.Routes) != 0 {
		t.Errorf("found %v", text(r))
	}
	if r := find(t, snap, "a", "d", Options{MaxHops: 1}); r.Found() {
		t.Errorf("within one hop: %v", text(r))
	}
	if r := find(t, snap, "a", "a", Options{}); r.Count != 1 || r.Hops != 0 || len(r.Routes) != 1 {
		t.Errorf("from a to itself: %+v", r)
	}
	_, err := Find(context.Background(), snap, "http://example.org/a", "http://example.org/nowhere", Options{})
	if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("an unknown thing: %v", err)
	}
}

// TestAnyGraph: steps are a parameter; here a hierarchy walked both ways.
func TestAnyGraph(t *testing.T) {
	snap := load(t, `:t1 skos:broader :top . :t2 skos:broader :top . :t3 skos:broader :t2 .`)
	steps := []Step{{Along: []string{"http://www.w3.org/2004/02/skos/core#broader"}, Against: []string{"http://www.w3.org/2004/02/skos/core#broader"}}}
	r := find(t, snap, "t1", "t3", Options{Steps: steps})
	if got := text(r); !reflect.DeepEqual(got, []string{"t1 top t2 t3"}) || r.Hops != 3 {
		t.Errorf("%q in %d hops", got, r.Hops)
	}
	if l := r.Routes[0].Hops[1].Links[0]; !l.Against || l.Subject != "http://example.org/t2" || l.Object != "http://example.org/top" {
		t.Errorf("the second hop walks %+v", l)
	}
}

// grid has n layers of w nodes, each joined with all of the next: w to the power of n-1 shortest routes.
func grid(n, w int) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		for j := 0; j < w; j++ {
			for k := 0; k < w; k++ {
				fmt.Fprintf(&b, ":n%d_%d :p :n%d_%d .\n", i, j, i+1, k)
			}
		}
	}
	return b.String()
}

var along = []Step{{Along: []string{"http://example.org/p"}}}

func TestManyRoutesAreCountedAndCut(t *testing.T) {
	r := find(t, load(t, grid(9, 4)), "n0_0", "n9_0", Options{Steps: along, MaxRoutes: 10})
	if r.Count != 65536 || len(r.Routes) != 10 || !r.Truncated {
		t.Errorf("%d routes, %d written out, truncated %v", r.Count, len(r.Routes), r.Truncated)
	}
}

func TestLimits(t *testing.T) {
	snap := load(t, grid(9, 4))
	_, err := Find(context.Background(), snap, "http://example.org/n0_0", "http://example.org/n9_0", Options{Steps: along, MaxVisited: 8})
	if !errors.Is(err, ErrTooMany) {
		t.Errorf("beyond MaxVisited: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Nanosecond)
	defer cancel()
	if _, err := Reach(ctx, snap, "http://example.org/n0_0", 0, Options{Steps: along}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("out of time: %v", err)
	}
}

func TestReach(t *testing.T) {
	got, err := Reach(context.Background(), load(t, network1), "http://example.org/a", 2, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range got {
		out = append(out, fmt.Sprint(r.Name, r.Hops))
	}
	if want := []string{"b1", "c1", "d2"}; !reflect.DeepEqual(out, want) {
		t.Errorf("got %v, want %v", out, want)
	}
}

func TestNeighbours(t *testing.T) {
	snap := load(t, network1)
	got, more, err := Neighbours(context.Background(), snap, "http://example.org/a", NeighbourOptions{Limit: 2})
	if err != nil || len(got) != 2 || !more || !got[0].Against || got[0].Predicate.Name != "wasAssociatedWith" {
		t.Errorf("%+v, more %v, %v", got, more, err)
	}
	got, more, err = Neighbours(context.Background(), snap, "http://example.org/x", NeighbourOptions{Out: true, Predicates: []string{"http://www.w3.org/ns/prov#wasAssociatedWith"}})
	if err != nil || len(got) != 2 || more || got[0].Name != "Organisation A" && got[1].Name != "Organisation A" {
		t.Errorf("%+v, more %v, %v", got, more, err)
	}
	if got, _, err := Neighbours(context.Background(), snap, "http://example.org/x", NeighbourOptions{In: true}); err != nil || len(got) != 0 {
		t.Errorf("into x: %+v, %v", got, err)
	}
}

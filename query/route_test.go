package query

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
)

const routeData = `:a :p :b , :c . :b :p :d . :c :q :d . :d :p :e . :e :p :f . :x :p :x . :f :r :a . :g :k "v" . GRAPH :h { :b :p :f }`

func routes(t *testing.T, trig string) *Engine {
	return newEngine(t, Options{DefaultGraph: Unnamed, Prefixes: []rdf.Prefix{{Name: "", IRI: exampleNS}, {Name: "io", IRI: "https://w3id.org/concord/def#"},
		{Name: "path", IRI: "http://www.ontotext.com/path#"}}}, trig)
}

func TestShortestPath(t *testing.T) {
	e := routes(t, routeData)
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{"all shortest, in order", `SELECT ?n ?i ?x ?p ?y { SERVICE io:shortestPath { ?n io:from :a ; io:to :d ; io:step ?i ; io:start ?x ; io:edge ?p ; io:end ?y } } ORDER BY ?n ?i`,
			[]string{"1 | 1 | a | p | b", "1 | 2 | b | p | d", "2 | 1 | a | p | c", "2 | 2 | c | q | d"}},
		{"along one predicate", `SELECT ?i ?y { SERVICE io:shortestPath { [] io:from :a ; io:to :e ; io:along :p ; io:step ?i ; io:end ?y } } ORDER BY ?i`, []string{"1 | b", "2 | d", "3 | e"}},
		{"a limit of paths", `SELECT (COUNT(*) AS ?k) { SERVICE io:shortestPath { ?n io:from :a ; io:to :d ; io:limit 1 ; io:end ?y } }`, []string{"2"}},
		{"too long", `SELECT ?y { SERVICE io:shortestPath { ?n io:from :a ; io:to :e ; io:maxLength 2 ; io:end ?y } }`, []string{}},
		{"just short enough", `SELECT (COUNT(*) AS ?k) { SERVICE io:shortestPath { ?n io:from :a ; io:to :e ; io:maxLength 3 ; io:end ?y } }`, []string{"6"}},
		{"backward", `SELECT ?y { SERVICE io:shortestPath { ?n io:from :f ; io:to :d ; io:direction "backward" ; io:step ?i ; io:end ?y } } ORDER BY ?i`, []string{"e", "d"}},
		{"both ways", `SELECT ?p ?y { SERVICE io:shortestPath { ?n io:from :a ; io:to :e ; io:direction "both" ; io:edge ?p ; io:step ?i ; io:end ?y } } ORDER BY ?i`, []string{"r | f", "p | e"}},
		{"ends from outside", `SELECT ?t (COUNT(*) AS ?k) { VALUES ?s { :a } VALUES ?t { :b :d :e :x } SERVICE io:shortestPath { ?n io:from ?s ; io:to ?t ; io:end ?y } } GROUP BY ?t ORDER BY ?t`,
			[]string{"b | 1", "d | 4", "e | 6"}},
		{"ends from a pattern", `SELECT ?s ?y { ?s :q ?d . SERVICE io:shortestPath { ?n io:from ?s ; io:to ?d ; io:end ?y } }`, []string{"c | d"}},
		{"joined with its steps", `SELECT ?y { SERVICE io:shortestPath { ?n io:from :a ; io:to :d ; io:end ?y } ?y :q ?z }`, []string{"c"}},
		{"to itself", `SELECT ?y { SERVICE io:shortestPath { ?n io:from :x ; io:to :x ; io:end ?y } }`, []string{}},
		{"to a literal", `SELECT ?p { SERVICE io:shortestPath { ?n io:from :g ; io:to "v" ; io:edge ?p } }`, []string{"k"}},
		{"to what is not there", `SELECT ?p { SERVICE io:shortestPath { ?n io:from :a ; io:to :absent ; io:edge ?p } }`, []string{}},
		{"in a graph", `SELECT ?p { GRAPH :h { SERVICE io:shortestPath { ?n io:from :b ; io:to :f ; io:edge ?p } } }`, []string{"p"}},
		{"optional", `SELECT ?s ?y { VALUES ?s { :c :x } OPTIONAL { SERVICE io:shortestPath { ?n io:from ?s ; io:to :d ; io:end ?y } } } ORDER BY ?s`, []string{"c | d", "x | -"}},
		{"exists", `SELECT ?s { VALUES ?s { :c :x :f } FILTER EXISTS { SERVICE io:shortestPath { ?n io:from ?s ; io:to :d ; io:end ?y } } } ORDER BY ?s`, []string{"c", "f"}},
		{"as GraphDB writes it", `SELECT ?n ?i ?x ?p ?y { SERVICE path:search { <urn:p> path:findPath path:shortestPath ; path:sourceNode :a ; path:destinationNode :d ; path:pathIndex ?n ;
			path:resultBindingIndex ?i ; path:startNode ?x ; path:propertyBinding ?p ; path:endNode ?y } FILTER(?n = 1) } ORDER BY ?i`, []string{"1 | 0 | a | p | c", "1 | 1 | c | q | d"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := values(t, e, c.query); !slices.Equal(got, c.want) {
				x, _ := e.Explain(context.Background(), c.query, Params{})
				t.Errorf("got %q, want %q\n%s", got, c.want, x)
			}
		})
	}
	var syntax *rdf.SyntaxError
	for _, bad := range []string{`io:from :a`, `io:from :a ; io:to :b ; io:limit 0`, `io:from :a ; io:to :b ; io:step 1`, `io:from :a ; io:to :b ; :p :q`,
		`io:from :a ; io:to :b ; io:direction "up"`, `io:from :a ; io:to :b ; io:along ?p`, `io:from/io:to :a`} {
		if _, err := e.Query(context.Background(), `SELECT * { SERVICE io:shortestPath { ?n `+bad+` } }`, Params{}); !errors.As(err, &syntax) {
			t.Errorf("%s gives %v", bad, err)
		}
	}
	if _, err := consume(e, context.Background(), `SELECT * { SERVICE io:shortestPath { ?n io:from ?a ; io:to :b ; io:end ?y } }`, Params{}); !errors.Is(err, ErrUnbound) {
		t.Errorf("an end that nothing binds gives %v", err)
	}
}

// All shortest paths of random graphs, against paths that grow edge by edge.
func TestShortestPathsOfRandomGraphs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for round := range 25 {
		type edge struct{ s, p, o string }
		var edges []edge
		var data strings.Builder
		for range 6 + rnd.IntN(22) {
			x := edge{fmt.Sprintf("n%d", rnd.IntN(9)), []string{"p", "q"}[rnd.IntN(2)], fmt.Sprintf("n%d", rnd.IntN(9))}
			if !slices.Contains(edges, x) {
				edges = append(edges, x)
				fmt.Fprintf(&data, ":%s :%s :%s .\n", x.s, x.p, x.o)
			}
		}
		e := routes(t, data.String())
		for _, direction := range []string{"forward", "backward", "both"} {
			step := func(at string) (out []edge) {
				for _, x := range edges {
					if x.s == at && direction != "backward" {
						out = append(out, x)
					}
					if back := (edge{x.o, x.p, x.s}); x.o == at && direction != "forward" && !slices.Contains(out, back) {
						out = append(out, back)
					}
				}
				return out
			}
			want := []string{}
			for paths := [][]edge{nil}; len(want) == 0 && len(paths) > 0 && len(paths[0]) < 9; {
				var longer [][]edge
				for _, path := range paths {
					at := "n0"
					if len(path) > 0 {
						at = path[len(path)-1].o
					}
					for _, x := range step(at) {
						next := append(slices.Clone(path), x)
						if longer = append(longer, next); x.o == "n1" {
							want = append(want, fmt.Sprint(next))
						}
					}
				}
				if paths = longer; len(paths) > 20000 {
					break
				}
			}
			var got []string
			rows := values(t, e, `SELECT ?n ?i ?x ?p ?y { SERVICE io:shortestPath { ?n io:from :n0 ; io:to :n1 ; io:direction "`+direction+`" ; io:step ?i ; io:start ?x ; io:edge ?p ; io:end ?y } } ORDER BY ?n ?i`)
			var path []edge
			for i, row := range rows {
				f := strings.Split(row, " | ")
				path = append(path, edge{f[2], f[3], f[4]})
				if i+1 == len(rows) || !strings.HasPrefix(rows[i+1], f[0]+" ") {
					got = append(got, fmt.Sprint(path))
					path = nil
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			want = slices.Compact(want) // an edge that is there in both directions is walked the same way twice
			if !slices.Equal(got, want) {
				t.Fatalf("round %d, %s: got %q, want %q of\n%s", round, direction, got, want, &data)
			}
		}
	}
}

// A search over a network ends when it is told to, within its memory.
func TestShortestPathIsLimited(t *testing.T) {
	e := New(shared()(t), Options{Memory: 16 << 20, SharedMemory: 64 << 20})
	n, err := consume(e, context.Background(), `SELECT * { SERVICE <https://w3id.org/concord/def#shortestPath> { ?n <https://w3id.org/concord/def#from> :person1 ; <https://w3id.org/concord/def#to> :person77 ; <https://w3id.org/concord/def#along> :knows ; <https://w3id.org/concord/def#end> ?y } }`, Params{})
	if err != nil || n == 0 {
		t.Errorf("%d rows, %v", n, err)
	}
	small := New(shared()(t), Options{Memory: 64 << 10})
	if _, err := consume(small, context.Background(), `SELECT * { SERVICE <https://w3id.org/concord/def#shortestPath> { ?n <https://w3id.org/concord/def#from> :person1 ; <https://w3id.org/concord/def#to> :absent , :city1 ; <https://w3id.org/concord/def#end> ?y } }`, Params{}); err != nil && !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
	if e.pool.Taken() != 0 {
		t.Errorf("%d bytes are not given back", e.pool.Taken())
	}
}

package plan

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"w3id.org/concord/index"
	"w3id.org/concord/index/indextest"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/sparql"
)

// terms gives constants their IDs, as a run does.
type terms struct {
	expr.Context
	snap index.Snapshot
}

func (x terms) Intern(ts []rdf.Term, dst []index.ID) error {
	if err := x.snap.IDs(context.Background(), ts, dst); err != nil {
		return err
	}
	for i := range dst {
		if dst[i] == 0 {
			dst[i] = index.MakeID(index.KindQuery, uint64(i+1))
		}
	}
	return nil
}

// groupOf is the join group of a pattern over a store in which statistics matter.
func groupOf(t *testing.T, snap index.Snapshot, pattern string) *joinGroup {
	t.Helper()
	q, err := sparql.ParseQuery("PREFIX : <urn:> SELECT * { "+pattern+" }", sparql.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := algebra.Translate(q)
	if err != nil {
		t.Fatal(err)
	}
	all := index.GraphSet{Mode: index.Union}
	b := (&Builder{Ctx: context.Background(), Snap: snap, Terms: terms{snap: snap}, Dataset: Dataset{Default: all}}).begin()
	n := Rewrite(a.Node).(*algebra.Project).Input
	j := &joinGroup{b: b, bound: possible(n)}
	if err := j.flatten(n, GraphRef{Set: all}, true, nil); err != nil {
		t.Fatal(err)
	}
	j.informed()
	for i := range j.filters {
		j.equal = append(j.equal, equalities(j.filters[i].expr)...)
		j.filters[i].need = intersect(exprVars(j.filters[i].expr), j.bound)
	}
	return j
}

func statisticsMatter(t *testing.T) index.Snapshot {
	s, err := store.Open("", store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var ttl strings.Builder
	ttl.WriteString("@prefix : <urn:> .\n")
	for i := range 400 {
		fmt.Fprintf(&ttl, ":s%d :p :o%d ; :n %d .\n", i, i%30, i%50)
		if i%3 == 0 {
			fmt.Fprintf(&ttl, ":s%d :q :s%d, :s%d ; :r :o%d .\n", i, (i*7)%400, (i*11)%400, i%20)
		}
	}
	indextest.LoadTurtle(t, s, ttl.String())
	return indextest.Snapshot(t, s)
}

// What a step is expected to cost and give is what its operator says when it is made.
func TestStepsCostWhatTheyMake(t *testing.T) {
	snap := statisticsMatter(t)
	seen := map[way]int{}
	for _, pattern := range []string{
		":s3 :q ?y . ?y :p ?o . ?y :n ?n . ?x :q ?y",
		"?x :p ?o ; :n ?n ; :q ?y ; :r ?z",
		"?x :p ?o . ?y :r ?o FILTER(?x != ?y) FILTER(?o != :o3)",
		"?x :n ?n . ?y :n ?m . ?x :q ?z FILTER(?n = ?m) FILTER(?n > 40)",
		"?x :n ?n FILTER(?n > 45) . ?x :p ?o . ?x :q ?y",
		"?x :p ?o . ?y :q+ ?x . ?y :r :o1",
		"?x :q ?x . ?x ?p ?o",
		"?x :r :o1 . ?y :r :o2",
		"?x ?p 998 . ?x ?q 999 . ?x :p ?o", // the store has IDs for the numbers, and no row
		"VALUES ?x { :s1 :s3 } ?x :q ?y . { SELECT ?y ?z { ?z :q ?y } }",
	} {
		j := groupOf(t, snap, pattern)
		for _, f := range j.factors {
			for _, g := range j.factors {
				if f == g {
					continue
				}
				compareSteps(t, j, j.filtered(f), g, pattern, seen)
			}
		}
	}
	if seen[byLookup] == 0 || seen[byMerge] == 0 || seen[byHash] == 0 || seen[ready] == 0 {
		t.Errorf("ways that were seen: %v", seen)
	}
}

func compareSteps(t *testing.T, j *joinGroup, cur Node, f *factor, pattern string, seen map[way]int) {
	t.Helper()
	ways, err := j.ways(nil, cur, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range ways {
		seen[w.how]++
		n, err := j.take(&w)
		if err != nil {
			t.Fatal(err)
		}
		got := n.Out()
		if !(got.Rows+got.Cost <= math.MaxFloat64) || math.Abs(got.Rows-w.rows) > 1e-9*(1+w.rows) || math.Abs(got.Cost-w.cost) > 1e-9*(1+w.cost) {
			t.Errorf("%s, way %d: expected %v rows for %v, made are %v for %v", pattern, w.how, w.rows, w.cost, got.Rows, got.Cost)
		}
	}
}

// Estimates are the same whether they are remembered or not, and those of one base are not given for another.
func TestMemoryOfEstimates(t *testing.T) {
	a := index.NewStars([]index.Star{{Predicates: []index.ID{1, 2, 3}, Triples: []uint64{10, 20, 30}, Subjects: 10}})
	b := index.NewStars([]index.Star{{Predicates: []index.ID{1, 2, 3}, Triples: []uint64{5, 5, 5}, Subjects: 5}})
	m := &Memory{}
	for _, c := range []struct {
		stars *index.Stars
		want  float64
	}{{a, 60}, {a, 60}, {b, 5}, {a, 60}} {
		e := &estimates{stars: c.stars, memory: m}
		x := e.of(star{predicates: []index.ID{1, 3}}, star{predicates: []index.ID{2}})
		if x.Rows != c.want {
			t.Errorf("%v rows, want %v", x.Rows, c.want)
		}
	}
	for i := range index.ID(100_000) {
		(&estimates{stars: a, memory: m}).of(star{predicates: []index.ID{i}}, star{})
	}
	if m.bytes > memoryBytes || len(m.known)*64 > memoryBytes {
		t.Errorf("%d estimates of %d bytes are remembered", len(m.known), m.bytes)
	}
}

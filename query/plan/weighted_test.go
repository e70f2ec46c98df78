package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/sparql"
)

// randomParts are triples over few variables, so that some hang together and some do not.
func randomParts(r *rand.Rand) []algebra.Node {
	end := func() sparql.Node {
		if r.IntN(5) == 0 {
			return sparql.Node{Term: rdf.NewIRI("http://example/constant")}
		}
		return sparql.Node{Var: Var(fmt.Sprint("v", r.IntN(9)))}
	}
	var parts []algebra.Node
	for range 1 + r.IntN(8) {
		t := sparql.Triple{S: end(), O: end(), Path: &sparql.PathIRI{IRI: "http://example/p"}}
		parts = append(parts, &algebra.BGP{Triples: []sparql.Triple{t}})
	}
	return parts
}

// Parts are in one group just where variables other than v lead from one to the other.
func TestPartsOfAGroupHangTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		parts, v := randomParts(r), Var("v0")
		groups, in := groupsBeside(parts, v), map[algebra.Node]int{}
		if flat := slices.Concat(groups...); len(flat) != len(parts) {
			t.Fatalf("%d parts became %d", len(parts), len(flat))
		}
		for i, g := range groups {
			for _, p := range g {
				in[p] = i
			}
		}
		for _, p := range parts {
			reached := reachedBeside(parts, p, v)
			for _, q := range parts {
				if reached[q] != (in[p] == in[q]) {
					t.Fatalf("%v and %v: in one group %v, hang together %v", p, q, in[p] == in[q], reached[q])
				}
			}
		}
	}
}

// reachedBeside are the parts to which variables other than v lead from one, found by trying all again until nothing is added.
func reachedBeside(parts []algebra.Node, from algebra.Node, v Var) map[algebra.Node]bool {
	reached, seen := map[algebra.Node]bool{from: true}, occurs(from)
	delete(seen, v)
	for grows := true; grows; {
		grows = false
		for _, p := range parts {
			if !reached[p] && len(intersect(seen, occurs(p))) > 0 {
				reached[p], seen, grows = true, union(seen, occurs(p)), true
				delete(seen, v)
			}
		}
	}
	return reached
}

func TestMentionedAreThoseThatOccur(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		var n algebra.Node
		for _, p := range randomParts(r) {
			n = joined(n, p)
		}
		other := joined(nil, randomParts(r)[0])
		all := occurs(n)
		for i := range 10 {
			if v := Var(fmt.Sprint("v", i)); mentioned(n, v) != all[v] {
				t.Fatalf("%v mentions %s: %v", n, v, !all[v])
			}
		}
		shared := intersect(occurs(other), all)
		if v, ok := sharedOne(other, n); ok != (len(shared) == 1) || ok && !shared[v] {
			t.Fatalf("%v and %v share %v, not %q alone", other, n, shared, v)
		}
	}
}

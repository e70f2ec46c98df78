package query

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"w3id.org/concord/query/plan"
)

// paired is things of which each of a few groups holds many; most subjects that have a class have another one.
func paired() string {
	var n strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&n, "<urn:m%d> a <urn:Member> ; <urn:of> <urn:g%d> ; <urn:by> <urn:w%d> . <urn:w%d> <urn:name> \"%d\" .\n", i, i%500, i, i, i%700)
	}
	for i := range 30000 {
		fmt.Fprintf(&n, "<urn:x%d> a <urn:Other%d> .\n", i, i%7)
	}
	return n.String()
}

const coMembers = `{ ?x a <urn:Member> ; <urn:of> ?g ; <urn:by> ?w . ?w <urn:name> ?n . ?y a <urn:Member> ; <urn:of> ?g ; <urn:by> ?v . ?v <urn:name> ?o }`

// TestTreeOfJoins: members of groups are named before they are paired, not after, and a sample tells how many are members.
func TestTreeOfJoins(t *testing.T) {
	e := newEngine(t, Options{}, paired())
	x, err := e.Explain(context.Background(), "SELECT ?n ?o "+coMembers, Params{})
	if err != nil {
		t.Fatal(err)
	}
	_, tree, _ := strings.Cut(x.String(), "\nPlan\n")
	lines := strings.Split(tree, "\n")
	if len(lines) < 2 || !strings.Contains(lines[1], "hash join on ?g  (about 800000 rows)") || strings.Count(tree, "?g  in all graphs  (about 20000 rows)") != 2 {
		t.Errorf("not two sides of 20,000 rows that are joined by their group:\n%s", tree)
	}
	for _, m := range []plan.Method{plan.Auto, plan.ForceHash, plan.ForceTree} {
		n, err := consume(e, context.Background(), "SELECT ?n ?o "+coMembers, Params{Method: m})
		if err != nil || n != 500*40*40 {
			t.Errorf("method %d: %d rows, %v", m, n, err)
		}
	}
}

// TestTiesOfClasses: what a sample says of a class and another property of its subjects is within reach of the truth, whether they go
// together, exclude each other or have nothing to do with each other.
func TestTiesOfClasses(t *testing.T) {
	var n strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&n, "<urn:x%d> a <urn:C%d> ; <urn:p%d> %d ; <urn:q%d> %d .\n", i, i%10, i%10, i, i*7919%13, i)
	}
	e := newEngine(t, Options{}, n.String())
	for text, truth := range map[string]int{
		"SELECT * { ?x a <urn:C3> ; <urn:p3> ?p }": 2000,
		"SELECT * { ?x a <urn:C3> ; <urn:p4> ?p }": 0,
		"SELECT * { ?x a <urn:C3> ; <urn:q5> ?p }": 154,
	} {
		x, err := e.Explain(context.Background(), text, Params{Method: plan.ForceTree})
		if err != nil {
			t.Fatal(err)
		}
		_, tree, _ := strings.Cut(x.String(), "\nPlan\n")
		about := 0.0
		if _, err := fmt.Sscanf(tree[strings.Index(tree, "(about"):], "(about %g", &about); err != nil {
			t.Fatal(err, tree)
		}
		if n := float64(truth); about < n/2 || about > 2*n+16 {
			t.Errorf("%s: about %v rows, in truth %v\n%s", text, about, truth, tree)
		}
	}
}

// TestMembersOfClasses: what a predicate leads to is taken to be of the class that is asked for, however many things are of others.
func TestMembersOfClasses(t *testing.T) {
	var n strings.Builder
	for i := range 30000 {
		fmt.Fprintf(&n, "<urn:o%d> a <urn:Order> ; <urn:contains> <urn:p%d> .\n", i, i%300)
	}
	for i := range 300 {
		fmt.Fprintf(&n, "<urn:p%d> a <urn:Product> .\n", i)
	}
	e := newEngine(t, Options{}, n.String())
	x, err := e.Explain(context.Background(), "SELECT * { ?p a <urn:Product> . ?o <urn:contains> ?p }", Params{})
	if err != nil {
		t.Fatal(err)
	}
	if _, tree, _ := strings.Cut(x.String(), "\nPlan\n"); !strings.Contains(strings.Split(tree, "\n")[0], "(about 30000 rows)") {
		t.Errorf("not about 30,000 rows:\n%s", tree)
	}
}

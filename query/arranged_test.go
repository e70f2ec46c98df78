package query

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"testing"

	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
)

// fellows is things that are of groups, several things with one name, some of them of several groups.
func fellows(things, groups, names int) string {
	var n strings.Builder
	for i := range things {
		fmt.Fprintf(&n, "<urn:m%d> <urn:of> <urn:g%d> ; <urn:name> \"%d\" .\n", i, i*i%groups, i%names)
		if i%5 == 0 {
			fmt.Fprintf(&n, "<urn:m%d> <urn:of> <urn:g%d> .\n", i, i%groups)
		}
	}
	return n.String()
}

const pairsOfNames = `SELECT DISTINCT ?n ?o { ?x <urn:of> ?g ; <urn:name> ?n . ?y <urn:of> ?g ; <urn:name> ?o FILTER(?n < ?o) }`

// sumOfRows is the number of rows, and a sum of what is in them that does not depend on their sequence.
func sumOfRows(t *testing.T, e *Engine, text string, m plan.Method) (sum [2]uint64) {
	t.Helper()
	r, err := e.Query(context.Background(), text, Params{Method: m})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for row, err := range r.Seq() {
		if err != nil {
			t.Fatal(err)
		}
		h := fnv.New64a()
		for _, x := range row {
			h.Write([]byte(x.Value + "\n"))
		}
		sum[0], sum[1] = sum[0]+1, sum[1]+h.Sum64()
	}
	return sum
}

// operatorOf finds an operator of a plan by its name; nil if there is none.
func operatorOf(o *plan.Operator, name string) *plan.Operator {
	if o.Name == name {
		return o
	}
	for _, in := range o.Inputs {
		if found := operatorOf(in, name); found != nil {
			return found
		}
	}
	return nil
}

// TestDistinctByRuns: where joins make many rows of few, DISTINCT holds no more than the rows of a few values, on one core or several, and its
// rows are those of a plan that knows nothing of runs; also where there is no memory for arranging anything.
func TestDistinctByRuns(t *testing.T) {
	e := newEngine(t, Options{Cores: 1}, fellows(4500, 9, 3800))
	want := sumOfRows(t, e, pairsOfNames, plan.ForceLookup)
	x, err := e.Analyze(context.Background(), pairsOfNames, Params{})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(x.String(), "distinct, by runs of ?") || x.Ran.Memory > 4<<20 {
		t.Fatalf("not by runs, or %d bytes are held:\n%s", x.Ran.Memory, x)
	}
	if a := operatorOf(x.Plan, "arrange"); a == nil || a.Run.Rows != a.Inputs[0].Run.Rows {
		t.Errorf("the arranged rows are not those of the input:\n%s", x)
	}
	for name, o := range map[string]Options{
		"one core":      {Cores: 1},
		"two cores":     {Cores: 2},
		"many files":    {Temp: t.TempDir(), SpillRows: 1000},
		"little memory": {Temp: t.TempDir(), Memory: 2 << 20},
	} {
		if got := sumOfRows(t, New(e.store, o), pairsOfNames, plan.Auto); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

// TestDistinctKeepsItsSequence: where the sequence matters or the first rows may be all that are wanted, nothing is arranged.
func TestDistinctKeepsItsSequence(t *testing.T) {
	e := newEngine(t, Options{}, fellows(4500, 9, 3800))
	for _, text := range []string{pairsOfNames + " LIMIT 500000", pairsOfNames + " ORDER BY ?n ?o"} {
		x, err := e.Explain(context.Background(), text, Params{})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(x.String(), "arrange by") {
			t.Errorf("arranged:\n%s", x)
		}
	}
	r, err := e.Query(context.Background(), pairsOfNames+" ORDER BY ?n ?o", Params{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rows, err := r.Rows()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if !slices.IsSortedFunc(rows, func(x, y []rdf.Term) int {
		return cmp.Or(strings.Compare(x[0].Value, y[0].Value), strings.Compare(x[1].Value, y[1].Value))
	}) {
		t.Error("the rows are not in order")
	}
}

package query

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"w3id.org/concord/query/plan"
)

const explainedText = `SELECT * { ?x <http://example/p> ?y . ?y <http://example/p> ?z OPTIONAL { ?z <http://example/q> ?w } ` +
	`FILTER NOT EXISTS { ?z ?q ?x } VALUES ?x { <http://example/a> UNDEF } } ORDER BY ?z LIMIT 5`

func TestExplainShowsEveryStage(t *testing.T) {
	e := newEngine(t, Options{}, `:a :p :b . :b :p :c .`)
	plain, err := e.Explain(context.Background(), explainedText, Params{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Query\n", "Algebra\n", "Algebra, rewritten\n", "Plan\n", "scan ", "not exists", "about"} {
		if !strings.Contains(plain.String(), want) {
			t.Errorf("%q is missing in\n%s", want, plain)
		}
	}
	if plain.Ran != nil || plain.Plan.Run != nil {
		t.Error("Explain ran the query")
	}
	run, err := e.Analyze(context.Background(), explainedText, Params{})
	if err != nil || !strings.Contains(run.String(), "in truth 2 in") || !strings.Contains(run.String(), "2 rows in") {
		t.Errorf("%v\n%s", err, run)
	}
}

// What the JSON holds, read back as a client would.
func TestExplainAsJSON(t *testing.T) {
	e := newEngine(t, Options{}, `:a :p :b . :b :p :c .`)
	x, err := e.Analyze(context.Background(), explainedText, Params{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	type step struct {
		Operator string
		Lines    []string
		Inputs   []*step
	}
	var got struct {
		Tree struct {
			Is, Form string
			Where    struct{ Elements []map[string]any }
			Limit    int
		}
		Algebra, Rewritten *step
		Plan               *plan.Operator
		Ran                Ran
	}
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Tree.Is != "Query" || got.Tree.Form != "SELECT" || got.Tree.Limit != 5 || len(got.Tree.Where.Elements) != 4 {
		t.Errorf("the tree is %+v in\n%s", got.Tree, data)
	}
	if got.Algebra.Operator != "slice" || got.Rewritten.Operator != "slice" || got.Plan.Name != "slice" {
		t.Errorf("the roots are %s, %s, %s", got.Algebra.Operator, got.Rewritten.Operator, got.Plan.Name)
	}
	if got.Plan.Run == nil || got.Plan.Run.Rows != 2 || got.Ran.Rows != 2 {
		t.Errorf("the plan ran as %+v, all of it as %+v", got.Plan.Run, got.Ran)
	}
}

// The memory of a query is that of its operators.
func TestExplainSaysWhoHoldsMemory(t *testing.T) {
	e := New(shared()(t), Options{})
	x, err := e.Analyze(context.Background(), `PREFIX : <http://example/> SELECT ?c (COUNT(DISTINCT ?b) AS ?n) { ?a :knows ?b . ?b :city ?c } GROUP BY ?c`, Params{})
	if err != nil {
		t.Fatal(err)
	}
	holders, sum := 0, int64(0)
	var walk func(o *plan.Operator)
	walk = func(o *plan.Operator) {
		if o.Run.Memory > 0 {
			holders++
		}
		sum += o.Run.Memory
		for _, k := range o.Inputs {
			walk(k)
		}
	}
	walk(x.Plan)
	if holders == 0 || sum < x.Ran.Memory {
		t.Errorf("%d operators hold %d bytes, the query %d:\n%s", holders, sum, x.Ran.Memory, x)
	}
}

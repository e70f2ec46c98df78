package query

import (
	"context"
	"fmt"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/algebra"
	"w3id.org/concord/query/exec"
	"w3id.org/concord/query/plan"
	"w3id.org/concord/query/sparql"
)

// Explanation is what becomes of a query, stage by stage. String prints it for people, encoding/json for programs.
type Explanation struct {
	Query     string         `json:"query"`     // the tree as text, every name written out
	Tree      any            `json:"tree"`      // the syntax tree
	Algebra   *algebra.Step  `json:"algebra"`   // as the specification makes it
	Rewritten *algebra.Step  `json:"rewritten"` // as the planner takes it
	Plan      *plan.Operator `json:"plan"`
	Snapshot  uint64         `json:"snapshot"` // the commit that it was planned for
	Planning  float64        `json:"planningMilliseconds"`
	Cached    bool           `json:"planCached"`    // the plan of an earlier query was taken
	Ran       *Ran           `json:"ran,omitempty"` // nil where nothing was run

	algebra, rewritten algebra.Node
}

// Ran is what the run of a whole query took.
type Ran struct {
	Rows   int64   `json:"rows"`
	Millis float64 `json:"milliseconds"`
	Memory int64   `json:"memoryBytes"` // the most that its operators held at once
}

// Explain says what becomes of a query: the text as parsed, its algebra, the algebra rewritten, and the plan with the rows
// each operator is expected to give. Nothing is run.
func (e *Engine) Explain(ctx context.Context, text string, p Params) (*Explanation, error) {
	return e.explain(ctx, text, p, false)
}

// Analyze is Explain of a query that is run to its end: each operator with its true rows, its time, which includes that
// of the operators below it, and the most memory it held itself.
func (e *Engine) Analyze(ctx context.Context, text string, p Params) (*Explanation, error) {
	return e.explain(ctx, text, p, true)
}

func (e *Engine) explain(ctx context.Context, text string, p Params, analyze bool) (x *Explanation, err error) {
	snap, err := e.store.Snapshot()
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	defer snap.Close()
	j, ctx := e.enlist(ctx, text, p, false)
	defer e.end(j)
	defer func() { err = endOf(ctx, err) }()
	defer guard(&err)
	begin := time.Now()
	key := e.planKey(snap, text, p)
	known := e.plans.get(key)
	tree, err := e.treeOf(known, text, p)
	if err != nil {
		return nil, err
	}
	r, err := e.ready(ctx, snap, known, key, tree, p, analyze)
	if err != nil {
		return nil, err
	}
	j.runs(r, snap)
	x = &Explanation{Query: r.tree.String(), Tree: sparql.Tree(r.tree), Algebra: algebra.Outline(r.algebra.Node),
		Rewritten: algebra.Outline(r.rewrite), Snapshot: snap.Seq(), Planning: millis(time.Since(begin)), Cached: r.cached,
		algebra: r.algebra.Node, rewritten: r.rewrite}
	print := plan.Printer{Name: namer(r.run)}
	if analyze {
		if x.Ran, err = drain(r); err != nil {
			return nil, err
		}
		print.Run = measured(r.run)
	}
	x.Plan = print.Tree(r.root)
	return x, nil
}

// Stages are the stages before the plan as text: pairs of title and text.
func (x *Explanation) Stages() [][2]string {
	return [][2]string{{"Query", x.Query}, {"Algebra", algebra.String(x.algebra)}, {"Algebra, rewritten", algebra.String(x.rewritten)}}
}

// PlanTitle is the heading of the plan: it says where the plan was there already.
func (x *Explanation) PlanTitle() string {
	if x.Cached {
		return "Plan, kept from an earlier query"
	}
	return "Plan"
}

// String prints every stage.
func (x *Explanation) String() string {
	var s strings.Builder
	for _, stage := range x.Stages() {
		section(&s, stage[0], stage[1])
	}
	section(&s, x.PlanTitle(), x.Plan.String())
	if r := x.Ran; r != nil {
		fmt.Fprintf(&s, "planned in %.3f ms; %d rows in %.3f ms, at most %d KiB held\n", x.Planning, r.Rows, r.Millis, r.Memory>>10)
	}
	return s.String()
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func section(s *strings.Builder, title, body string) {
	fmt.Fprintf(s, "%s\n", title)
	for _, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
		fmt.Fprintf(s, "  %s\n", line)
	}
	s.WriteByte('\n')
}

// drain runs a plan to its end.
func drain(r *prepared) (*Ran, error) {
	begin, out := time.Now(), &Ran{}
	rows, err := r.run.Open(r.root)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for {
		b, err := rows.Next()
		if err != nil {
			return nil, err
		}
		if b == nil {
			break
		}
		out.Rows += int64(b.N)
	}
	out.Millis, out.Memory = millis(time.Since(begin)), r.run.Peak()
	return out, nil
}

func namer(run *exec.Query) func(index.ID) string {
	return func(id index.ID) string {
		var t [1]rdf.Term
		if err := run.Terms([]index.ID{id}, t[:]); err != nil || t[0].IsZero() {
			return "the unnamed graph"
		}
		return t[0].String()
	}
}

// measured gives what a run knows of its operators.
func measured(run *exec.Query) func(plan.Node) *plan.Run {
	return func(n plan.Node) *plan.Run {
		st, _ := run.Stat(n)
		return &plan.Run{Rows: st.Rows, Opens: st.Opens, Parts: st.Parts, Workers: st.Workers, Millis: millis(st.Time), Memory: st.Peak}
	}
}

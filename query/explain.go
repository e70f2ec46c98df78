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
)

// Explain prints what becomes of a query, stage by stage: the text as parsed, its algebra, the algebra rewritten, and the
// plan with the rows each operator is expected to give. Nothing is run.
func (e *Engine) Explain(ctx context.Context, text string, p Params) (string, error) {
	return e.explain(ctx, text, p, false)
}

// Analyze is Explain of a query that is run to its end: each operator with its true rows and its time, which includes that
// of the operators below it.
func (e *Engine) Analyze(ctx context.Context, text string, p Params) (string, error) {
	return e.explain(ctx, text, p, true)
}

func (e *Engine) explain(ctx context.Context, text string, p Params, analyze bool) (out string, err error) {
	snap, err := e.store.Snapshot()
	if err != nil {
		return "", fmt.Errorf("explain: %w", err)
	}
	defer snap.Close()
	ctx, cancel := e.limit(ctx, p)
	defer cancel()
	defer func() { err = endOf(ctx, err) }()
	defer guard(&err)
	begin := time.Now()
	r, err := e.prepare(ctx, snap, text, p, analyze)
	if err != nil {
		return "", err
	}
	planned := time.Since(begin)
	print := plan.Printer{Name: namer(r.run)}
	var total string
	if analyze {
		if total, err = drain(r); err != nil {
			return "", err
		}
		print.Note = noter(r.run)
	}
	var s strings.Builder
	section(&s, "Query", r.tree.String())
	section(&s, "Algebra", algebra.String(r.algebra.Node))
	section(&s, "Algebra, rewritten", algebra.String(r.rewrite))
	section(&s, "Plan", print.String(r.root))
	if analyze {
		fmt.Fprintf(&s, "planned in %v; %s\n", planned.Round(time.Microsecond), total)
	}
	return s.String(), nil
}

func section(s *strings.Builder, title, body string) {
	fmt.Fprintf(s, "%s\n", title)
	for _, line := range strings.Split(strings.TrimRight(body, "\n"), "\n") {
		fmt.Fprintf(s, "  %s\n", line)
	}
	s.WriteByte('\n')
}

// drain runs a plan to its end.
func drain(r *prepared) (string, error) {
	begin := time.Now()
	rows, err := r.run.Open(r.root)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	n := 0
	for {
		b, err := rows.Next()
		if err != nil {
			return "", err
		}
		if b == nil {
			break
		}
		n += b.N
	}
	d := time.Since(begin).Round(time.Microsecond)
	return fmt.Sprintf("%d rows in %v, at most %d KiB held", n, d, r.run.Peak()>>10), nil
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

func noter(run *exec.Query) func(plan.Node) string {
	return func(n plan.Node) string {
		st := run.Stat(n)
		if st == nil {
			return "; never run"
		}
		note := fmt.Sprintf("; in truth %d in %v", st.Rows, st.Time.Round(time.Microsecond))
		if st.Opens > 1 {
			note += fmt.Sprintf(", %d runs", st.Opens)
		}
		return note
	}
}

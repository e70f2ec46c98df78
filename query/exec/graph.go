package exec

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/plan"
)

// graphApply runs its input once per named graph and binds a variable to the graph.
type graphApply struct {
	q    *Query
	n    *plan.GraphApply
	e    *env
	at   int
	in   operator
	col  []index.ID
	mark []bool
	out  Batch
}

func (g *graphApply) next() (*Batch, error) {
	for {
		if g.in == nil {
			if g.at == len(g.n.Graphs) {
				return nil, nil
			}
			var err error
			if g.in, err = g.q.open(g.n.Input, g.e.withGraph(g.n.Graphs[g.at])); err != nil {
				return nil, err
			}
		}
		b, err := g.in.next()
		if err != nil {
			return nil, err
		}
		if b == nil {
			g.in.close()
			g.in = nil
			g.at++
			continue
		}
		if b = g.bind(b, g.n.Graphs[g.at]); b.N > 0 {
			return b, nil
		}
	}
}

// bind adds the graph as a column, or keeps the rows in which the variable has no other value.
func (g *graphApply) bind(b *Batch, id index.ID) *Batch {
	c := g.n.Input.Out().Col(g.n.Var)
	g.out.N, g.out.Cols = b.N, append(g.out.Cols[:0], b.Cols...)
	if c < 0 {
		g.col = resize(g.col, BatchRows)
		for i := range b.N {
			g.col[i] = id
		}
		g.out.Cols = append(g.out.Cols, g.col)
		return &g.out
	}
	g.mark = resize(g.mark, b.N)
	g.col = append(g.col[:0], b.Cols[c][:b.N]...)
	for i, x := range g.col {
		g.mark[i] = x == 0 || x == id
		g.col[i] = id
	}
	g.out.Cols[c] = g.col
	g.out.keep(g.mark)
	return &g.out
}

func (g *graphApply) close() {
	if g.in != nil {
		g.in.close()
	}
}

// ErrRemote says that it was another server that failed.
var ErrRemote = errors.New("another server did not do its part")

// ErrService says that a query calls another endpoint, which is not allowed.
var ErrService = errors.New("SERVICE is not allowed here; start with a list of endpoints that may be called")

// openService calls another endpoint, or each of those that the rows around name.
func (q *Query) openService(n *plan.Service, e *env) (operator, error) {
	names := []index.ID{n.Name}
	if n.Algebra.Name.IsVar() {
		if n.Feed == nil {
			return nil, fmt.Errorf("SERVICE ?%s: nothing binds the variable before the call; name the endpoint, or bind it in the same group", n.Algebra.Name.Var)
		}
		in := e.find(n.Feed)
		names = distinctIDs(in.Cols[n.Feed.Col(n.Algebra.Name.Var)][:in.N])
	}
	var all [][]rdf.Term
	for _, name := range names {
		rows, err := q.rowsOf(n, name)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return q.storeRows(all, len(n.Vars))
}

func distinctIDs(in []index.ID) []index.ID {
	out := slices.Clone(in)
	slices.Sort(out)
	return slices.Compact(out)
}

// rowsOf are the solutions of one endpoint. SILENT turns an error into one empty solution. An endpoint that is a variable's
// is part of its solutions.
func (q *Query) rowsOf(n *plan.Service, name index.ID) ([][]rdf.Term, error) {
	var t [1]rdf.Term
	if err := q.Terms([]index.ID{name}, t[:]); err != nil {
		return nil, err
	}
	rows, err := q.callService(n, t[0])
	if err != nil {
		if end := q.check(); end != nil {
			return nil, end
		}
		if !n.Algebra.Silent {
			return nil, err
		}
		rows = [][]rdf.Term{make([]rdf.Term, len(n.Vars))}
	}
	if n.Algebra.Name.IsVar() {
		c := n.Col(n.Algebra.Name.Var)
		rows = slices.DeleteFunc(rows, func(r []rdf.Term) bool { return !r[c].IsZero() && r[c] != t[0] })
		for _, r := range rows {
			r[c] = t[0]
		}
	}
	return rows, nil
}

// storeRows holds rows of terms as a batch.
func (q *Query) storeRows(rows [][]rdf.Term, width int) (operator, error) {
	b := sizedBatch(width, len(rows))
	b.N = len(rows)
	if err := q.grow(int64(len(rows) * width * 8)); err != nil {
		return nil, err
	}
	ids := make([]index.ID, width)
	for r, row := range rows {
		if err := q.Intern(row, ids); err != nil {
			return nil, err
		}
		for c, id := range ids {
			b.Cols[c][r] = id
		}
	}
	return &stored{q: q, rows: b}, nil
}

func (q *Query) callService(n *plan.Service, endpoint rdf.Term) ([][]rdf.Term, error) {
	if q.opts.Service == nil {
		return nil, ErrService
	}
	if endpoint.Kind != rdf.IRI {
		return nil, fmt.Errorf("SERVICE: %s is no endpoint", endpoint)
	}
	rows, err := q.opts.Service(q.ctx, n.Algebra, endpoint.Value, n.Vars)
	if err != nil && !errors.Is(err, context.Canceled) {
		err = fmt.Errorf("%w: SERVICE <%s>: %w", ErrRemote, endpoint.Value, err)
	}
	return rows, err
}

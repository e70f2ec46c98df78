package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// scan reads one pattern: the store writes straight into the columns of the batch.
type scan struct {
	q     *Query
	cur   index.Cursor
	out   *Batch
	dst   [][]index.ID
	same  [][2]int // columns of dst that must be equal
	mark  []bool
	cols  int
	ended bool
}

func (q *Query) openScan(n *plan.Scan, e *env) (operator, error) {
	cur, err := q.snap.Scan(q.ctx, n.Request(e.graphs(n.Pattern.Graph)))
	if err != nil {
		return nil, err
	}
	names := n.Pattern.Columns(n.Order, n.Bound)
	s := &scan{q: q, cur: cur, out: &Batch{Cols: make([][]index.ID, len(n.Vars))}}
	s.dst = sizedBatch(len(names), BatchRows).Cols
	first := map[plan.Var]int{}
	for i, v := range names {
		if v == "" {
			continue
		}
		if f, ok := first[v]; ok {
			s.same = append(s.same, [2]int{f, i})
			continue
		}
		first[v] = i
		s.out.Cols[n.Col(v)] = s.dst[i]
	}
	return s, nil
}

func (s *scan) next() (*Batch, error) {
	for !s.ended {
		if err := s.q.check(); err != nil {
			return nil, err
		}
		n, err := s.cur.Next(s.dst)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		s.out.N = n
		if len(s.out.Cols) == 0 { // a constant pattern is there or not, once
			s.out.N, s.ended = 1, true
		}
		if s.same != nil {
			s.dropUnequal(n)
		}
		if s.out.N > 0 {
			return s.out, nil
		}
	}
	return nil, nil
}

// dropUnequal keeps the rows in which a repeated variable has one value.
func (s *scan) dropUnequal(n int) {
	s.mark = resize(s.mark, n)
	for i := range s.mark {
		s.mark[i] = true
		for _, p := range s.same {
			s.mark[i] = s.mark[i] && s.dst[p[0]][i] == s.dst[p[1]][i]
		}
	}
	s.out.keep(s.mark)
}

func (s *scan) close() { s.cur.Close() }

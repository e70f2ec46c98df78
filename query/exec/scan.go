package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// scan reads one pattern: the store writes straight into the columns of the batch.
type scan struct {
	q     *Query
	req   index.Scan
	cur   index.Cursor // nil before the first batch is asked for
	names []plan.Var   // of the columns of the request
	n     *plan.Scan
	parts *plan.RangeScan // what is read range by range; nil: all of it
	out   *Batch
	dst   [][]index.ID
	size  int      // rows of dst
	same  [][2]int // columns of dst that must be equal
	mark  []bool
	full  bool // dst was filled and may be larger
	ended bool
}

func (q *Query) openScan(n *plan.Scan, e *env) (operator, error) {
	s := &scan{q: q, n: n, req: n.Request(e.graphs(n.Pattern.Graph)), names: n.Pattern.Columns(n.Order, n.Bound), size: min(firstRows, 8+int(min(n.Rows, firstRows)))}
	if q.part != nil && q.part.leaf == n {
		s.req.From, s.req.To = q.part.scan.From, q.part.scan.To
	}
	s.arrange()
	return s, nil
}

func (q *Query) openRanges(n *plan.RangeScan, e *env) (operator, error) {
	op, err := q.openScan(&n.Scan, e)
	op.(*scan).parts = n
	return op, err
}

// arrange makes the columns of the batch.
func (s *scan) arrange() {
	s.out, s.same = &Batch{Cols: make([][]index.ID, len(s.n.Vars))}, nil
	for i := range s.out.Cols {
		s.out.Cols[i] = zeros
	}
	s.dst = sizedBatch(len(s.names), s.size).Cols
	first := map[plan.Var]int{}
	for i, v := range s.names {
		if v == "" {
			continue
		}
		if f, ok := first[v]; ok {
			s.same = append(s.same, [2]int{f, i})
			continue
		}
		first[v] = i
		s.out.Cols[s.n.Col(v)] = s.dst[i]
	}
}

// narrow leaves out columns that nobody looks at. Where equal rows are to come once, all columns tell which are equal.
func (s *scan) narrow(wanted []bool) {
	if s.req.Distinct || s.same != nil || s.cur != nil {
		return
	}
	var names []plan.Var
	cols, at := uint8(0), 0
	for i := range 4 {
		if s.req.Cols&(1<<i) == 0 {
			continue
		}
		if v := s.names[at]; v != "" && wanted[s.n.Col(v)] {
			cols, names = cols|1<<i, append(names, v)
		}
		at++
	}
	if cols == 0 { // rows are counted by some column
		cols, names = s.req.Cols&-s.req.Cols, []plan.Var{""}
	}
	s.req.Cols, s.names = cols, names
	s.arrange()
}

func (s *scan) begin() (err error) {
	if s.parts != nil {
		s.cur = &rangeCursor{q: s.q, n: s.parts, req: s.req}
		return nil
	}
	s.cur, err = s.q.snap.Scan(s.q.ctx, s.req)
	return err
}

func (s *scan) next() (*Batch, error) {
	if s.cur == nil {
		if err := s.begin(); err != nil {
			return nil, err
		}
	}
	for !s.ended {
		if err := s.q.check(); err != nil {
			return nil, err
		}
		if s.full {
			s.size = min(growth*s.size, BatchRows)
			s.arrange()
		}
		n, err := s.cur.Next(s.dst)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		s.out.N, s.full = n, n == s.size && n < BatchRows
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

func (s *scan) close() {
	if s.cur != nil {
		s.cur.Close()
	}
}

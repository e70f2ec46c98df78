package exec

import (
	"cmp"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// unit yields one empty row.
type unit struct{ done bool }

func (u *unit) next() (*Batch, error) {
	if u.done {
		return nil, nil
	}
	u.done = true
	return &Batch{N: 1}, nil
}
func (u *unit) close() {}

// nothing yields no row.
type nothing struct{}

func (nothing) next() (*Batch, error) { return nil, nil }
func (nothing) close()                {}

// stored yields rows that are in memory, copied because batches may be compacted.
type stored struct {
	q    *Query
	rows *Batch
	at   int
	out  *Batch
}

func tableOf(n *plan.Values) *Batch {
	b := sizedBatch(len(n.Vars), len(n.Table))
	b.N = len(n.Table)
	for r, row := range n.Table {
		for i, id := range row {
			b.Cols[i][r] = id
		}
	}
	return b
}

func (s *stored) next() (*Batch, error) {
	if err := s.q.check(); err != nil || s.at >= s.rows.N {
		return nil, err
	}
	if s.out == nil {
		s.out = sizedBatch(len(s.rows.Cols), min(s.rows.N, BatchRows))
	}
	n := min(BatchRows, s.rows.N-s.at)
	for i, c := range s.rows.Cols {
		copy(s.out.Cols[i], c[s.at:s.at+n])
	}
	s.out.N = n
	s.at += n
	return s.out, nil
}
func (s *stored) close() {}

// unionAll runs its inputs one after the other.
type unionAll struct {
	q   *Query
	n   *plan.Union
	e   *env
	at  int
	in  operator
	out Batch

	whole bool // all rows are wanted before any is used
}

func (u *unionAll) next() (*Batch, error) {
	for {
		if u.in == nil {
			if u.at == len(u.n.Inputs) {
				return nil, nil
			}
			var err error
			if u.in, err = u.q.open(u.n.Inputs[u.at], u.e); err != nil {
				return nil, err
			}
			if u.whole {
				readWhole(u.in)
			}
		}
		b, err := u.in.next()
		if err != nil {
			return nil, err
		}
		if b != nil {
			return u.arrange(b), nil
		}
		u.in.close()
		u.in = nil
		u.at++
	}
}

// arrange puts an input's columns in the places of the union's.
func (u *unionAll) arrange(b *Batch) *Batch {
	s := u.n.Inputs[u.at].Out()
	u.out.Cols, u.out.N = u.out.Cols[:0], b.N
	for _, v := range u.n.Vars {
		if c := s.Col(v); c >= 0 {
			u.out.Cols = append(u.out.Cols, b.Cols[c])
		} else {
			u.out.Cols = append(u.out.Cols, zeros)
		}
	}
	return &u.out
}

func (u *unionAll) close() {
	if u.in != nil {
		u.in.close()
	}
}

// project keeps columns; nothing is copied.
type project struct {
	in    operator
	from  []int
	width int // of the input
	out   Batch
}

func newProject(n *plan.Project, in operator) *project {
	p := &project{in: in, from: n.From, width: len(n.Input.Out().Vars)}
	all := make([]bool, len(n.From))
	for i := range all {
		all[i] = true
	}
	narrow(p, all)
	return p
}

func (p *project) next() (*Batch, error) {
	b, err := p.in.next()
	if b == nil || err != nil {
		return nil, err
	}
	p.out.N, p.out.Cols = b.N, p.out.Cols[:0]
	for _, c := range p.from {
		if c < 0 {
			p.out.Cols = append(p.out.Cols, zeros)
		} else {
			p.out.Cols = append(p.out.Cols, b.Cols[c])
		}
	}
	return &p.out, nil
}
func (p *project) close() { p.in.close() }

// slice is OFFSET and LIMIT.
type slice struct {
	in         operator
	skip, left int64 // left < 0: all
	out        Batch
}

func (s *slice) next() (*Batch, error) {
	for s.left != 0 {
		b, err := s.in.next()
		if b == nil || err != nil {
			return nil, err
		}
		if s.skip >= int64(b.N) {
			s.skip -= int64(b.N)
			continue
		}
		return s.cut(b), nil
	}
	return nil, nil
}

// cut takes the rows after skip, no more than are left. The columns of b stay as they are for their owner.
func (s *slice) cut(b *Batch) *Batch {
	s.out.N, s.out.Cols = b.N-int(s.skip), s.out.Cols[:0]
	for _, c := range b.Cols {
		s.out.Cols = append(s.out.Cols, c[s.skip:])
	}
	s.skip = 0
	if s.left > 0 {
		s.out.N = int(min(int64(s.out.N), s.left))
		s.left -= int64(s.out.N)
	}
	return &s.out
}
func (s *slice) close() { s.in.close() }

// runs lets the first of each run of equal rows pass; equal in their first columns, if those are given.
type runs struct {
	in   operator
	cols int
	last []index.ID
	new  []bool
}

func (d *runs) next() (*Batch, error) {
	for {
		b, err := d.in.next()
		if b == nil || err != nil {
			return nil, err
		}
		d.new = resize(d.new, b.N)
		clear(d.new)
		begun := d.last != nil
		d.last = resize(d.last, len(b.Cols))
		for c, col := range b.Cols[:cmp.Or(d.cols, len(b.Cols))] {
			d.new[0] = d.new[0] || !begun || col[0] != d.last[c]
			d.last[c] = col[b.N-1]
			for i := 1; i < b.N; i++ {
				d.new[i] = d.new[i] || col[i] != col[i-1]
			}
		}
		if b.keep(d.new); b.N > 0 {
			return b, nil
		}
	}
}

func (d *runs) close() { d.in.close() }

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, max(n, min(growth*cap(s), BatchRows)))
	}
	return s[:n]
}

package exec

import (
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// sortRows sorts the rows of a batch column by column.
func sortRows(b *Batch) {
	if len(b.Cols) == 1 {
		slices.Sort(b.Cols[0][:b.N])
		return
	}
	at := make([]int32, b.N)
	for i := range at {
		at[i] = int32(i)
	}
	slices.SortFunc(at, func(x, y int32) int {
		for _, c := range b.Cols {
			if c[x] != c[y] {
				if c[x] < c[y] {
					return -1
				}
				return 1
			}
		}
		return 0
	})
	for i, c := range b.Cols {
		sorted := make([]index.ID, b.N)
		gather(sorted, c, at)
		b.Cols[i] = sorted
	}
}

// merge joins two inputs that are sorted by their one key. The rows of the right side with the current key are kept.
type merge struct {
	q           *Query
	left, right operator
	lk, rk      int
	extra       [][2]int // column of the right side, column of the output
	l, r        *Batch
	lrow, rrow  int
	run         [][]index.ID // columns of the right rows with the key
	key         index.ID
	runN, at    int
	held        int64
	out         *Batch
	size        int // rows of out, once it is filled
	sel         []int32
	from        []int32
}

func (q *Query) openMerge(n *plan.Join, e *env) (operator, error) {
	m := &merge{q: q, lk: n.Keys[0].Left, rk: n.Keys[0].Right, out: sizedBatch(len(n.Vars), firstRows), size: firstRows}
	m.run = make([][]index.ID, len(n.Right.Out().Vars))
	for i, v := range n.Right.Out().Vars {
		if n.Left.Out().Col(v) < 0 {
			m.extra = append(m.extra, [2]int{i, n.Col(v)})
		}
	}
	var err error
	if m.left, err = q.open(n.Left, e); err != nil {
		return nil, err
	}
	if m.right, err = q.open(n.Right, e); err != nil {
		m.left.close()
		return nil, err
	}
	return m, nil
}

func (m *merge) next() (*Batch, error) {
	m.out, m.size = m.out.room(m.size)
	m.sel, m.from = resize(m.sel, m.size), resize(m.from, m.size)
	m.out.N = 0
	for m.out.N < m.size {
		if m.l == nil || m.lrow == m.l.N {
			if m.out.N > 0 { // gather before the left batch goes
				break
			}
			var err error
			if m.l, err = m.left.next(); m.l == nil || err != nil {
				return nil, err
			}
			m.lrow, m.at = 0, 0
		}
		k := m.l.Cols[m.lk][m.lrow]
		if m.runN == 0 || m.key != k {
			if m.key > k && m.runN > 0 {
				m.lrow++
				continue
			}
			ok, err := m.collect(k)
			if err != nil {
				return nil, err
			}
			if !ok {
				m.skipLeft()
				continue
			}
		}
		m.pair()
	}
	m.finish()
	return m.out, nil
}

// pair writes the pairs of the current left row with the run.
func (m *merge) pair() {
	n := min(m.size-m.out.N, m.runN-m.at)
	for i := range n {
		m.sel[m.out.N+i], m.from[m.out.N+i] = int32(m.lrow), int32(m.at+i)
	}
	for _, x := range m.extra {
		copy(m.out.Cols[x[1]][m.out.N:], m.run[x[0]][m.at:m.at+n])
	}
	m.out.N += n
	if m.at += n; m.at == m.runN {
		m.at = 0
		m.lrow++
	}
}

// skipLeft passes the left rows whose key the right side has not; the right side stands at a greater key, or its end.
func (m *merge) skipLeft() {
	col := m.l.Cols[m.lk]
	if m.r == nil {
		m.lrow = m.l.N
		return
	}
	for m.lrow < m.l.N && col[m.lrow] < m.r.Cols[m.rk][m.rrow] {
		m.lrow++
	}
}

// collect moves the right side to key k and keeps its rows with that key.
func (m *merge) collect(k index.ID) (bool, error) {
	m.runN, m.at, m.key = 0, 0, k
	for i := range m.run {
		m.run[i] = m.run[i][:0]
	}
	for {
		if m.r == nil || m.rrow == m.r.N {
			if err := m.q.check(); err != nil {
				return false, err
			}
			r, err := m.right.next()
			if err != nil {
				return false, err
			}
			if m.r, m.rrow = r, 0; r == nil {
				return m.runN > 0, m.account()
			}
		}
		col := m.r.Cols[m.rk]
		for m.rrow < m.r.N && col[m.rrow] < k {
			m.rrow++
		}
		from := m.rrow
		for m.rrow < m.r.N && col[m.rrow] == k {
			m.rrow++
		}
		for i := range m.run {
			m.run[i] = append(m.run[i], m.r.Cols[i][from:m.rrow]...)
		}
		m.runN += m.rrow - from
		if m.rrow < m.r.N {
			return m.runN > 0, m.account()
		}
		if err := m.account(); err != nil {
			return false, err
		}
	}
}

func (m *merge) account() error {
	need := int64(m.runN * 8 * len(m.run))
	if need <= m.held {
		return nil
	}
	grown := need - m.held
	m.held = need
	return m.q.grow(grown)
}

func (m *merge) finish() {
	for i := range m.l.Cols {
		gather(m.out.Cols[i], m.l.Cols[i], m.sel[:m.out.N])
	}
}

func (m *merge) close() {
	m.left.close()
	m.right.close()
	m.q.hold(-m.held)
}

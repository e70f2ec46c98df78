package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// matcher pairs the rows of a batch with the compatible rows of a table: those that agree wherever both are bound.
// The table is hashed on the keys that are surely bound, or on all of them if none is; then rows with an unbound key
// are tried one by one.
type matcher struct {
	q       *Query
	table   *table
	keys    []plan.Key
	first   bool // one match per row is enough
	overlap bool // a match must share a bound variable (MINUS)

	equal  []equalKeys // for the keys that are joined by =
	hashed []int       // which keys are hashed
	rest   []int       // which keys must be compared
	cols   [][]index.ID
	b      *Batch
	heads  []uint32
	row    int    // of b
	next   uint32 // row+1 of the table to try for it; 0: none
	loose  int    // next of the loose rows to try; -1: rows of the table one by one
	left   []int32
	right  []uint32
	full   bool // left and right were filled and may be larger
}

// hashKeys chooses the keys to hash.
func hashKeys(keys []plan.Key) []int {
	var sure, all []int
	for i, k := range keys {
		all = append(all, i)
		if k.Certain {
			sure = append(sure, i)
		}
	}
	if sure != nil {
		return sure
	}
	return all
}

// rightColumns are the columns of the build side that are hashed: its own, or those that withKeys adds to the width of them.
func rightColumns(keys []plan.Key, width int) []int {
	var out []int
	for _, i := range hashKeys(keys) {
		if keys[i].With == "" {
			out = append(out, keys[i].Right)
		} else {
			out = append(out, width+equalities(keys[:i]))
		}
	}
	return out
}

// equalities counts the keys that are joined by =.
func equalities(keys []plan.Key) (n int) {
	for _, k := range keys {
		if k.With != "" {
			n++
		}
	}
	return n
}

// start begins with the rows of b.
func (m *matcher) start(b *Batch) error {
	if m.left == nil {
		m.left, m.right = make([]int32, firstRows), make([]uint32, firstRows)
		m.hashed = hashKeys(m.keys)
		for i, k := range m.keys {
			if m.overlap || !k.Certain {
				m.rest = append(m.rest, i)
			}
		}
		m.cols = make([][]index.ID, len(m.hashed))
		m.equal = make([]equalKeys, len(m.hashed))
	}
	for i, k := range m.hashed {
		m.cols[i] = b.Cols[m.keys[k].Left]
		if m.keys[k].With == "" {
			continue
		}
		var err error
		m.equal[i].q = m.q
		if m.cols[i], err = m.equal[i].of(m.cols[i][:b.N]); err != nil {
			return err
		}
	}
	m.b, m.row, m.heads = b, 0, resize(m.heads, b.N)
	m.table.probe(b.N, m.cols, m.heads)
	m.begin()
	return nil
}

// begin prepares the candidates of the current row.
func (m *matcher) begin() {
	if m.row >= m.b.N {
		return
	}
	m.next, m.loose = m.heads[m.row], 0
	if len(m.rest) > 0 && unboundKey(m.cols, m.row) {
		m.next, m.loose = 0, -1
		if m.table.n > 0 {
			m.next = 1
		}
	}
}

// candidate gives the next row of the table to try (+1), 0 if there is none.
func (m *matcher) candidate() uint32 {
	r := m.next
	switch {
	case m.loose < 0:
		if m.next++; int(m.next) > m.table.n {
			m.next = 0
		}
	case r != 0:
		m.next = m.table.next[r-1]
	case m.loose < len(m.table.loose):
		r = m.table.loose[m.loose] + 1
		m.loose++
	}
	return r
}

// more fills left and right with up to a batch of pairs and says how many; 0 when the rows of the batch are through.
func (m *matcher) more() (int, error) {
	if m.full {
		m.left, m.right = resize(m.left, growth*len(m.left)), resize(m.right, growth*len(m.right))
	}
	n, tried, most := 0, 0, len(m.left)
	for m.row < m.b.N && n < most {
		if tried++; tried&0xffff == 0 {
			if err := m.q.check(); err != nil {
				return 0, err
			}
		}
		r := m.candidate()
		if r == 0 {
			m.row++
			m.begin()
			continue
		}
		if len(m.rest) > 0 && !m.compatible(int(r-1)) {
			continue
		}
		m.left[n], m.right[n] = int32(m.row), r-1
		n++
		if m.first {
			m.row++
			m.begin()
		}
	}
	m.full = n == most && n < BatchRows
	return n, nil
}

// compatible compares the keys that the hash does not settle.
func (m *matcher) compatible(r int) bool {
	shared := false
	for _, i := range m.rest {
		k := &m.keys[i]
		x, y := m.b.Cols[k.Left][m.row], m.table.cols[k.Right][r]
		if x != 0 && y != 0 {
			if x != y {
				return false
			}
			shared = true
		}
	}
	return shared || !m.overlap
}

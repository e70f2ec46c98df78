package exec

import "w3id.org/concord/index"

// table holds rows in columns with a hash index over some of them: open addressing over 64-bit hashes, one slot per
// different key, rows of equal key chained.
type table struct {
	q     *Query
	cols  [][]index.ID
	n     int
	keys  []int    // columns that are hashed
	next  []uint32 // row+1 of the next row with the same key, 0 at the end; unused with upsert
	slots []slot
	used  int
	loose []uint32 // rows with an unbound key: found by no hash
	h     []uint64 // scratch
	at    []uint32 // scratch of addIDs
	one   [][]index.ID
	held  int64
	kept  bool // until the end of the query, for whoever opens the same plan again
}

// slot is the place of one key. The two numbers lie together: a probe touches one cache line.
type slot struct {
	hash uint64
	row  uint32 // row+1 of the newest row with the key, 0 if the slot is free
}

const slotBytes = 16

// newTable makes a table of rows that are all key.
func newTable(q *Query, width int) *table {
	keys := make([]int, width)
	for i := range keys {
		keys[i] = i
	}
	return newKeyedTable(q, width, keys)
}

func newKeyedTable(q *Query, width int, keys []int) *table {
	return &table{q: q, cols: make([][]index.ID, width), keys: keys}
}

// mix spreads the bits of a 64-bit value; it is a bijection.
func mix(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	return x
}

// hashRows hashes the columns given, row by row.
func (t *table) hashRows(n int, cols [][]index.ID) []uint64 {
	t.h = resize(t.h, n)
	for i := range t.h {
		t.h[i] = 0x9e3779b97f4a7c15
	}
	for _, c := range cols {
		for i, id := range c[:n] {
			t.h[i] = mix(t.h[i] ^ uint64(id))
		}
	}
	return t.h
}

// reserve makes room for n more keys and takes the memory out of the budget.
func (t *table) reserve(n int) error {
	need := int64(n) * int64(8*len(t.cols)+8)
	for (t.used+n)*2 > len(t.slots) {
		size := max(64, 2*len(t.slots))
		need += int64(size-len(t.slots)) * slotBytes
		t.rehash(size)
	}
	t.held += need
	return t.q.grow(need)
}

func (t *table) rehash(size int) {
	old := t.slots
	t.slots = make([]slot, size)
	mask := uint64(size - 1)
	for _, s := range old {
		if s.row == 0 {
			continue
		}
		p := s.hash & mask
		for t.slots[p].row != 0 {
			p = (p + 1) & mask
		}
		t.slots[p] = s
	}
}

// find gives the slot for a key: occupied by that key, or free. The hash of a single ID is a bijection, so there is
// nothing to compare.
func (t *table) find(h uint64, cols [][]index.ID, row int) *slot {
	mask := uint64(len(t.slots) - 1)
	for p := h & mask; ; p = (p + 1) & mask {
		s := &t.slots[p]
		if s.row == 0 || s.hash == h && (len(t.keys) == 1 || t.equal(int(s.row-1), cols, row)) {
			return s
		}
	}
}

func (t *table) equal(r int, cols [][]index.ID, row int) bool {
	for i, k := range t.keys {
		if t.cols[k][r] != cols[i][row] {
			return false
		}
	}
	return true
}

// upsert gives the row number of each row of cols, adding those that are new. All columns are keys.
func (t *table) upsert(n int, cols [][]index.ID, rows []uint32) error {
	if err := t.reserve(n); err != nil {
		return err
	}
	before := t.n
	h := t.hashRows(n, cols)
	for i := range n {
		s := t.find(h[i], cols, i)
		if s.row == 0 {
			s.hash, s.row = h[i], uint32(t.n+1)
			for c := range t.cols {
				t.cols[c] = append(t.cols[c], cols[c][i])
			}
			t.n++
			t.used++
		}
		rows[i] = s.row - 1
	}
	unused := int64(n-(t.n-before)) * int64(8*len(t.cols)+8)
	t.held -= unused
	return t.q.grow(-unused)
}

// add appends the rows of a batch and chains those of equal key. Rows with an unbound key are kept apart.
func (t *table) add(b *Batch) error {
	if err := t.reserve(b.N); err != nil {
		return err
	}
	keys := make([][]index.ID, len(t.keys))
	for i, k := range t.keys {
		keys[i] = b.Cols[k]
	}
	h := t.hashRows(b.N, keys)
	for c := range t.cols {
		var err error
		if t.cols[c], err = t.q.appendColumn(t.cols[c], b.Cols[c][:b.N]); err != nil {
			return err
		}
	}
	for i := range b.N {
		row := uint32(t.n + i)
		t.next = append(t.next, 0)
		if unboundKey(keys, i) {
			t.loose = append(t.loose, row)
			continue
		}
		s := t.find(h[i], keys, i)
		if s.row == 0 {
			t.used++
			s.hash = h[i]
		}
		t.next[row], s.row = s.row, row+1
	}
	t.n += b.N
	return nil
}

const slowCopy = 1 << 20 // rows whose copying takes long enough to look at the clock before it

// appendColumn appends rows to a column that may have to move: moving hundreds of megabytes takes a while.
func (q *Query) appendColumn(col, rows []index.ID) ([]index.ID, error) {
	if len(col) >= slowCopy && cap(col)-len(col) < len(rows) {
		if err := q.check(); err != nil {
			return col, err
		}
	}
	return append(col, rows...), nil
}

func unboundKey(keys [][]index.ID, i int) bool {
	for _, k := range keys {
		if k[i] == 0 {
			return true
		}
	}
	return false
}

// probe gives the first row (+1) of each key's chain, 0 where there is none.
func (t *table) probe(n int, cols [][]index.ID, heads []uint32) {
	if len(t.slots) == 0 {
		clear(heads[:n])
		return
	}
	h := t.hashRows(n, cols)
	for i := range n {
		heads[i] = t.find(h[i], cols, i).row
	}
}

// fill appends all rows of an operator and closes it.
func (t *table) fill(op operator) error {
	defer op.close()
	for {
		if more, err := t.take(op); !more || err != nil {
			return err
		}
	}
}

// fillSome appends the rows of an operator as long as there is room for more; false at the end of the rows.
func (t *table) fillSome(op operator) (more bool, err error) {
	for !t.q.crowded(t.held, t.n) {
		if more, err := t.take(op); !more || err != nil {
			return false, err
		}
	}
	return true, nil
}

// take appends the next rows of an operator; false at their end.
func (t *table) take(op operator) (more bool, err error) {
	b, err := op.next()
	if b == nil || err != nil {
		return false, err
	}
	if err := t.q.check(); err != nil {
		return false, err
	}
	return true, t.add(b)
}

const emptied = 1 << 16 // slots that are kept where a table is emptied

// empty forgets the rows of a table that is all key; it keeps the memory if that is little.
func (t *table) empty() {
	given := int64(t.n) * int64(8*len(t.cols)+8)
	if len(t.slots) > emptied {
		given = t.held
		t.slots, t.cols = nil, make([][]index.ID, len(t.cols))
	}
	clear(t.slots)
	for i := range t.cols {
		t.cols[i] = t.cols[i][:0]
	}
	t.n, t.used = 0, 0
	t.held -= given
	t.q.hold(-given)
}

// free gives the memory back.
func (t *table) free() {
	if t.kept {
		return
	}
	t.q.hold(-t.held)
	t.held = 0
}

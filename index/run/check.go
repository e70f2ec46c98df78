package run

// Check loads every block, verifies that the rows ascend and that the directory and the totals say the truth, and
// calls f for each row, whose error ends it.
func (r *Reader) Check(f func(k *Key) error) error {
	var now, before struct{ distinct, unnamed uint64 }
	var last Key
	rows := uint64(0)
	graph := GraphColumn(r.order)
	for n := range r.dir {
		m := &r.dir[n]
		var b Block
		if err := r.Load(n, &b); err != nil {
			return err
		}
		if m.before != rows || m.distinct != before.distinct || m.unnamed != before.unnamed || b.Key(0) != m.first {
			return r.corrupt(n, "the directory does not describe it")
		}
		if b.N != BlockRows && n+1 != len(r.dir) {
			return r.corrupt(n, "it has %d rows", b.N)
		}
		for i := range b.N {
			k := b.Key(i)
			if rows > 0 && !Less(&last, &k) {
				return r.corrupt(n, "row %d does not come after the one before it", i)
			}
			if !m.covers(&k, graph) {
				return r.corrupt(n, "the directory does not cover row %d", i)
			}
			if err := f(&k); err != nil {
				return err
			}
			if rows == 0 || newTriple(&last, &k) {
				now.distinct++
			}
			if k[graph] == 0 {
				now.unnamed++
			}
			last = k
			rows++
		}
		before = now
	}
	if rows != r.Rows() || now.distinct != r.Triples() || now.unnamed != r.Unnamed() {
		return r.corrupt(-1, "the totals are wrong")
	}
	return nil
}

// covers reports whether the kinds and the graphs of a block's line hold for a row.
func (m *meta) covers(k *Key, graph int) bool {
	for i, id := range k {
		if m.kinds[i]&id.Kind().Bit() == 0 {
			return false
		}
	}
	return m.minGraph <= k[graph] && k[graph] <= m.maxGraph
}

package run

// Check loads every block, verifies that the rows ascend and that the directory and the totals say the truth, and
// calls f for each row, whose error ends it.
func (r *Reader) Check(f func(k *Key) error) error {
	c := checker{r: r, graph: GraphColumn(r.order), f: f}
	for n := range r.dir {
		if err := c.block(n); err != nil {
			return err
		}
	}
	if c.rows != r.Rows() || c.distinct != r.Triples() || c.unnamed != r.Unnamed() {
		return r.corrupt(-1, "the totals are wrong")
	}
	return nil
}

// checker counts rows as they go by.
type checker struct {
	r     *Reader
	graph int
	f     func(k *Key) error

	rows, distinct, unnamed uint64
	last                    Key
}

func (c *checker) block(n int) error {
	m := &c.r.dir[n]
	var b Block
	if err := c.r.Load(n, &b); err != nil {
		return err
	}
	if m.distinct != c.distinct || m.unnamed != c.unnamed || b.Key(0) != m.first || b.Key(b.N-1) != m.last {
		return c.r.corrupt(n, "the directory does not describe it")
	}
	return b.each(func(row int, k *Key) error { return c.row(n, row, k) })
}

func (c *checker) row(block, row int, k *Key) error {
	if c.rows > 0 && !Less(&c.last, k) {
		return c.r.corrupt(block, "row %d does not come after the one before it", row)
	}
	if !c.r.dir[block].covers(k, c.graph) {
		return c.r.corrupt(block, "the directory does not cover row %d", row)
	}
	if c.rows == 0 || newTriple(&c.last, k) {
		c.distinct++
	}
	if k[c.graph] == 0 {
		c.unnamed++
	}
	c.last = *k
	c.rows++
	return c.f(k)
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

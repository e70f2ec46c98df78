package exec

import "w3id.org/concord/query/plan"

// paired marks the rows that have a solution of the pattern with which they pass the conditions. Pairs are made some at a time: a row
// that has passed is not tried further.
func (t *existence) paired(b *Batch, mark []bool) error {
	if err := t.solutions(b); err != nil {
		return err
	}
	clear(mark[:b.N])
	if t.table.n == 0 {
		return nil
	}
	if err := t.pairs.start(b); err != nil {
		return err
	}
	if len(t.pairs.rest) == 0 {
		return t.rounds(b, mark)
	}
	for {
		n, err := t.pairs.more()
		if n == 0 || err != nil {
			return err
		}
		if err := t.try(b, n, mark); err != nil {
			return err
		}
		t.pairs.passOver(mark)
	}
}

// rounds tries a few solutions for every row, then the next few for those rows that have not passed: most rows pass early, or never.
func (t *existence) rounds(b *Batch, mark []bool) error {
	m := t.pairs
	m.left, m.right = resize(m.left, BatchRows), resize(m.right, BatchRows)
	t.open = t.open[:0]
	for r, h := range m.heads {
		if h != 0 {
			t.open = append(t.open, int32(r))
		}
	}
	for len(t.open) > 0 {
		n := m.some(t.open)
		if err := t.try(b, n, mark); err != nil {
			return err
		}
		w := 0
		for _, r := range t.open {
			if !mark[r] && m.heads[r] != 0 {
				t.open[w] = r
				w++
			}
		}
		t.open = t.open[:w]
	}
	return nil
}

// some pairs each of the rows with the next solutions of its chain, up to a batch of pairs.
func (m *matcher) some(rows []int32) (n int) {
	each := BatchRows / len(rows)
	for _, r := range rows {
		h := m.heads[r]
		for k := 0; k < each && h != 0; k++ {
			m.left[n], m.right[n] = r, h-1
			h = m.table.next[h-1]
			n++
		}
		m.heads[r] = h
	}
	return n
}

// solutions hashes the solutions of the pattern: all of them once, or those for the rows of a batch.
func (t *existence) solutions(b *Batch) error {
	if t.conds == nil {
		for _, c := range t.x.Conds {
			v, err := t.q.newEval(c, t.e)
			if err != nil {
				return err
			}
			t.conds = append(t.conds, v)
		}
		t.pair = sizedBatch(len(t.x.Pairs), BatchRows)
	}
	if t.x.Feed == nil {
		if t.table != nil {
			return nil
		}
		return t.hash(t.e, t.sure(), false)
	}
	if t.table != nil {
		t.table.free()
	}
	if err := t.distinctRows(b); err != nil {
		return err
	}
	defer t.seen.free()
	feed := &Batch{N: t.seen.n, Cols: t.seen.cols}
	sortRows(feed)
	return t.hash(t.e.withFeed(t.x.Feed, feed), t.sure(), false)
}

// sure is what is known of all keys: the rows outside bind them, and the solutions where each is certain.
func (t *existence) sure() plan.Key {
	for _, v := range t.x.Shared {
		if !t.x.Sub.Out().IsCertain(v) {
			return plan.Key{}
		}
	}
	return plan.Key{Certain: true}
}

// try marks the rows whose pair passes the conditions.
func (t *existence) try(b *Batch, n int, mark []bool) error {
	for i, c := range t.x.Pairs {
		if dst := t.pair.Cols[i]; c.Outer {
			gather(dst, b.Cols[c.Col], t.pairs.left[:n])
		} else {
			for k, r := range t.pairs.right[:n] {
				dst[k] = t.table.cols[c.Col][r]
			}
		}
	}
	t.pair.N = n
	t.found = resize(t.found, n)
	t.rows = append(t.rows[:0], t.pairs.left[:n]...)
	rows := t.rows
	for _, c := range t.conds {
		if err := c.test(t.pair, t.found); err != nil {
			return err
		}
		w := 0
		for i, ok := range t.found[:t.pair.N] {
			rows[w] = rows[i]
			w += bit(ok)
		}
		t.pair.keep(t.found)
	}
	for _, r := range rows[:t.pair.N] {
		mark[r] = true
	}
	return nil
}

// passOver goes on to the next row if the current one is marked.
func (m *matcher) passOver(mark []bool) {
	if m.row < m.b.N && mark[m.row] {
		m.row++
		m.begin()
	}
}

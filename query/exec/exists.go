package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// existence answers an EXISTS for the rows of a batch.
type existence struct {
	q     *Query
	x     *plan.Exists
	e     *env
	table *table // hash semi-join: the solutions of the pattern
	pairs *matcher
	seen  *table // distinct bindings of the batch
	at    []uint32
	found []bool
	conds []*eval // over pairs of a row and a solution
	pair  *Batch
	rows  []int32
	open  []int32 // rows that may still find one that passes
	memo  map[string]bool
	key   []byte
	any   int8 // a pattern without shared variables: 0 unknown, 1 yes, -1 no
}

func (q *Query) newExistence(x *plan.Exists, e *env) *existence {
	return &existence{q: q, x: x, e: e}
}

// test marks the rows for which EXISTS, or NOT EXISTS, holds.
func (t *existence) test(b *Batch, mark []bool) error {
	if err := t.answer(b, mark); err != nil {
		return err
	}
	if t.x.Not {
		for i := range mark[:b.N] {
			mark[i] = !mark[i]
		}
	}
	return nil
}

func (t *existence) answer(b *Batch, mark []bool) error {
	switch {
	case t.x.Sub == nil:
		return t.perBinding(b, mark)
	case t.x.Conds != nil:
		return t.paired(b, mark)
	case t.x.Feed != nil:
		return t.fed(b, mark)
	case len(t.x.Shared) == 0:
		return t.once(b, mark)
	}
	return t.hashed(b, mark)
}

// once runs a pattern that shares nothing a single time.
func (t *existence) once(b *Batch, mark []bool) error {
	if t.any == 0 {
		some, err := t.nonEmpty(t.x.Sub)
		if err != nil {
			return err
		}
		t.any = -1
		if some {
			t.any = 1
		}
	}
	for i := range mark[:b.N] {
		mark[i] = t.any > 0
	}
	return nil
}

func (t *existence) nonEmpty(n plan.Node) (bool, error) {
	op, err := t.q.open(n, t.e)
	if err != nil {
		return false, err
	}
	defer op.close()
	b, err := op.next()
	return b != nil, err
}

func (t *existence) columns(b *Batch) [][]index.ID {
	cols := make([][]index.ID, len(t.x.Cols))
	for i, c := range t.x.Cols {
		cols[i] = b.Cols[c]
	}
	return cols
}

// distinctRows collects the different bindings of the shared variables; at names each row's.
func (t *existence) distinctRows(b *Batch) error {
	t.seen = newTable(t.q, len(t.x.Cols))
	t.at = resize(t.at, b.N)
	return t.seen.upsert(b.N, t.columns(b), t.at)
}

// fed runs the pattern over the distinct bindings of the batch and sees which of them come back.
func (t *existence) fed(b *Batch, mark []bool) error {
	if err := t.distinctRows(b); err != nil {
		return err
	}
	defer t.seen.free()
	t.found = resize(t.found, t.seen.n)
	clear(t.found)
	feed := &Batch{N: t.seen.n, Cols: t.seen.cols}
	sortRows(feed)
	again := newTable(t.q, len(t.x.Cols))
	defer again.free()
	rows := make([]uint32, feed.N)
	if err := again.upsert(feed.N, feed.Cols, rows); err != nil {
		return err
	}
	if err := t.comeBack(feed, again); err != nil {
		return err
	}
	if err := again.upsert(b.N, t.columns(b), t.at); err != nil {
		return err
	}
	for i, r := range t.at {
		mark[i] = t.found[r]
	}
	return nil
}

// comeBack marks the rows of the feed that the pattern yields.
func (t *existence) comeBack(feed *Batch, rows *table) error {
	op, err := t.q.open(t.x.Sub, t.e.withFeed(t.x.Feed, feed))
	if err != nil {
		return err
	}
	defer op.close()
	for left := feed.N; left > 0; {
		b, err := op.next()
		if b == nil || err != nil {
			return err
		}
		at := make([]uint32, b.N)
		if err := rows.upsert(b.N, b.Cols, at); err != nil {
			return err
		}
		for _, r := range at {
			if int(r) < feed.N && !t.found[r] {
				t.found[r] = true
				left--
			}
		}
	}
	return nil
}

// hashed runs the pattern once and looks each row up in its solutions.
func (t *existence) hashed(b *Batch, mark []bool) error {
	if t.table == nil {
		if err := t.hash(t.e, plan.Key{}, true); err != nil {
			return err
		}
	}
	for i := range mark[:b.N] {
		mark[i] = false
	}
	if err := t.pairs.start(b); err != nil {
		return err
	}
	for {
		n, err := t.pairs.more()
		if n == 0 || err != nil {
			return err
		}
		for _, l := range t.pairs.left[:n] {
			mark[l] = true
		}
	}
}

// hash runs the pattern into a table.
func (t *existence) hash(e *env, like plan.Key, first bool) (err error) {
	keys := make([]plan.Key, len(t.x.Cols))
	for i, c := range t.x.Cols {
		keys[i] = like
		keys[i].Left, keys[i].Right = c, i
	}
	if t.table, err = t.q.build(t.x.Sub, keys, e); err == nil {
		t.pairs = &matcher{q: t.q, table: t.table, keys: keys, first: first}
	}
	return err
}

func (t *existence) close() {
	if t.table != nil {
		t.table.free()
	}
	for _, c := range t.conds {
		c.close()
	}
}

// perBinding plans and runs the pattern for each different binding, with the values put in.
func (t *existence) perBinding(b *Batch, mark []bool) error {
	memo := t.q.memo[t.x]
	if memo == nil || t.e.set { // within GRAPH ?g the answer depends on the graph too
		memo = t.memo
	}
	if memo == nil {
		memo = map[string]bool{}
		if t.memo = memo; !t.e.set {
			t.q.memo[t.x] = memo
		}
	}
	values := make([]index.ID, len(t.x.Cols))
	for i := range b.N {
		t.key = t.key[:0]
		for k, c := range t.x.Cols {
			values[k] = b.Cols[c][i]
			for s := 0; s < 64; s += 8 {
				t.key = append(t.key, byte(values[k]>>s))
			}
		}
		known, ok := memo[string(t.key)]
		if !ok {
			var err error
			if known, err = t.run(values); err != nil {
				return err
			}
			memo[string(t.key)] = known
			if err := t.q.grow(int64(len(t.key)) + 48); err != nil {
				return err
			}
		}
		mark[i] = known
	}
	return nil
}

func (t *existence) run(values []index.ID) (bool, error) {
	if err := t.q.check(); err != nil {
		return false, err
	}
	n, err := t.x.Substitute(append([]index.ID(nil), values...))
	if err != nil {
		return false, err
	}
	return t.nonEmpty(n)
}

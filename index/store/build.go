package store

import (
	"context"
	"errors"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/run"
)

// builder makes the base of a new generation out of a state and, for a bulk load, of parts: all terms in one sorted
// dictionary, all rows renumbered and sorted in each order. Rows beyond b.most are sorted in batches, which are then merged.
type builder struct {
	s     *Store
	ctx   context.Context
	old   *state
	parts []*part
	m     manifest

	sorter  keySorter // late terms of the old state, then those of each part
	oldIDs  [index.KindOrdered + 1][]index.ID
	newIDs  [][]index.ID // per source of sorter
	fresh   []index.ID   // literals that had no text ordinal
	rows    []key
	spare   []key
	most    int // rows held in memory; more are sorted in batches
	batches int // that were written
	counter *tally
}

// build writes the files of the next generation; they count once the manifest names them.
func (b *builder) build() (err error) {
	if err = b.writeTerms(); err == nil {
		err = b.collectRows()
	}
	if err == nil {
		err = b.writeRuns()
	}
	if err == nil {
		err = b.writeStats()
	}
	return err
}

// writeTerms merges the old dictionary, the late terms and those of the parts.
func (b *builder) writeTerms() error {
	b.sorter.sources = append(b.sorter.sources, b.old.late)
	for _, p := range b.parts {
		b.sorter.sources = append(b.sorter.sources, p.terms.View)
	}
	for _, v := range b.sorter.sources {
		b.newIDs = append(b.newIDs, make([]index.ID, v.Len()))
	}
	w, err := dict.Create(b.s.fs, b.s.file(dictName(b.m.generation)), b.m.generation)
	if err != nil {
		return err
	}
	lists := b.sorter.byKind()
	for k := index.KindIRI; k <= index.KindOrdered; k++ {
		if err := b.mergeKind(w, k, lists[k]); err != nil {
			w.Abort()
			return err
		}
	}
	ords, err := b.ordinals()
	if err != nil {
		w.Abort()
		return err
	}
	return w.Finish(ords)
}

// mergeKind merges the sorted keys of one kind.
func (b *builder) mergeKind(w *dict.Writer, k index.Kind, refs []keyRef) error {
	old := b.old.vocabulary.base
	var page dict.Page
	n, i := uint64(0), 0
	if old != nil {
		n = old.Len(k)
	}
	b.oldIDs[k] = make([]index.ID, n)
	for number := uint64(0); number < n; number++ {
		at, err := old.Load(k, number, &page)
		if err != nil {
			return err
		}
		key := page.Key(at)
		for i < len(refs) && string(b.sorter.key(refs[i])) < string(key) {
			i += b.addNew(w, k, refs[i:])
		}
		id := w.Add(k, key)
		b.oldIDs[k][number] = id
		i += b.assign(refs[i:], key, id)
		if number&0xFFF == 0 && b.ctx.Err() != nil {
			return b.ctx.Err()
		}
	}
	for i < len(refs) {
		i += b.addNew(w, k, refs[i:])
	}
	return b.ctx.Err()
}

// addNew writes the first key of refs, which the old dictionary does not have, and returns how many refs name it.
func (b *builder) addNew(w *dict.Writer, k index.Kind, refs []keyRef) int {
	key := b.sorter.key(refs[0])
	id := w.Add(k, key)
	n := b.assign(refs, key, id)
	late := false
	for _, r := range refs[:n] {
		late = late || r.source == 0
	}
	if !late && k.IsLiteral() {
		b.fresh = append(b.fresh, id)
	}
	return n
}

// assign gives the refs at the front that name a key its ID, and returns how many.
func (b *builder) assign(refs []keyRef, key []byte, id index.ID) (n int) {
	for n < len(refs) && string(b.sorter.key(refs[n])) == string(key) {
		b.newIDs[refs[n].source][refs[n].number] = id
		n++
	}
	return n
}

// ordinals is the table of text ordinals: the old ones stay, new literals follow.
func (b *builder) ordinals() ([]index.ID, error) {
	n := b.old.vocabulary.ordinals()
	ords := make([]index.ID, 0, n+uint64(len(b.fresh)))
	old := b.old.vocabulary.base
	for o := uint64(0); o < b.old.baseOrdinals(); {
		var err error
		if o, err = old.OrdinalBlock(o, func(_ uint64, id index.ID) { ords = append(ords, b.renumber(id)) }); err != nil {
			return nil, err
		}
	}
	for _, id := range b.old.ords {
		ords = append(ords, b.renumber(id))
	}
	return append(ords, b.fresh...), nil
}

// renumber gives the new ID for one of the old state.
func (b *builder) renumber(id index.ID) index.ID {
	k, p := id.Kind(), id.Payload()
	switch {
	case k < index.KindIRI || k > index.KindOrdered:
		return id
	case p&lateBit != 0:
		return b.newIDs[0][p-lateBit]
	}
	return b.oldIDs[k][p]
}

// collectRows brings all rows together. Where they are too many it writes batches of them.
func (b *builder) collectRows() error {
	n, err := b.old.between(index.SPO, key{}, maxKey)
	if err != nil {
		return err
	}
	for _, p := range b.parts {
		n += p.rows.n
	}
	b.rows = make([]key, 0, min(n, uint64(b.most)))
	if err := b.collectOld(); err != nil {
		return err
	}
	b.m.blanks = b.old.blanks
	for i, p := range b.parts {
		ids, blanks := b.newIDs[i+1], b.m.blanks
		err := p.rows.each(func(k *key) error { return b.collect(p.final(*k, ids, blanks)) })
		if err = errors.Join(err, p.rows.drop()); err != nil {
			return err
		}
		b.m.blanks += p.blanks
	}
	return b.ctx.Err()
}

// collectOld takes the rows of the old state.
func (b *builder) collectOld() (err error) {
	failed := b.old.walk(index.SPO, func(k key) {
		for i := range k {
			k[i] = b.renumber(k[i])
		}
		if err == nil {
			err = b.collect(k)
		}
	})
	return errors.Join(err, failed)
}

// collect takes a row.
func (b *builder) collect(k key) error {
	if len(b.rows) == b.most {
		if err := b.writeBatch(); err != nil {
			return err
		}
	}
	b.rows = append(b.rows, k)
	return nil
}

// writeBatch writes the rows collected so far to temporary runs.
func (b *builder) writeBatch() error {
	err := b.writeOrders(func(o index.Order) string { return b.tmpName(b.batches, o) }, nil)
	b.batches++
	b.rows = b.rows[:0]
	return err
}

// sortRows sorts the rows by subject, predicate, object, graph and drops repetitions.
func (b *builder) sortRows() {
	if cap(b.spare) < len(b.rows) {
		b.spare = make([]key, len(b.rows))
	}
	b.rows, b.spare = run.Sort(b.rows, b.spare[:len(b.rows)], index.Subject, index.Predicate, index.Object, index.Graph)
	b.rows = compact(b.rows)
	b.spare = b.spare[:len(b.rows)]
}

// compact drops repetitions from sorted rows.
func compact(rows []key) []key {
	n := 0
	for i := range rows {
		if i == 0 || rows[i] != rows[n-1] {
			rows[n] = rows[i]
			n++
		}
	}
	return rows[:n]
}

// orderOfOrders is the sequence in which each order is the one before sorted by one more column, stably.
var orderOfOrders = [...]struct {
	order  index.Order
	column index.Column
	named  index.Order // the order with the graph first that follows from it
}{
	{index.SPO, index.Graph, index.GSPO}, // sortRows sorted it
	{index.PSO, index.Predicate, 0},
	{index.OPS, index.Object, 0},
	{index.SOP, index.Subject, 0},
	{index.OSP, index.Object, index.GOSP},
	{index.POS, index.Predicate, index.GPOS},
}

// writeRuns writes all orders: at once, or by merging batches.
func (b *builder) writeRuns() error {
	b.counter = newTally()
	if b.batches > 0 {
		if err := b.writeBatch(); err != nil {
			return err
		}
		return b.mergeBatches()
	}
	err := b.writeOrders(func(o index.Order) string { return runName(o, b.m.generation) }, b.tally)
	b.rows, b.spare = nil, nil
	return err
}

// tally counts a row of the final files.
func (b *builder) tally(o index.Order, k key) {
	switch o {
	case index.PSO:
		b.counter.pso(k)
	case index.POS:
		b.counter.pos(k)
	}
}

// writeOrders sorts the rows in each order and writes them to the file that name says. Rows are counted if they are
// the final ones.
func (b *builder) writeOrders(name func(index.Order) string, count func(index.Order, key)) error {
	b.sortRows()
	for i, step := range orderOfOrders {
		if i > 0 {
			b.rows, b.spare = run.SortColumn(b.rows, b.spare, int(step.column))
		}
		if err := b.writeRun(step.order, b.rows, name(step.order), count); err != nil {
			return err
		}
		if step.named != 0 {
			if err := b.writeNamed(step.named, name(step.named)); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeNamed writes an order that begins with the graph; spare holds nothing that is needed.
func (b *builder) writeNamed(o index.Order, name string) error {
	named := b.spare[:0]
	for i := range b.rows {
		if b.rows[i][index.Graph] != 0 {
			named = append(named, b.rows[i])
		}
	}
	named, _ = run.SortColumn(named, make([]key, len(named)), int(index.Graph))
	return b.writeRun(o, named, name, nil)
}

// writeRun writes quads, which are sorted, in an order.
func (b *builder) writeRun(o index.Order, quads []key, name string, count func(index.Order, key)) error {
	w, err := run.Create(b.s.fs, b.s.file(name), o, b.m.generation)
	if err != nil {
		return err
	}
	cols := o.Columns()
	for i := range quads {
		q := &quads[i]
		k := key{q[cols[0]], q[cols[1]], q[cols[2]], q[cols[3]]}
		w.Append(&k)
		if count != nil && (o == index.PSO || o == index.POS) {
			count(o, k)
		}
		if i&0xFFFF == 0 && b.ctx.Err() != nil {
			w.Abort()
			return b.ctx.Err()
		}
	}
	return w.Finish()
}

func (b *builder) writeStats() error {
	st := b.counter.stats()
	f, err := b.s.fs.Create(b.s.file(statsName(b.m.generation)))
	if err != nil {
		return err
	}
	_, err = f.Write(encodeStats(&st))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

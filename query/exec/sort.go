package exec

import (
	"cmp"

	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/plan"
)

// sorter orders all rows of its input, or keeps the first few of them. Keys are computed per batch; to sort, each key
// becomes a column of numbers.
type sorter struct {
	q     *Query
	in    operator
	keys  []*eval
	desc  []bool
	limit int
	rows  *table // columns of the input, then of the keys that are no columns of it
	width int
	at    []int // for each key, its column of rows
	out   *stored
	begun bool
	top   *topFilter // with a limit
	kinds []keyKinds // of each key
	more  *external  // what was written out; nil while all rows are in memory

	numbers bool  // the keys are IDs as numbers, not values
	most    int64 // bytes to hold before rows are written out; 0: as many as there are
}

func (q *Query) newSort(n *plan.Sort, in operator, e *env) (operator, error) {
	s := &sorter{q: q, in: in, width: len(n.Input.Out().Vars), limit: int(n.Limit)}
	computed := 0
	for _, k := range n.Keys {
		v, err := q.newEval(k.Expr, e)
		if err != nil {
			in.close()
			return nil, err
		}
		s.keys, s.desc = append(s.keys, v), append(s.desc, k.Desc)
		if v.x.Prog.IsVar() && v.x.Cols[0] >= 0 {
			s.at = append(s.at, v.x.Cols[0])
		} else {
			s.at = append(s.at, s.width+computed)
			computed++
		}
	}
	s.rows = newKeyedTable(q, s.width+computed, nil)
	s.kinds = make([]keyKinds, len(s.keys))
	readWhole(in)
	if q.spills() && int64(s.limit) > q.opts.Memory/int64(4*cutFactor*8*len(s.rows.cols)) {
		s.limit = 0 // as many rows as are sorted in a file; the limit is applied above
	}
	if s.limit > 0 {
		s.top = newTopFilter(q, s.desc[0], s.limit)
	}
	return s, nil
}

func (s *sorter) next() (*Batch, error) {
	if !s.begun {
		s.begun = true
		if err := s.consume(); err != nil {
			return nil, err
		}
		if err := s.arrange(); err != nil {
			return nil, err
		}
	}
	if s.more != nil {
		return s.more.next()
	}
	return s.out.next()
}

// arrange sorts what is in memory, or makes it the last run of what is not.
func (s *sorter) arrange() error {
	if s.more == nil {
		if err := s.order(); err != nil {
			return err
		}
		s.out = &stored{q: s.q, rows: &Batch{N: s.rows.n, Cols: s.rows.cols[:s.width]}}
		return nil
	}
	if s.rows.n > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	return s.more.begin()
}

const cutFactor = 2 // a top-k sort is cut when it holds so many times what is wanted

func (s *sorter) consume() error {
	all := &Batch{}
	keys := sizedBatch(len(s.keys), BatchRows).Cols
	for {
		b, err := s.in.next()
		if b == nil || err != nil {
			return err
		}
		if err := s.q.check(); err != nil {
			return err
		}
		all.N = b.N
		all.Cols = append(all.Cols[:0], b.Cols...)
		for i, k := range s.keys {
			if s.at[i] >= s.width {
				if err := k.value(b, keys[i]); err != nil {
					return err
				}
				all.Cols = append(all.Cols, keys[i])
			}
			s.kinds[i].note(all.Cols[s.at[i]][:b.N])
		}
		if s.top != nil {
			if err := s.top.drop(all, s.at[0]); err != nil {
				return err
			}
		}
		if err := s.append(all); err != nil {
			return err
		}
		if s.full() {
			if err := s.spill(); err != nil {
				return err
			}
		}
		if s.limit > 0 && s.rows.n > cutFactor*s.limit+4*BatchRows {
			if err := s.cut(); err != nil {
				return err
			}
		}
	}
}

func (s *sorter) append(b *Batch) error {
	need := int64(b.N * 8 * len(b.Cols))
	s.rows.held += need
	if err := s.q.grow(need); err != nil {
		return err
	}
	for i, c := range b.Cols {
		var err error
		if s.rows.cols[i], err = s.q.appendColumn(s.rows.cols[i], c[:b.N]); err != nil {
			return err
		}
	}
	s.rows.n += b.N
	return nil
}

// numbered calls f with the rows held as numbers to be sorted by, within the budget.
func (s *sorter) numbered(f func(keys [][]uint64, at []uint32) error) error {
	extra := int64(s.rows.n) * int64(4+8*len(s.at))
	if err := s.q.grow(extra); err != nil {
		return err
	}
	defer func() { s.q.hold(-extra) }()
	keys := make([][]uint64, len(s.at))
	for i := range keys {
		var err error
		if keys[i], err = s.key(i); err != nil {
			return err
		}
	}
	at := make([]uint32, s.rows.n)
	for i := range at {
		at[i] = uint32(i)
	}
	return f(keys, at)
}

// order sorts what is held and drops what is not among the first.
func (s *sorter) order() error {
	if s.limit > 0 && s.rows.n > s.limit {
		if err := s.cut(); err != nil {
			return err
		}
	}
	return s.sorted(s.keep)
}

// sorted calls f with the rows held in their order. There is one key at a time as numbers.
func (s *sorter) sorted(f func(at []uint32) error) error {
	if s.rows.n <= smallSort {
		return s.numbered(func(keys [][]uint64, at []uint32) error {
			sortFew(keys, at)
			return f(at)
		})
	}
	extra := int64(s.rows.n) * sortBytes
	if err := s.q.grow(extra); err != nil {
		return err
	}
	defer func() { s.q.hold(-extra) }()
	r := newRadix(s.q, s.rows.n)
	for i := len(s.at) - 1; i >= 0; i-- {
		key, err := s.key(i)
		if err == nil {
			err = r.sort(key)
		}
		if err != nil {
			return err
		}
	}
	return f(r.at)
}

// cut drops the rows that are not among the first, without sorting those.
func (s *sorter) cut() error {
	return s.numbered(func(keys [][]uint64, at []uint32) error {
		selectFirst(keys, at, s.limit)
		last := at[s.limit-1]
		s.top.passed(s.rows.cols[s.at[0]][last])
		at = at[:s.limit]
		slices.Sort(at) // rows of equal keys stay in their sequence
		return s.keep(at)
	})
}

// keep makes the rows at the places given all that there are.
func (s *sorter) keep(at []uint32) error {
	for i, c := range s.rows.cols {
		if err := s.q.check(); err != nil {
			return err
		}
		col := make([]index.ID, len(at))
		for r, from := range at {
			col[r] = c[from]
		}
		s.rows.cols[i] = col
	}
	freed := int64(s.rows.n-len(at)) * int64(8*len(s.rows.cols))
	s.rows.n = len(at)
	s.rows.held -= freed
	return s.q.grow(-freed)
}

func (s *sorter) close() {
	s.in.close()
	s.rows.free()
	if s.more != nil {
		s.more.close()
	}
	for _, k := range s.keys {
		k.close()
	}
}

// key gives the numbers by which a key sorts.
func (s *sorter) key(i int) ([]uint64, error) {
	col := s.rows.cols[s.at[i]][:s.rows.n]
	if s.numbers {
		return numbersOf(col), nil
	}
	return s.q.sortKey(col, s.desc[i])
}

func numbersOf(col []index.ID) []uint64 {
	key := make([]uint64, len(col))
	for i, id := range col {
		key[i] = uint64(id)
	}
	return key
}

// sortKey makes numbers of the values of a column that are in the order of ORDER BY.
func (q *Query) sortKey(col []index.ID, desc bool) ([]uint64, error) {
	kinds := uint16(0)
	for _, id := range col {
		kinds |= id.Kind().Bit()
	}
	var key []uint64
	if q.ordered(col, kinds) {
		key = numbersOf(col)
	} else {
		key = make([]uint64, len(col))
		ranks, err := q.rank(col)
		if err != nil {
			return nil, err
		}
		for i, r := range ranks {
			key[i] = uint64(r)
		}
	}
	if desc {
		for i := range key {
			key[i] = ^key[i]
		}
	}
	return key, nil
}

// rank numbers the values of a column in the order of ORDER BY; equal values have equal ranks.
func (q *Query) rank(col []index.ID) ([]uint32, error) {
	set := newTable(q, 1)
	defer set.free()
	at := make([]uint32, len(col))
	kinds := uint16(0)
	for from := 0; from < len(col); from += BatchRows {
		if err := q.check(); err != nil {
			return nil, err
		}
		to := min(from+BatchRows, len(col))
		if err := set.upsert(to-from, [][]index.ID{col[from:to]}, at[from:to]); err != nil {
			return nil, err
		}
		for _, id := range col[from:to] {
			kinds |= id.Kind().Bit()
		}
	}
	compare, give, err := q.comparer(set.cols[0], kinds)
	if err != nil {
		return nil, err
	}
	defer give()
	order := make([]uint32, set.n)
	for i := range order {
		order[i] = uint32(i)
	}
	if err := sortStable(q, order, compare); err != nil {
		return nil, err
	}
	rank := make([]uint32, set.n)
	for i := 1; i < len(order); i++ {
		rank[order[i]] = rank[order[i-1]]
		if compare(order[i-1], order[i]) != 0 {
			rank[order[i]]++
		}
	}
	for i, v := range at {
		at[i] = rank[v]
	}
	return at, nil
}

const termBytes = 96 // held for one term besides its text

// valueKinds are the kinds of which equal values have equal IDs, or IDs in the order of what they differ in.
const valueKinds = 1<<index.KindBlank | 1<<index.KindIRI | 1<<index.KindString | 1<<index.KindLang | 1<<index.KindOrdered | 1<<index.KindInteger | 1<<index.KindDecimal | 1<<index.KindDateTimeZ | 1<<index.KindDateTime | 1<<index.KindDate

const integerType index.ID = 15 // the bits of an integer's ID that hold its datatype

// ordered reports whether the order of the IDs is ORDER BY's: they are of one ordered kind, and integers of one datatype
// (its number is in the lowest four bits, in another order than the names of the datatypes).
func (q *Query) ordered(ids []index.ID, kinds uint16) bool {
	one := kinds &^ index.KindNone.Bit()
	if one&(one-1) != 0 || one&^(q.snap.Caps().OrderedIDs&valueKinds) != 0 {
		return false
	}
	if one != index.KindInteger.Bit() {
		return true
	}
	var datatype index.ID
	for _, id := range ids {
		switch {
		case id == 0:
		case datatype == 0:
			datatype = id&integerType + 1
		case datatype != id&integerType+1:
			return false
		}
	}
	return true
}

// lateRanks gives ranks of values of one kind that has no ordered IDs only because some came after the dictionary was sorted.
func (q *Query) lateRanks(ids []index.ID, kinds uint16) (ranks []uint64, ok bool, err error) {
	r, can := q.snap.(index.Ranker)
	one := kinds &^ index.KindNone.Bit()
	if !can || one&(one-1) != 0 || one&(1<<index.KindIRI|1<<index.KindString|1<<index.KindLang|1<<index.KindOrdered) == 0 {
		return nil, false, nil
	}
	need := 8 * int64(len(ids))
	if err = q.grow(need); err == nil {
		ranks = make([]uint64, len(ids))
		ok, err = r.Ranks(ids, ranks)
	}
	if !ok || err != nil {
		q.hold(-need)
		return nil, false, err
	}
	return ranks, true, nil
}

// comparer compares values by number: as IDs where they are of one ordered kind, else as terms.
func (q *Query) comparer(ids []index.ID, kinds uint16) (compare func(a, b uint32) int, give func(), err error) {
	if q.ordered(ids, kinds) {
		return func(a, b uint32) int {
			switch x, y := ids[a], ids[b]; {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		}, func() {}, nil
	}
	if ranks, ok, err := q.lateRanks(ids, kinds); ok || err != nil {
		return func(a, b uint32) int { return cmp.Compare(ranks[a], ranks[b]) }, func() { q.hold(-8 * int64(len(ids))) }, err
	}
	return q.termComparer(ids, kinds)
}

const (
	plainKinds = 1<<index.KindNone | 1<<index.KindBlank | 1<<index.KindIRI | 1<<index.KindString | 1<<index.KindLang // ordered without values
	valueBytes = 64
)

// termComparer compares by the terms, and by values that are made of them once.
func (q *Query) termComparer(ids []index.ID, kinds uint16) (compare func(a, b uint32) int, give func(), err error) {
	terms := make([]rdf.Term, len(ids))
	var values []xsd.Value
	if kinds&^plainKinds != 0 {
		values = make([]xsd.Value, len(ids))
	}
	held := int64(0)
	give = func() { q.hold(-held) }
	for from := 0; from < len(ids) && err == nil; from += 8 * BatchRows {
		if err = q.check(); err != nil {
			break
		}
		to := min(from+8*BatchRows, len(ids))
		if err = q.Terms(ids[from:to], terms[from:to]); err != nil {
			break
		}
		need := int64(valueBytes * (min(len(values), to) - min(len(values), from)))
		for i, t := range terms[from:to] {
			need += termBytes + int64(len(t.Value))
			if values != nil {
				values[from+i] = xsd.Parse(t)
			}
		}
		held += need
		err = q.grow(need)
	}
	switch {
	case err != nil:
		give()
		return nil, func() {}, err
	case values == nil:
		return func(a, b uint32) int { return xsd.Order(terms[a], terms[b]) }, give, nil
	}
	return func(a, b uint32) int { return xsd.OrderValues(terms[a], terms[b], values[a], values[b]) }, give, nil
}

const runRows = 512 // rows sorted by insertion before runs are merged

// sortStable is a merge sort that looks at the query's end after every few thousand comparisons.
func sortStable(q *Query, at []uint32, compare func(a, b uint32) int) error {
	const run = 24
	for lo := 0; lo < len(at); lo += run {
		if lo%(run*runRows) == 0 {
			if err := q.check(); err != nil {
				return err
			}
		}
		insertion(at[lo:min(lo+run, len(at))], compare)
	}
	src, dst := at, make([]uint32, len(at))
	for width := run; width < len(at); width *= 2 {
		for lo := 0; lo < len(at); lo += 2 * width {
			mid, hi := min(lo+width, len(at)), min(lo+2*width, len(at))
			if err := mergeRuns(q, dst[lo:hi], src[lo:mid], src[mid:hi], compare); err != nil {
				return err
			}
		}
		src, dst = dst, src
	}
	copy(at, src)
	return nil
}

func insertion(a []uint32, compare func(a, b uint32) int) {
	for i := 1; i < len(a); i++ {
		for j := i; j > 0 && compare(a[j-1], a[j]) > 0; j-- {
			a[j-1], a[j] = a[j], a[j-1]
		}
	}
}

func mergeRuns(q *Query, dst, a, b []uint32, compare func(a, b uint32) int) error {
	for k := range dst {
		if k&0x1fff == 0x1fff {
			if err := q.check(); err != nil {
				return err
			}
		}
		if len(b) == 0 || len(a) > 0 && compare(a[0], b[0]) <= 0 {
			dst[k], a = a[0], a[1:]
		} else {
			dst[k], b = b[0], b[1:]
		}
	}
	return nil
}

package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/plan"
)

// sorter orders all rows of its input, or keeps the first few of them. Keys are computed per batch; different values
// of a key are ranked once, so that rows are compared as small numbers.
type sorter struct {
	q     *Query
	in    operator
	keys  []*eval
	desc  []bool
	limit int
	rows  *table // columns of the input, then the key columns
	width int
	out   *stored
	begun bool
	extra int64
	worst index.ID // first key of the last row kept by a cut; 0 before there was one
	mark  []bool
}

func (q *Query) newSort(n *plan.Sort, in operator, e *env) (operator, error) {
	s := &sorter{q: q, in: in, width: len(n.Input.Out().Vars), limit: int(n.Limit)}
	for _, k := range n.Keys {
		v, err := q.newEval(k.Expr, e)
		if err != nil {
			in.close()
			return nil, err
		}
		s.keys, s.desc = append(s.keys, v), append(s.desc, k.Desc)
	}
	s.rows = newKeyedTable(q, s.width+len(s.keys), nil)
	return s, nil
}

func (s *sorter) next() (*Batch, error) {
	if !s.begun {
		s.begun = true
		if err := s.consume(); err != nil {
			return nil, err
		}
		if err := s.order(); err != nil {
			return nil, err
		}
		s.out = &stored{q: s.q, rows: &Batch{N: s.rows.n, Cols: s.rows.cols[:s.width]}}
	}
	return s.out.next()
}

const cutFactor = 8 // a top-k sort is cut when it holds so many times what is wanted

func (s *sorter) consume() error {
	all := &Batch{}
	keys := sizedBatch(len(s.keys), BatchRows).Cols
	for {
		b, err := s.in.next()
		if b == nil || err != nil {
			return err
		}
		for i, k := range s.keys {
			if err := k.value(b, keys[i]); err != nil {
				return err
			}
		}
		all.N = b.N
		all.Cols = append(append(all.Cols[:0], b.Cols...), keys...)
		s.prune(all)
		if err := s.append(all); err != nil {
			return err
		}
		if s.limit > 0 && s.rows.n > cutFactor*s.limit+4*BatchRows {
			if err := s.order(); err != nil {
				return err
			}
			s.worst = s.rows.cols[s.width][s.limit-1]
		}
	}
}

// prune drops the rows that come after all of those kept by their first key, where IDs tell.
func (s *sorter) prune(b *Batch) {
	k := s.worst.Kind()
	if s.worst == 0 || k.Bit()&s.q.snap.Caps().OrderedIDs&valueKinds == 0 {
		return
	}
	var datatype index.ID // bits that must be equal for the order of IDs to be ORDER BY's
	if k == index.KindInteger {
		datatype = integerType
	}
	s.mark = resize(s.mark, b.N)
	for i, id := range b.Cols[s.width][:b.N] {
		worse := id > s.worst
		if s.desc[0] {
			worse = id < s.worst
		}
		s.mark[i] = !worse || id.Kind() != k || id&datatype != s.worst&datatype
	}
	b.keep(s.mark)
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

// order sorts what is held and drops what is not among the first.
func (s *sorter) order() error {
	n := s.rows.n
	s.extra = int64(n) * int64(8+4*len(s.keys))
	if err := s.q.grow(s.extra); err != nil {
		return err
	}
	defer func() { s.q.hold(-s.extra) }()
	ranks := make([][]uint32, len(s.keys))
	for i := range s.keys {
		var err error
		if ranks[i], err = s.q.rank(s.rows.cols[s.width+i][:n]); err != nil {
			return err
		}
	}
	at := make([]uint32, n)
	for i := range at {
		at[i] = uint32(i)
	}
	if err := sortStable(s.q, at, s.compare(ranks)); err != nil {
		return err
	}
	if s.limit > 0 && n > s.limit {
		at = at[:s.limit]
	}
	for i, c := range s.rows.cols {
		col := make([]index.ID, len(at))
		for r, from := range at {
			col[r] = c[from]
		}
		s.rows.cols[i] = col
	}
	freed := int64(n-len(at)) * int64(8*len(s.rows.cols))
	s.rows.n = len(at)
	s.rows.held -= freed
	return s.q.grow(-freed)
}

func (s *sorter) compare(ranks [][]uint32) func(a, b uint32) int {
	return func(a, b uint32) int {
		for i, r := range ranks {
			if x, y := r[a], r[b]; x != y {
				if (x < y) != s.desc[i] {
					return -1
				}
				return 1
			}
		}
		return 0
	}
}

func (s *sorter) close() {
	s.in.close()
	s.rows.free()
	for _, k := range s.keys {
		k.close()
	}
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
const valueKinds = 1<<index.KindIRI | 1<<index.KindString | 1<<index.KindLang | 1<<index.KindOrdered | 1<<index.KindInteger | 1<<index.KindDecimal | 1<<index.KindDateTimeZ | 1<<index.KindDateTime

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
	terms := make([]rdf.Term, len(ids))
	held := int64(0)
	give = func() { q.hold(-held) }
	for from := 0; from < len(ids); from += 8 * BatchRows {
		if err := q.check(); err != nil {
			return nil, give, err
		}
		to := min(from+8*BatchRows, len(ids))
		if err := q.Terms(ids[from:to], terms[from:to]); err != nil {
			return nil, give, err
		}
		need := int64(0)
		for _, t := range terms[from:to] {
			need += termBytes + int64(len(t.Value))
		}
		held += need
		if err := q.grow(need); err != nil {
			give()
			return nil, give, err
		}
	}
	return func(a, b uint32) int { return xsd.Order(terms[a], terms[b]) }, give, nil
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

package indextest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"sort"
	"sync"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// snapshot reads one state; each order is sorted when it is first asked for.
type snapshot struct {
	dict   *dict
	state  *state
	mu     sync.Mutex
	orders [index.NumOrders][][4]index.ID
	sorted [index.NumOrders]bool
	closed bool
}

func newSnapshot(d *dict, s *state) *snapshot { return &snapshot{dict: d, state: s} }

func (s *snapshot) Seq() uint64 { return s.state.seq }

func (s *snapshot) Caps() index.Caps {
	return index.Caps{Orders: 1<<index.NumOrders - 1, Sorted: true, ExactCounts: true}
}

func (s *snapshot) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}

func (s *snapshot) rows(o index.Order) ([][4]index.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, index.ErrClosed
	}
	if o >= index.NumOrders {
		return nil, index.ErrNoOrder
	}
	if !s.sorted[o] {
		s.orders[o], s.sorted[o] = sortedRows(s.state.rows, o), true
	}
	return s.orders[o], nil
}

// matches reports whether a key belongs to a scan.
func matches(sc *index.Scan, key [4]index.ID) bool {
	n := len(sc.Prefix)
	for i, p := range sc.Prefix {
		if key[i] != p {
			return false
		}
	}
	if sc.From != nil && compareShort(key[n:], sc.From) < 0 {
		return false
	}
	if sc.To != nil && compareShort(key[n:], sc.To) >= 0 {
		return false
	}
	return sc.Graphs.Has(sc.Order.Quad(key)[index.Graph])
}

// compareShort compares a with bound, over the columns that bound has.
func compareShort(a, bound []index.ID) int {
	for i, b := range bound {
		if i >= len(a) {
			return 0
		}
		if a[i] != b {
			if a[i] < b {
				return -1
			}
			return 1
		}
	}
	return 0
}

// selectRows gives the full keys of a scan, in order, one per distinct combination of Cols where Distinct is set.
func (s *snapshot) selectRows(sc *index.Scan) ([][4]index.ID, error) {
	keys, err := s.rows(sc.Order)
	if err != nil {
		return nil, err
	}
	if len(sc.Prefix) > 4 {
		return nil, fmt.Errorf("scan %v: prefix of %d columns", sc.Order, len(sc.Prefix))
	}
	var out [][4]index.ID
	seen := map[[4]index.ID]bool{}
	for _, k := range keys {
		if !matches(sc, k) {
			continue
		}
		if sc.Distinct {
			p := project(k, sc.Cols)
			if seen[p] {
				continue
			}
			seen[p] = true
		}
		out = append(out, k)
	}
	return out, nil
}

// project sets the columns that are not asked for to 0.
func project(key [4]index.ID, cols uint8) [4]index.ID {
	for i := range key {
		if cols&(1<<i) == 0 {
			key[i] = 0
		}
	}
	return key
}

func (s *snapshot) Scan(ctx context.Context, sc index.Scan) (index.Cursor, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if sc.Cols&index.AllCols == 0 {
		return nil, errors.New("scan: no columns asked for")
	}
	rows, err := s.selectRows(&sc)
	if err != nil {
		return nil, err
	}
	return &cursor{ctx: ctx, rows: rows, cols: sc.Cols & index.AllCols, prefix: len(sc.Prefix)}, nil
}

func (s *snapshot) Count(ctx context.Context, sc index.Scan) (uint64, bool, error) {
	if err := ctx.Err(); err != nil {
		return 0, false, err
	}
	rows, err := s.selectRows(&sc)
	return uint64(len(rows)), true, err
}

func (s *snapshot) Split(sc index.Scan, parts int) ([]index.Scan, error) {
	all := sc
	all.Distinct = false
	rows, err := s.selectRows(&all)
	if err != nil {
		return nil, err
	}
	var out []index.Scan
	from := sc.From
	for i := 1; i < parts; i++ {
		if len(rows) == 0 {
			break
		}
		cut := append([]index.ID(nil), rows[i*len(rows)/parts][len(sc.Prefix):]...)
		if len(cut) == 0 || from != nil && compareShort(cut, from) <= 0 {
			continue
		}
		if sc.Distinct {
			cut = cut[:1] // equal rows of different graphs stay together
			if from != nil && compareShort(cut, from[:1]) <= 0 {
				continue
			}
		}
		piece := sc
		piece.From, piece.To = from, cut
		out, from = append(out, piece), cut
	}
	last := sc
	last.From = from
	return append(out, last), nil
}

func (s *snapshot) IDs(ctx context.Context, terms []rdf.Term, dst []index.ID) error {
	for i, t := range terms {
		dst[i] = s.dict.find(t)
	}
	return ctx.Err()
}

func (s *snapshot) Terms(ctx context.Context, ids []index.ID, dst []rdf.Term) error {
	s.dict.mu.RLock()
	defer s.dict.mu.RUnlock()
	for i, id := range ids {
		t, ok := s.dict.terms[id]
		if !ok && id != 0 {
			return fmt.Errorf("term of %#x: %w", uint64(id), index.ErrForeign)
		}
		dst[i] = t
	}
	return ctx.Err()
}

func (s *snapshot) Ordinals(ords []uint64, dst []index.ID) error {
	s.dict.mu.RLock()
	defer s.dict.mu.RUnlock()
	for i, o := range ords {
		dst[i] = 0
		if o < uint64(s.state.literals) {
			dst[i] = s.dict.literals[o]
		}
	}
	return nil
}

func (s *snapshot) LiteralsSince(ord uint64) (index.Cursor, error) {
	s.dict.mu.RLock()
	defer s.dict.mu.RUnlock()
	var rows [][4]index.ID
	for o := ord; o < uint64(s.state.literals); o++ {
		rows = append(rows, [4]index.ID{index.ID(o), s.dict.literals[o]})
	}
	return &cursor{ctx: context.Background(), rows: rows, cols: 3}, nil
}

// Range cannot say: the model's IDs are not ordered by value.
func (s *snapshot) Range(index.Op, rdf.Term) ([]index.IDRange, bool, error) { return nil, false, nil }

func (s *snapshot) Stats() index.Stats {
	st := index.Stats{Quads: uint64(len(s.state.rows)), Terms: s.terms()}
	triples := map[[3]index.ID]bool{}
	anywhere := [2]map[[2]index.ID]bool{{}, {}}
	graphs := map[index.ID]uint64{}
	preds := map[index.ID]*index.PredicateStats{}
	subjects, objects := map[[2]index.ID]bool{}, map[[2]index.ID]bool{}
	for q := range s.state.rows {
		triples[[3]index.ID(q[:3])] = true
		countOnce(anywhere[0], [2]index.ID{q[0]}, &st.Subjects)
		countOnce(anywhere[1], [2]index.ID{q[2]}, &st.Objects)
		graphs[q[index.Graph]]++
		p := preds[q[index.Predicate]]
		if p == nil {
			p = &index.PredicateStats{Predicate: q[index.Predicate]}
			preds[q[index.Predicate]] = p
		}
		p.Quads++
		countOnce(subjects, [2]index.ID{q[1], q[0]}, &p.Subjects)
		countOnce(objects, [2]index.ID{q[1], q[2]}, &p.Objects)
	}
	st.Triples, st.Unnamed = uint64(len(triples)), graphs[0]
	delete(graphs, 0)
	for g, n := range graphs {
		st.Graphs = append(st.Graphs, index.GraphStats{Graph: g, Quads: n})
	}
	sort.Slice(st.Graphs, func(i, j int) bool { return st.Graphs[i].Graph < st.Graphs[j].Graph })
	for _, p := range preds {
		st.Predicates = append(st.Predicates, *p)
	}
	sort.Slice(st.Predicates, func(i, j int) bool { return st.Predicates[i].Predicate < st.Predicates[j].Predicate })
	return st
}

func countOnce(seen map[[2]index.ID]bool, key [2]index.ID, n *uint64) {
	if !seen[key] {
		seen[key] = true
		*n++
	}
}

func (s *snapshot) terms() (n uint64) {
	s.dict.mu.RLock()
	defer s.dict.mu.RUnlock()
	for id := range s.dict.terms {
		if id.Kind() != index.KindBlank {
			n++
		}
	}
	return n
}

// cursor walks rows that are already chosen.
type cursor struct {
	ctx    context.Context
	rows   [][4]index.ID
	cols   uint8
	prefix int
	kinds  [4]uint16
}

func (c *cursor) Next(dst [][]index.ID) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	if len(dst) != bits.OnesCount8(c.cols) {
		return 0, fmt.Errorf("next: %d columns given for %d asked for", len(dst), bits.OnesCount8(c.cols))
	}
	if len(c.rows) == 0 {
		return 0, io.EOF
	}
	n := min(len(dst[0]), len(c.rows))
	c.kinds = [4]uint16{}
	out := 0
	for col := 0; col < 4; col++ {
		if c.cols&(1<<col) == 0 {
			continue
		}
		for i := 0; i < n; i++ {
			dst[out][i] = c.rows[i][col]
			c.kinds[out] |= c.rows[i][col].Kind().Bit()
		}
		out++
	}
	c.rows = c.rows[n:]
	return n, nil
}

func (c *cursor) Seek(key []index.ID) error {
	for len(c.rows) > 0 && compareShort(c.rows[0][c.prefix:], key) < 0 {
		c.rows = c.rows[1:]
	}
	return c.ctx.Err()
}

func (c *cursor) Kinds(i int) uint16 { return c.kinds[i] }

func (c *cursor) Close() error { c.rows = nil; return nil }

// Compare compares the terms; the model has no shortcut by ID.
func (s *snapshot) Compare(a, b []index.ID, dst []int8) error {
	ta, tb := make([]rdf.Term, len(a)), make([]rdf.Term, len(b))
	if err := s.Terms(context.Background(), a, ta); err != nil {
		return err
	}
	if err := s.Terms(context.Background(), b, tb); err != nil {
		return err
	}
	for i := range ta {
		dst[i] = sign(rdf.Compare(ta[i], tb[i]))
	}
	return nil
}

func sign(n int) int8 {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

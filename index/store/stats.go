package store

import (
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"w3id.org/concord/index"
)

// Stats counts the state.
func (s *snapshot) Stats() index.Stats {
	if s.enter() != nil {
		return index.Stats{}
	}
	defer s.leave()
	st, err := s.st.stats()
	if err != nil { // the contract has no place for it; whoever reads the rows will see it
		return index.Stats{}
	}
	return st
}

// counted keeps the statistics of a state once they are known.
type counted struct {
	mu    sync.Mutex
	known *index.Stats
}

func (c *counted) get() *index.Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.known
}

func (c *counted) set(st index.Stats) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known = &st
}

// adjusting is how many rows can be read in the time that one changed row takes to be looked at.
const adjusting = 32

// stats takes the base's statistics, corrects them by the delta, or reads all rows, whichever is quickest.
func (s *state) stats() (st index.Stats, err error) {
	if known := s.counted.get(); known != nil {
		st = *known
	} else {
		switch delta := uint64(s.trees[index.SPO].len()); {
		case s.base == nil || delta*adjusting > s.base.rows():
			if st, err = s.tally(); s.base != nil {
				st.Stars = s.base.stats.Stars
			}
		case delta == 0:
			st = s.base.stats
		default:
			st, err = s.adjustBase()
		}
		if err != nil {
			return st, err
		}
		s.counted.set(st)
	}
	st.Terms = s.vocabulary.count()
	return st, nil
}

// tally counts by reading two orders, and the first column of two more. It leaves out the characteristic sets: they are found
// when a base is built.
func (s *state) tally() (index.Stats, error) {
	t := newTally()
	for _, w := range []struct {
		order index.Order
		note  func(key)
	}{{index.PSO, t.pso}, {index.POS, t.pos}} {
		if err := s.walk(w.order, index.AllCols, w.note); err != nil {
			return index.Stats{}, err
		}
	}
	for _, w := range []struct {
		order index.Order
		first *leading
	}{{index.SPO, &t.subjects}, {index.OSP, &t.objects}} {
		if err := s.walk(w.order, 1, func(k key) { w.first.add(k[0]) }); err != nil {
			return index.Stats{}, err
		}
	}
	return t.stats(), nil
}

// walk calls f for every row of an order, with the columns that are wanted.
func (s *state) walk(o index.Order, cols uint8, f func(key)) error {
	cur, err := newCursor(context.Background(), s, index.Scan{Order: o, Cols: cols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return err
	}
	return cur.rows(f)
}

// leading counts the different values of a column that comes sorted.
type leading struct {
	n    uint64
	last index.ID
}

func (l *leading) add(id index.ID) {
	if id != l.last || l.n == 0 {
		l.n, l.last = l.n+1, id
	}
}

// tally counts the rows of SPO, PSO and POS as they go by, and the first column of OSP.
type tally struct {
	subjects leading
	objects  leading
	st       index.Stats
	graphs   map[index.ID]uint64
	preds    []index.PredicateStats // in order
	at       int                    // of the predicate that POS is at
	s, o     key                    // the rows before
	any, obj bool
	graph    index.ID // with count run, not yet in graphs
	run      uint64
	stars    *starCounter
}

func newTally() *tally {
	return &tally{graphs: map[index.ID]uint64{}, at: -1, stars: newStarCounter()}
}

// spo finds characteristic sets. Without it there are none.
func (t *tally) spo(k key) {
	t.stars.row(k)
	t.subjects.add(k[0])
}

func (t *tally) pso(k key) {
	newP := !t.any || k[0] != t.s[0]
	if newP {
		t.preds = append(t.preds, index.PredicateStats{Predicate: k[0]})
	}
	p := &t.preds[len(t.preds)-1]
	p.Quads++
	if newP || k[1] != t.s[1] {
		p.Subjects++
	}
	if newP || k[1] != t.s[1] || k[2] != t.s[2] {
		t.st.Triples++
	}
	t.st.Quads++
	if t.graph != k[3] {
		t.graphs[t.graph] += t.run
		t.graph, t.run = k[3], 0
	}
	t.run++
	t.s, t.any = k, true
}

// pos runs after all of PSO went by: predicates come in the same order.
func (t *tally) pos(k key) {
	newP := !t.obj || k[0] != t.o[0]
	if newP {
		t.at++
	}
	if newP || k[1] != t.o[1] {
		t.preds[t.at].Objects++
	}
	t.o, t.obj = k, true
}

func (t *tally) stats() index.Stats {
	t.graphs[t.graph] += t.run
	t.run = 0
	t.st.Unnamed = t.graphs[0]
	delete(t.graphs, 0)
	for _, g := range slices.Sorted(maps.Keys(t.graphs)) {
		t.st.Graphs = append(t.st.Graphs, index.GraphStats{Graph: g, Quads: t.graphs[g]})
	}
	t.st.Predicates = t.preds
	t.st.Stars = index.NewStars(t.stars.result())
	t.st.Subjects, t.st.Objects = t.subjects.n, t.objects.n
	return t.st
}

const (
	statsMagic = "CONCSTA2"
	statsOld   = "CONCSTA1" // does not know subjects and objects
)

// encodeStats writes statistics down; a checksum ends them.
func encodeStats(st *index.Stats) []byte {
	b := []byte(statsMagic)
	for _, n := range []uint64{st.Quads, st.Triples, st.Unnamed, st.Subjects, st.Objects, uint64(len(st.Graphs)), uint64(len(st.Predicates))} {
		b = binary.AppendUvarint(b, n)
	}
	for _, g := range st.Graphs {
		b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(g.Graph)), g.Quads)
	}
	for _, p := range st.Predicates {
		for _, n := range []uint64{uint64(p.Predicate), p.Quads, p.Subjects, p.Objects} {
			b = binary.AppendUvarint(b, n)
		}
	}
	b = appendStars(b, st)
	return le.AppendUint32(b, checksum(b))
}

func (s *Store) readStats(generation uint64) (st index.Stats, err error) {
	name := s.file(statsName(generation))
	data, err := readFile(s.fs, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return st, err
	}
	corrupt := &index.CorruptError{File: name, Block: -1, Why: "the checksum of the statistics does not match"}
	if len(data) < 12 || checksum(data[:len(data)-4]) != le.Uint32(data[len(data)-4:]) {
		return st, corrupt
	}
	d := decoder{b: data[8 : len(data)-4]}
	st.Quads, st.Triples, st.Unnamed = d.uvarint(), d.uvarint(), d.uvarint()
	switch string(data[:8]) {
	case statsMagic:
		st.Subjects, st.Objects = d.uvarint(), d.uvarint()
	case statsOld:
	default:
		return st, corrupt
	}
	graphs, preds := d.uvarint(), d.uvarint()
	for ; graphs > 0 && !d.bad; graphs-- {
		st.Graphs = append(st.Graphs, index.GraphStats{Graph: index.ID(d.uvarint()), Quads: d.uvarint()})
	}
	for ; preds > 0 && !d.bad; preds-- {
		st.Predicates = append(st.Predicates, index.PredicateStats{Predicate: index.ID(d.uvarint()), Quads: d.uvarint(), Subjects: d.uvarint(), Objects: d.uvarint()})
	}
	if readStars(&d, &st); d.bad {
		return st, corrupt
	}
	return st, nil
}

package exec

import (
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/xsd"
)

// external is the part of a sort that does not fit into memory: sorted runs in a temporary file, and their merge.
type external struct {
	s    *sorter
	file *spillFile
	runs []spillRun
	heap []*runInput // the least row first
	byID []bool      // for each key, whether IDs tell the order over all runs
	out  *Batch
	held int64
}

// keyKinds is what a key column held so far.
type keyKinds struct {
	kinds     uint16
	datatypes uint16 // of integers
}

func (k *keyKinds) note(col []index.ID) {
	for _, id := range col {
		kind := id.Kind()
		k.kinds |= kind.Bit()
		if kind == index.KindInteger {
			k.datatypes |= 1 << (id & integerType)
		}
	}
}

// ordered reports whether the order of IDs is that of the values.
func (k *keyKinds) ordered(q *Query) bool {
	one := k.kinds &^ index.KindNone.Bit()
	return one&(one-1) == 0 && one&^(q.snap.Caps().OrderedIDs&valueKinds) == 0 && k.datatypes&(k.datatypes-1) == 0
}

const rankedBytes = 160 // what ranking terms takes for a row, about

// full reports whether the rows held must be written out while there is memory to sort them.
func (s *sorter) full() bool {
	if s.limit > 0 || !s.q.spills() {
		return false
	}
	if s.q.opts.SpillRows > 0 && s.rows.n >= s.q.opts.SpillRows {
		return true
	}
	if s.most > 0 && int64(s.rows.n)*int64(sortBytes+8*len(s.rows.cols)) > s.most {
		return s.rows.n > 0
	}
	each := int64(sortBytes)
	for i := range s.kinds {
		if !s.numbers && !s.kinds[i].ordered(s.q) {
			each += rankedBytes
		}
	}
	batch := int64(8 * BatchRows * len(s.rows.cols))
	return s.rows.n > 0 && int64(s.rows.n)*each+4*batch > s.q.room()
}

// spill writes the rows held as a sorted run.
func (s *sorter) spill() error {
	if s.more == nil {
		f, err := s.q.newSpill()
		if err != nil {
			return err
		}
		s.more = &external{s: s, file: f}
	}
	err := s.sorted(func(at []uint32) error {
		run, err := s.more.file.write(s.rows.cols, at)
		s.more.runs = append(s.more.runs, run)
		return err
	})
	for i, c := range s.rows.cols {
		s.rows.cols[i] = c[:0]
	}
	s.q.hold(-s.rows.held)
	s.rows.n, s.rows.held = 0, 0
	return err
}

// runInput is a run that is being merged: a block of it, and the row that comes next.
type runInput struct {
	number  int // runs are merged in this sequence where rows are equal
	run     spillRun
	read    int // rows of the run read so far
	cols    [][]index.ID
	terms   [][]rdf.Term // of keys whose IDs do not tell
	n, next int
}

// begin opens all runs, or so many that the memory is enough for a block of each, after it has merged them to fewer.
func (x *external) begin() error {
	s := x.s
	width := len(s.rows.cols)
	s.rows.cols = nil // the memory is for the runs now
	for i := range s.kinds {
		x.byID = append(x.byID, s.numbers || s.kinds[i].ordered(s.q))
	}
	each := int64(spillRows*8*width) + 64
	for i := range x.byID {
		if !x.byID[i] {
			each += spillRows * rankedBytes
		}
	}
	most := int(max(2, s.q.room()/each))
	if s.numbers {
		most = max(2, most/2) // operators above go on while it is read
	}
	x.out = newBatch(width)
	x.held = int64(min(most, len(x.runs))) * each
	if err := s.q.grow(x.held); err != nil {
		return err
	}
	for len(x.runs) > most {
		if err := x.reduce(most); err != nil {
			return err
		}
	}
	return x.open(x.runs)
}

// reduce merges neighbouring runs, so many at a time.
func (x *external) reduce(most int) error {
	var fewer []spillRun
	at := make([]uint32, BatchRows)
	for i := range at {
		at[i] = uint32(i)
	}
	for from := 0; from < len(x.runs); from += most {
		some := x.runs[from:min(len(x.runs), from+most)]
		if err := x.open(some); err != nil {
			return err
		}
		run := spillRun{from: x.file.size}
		for {
			b, err := x.merge()
			if err != nil {
				return err
			}
			if b == nil {
				break
			}
			part, err := x.file.write(b.Cols, at[:b.N])
			if err != nil {
				return err
			}
			run.rows += part.rows
		}
		fewer = append(fewer, run)
	}
	x.runs = fewer
	return nil
}

// open begins a merge of runs.
func (x *external) open(runs []spillRun) error {
	s := x.s
	x.heap = x.heap[:0]
	for i, run := range runs {
		in := &runInput{number: i, run: run, cols: sizedBatch(len(x.out.Cols), spillRows).Cols, terms: make([][]rdf.Term, len(s.at))}
		if more, err := x.fill(in); err != nil {
			return err
		} else if more {
			x.heap = append(x.heap, in)
		}
	}
	for i := len(x.heap)/2 - 1; i >= 0; i-- {
		x.sink(i)
	}
	return nil
}

// fill reads the next block of a run; false at its end.
func (x *external) fill(in *runInput) (bool, error) {
	if in.read == in.run.rows {
		return false, nil
	}
	n, err := x.file.read(in.run, in.read, in.cols)
	if err != nil {
		return false, err
	}
	in.read, in.n, in.next = in.read+n, n, 0
	for k := range x.byID {
		if x.byID[k] {
			continue
		}
		in.terms[k] = resize(in.terms[k], n)
		if err := x.s.q.Terms(in.cols[x.s.at[k]][:n], in.terms[k]); err != nil {
			return false, err
		}
	}
	return true, nil
}

// before reports whether the next row of a comes before that of b.
func (x *external) before(a, b *runInput) bool {
	for k := range x.byID {
		i, j := a.cols[x.s.at[k]][a.next], b.cols[x.s.at[k]][b.next]
		if i == j {
			continue
		}
		less := i < j
		if !x.byID[k] {
			c := xsd.Order(a.terms[k][a.next], b.terms[k][b.next])
			if c == 0 {
				continue
			}
			less = c < 0
		}
		return less != x.s.desc[k]
	}
	return a.number < b.number
}

// sink moves an input down the heap to its place.
func (x *external) sink(i int) {
	for h := x.heap; ; {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < len(h); c++ {
			if x.before(h[c], h[least]) {
				least = c
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// next gives the next rows, without the keys.
func (x *external) next() (*Batch, error) {
	b, err := x.merge()
	if b == nil || err != nil {
		return nil, err
	}
	return &Batch{N: b.N, Cols: b.Cols[:x.s.width]}, nil
}

// merge merges the next rows of the open runs.
func (x *external) merge() (*Batch, error) {
	if err := x.s.q.check(); err != nil {
		return nil, err
	}
	x.out.N = 0
	for x.out.N < BatchRows && len(x.heap) > 0 {
		in := x.heap[0]
		for c, col := range x.out.Cols {
			col[x.out.N] = in.cols[c][in.next]
		}
		x.out.N++
		if in.next++; in.next == in.n {
			more, err := x.fill(in)
			if err != nil {
				return nil, err
			}
			if last := len(x.heap) - 1; !more {
				x.heap[0] = x.heap[last]
				x.heap = x.heap[:last]
			}
		}
		if len(x.heap) > 0 {
			x.sink(0)
		}
	}
	if x.out.N == 0 {
		return nil, nil
	}
	return x.out, nil
}

func (x *external) close() {
	x.s.q.hold(-x.held)
	x.file.close()
}

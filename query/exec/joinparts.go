package exec

import "w3id.org/concord/index"

// joinParts is a hash join whose build side does not fit into memory. The build side is hashed part by part, and the left side,
// which is written to a file while it meets the first part, read again for each of the others. Any keys will do, unbound ones
// too; a row of the left side is without a match if no part has one.
type joinParts struct {
	q       *Query
	right   operator // rows of the build side that are in no part yet
	left    *spool
	rows    int    // of the left side, those read of it for this part
	base    int    // number of the first row of the current batch
	later   bool   // the left side is in the file
	last    bool   // no part comes after this
	matched []bool // rows of the left side that some part matched
	in      *Batch
}

// build hashes the build side, or the first part of it.
func (j *join) build() error {
	t, op, err := j.q.beginBuild(j.n.Right, j.n.Keys, j.e)
	if err != nil {
		return err
	}
	j.table = t
	if op == nil {
		return nil
	}
	more, err := t.fillSome(op)
	if err != nil || !more {
		op.close()
		if err == nil {
			j.q.keep(t, j.n.Right, j.n.Keys)
		}
		return err
	}
	width := len(j.n.Left.Out().Vars)
	j.parts = &joinParts{q: j.q, right: op, in: newBatch(width)}
	j.parts.left, err = j.q.newSpool(width)
	return err
}

// nextPart gives the next rows of the left side, again for each part of the build side.
func (j *join) nextPart() (*Batch, error) {
	p := j.parts
	for {
		b, err := p.next(j.in)
		if b != nil || err != nil {
			return b, err
		}
		if p.last {
			return nil, nil
		}
		if err := j.nextTable(); err != nil {
			return nil, err
		}
	}
}

// nextTable hashes the next part of the build side.
func (j *join) nextTable() error {
	p := j.parts
	if !p.later {
		p.later = true
		if err := p.left.end(); err != nil {
			return err
		}
	}
	old := j.table
	old.free()
	j.table = newKeyedTable(j.q, len(old.cols), old.keys)
	j.pairs.table = j.table
	p.rows = 0
	more, err := j.table.fillSome(p.right)
	p.last = !more
	return err
}

// next gives the next rows of the left side: of its operator the first time.
func (p *joinParts) next(in operator) (*Batch, error) {
	if p.later {
		if p.rows == p.left.run.rows {
			return nil, nil
		}
		p.base = p.rows
		n, err := p.left.read(p.rows, p.in)
		p.rows += n
		return p.in, err
	}
	b, err := in.next()
	if b == nil || err != nil {
		return nil, err
	}
	p.base = p.rows
	p.rows += b.N
	return b, p.left.put(b)
}

// decide notes which rows of the current batch were matched. After the last part it adds those that were before and says that
// it is known now which have no match.
func (p *joinParts) decide(matched []bool) bool {
	if grown := p.base + len(matched) - len(p.matched); grown > 0 {
		p.matched = append(p.matched, make([]bool, grown)...)
		p.q.hold(int64(grown)) // the budget is checked with the next rows
	}
	known := p.matched[p.base:]
	for i, m := range matched {
		known[i] = known[i] || m
		matched[i] = known[i]
	}
	return p.last
}

func (p *joinParts) close() {
	p.q.hold(-int64(len(p.matched)))
	p.matched = nil
	p.right.close()
	if p.left != nil {
		p.left.file.close()
		p.left = nil
	}
}

// spool writes batches of any size to a temporary file, to be read again in their sequence.
type spool struct {
	file *spillFile
	run  spillRun
	rows Batch // not written yet
	at   []uint32
}

func (q *Query) newSpool(width int) (*spool, error) {
	f, err := q.newSpill()
	if err != nil {
		return nil, err
	}
	s := &spool{file: f, rows: Batch{Cols: make([][]index.ID, width)}, at: make([]uint32, 2*BatchRows)}
	for i := range s.at {
		s.at[i] = uint32(i)
	}
	return s, nil
}

func (s *spool) put(b *Batch) error {
	for i, c := range b.Cols {
		s.rows.Cols[i] = append(s.rows.Cols[i], c[:b.N]...)
	}
	if s.rows.N += b.N; s.rows.N < BatchRows {
		return nil
	}
	return s.write(s.rows.N / spillRows * spillRows)
}

// write writes the first rows that are held.
func (s *spool) write(n int) error {
	part, err := s.file.write(s.rows.Cols, s.at[:n])
	s.run.rows += part.rows
	for i, c := range s.rows.Cols {
		s.rows.Cols[i] = append(c[:0], c[n:]...)
	}
	s.rows.N -= n
	return err
}

// read fills a batch with the rows from one on.
func (s *spool) read(row int, b *Batch) (int, error) {
	b.N = 0
	part := make([][]index.ID, len(b.Cols))
	for b.N < BatchRows && row+b.N < s.run.rows {
		for i, c := range b.Cols {
			part[i] = c[b.N:]
		}
		n, err := s.file.read(s.run, row+b.N, part)
		if err != nil {
			return 0, err
		}
		b.N += n
	}
	return b.N, nil
}

func (s *spool) end() error { return s.write(s.rows.N) }

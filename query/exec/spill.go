package exec

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"

	"w3id.org/concord/index"
)

// spillRows is the number of rows of a block in a temporary file.
const spillRows = 64

// mostSpilled is how many times its memory a query may write to temporary files.
const mostSpilled = 64

// TempFile is a temporary file: written from front to back, read at any place, gone when it is closed.
type TempFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// OpenTemp makes a temporary file in a directory. Where the system can, it has no name, so that nothing is left of it however the process
// ends.
func OpenTemp(dir string) (TempFile, error) {
	f, err := os.CreateTemp(dir, "concord-query-*")
	if err != nil {
		return nil, err
	}
	if os.Remove(f.Name()) == nil {
		return f, nil
	}
	return named{f}, nil
}

// named is a file that the system does not let go of its name while it is open.
type named struct{ *os.File }

func (f named) Close() error { return errors.Join(f.File.Close(), os.Remove(f.Name())) }

// spillFile is a temporary file of blocks of columns.
type spillFile struct {
	q    *Query
	file TempFile
	buf  []byte // not written yet
	in   []byte // of the block read last
	size int64  // with what is in buf
}

// spillRun is a piece of a spillFile.
type spillRun struct {
	from int64
	rows int
}

func (q *Query) newSpill() (*spillFile, error) {
	open := q.opts.OpenTemp
	if open == nil {
		open = OpenTemp
	}
	f, err := open(q.opts.Temp)
	if err != nil {
		return nil, fmt.Errorf("make a temporary file for what exceeds the memory limit: %w", err)
	}
	return &spillFile{q: q, file: f}, nil
}

// spills reports whether the query may write temporary files.
func (q *Query) spills() bool { return q.opts.Temp != "" && q.opts.Memory+int64(q.opts.SpillRows) > 0 }

// room is how much of the memory is left.
func (q *Query) room() int64 {
	if q.opts.Memory == 0 {
		return math.MaxInt64 / 4
	}
	return q.opts.Memory - q.budget.now()
}

// write appends the rows of columns at the places given, as a run. It may be continued if the rows are whole blocks.
func (s *spillFile) write(cols [][]index.ID, at []uint32) (spillRun, error) {
	run := spillRun{s.size, len(at)}
	for from := 0; from < len(at); from += spillRows {
		if err := s.q.check(); err != nil {
			return run, err
		}
		block := at[from:min(len(at), from+spillRows)]
		for _, c := range cols {
			for _, r := range block {
				s.buf = binary.LittleEndian.AppendUint64(s.buf, uint64(c[r]))
			}
		}
		s.size += int64(8 * len(block) * len(cols))
		if err := s.flush(1 << 18); err != nil {
			return run, err
		}
	}
	return run, s.flush(1)
}

// flush writes the buffer out if it holds so many bytes.
func (s *spillFile) flush(least int) error {
	if len(s.buf) < least {
		return nil
	}
	if s.q.opts.Memory > 0 && s.size > mostSpilled*s.q.opts.Memory {
		return fmt.Errorf("%w, and more than %d times as much in temporary files; ask for less at once, or raise the limit", ErrMemory, mostSpilled)
	}
	_, err := s.file.Write(s.buf)
	s.buf = s.buf[:0]
	if err != nil {
		return fmt.Errorf("write a temporary file in %s: %w; make room there, ask for less at once, or raise the memory limit", s.q.opts.Temp, err)
	}
	return nil
}

// read fills the columns with the rows of a run from one on and returns how many.
func (s *spillFile) read(run spillRun, row int, cols [][]index.ID) (n int, err error) {
	n = min(spillRows, run.rows-row)
	need := 8 * n * len(cols)
	s.in = resize(s.in, need)
	if got, err := s.file.ReadAt(s.in, run.from+int64(8*row*len(cols))); got < need {
		return 0, fmt.Errorf("read a temporary file: %w after %d of %d bytes", err, got, need)
	}
	for i, c := range cols {
		for r := range n {
			c[r] = index.ID(binary.LittleEndian.Uint64(s.in[8*(i*n+r):]))
		}
	}
	return n, nil
}

func (s *spillFile) close() { s.file.Close() }

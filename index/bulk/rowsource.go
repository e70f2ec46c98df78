package bulk

import (
	"errors"

	"w3id.org/concord/index/vfs"
)

// RowSource gives sorted rows page by page: a slice, or files of WriteRows merged.
type RowSource struct {
	cols   [4]int // the columns by which the rows are sorted
	rows   []Row  // not yet given, if there are no files
	files  []*rowFile
	heap   []*rowFile // those that have rows left, the one with the lowest row first
	page   []Row
	last   Row // given before
	any    bool
	failed error
}

// SliceRows gives the rows of a slice.
func SliceRows(rows []Row) *RowSource { return &RowSource{rows: rows} }

// MergeRows gives the rows of files, each sorted by the columns given. A row that several have comes once.
func MergeRows(fs vfs.FS, names []string, cols [4]int) (*RowSource, error) {
	s := &RowSource{cols: cols, page: make([]Row, 0, RowPage)}
	for _, name := range names {
		b, err := openBlocks(fs, name)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		f := &rowFile{blocks: b}
		s.files = append(s.files, f)
		if more, err := f.advance(); err != nil {
			return nil, errors.Join(err, s.Close())
		} else if more {
			s.heap = append(s.heap, f)
		}
	}
	for i := len(s.heap)/2 - 1; i >= 0; i-- {
		s.down(i)
	}
	return s, nil
}

// rowFile is a file with its current row. Rows are decoded one by one from where they are mapped: pages of rows for each of many
// files would be more memory than a load may have.
type rowFile struct {
	*blocks
	payload []byte // of the block, what was not read
	row     Row
}

// advance goes to the next row.
func (f *rowFile) advance() (more bool, err error) {
	for len(f.payload) == 0 {
		if f.payload, err = f.next(); err != nil || f.payload == nil {
			return false, err
		}
		if len(f.payload)%rowSize != 0 {
			return false, corrupt(f.name, f.number, "it does not hold whole rows")
		}
	}
	f.row, f.payload = decodeRow(f.payload), f.payload[rowSize:]
	return true, nil
}

// Next gives the next rows, which are valid until the next call; none at the end.
func (s *RowSource) Next() ([]Row, error) {
	if s.files == nil {
		n := min(len(s.rows), RowPage)
		page := s.rows[:n]
		s.rows = s.rows[n:]
		return page, nil
	}
	s.page = s.page[:0]
	for len(s.page) < RowPage && s.failed == nil {
		if !s.take() {
			break
		}
	}
	return s.page, s.failed
}

// take moves the lowest row of all files to the page, unless it is the one before again; false if there is none.
func (s *RowSource) take() bool {
	if len(s.heap) == 0 {
		return false
	}
	low := s.heap[0]
	if !s.any || low.row != s.last {
		s.page, s.last, s.any = append(s.page, low.row), low.row, true
	}
	more, err := low.advance()
	if err != nil {
		s.failed = err
		return false
	}
	if !more {
		end := len(s.heap) - 1
		s.heap[0], s.heap = s.heap[end], s.heap[:end]
	}
	s.down(0)
	return true
}

// down moves a file to its place in the heap, below those with lower rows.
func (s *RowSource) down(i int) {
	for {
		kid := 2*i + 1
		if kid >= len(s.heap) {
			return
		}
		if kid+1 < len(s.heap) && s.less(&s.heap[kid+1].row, &s.heap[kid].row) {
			kid++
		}
		if !s.less(&s.heap[kid].row, &s.heap[i].row) {
			return
		}
		s.heap[i], s.heap[kid] = s.heap[kid], s.heap[i]
		i = kid
	}
}

func (s *RowSource) less(a, b *Row) bool {
	for _, c := range s.cols {
		if a[c] != b[c] {
			return a[c] < b[c]
		}
	}
	return false
}

// Close releases the files; it does not remove them.
func (s *RowSource) Close() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.close())
	}
	return errors.Join(errs...)
}

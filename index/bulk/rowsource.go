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
	page   []Row
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
		if err := f.fill(); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// rowFile is a file with the rows of its current block.
type rowFile struct {
	*blocks
	all, rows []Row // rows are those of all that were not taken
}

// fill makes sure that there are rows, unless the file is at its end.
func (f *rowFile) fill() error {
	if len(f.rows) > 0 {
		return nil
	}
	payload, err := f.next()
	if err != nil || payload == nil {
		return err
	}
	f.all, err = f.blocks.rows(f.all[:0], payload)
	f.rows = f.all
	return err
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

// take moves the lowest row of all files to the page; false if there is none.
func (s *RowSource) take() bool {
	var low *rowFile
	for _, f := range s.files {
		if len(f.rows) > 0 && (low == nil || s.less(&f.rows[0], &low.rows[0])) {
			low = f
		}
	}
	if low == nil {
		return false
	}
	row := low.rows[0]
	s.page = append(s.page, row)
	for _, f := range s.files {
		if len(f.rows) > 0 && f.rows[0] == row {
			f.rows = f.rows[1:]
			if err := f.fill(); err != nil {
				s.failed = err
			}
		}
	}
	return true
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

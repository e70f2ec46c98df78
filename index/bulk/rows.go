package bulk

import (
	"errors"
	"fmt"
	"sync/atomic"

	"w3id.org/concord/index/vfs"
)

// Row is a quad of numbers: subject, predicate, object, graph. What the numbers mean is up to the caller; 0 is no term.
type Row [4]uint32

const rowSize = 16

// RowPage is how many rows a page of Rows holds.
const RowPage = 1 << 16

// Room is how many pages some lists of rows may have in memory together. It is safe for concurrent use.
type Room struct {
	all  int64
	left atomic.Int64
}

// NewRoom allows that many bytes.
func NewRoom(bytes uint64) *Room {
	r := &Room{all: int64(bytes / (rowSize * RowPage))}
	r.left.Store(r.all)
	return r
}

// Taken is how many bytes are used at present.
func (r *Room) Taken() uint64 { return uint64(r.all-r.left.Load()) * rowSize * RowPage }

func (r *Room) take() bool {
	if r.left.Add(-1) >= 0 {
		return true
	}
	r.left.Add(1)
	return false
}

// Rows is a list of rows in pages, so that it grows without copying. If there is no room for more pages, those it has are written
// to a file; one page it always has until Settle.
type Rows struct {
	FS   vfs.FS
	Name string // of the file
	Room *Room

	pages   [][]Row
	n       uint64
	spilled bool     // there is a file,
	file    vfs.File // open while it grows
	buf     []byte
	settled bool // all pages have room
}

// Len is the number of rows.
func (l *Rows) Len() uint64 { return l.n }

// Add puts a row at the end.
func (l *Rows) Add(r Row) error {
	last := len(l.pages) - 1
	if last < 0 || len(l.pages[last]) == RowPage {
		if err := l.grow(); err != nil {
			return err
		}
		last = len(l.pages) - 1
	}
	l.pages[last] = append(l.pages[last], r)
	l.n++
	return nil
}

// grow makes an empty page the last one.
func (l *Rows) grow() error {
	switch {
	case len(l.pages) == 0: // grows with its rows: most lists are short
		l.pages = append(l.pages, make([]Row, 0, 64))
	case l.Room.take():
		l.pages = append(l.pages, make([]Row, 0, RowPage))
	default:
		return l.spill()
	}
	return nil
}

// spill writes the pages to the file and keeps one of them, empty.
func (l *Rows) spill() (err error) {
	if l.file == nil {
		if l.file, err = l.FS.Create(l.Name); err != nil {
			return err
		}
		l.spilled = true
	}
	for _, p := range l.pages {
		l.buf = appendRows(l.buf[:0], p)
		if err := writeBlock(l.file, l.buf); err != nil {
			return fmt.Errorf("write rows that do not fit into memory: %w", err)
		}
	}
	l.Room.left.Add(int64(len(l.pages) - 1))
	clear(l.pages[1:])
	l.pages = append(l.pages[:0], l.pages[0][:0])
	return nil
}

// Settle ends the growing of a list: of many lists not even one page each may stay without room. A row that is added later is an error
// of the caller.
func (l *Rows) Settle() error {
	if len(l.pages) == 0 || !l.Room.take() {
		if err := l.unload(); err != nil {
			return err
		}
	} else {
		l.settled = true
	}
	l.buf = nil
	if l.file == nil {
		return nil
	}
	err := l.file.Close()
	l.file = nil
	return err
}

// unload writes all pages to the file.
func (l *Rows) unload() error {
	if len(l.pages) == 0 {
		return nil
	}
	err := l.spill()
	l.pages = nil
	return err
}

// appendRows appends a block of rows with room for its head.
func appendRows(b []byte, rows []Row) []byte {
	b = append(b, make([]byte, blockHead)...)
	for i := range rows {
		for _, n := range rows[i] {
			b = le.AppendUint32(b, n)
		}
	}
	return b
}

// Each calls f for the rows, page by page in their order, until it returns an error. f may change them; each page is
// forgotten after its call, so the list is empty in the end.
func (l *Rows) Each(f func([]Row) error) error {
	if err := l.eachSpilled(f); err != nil {
		return err
	}
	for i, p := range l.pages {
		if err := f(p); err != nil {
			return err
		}
		l.pages[i] = nil
	}
	return l.Drop() // gives back the room
}

func (l *Rows) eachSpilled(f func([]Row) error) error {
	if !l.spilled {
		return nil
	}
	in, err := openBlocks(l.FS, l.Name)
	if err != nil {
		return err
	}
	defer in.close()
	page := make([]Row, 0, RowPage)
	for {
		payload, err := in.next()
		if err != nil || payload == nil {
			return err
		}
		if page, err = in.rows(page[:0], payload); err != nil {
			return err
		}
		if err := f(page); err != nil {
			return err
		}
	}
}

// rows decodes a payload of appendRows.
func (b *blocks) rows(dst []Row, payload []byte) ([]Row, error) {
	if len(payload)%rowSize != 0 {
		return nil, corrupt(b.name, b.number, "it does not hold whole rows")
	}
	for ; len(payload) > 0; payload = payload[rowSize:] {
		dst = append(dst, decodeRow(payload))
	}
	return dst, nil
}

func decodeRow(b []byte) Row {
	return Row{le.Uint32(b), le.Uint32(b[4:]), le.Uint32(b[8:]), le.Uint32(b[12:])}
}

// Drop forgets the rows and removes the file.
func (l *Rows) Drop() error {
	l.Room.left.Add(l.held())
	l.pages, l.n, l.settled, l.buf = nil, 0, false, nil
	var errs []error
	if l.file != nil {
		errs = append(errs, l.file.Close())
	}
	if l.spilled {
		errs = append(errs, l.FS.Remove(l.Name))
	}
	l.file, l.spilled = nil, false
	return errors.Join(errs...)
}

// held is how many pages of the room the list has.
func (l *Rows) held() int64 {
	if l.settled {
		return int64(len(l.pages))
	}
	return int64(max(0, len(l.pages)-1))
}

// WriteRows writes rows to a file, from which a RowSource reads them.
func WriteRows(fs vfs.FS, name string, rows []Row) error {
	f, err := fs.Create(name)
	if err != nil {
		return err
	}
	var buf []byte
	for len(rows) > 0 && err == nil {
		n := min(len(rows), RowPage)
		buf = appendRows(buf[:0], rows[:n])
		err = writeBlock(f, buf)
		rows = rows[n:]
	}
	return errors.Join(err, f.Close())
}

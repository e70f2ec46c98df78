package bulk

import "sync"

// SortColumn sorts rows by one column and keeps the order of rows that are equal in it. It needs a second slice of
// the same length and returns the two, sorted rows first. It is a radix sort over the bits in which values differ, in
// passes of equal width, each done by some workers at a time.
func SortColumn(rows, spare []Row, col, workers int) (sorted, free []Row) {
	low, width := varying(rows, col)
	if width == 0 {
		return rows, spare
	}
	if len(rows) < parallelRows {
		workers = 1
	}
	passes := (width + mostBits - 1) / mostBits
	bits := (width + passes - 1) / passes
	p := pass{col: col, mask: 1<<bits - 1, workers: workers}
	for i := range passes {
		p.shift = low + i*bits
		p.run(rows, spare)
		rows, spare = spare, rows
	}
	return rows, spare
}

// OnePass is up to how many different values, numbered from 0, are sorted in one pass: rows then end up in spare and stay as
// they are.
const OnePass = 1 << mostBits

const (
	mostBits     = 10      // of a pass: a thousand places are written to at a time, which caches and page tables still bear
	parallelRows = 1 << 16 // fewer rows are not worth a second goroutine
)

// varying gives the lowest bit in which values of a column differ, and how many bits there are from it to the highest.
func varying(rows []Row, col int) (low, width int) {
	if len(rows) == 0 {
		return 0, 0
	}
	first, differ := rows[0][col], uint32(0)
	for i := range rows {
		differ |= rows[i][col] ^ first
	}
	if differ == 0 {
		return 0, 0
	}
	for differ&1 == 0 {
		low, differ = low+1, differ>>1
	}
	for ; differ != 0; differ >>= 1 {
		width++
	}
	return low, width
}

// pass distributes rows by some bits of a column.
type pass struct {
	col, shift int
	mask       uint32
	workers    int
}

// run counts, then places: each worker has a part of the rows, and places of its own for each value.
func (p *pass) run(from, to []Row) {
	counts := make([][]uint32, p.workers)
	p.each(from, func(w int, rows []Row) {
		counts[w] = p.count(rows)
	})
	at := uint32(0)
	for v := range int(p.mask) + 1 {
		for w := range counts {
			n := counts[w][v]
			counts[w][v] = at
			at += n
		}
	}
	p.each(from, func(w int, rows []Row) { p.place(rows, to, counts[w]) })
}

// each calls f for each worker with its part of the rows, all at the same time.
func (p *pass) each(rows []Row, f func(worker int, rows []Row)) {
	if p.workers == 1 {
		f(0, rows)
		return
	}
	var done sync.WaitGroup
	size := (len(rows) + p.workers - 1) / p.workers
	for w := range p.workers {
		part := rows[min(len(rows), w*size):min(len(rows), (w+1)*size)]
		done.Go(func() { f(w, part) })
	}
	done.Wait()
}

func (p *pass) count(rows []Row) []uint32 {
	n := make([]uint32, p.mask+1)
	for i := range rows {
		n[rows[i][p.col]>>p.shift&p.mask]++
	}
	return n
}

func (p *pass) place(from, to []Row, at []uint32) {
	for i := range from {
		v := from[i][p.col] >> p.shift & p.mask
		to[at[v]] = from[i]
		at[v]++
	}
}

// Distinct drops repetitions from sorted rows.
func Distinct(rows []Row) []Row {
	n := 0
	for i := range rows {
		if i == 0 || rows[i] != rows[n-1] {
			rows[n] = rows[i]
			n++
		}
	}
	return rows[:n]
}

package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// lookup joins its input with a pattern: the rows of a batch are sorted by key, and one cursor moves forward over the
// keys, reading small runs where they are far apart and whole batches where they are dense. Over an input that comes
// sorted the cursor is never opened again, so that this is a merge join that skips; of one that does not, more and more rows are
// gathered, so that there are few passes over the pattern.
type lookup struct {
	q      *Query
	n      *plan.Lookup
	in     operator
	req    index.Scan
	keys   []int // columns of the input that are the key
	free   []int // columns of the cursor that give new columns of the output
	to     []int // which columns of the output those are
	checks []check

	cur    index.Cursor
	last   [4]index.ID // the key the cursor stands at or behind
	buf    [][]index.ID
	have   int // rows in buf
	pos    int // first row of buf not yet passed
	read   int // rows to ask for next
	dst    [][]index.ID
	served int // keys that found rows in buf

	batch *Batch // of the input
	more  *gathered
	rows  []int32
	group [2]int // rows[group[0]:group[1]] have the key now looked up
	run   [2]int // rows of buf with that key
	row   int    // the row of the group that is being written
	from  int    // the row of buf it goes on with
	whole bool   // all rows with the key are in the run

	out  *Batch
	size int     // rows of out, once it is filled
	sel  []int32 // input row of each output row
	mark []bool
}

// check is an equality between a cursor column and an input column, or another cursor column where input is -1.
type check struct{ col, input, other int }

const (
	firstRead = 32 // rows read after a seek
	denseKeys = 4  // keys that must find rows in a buffer for the next one to be larger
)

func (q *Query) openLookup(n *plan.Lookup, e *env) (operator, error) {
	in, err := q.open(n.Input, e)
	if err != nil {
		return nil, err
	}
	l := &lookup{q: q, n: n, in: in, more: newGathered(q, n, in), req: n.Request(e.graphs(n.Pattern.Graph)), read: firstRead}
	s := n.Input.Out()
	names := n.Pattern.Columns(n.Order, n.Bound)
	first := map[plan.Var]int{}
	for i, v := range names {
		switch f, again := first[v]; {
		case i < n.Keys:
			l.keys = append(l.keys, s.Col(v))
		case s.Col(v) >= 0:
			l.checks = append(l.checks, check{i, s.Col(v), 0})
		case again:
			l.checks = append(l.checks, check{i, -1, f})
		default:
			first[v] = i
			l.free, l.to = append(l.free, i), append(l.to, n.Col(v))
		}
	}
	l.buf, l.dst = make([][]index.ID, len(names)), make([][]index.ID, len(names))
	l.out, l.size = &Batch{}, firstRows
	return l, nil
}

func (l *lookup) next() (*Batch, error) {
	if l.out.Cols != nil {
		l.out, l.size = l.out.room(l.size)
		l.sel = resize(l.sel, l.size)
	}
	l.out.N = 0
	for l.out.N < l.size {
		if l.from < l.run[1] {
			l.emit()
			continue
		}
		if more, err := l.advance(); err != nil {
			return nil, err
		} else if more {
			continue
		}
		if l.out.N > 0 { // the input's columns are gathered before its next batch comes
			break
		}
		if ok, err := l.nextBatch(); !ok || err != nil {
			return nil, err
		}
	}
	l.finish()
	return l.out, nil
}

// emit writes as many pairs of the current row as there is room for.
func (l *lookup) emit() {
	if l.out.Cols == nil { // most lookups of small queries find nothing
		l.out, l.sel = sizedBatch(len(l.n.Vars), l.size), make([]int32, l.size)
	}
	n := min(l.size-l.out.N, l.run[1]-l.from)
	r := l.rows[l.group[0]+l.row]
	w := l.out.N
	if l.checks == nil {
		for i, c := range l.free {
			copy(l.out.Cols[l.to[i]][w:], l.buf[c][l.from:l.from+n])
		}
		for i := range n {
			l.sel[w+i] = r
		}
		l.out.N += n
	} else {
		l.emitChecked(r, n)
	}
	if l.from += n; l.from == l.run[1] && l.row+1 < l.group[1]-l.group[0] {
		l.row, l.from = l.row+1, l.run[0]
	}
}

func (l *lookup) emitChecked(r int32, n int) {
	for m := l.from; m < l.from+n; m++ {
		if !l.passes(int(r), m) {
			continue
		}
		for i, c := range l.free {
			l.out.Cols[l.to[i]][l.out.N] = l.buf[c][m]
		}
		l.sel[l.out.N] = r
		l.out.N++
	}
}

func (l *lookup) passes(r, m int) bool {
	for _, c := range l.checks {
		want := l.buf[c.other][m]
		if c.input >= 0 {
			want = l.batch.Cols[c.input][r]
		}
		if l.buf[c.col][m] != want {
			return false
		}
	}
	return true
}

// advance finds the next run of rows with the current key, or with the next key that has any; false at the end of the
// input batch.
func (l *lookup) advance() (bool, error) {
	if l.group[1] > l.group[0] && !l.whole { // the run may go on in the next buffer
		if err := l.refill(); err != nil {
			return false, err
		}
		if l.matchRun() {
			return true, nil
		}
	}
	for steps := 0; l.group[1] < len(l.rows); steps++ {
		if steps%BatchRows == BatchRows-1 {
			if err := l.q.check(); err != nil {
				return false, err
			}
		}
		l.nextGroup()
		if err := l.seek(); err != nil {
			return false, err
		}
		if l.matchRun() {
			return true, nil
		}
	}
	l.group, l.whole = [2]int{len(l.rows), len(l.rows)}, true
	return false, nil
}

// nextGroup takes the next rows of equal key.
func (l *lookup) nextGroup() {
	at := l.group[1]
	end := at + 1
	for end < len(l.rows) && l.compareRows(l.rows[at], l.rows[end]) == 0 {
		end++
	}
	l.group = [2]int{at, end}
	for i, c := range l.keys {
		l.last[i] = l.batch.Cols[c][l.rows[at]]
	}
}

func (l *lookup) compareRows(a, b int32) int {
	for _, c := range l.keys {
		col := l.batch.Cols[c]
		if x, y := col[a], col[b]; x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return 0
}

// compareBuf compares a row of buf with the key sought.
func (l *lookup) compareBuf(row int) int {
	for i := range l.keys {
		if x := l.buf[i][row]; x != l.last[i] {
			if x < l.last[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// seek brings pos to the first row that is not below the key: within buf, or by the cursor.
func (l *lookup) seek() error {
	if l.have > 0 && l.compareBuf(l.have-1) >= 0 {
		l.gallop()
		return nil
	}
	if l.have == 0 && l.pos < 0 { // the cursor is at its end
		return nil
	}
	if l.served < denseKeys {
		l.read = max(firstRead, l.read/4)
	}
	if err := l.cur.Seek(l.last[:len(l.keys)]); err != nil {
		return err
	}
	return l.refill()
}

// gallop moves pos forward within buf by doubling steps and then by halves.
func (l *lookup) gallop() {
	lo, step := l.pos, 1
	for lo+step < l.have && l.compareBuf(lo+step) < 0 {
		lo, step = lo+step, 2*step
	}
	hi := min(lo+step, l.have-1)
	for lo < hi {
		if mid := (lo + hi) / 2; l.compareBuf(mid) < 0 {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	l.pos = lo
}

// refill reads the next rows of the cursor; have is 0 and pos -1 at its end.
func (l *lookup) refill() error {
	if err := l.q.check(); err != nil {
		return err
	}
	l.served = 0
	if len(l.buf[0]) < l.read {
		l.buf = sizedBatch(len(l.buf), max(l.read, min(growth*len(l.buf[0]), BatchRows))).Cols
	}
	for i := range l.dst {
		l.dst[i] = l.buf[i][:l.read]
	}
	l.read = min(2*l.read, BatchRows)
	n, err := l.cur.Next(l.dst)
	l.have, l.pos = n, 0
	if err == io.EOF {
		l.have, l.pos = 0, -1
		return nil
	}
	return err
}

// matchRun sets run to the rows of buf from pos on that have the key.
func (l *lookup) matchRun() bool {
	l.row = 0
	if l.have == 0 || l.compareBuf(l.pos) != 0 {
		l.run, l.from, l.whole = [2]int{}, 0, true
		return false
	}
	l.served++
	end := l.pos + 1
	for end < l.have && l.compareBuf(end) == 0 {
		end++
	}
	l.run, l.from = [2]int{l.pos, end}, l.pos
	l.whole = end < l.have
	l.pos = min(end, l.have-1)
	return true
}

// nextBatch takes a batch of the input and sorts its rows by key.
func (l *lookup) nextBatch() (bool, error) {
	b, err := l.more.next()
	if b == nil || err != nil {
		return false, err
	}
	l.batch = b
	l.rows = l.rows[:0]
	for i := range b.N {
		if l.stored(i) {
			l.rows = append(l.rows, int32(i))
		}
	}
	if err := l.sortRows(); err != nil {
		return false, err
	}
	l.group, l.run, l.from, l.whole = [2]int{}, [2]int{}, 0, true
	if len(l.rows) == 0 {
		return true, nil
	}
	return true, l.reopen()
}

// stored reports whether a row's key can be in the store at all.
func (l *lookup) stored(i int) bool {
	for _, c := range l.keys {
		if id := l.batch.Cols[c][i]; id == 0 || id.Kind() == index.KindQuery {
			return false
		}
	}
	return true
}

// reopen starts the cursor anew unless the first key of the batch lies ahead of it.
func (l *lookup) reopen() error {
	if l.cur != nil && !l.isBehind() {
		return nil
	}
	if l.cur != nil {
		l.cur.Close()
	}
	var err error
	l.have, l.pos = 0, 0
	l.cur, err = l.q.snap.Scan(l.q.ctx, l.req)
	return err
}

// isBehind reports whether the batch's first key lies before what the cursor has passed.
func (l *lookup) isBehind() bool {
	for i, c := range l.keys {
		if k := l.batch.Cols[c][l.rows[0]]; k != l.last[i] {
			return k < l.last[i]
		}
	}
	return true // the same key again: its rows may be gone from buf
}

// finish gathers the columns of the input.
func (l *lookup) finish() {
	for i := range l.n.Input.Out().Vars {
		gather(l.out.Cols[i], l.batch.Cols[i], l.sel[:l.out.N])
	}
}

func (l *lookup) close() {
	l.in.close()
	l.more.free()
	if l.cur != nil {
		l.cur.Close()
	}
}

package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// runSource yields the runs of equal values of something sorted, in ascending order of the values.
type runSource interface {
	// read gives the next values and the lengths of their runs, at most BatchRows and none at the end. Those below from
	// may be left out, and where it is not 0 there may be fewer, as the next call may ask for later ones. Both slices are valid until the next call and may be changed.
	read(from index.ID) (values []index.ID, lengths []int64, err error)
	close()
}

// column yields a sorted column in pieces.
type column interface {
	// more gives the next values, none at the end; those below from may be left out. dense says that many of the values before
	// were looked at, so that there may be more of them.
	more(from index.ID, dense bool) ([]index.ID, error)
	// pass counts the run of v, if counted, and moves behind it, where that is quicker than reading on; ok is false where it is not.
	pass(v index.ID, counted bool) (length int64, ok bool, err error)
	close()
}

// runList makes runs of a column. The end of a long run is not read: the store counts it and seeks behind it.
type runList struct {
	src     column
	counted bool // lengths are of interest
	col     []index.ID
	value   index.ID
	length  int64 // of the run of value so far; 0: no run is open
	passed  bool  // whether the source was asked to pass the run
	patient int64 // rows of a run after which the source is asked
	ended   bool
	most    int // runs to give at once: fewer the more often those asked for lie far from each other
	served  int // calls that the values of the source served
	values  []index.ID
	lengths []int64
}

// Rows after which asking the store is quicker than reading on, and those that are looked at before where the run before was long.
const (
	longRun   = 4 * BatchRows
	afterLong = fewRows
)

func (q *Query) newRuns(src column, counted bool) *runList {
	return &runList{src: src, counted: counted, patient: longRun, most: BatchRows}
}

func (r *runList) read(from index.ID) ([]index.ID, []int64, error) {
	if r.values == nil {
		r.values, r.lengths = make([]index.ID, 0, BatchRows), make([]int64, 0, BatchRows)
	}
	r.values, r.lengths = r.values[:0], r.lengths[:0]
	r.most = min(2*r.most, BatchRows)
	r.skip(from)
	for len(r.values) < r.most && !r.ended {
		if len(r.col) == 0 {
			if from > 0 && len(r.values) > 0 {
				break
			}
			if err := r.more(from); err != nil {
				return nil, nil, err
			}
			continue
		}
		r.step()
		if len(r.col) == 0 && r.length >= r.patient && !r.passed {
			if err := r.pass(); err != nil {
				return nil, nil, err
			}
		}
	}
	return r.values, r.lengths, nil
}

// skip leaves out what is held of values below from.
func (r *runList) skip(from index.ID) {
	r.served++
	if r.length > 0 && r.value < from {
		r.length, r.passed, r.most = 0, false, 1
	}
	if n := index.Below(r.col, from); n > 0 {
		r.col, r.most = r.col[n:], 1
	}
}

// more takes the next piece; at the end the open run is complete.
func (r *runList) more(from index.ID) (err error) {
	if r.length > 0 && r.value >= from {
		from = r.value
	}
	r.col, err = r.src.more(from, r.served >= denseKeys || r.most > denseKeys)
	if r.served = 0; err == nil && len(r.col) == 0 {
		r.ended = true
		r.flush()
	}
	r.skip(from)
	return err
}

// step goes over the rows of one run.
func (r *runList) step() {
	if v := r.col[0]; r.length == 0 || v != r.value {
		r.flush()
		r.value = v
	}
	i := 1
	for i < len(r.col) && r.col[i] == r.value {
		i++
	}
	r.length += int64(i)
	r.col = r.col[i:]
}

// flush writes the open run.
func (r *runList) flush() {
	if r.length == 0 {
		return
	}
	r.values, r.lengths = append(r.values, r.value), append(r.lengths, r.length)
	if !r.passed {
		r.patient = longRun
	}
	r.length, r.passed = 0, false
}

// pass goes behind a long run.
func (r *runList) pass() error {
	r.passed = true // asked once, even if there is no answer
	n, ok, err := r.src.pass(r.value, r.counted)
	if ok && r.counted {
		r.length = n
	}
	if ok {
		r.patient = afterLong
	}
	return err
}

func (r *runList) close() { r.src.close() }

// scanColumn is a column of the store, the first after the constants of a scan.
type scanColumn struct {
	q    *Query
	req  index.Scan
	cur  index.Cursor
	key  int // of dst
	dst  [][]index.ID
	part [][]index.ID
	size int      // rows to read next: few behind a seek
	last index.ID // read
	want [1]index.ID
}

const fewRows = 32 // read behind a seek; each time it goes on from there, twice as many

func (q *Query) scanColumn(req index.Scan, bound int) (*scanColumn, error) {
	c := &scanColumn{q: q, req: req, size: BatchRows}
	var err error
	if c.cur, err = q.snap.Scan(q.ctx, req); err != nil {
		return nil, err
	}
	width := 0
	for i := range 4 {
		if req.Cols&(1<<i) != 0 {
			if i == bound {
				c.key = width
			}
			width++
		}
	}
	c.dst = sizedBatch(width, BatchRows).Cols
	c.part = make([][]index.ID, width)
	return c, nil
}

// more seeks what lies behind all that was read. Sought, few rows are read unless many of those before were looked at.
func (c *scanColumn) more(from index.ID, dense bool) ([]index.ID, error) {
	if err := c.q.check(); err != nil {
		return nil, err
	}
	if from > c.last+1 {
		if err := c.seek(from); err != nil {
			return nil, err
		}
		if !dense {
			c.size = fewRows
		}
	}
	for i := range c.part {
		c.part[i] = c.dst[i][:c.size]
	}
	n, err := c.cur.Next(c.part)
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.size = min(2*c.size, BatchRows)
	c.last = c.part[c.key][n-1]
	return c.part[c.key][:n], nil
}

// seek goes forward to a key, without memory of its own.
func (c *scanColumn) seek(key index.ID) error {
	c.want[0] = key
	return c.cur.Seek(c.want[:])
}
func (c *scanColumn) pass(v index.ID, counted bool) (length int64, ok bool, err error) {
	if counted {
		all := c.req
		all.From, all.To = nil, nil
		all.Prefix = append(append(make([]index.ID, 0, 4), c.req.Prefix...), v)
		n, exact, err := c.q.snap.Count(c.q.ctx, all)
		if err != nil || !exact {
			return 0, false, err
		}
		length = int64(n)
	}
	c.size = fewRows
	return length, true, c.seek(v + 1)
}

func (c *scanColumn) close() { c.cur.Close() }

// rowColumn is a column of an operator.
type rowColumn struct {
	in  operator
	col int
}

func (c *rowColumn) more(index.ID, bool) ([]index.ID, error) {
	b, err := c.in.next()
	if b == nil || err != nil {
		return nil, err
	}
	return b.Cols[c.col][:b.N], nil
}

func (c *rowColumn) pass(index.ID, bool) (int64, bool, error) { return 0, false, nil }
func (c *rowColumn) close()                                   { c.in.close() }

// runsOf opens a plan that is sorted by key as runs of it. What is read as runs counts them as its rows.
func (q *Query) runsOf(n plan.Node, key plan.Var, e *env) (runSource, error) {
	var src runSource
	switch n := n.(type) {
	case *plan.JoinTally:
		r, err := q.openJoinRuns(n, e)
		if err != nil {
			return nil, err
		}
		src = r
	case *plan.Weighted:
		src = q.openWeighted(n, e)
	case *plan.PathTally:
		r, err := q.pathRuns(n, e)
		if err != nil {
			return nil, err
		}
		src = r
	case *plan.Scan:
		req := n.Request(e.graphs(n.Pattern.Graph))
		if repeatedColumn(n) {
			return q.rowRuns(n, key, e)
		}
		if !req.Distinct {
			req.Cols = 1 << n.Bound
		}
		if q.part != nil {
			req = q.part.keys.of(req)
		}
		col, err := q.scanColumn(req, n.Bound)
		if err != nil {
			return nil, err
		}
		src = q.newRuns(col, true)
	default:
		return q.rowRuns(n, key, e)
	}
	c := q.stats.of(n)
	if q.part == nil {
		c.opens.Add(1)
	}
	return &countedRuns{src, c}, nil
}

// repeatedColumn reports whether a variable is there twice in a scan.
func repeatedColumn(n *plan.Scan) bool {
	return len(n.Pattern.Columns(n.Order, n.Bound)) != len(n.Vars)
}

// rowRuns makes runs of the rows of an operator, which need hold no other column.
func (q *Query) rowRuns(n plan.Node, key plan.Var, e *env) (runSource, error) {
	op, err := q.open(n, e)
	if err != nil {
		return nil, err
	}
	wanted := make([]bool, len(n.Out().Vars))
	wanted[n.Out().Col(key)] = true
	narrow(op, wanted)
	return q.newRuns(&rowColumn{op, n.Out().Col(key)}, true), nil
}

// countedRuns counts what a source gives.
type countedRuns struct {
	runSource
	counter *counter
}

func (c *countedRuns) read(from index.ID) ([]index.ID, []int64, error) {
	values, lengths, err := c.runSource.read(from)
	c.counter.rows.Add(int64(len(values)))
	return values, lengths, err
}

package exec

import (
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/xsd"
	"w3id.org/concord/query/expr"
	"w3id.org/concord/query/plan"
)

// eval evaluates one compiled expression over batches, in pieces that stay short in time: a piece of 1,024 rows may
// hold a thousand regular expressions over long strings.
type eval struct {
	q      *Query
	x      *plan.Expr
	exists []*existence
	piece  int
	row    int64
	arg    expr.Batch
	marks  [][]bool
}

const (
	firstPiece  = 64
	quickPiece  = time.Millisecond
	longestTime = 5 * time.Millisecond
)

func (q *Query) newEval(x *plan.Expr, e *env) (*eval, error) {
	v := &eval{q: q, x: x, piece: firstPiece}
	v.arg.Cols = make([][]index.ID, len(x.Cols))
	for _, ex := range x.Exists {
		v.exists = append(v.exists, q.newExistence(ex, e))
		v.marks = append(v.marks, nil)
	}
	v.arg.Exists = make([][]bool, len(v.exists))
	return v, nil
}

// value computes the expression's column.
func (v *eval) value(b *Batch, dst []index.ID) error {
	return v.pieces(b, func(from, to int) error { return v.x.Prog.Eval(v.q, &v.arg, dst[from:to]) })
}

// test computes the effective boolean value.
func (v *eval) test(b *Batch, keep []bool) error {
	return v.pieces(b, func(from, to int) error { return v.x.Prog.Test(v.q, &v.arg, keep[from:to]) })
}

// mixed computes the expression as IDs as far as those of its operands tell, and hands on the values of the other rows, which are expr.Taken.
func (v *eval) mixed(b *Batch, dst []index.ID, use func(row int, val *xsd.Value)) error {
	return v.pieces(b, func(from, to int) error {
		return v.x.Prog.Mixed(v.q, &v.arg, dst[from:to], func(row int32, val *xsd.Value) { use(from+int(row), val) })
	})
}

// column is the column of the batch that the expression is, if it is nothing but a variable.
func (v *eval) column(b *Batch) ([]index.ID, bool) {
	switch {
	case !v.x.Prog.IsVar():
		return nil, false
	case v.x.Cols[0] < 0:
		return zeros[:b.N], true
	}
	return b.Cols[v.x.Cols[0]][:b.N], true
}

// reads marks the columns that the expression looks at; false if it may look at any.
func (v *eval) reads(wanted []bool) bool {
	for _, c := range v.x.Cols {
		if c >= 0 {
			wanted[c] = true
		}
	}
	return len(v.exists) == 0
}

func (v *eval) pieces(b *Batch, run func(from, to int) error) error {
	for i, ex := range v.exists {
		v.marks[i] = resize(v.marks[i], b.N)
		if err := ex.test(b, v.marks[i]); err != nil {
			return err
		}
	}
	for from := 0; from < b.N; {
		if err := v.q.check(); err != nil {
			return err
		}
		to := min(b.N, from+v.piece)
		v.cut(b, from, to)
		start := time.Now()
		if err := run(from, to); err != nil {
			return err
		}
		v.pace(time.Since(start))
		from = to
	}
	v.row += int64(b.N)
	return nil
}

func (v *eval) close() {
	for _, x := range v.exists {
		x.close()
	}
}

func (v *eval) cut(b *Batch, from, to int) {
	v.arg.N, v.arg.Row = to-from, v.row+int64(from)
	for i, c := range v.x.Cols {
		v.arg.Cols[i] = nil
		if c >= 0 {
			v.arg.Cols[i] = b.Cols[c][from:to]
		}
	}
	for i := range v.exists {
		v.arg.Exists[i] = v.marks[i][from:to]
	}
}

func (v *eval) pace(d time.Duration) {
	switch {
	case d < quickPiece:
		v.piece = min(2*v.piece, BatchRows)
	case d > longestTime:
		v.piece = max(1, v.piece/4)
	}
}

// filter keeps the rows that pass every condition.
type filter struct {
	in     operator
	conds  []*eval
	ranges []*rangeTest // of each condition, nil where it is no comparison with a constant
	texts  []*textTest  // of each condition, nil where it is no test of a text
	mark   []bool
}

func (q *Query) newFilter(n *plan.Filter, in operator, e *env) (operator, error) {
	f := &filter{in: in}
	for _, c := range n.Conds {
		v, err := q.newEval(c, e)
		if err != nil {
			in.close()
			return nil, err
		}
		r, err := q.rangeOf(c)
		if err != nil {
			in.close()
			return nil, err
		}
		f.conds, f.ranges, f.texts = append(f.conds, v), append(f.ranges, r), append(f.texts, q.textOf(c))
	}
	return f, nil
}

func (f *filter) next() (*Batch, error) {
	for {
		b, err := f.in.next()
		if b == nil || err != nil {
			return nil, err
		}
		for i := range f.conds {
			f.mark = resize(f.mark, b.N)
			if err := f.test(i, b); err != nil {
				return nil, err
			}
			if b.keep(f.mark); b.N == 0 {
				break
			}
		}
		if b.N > 0 {
			return b, nil
		}
	}
}

// test marks the rows that pass a condition, in the quickest way that decides about all of them.
func (f *filter) test(i int, b *Batch) error {
	c := f.conds[i]
	if r := f.ranges[i]; r != nil && r.test(b, f.mark) {
		c.row += int64(b.N)
		return nil
	}
	if t := f.texts[i]; t != nil {
		if err := t.q.check(); err != nil {
			return err
		}
		if done, err := t.mark(b, f.mark); done || err != nil {
			c.row += int64(b.N)
			return err
		}
	}
	return c.test(b, f.mark)
}

func (f *filter) close() {
	f.in.close()
	for _, t := range f.texts {
		if t != nil {
			t.seen.free()
		}
	}
	for _, c := range f.conds {
		c.close()
	}
}

// extend adds a column.
type extend struct {
	in   operator
	eval *eval
	at   int // the column, which may be one that the input leaves unbound
	col  []index.ID
	out  Batch
}

const streamRows = 1 << 40 // row numbers of one stream: BNODE labels of different streams are apart

// newExtend numbers rows from the start of its own stream; extends directly above each other see the same rows, and so
// the same numbers.
func (q *Query) newExtend(n *plan.Extend, in operator, e *env) (operator, error) {
	v, err := q.newEval(n.Expr, e)
	if err != nil {
		in.close()
		return nil, err
	}
	below := in
	if c, ok := below.(*counted); ok {
		below = c.operator
	}
	if x, ok := below.(*extend); ok {
		v.row = x.eval.row
	} else {
		q.streams++
		v.row = q.streams * streamRows
	}
	return &extend{in: in, eval: v, at: n.Col(n.Var), col: make([]index.ID, BatchRows)}, nil
}

func (x *extend) next() (*Batch, error) {
	b, err := x.in.next()
	if b == nil || err != nil {
		return nil, err
	}
	if err := x.eval.value(b, x.col); err != nil {
		return nil, err
	}
	x.out.N = b.N
	x.out.Cols = append(x.out.Cols[:0], b.Cols...)
	if x.at < len(x.out.Cols) {
		x.out.Cols[x.at] = x.col
	} else {
		x.out.Cols = append(x.out.Cols, x.col)
	}
	return &x.out, nil
}

func (x *extend) close() {
	x.in.close()
	x.eval.close()
}

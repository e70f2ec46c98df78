package exec

import "w3id.org/concord/query/plan"

// direct hands on what the right side of a fed join yields: where the feed holds all columns of the left side and the rows of a window
// differ, that is the join of the window, and need not be hashed and found again. So the first rows come as they are found.
type direct struct {
	n    *plan.Join
	from []int // column of the right side for each of the output
	in   operator
	out  Batch
}

// newDirect is nil where the right side does not have all columns of the left.
func newDirect(n *plan.Join) *direct {
	if n.Kind != plan.Inner || len(n.Feed.Vars) < len(n.Left.Out().Vars) {
		return nil
	}
	d := &direct{n: n}
	for _, v := range n.Vars {
		d.from = append(d.from, n.Right.Out().Col(v))
		if d.from[len(d.from)-1] < 0 {
			return nil
		}
	}
	return d
}

func (d *direct) running() bool { return d != nil && d.in != nil }

func (d *direct) open(q *Query, e *env) (err error) {
	d.in, err = q.open(d.n.Right, e)
	return err
}

// next gives nil at the end of the window.
func (d *direct) next() (*Batch, error) {
	b, err := d.in.next()
	if err != nil {
		return nil, err
	}
	if b == nil {
		d.close()
		return nil, nil
	}
	d.out.N, d.out.Cols = b.N, d.out.Cols[:0]
	for _, c := range d.from {
		d.out.Cols = append(d.out.Cols, b.Cols[c])
	}
	return &d.out, nil
}

func (d *direct) close() {
	if d.running() {
		d.in.close()
		d.in = nil
	}
}

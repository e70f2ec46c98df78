package store

import (
	"w3id.org/concord/index"
	"w3id.org/concord/index/run"
)

// inNamed gives a scan of one named graph as a scan of an order that begins with the graph, where the rows come in
// the same sequence: the columns after the prefix must follow each other as in the scan's own order. at says, for
// each column of the scan's order, where it stands in the new one.
func inNamed(sc *index.Scan) (named index.Scan, at [4]int, ok bool) {
	n := len(sc.Prefix)
	if sc.Order >= index.GSPO || sc.Graphs.Mode != index.Set || len(sc.Graphs.Graphs) != 1 || sc.Graphs.Graphs[0] == 0 ||
		n > 3 || n+len(sc.From) > 3 || n+len(sc.To) > 3 {
		return named, at, false
	}
	cols := sc.Order.Columns()
	o := index.GSPO
	for ; o < index.NumOrders && !follows(o, cols, n); o++ {
	}
	if o == index.NumOrders {
		return named, at, false
	}
	named = *sc
	named.Order, named.Cols, named.Graphs = o, 0, index.GraphSet{Mode: index.Union}
	named.Prefix = append(make([]index.ID, 0, n+1), sc.Graphs.Graphs[0])
	named.Prefix = named.Prefix[:n+1]
	for i, c := range cols {
		at[i] = place(o, c)
		if i < n {
			named.Prefix[at[i]] = sc.Prefix[i]
		}
		named.Cols |= sc.Cols >> i & 1 << at[i]
	}
	return named, at, true
}

// follows reports whether the first n of cols are those after the graph in order o, in any sequence, and the others
// follow in the same one.
func follows(o index.Order, cols [4]index.Column, n int) bool {
	for i, c := range cols[:3] {
		if p := place(o, c); i < n && p > n || i >= n && p != i+1 {
			return false
		}
	}
	return true
}

// place is where a column stands in an order.
func place(o index.Order, c index.Column) int {
	for i, x := range o.Columns() {
		if x == c {
			return i
		}
	}
	return run.GraphColumn(o)
}

// seekNamed turns a key after the prefix of the scan that was asked for into one of the scan that is run: the graph
// is not among its columns. A key that lies behind the graph lies behind the triple; if there is no column to say so
// in, it lies behind all rows.
func (c *cursor) seekNamed(short []index.ID) []index.ID {
	if len(short) <= c.columns {
		return short
	}
	behind := short[c.columns] > c.named
	short = append([]index.ID(nil), short[:c.columns]...)
	switch {
	case behind && c.columns > 0:
		short[c.columns-1]++
	case behind:
		c.seg.at, c.next, c.hi = c.seg.n, c.last, key{}
	}
	return short
}

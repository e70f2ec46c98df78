package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// findStarts collects the nodes from which a match can begin: those that have one of the first predicates, or, where the
// path may be of length zero, every node of the graph. It looks for no more than limit unless that is negative.
func (q *Query) findStarts(path *plan.Path, g plan.GraphRef, e *env, limit int) ([]index.ID, error) {
	scans := []index.Scan{{Order: index.SPO, Cols: 1}, {Order: index.OSP, Cols: 1}}
	if links, ok := firstLinks(path); ok {
		scans = scans[:0]
		for _, l := range links {
			o := index.PSO
			if l.Inverse {
				o = index.POS
			}
			if l.Link.Kind() != index.KindQuery { // else the store does not have it
				scans = append(scans, index.Scan{Order: o, Prefix: []index.ID{l.Link}, Cols: 1 << 1})
			}
		}
	}
	set := newTable(q, 1) // held until the end of the query
	for _, scan := range scans {
		scan.Graphs, scan.Distinct = e.graphs(g), true
		c, err := q.snap.Scan(q.ctx, scan)
		if err != nil {
			return nil, err
		}
		if err := q.collect(c, set, limit); err != nil {
			return nil, err
		}
	}
	if limit >= 0 && set.n > limit {
		return set.cols[0][:limit], nil
	}
	return set.cols[0], nil
}

// firstLinks are the links of which one begins every match of a path; there are none such where a match may be empty, or
// begin with whatever is not excluded.
func firstLinks(path *plan.Path) (links []*plan.Path, ok bool) {
	switch {
	case path.Repeat != nil:
		if path.Min == 0 {
			return nil, false
		}
		return firstLinks(path.Repeat)
	case path.Seq != nil:
		return firstLinks(path.Seq[0])
	case path.Alt != nil:
		for _, x := range path.Alt {
			some, ok := firstLinks(x)
			if !ok {
				return nil, false
			}
			links = append(links, some...)
		}
		return links, true
	case path.Negated != nil:
		return nil, false
	}
	return []*plan.Path{path}, true
}

// collect adds what a cursor gives to a set until that has so many IDs.
func (q *Query) collect(c index.Cursor, set *table, limit int) error {
	defer c.Close()
	size := BatchRows
	if limit >= 0 {
		size = firstRows
	}
	dst := sizedBatch(1, size).Cols
	for limit < 0 || set.n < limit {
		if err := q.check(); err != nil {
			return err
		}
		n, err := c.Next(dst)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := set.addIDs(dst[0][:n]); err != nil {
			return err
		}
	}
	return nil
}

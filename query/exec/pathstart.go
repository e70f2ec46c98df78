package exec

import (
	"io"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// findStarts collects the nodes from which a match can begin: those that have one of the first predicates, or, where the
// path may be of length zero, every node of the graph.
func (p *pathScan) findStarts() error {
	scans := []index.Scan{{Order: index.SPO, Cols: 1}, {Order: index.OSP, Cols: 1}}
	if links, ok := firstLinks(p.forward); ok {
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
	set := newTable(p.q, 1) // held until the end of the query
	for _, scan := range scans {
		scan.Graphs, scan.Distinct = p.e.graphs(p.n.Graph), true
		c, err := p.q.snap.Scan(p.q.ctx, scan)
		if err != nil {
			return err
		}
		if err := p.collect(c, set); err != nil {
			return err
		}
	}
	p.starts, p.all = set.cols[0], true
	return nil
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

func (p *pathScan) collect(c index.Cursor, set *table) error {
	defer c.Close()
	dst := sizedBatch(1, BatchRows).Cols
	for {
		if err := p.q.check(); err != nil {
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
}

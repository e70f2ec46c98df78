package publish

import (
	"context"
	"io"

	"w3id.org/concord/index"
)

const smallRows = 256

// scanRows reads at most limit rows of a scan (in an order with the graph last) as subject, predicate, object, graph;
// columns not asked for are 0.
func scanRows(ctx context.Context, snap index.Snapshot, s index.Scan, limit int) ([][4]index.ID, error) {
	cur, err := snap.Scan(ctx, s)
	if err != nil {
		return nil, err
	}
	defer cur.Close()
	var place []index.Column
	var cols [][]index.ID
	for i, c := range s.Order.Columns() {
		if s.Cols&(1<<i) != 0 {
			place, cols = append(place, c), append(cols, make([]index.ID, smallRows))
		}
	}
	var rows [][4]index.ID
	for len(rows) < limit {
		n, err := cur.Next(cols)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		for i := range n {
			var r [4]index.ID
			for c, p := range place {
				r[p] = cols[c][i]
			}
			rows = append(rows, r)
		}
	}
	return rows[:min(len(rows), limit)], nil
}

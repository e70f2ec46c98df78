package plan

import "testing"

// A pattern of an EXISTS that costs about as much for a batch as for all rows is not run for every batch of many.
func TestFedExistsCostsARunForEachBatch(t *testing.T) {
	fed, alone := &Schema{Rows: 8_000, Cost: 150_000}, &Schema{Rows: 9_000, Cost: 250_000}
	for _, c := range []struct {
		outer float64
		fed   bool
	}{{0, true}, {100, true}, {batchRows, true}, {10_000, false}, {1e7, false}} {
		b := &Builder{}
		outer := &Schema{Rows: c.outer}
		batch := ofBatch(outer)
		if batch.Rows > batchRows || outer.Rows != c.outer {
			t.Fatalf("a batch of %g rows has %g", c.outer, batch.Rows)
		}
		if got := b.cheaperRuns(outer.Rows/batch.Rows, batch, fed, alone); got != c.fed {
			t.Errorf("%g rows outside: fed %v, want %v", c.outer, got, c.fed)
		}
	}
}

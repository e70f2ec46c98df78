package exec

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// pieces is a column that comes in pieces of any length, without some of what lies below the value wanted.
type pieces struct {
	t    *rapid.T
	rest []index.ID
}

func (p *pieces) more(from index.ID, dense bool) ([]index.ID, error) {
	if rapid.Bool().Draw(p.t, "skip") {
		p.rest = p.rest[index.Below(p.rest, from):]
	}
	n := min(len(p.rest), rapid.IntRange(1, 6).Draw(p.t, "piece"))
	piece := p.rest[:n]
	p.rest = p.rest[n:]
	return piece, nil
}

func (p *pieces) pass(v index.ID, counted bool) (int64, bool, error) { return 0, false, nil }
func (p *pieces) close()                                             {}

// TestJoinRuns compares joins of runs with counting.
func TestJoinRuns(t *testing.T) {
	ids := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 60), func(n int) index.ID { return index.ID(n) }), 0, 80)
	few := rapid.SliceOfN(rapid.Map(rapid.IntRange(1, 60), func(n int) index.ID { return index.ID(n) }), 0, 5)
	rapid.Check(t, func(t *rapid.T) {
		q := &Query{}
		var cols [3][]index.ID
		var srcs [3]runSource
		for i := range cols {
			cols[i] = rapid.OneOf(ids, few).Draw(t, "column")
			slices.Sort(cols[i])
			srcs[i] = q.newRuns(&pieces{t: t, rest: cols[i]}, true)
		}
		kinds := rapid.SliceOfN(rapid.SampledFrom([]plan.JoinKind{plan.Inner, plan.LeftOut, plan.Semi, plan.Anti}), 2, 2).Draw(t, "kinds")
		var j runSource = &joinRuns{kind: kinds[0], left: runEnd{src: srcs[0]}, right: runEnd{src: srcs[1]}}
		j = &joinRuns{kind: kinds[1], left: runEnd{src: j}, right: runEnd{src: srcs[2]}}
		end := &runEnd{src: j}
		for v := index.ID(1); v <= 60; v += index.ID(rapid.SampledFrom([]int{1, 1, 1, 9}).Draw(t, "step")) {
			want := joinedLength(kinds[1], joinedLength(kinds[0], times(cols[0], v), times(cols[1], v)), times(cols[2], v))
			if got := lengthOf(t, end, v); got != want {
				t.Fatalf("%v of %v: %d has %d rows, want %d", kinds, cols, v, got, want)
			}
		}
	})
}

// lengthOf is the length of a run, 0 where there is none; values are asked for in ascending order, some are left out.
func lengthOf(t *rapid.T, end *runEnd, v index.ID) int64 {
	ok, err := end.move(v)
	if err != nil {
		t.Fatal(err)
	}
	if !ok || end.values[0] != v {
		return 0
	}
	return end.lengths[0]
}

func times(col []index.ID, v index.ID) (n int64) {
	for _, id := range col {
		if id == v {
			n++
		}
	}
	return n
}

func joinedLength(kind plan.JoinKind, l, r int64) int64 {
	switch {
	case kind == plan.Inner:
		return l * r
	case kind == plan.LeftOut:
		return l * max(1, r)
	case (kind == plan.Semi) == (r > 0):
		return l
	}
	return 0
}

package exec

import (
	"cmp"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// rowSeeker looks the rows up that belong to weights, and adds up what falls on one key: keys return, so they are hashed, and few are sorted.
type rowSeeker struct {
	w         *weightedRuns
	src       pairSource // sorted by what has weights
	overs, vs []index.ID // read and not yet looked at
	rows      int        // that were looked up
	runs      *runSums
}

// tooMany is how many times more rows than expected are collected before all rows are read instead.
const tooMany = 4

// seekRows gives the runs of the rows that belong to the weights; nil where they are far more than was expected.
func (w *weightedRuns) seekRows(n *plan.Scan, e *env) (*listedRuns, error) {
	src, err := w.q.pairsOf(n, w.n.Over, w.n.Key, e)
	if err != nil {
		return nil, err
	}
	defer src.close()
	s := rowSeeker{w: w, src: src, runs: newRunSums(w.q)}
	defer s.runs.free()
	most := tooMany * (BatchRows + int(w.n.PerKey*float64(len(w.times))))
	for i, over := range w.weights.cols[0] {
		if err = s.collect(over, w.times[i]); err != nil || s.rows > most {
			return nil, err
		}
	}
	return s.runs.list(), nil
}

// collect notes the rows of one value, which is above all before.
func (s *rowSeeker) collect(over index.ID, times int64) (err error) {
	if s.w.kind == plan.Semi {
		times = 1
	}
	for {
		n := index.Below(s.overs, over)
		s.overs, s.vs = s.overs[n:], s.vs[n:]
		if n = index.Below(s.overs, over+1); n > 0 {
			if err := s.runs.add(s.vs[:n], times); err != nil {
				return err
			}
			s.rows += n
			s.overs, s.vs = s.overs[n:], s.vs[n:]
		}
		if len(s.overs) > 0 {
			return nil
		}
		if s.overs, s.vs, err = s.src.pairs(over); err != nil || len(s.overs) == 0 {
			return err
		}
	}
}

const runBytes = 16

// runSums adds up the lengths of runs by their values, which come in any order.
type runSums struct {
	q      *Query
	values *table
	runs   []run // in the order of the table
	at     []uint32
	held   int64
}

func newRunSums(q *Query) *runSums { return &runSums{q: q, values: newTable(q, 1)} }

// add counts some values, each of them so many times.
func (s *runSums) add(values []index.ID, times int64) error {
	s.at = resize(s.at, len(values))
	if err := s.values.upsert(len(values), [][]index.ID{values}, s.at); err != nil {
		return err
	}
	bytes := int64(s.values.n-len(s.runs)) * runBytes
	s.held += bytes
	if err := s.q.grow(bytes); err != nil {
		return err
	}
	for i, v := range values {
		if int(s.at[i]) == len(s.runs) {
			s.runs = append(s.runs, run{value: v})
		}
		r := &s.runs[s.at[i]]
		if r.length += times; r.length < 0 {
			return errTooMany
		}
	}
	return nil
}

// list gives the runs in the order of their values, and their memory with them.
func (s *runSums) list() *listedRuns {
	slices.SortFunc(s.runs, func(a, b run) int { return cmp.Compare(a.value, b.value) })
	l := &listedRuns{q: s.q, runs: s.runs, held: s.held}
	s.runs, s.held = nil, 0
	return l
}

func (s *runSums) free() {
	s.values.free()
	s.q.hold(-s.held)
	s.held = 0
}

package exec

import (
	"cmp"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/query/plan"
)

// rowSeeker looks the rows up that belong to weights, sorts them by their key, and adds up what falls on one key.
type rowSeeker struct {
	w         *weightedRuns
	src       pairSource // sorted by what has weights
	overs, vs []index.ID // read and not yet looked at
	runs      *listedRuns
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
	s := rowSeeker{w: w, src: src, runs: &listedRuns{q: w.q}}
	most := tooMany * (BatchRows + int(w.n.PerKey*float64(len(w.times))))
	for i, over := range w.weights.cols[0] {
		if err = s.collect(over, w.times[i]); err != nil || len(s.runs.runs) > most {
			s.runs.close()
			return nil, err
		}
	}
	if err = s.sum(); err != nil {
		s.runs.close()
		return nil, err
	}
	return s.runs, nil
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
			if err := s.add(s.vs[:n], times); err != nil {
				return err
			}
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

func (s *rowSeeker) add(keys []index.ID, times int64) error {
	bytes := int64(len(keys)) * runBytes
	if err := s.w.q.grow(bytes); err != nil {
		return err
	}
	s.runs.held += bytes
	for _, k := range keys {
		s.runs.runs = append(s.runs.runs, run{k, times})
	}
	return nil
}

// sum sorts the rows and makes one run of those with the same key.
func (s *rowSeeker) sum() error {
	all := s.runs.runs
	slices.SortFunc(all, func(a, b run) int { return cmp.Compare(a.value, b.value) })
	n := 0
	for i, r := range all {
		if i == 0 || r.value != all[n-1].value {
			all[n], n = r, n+1
		} else if all[n-1].length += r.length; all[n-1].length < 0 {
			return errTooMany
		}
	}
	s.runs.runs = all[:n]
	return nil
}

package run

import "w3id.org/concord/index"

// shape is what an encoder learns about a column to choose the codec, and the memory it needs for that.
type shape struct {
	rows, runs  int
	low, high   index.ID
	kinds       uint16
	lows, highs [16]index.ID // of each kind

	groups [(BlockRows + groupRows - 1) / groupRows]byte // width and steps bit of each group
	bases  [(BlockRows + groupRows - 1) / groupRows]index.ID

	table  [4096]uint16 // of distinct values, by hash: place in values, from 1
	values []index.ID

	span   index.ID // between the lowest and the highest value without the gaps
	gaps   int
	gapAt  [16]index.ID
	gapLen [16]index.ID
}

// look finds the bounds and counts the runs.
func (s *shape) look(col []index.ID) {
	s.rows, s.runs, s.kinds = len(col), 0, 0
	s.low, s.high = index.MaxID, 0
	last := ^col[0]
	for _, id := range col {
		if id == last {
			continue
		}
		s.runs, last = s.runs+1, id
		k := id.Kind()
		if s.kinds&k.Bit() == 0 {
			s.kinds |= k.Bit()
			s.lows[k], s.highs[k] = id, id
		}
		s.lows[k], s.highs[k] = min(s.lows[k], id), max(s.highs[k], id)
	}
	for k := range s.lows {
		if s.kinds&(1<<k) != 0 {
			s.low, s.high = min(s.low, s.lows[k]), max(s.high, s.highs[k])
		}
	}
}

// choose gives the codec that makes the column smallest; of equals the one that is read fastest.
func (s *shape) choose(col []index.ID) (best codec, size int) {
	s.look(col)
	if s.low == s.high {
		return constant, 8
	}
	best, size = frame, s.frameSize()
	try := func(c codec, n int) {
		if n < size {
			best, size = c, n
		}
	}
	try(segments, s.measureSegments(size))
	try(runs, s.runsSize())
	try(groups, s.measureGroups(col))
	try(dictionary, s.measureDictionary(col, size))
	return best, size
}

// append writes a column down.
func (s *shape) append(b []byte, c codec, col []index.ID) []byte {
	switch c {
	case frame:
		return s.appendFrame(b, col)
	case groups:
		return s.appendGroups(b, col)
	case runs:
		return s.appendRuns(b, col)
	case dictionary:
		return s.appendDictionary(b, col)
	case segments:
		return s.appendSegments(b, col)
	}
	return le.AppendUint64(b, uint64(s.low))
}

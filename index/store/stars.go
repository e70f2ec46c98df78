package store

import (
	"cmp"
	"encoding/binary"
	"slices"
	"unsafe"

	"w3id.org/concord/index"
)

const (
	maxStars     = 4096    // kept with the statistics
	countedStars = 1 << 17 // told apart while counting; a subject with a set beyond them counts as mixed
)

// starCounter finds the characteristic sets of the subjects that go by in SPO. It takes one lookup per subject, and none where a
// subject has the predicates of the one before.
type starCounter struct {
	sets  map[string]int32 // predicates, 8 bytes each, to the number of their star
	stars []index.Star
	mixed map[index.ID]uint64 // triples of subjects that are in none of them
	rest  uint64              // and how many those are

	before key // the row before
	any    bool
	preds  []index.ID // of the subject so far
	counts []uint64   // triples of each
	last   int32      // the star of the subject before; -1 if it had none
}

func newStarCounter() *starCounter {
	return &starCounter{sets: map[string]int32{}, mixed: map[index.ID]uint64{}, last: -1}
}

// row notes a row of SPO; copies of a triple in several graphs count once.
func (c *starCounter) row(k key) {
	b := &c.before
	switch {
	case !c.any || k[0] != b[0]:
		c.subject()
		c.preds, c.counts = append(c.preds[:0], k[1]), append(c.counts[:0], 1)
	case k[1] != b[1]:
		c.preds, c.counts = append(c.preds, k[1]), append(c.counts, 1)
	case k[2] != b[2]:
		c.counts[len(c.counts)-1]++
	}
	c.before, c.any = k, true
}

// subject adds the subject that has just ended to its star.
func (c *starCounter) subject() {
	if len(c.preds) == 0 {
		return
	}
	if c.last < 0 || !slices.Equal(c.stars[c.last].Predicates, c.preds) {
		c.last = c.star()
	}
	if c.last < 0 {
		c.rest++
		for i, p := range c.preds {
			c.mixed[p] += c.counts[i]
		}
		return
	}
	s := &c.stars[c.last]
	s.Subjects++
	for i, n := range c.counts {
		s.Triples[i] += n
	}
}

// star is the number of the star with the predicates of the subject, a new one if there is room; -1 if not.
func (c *starCounter) star() int32 {
	name := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(c.preds))), 8*len(c.preds))
	if i, ok := c.sets[string(name)]; ok {
		return i
	}
	if len(c.stars) == countedStars {
		return -1
	}
	i := int32(len(c.stars))
	c.stars = append(c.stars, index.Star{Predicates: slices.Clone(c.preds), Triples: make([]uint64, len(c.preds))})
	c.sets[string(name)] = i
	return i
}

// result gives the stars of most subjects first; all others make one mixed star, the last.
func (c *starCounter) result() []index.Star {
	c.subject()
	c.preds = nil
	slices.SortFunc(c.stars, func(a, b index.Star) int {
		return cmp.Or(cmp.Compare(b.Subjects, a.Subjects), slices.Compare(a.Predicates, b.Predicates))
	})
	kept := c.stars[:min(len(c.stars), maxStars)]
	for _, s := range c.stars[len(kept):] {
		c.rest += s.Subjects
		for i, p := range s.Predicates {
			c.mixed[p] += s.Triples[i]
		}
	}
	if c.rest == 0 {
		return slices.Clip(kept)
	}
	m := index.Star{Subjects: c.rest, Mixed: true}
	for p := range c.mixed {
		m.Predicates = append(m.Predicates, p)
	}
	slices.Sort(m.Predicates)
	for _, p := range m.Predicates {
		m.Triples = append(m.Triples, c.mixed[p])
	}
	return append(slices.Clip(kept), m)
}

// appendStars writes stars down: predicates as places in the list of predicates.
func appendStars(b []byte, st *index.Stats) []byte {
	place := map[index.ID]uint64{}
	for i, p := range st.Predicates {
		place[p.Predicate] = uint64(i)
	}
	var list []index.Star
	if st.Stars != nil {
		list = st.Stars.List
	}
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, s := range list {
		mixed := uint64(0)
		if s.Mixed {
			mixed = 1
		}
		b = binary.AppendUvarint(binary.AppendUvarint(b, s.Subjects), uint64(len(s.Predicates))<<1|mixed)
		for i, p := range s.Predicates {
			b = binary.AppendUvarint(binary.AppendUvarint(b, place[p]), s.Triples[i])
		}
	}
	return b
}

// readStars is the way back; statistics of older stores end before the stars.
func readStars(d *decoder, st *index.Stats) {
	if len(d.b) == 0 {
		return
	}
	var list []index.Star
	for n := d.uvarint(); n > 0 && !d.bad; n-- {
		s := index.Star{Subjects: d.uvarint()}
		head := d.uvarint()
		s.Mixed = head&1 != 0
		for k := head >> 1; k > 0 && !d.bad; k-- {
			at, triples := d.uvarint(), d.uvarint()
			if at >= uint64(len(st.Predicates)) {
				d.bad = true
				return
			}
			s.Predicates, s.Triples = append(s.Predicates, st.Predicates[at].Predicate), append(s.Triples, triples)
		}
		if d.bad = d.bad || s.Subjects == 0; !d.bad {
			list = append(list, s)
		}
	}
	st.Stars = index.NewStars(list)
}

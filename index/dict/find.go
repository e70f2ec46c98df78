package dict

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sort"

	"w3id.org/concord/index"
)

// Place is where a key is, or where it would be: the number of the first key of the kind that is not below it.
type Place struct {
	Number uint64
	There  bool // it is the key
}

// Find gives the place of a key of a kind.
func (b *Base) Find(k index.Kind, key []byte) (place Place, err error) {
	defer b.guard(&err)()
	s := b.search(k)
	return s.find(key)
}

// FindSorted gives the places of the keys that order names, which must ascend as Sorted makes them: of key i in dst[i].
func (b *Base) FindSorted(keys View, order []KeyRef, dst []Place) (err error) {
	defer b.guard(&err)()
	var s search
	kind := index.KindNone
	for _, r := range order {
		k, key := keys.Key(int(r.Number))
		if k != kind {
			kind, s = k, b.search(k)
		}
		if dst[r.Number], err = s.find(key); err != nil {
			return err
		}
	}
	return nil
}

// search looks for ascending keys of a kind: in the index, which has the first key of one of several blocks, then among the
// first keys of those blocks, then in a block. Only the block that the answer is taken from is verified, and the next if the
// key comes after all of the block: a wrong turn on the way there leads to a block that does not hold the place, and
// is noticed.
type search struct {
	b        *Base
	from, to uint64 // blocks
	entries  []byte // ends of the entries of the kind
	base     uint64 // number of the first
	at       int    // entries up to here are not above the key before
	block    uint64 // plus 1, verified, with its bytes
	data     []byte
}

func (b *Base) search(k index.Kind) search {
	i := k - firstKind
	return search{b: b, from: b.first[i], to: b.first[i+1], base: b.entries[i], entries: b.ends[4*b.entries[i] : 4*b.entries[i+1]]}
}

// separator gives entry i of the kind: above all keys of earlier blocks, not above those of its own.
func (s *search) separator(i int) []byte {
	n, start := s.base+uint64(i), uint32(0)
	if n > 0 {
		start = le.Uint32(s.b.ends[4*n-4:])
	}
	return s.b.seps[start:le.Uint32(s.entries[4*i:])]
}

func (s *search) find(key []byte) (Place, error) {
	if s.from == s.to {
		return Place{}, nil
	}
	n, err := s.guess(key)
	if err != nil {
		return Place{}, err
	}
	for {
		if err := s.open(n); err != nil {
			return Place{}, err
		}
		i, there, ended, err := s.within(key)
		switch {
		case err != nil:
			return Place{}, err
		case ended && n+1 < s.to: // perhaps in the next
			first, err := s.verifiedFirst(n + 1)
			if err != nil {
				return Place{}, err
			}
			if bytes.Compare(first, key) <= 0 {
				n++
				continue
			}
		case i == 0 && !there && n > s.from:
			above, err := s.aboveAll(key, n-1)
			if err != nil {
				return Place{}, err
			}
			if !above {
				n--
				continue
			}
		}
		return Place{(n-s.from)<<s.b.foot.blockShift + uint64(i), there}, nil
	}
}

// guess gives the block in which the key should be.
func (s *search) guess(key []byte) (uint64, error) {
	s.gallop(key)
	low := s.from + uint64(s.at)<<s.b.foot.indexShift
	count := min(1<<s.b.foot.indexShift, s.to-low)
	for count > 1 {
		half := count / 2
		first, err := s.first(low + half)
		if err != nil {
			return 0, err
		}
		if bytes.Compare(first, key) <= 0 {
			low, count = low+half, count-half
		} else {
			count = half
		}
	}
	return low, nil
}

// gallop moves to the last entry that is not above the key, or stays at the first.
func (s *search) gallop(key []byte) {
	last := len(s.entries)/4 - 1
	step := 1
	for s.at+step <= last && bytes.Compare(s.separator(s.at+step), key) <= 0 {
		s.at += step
		step *= 2
	}
	s.at += sort.Search(min(step-1, last-s.at), func(i int) bool { return bytes.Compare(s.separator(s.at+1+i), key) > 0 })
}

// first gives the first key of a block, unverified.
func (s *search) first(n uint64) ([]byte, error) {
	data, _, err := s.b.where(n)
	if err != nil {
		return nil, err
	}
	e, _, err := s.b.entry(n, data)
	return e.suffix, err
}

func (s *search) verifiedFirst(n uint64) ([]byte, error) {
	data, err := s.b.block(n)
	if err != nil {
		return nil, err
	}
	e, _, err := s.b.entry(n, data)
	if err == nil {
		err = s.b.verify(n, &e)
	}
	return e.suffix, err
}

// aboveAll reports whether the key is above all keys of a block. It leaves s at the block it was.
func (s *search) aboveAll(key []byte, n uint64) (bool, error) {
	other := *s
	if err := other.open(n); err != nil {
		return false, err
	}
	_, _, ended, err := other.within(key)
	return ended, err
}

// open verifies a block.
func (s *search) open(n uint64) (err error) {
	if s.block == n+1 {
		return nil
	}
	s.block = 0
	if s.data, err = s.b.block(n); err == nil {
		s.block = n + 1
	}
	return err
}

// within gives the number in the block of the first key that is not below key; ended says that there is none. Keys are
// compared without putting them together: of a key that shares more with the one before than that shares with the
// one looked for nothing need be seen, one that shares less is above it. Of long keys those on the two sides of the place
// are verified, and not those passed by: if one of them misled, the place is not between these two.
func (s *search) within(key []byte) (i int, there, ended bool, err error) {
	n, rest := s.block-1, s.data
	same := 0 // bytes that the key before, which is below, shares with key
	var before, e entry
	for ; len(rest) > 0; i++ {
		if e, rest, err = s.b.entry(n, rest); err != nil {
			return 0, false, false, err
		}
		if e.long || before.long { // what it shares was not written down
			same = 0
		}
		c := -1
		if e.shared < same {
			c = 1
		} else if e.shared == same {
			m := commonPrefix(e.suffix, key[same:])
			c = bytes.Compare(e.suffix[m:], key[same+m:])
			same += m
		}
		if c >= 0 {
			if err = s.b.verify(n, &before); err == nil {
				err = s.b.verify(n, &e)
			}
			return i, c == 0, false, err
		}
		before = e
	}
	return i, false, true, s.b.verify(n, &before)
}

// commonPrefix is how many bytes a and b begin with alike.
func commonPrefix(a, b []byte) int {
	n, i := min(len(a), len(b)), 0
	for ; i+8 <= n; i += 8 {
		if x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
	}
	for ; i < n && a[i] == b[i]; i++ {
	}
	return i
}

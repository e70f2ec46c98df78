package bulk

import (
	"bytes"
	"encoding/binary"
	"slices"

	"w3id.org/concord/index/dict"
)

// keyRef names a key of a table, for sorting.
type keyRef struct {
	word   uint64 // the eight bytes that are being compared
	number uint32 // which key
}

// sorter sorts keys of a table by kind and bytes, eight bytes at a time: most comparisons are of two integers.
type sorter struct{ keys dict.View }

// sortKeys gives the numbers of a table's keys in the order of the keys.
func sortKeys(keys dict.View) []keyRef {
	s := sorter{keys}
	refs := make([]keyRef, keys.Len())
	for i := range refs {
		refs[i].number = uint32(i)
	}
	s.sort(refs, 0)
	return refs
}

// raw gives kind and bytes of a key as one.
func (s *sorter) raw(r keyRef) []byte { return s.keys.Raw(int(r.number)) }

// word gives eight bytes of a key from depth on, filled up with zeros.
func word(key []byte, depth int) uint64 {
	if len(key) >= depth+8 {
		return binary.BigEndian.Uint64(key[depth:])
	}
	var b [8]byte
	if depth < len(key) {
		copy(b[:], key[depth:])
	}
	return binary.BigEndian.Uint64(b[:])
}

// few is how many keys are sorted by comparing them whole.
const few = 12

// sort sorts keys that are equal up to depth. What they have in common beyond is skipped: IRIs begin alike.
func (s *sorter) sort(refs []keyRef, depth int) {
	if len(refs) <= few {
		slices.SortFunc(refs, func(a, b keyRef) int { return bytes.Compare(s.raw(a), s.raw(b)) })
		return
	}
	depth = s.common(refs, depth)
	for i := range refs {
		refs[i].word = word(s.raw(refs[i]), depth)
	}
	slices.SortFunc(refs, func(a, b keyRef) int {
		switch {
		case a.word < b.word:
			return -1
		case a.word > b.word:
			return 1
		}
		return 0
	})
	for len(refs) > 0 {
		n := 1
		for n < len(refs) && refs[n].word == refs[0].word {
			n++
		}
		if n > 1 {
			s.sortEqual(refs[:n], depth+8)
		}
		refs = refs[n:]
	}
}

// sortEqual sorts keys that are equal up to depth, where some may end: of those the shorter is the lower.
func (s *sorter) sortEqual(refs []keyRef, depth int) {
	ended := 0
	for i := range refs {
		if len(s.raw(refs[i])) <= depth {
			refs[ended], refs[i] = refs[i], refs[ended]
			ended++
		}
	}
	slices.SortFunc(refs[:ended], func(a, b keyRef) int { return bytes.Compare(s.raw(a), s.raw(b)) })
	if len(refs)-ended > 1 {
		s.sort(refs[ended:], depth)
	}
}

// common gives the length of what all keys begin with; it is at least depth.
func (s *sorter) common(refs []keyRef, depth int) int {
	first := s.raw(refs[0])
	n := len(first)
	for _, r := range refs[1:] {
		key := s.raw(r)
		n = min(n, len(key))
		if n <= depth {
			return depth
		}
		if !bytes.Equal(first[depth:n], key[depth:n]) {
			n = depth
			for first[n] == key[n] {
				n++
			}
		}
	}
	return n
}

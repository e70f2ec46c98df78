package dict

import (
	"bytes"
	"encoding/binary"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
)

// Keys is a list of keys, in the sequence in which they were put there. It may be used again after Reset.
type Keys struct{ View }

// Add puts the key of a term of a kind at the end.
func (l *Keys) Add(k index.Kind, t rdf.Term) {
	l.arena = AppendKey(append(l.arena, byte(k)), k, t)
	l.ends = append(l.ends, uint64(len(l.arena)))
}

// Reset makes the list empty.
func (l *Keys) Reset() { l.arena, l.ends = l.arena[:0], l.ends[:0] }

// KeyRef names a key of a list, for sorting.
type KeyRef struct {
	word   uint64 // the eight bytes that are being compared
	Number uint32 // which key
}

// KeyRefSize is the size of a KeyRef in bytes.
const KeyRefSize = 16

// Sorted appends the numbers of the keys to dst, in the order of kinds and keys.
func (v View) Sorted(dst []KeyRef) []KeyRef {
	from := len(dst)
	dst = slices.Grow(dst, v.Len())
	for i := range v.Len() {
		dst = append(dst, KeyRef{Number: uint32(i)})
	}
	v.Sort(dst[from:])
	return dst
}

// Sort puts references to some of the keys in the order of kinds and keys.
func (v View) Sort(refs []KeyRef) {
	s := sorter{v}
	s.sort(refs, 0)
}

// sorter sorts keys by kind and bytes, eight bytes at a time: most comparisons are of two integers.
type sorter struct{ keys View }

// raw gives kind and bytes of a key as one.
func (s *sorter) raw(r KeyRef) []byte { return s.keys.Raw(int(r.Number)) }

// Word gives eight bytes of a key from depth on, filled up with zeros.
func Word(key []byte, depth int) uint64 {
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
func (s *sorter) sort(refs []KeyRef, depth int) {
	if len(refs) <= few {
		s.insert(refs, depth)
		return
	}
	depth = s.common(refs, depth)
	for i := range refs {
		refs[i].word = Word(s.raw(refs[i]), depth)
	}
	slices.SortFunc(refs, func(a, b KeyRef) int {
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

// insert sorts a few keys that are equal up to depth.
func (s *sorter) insert(refs []KeyRef, depth int) {
	for i := 1; i < len(refs); i++ {
		r := refs[i]
		key := s.raw(r)[depth:]
		j := i
		for ; j > 0 && bytes.Compare(s.raw(refs[j-1])[depth:], key) > 0; j-- {
			refs[j] = refs[j-1]
		}
		refs[j] = r
	}
}

// sortEqual sorts keys that are equal up to depth, where some may end: of those the shorter is the lower.
func (s *sorter) sortEqual(refs []KeyRef, depth int) {
	ended := 0
	for i := range refs {
		if len(s.raw(refs[i])) <= depth {
			refs[ended], refs[i] = refs[i], refs[ended]
			ended++
		}
	}
	if ended <= few {
		s.insert(refs[:ended], 0)
	} else {
		slices.SortFunc(refs[:ended], func(a, b KeyRef) int { return len(s.raw(a)) - len(s.raw(b)) })
	}
	if len(refs)-ended > 1 {
		s.sort(refs[ended:], depth)
	}
}

// common gives the length of what all keys begin with; it is at least depth.
func (s *sorter) common(refs []KeyRef, depth int) int {
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

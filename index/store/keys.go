package store

import (
	"bytes"
	"encoding/binary"
	"slices"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
)

// keyRef names a key in one of several tables, for sorting.
type keyRef struct {
	word   uint64 // the eight bytes that are being compared
	source uint32 // which table
	number uint32 // which key in it
}

// keySorter sorts keys of tables by their bytes, eight at a time: most comparisons are of two integers.
type keySorter struct{ sources []dict.View }

func (s *keySorter) key(r keyRef) []byte {
	_, key := s.sources[r.source].Key(int(r.number))
	return key
}

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

func (s *keySorter) sort(refs []keyRef, depth int) {
	for i := range refs {
		refs[i].word = word(s.key(refs[i]), depth)
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

// sortEqual sorts keys that are equal up to depth.
func (s *keySorter) sortEqual(refs []keyRef, depth int) {
	longer := false
	for i := range refs {
		longer = longer || len(s.key(refs[i])) > depth
	}
	if longer && len(refs) > 8 {
		s.sort(refs, depth)
		return
	}
	slices.SortFunc(refs, func(a, b keyRef) int { return bytes.Compare(s.key(a), s.key(b)) })
}

// byKind lists the keys of all tables, kind by kind, each sorted.
func (s *keySorter) byKind() (lists [index.KindOrdered + 1][]keyRef) {
	for source, view := range s.sources {
		for i := range view.Len() {
			k, _ := view.Key(i)
			lists[k] = append(lists[k], keyRef{source: uint32(source), number: uint32(i)})
		}
	}
	for k := range lists {
		s.sort(lists[k], 0)
	}
	return lists
}

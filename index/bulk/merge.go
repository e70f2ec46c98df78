package bulk

import (
	"bytes"
	"context"
	"encoding/binary"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/vfs"
)

// Source gives sorted keys with their numbers, one after the other. Make it with OpenKeys, MemoryKeys or BaseKeys.
type Source struct {
	advance func(*Source) (more bool, err error)
	close   func() error
	place   int    // among the sources of a merge
	key     []byte // the current key: a byte of kind, then its bytes
	word    uint64 // its first eight bytes
	number  uint32
}

// Close releases what the source reads from.
func (s *Source) Close() error {
	if s.close == nil {
		return nil
	}
	return s.close()
}

// next goes to the next key.
func (s *Source) next() (more bool, err error) {
	if more, err = s.advance(s); more {
		s.word = dict.Word(s.key, 0)
	}
	return more, err
}

func (s *Source) less(t *Source) bool {
	if s.word != t.word {
		return s.word < t.word
	}
	return bytes.Compare(s.key, t.key) < 0
}

// OpenKeys reads a file of WriteKeys.
func OpenKeys(fs vfs.FS, name string) (*Source, error) {
	b, err := openBlocks(fs, name)
	if err != nil {
		return nil, err
	}
	f := keyFile{blocks: b}
	return &Source{advance: f.advance, close: b.close}, nil
}

type keyFile struct {
	*blocks
	payload []byte
	buf     []byte // the current key, if it shares bytes with the one before
}

func (f *keyFile) advance(s *Source) (more bool, err error) {
	if len(f.payload) == 0 {
		if f.payload, err = f.next(); err != nil || f.payload == nil {
			return false, err
		}
		s.key = nil
	}
	shared, n := binary.Uvarint(f.payload)
	size, m := binary.Uvarint(f.payload[max(0, n):])
	rest := f.payload[max(0, n)+max(0, m):]
	if n <= 0 || m <= 0 || shared > uint64(len(s.key)) || size > uint64(len(rest)) || uint64(len(rest))-size < 4 {
		return false, corrupt(f.name, f.number, "a key cannot be read")
	}
	s.key = f.join(s.key[:shared], rest[:size:size])
	s.number = le.Uint32(rest[size:])
	f.payload = rest[size+4:]
	return true, nil
}

// join puts a key together. One that shares nothing with the one before stays where it is mapped: buffers of long keys for each of
// many files would be more memory than a load may have.
func (f *keyFile) join(shared, rest []byte) []byte {
	if len(shared) == 0 {
		return rest
	}
	if len(f.buf) < len(shared) || &f.buf[0] != &shared[0] {
		f.buf = append(f.buf[:0], shared...)
	}
	f.buf = append(f.buf[:len(shared)], rest...)
	return f.buf
}

// MemoryKeys gives the keys of a table, sorted.
func MemoryKeys(keys dict.View) *Source {
	refs := keys.Sorted(nil)
	return &Source{advance: func(s *Source) (bool, error) {
		if len(refs) == 0 {
			return false, nil
		}
		s.number = refs[0].Number
		s.key = keys.Raw(int(s.number))
		refs = refs[1:]
		return true, nil
	}}
}

// BaseKeys gives the keys of a base dictionary, nil for an empty one, with their numbers within their kind.
func BaseKeys(base *dict.Base) *Source {
	if base == nil {
		return &Source{advance: func(*Source) (bool, error) { return false, nil }}
	}
	var page dict.Page
	kind, number := index.KindIRI, uint64(0)
	return &Source{advance: func(s *Source) (bool, error) {
		for number == base.Len(kind) {
			if kind == index.KindOrdered {
				return false, nil
			}
			kind, number = kind+1, 0
		}
		key, err := base.Load(kind, number, &page)
		if err != nil {
			return false, err
		}
		s.key = append(append(s.key[:0], byte(kind)), key...)
		s.number = uint32(number)
		number++
		return true, nil
	}}
}

// Ref says which source had a key, and under which number.
type Ref struct {
	Source int
	Number uint32
}

// Merge calls f for every distinct key of the sources, in order, with all that have it. key and from are valid during the
// call.
func Merge(ctx context.Context, sources []*Source, f func(kind index.Kind, key []byte, from []Ref) error) error {
	h := make(heap, 0, len(sources))
	for i, s := range sources {
		s.place = i
		if more, err := s.next(); err != nil {
			return err
		} else if more {
			h = append(h, s)
		}
	}
	h.order()
	var key []byte
	var from []Ref
	for n := 0; len(h) > 0; n++ {
		if n&0xFFFF == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		var err error
		if key, from, err = h.take(key[:0], from[:0]); err != nil {
			return err
		}
		if err := f(index.Kind(key[0]), key[1:], from); err != nil {
			return err
		}
	}
	return nil
}

// heap has the source with the lowest key first.
type heap []*Source

func (h heap) order() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.down(i)
	}
}

func (h heap) down(i int) {
	for {
		kid := 2*i + 1
		if kid >= len(h) {
			return
		}
		if kid+1 < len(h) && h[kid+1].less(h[kid]) {
			kid++
		}
		if !h[kid].less(h[i]) {
			return
		}
		h[i], h[kid] = h[kid], h[i]
		i = kid
	}
}

// take removes the lowest key from all sources that have it.
func (h *heap) take(key []byte, from []Ref) ([]byte, []Ref, error) {
	key = append(key, (*h)[0].key...)
	first := (*h)[0].word
	for len(*h) > 0 {
		s := (*h)[0]
		if s.word != first || !bytes.Equal(s.key, key) {
			break
		}
		from = append(from, Ref{s.place, s.number})
		more, err := s.next()
		if err != nil {
			return nil, nil, err
		}
		if !more {
			last := len(*h) - 1
			(*h)[0] = (*h)[last]
			*h = (*h)[:last]
		}
		h.down(0)
	}
	return key, from, nil
}

package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"w3id.org/concord/index"
	"w3id.org/concord/index/bulk"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// tmpPrefix begins the names of temporary files. What a crash leaves of them is removed at the next opening.
const tmpPrefix = "tmp-"

// tmpOf begins the names of a generation's temporary files.
func tmpOf(generation uint64) string { return fmt.Sprintf("%s%d-", tmpPrefix, generation) }

// chunk is some millions of rows of a load with the terms they name. Rows hold the numbers of the keys in the chunk,
// plus 1.
type chunk struct {
	fs     vfs.FS
	name   string // of its files, which have a suffix more
	keys   *dict.Table
	size   int // number of keys
	rows   bulk.Rows
	preds  columnSet
	graphs columnSet
	file   string // of the sorted keys, once the chunk is sealed
	failed error  // sealing it

	ranks []uint32 // of the keys, during the commit

	raw     []byte // of intern: kinds and keys,
	ends    []int  // where they end
	numbers []uint32
}

func newChunk(s *Store, room *bulk.Room) *chunk {
	s.mu.Lock()
	s.chunked++
	name := s.file(fmt.Sprint(tmpPrefix, "chunk-", s.chunked))
	s.mu.Unlock()
	return &chunk{fs: s.fs, name: name, keys: dict.NewTable(), rows: bulk.Rows{FS: s.fs, Name: name + "-rows", Room: room}}
}

// columnSet collects the few values of a column.
type columnSet struct {
	last uint32
	all  map[uint32]struct{}
}

func (s *columnSet) add(n uint32) {
	if n == s.last && s.all != nil {
		return
	}
	if s.all == nil {
		s.all = map[uint32]struct{}{}
	}
	s.last = n
	s.all[n] = struct{}{}
}

// A chunk is full when it has so many rows, or when its table of keys, and what sorting them takes, would be more than a share of the
// memory. There are two: one is filled, one is sorted.
const (
	chunkRows  = 16 << 20
	chunkShare = 6
	leastChunk = 2 << 20 // bytes, whatever is allowed
)

// full reports whether the chunk has no place for so many terms more.
func (c *chunk) full(memory uint64, terms int) bool {
	return c.rows.Len() >= chunkRows || uint64(c.keys.Memory(terms)+c.keys.Len()*dict.KeyRefSize) >= max(leastChunk, memory/chunkShare)
}

// Blank nodes have keys that put those of the store before those of the load.
const (
	oldBlank = 0 // then the number, 8 bytes
	newBlank = 1 // then the part, 4 bytes, and the label
)

// intern appends the numbers of terms, plus 1, to dst; 0 for no term.
func (c *chunk) intern(dst []uint32, terms []rdf.Term, part uint32) []uint32 {
	c.raw, c.ends = c.raw[:0], c.ends[:0]
	for i := range terms {
		if terms[i].Kind != rdf.None {
			c.raw = appendRaw(c.raw, &terms[i], part)
			c.ends = append(c.ends, len(c.raw))
		}
	}
	c.numbers = c.keys.AddAll(c.raw, c.ends, c.numbers[:0])
	n := 0
	for i := range terms {
		if terms[i].Kind == rdf.None {
			dst = append(dst, 0)
			continue
		}
		dst = append(dst, c.numbers[n]+1)
		n++
	}
	return dst
}

// appendRaw appends the kind and the key of a term.
func appendRaw(dst []byte, t *rdf.Term, part uint32) []byte {
	if t.Kind == rdf.Blank {
		dst = binary.BigEndian.AppendUint32(append(dst, byte(index.KindBlank), newBlank), part)
		return append(dst, t.Value...)
	}
	if t.Kind == rdf.Literal {
		if id, ok := dict.Inline(*t); ok {
			return binary.BigEndian.AppendUint64(append(dst, byte(id.Kind())), uint64(id))
		}
	}
	k := dict.KindOf(*t)
	return dict.AppendKey(append(dst, byte(k)), k, *t)
}

func (c *chunk) inline(id index.ID) uint32 {
	c.raw = binary.BigEndian.AppendUint64(c.raw[:0], uint64(id))
	return c.number(id.Kind(), c.raw)
}

func (c *chunk) number(k index.Kind, key []byte) uint32 {
	i, _ := c.keys.Add(k, key)
	return uint32(i) + 1
}

func (c *chunk) add(r bulk.Row) error {
	c.preds.add(r[index.Predicate])
	c.graphs.add(r[index.Graph])
	return c.rows.Add(r)
}

// seal writes the keys to a file, sorted, and forgets them. What stays of the chunk in memory are rows for which there is room: a load
// may have thousands of chunks.
func (c *chunk) seal() {
	c.size = c.keys.Len()
	c.file = c.name + "-keys"
	c.failed = errors.Join(bulk.WriteKeys(c.fs, c.file, c.keys.View), c.rows.Settle())
	c.keys, c.raw, c.ends, c.numbers = nil, nil, nil, nil
}

// source gives the keys, sorted. It is called once.
func (c *chunk) source() (*bulk.Source, error) {
	if c.file != "" {
		return bulk.OpenKeys(c.fs, c.file)
	}
	c.size = c.keys.Len()
	return bulk.MemoryKeys(c.keys.View), nil
}

// drop removes what the chunk has on the disk.
func (c *chunk) drop() error {
	err := c.rows.Drop()
	if c.file != "" {
		err = errors.Join(err, c.fs.Remove(c.file))
		c.file = ""
	}
	c.keys = nil
	return err
}

// dropAll removes the files of chunks. One that cannot be removed is swept at the next opening.
func dropAll(chunks []*chunk) {
	for _, c := range chunks {
		c.drop()
	}
}

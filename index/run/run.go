// Package run is one immutable sorted file of ID tuples: the rows of one order, in checksummed blocks of columns, with
// a directory that holds the first row of each block and what planning and counting need.
//
// It knows nothing of deltas, transactions or terms: see package store. DESIGN.md draws the file.
//
// The main path: Create, Append in order, Finish; Open, Find, Load, Block.Decode.
package run

import (
	"encoding/binary"
	"hash/crc32"

	"w3id.org/concord/index"
)

// Key is a row in the order's sequence of columns.
type Key = [4]index.ID

// BlockRows is the number of rows of every block but the last, in the files that are written now.
const BlockRows = 4096

const (
	magic      = "CONCRUN1"
	headerSize = 32 // magic, version, order, generation, rows of a block, CRC
	metaSize   = 112
	footerSize = 64
	version    = uint32(2) // of this format
)

var (
	le         = binary.LittleEndian
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// meta describes a block. The directory of all blocks is in memory while the file is open.
type meta struct {
	first, last Key
	offset      uint64
	distinct    uint64 // of the rows of the blocks before it, those that differ from the one before them in the first three columns
	unnamed     uint64 // of the rows of the blocks before it, those of the unnamed graph
	kinds       [4]uint16
	minGraph    index.ID
	maxGraph    index.ID
}

func (m *meta) append(b []byte) []byte {
	for i := range m.first {
		b = le.AppendUint64(b, uint64(m.first[i]))
	}
	for i := range m.last {
		b = le.AppendUint64(b, uint64(m.last[i]))
	}
	b = le.AppendUint64(b, m.offset)
	b = le.AppendUint64(b, m.distinct)
	b = le.AppendUint64(b, m.unnamed)
	for _, k := range m.kinds {
		b = le.AppendUint16(b, k)
	}
	b = le.AppendUint64(b, uint64(m.minGraph))
	return le.AppendUint64(b, uint64(m.maxGraph))
}

func (m *meta) decode(b []byte) {
	for i := range m.first {
		m.first[i], m.last[i] = index.ID(le.Uint64(b[8*i:])), index.ID(le.Uint64(b[32+8*i:]))
	}
	m.offset, m.distinct, m.unnamed = le.Uint64(b[64:]), le.Uint64(b[72:]), le.Uint64(b[80:])
	for i := range m.kinds {
		m.kinds[i] = le.Uint16(b[88+2*i:])
	}
	m.minGraph, m.maxGraph = index.ID(le.Uint64(b[96:])), index.ID(le.Uint64(b[104:]))
}

func header(o index.Order, generation uint64, block int) []byte {
	b := append([]byte(nil), magic...)
	b = le.AppendUint32(b, version)
	b = le.AppendUint32(b, uint32(o))
	b = le.AppendUint64(b, generation)
	b = le.AppendUint32(b, uint32(block))
	return le.AppendUint32(b, checksum(b))
}

// GraphColumn is where the graph stands in an order's rows.
func GraphColumn(o index.Order) int {
	if o >= index.GSPO {
		return 0
	}
	return 3
}

// Less compares two rows.
func Less(a, b *Key) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

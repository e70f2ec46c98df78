// Package bulk holds the two large sorts of a load: of the terms that come (Vocabulary, Merge) and of the rows
// (Rows, Sort). Both work in bounded memory: what does not fit lies in temporary files, written once and read once
// from front to back, each block with its own checksum.
//
// It knows neither stores nor snapshots: package store gives the terms their IDs, and decides what becomes of the rows.
//
// The main path: Vocabulary.Add numbers the keys of one chunk and Rows.Add takes rows of these numbers; Merge puts the
// sorted vocabularies of all chunks together, which gives every key a rank; rows of ranks are sorted, one column after
// the other, by SortColumn.
//
// A key is a kind and bytes. Keys are ordered by kind, then as their bytes are.
package bulk

import (
	"encoding/binary"
	"hash/crc32"

	"w3id.org/concord/index"
)

var (
	le         = binary.LittleEndian
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

func corrupt(file string, block int64, why string) error {
	return &index.CorruptError{File: file, Block: block, Why: why}
}

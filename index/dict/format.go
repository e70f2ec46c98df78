package dict

import (
	"encoding/binary"
	"hash/crc32"

	"w3id.org/concord/index"
)

// The file of a base dictionary, drawn in DESIGN.md of package store:
//
//	header | blocks and long keys | ordinal blocks | directory | footer
const (
	baseMagic  = "CONCDIC1"
	headerSize = 24 // magic, version, generation, CRC
	footerSize = 96 // see footer
	blockKeys  = 16 // keys in every block of a kind but the last
	longKey    = 4096
	longSize   = 20   // offset, length, CRC: what stands in the block for a long key
	ordsPer    = 1024 // ordinals in every ordinal block but the last

	baseVersion = uint32(1)
	firstKind   = index.KindIRI
	lastKind    = index.KindOrdered
	kinds       = int(lastKind-firstKind) + 1
)

var (
	le         = binary.LittleEndian
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

func baseHeader(generation uint64) []byte {
	b := append([]byte(nil), baseMagic...)
	b = le.AppendUint32(b, baseVersion)
	b = le.AppendUint64(b, generation)
	return le.AppendUint32(b, checksum(b))
}

// footer is the end of the file.
type footer struct {
	dirAt  uint64        // where the directory begins: the offset of each block, u64, ordinal blocks last
	counts [kinds]uint64 // keys of each kind
	ords   uint64        // text ordinals
	dirCRC uint32
}

func (f *footer) append(b []byte) []byte {
	start := len(b)
	b = le.AppendUint64(b, f.dirAt)
	for _, n := range f.counts {
		b = le.AppendUint64(b, n)
	}
	b = le.AppendUint64(b, f.ords)
	b = le.AppendUint32(b, f.dirCRC)
	for len(b)-start < footerSize-len(baseMagic)-4 {
		b = append(b, 0)
	}
	b = append(b, baseMagic...)
	return le.AppendUint32(b, checksum(b[start:]))
}

func (f *footer) parse(b []byte) bool {
	if string(b[footerSize-12:footerSize-4]) != baseMagic || le.Uint32(b[footerSize-4:]) != checksum(b[:footerSize-4]) {
		return false
	}
	f.dirAt = le.Uint64(b)
	for i := range f.counts {
		f.counts[i] = le.Uint64(b[8+8*i:])
	}
	f.ords, f.dirCRC = le.Uint64(b[8+8*kinds:]), le.Uint32(b[16+8*kinds:])
	return true
}

func blocksOf(n, per uint64) uint64 { return (n + per - 1) / per }

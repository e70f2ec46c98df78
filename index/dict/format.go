package dict

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"

	"w3id.org/concord/index"
)

// The file of a base dictionary, drawn in DESIGN.md:
//
//	header | blocks and long keys | directory | index | footer
const (
	baseMagic   = "CONCDIC1"
	baseVersion = uint32(3)
	oldVersion  = uint32(2) // is read too; see ordinals.go
	headerSize  = 24        // magic, version, generation, CRC
	footerSize  = 96        // see footer
	longKey     = 4096
	longSize    = 20   // offset, length, CRC: what stands in the block for a long key
	ordsPer     = 1024 // ordinals in every ordinal block but the last
	dirEntry    = 5    // bytes of a block's offset

	// blockShift and indexShift are what Create uses; files say what they have.
	blockShift = 4 // 16 keys in every block of a kind but the last
	indexShift = 2 // one of 4 blocks is in the index
	mostShift  = 10

	firstKind = index.KindIRI
	lastKind  = index.KindOrdered
	kinds     = int(lastKind-firstKind) + 1
)

var (
	le         = binary.LittleEndian
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

func checksum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

// blockChecksum is over the number of a block and its bytes, so that a block in the place of another is damage.
func blockChecksum(n uint64, data []byte) uint32 {
	sum := ^uint32(0)
	for range 8 {
		sum = castagnoli[byte(sum)^byte(n)] ^ sum>>8
		n >>= 8
	}
	return crc32.Update(^sum, castagnoli, data)
}

func baseHeader(version uint32, generation uint64) []byte {
	b := append([]byte(nil), baseMagic...)
	b = le.AppendUint32(b, version)
	b = le.AppendUint64(b, generation)
	return le.AppendUint32(b, checksum(b))
}

// checkHeader tells damage from another version and another generation.
func (b *Base) checkHeader(generation uint64) error {
	h := b.data[:headerSize]
	version := le.Uint32(h[len(baseMagic):])
	switch {
	case string(h) == string(baseHeader(baseVersion, generation)), string(h) == string(baseHeader(oldVersion, generation)):
		b.version = version
		return nil
	case string(h) == string(baseHeader(version, generation)):
		return fmt.Errorf("%s: %w: its dictionary has format %d, this program reads format %d; load the data again, or export them with the program that wrote them",
			b.name, index.ErrVersion, version, baseVersion)
	}
	return b.corrupt(-1, "the header is not that of generation %d", generation)
}

// footer is the end of the file.
type footer struct {
	dirAt      uint64        // where the directory begins: the offset of each block, 5 bytes, ordinal blocks last
	indexAt    uint64        // where the index begins: the end of each entry, u32, then the entries
	counts     [kinds]uint64 // keys of each kind
	ords       uint64        // text ordinals
	dirCRC     uint32        // of directory and index
	blockShift uint8
	indexShift uint8
}

func (f *footer) append(b []byte) []byte {
	start := len(b)
	b = le.AppendUint64(le.AppendUint64(b, f.dirAt), f.indexAt)
	for _, n := range f.counts {
		b = le.AppendUint64(b, n)
	}
	b = le.AppendUint64(b, f.ords)
	b = append(le.AppendUint32(b, f.dirCRC), f.blockShift, f.indexShift)
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
	f.dirAt, f.indexAt = le.Uint64(b), le.Uint64(b[8:])
	for i := range f.counts {
		f.counts[i] = le.Uint64(b[16+8*i:])
	}
	rest := b[16+8*kinds:]
	f.ords, f.dirCRC, f.blockShift, f.indexShift = le.Uint64(rest), le.Uint32(rest[8:]), rest[12], rest[13]
	return f.blockShift <= mostShift && f.indexShift <= mostShift
}

// shifted is n / 2^shift, rounded up.
func shifted(n uint64, shift uint8) uint64 { return (n + 1<<shift - 1) >> shift }

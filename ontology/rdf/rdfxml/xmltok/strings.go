package xmltok

import (
	"hash/maphash"
	"unsafe"
)

const (
	internSlots = 1 << 13 // 128 KiB of slots
	stringChunk = 4 << 10 // bytes that strings share; who keeps one of them keeps its neighbours
	longString  = 512     // from here on a string stands alone
	nameSlots   = 1 << 10 // names remembered
)

// Strings makes strings out of bytes with few allocations. It forgets: memory stays bounded whatever it is given. The
// zero value is ready to use.
type Strings struct {
	seed  maphash.Seed
	slots []string
	chunk []byte
}

// Intern gives recurring bytes mostly the same string.
func (s *Strings) Intern(b []byte) string {
	if len(b) >= longString {
		return string(b)
	}
	slot := &s.slot()[maphash.Bytes(s.seed, b)%internSlots]
	if *slot != string(b) { // the comparison does not allocate
		*slot = s.Fresh(b)
	}
	return *slot
}

func (s *Strings) slot() []string {
	if s.slots == nil {
		s.seed, s.slots = maphash.MakeSeed(), make([]string, internSlots)
	}
	return s.slots
}

// Fresh copies b.
func (s *Strings) Fresh(b []byte) string {
	if len(b) >= longString {
		return string(b)
	}
	if cap(s.chunk)-len(s.chunk) < len(b) {
		s.chunk = make([]byte, 0, stringChunk)
	}
	from := len(s.chunk)
	s.chunk = append(s.chunk, b...)
	copied := s.chunk[from:]
	return unsafe.String(unsafe.SliceData(copied), len(copied)) // nobody writes to these bytes again
}

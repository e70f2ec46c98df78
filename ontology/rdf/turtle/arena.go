package turtle

import (
	"unsafe"

	"w3id.org/concord/ontology/rdf"
)

// view is the string whose bytes are those of b. It is valid as long as nobody writes to them: the callers say for
// how long that is.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// arena makes strings out of bytes many at a time: one allocation serves for a few dozen short ones. Who keeps one of
// them keeps its neighbours, chunk bytes at most.
type arena struct {
	chunk []byte
	size  int // of a chunk; 0 means smallChunk
	total int // bytes given out since the last rewind
}

const (
	smallChunk = 4 << 10
	largeChunk = 4 << 20
)

func (a *arena) room(n int) {
	a.total += n
	if cap(a.chunk)-len(a.chunk) < n {
		if a.size == 0 {
			a.size = smallChunk
		}
		a.chunk = make([]byte, 0, max(a.size, n))
	}
}

// rewind makes the strings invalid and their memory free. The next chunk holds as much as was needed this time.
func (a *arena) rewind() {
	for a.size < min(a.total, largeChunk) {
		a.size *= 2
	}
	if a.chunk = a.chunk[:0]; cap(a.chunk) < a.size && a.total > 0 {
		a.chunk = make([]byte, 0, a.size)
	}
	a.total = 0
}

// string copies b. Long ones stand alone.
func (a *arena) string(b []byte) string {
	if a.size <= smallChunk && len(b) > smallChunk/8 {
		a.total += len(b)
		return string(b)
	}
	a.room(len(b))
	from := len(a.chunk)
	a.chunk = append(a.chunk, b...)
	return view(a.chunk[from:])
}

// joined is string for two parts.
func (a *arena) joined(head string, tail []byte) string {
	a.room(len(head) + len(tail))
	from := len(a.chunk)
	a.chunk = append(append(a.chunk, head...), tail...)
	return view(a.chunk[from:])
}

// label is string for the n-th blank node that a reader makes.
func (a *arena) label(n uint64) string {
	a.room(len("anon") + 20)
	from := len(a.chunk)
	a.chunk = rdf.AppendGeneratedLabel(a.chunk, n)
	return view(a.chunk[from:])
}

// unescaped is string for a literal with escapes.
func (a *arena) unescaped(raw string) string {
	a.room(len(raw))
	from := len(a.chunk)
	a.chunk = appendUnescaped(a.chunk, raw)
	return view(a.chunk[from:])
}

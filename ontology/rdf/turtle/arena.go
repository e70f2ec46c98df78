package turtle

import "unsafe"

// view is the string whose bytes are those of b. It is valid as long as nobody writes to them: the callers say for
// how long that is.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// arena makes strings out of bytes many at a time: one allocation serves for a few dozen short ones. Who keeps one of
// them keeps its neighbours, chunk bytes at most.
type arena struct {
	chunk []byte
	size  int // of a chunk; 0 means smallChunk
}

const smallChunk = 4 << 10

func (a *arena) room(n int) {
	if cap(a.chunk)-len(a.chunk) < n {
		if a.size == 0 {
			a.size = smallChunk
		}
		a.chunk = make([]byte, 0, max(a.size, n))
	}
}

// string copies b. Long ones stand alone.
func (a *arena) string(b []byte) string {
	if a.size == 0 && len(b) > smallChunk/8 {
		return string(b)
	}
	a.room(len(b))
	from := len(a.chunk)
	a.chunk = append(a.chunk, b...)
	return view(a.chunk[from:])
}

// unescaped is string for a literal with escapes.
func (a *arena) unescaped(raw string) string {
	a.room(len(raw))
	from := len(a.chunk)
	a.chunk = appendUnescaped(a.chunk, raw)
	return view(a.chunk[from:])
}

package vfs

import (
	"io"
	"os"
)

// onceWindow is how much of a file is read before the system is told to let go of it.
const onceWindow = 8 << 20

// ReadOnce gives a reader for a file that is read from one end to the other. If the file would take more than an eighth of the
// machine's memory, the system's cache need not keep what was read: so one large file does not push out what others work with, nor
// makes the system find memory for each page of it. Where the system cannot be told, the reader is the file.
func ReadOnce(f *os.File) io.Reader {
	memory, err := Memory()
	if err != nil {
		return f
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() || uint64(st.Size()) < memory/8 {
		return f
	}
	return &once{f: f}
}

type once struct {
	f        *os.File
	at, kept int64 // how far it was read, and from where on the system was not yet told
}

func (o *once) Read(p []byte) (int, error) {
	n, err := o.f.Read(p)
	if o.at += int64(n); o.at-o.kept >= onceWindow || err == io.EOF {
		from := max(0, o.kept-onceWindow) // once more: a piece of the cache that reached beyond what was told is kept as a whole
		letGo(o.f, from, o.at-from)
		o.kept = o.at
	}
	return n, err
}

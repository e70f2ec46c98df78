package vfs

import (
	"os"

	"golang.org/x/sys/unix"
)

// letGo tells the system that a part of a file will not be read again soon. It is advice: an error changes nothing.
func letGo(f *os.File, from, n int64) {
	_ = unix.Fadvise(int(f.Fd()), from, n, unix.FADV_DONTNEED)
}

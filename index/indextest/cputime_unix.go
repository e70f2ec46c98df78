//go:build unix

package indextest

import (
	"syscall"
	"time"
)

// ProcessorTime is what this process has used of the processors. Tests judge by it where other work on the machine would make wall
// time a matter of luck.
func ProcessorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

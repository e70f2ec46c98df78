package race

import (
	"syscall"
	"time"
	"unsafe"
)

// processorsOf gives the processor time of a process so far, by the kernel's clock of that process (clock_getcpuclockid): what a
// query took whatever else the machine was doing. 0 where it is not known.
func processorsOf(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	const byScheduler = 2 // CPUCLOCK_SCHED: to the nanosecond, of all threads, those that ended too
	clock := int32(^pid<<3 | byScheduler)
	var t syscall.Timespec
	if _, _, e := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&t)), 0); e != 0 {
		return 0
	}
	return time.Duration(t.Nano())
}

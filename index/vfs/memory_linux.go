package vfs

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Memory is the machine's memory in bytes, or what its container may use of it if that is less.
func Memory() (uint64, error) {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return 0, err
	}
	total := uint64(info.Totalram) * uint64(info.Unit)
	if limit := containerLimit("/sys/fs/cgroup/memory.max"); limit > 0 {
		total = min(total, limit)
	}
	return total, nil
}

// containerLimit reads a limit of bytes from a file; 0 if there is none.
func containerLimit(name string) uint64 {
	data, err := os.ReadFile(name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(data)), 10, 64) // "max" is no limit
	if err != nil {
		return 0
	}
	return n
}

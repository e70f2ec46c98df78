package main

import (
	"os"
	"strconv"
	"strings"
)

// machineMemory is what this process may use at most, in bytes: the machine's memory, or less where its group is limited.
// 0 where the platform does not say.
func machineMemory() int64 {
	total := int64(0)
	if data, err := os.ReadFile("/proc/meminfo"); err == nil {
		total = memTotal(string(data))
	}
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64); err == nil && n > 0 && (total == 0 || n < total) {
			total = n
		}
	}
	return total
}

func memTotal(meminfo string) int64 {
	for _, line := range strings.Split(meminfo, "\n") {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == "MemTotal:" {
			n, _ := strconv.ParseInt(f[1], 10, 64)
			return n << 10
		}
	}
	return 0
}

const unknownMachine = 8 << 30 // bytes assumed where the platform does not say

// sharedMemory is what all queries together may hold: what the flag says in mebibytes, else two fifths of the machine's
// memory, because the page cache serves every scan; never less than one query may hold.
func sharedMemory(flag, perQuery int64) int64 {
	if flag > 0 {
		return flag << 20
	}
	total := machineMemory()
	if total == 0 {
		total = unknownMachine
	}
	return max(total/5*2, perQuery<<20)
}

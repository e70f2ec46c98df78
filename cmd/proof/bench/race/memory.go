package race

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory is what a process held at its peak, in bytes; Linux only, zero elsewhere.
type Memory struct {
	Resident  int64 // all pages, with those of mapped files
	Anonymous int64 // pages that no file backs
}

// Or gives the greater of each.
func (m Memory) Or(n Memory) Memory {
	return Memory{max(m.Resident, n.Resident), max(m.Anonymous, n.Anonymous)}
}

// MemoryOf reads the peak of a process's memory since resetPeak, and what it holds in anonymous pages now.
func MemoryOf(pid int) (m Memory) {
	if pid == 0 {
		return m
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return m
	}
	for s := bufio.NewScanner(bytes.NewReader(status)); s.Scan(); {
		key, value, _ := strings.Cut(s.Text(), ":")
		kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch key {
		case "VmHWM":
			m.Resident = kib << 10
		case "RssAnon":
			m.Anonymous = kib << 10
		}
	}
	return m
}

// resetPeak lets the kernel count the peak from now on. Where it may not, the peak is that of the process's whole life.
func resetPeak(pid int) {
	if pid != 0 {
		os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
	}
}

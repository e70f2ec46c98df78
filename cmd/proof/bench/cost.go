package bench

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// cost is what a process took: time by the clock and of processors, and bytes of memory at its peak.
type cost struct {
	wall, cpu time.Duration
	peak      int64
}

// spend runs a command to its end. Its last lines of errors go into the error.
func spend(c *exec.Cmd) (cost, string, error) {
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	start := time.Now()
	err := c.Run()
	out := cost{wall: time.Since(start)}
	if c.ProcessState != nil {
		out.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
		if u, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
			out.peak = u.Maxrss * 1024 // kilobytes on Linux
		}
	}
	if err != nil {
		return out, "", fmt.Errorf("%s: %w: %s", c.Args[0], err, lastLine(stderr.String()))
	}
	return out, stdout.String(), nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"w3id.org/concord/ingest"
)

// progress is one line that is written over, on a terminal only.
type progress struct {
	w    io.Writer // nil: say nothing
	last time.Time
}

func newProgress(w io.Writer) *progress {
	if !isTerminal(w) {
		w = nil
	}
	return &progress{w: w}
}

// due reports whether it is time to write again: ten times a second is enough for people.
func (p *progress) due() bool {
	if p.w == nil || time.Since(p.last) < 100*time.Millisecond {
		return false
	}
	p.last = time.Now()
	return true
}

// load shows how far a load has come: share, rate, and time left where the size is known.
func (p *progress) load(at ingest.Progress) {
	if !p.due() {
		return
	}
	line := fmt.Sprintf("%s quads, %s quads/s", group(at.Quads), group(int64(at.Rate())))
	if left, ok := at.Left(); ok {
		share := float64(at.Bytes) / float64(at.TotalBytes)
		line = fmt.Sprintf("[%s] %3.0f %%  %s, %s left", bar(share), 100*share, line, left.Round(time.Second))
	}
	if at.Committing {
		line = fmt.Sprintf("sorting and writing %s quads", group(at.Quads))
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", line)
}

// steps shows how many of a number of steps are done.
func (p *progress) steps(what string, done, total int) {
	if !p.due() || total == 0 {
		return
	}
	fmt.Fprintf(p.w, "\r\x1b[K[%s] %s", bar(float64(done)/float64(total)), what)
}

func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

const barWidth = 24

func bar(share float64) string {
	n := int(share * barWidth)
	return strings.Repeat("=", n) + strings.Repeat(" ", barWidth-n)
}

// group writes a number with a comma after each three digits.
func group[N int | int64 | uint64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

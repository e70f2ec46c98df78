package store

import (
	"runtime"
	"time"
)

// pace lets others go first while one goroutine of a compaction works: without it, a reader that wakes up waits until the scheduler
// takes the processor away from the compaction, which it does after ten milliseconds.
type pace struct {
	beside bool          // others read and write meanwhile
	since  time.Time     // when the goroutine last went on
	slice  time.Duration // for how long it may work from then on
}

const (
	// shortSlice is how long the goroutine works at least before it lets others go first.
	shortSlice = time.Millisecond
	// share is the part of the time others took that it may then work: so it gets a fifth of a processor whatever others do.
	share = 4
	// breath is how many rows or keys lie between two calls of giveWay: some hundred microseconds of work.
	breath = 2048
)

// giveWay lets whoever waits for a processor have it, if the goroutine has worked long enough.
func (p *pace) giveWay() {
	if !p.beside {
		return
	}
	now := time.Now()
	if now.Sub(p.since) < max(p.slice, shortSlice) {
		return
	}
	runtime.Gosched()
	p.since = time.Now()
	p.slice = p.since.Sub(now) / share
}

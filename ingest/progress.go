package ingest

import (
	"sync/atomic"
	"time"
)

const reportEvery = 100 * time.Millisecond

// meter gathers the figures of Progress. Bytes are counted by whoever reads, the rest by Load's own goroutine.
type meter struct {
	call   func(Progress)
	start  time.Time
	last   time.Time
	total  int64
	bytes  atomic.Int64
	quads  uint64
	source string
	commit bool
}

func newMeter(call func(Progress), total int64) *meter {
	now := time.Now()
	return &meter{call: call, start: now, last: now, total: total}
}

func (m *meter) addBytes(n int64) { m.bytes.Add(n) }

func (m *meter) addQuads(n int) {
	m.quads += uint64(n)
	m.report(false)
}

func (m *meter) committing() {
	m.commit = true
	m.report(true)
}

// report calls the user's function, if the last call was long enough ago.
func (m *meter) report(now bool) {
	if m.call == nil || !now && time.Since(m.last) < reportEvery {
		return
	}
	m.last = time.Now()
	m.call(Progress{Source: m.source, Bytes: m.bytes.Load(), TotalBytes: m.total, Quads: m.quads,
		Elapsed: time.Since(m.start), Committing: m.commit})
}

package exec

import "sync/atomic"

// Cores are the processors that the queries of a process share. Each query that runs has one, be there one for it or not, and takes
// further ones only while they are free: with as many queries as cores, each runs on one. It is safe for concurrent use; nil has
// none to spare.
type Cores struct{ free atomic.Int64 }

// NewCores has n processors.
func NewCores(n int) *Cores {
	c := &Cores{}
	c.free.Store(int64(n))
	return c
}

// Enter is for a query that begins.
func (c *Cores) Enter() {
	if c != nil {
		c.free.Add(-1)
	}
}

// Leave gives back one.
func (c *Cores) Leave() {
	if c != nil {
		c.free.Add(1)
	}
}

// take takes one that is free.
func (c *Cores) take() bool {
	if c == nil {
		return false
	}
	for n := c.free.Load(); n > 0; n = c.free.Load() {
		if c.free.CompareAndSwap(n, n-1) {
			return true
		}
	}
	return false
}

// short reports whether there are more queries and workers than processors.
func (c *Cores) short() bool { return c != nil && c.free.Load() < 0 }

// Free is how many nobody has; below 0 where there are more queries and workers than processors.
func (c *Cores) Free() int64 { return c.free.Load() }

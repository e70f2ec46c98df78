package text

import "sync"

// cache keeps literals that were read or indexed lately, ready to be matched: reading one from Bleve costs more than
// finding it. A literal never changes under its ordinal, so nothing is ever out of date. Literals live in the younger
// generation for at least generation further ones.
type cache struct {
	mu         sync.Mutex
	young, old map[uint64]*literal
}

// generation is how many literals a half of the cache holds.
const generation = 16_384

func (c *cache) get(ord uint64) *literal {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.young[ord]; l != nil {
		return l
	}
	l := c.old[ord]
	if l != nil {
		c.store(l)
	}
	return l
}

func (c *cache) put(lits ...*literal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range lits {
		c.store(l)
	}
}

// store is called with mu held.
func (c *cache) store(l *literal) {
	if len(c.young) >= generation || c.young == nil {
		c.young, c.old = make(map[uint64]*literal), c.young
	}
	c.young[l.ord] = l
}

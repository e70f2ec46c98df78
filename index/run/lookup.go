package run

// Lookup finds rows that ascend: a block is verified once for all the rows that lie in it. It is for one goroutine.
type Lookup struct {
	r     *Reader
	block int // that b holds, -1 for none
	row   int // the last answer in it
	last  Key
	b     Block
}

// NewLookup makes one. Rows below the one that was asked for before are found too, only not as fast.
func NewLookup(r *Reader) *Lookup { return &Lookup{r: r, block: -1} }

// Find gives the number of rows below k, and whether k itself is there.
func (l *Lookup) Find(k *Key) (below uint64, there bool, err error) {
	if len(l.r.dir) == 0 {
		return 0, false, nil
	}
	if l.block < 0 || Less(k, &l.last) {
		l.block, l.row = -1, 0
	}
	block := l.r.BlockFrom(k, max(0, l.block))
	if l.last = *k; block != l.block {
		if err := l.r.Load(block, &l.b); err != nil {
			l.block = -1
			return 0, false, err
		}
		l.block, l.row = block, 0
	}
	l.row = l.b.Search(k, l.row)
	return l.r.Before(block) + uint64(l.row), l.row < l.b.N && l.b.Key(l.row) == *k, nil
}

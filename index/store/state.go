package store

import (
	"sync/atomic"

	"w3id.org/concord/index"
)

// state is one committed state, or the state a transaction sees: the base of a generation and, per order, the rows
// added to it or removed. It never changes once others can see it. Whoever keeps a state retains its base.
type state struct {
	seq   uint64
	base  *base
	trees [index.NumOrders]tree
	vocabulary
	*counted
	number uint64 // of this state, among all of the process
}

// states numbers the states of all stores: a number is never given twice.
var states atomic.Uint64

// newState gives the state of a base without changes.
func newState(b *base, m *manifest) *state {
	return &state{seq: m.seq, base: b, counted: &counted{}, number: states.Add(1),
		vocabulary: vocabulary{base: b.terms(), lex: newLexicon(), blanks: m.blanks}}
}

// deltaBytes is the memory that the delta takes: the trees of all orders and the late terms.
func (s *state) deltaBytes() (n uint64) {
	for i := range s.trees {
		if root := s.trees[i].root; root != nil {
			n += uint64(root.bytes)
		}
	}
	return n + uint64(s.late.Bytes()) + lateSize*uint64(s.late.Len()) + 8*uint64(len(s.ords))
}

// lateSize is what a late term takes besides its key: where it ends, and one or two slots of the hash table.
const lateSize = 8 + 12

// inOrder reports whether an order holds rows of graph g: those that begin with the graph leave the unnamed one out.
func inOrder(o index.Order, g index.ID) bool { return o < index.GSPO || g != 0 }

// fork makes s a state of its own, whose changes others do not see.
func (s *state) fork() {
	s.counted, s.number = &counted{}, states.Add(1)
}

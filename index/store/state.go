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

// inOrder reports whether an order holds rows of graph g: those that begin with the graph leave the unnamed one out.
func inOrder(o index.Order, g index.ID) bool { return o < index.GSPO || g != 0 }

// change adds or removes a quad in every order and reports whether that changed anything.
func (s *state) change(q key, del bool) (bool, error) {
	was, inDelta := s.trees[index.SPO].get(q)
	now := inDelta && !was
	if r := s.base.run(index.SPO); r != nil && !inDelta {
		var err error
		if now, err = r.Has(&q); err != nil {
			return false, err
		}
	}
	if now != del {
		return false, nil
	}
	for o := index.Order(0); o < index.NumOrders; o++ {
		switch t := &s.trees[o]; {
		case !inOrder(o, q[index.Graph]):
		case inDelta: // back to what the base says
			t.remove(o.Key(q))
		default:
			t.put(row{o.Key(q), del})
		}
	}
	return true, nil
}

// fork makes s a state of its own, whose changes others do not see.
func (s *state) fork() {
	for i := range s.trees {
		s.trees[i].fork()
	}
	s.counted, s.number = &counted{}, states.Add(1)
}

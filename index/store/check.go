package store

import (
	"context"
	"fmt"
	"reflect"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/run"
)

// Check reads the whole store and verifies every checksum and invariant: the files as they are on the disk now, that
// all orders hold the same quads in order, that every ID names a term, that the counts are right. No commit runs
// meanwhile. The error says where the first damage is.
func (s *Store) Check(ctx context.Context) error {
	now, err := s.enterCheck(ctx)
	if err != nil {
		return err
	}
	if !s.readOnly {
		defer s.leave()
	}
	c := checker{ctx: ctx, s: s, st: now}
	if err := c.files(); err != nil {
		return err
	}
	return c.state()
}

// enterCheck keeps writers out; a store opened read-only has none.
func (s *Store) enterCheck(ctx context.Context) (*state, error) {
	if !s.readOnly {
		now, err := s.enter(ctx)
		if err == nil {
			if err = s.flush(now.seq); err != nil {
				s.leave()
			}
		}
		return now, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, index.ErrClosed
	}
	return s.now, nil
}

type checker struct {
	ctx context.Context
	s   *Store
	st  *state
}

// files opens the files anew, so that what is in memory does not hide what is on the disk.
func (c *checker) files() error {
	m := &manifest{generation: c.s.generation, base: c.st.base != nil}
	if !c.s.volatile {
		var err error
		if m, err = c.s.readManifest(); err != nil {
			return err
		}
		if m == nil || !c.s.readOnly && m.generation != c.s.generation {
			return &index.CorruptError{File: c.s.file(manifestName), Block: -1, Why: "it is not the one of this store"}
		}
		if err := c.log(m); err != nil {
			return err
		}
	}
	if !m.base {
		return nil
	}
	b, err := c.s.openBase(m.generation)
	if err != nil {
		return err
	}
	defer b.release()
	return c.base(b, m)
}

// log reads the log through.
func (c *checker) log(m *manifest) error {
	name := c.s.file(m.logName())
	mapping, err := c.s.fs.Map(name)
	if err != nil {
		return index.FileError(name, err)
	}
	defer mapping.Close()
	r := &logReader{name: name, data: mapping.Bytes(), lastSeq: m.seq, logged: m.logged}
	torn := c.s.readOnly // another process may be writing
	if c.s.log != nil {
		r.logged, torn = c.s.log.size.Load(), c.s.log.failed != nil
	}
	if err := r.header(); err != nil {
		return err
	}
	for seq := m.seq; ; {
		payload, err := r.next()
		if err != nil {
			return err
		}
		if payload == nil {
			break
		}
		if seq, err = lastCommit(payload, seq); err != nil {
			return r.corrupt(err.Error())
		}
		if err := r.seal(seq); err != nil {
			return err
		}
		if !r.sealed && !torn {
			return r.corrupt("the seal of a record is missing")
		}
		r.number++
	}
	if r.at != len(r.data) && !torn {
		return r.corrupt("what follows the last record cannot be read")
	}
	return nil
}

// base checks the dictionary and each order of a generation.
func (c *checker) base(b *base, m *manifest) error {
	if err := c.dictionary(b.dict); err != nil {
		return err
	}
	for o := index.Order(0); o < index.NumOrders; o++ {
		if err := c.run(b, o, m.blanks); err != nil {
			return err
		}
	}
	st := newState(b, m)
	got, err := st.tally()
	if err != nil {
		return err
	}
	t := newTally()
	if err = st.walk(index.SPO, index.AllCols, t.spo); err != nil {
		return err
	}
	if got.Stars = t.stats().Stars; !knowsAll(&b.stats) {
		got.Subjects, got.Objects = 0, 0
	}
	if !reflect.DeepEqual(got, b.stats) {
		return &index.CorruptError{File: c.s.file(statsName(m.generation)), Block: -1, Why: "the statistics are not those of the rows"}
	}
	return nil
}

// dictionary checks that keys ascend, are terms, and that ordinals name literals.
func (c *checker) dictionary(d *dict.Base) error {
	corrupt := func(format string, args ...any) error {
		return &index.CorruptError{File: c.s.file(dictName(c.s.generation)), Block: -1, Why: fmt.Sprintf(format, args...)}
	}
	var last []byte
	err := d.Walk(func(k index.Kind, n uint64, key []byte) error {
		if n > 0 && string(last) >= string(key) {
			return corrupt("key %d of kind %d does not come after the one before it", n, k)
		}
		if !dict.IsKey(k, key) {
			return corrupt("key %d of kind %d is not a term of that kind", n, k)
		}
		last = append(last[:0], key...)
		if n&0xFFF == 0 {
			return c.ctx.Err()
		}
		return nil
	})
	for o := uint64(0); o < d.Ordinals() && err == nil; {
		bad := false
		o, err = d.OrdinalBlock(o, func(_ uint64, id index.ID) {
			bad = bad || id != 0 && (!id.Kind().IsLiteral() || id.Kind() > index.KindOrdered || id.Payload() >= d.Len(id.Kind()))
		})
		if bad {
			return corrupt("a text ordinal names no literal")
		}
	}
	return err
}

// run checks that the rows of an order ascend, agree with the directory, and name terms.
func (c *checker) run(b *base, o index.Order, blanks uint64) error {
	v := vocabulary{base: b.dict, blanks: blanks}
	return b.runs[o].Check(func(k *run.Key) error {
		for i, id := range o.Quad(*k) {
			if !v.valid(id) && (id != 0 || index.Column(i) != index.Graph) {
				return &index.CorruptError{File: c.s.file(runName(o, c.s.generation)), Block: -1, Why: fmt.Sprintf("ID %#x names no term", uint64(id))}
			}
		}
		return c.ctx.Err()
	})
}

// state checks that all orders, deltas included, hold the same quads, and that the statistics are right.
func (c *checker) state() error {
	var all, named uint64 // sums of hashes do not depend on the order
	for o := index.Order(0); o < index.NumOrders; o++ {
		var sum, sumNamed uint64
		err := c.st.walk(o, index.AllCols, func(k key) {
			q := o.Quad(k)
			h := mix(q)
			sum += h
			if q[index.Graph] != 0 {
				sumNamed += h
			}
		})
		if err != nil {
			return err
		}
		if o == index.SPO {
			all, named = sum, sumNamed
		}
		if inOrder(o, 0) && sum != all || !inOrder(o, 0) && sum != named {
			return &index.CorruptError{File: c.s.file(runName(o, c.s.generation)), Block: -1, Why: fmt.Sprintf("the orders SPO and %v hold different quads", o)}
		}
	}
	got, err := c.st.stats()
	if err != nil {
		return err
	}
	want, err := c.st.tally()
	if !knowsAll(&got) {
		want.Subjects, want.Objects = 0, 0
	}
	if want.Terms, want.Stars = got.Terms, got.Stars; err == nil && !reflect.DeepEqual(got, want) {
		err = &index.CorruptError{File: c.s.dir, Block: -1, Why: "the statistics are not those of the rows"}
	}
	return err
}

// mix hashes a quad.
func mix(q key) (h uint64) {
	for _, id := range q {
		h ^= uint64(id)
		h *= 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	return h * 0xBF58476D1CE4E5B9
}

package store

import (
	"errors"
	"fmt"
	"sync/atomic"

	"w3id.org/concord/index"
	"w3id.org/concord/index/dict"
	"w3id.org/concord/index/run"
)

// base is the open files of one generation. A nil base is an empty one.
type base struct {
	dict  *dict.Base
	runs  [index.NumOrders]*run.Reader
	stats index.Stats
	refs  atomic.Int64
}

// retain keeps the files open until release is called as often.
func (b *base) retain() {
	if b != nil {
		b.refs.Add(1)
	}
}

func (b *base) release() error {
	if b == nil || b.refs.Add(-1) > 0 {
		return nil
	}
	return b.close()
}

func (b *base) close() error {
	var errs []error
	if b.dict != nil {
		errs = append(errs, b.dict.Close())
	}
	for _, r := range b.runs {
		if r != nil {
			errs = append(errs, r.Close())
		}
	}
	return errors.Join(errs...)
}

// run gives the file of an order, nil if there is none.
func (b *base) run(o index.Order) *run.Reader {
	if b == nil {
		return nil
	}
	return b.runs[o]
}

// rows is the number of quads.
func (b *base) rows() uint64 {
	if b == nil {
		return 0
	}
	return b.runs[index.SPO].Rows()
}

// terms is the dictionary, nil if there is none.
func (b *base) terms() *dict.Base {
	if b == nil {
		return nil
	}
	return b.dict
}

func dictName(generation uint64) string { return fmt.Sprintf("dict-%d", generation) }

func statsName(generation uint64) string { return fmt.Sprintf("stats-%d", generation) }

func runName(o index.Order, generation uint64) string { return fmt.Sprintf("%v-%d", o, generation) }

// openBase opens the files of a generation. The caller holds the one reference.
func (s *Store) openBase(generation uint64) (*base, error) {
	b := &base{}
	b.refs.Store(1)
	if err := s.openFiles(b, generation); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (s *Store) openFiles(b *base, generation uint64) (err error) {
	if b.dict, err = dict.OpenBase(s.fs, s.file(dictName(generation)), generation); err != nil {
		return err
	}
	for o := range b.runs {
		order := index.Order(o)
		if b.runs[o], err = run.Open(s.fs, s.file(runName(order, generation)), order, generation); err != nil {
			return err
		}
	}
	b.stats, err = s.readStats(generation)
	return err
}

package storetest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// Read gives the newest commit of a store and what it holds, read in every order: they must agree.
func Read(s index.Store) (seq uint64, c Content, err error) {
	sn, err := s.Snapshot()
	if err != nil {
		return 0, c, err
	}
	defer sn.Close()
	c, err = ReadSnapshot(sn)
	return sn.Seq(), c, err
}

// ReadSnapshot gives what a snapshot holds.
func ReadSnapshot(sn index.Snapshot) (c Content, err error) {
	c, all, named, err := readTerms(sn)
	for o := index.SPO + 1; o < index.NumOrders && err == nil; o++ {
		var got rows
		got, err = sum(sn, o)
		if want := map[bool]rows{true: all, false: named}[o < index.GSPO]; err == nil && got != want {
			err = fmt.Errorf("the order %v holds %d other quads than the %d of SPO", o, got.n, want.n)
		}
	}
	if st := sn.Stats(); err == nil && (st.Quads != uint64(all.n) || st.Unnamed != uint64(all.n-named.n)) {
		err = fmt.Errorf("the statistics say %d quads, %d of them unnamed; there are %d and %d", st.Quads, st.Unnamed, all.n, all.n-named.n)
	}
	return c, err
}

// rows is a sum over quads of IDs.
type rows struct {
	n   int
	sum uint64
}

func (r *rows) add(q [4]index.ID) {
	h := uint64(14695981039346656037)
	for _, id := range q {
		h = (h ^ uint64(id)) * 0x9E3779B97F4A7C15
		h ^= h >> 31
	}
	r.n++
	r.sum += h
}

const batch = 1024

// readTerms reads the order SPO with its terms, and sums up the quads of IDs: all, and those of named graphs.
func readTerms(sn index.Snapshot) (c Content, all, named rows, err error) {
	err = scan(sn, index.SPO, func(quads [][4]index.ID) error {
		for _, q := range quads {
			all.add(q)
			if q[index.Graph] != 0 {
				named.add(q)
			}
		}
		return c.addQuads(sn, quads)
	})
	return c, all, named, err
}

// sum reads an order.
func sum(sn index.Snapshot, o index.Order) (r rows, err error) {
	err = scan(sn, o, func(quads [][4]index.ID) error {
		for _, q := range quads {
			r.add(q)
		}
		return nil
	})
	return r, err
}

// scan calls f with batches of the quads of an order.
func scan(sn index.Snapshot, o index.Order, f func([][4]index.ID) error) error {
	cur, err := sn.Scan(ctx, index.Scan{Order: o, Cols: index.AllCols, Graphs: index.GraphSet{Mode: index.Union}})
	if err != nil {
		return err
	}
	defer cur.Close()
	var dst [4][]index.ID
	for i := range dst {
		dst[i] = make([]index.ID, batch)
	}
	quads := make([][4]index.ID, 0, batch)
	for {
		n, err := cur.Next(dst[:])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		quads = quads[:0]
		for i := range n {
			quads = append(quads, o.Quad([4]index.ID{dst[0][i], dst[1][i], dst[2][i], dst[3][i]}))
		}
		if err := f(quads); err != nil {
			return err
		}
	}
}

// addQuads adds quads.
func (c *Content) addQuads(sn index.Snapshot, quads [][4]index.ID) error {
	return eachQuad(sn, quads, c.add)
}

// eachQuad calls f with the terms of quads.
func eachQuad(sn index.Snapshot, quads [][4]index.ID, f func(rdf.Quad)) error {
	ids := make([]index.ID, 0, 4*len(quads))
	for _, q := range quads {
		ids = append(ids, q[:]...)
	}
	terms := make([]rdf.Term, len(ids))
	if err := sn.Terms(ctx, ids, terms); err != nil {
		return err
	}
	for t := terms; len(t) > 0; t = t[4:] {
		f(rdf.Quad{S: t[0], P: t[1], O: t[2], G: t[3]})
	}
	return nil
}

// Lines gives what a store holds as lines of N-Quads.
func Lines(s index.Store) (lines map[string]bool, err error) {
	sn, err := s.Snapshot()
	if err != nil {
		return nil, err
	}
	defer sn.Close()
	lines = map[string]bool{}
	err = scan(sn, index.SPO, func(quads [][4]index.ID) error {
		return eachQuad(sn, quads, func(q rdf.Quad) { lines[q.String()] = true })
	})
	return lines, err
}

// dir is where the stores of this package lie in their file systems.
const dir = "db"

// Verify opens what an attack left. It must hold a commit from acked to begun, whole; it must be sound, take a commit, and
// keep it.
func (p *Plan) Verify(fs vfs.FS, acked, begun uint64) (seq uint64, err error) {
	s, err := openInTime(fs)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	if seq, err = p.holds(s, acked, begun); err != nil {
		return seq, err
	}
	if err := s.Check(ctx); err != nil {
		return seq, fmt.Errorf("check: %w", err)
	}
	if err := tidy(fs); err != nil {
		return seq, err
	}
	return seq, takesCommit(s, fs)
}

func openInTime(fs vfs.FS) (*store.Store, error) {
	took := StartOpening()
	s, err := store.Open(dir, store.Options{FS: fs})
	if err != nil {
		return nil, err
	}
	if err := took().Err(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// holds compares a store with the states from acked to begun.
func (p *Plan) holds(s *store.Store, acked, begun uint64) (uint64, error) {
	seq, got, err := Read(s)
	switch {
	case err != nil:
		return seq, fmt.Errorf("read: %w", err)
	case seq < acked || seq > begun:
		return seq, fmt.Errorf("commit %d was acknowledged and %d begun, the store is at %d", acked, begun, seq)
	case got != p.States[seq]:
		return seq, fmt.Errorf("at commit %d the store holds %d quads that are not the %d it should hold", seq, got.Quads, p.States[seq].Quads)
	}
	return seq, nil
}

// tidy looks for temporary files in a store that was just opened for writing.
func tidy(fs vfs.FS) error {
	names, err := fs.List(dir)
	for _, name := range names {
		if strings.Contains(name, "tmp") {
			return fmt.Errorf("%s was left over", name)
		}
	}
	return err
}

// takesCommit commits one quad and looks for it in the store opened anew.
func takesCommit(s *store.Store, fs vfs.FS) error {
	_, before, err := Read(s)
	if err != nil {
		return err
	}
	q := rdf.Quad{S: iri("after"), P: iri("p0"), O: iri("attack")}
	seq, err := Put(s, []rdf.Quad{q})
	if err != nil {
		return fmt.Errorf("the next commit: %w", err)
	}
	if err := s.Close(); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	again, err := store.Open(dir, store.Options{FS: fs, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("open again: %w", err)
	}
	defer again.Close()
	before.add(q)
	if got, after, err := Read(again); err != nil || got != seq || after != before {
		return fmt.Errorf("the next commit, %d, is not there: commit %d, %d quads, want %d, %w", seq, got, after.Quads, before.Quads, err)
	}
	return nil
}

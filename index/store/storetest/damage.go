package storetest

import (
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"time"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/index/vfs"
	"w3id.org/concord/ontology/rdf"
)

// Ask asks a store something and gives the answer. All are asked of the whole store, two in turn of each damaged one.
type Ask func(s index.Store) (string, error)

// damager damages the files of a store.
type damager struct {
	Result
	mem      *vfs.Mem
	names    []string
	file     string // what the name of the damaged file begins with
	size     int
	whole    [index.NumOrders]rows // what each order holds
	want     Content
	asks     []Ask
	answers  []string // right ones
	refused  int      // damages that were found at opening
	answered int      // times that a damaged store gave an answer, the right one
}

// newDamager makes a store with base and log, closes it and asks it.
func newDamager(name string, seed int64, asks []Ask) (*damager, error) {
	d := &damager{Result: Result{Name: name, Seed: seed}, mem: vfs.NewMem(), asks: asks, answers: make([]string, len(asks))}
	s, err := store.Open(dir, store.Options{FS: d.mem})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	rng := rand.New(rand.NewSource(seed))
	if _, err = Put(s, varied(rng, 100)); err != nil {
		return nil, err
	}
	if _, err = Load(s, index.BulkOptions{}, varied(rng, 2800)); err != nil {
		return nil, err
	}
	history := &drawer{rng: rng, have: map[string]rdf.Quad{}}
	for range 10 {
		st := step{kind: commit, add: append(history.quads(40), varied(rng, 40)...), remove: varied(rng, 5)}
		if _, err := st.do(s); err != nil {
			return nil, err
		}
	}
	if err = d.learn(s); err == nil {
		err = s.Check(ctx)
	}
	for i := range asks {
		if err == nil {
			d.answers[i], err = asks[i](s)
		}
	}
	if err = errors.Join(err, s.Close()); err != nil {
		return nil, err
	}
	d.names, err = d.mem.List(dir)
	for _, name := range d.names {
		d.size += len(d.mem.Bytes(dir + "/" + name))
	}
	return d, err
}

// learn reads what the store holds while it is whole.
func (d *damager) learn(s *store.Store) (err error) {
	if _, d.want, err = Read(s); err != nil {
		return err
	}
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	for o := range d.whole {
		if d.whole[o], err = sum(sn, index.Order(o)); err != nil {
			return err
		}
	}
	return nil
}

// varied draws quads with all sorts of objects.
func varied(rng *rand.Rand, n int) (quads []rdf.Quad) {
	for range n {
		i := rng.Intn(5 * n)
		o := objects[i%len(objects)]
		if i%3 == 0 {
			o = rdf.NewString(fmt.Sprintf("text %x %s", i*7919, strings.Repeat(fmt.Sprintf("%x ", i*i*i), 12)))
		}
		quads = append(quads, rdf.Quad{S: iri(fmt.Sprint("thing", i%(n/3+1))), P: iri(fmt.Sprint("p", i%5)), O: o, G: graph(i % 4)})
	}
	return quads
}

// Flips damages count bytes of a small store one by one, all if it is 0: one bit each. Opening, reading and asking must
// give ErrCorrupt or the right answer, and Check must find the damage.
func Flips(seed int64, count int, asks ...Ask) *Result {
	return FlipsIn(Part{0, 1}, seed, count, asks...)
}

// Part is one of so many parts of the bytes of a store, for work in several sittings; parts count from 0.
type Part struct{ N, Of int }

// FlipsIn damages bytes as Flips does, those of one part.
func FlipsIn(part Part, seed int64, count int, asks ...Ask) *Result {
	start := time.Now()
	d, err := newDamager("flipped bytes", seed, asks)
	if err != nil {
		return &Result{Name: "flipped bytes", Found: []string{err.Error()}}
	}
	stride := 1
	if count > 0 {
		stride = max(1, d.size/count)
	}
	first, end := d.size*part.N/part.Of, d.size*(part.N+1)/part.Of
	begins := 0 // where the file begins among all bytes
	for _, name := range d.names {
		d.file, _, _ = strings.Cut(name, "-")
		data := d.mem.Bytes(dir + "/" + name)
		d.mem.Put(dir+"/"+name, data)
		for at := range data {
			if n := begins + at; n < first || n >= end || n%stride > 0 {
				continue
			}
			bit := byte(1) << ((at + int(seed)) % 8)
			data[at] ^= bit // the store maps these bytes
			d.try("%s, byte %d flipped by %#02x", name, at, bit)
			data[at] ^= bit
		}
		begins += len(data)
	}
	r := d.end(start)
	r.Note = fmt.Sprintf("bytes %d to %d; %s", first, end-1, r.Note)
	return r
}

// Truncations cuts each file of a small store to count lengths, all if it is 0, and loses it.
func Truncations(seed int64, count int, asks ...Ask) *Result {
	start := time.Now()
	d, err := newDamager("truncations", seed, asks)
	if err != nil {
		return &Result{Name: "truncations", Found: []string{err.Error()}}
	}
	for _, name := range d.names {
		d.file, _, _ = strings.Cut(name, "-")
		data := d.mem.Bytes(dir + "/" + name)
		if len(data) == 0 { // the lock
			continue
		}
		stride := 1
		if count > 0 {
			stride = max(1, len(data)*len(d.names)/count)
		}
		for n := len(data) - 1; n >= 0; n -= stride {
			d.mem.Put(dir+"/"+name, data[:n:n])
			d.try("%s cut to %d of %d bytes", name, n, len(data))
		}
		if err := d.mem.Remove(dir + "/" + name); err != nil {
			d.found("%s: %v", name, err)
		}
		d.try("%s lost, %d of %d bytes", name, len(data), len(data))
		d.mem.Put(dir+"/"+name, data)
	}
	return d.end(start)
}

func (d *damager) end(start time.Time) *Result {
	d.Took = time.Since(start)
	d.Note = fmt.Sprintf("%d bytes in %d files; %d found at opening, %d by check; %d answers, all right or refused", d.size, len(d.names), d.refused, d.Tried-d.refused-d.Differences(), d.answered)
	return &d.Result
}

// try opens, checks, reads and asks the store as it now is.
func (d *damager) try(format string, args ...any) {
	d.Tried++
	if err := attempt(d.damaged); err != nil {
		d.found(format+": %v", append(args, err)...)
	}
}

func (d *damager) damaged() error {
	s, err := store.Open(dir, store.Options{FS: d.mem, ReadOnly: true})
	if err != nil {
		d.refused++
		return errors.Join(d.told(err), d.notOpened())
	}
	defer s.Close()
	if err := s.Check(ctx); !index.IsCorrupt(err) {
		return fmt.Errorf("check gives %w", err)
	}
	if err := d.read(s); err != nil {
		return err
	}
	for i := range min(2, len(d.asks)) {
		n := (d.Tried + i*(1+d.Tried/len(d.asks))) % len(d.asks)
		got, err := d.asks[n](s)
		if err := d.judge(fmt.Sprint("question ", n), got == d.answers[n], err); err != nil {
			return err
		}
	}
	return nil
}

// read reads what the damaged file is for: an order, the terms; and every 16th time, and where another file is damaged, all.
func (d *damager) read(s *store.Store) error {
	sn, err := s.Snapshot()
	if err != nil {
		return err
	}
	defer sn.Close()
	only, isOrder := orderOf[d.file]
	all := !isOrder && d.file != "dict" || d.Tried%16 == 0
	for o := range d.whole {
		if all || isOrder && index.Order(o) == only {
			got, err := sum(sn, index.Order(o))
			if err := d.judge(fmt.Sprint("the order ", index.Order(o)), got == d.whole[o], err); err != nil {
				return err
			}
		}
	}
	if all || d.file == "dict" {
		got, _, _, err := readTerms(sn)
		return d.judge("reading", got == d.want, err)
	}
	return nil
}

// judge says what is wrong with an answer: it must be right, or refused because of the damage.
func (d *damager) judge(what string, right bool, err error) error {
	switch {
	case err == nil && right:
		d.answered++
		return nil
	case index.IsCorrupt(err):
		return nil
	case err != nil:
		return fmt.Errorf("%s gives %w", what, err)
	}
	return fmt.Errorf("%s gives a wrong answer", what)
}

// orderOf tells the order from what the name of a file begins with.
var orderOf = func() map[string]index.Order {
	m := map[string]index.Order{}
	for o := index.Order(0); o < index.NumOrders; o++ {
		m[o.String()] = o
	}
	return m
}()

// notOpened opens for writing what was refused for reading: nothing is repaired silently.
func (d *damager) notOpened() error {
	s, err := store.Open(dir, store.Options{FS: d.mem})
	if err == nil {
		s.Close()
		return errors.New("opened for writing all the same")
	}
	return nil
}

// told judges an opening that failed: it must say that data are damaged, or of another version, and name the file.
func (d *damager) told(err error) error {
	missing := strings.Contains(err.Error(), "there is no store") // the only file, of a store that was never written
	if !index.IsCorrupt(err) && !errors.Is(err, index.ErrVersion) && !missing {
		return fmt.Errorf("opening gives %w", err)
	}
	if !strings.Contains(err.Error(), dir+"/") {
		return fmt.Errorf("opening names no file: %w", err)
	}
	return nil
}

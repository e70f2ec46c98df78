package torture

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"strings"
	"sync"
	"time"

	"w3id.org/concord/index/store"
	"w3id.org/concord/index/store/storetest"
	"w3id.org/concord/ontology/rdf"
)

// kill kills a serving process again and again while clients change the store by SPARQL updates and by the Graph Store
// Protocol, and while it loads in bulk and compacts. After each kill the store must open in time and be sound; each
// client's key must hold one version, whole: the last that was acknowledged or the one under way.
func kill(o *Options, count int) *storetest.Result {
	start := time.Now()
	k := &killer{Result: storetest.Result{Name: "killed processes", Seed: o.Seed}, o: o, rng: rand.New(rand.NewSource(o.Seed))}
	for k.Tried < count {
		if err := k.store(min(killsPerStore, count-k.Tried)); err != nil {
			k.Found = append(k.Found, fmt.Sprintf("kill %d: %v", k.Tried, err))
			break
		}
	}
	k.Took = time.Since(start)
	k.Note = fmt.Sprintf("%d commits, %d of them without an answer when the kill came, %d killed while opening; the longest opening took %v", k.acked, k.late, k.opening, k.longest)
	return &k.Result
}

// killsPerStore is how often a store is killed before a new one is begun.
const killsPerStore = 40

type killer struct {
	storetest.Result
	o       *Options
	rng     *rand.Rand
	acked   int // commits
	late    int // commits without an acknowledgement that are there
	opening int // kills before the server served
	longest storetest.Opening
	keys    []*key
}

// key is what one client changes, version by version.
type key struct {
	acked, begun int
	settled      int  // the version when it was last looked at
	adds         bool // versions add up instead of replacing each other
	quads        func(version int) []rdf.Quad
	change       func(s *server, k *key, version int) error
	failed       error
}

// newKeys gives three keys of updates, one of whole graphs, one of bulk loads.
func newKeys() (keys []*key) {
	for c := range 3 {
		keys = append(keys, &key{quads: func(v int) []rdf.Quad { return keyQuads(c, v) }, change: updateKey})
	}
	put := func(v int) (quads []rdf.Quad) {
		for _, q := range keyQuads(3, v) {
			q.G = iri("put")
			quads = append(quads, q)
		}
		return quads
	}
	load := func(v int) []rdf.Quad {
		if v == 0 {
			return nil
		}
		return loadQuads(v)
	}
	return append(keys, &key{quads: put, change: putKey}, &key{quads: load, change: loadKey, adds: true})
}

func updateKey(s *server, k *key, version int) error {
	return s.update("DELETE DATA { " + blocks(k.quads(version-1)) + " } ; INSERT DATA { " + blocks(k.quads(version)) + " }")
}

// blocks writes quads as GRAPH blocks.
func blocks(quads []rdf.Quad) string {
	var b strings.Builder
	for _, q := range quads {
		fmt.Fprintf(&b, "GRAPH %v { %v %v %v } ", q.G, q.S, q.P, q.O)
	}
	return b.String()
}

func putKey(s *server, k *key, version int) error {
	var b strings.Builder
	for _, q := range k.quads(version) {
		q.G = rdf.Term{}
		b.WriteString(q.String() + "\n")
	}
	_, err := s.send("PUT", "/graphs?graph=http%3A%2F%2Fexample.org%2Fput", "application/n-triples", b.String())
	return err
}

func loadKey(s *server, _ *key, version int) error {
	_, err := s.send("POST", fmt.Sprint("/torture/load?version=", version), "text/plain", "")
	return err
}

// store begins a new store and kills its servers.
func (k *killer) store(kills int) error {
	dir, done, err := k.o.tempDir()
	if err != nil {
		return err
	}
	defer done()
	k.keys = newKeys()
	for range kills {
		k.Tried++
		if err := k.once(dir); err != nil {
			if e := os.Rename(dir, dir+"-kept"); e == nil {
				err = fmt.Errorf("%w (the store is kept in %s-kept)", err, dir)
			}
			return err
		}
	}
	return nil
}

// once lets a server work for a while, kills it, and looks at the store.
func (k *killer) once(dir string) error {
	if k.rng.Intn(10) == 0 {
		k.opening++
		s, _, err := launch(dir)
		if err != nil {
			return err
		}
		time.Sleep(time.Duration(k.rng.Intn(40_000)) * time.Microsecond)
		s.kill()
		return k.verify(dir)
	}
	s, err := start(dir)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	delay := time.Duration(2000+k.rng.Intn(150_000)) * time.Microsecond
	all.Go(func() {
		time.Sleep(delay)
		s.kill() // and wait: its lock goes with it
	})
	for _, key := range k.keys {
		all.Go(func() { key.failed = key.work(s) })
	}
	all.Go(func() {
		for err := error(nil); err != errKilled; _, err = s.send("POST", "/torture/compact", "text/plain", "") {
			time.Sleep(5 * time.Millisecond) // a load ends it, so an error is none
		}
	})
	all.Wait()
	for n, key := range k.keys {
		if key.failed != nil {
			return fmt.Errorf("key %d, version %d: %w", n, key.begun, key.failed)
		}
	}
	return k.verify(dir)
}

// work changes the key until the server is killed.
func (k *key) work(s *server) error {
	for {
		k.begun = k.acked + 1
		err := k.change(s, k, k.begun)
		if err == errKilled {
			return nil
		}
		if err != nil {
			return err
		}
		k.acked = k.begun
	}
}

// verify opens the store and compares; every second time read-only, so that the next server meets what was left.
func (k *killer) verify(dir string) error {
	opened := storetest.StartOpening()
	s, err := store.Open(dir, store.Options{ReadOnly: k.Tried%2 == 0})
	if err != nil {
		if k.Tried%2 == 0 && errors.Is(err, os.ErrNotExist) && k.keys[0].acked == 0 {
			return nil // killed before there was a store
		}
		return err
	}
	defer s.Close()
	took := opened()
	if k.longest = k.longest.Longer(took); took.Err() != nil {
		return took.Err()
	}
	if err := s.Check(ctx); err != nil {
		return err
	}
	lines, err := storetest.Lines(s)
	if err != nil {
		return err
	}
	total := 0
	for n, key := range k.keys {
		found, err := k.settle(key, lines)
		if err != nil {
			return fmt.Errorf("key %d: %w", n, err)
		}
		total += found
	}
	if total != len(lines) {
		return fmt.Errorf("there are %d quads, of which %d belong to a version", len(lines), total)
	}
	return nil
}

// settle finds the version that the store holds of a key, and how many quads it has.
func (k *killer) settle(key *key, lines map[string]bool) (quads int, err error) {
	version := key.acked
	if next := key.quads(key.begun); key.begun > version && lines[next[0].String()] {
		version = key.begun
		k.late++
	}
	k.acked += version - key.settled
	from := version
	if key.adds {
		from = min(1, version)
	}
	for v := from; v <= version; v++ {
		for _, q := range key.quads(v) {
			if !lines[q.String()] {
				return 0, fmt.Errorf("version %d was acknowledged and %d begun; of version %d, %v is missing", key.acked, key.begun, v, q)
			}
			quads++
		}
	}
	key.acked, key.begun, key.settled = version, version, version
	return quads, nil
}

package storetest

import (
	"fmt"
	"hash/maphash"
	"math/rand"
	"strings"

	"w3id.org/concord/index"
	"w3id.org/concord/index/store"
	"w3id.org/concord/ontology/rdf"
)

// Plan is a random history of a store. States[n] is the content after commit n; it comes from the steps alone, without
// a store.
type Plan struct {
	Seed   int64
	steps  []step
	States []Content
}

type stepKind uint8

const (
	commit  stepKind = iota // a transaction
	load                    // a bulk load
	compact                 // a compaction
	reopen                  // the store is closed and opened
)

func (k stepKind) String() string { return [...]string{"commit", "load", "compact", "reopen"}[k] }

// step is one deed of a history. Quads are removed, then the graph is cleared, then quads are added.
type step struct {
	kind        stepKind
	remove, add []rdf.Quad
	clear       *rdf.Term
}

// commits reports whether the step makes a commit.
func (s *step) commits() bool { return s.kind == commit || s.kind == load }

// NewPlan draws a history of about n steps. Every step that commits adds a quad that is in no other.
func NewPlan(seed int64, n int) *Plan {
	d := &drawer{rng: rand.New(rand.NewSource(seed)), have: map[string]rdf.Quad{}}
	p := &Plan{Seed: seed, States: []Content{{}}}
	for range n {
		s := d.step()
		p.steps = append(p.steps, s)
		if s.commits() {
			p.States = append(p.States, d.content())
		}
	}
	return p
}

// drawer draws steps and follows the content.
type drawer struct {
	rng  *rand.Rand
	have map[string]rdf.Quad
	made int // quads that are in no other step
}

// kinds is how often each kind of step comes.
var kinds = [...]stepKind{commit, commit, commit, commit, commit, load, load, compact, compact, reopen}

func (d *drawer) step() step {
	s := step{kind: kinds[d.rng.Intn(len(kinds))]}
	switch s.kind {
	case commit:
		s.remove = d.some(d.rng.Intn(12))
		if d.rng.Intn(8) == 0 {
			g := graph(d.rng.Intn(4))
			s.clear = &g
		}
		s.add = d.quads(d.rng.Intn(30))
	case load:
		s.add = d.quads([]int{3, 30, 120}[d.rng.Intn(3)])
	}
	d.apply(&s)
	return s
}

// apply changes the content as the step does.
func (d *drawer) apply(s *step) {
	for _, q := range s.remove {
		delete(d.have, line(q))
	}
	if s.clear != nil {
		for l, q := range d.have {
			if q.G == *s.clear {
				delete(d.have, l)
			}
		}
	}
	for _, q := range s.add {
		d.have[line(q)] = q
	}
}

// some picks quads that may be there. Blank nodes cannot be named again, so they are left out.
func (d *drawer) some(n int) (quads []rdf.Quad) {
	for range n {
		if q := d.shared(); q.S.Kind != rdf.Blank {
			quads = append(quads, q)
		}
	}
	return quads
}

func (d *drawer) quads(n int) []rdf.Quad {
	d.made++
	mark := rdf.NewString(fmt.Sprint("mark ", d.made))
	quads := []rdf.Quad{{S: iri("mark"), P: iri("p0"), O: mark, G: graph(1)}, {S: rdf.NewBlank("x"), P: iri("p1"), O: mark}}
	for range n {
		quads = append(quads, d.shared())
	}
	return quads
}

// shared gives a quad of a few, so that it comes and goes.
func (d *drawer) shared() rdf.Quad {
	return rdf.Quad{S: iri(fmt.Sprint("s", d.rng.Intn(9))), P: iri(fmt.Sprint("p", d.rng.Intn(3))), O: objects[d.rng.Intn(len(objects))], G: graph(d.rng.Intn(4))}
}

func iri(s string) rdf.Term { return rdf.NewIRI("http://example.org/" + s) }

// graph 0 is the unnamed one.
func graph(n int) rdf.Term {
	if n == 0 {
		return rdf.Term{}
	}
	return iri(fmt.Sprint("g", n))
}

// objects has values of every kind of ID: in the dictionary, inline, long, out of line.
var objects = func() (list []rdf.Term) {
	for i := range 5 {
		list = append(list, iri(fmt.Sprint("s", i)), rdf.NewString(fmt.Sprint("text ", i)), rdf.NewLang(fmt.Sprint("mot ", i), "fr"),
			rdf.NewTyped(fmt.Sprint(i*i), rdf.XSDInteger), rdf.NewTyped(fmt.Sprintf("0%d", i), rdf.XSDInteger), rdf.NewTyped(fmt.Sprint(i, ".50"), rdf.XSD+"decimal"),
			rdf.NewTyped(fmt.Sprintf("202%d-01-01T00:00:00Z", i), rdf.XSD+"dateTime"), rdf.NewTyped("x", "http://example.org/dt"))
	}
	return append(list, rdf.NewString(strings.Repeat("long ", 900)))
}()

// line writes a quad down with all blank nodes alike: their labels are the store's business.
func line(q rdf.Quad) string {
	if q.S.Kind == rdf.Blank {
		q.S = rdf.NewBlank("b")
	}
	return q.String()
}

// Content is what a store holds, as a sum over its quads that does not depend on their order. All blank nodes are alike.
type Content struct {
	Quads int
	Sum   uint64
}

var seed = maphash.MakeSeed()

func (c *Content) add(q rdf.Quad) {
	h := uint64(1)
	for _, t := range [...]*rdf.Term{&q.S, &q.P, &q.O, &q.G} {
		h = h*0x9E3779B97F4A7C15 + uint64(t.Kind)
		if t.Kind != rdf.Blank {
			h = h*31 + maphash.String(seed, t.Value)*7 + maphash.String(seed, t.Datatype)*5 + maphash.String(seed, t.Lang)
		}
		h ^= h >> 29
	}
	c.Quads++
	c.Sum += h
}

func (d *drawer) content() (c Content) {
	for _, q := range d.have {
		c.add(q)
	}
	return c
}

// do plays a step that commits or compacts on a store and gives the number of the commit.
func (s *step) do(st *store.Store) (uint64, error) {
	switch s.kind {
	case load:
		return Load(st, index.BulkOptions{}, s.add)
	case compact:
		return 0, st.Compact(ctx)
	}
	return s.transact(st)
}

func (s *step) transact(st *store.Store) (uint64, error) {
	w, err := st.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer w.Rollback()
	rows, err := intern(w, s.remove)
	if err == nil {
		err = w.Remove(rows)
	}
	if err == nil && s.clear != nil {
		var g [1]index.ID
		if err = w.Intern([]rdf.Term{*s.clear}, g[:]); err == nil {
			err = w.ClearGraph(g[0])
		}
	}
	if err == nil {
		rows, err = intern(w, s.add)
	}
	if err == nil {
		err = w.Add(rows)
	}
	if err != nil {
		return 0, err
	}
	return w.Commit()
}

func intern(w index.Writer, quads []rdf.Quad) ([][4]index.ID, error) {
	rows := make([][4]index.ID, len(quads))
	for i, q := range quads {
		if err := w.Intern([]rdf.Term{q.S, q.P, q.O, q.G}, rows[i][:]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// Put commits quads in a transaction.
func Put(s index.Store, quads []rdf.Quad) (uint64, error) {
	w, err := s.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer w.Rollback()
	rows, err := intern(w, quads)
	if err == nil {
		err = w.Add(rows)
	}
	if err != nil {
		return 0, err
	}
	return w.Commit()
}

// Load commits quads by a bulk load.
func Load(s index.Store, o index.BulkOptions, quads []rdf.Quad) (uint64, error) {
	l, err := s.Bulk(ctx, o)
	if err != nil {
		return 0, err
	}
	defer l.Abort()
	p, err := l.Part()
	if err != nil {
		return 0, err
	}
	for _, q := range quads {
		if err := p.Add([]rdf.Term{q.S, q.P, q.O, q.G}, [][4]uint32{{0, 1, 2, 3}}); err != nil {
			return 0, err
		}
	}
	if err := p.Close(); err != nil {
		return 0, err
	}
	return l.Commit(ctx)
}

// Package watdiv generates the shop of WatDiv (Aluc, Hartig, Özsu, Daudjee: Diversified Stress Testing of RDF Data Management
// Systems, ISWC 2014): users who follow, befriend and like, products of many categories, offers, purchases and reviews, with the
// shares and the skews of its published model. It is written afresh from the description; words and the order of random numbers
// are ours. Numbers and dates are typed, where the original writes strings, so that the queries over features can use them.
//
// The main path: Generate.
package watdiv

import (
	"io"

	"w3id.org/concord/cmd/proof/bench/synth"
)

// Options say what to generate.
type Options struct {
	Triples int64
	Seed    uint64
}

// Generate writes as many triples as asked for, as N-Triples; the same options give the same bytes. All kinds of entities are
// written in turns, so that the end of the output, which may cut the last entities off, is like its middle; if chance left too
// few triples, more users fill the rest. Every entity depends
// on its own number alone; memory is four bytes per entity of the largest kind, one per 400 triples.
func Generate(w io.Writer, o Options) error {
	g := newGenerator(w, o)
	for k := scaled + 1; k < kinds; k++ {
		for i := range g.n[k] {
			g.entity(k, i)
		}
	}
	for unit := range g.units {
		for k := range scaled {
			for i := g.n[k] * unit / g.units; i < g.n[k]*(unit+1)/g.units && !g.out.Full(); i++ {
				g.entity(k, i)
			}
		}
	}
	for i := g.n[user]; !g.out.Full(); i++ {
		g.entity(user, i)
	}
	return g.out.Flush()
}

type generator struct {
	out     *synth.Writer
	seed    uint64
	n       [kinds]int // entities
	units   int        // turns
	marked  []uint32   // by entity: the last set of targets it was in
	set     uint32
	last    string // the predicate of that set
	subject []byte
	object  []byte
	text    []byte
}

// Population says how many users, products, retailers and websites there are in an output of so many triples.
func Population(triples int64) (users, products, retailers, websites int) {
	n := populations(triples)
	return n[user], n[product], n[retailer], n[website]
}

func populations(triples int64) (n [kinds]int) {
	scale := max(float64(triples-fixedTriples)/unitTriples(triples), .01)
	n = population
	for k := range scaled {
		n[k] = max(1, int(float64(n[k])*scale+.999))
	}
	return n
}

func newGenerator(w io.Writer, o Options) *generator {
	g := &generator{out: synth.NewWriter(w, o.Triples), seed: o.Seed, n: populations(o.Triples)}
	most := 0
	for _, n := range g.n {
		most = max(most, n)
	}
	g.marked = make([]uint32, most)
	g.units = g.n[retailer]
	return g
}

// entity writes all triples of which an entity is the subject.
func (g *generator) entity(k kind, i int) {
	r := synth.At(g.seed, uint64(k), uint64(i))
	g.subject = appendEntity(g.subject[:0], k, i)
	self := g.traits(k, i)
	g.types(k, i, self)
	g.last = ""
	for j := range links[k] {
		if l := &links[k][j]; self.has(l.only) && r.Chance(l.p) {
			g.link(&r, k, i, l)
		}
	}
	for j := range literals[k] {
		if l := &literals[k][j]; self.has(l.only) && r.Chance(l.p) {
			for v := range l.values {
				g.literal(&r, &l.values[v], i)
			}
		}
	}
	g.ownership(k, i)
}

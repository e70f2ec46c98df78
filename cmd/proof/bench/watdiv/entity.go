package watdiv

import (
	"strconv"

	"w3id.org/concord/cmd/proof/bench/synth"
)

// traits are what others ask of an entity before they link to it: the category of a product, the roles of a user. They can be
// worked out from its number alone.
type traits uint16

func (t traits) has(f filter) bool { return f == any || t>>f&1 == 1 }

const chosen filter = 15 // a reviewed product, or a buyer

func (g *generator) traits(k kind, i int) (t traits) {
	switch k {
	case product:
		r := synth.At(g.seed, 'p', uint64(i))
		if c := r.N(population[category]); c <= int(news-concert) {
			t |= 1 << (concert + filter(c))
		}
		if r.Chance(reviewedShare) {
			t |= 1 << chosen
		}
	case user:
		r := synth.At(g.seed, 'u', uint64(i))
		for n := g.roles(&r); n > 0; n-- {
			t |= 1 << (role0 + filter(r.Zipf(population[role])))
		}
		if r.Chance(buyingShare) && t.has(role0) {
			t |= 1 << chosen
		}
	}
	return t
}

func (g *generator) roles(r *synth.Rand) int {
	switch f := r.Float(); {
	case f < .01:
		return 3
	case f < .11:
		return 2
	}
	return 1
}

func (g *generator) types(k kind, i int, self traits) {
	switch k {
	case product:
		r := synth.At(g.seed, 'p', uint64(i))
		g.object = appendEntity(g.object[:0], category, r.N(population[category]))
		g.out.Link(g.subject, typeOf, g.object)
	case user:
		for n := range population[role] {
			if self.has(role0 + filter(n)) {
				g.object = appendEntity(g.object[:0], role, n)
				g.out.Link(g.subject, typeOf, g.object)
			}
		}
	}
}

// link writes the triples of one association, each target once, also where the subject has two associations of one property, and
// the subject itself never.
func (g *generator) link(r *synth.Rand, k kind, i int, l *link) {
	n := l.most
	switch l.fan {
	case uniform:
		n = 1 + r.N(l.most)
	case normal:
		n = r.UpTo(l.most)
	}
	if g.last != l.predicate {
		g.last = l.predicate
		g.set++
	}
	for range n {
		to, ok := g.target(r, l)
		if !ok || g.marked[to] == g.set || l.to == k && to == i {
			continue
		}
		g.marked[to] = g.set
		g.object = appendEntity(g.object[:0], l.to, to)
		g.out.Link(g.subject, l.predicate, g.object)
	}
}

// target draws an entity until one passes the filter.
func (g *generator) target(r *synth.Rand, l *link) (int, bool) {
	for range 40 {
		to := 0
		switch l.pick {
		case uniform:
			to = r.N(g.n[l.to])
		case normal:
			to = r.UpTo(g.n[l.to]) - 1
		case zipf:
			to = r.Zipf(g.n[l.to])
		}
		if l.where == any || g.traits(l.to, to).has(l.where) {
			return to, true
		}
	}
	return 0, false
}

// ownership writes the triple by which a purchase belongs to one buyer, or a review to one product.
func (g *generator) ownership(k kind, i int) {
	owner, predicate := user, "<"+wsdbm+"makesPurchase>"
	switch k {
	case purchase:
	case review:
		owner, predicate = product, "<"+rev+"hasReview>"
	default:
		return
	}
	r := synth.At(g.seed, 'o', uint64(k), uint64(i))
	for range 200 {
		if n := r.N(g.n[owner]); g.traits(owner, n).has(chosen) {
			g.object = appendEntity(g.object[:0], owner, n)
			g.out.Link(g.object, predicate, g.subject)
			return
		}
	}
}

func appendEntity(b []byte, k kind, i int) []byte {
	b = append(append(append(b, '<'), wsdbm...), kindName[k]...)
	return append(strconv.AppendInt(b, int64(i), 10), '>')
}

func (g *generator) literal(r *synth.Rand, v *value, i int) {
	span := v.to - v.from + 1
	b := g.text[:0]
	switch v.how {
	case serial:
		g.out.Int(g.subject, v.predicate, i)
		return
	case number:
		g.out.Int(g.subject, v.predicate, v.from+r.N(span))
		return
	case date:
		g.out.Date(g.subject, v.predicate, v.from+r.N(span), r.N(336))
		return
	case words:
		b = r.Sentence(b, v.from+r.N(span))
	case givenName:
		b = synth.Given(b, r.N(2000))
	case familyName:
		b = synth.Family(b, r.N(20000))
	case address:
		b = append(r.Words(append(b, "http://www."...), 1), ".example/"...)
		b = strconv.AppendInt(b, int64(i), 10)
	case mail:
		b = append(r.Words(b, 1), "@mail.example"...)
	case phone:
		b = strconv.AppendInt(append(b, '+'), int64(10_000_000_000+r.N(1<<30)), 10)
	}
	g.text = b
	g.out.Text(g.subject, v.predicate, b)
}

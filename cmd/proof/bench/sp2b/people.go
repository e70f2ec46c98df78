package sp2b

import "w3id.org/concord/cmd/proof/bench/synth"

// people are the authors: who there is, who published how often, and who writes what this year.
type people struct {
	lastYear []uint16 // by person: the last year with a slot
	written  []bool   // by person: type and name are in the output
	before   int      // people who published in earlier years: they have the first numbers
	slots    []uint32 // this year's authors, one entry per publication, in the order in which documents take them
	next     int      // the first slot not taken
	paper    []uint32 // authors of the document at hand
}

// cast fills this year's slots: how many different people there are and how many of them are new follows the year, how often
// each comes follows a power law, and those who published much go on to.
func (p *people) cast(seed uint64, year, slots int) {
	p.before, p.slots, p.next = len(p.lastYear), p.slots[:0], 0
	r := synth.At(seed, 'a', uint64(year))
	distinct := min(slots, int(distinctShare.at(year)*float64(slots)+1))
	fresh := newPeople(year, distinct)
	for range distinct - fresh {
		if !p.returning(&r, year) {
			break
		}
	}
	known := len(p.slots)
	for len(p.slots) < distinct {
		p.slots = append(p.slots, uint32(len(p.lastYear)))
		p.lastYear = append(p.lastYear, uint16(year))
		p.written = append(p.written, false)
	}
	p.repeat(&r, year, known, distinct, slots)
	for i := len(p.slots) - 1; i > 0; i-- {
		j := r.N(i + 1)
		p.slots[i], p.slots[j] = p.slots[j], p.slots[i]
	}
}

// newPeople gives how many of a year's different authors are new.
func newPeople(year, distinct int) int {
	factor := min(max(newStart+newGrowth*float64(year-firstYear), .1), 1.2)
	return int(factor*newShare.at(year)*float64(distinct) + .5)
}

// returning gives a slot to somebody who published in an earlier year and has no slot this year.
func (p *people) returning(r *synth.Rand, year int) bool {
	for range 20 {
		if p.before == 0 {
			return false
		}
		if who := uint32(r.N(p.before)); p.lastYear[who] != uint16(year) {
			p.lastYear[who] = uint16(year)
			p.slots = append(p.slots, who)
			return true
		}
	}
	return false
}

// repeat gives the slots that are left to people who have one: the first ones, who published before, come first.
func (p *people) repeat(r *synth.Rand, year, known, distinct, slots int) {
	exponent := outputExponent.at(year)
	for i := 0; len(p.slots) < slots; i++ {
		who := i
		if i >= known {
			who = r.N(distinct)
		}
		for more := r.Power(exponent, 100) - 1; more > 0 && len(p.slots) < slots; more-- {
			p.slots = append(p.slots, p.slots[who])
		}
	}
}

// writePeople takes the authors of a document from the slots, and describes those who were not described before.
func (g *generator) writePeople(d *doc) []uint32 {
	g.paper = g.paper[:0]
	for range d.authors {
		if g.next < len(g.slots) {
			if who := g.slots[g.next]; !has(g.paper, who) {
				g.paper = append(g.paper, who)
			}
			g.next++
		}
	}
	for _, who := range g.paper {
		g.describe(who)
	}
	return g.paper
}

func has(list []uint32, who uint32) bool {
	for _, w := range list {
		if w == who {
			return true
		}
	}
	return false
}

func (g *generator) describe(who uint32) {
	if g.written[who] {
		return
	}
	g.written[who] = true
	g.object = g.appendPerson(g.object[:0], who)
	g.out.LinkTo(g.object, rdfType, person)
	b := append(synth.Given(g.text[:0], int(who)), ' ')
	g.text = synth.Family(b, int(who))
	g.out.Text(g.object, foafName, g.text)
}

// appendPerson appends the blank node of a person.
func (g *generator) appendPerson(b []byte, who uint32) []byte {
	b = append(synth.Given(append(b, "_:"...), int(who)), '_')
	return synth.Family(b, int(who))
}

// writeEditors lets people who published before edit a journal, a book or the papers of a conference.
func (g *generator) writeEditors(d *doc) {
	n := max(1, int(d.rand.Normal(editorsMean, editorsDeviation)+.5))
	chosen := d.rand.Chance(editorShare[d.class])
	if d.erdoes && d.class == journal {
		g.out.LinkTo(g.subject, editor, erdoes)
	}
	if !chosen || g.before == 0 {
		return
	}
	g.paper = g.paper[:0]
	for range n {
		if who := uint32(d.rand.N(g.before)); !has(g.paper, who) && g.written[who] {
			g.paper = append(g.paper, who)
			g.out.Link(g.subject, editor, g.appendPerson(g.object[:0], who))
		}
	}
}

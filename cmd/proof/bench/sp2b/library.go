package sp2b

import (
	"sort"
	"strconv"

	"w3id.org/concord/cmd/proof/bench/synth"
)

// library knows how many documents of which class every year has, and which of them were cited.
type library struct {
	now             int // the year being written
	counts          [classes]int
	authorMean      float64
	authorDeviation float64
	years           []shelf
	citing          []uint32 // documents that cite, by their number over all years
	cited           []uint32 // documents, by their number over all years, as often as they were cited
}

// shelf is a year whose documents are all written.
type shelf struct {
	before int // documents of earlier years
	counts [classes]int
}

func (s shelf) size() (n int) {
	for c := range journal {
		n += s.counts[c]
	}
	return n
}

func (l *library) open(seed uint64, year int) {
	l.now = year
	l.authorMean, l.authorDeviation = authorMean.at(year), authorDeviation.at(year)
	for c := range classes {
		l.counts[c] = count(seed, c, year)
	}
	if l.counts[article] > 0 {
		l.counts[journal] = max(l.counts[journal], 1)
	}
	if l.counts[inproceedings] > 0 {
		l.counts[proceedings] = max(l.counts[proceedings], 1)
	}
}

func (l *library) close() {
	s := shelf{counts: l.counts}
	if n := len(l.years); n > 0 {
		s.before = l.years[n-1].before + l.years[n-1].size()
	}
	l.years = append(l.years, s)
}

// number gives the number over all years of a document of the present year.
func (l *library) number(d *doc) uint32 {
	n := d.n - 1
	for c := range d.class {
		n += l.counts[c]
	}
	if len(l.years) > 0 {
		last := l.years[len(l.years)-1]
		n += last.before + last.size()
	}
	return uint32(n)
}

// cite chooses a document of an earlier year.
func (l *library) cite(r *synth.Rand) (n uint32, ok bool) {
	if len(l.years) == 0 {
		return 0, false
	}
	last := l.years[len(l.years)-1]
	again, citing := r.Chance(citesAgain), r.Chance(citesCiting)
	n = uint32(r.N(last.before + last.size()))
	switch {
	case citing && len(l.citing) > 0:
		n = l.citing[r.N(len(l.citing))]
	case again && len(l.cited) > 0:
		n = l.cited[r.N(len(l.cited))]
	}
	l.cited = append(l.cited, n)
	return n, true
}

// appendCited appends the IRI of a document by its number over all years.
func (g *generator) appendCited(b []byte, n uint32) []byte {
	i := sort.Search(len(g.years), func(i int) bool { return g.years[i].before > int(n) }) - 1
	rest := int(n) - g.years[i].before
	for c := range journal {
		if rest < g.years[i].counts[c] {
			return g.appendDocOf(b, c, firstYear+i, rest+1, &g.years[i].counts)
		}
		rest -= g.years[i].counts[c]
	}
	return append(b, unknown...)
}

func (g *generator) appendDoc(b []byte, c class, year, n int) []byte {
	return g.appendDocOf(b, c, year, n, &g.counts)
}

// appendDocOf appends the IRI of a document; counts are those of its year.
func (g *generator) appendDocOf(b []byte, c class, year, n int, counts *[classes]int) []byte {
	b = append(b, publications...)
	switch c {
	case journal:
		return appendPart(b, "journals/Journal", n, year, '>')
	case proceedings:
		return appendPart(b, "procs/Proceedings", n, year, '>')
	case article:
		b = appendPart(b, "articles/Journal", g.home(c, year, n, counts[journal]), year, '/')
	case inproceedings:
		b = appendPart(b, "inprocs/Proceedings", g.home(c, year, n, counts[proceedings]), year, '/')
	case incollection:
		b = appendPart(b, "incolls/Proceedings", g.home(c, year, n, counts[proceedings]), year, '/')
	default:
		b = append(append(b, "others/"...), strconv.Itoa(year)...)
		b = append(b, '/')
	}
	b = append(b, className[c]...)
	return append(strconv.AppendInt(b, int64(n), 10), '>')
}

func appendPart(b []byte, name string, n, year int, end byte) []byte {
	b = append(strconv.AppendInt(append(b, name...), int64(n), 10), '/')
	return append(strconv.AppendInt(b, int64(year), 10), end)
}

// home gives the journal or the conference of a document, of so many of its year.
func (g *generator) home(c class, year, n, of int) int {
	r := synth.At(g.seed, 'h', uint64(year), uint64(c), uint64(n))
	return 1 + r.N(of)
}

func (g *generator) writeJournal(d *doc, p string) {
	g.object = g.appendDoc(g.object[:0], journal, d.year, g.home(d.class, d.year, d.n, g.counts[journal]))
	g.out.Link(g.subject, p, g.object)
}

func (g *generator) writeProceedings(d *doc, p string) {
	if g.counts[proceedings] == 0 {
		return
	}
	g.object = g.appendDoc(g.object[:0], proceedings, d.year, g.home(d.class, d.year, d.n, g.counts[proceedings]))
	g.out.Link(g.subject, p, g.object)
}

func (g *generator) writeBooktitle(d *doc, p string) {
	n := d.n
	if d.class != proceedings {
		n = g.home(d.class, d.year, d.n, g.counts[proceedings])
	}
	g.out.Text(g.subject, p, appendNumbered(g.text[:0], "Conference ", n, d.year))
}

func words(mean, deviation float64) func(*generator, *doc, string) {
	return func(g *generator, d *doc, p string) {
		n := max(1, int(d.rand.Normal(mean, deviation)))
		g.text = d.rand.Sentence(g.text[:0], n)
		g.out.Text(g.subject, p, g.text)
	}
}

func integer(from, to int) func(*generator, *doc, string) {
	return func(g *generator, d *doc, p string) { g.out.Int(g.subject, p, from+d.rand.N(to-from+1)) }
}

func (g *generator) writeAddress(d *doc, p string) {
	b := d.rand.Words(append(g.text[:0], "http://www."...), 1)
	b = d.rand.Words(append(b, ".example/"...), 1)
	b = append(strconv.AppendInt(append(b, '/'), int64(d.rand.N(100000)), 10), ".html"...)
	g.out.Text(g.subject, p, b)
	g.text = b
}

func (g *generator) writeISBN(d *doc, p string) {
	b := g.text[:0]
	for i := range 10 {
		if i == 1 || i == 4 || i == 9 {
			b = append(b, '-')
		}
		b = append(b, byte('0'+d.rand.N(10)))
	}
	g.out.Text(g.subject, p, b)
}

// writeCitations writes the bag of the documents that one cites.
func (g *generator) writeCitations(d *doc) {
	b := append(g.text[:0], "_:references_"...)
	b = strconv.AppendInt(append(b, className[d.class]...), int64(d.n), 10)
	g.text = strconv.AppendInt(append(b, '_'), int64(d.year), 10)
	g.out.Link(g.subject, references, g.text)
	g.out.LinkTo(g.text, rdfType, bag)
	g.citing = append(g.citing, g.number(d))
	n := max(1, int(d.rand.Normal(citesMean, citesDeviation)+.5))
	for i := range n {
		g.object = append(g.object[:0], unknown...)
		if d.rand.Chance(citesKnown) {
			if to, ok := g.cite(&d.rand); ok {
				g.object = g.appendCited(g.object[:0], to)
			}
		}
		g.out.Link(g.text, "<"+rdfNS+"_"+strconv.Itoa(i+1)+">", g.object)
	}
}

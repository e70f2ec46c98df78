// Package sp2b generates a bibliography after SP2Bench (Schmidt, Hornung, Lausen, Pinkel: SP2Bench: A SPARQL Performance
// Benchmark, ICDE 2009): journals, conferences, articles and their authors, year by year from 1936 on, with the growth, the
// power laws and the shares of attributes that the authors measured in DBLP. It is written afresh from their description; the
// words, the names and the order of random numbers are ours, so counts are near theirs and never equal.
//
// It is not a copy of DBLP, and no true person wrote any of it.
//
// The main path: Generate.
package sp2b

import (
	"bytes"
	"io"
	"strconv"

	"w3id.org/concord/cmd/proof/bench/synth"
)

// Options say what to generate.
type Options struct {
	Triples int64
	Seed    uint64
}

// Generate writes as many triples as asked for, as N-Triples. The same options give the same bytes, and fewer triples are a
// prefix of more: the last document may lack its end. Memory grows with the authors, about 4 bytes per 5 triples.
func Generate(w io.Writer, o Options) error {
	g := &generator{out: synth.NewWriter(w, o.Triples), seed: o.Seed}
	g.schema()
	for year := firstYear; !g.out.Full(); year++ {
		g.year(year)
	}
	return g.out.Flush()
}

type generator struct {
	out  *synth.Writer
	seed uint64
	people
	library
	subject, object, text []byte // reused
}

// doc is one document.
type doc struct {
	class   class
	year, n int // n counts the documents of a class and year from 1
	rand    synth.Rand
	authors int
	erdoes  bool // Paul Erdős is one of the authors, or of the editors
}

// schema writes the classes.
func (g *generator) schema() {
	for c := range classes {
		g.out.LinkTo(g.appendClass(g.subject[:0], c), subClassOf, document)
	}
	g.out.LinkTo([]byte(unknown), rdfType, document)
	g.out.LinkTo([]byte(erdoes), rdfType, person)
	g.out.Text([]byte(erdoes), foafName, []byte("Paul Erdoes"))
}

func (g *generator) appendClass(b []byte, c class) []byte {
	return append(append(append(b, "<"+benchNS...), className[c]...), '>')
}

// year writes all documents of a year: what others are part of first, then the rest, mixed.
func (g *generator) year(year int) {
	g.open(g.seed, year)
	docs := g.plan(year)
	slots := 0
	for _, d := range docs {
		slots += g.document(year, d).authors
	}
	g.cast(g.seed, year, slots)
	for _, d := range docs {
		if g.out.Full() {
			return
		}
		g.write(g.document(year, d))
	}
	g.close()
}

// planned is a document that is still to be written.
type planned struct {
	class class
	n     int32
}

func (g *generator) plan(year int) []planned {
	var docs []planned
	add := func(c class) {
		for n := range g.counts[c] {
			docs = append(docs, planned{c, int32(n + 1)})
		}
	}
	add(journal)
	add(proceedings)
	head := len(docs)
	for c := range journal {
		if c != proceedings {
			add(c)
		}
	}
	r := synth.At(g.seed, 'p', uint64(year))
	for i := len(docs) - 1; i > head; i-- {
		j := head + r.N(i-head+1)
		docs[i], docs[j] = docs[j], docs[i]
	}
	return docs
}

// document works out how many authors a document has. The same document is the same each time.
func (g *generator) document(year int, p planned) *doc {
	d := doc{class: p.class, year: year, n: int(p.n), rand: synth.At(g.seed, 'd', uint64(year), uint64(p.class), uint64(p.n))}
	mean, deviation := g.authorMean, g.authorDeviation
	if n := d.rand.Normal(mean, deviation); d.rand.Chance(authorShare[d.class]) {
		d.authors = max(1, int(n+.5))
	}
	if year >= erdoesFrom && year <= erdoesTo {
		d.erdoes = d.class == article && d.n <= erdoesPapers || d.class == journal && d.n <= erdoesEditions
	}
	if d.erdoes && d.class == article {
		d.authors = 0
		if d.rand.Chance(erdoesCoauthor) {
			d.authors = 1
		}
	}
	return &d
}

func (g *generator) write(d *doc) {
	authors := g.writePeople(d)
	g.subject = g.appendDoc(g.subject[:0], d.class, d.year, d.n)
	g.object = g.appendClass(g.object[:0], d.class)
	g.out.Link(g.subject, rdfType, g.object)
	g.out.Text(g.subject, title, g.appendTitle(g.text[:0], d))
	g.out.Int(g.subject, issued, d.year)
	if d.erdoes && d.class == article {
		g.out.LinkTo(g.subject, creator, erdoes)
	}
	for _, a := range authors {
		g.out.Link(g.subject, creator, g.appendPerson(g.object[:0], a))
	}
	g.writeEditors(d)
	for i := range attributes {
		if a := &attributes[i]; d.rand.Chance(a.share[d.class]) {
			a.write(g, d, a.predicate)
		}
	}
	if d.rand.Chance(citeShare[d.class]) {
		g.writeCitations(d)
	}
}

func (g *generator) appendTitle(b []byte, d *doc) []byte {
	switch d.class {
	case journal:
		return appendNumbered(b, "Journal ", d.n, d.year)
	case proceedings:
		return appendNumbered(b, "Conference ", d.n, d.year)
	}
	return d.rand.Sentence(b, 4+d.rand.N(9))
}

// appendNumbered appends a name like "Journal 1 (1940)".
func appendNumbered(b []byte, name string, n, year int) []byte {
	b = strconv.AppendInt(append(b, name...), int64(n), 10)
	return append(strconv.AppendInt(append(b, " ("...), int64(year), 10), ')')
}

// FirstCiting gives the IRI of the first document that cites others, as N-Triples writes it.
func FirstCiting(seed uint64) string {
	var f firstCiting
	Generate(&f, Options{Triples: 100_000, Seed: seed})
	return f.iri
}

// firstCiting reads N-Triples until it has found what it is named after.
type firstCiting struct{ iri string }

func (f *firstCiting) Write(b []byte) (int, error) {
	if f.iri != "" {
		return len(b), io.ErrShortWrite // enough
	}
	if i := bytes.Index(b, []byte(" "+references)); i >= 0 {
		f.iri = string(b[bytes.LastIndexByte(b[:i], '\n')+1 : i])
	}
	return len(b), nil
}

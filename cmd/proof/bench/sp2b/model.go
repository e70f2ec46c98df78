package sp2b

import (
	"math"

	"w3id.org/concord/cmd/proof/bench/synth"
	"w3id.org/concord/ontology/rdf"
)

// class is a kind of document.
type class uint8

const (
	article class = iota
	inproceedings
	proceedings
	book
	incollection
	phdThesis
	mastersThesis
	www
	journal
	classes
)

// className is the local name of a class; documents are numbered after it.
var className = [classes]string{"Article", "Inproceedings", "Proceedings", "Book", "Incollection", "PhDThesis", "MastersThesis", "Www", "Journal"}

// Namespaces.
const (
	rdfNS     = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	rdfsNS    = "http://www.w3.org/2000/01/rdf-schema#"
	foafNS    = "http://xmlns.com/foaf/0.1/"
	dcNS      = "http://purl.org/dc/elements/1.1/"
	dctermsNS = "http://purl.org/dc/terms/"
	swrcNS    = "http://swrc.ontoware.org/ontology#"
	benchNS   = "http://localhost/vocabulary/bench/"
)

// Prefixes are those of the queries of the benchmark.
var Prefixes = []rdf.Prefix{
	{Name: "rdf", IRI: rdfNS}, {Name: "rdfs", IRI: rdfsNS}, {Name: "xsd", IRI: rdf.XSD}, {Name: "foaf", IRI: foafNS}, {Name: "dc", IRI: dcNS},
	{Name: "dcterms", IRI: dctermsNS}, {Name: "swrc", IRI: swrcNS}, {Name: "bench", IRI: benchNS}, {Name: "person", IRI: "http://localhost/persons/"},
}

// Predicates, as N-Triples writes them.
const (
	rdfType      = "<" + rdfNS + "type>"
	subClassOf   = "<" + rdfsNS + "subClassOf>"
	seeAlso      = "<" + rdfsNS + "seeAlso>"
	foafName     = "<" + foafNS + "name>"
	homepage     = "<" + foafNS + "homepage>"
	creator      = "<" + dcNS + "creator>"
	title        = "<" + dcNS + "title>"
	publisher    = "<" + dcNS + "publisher>"
	issued       = "<" + dctermsNS + "issued>"
	partOf       = "<" + dctermsNS + "partOf>"
	references   = "<" + dctermsNS + "references>"
	editor       = "<" + swrcNS + "editor>"
	isbn         = "<" + swrcNS + "isbn>"
	journalOf    = "<" + swrcNS + "journal>"
	month        = "<" + swrcNS + "month>"
	number       = "<" + swrcNS + "number>"
	pages        = "<" + swrcNS + "pages>"
	series       = "<" + swrcNS + "series>"
	volume       = "<" + swrcNS + "volume>"
	abstract     = "<" + benchNS + "abstract>"
	booktitle    = "<" + benchNS + "booktitle>"
	cdrom        = "<" + benchNS + "cdrom>"
	note         = "<" + benchNS + "note>"
	document     = "<" + foafNS + "Document>"
	person       = "<" + foafNS + "Person>"
	bag          = "<" + rdfNS + "Bag>"
	unknown      = "<http://localhost/misc/UnknownDocument>"
	erdoes       = "<http://localhost/persons/Paul_Erdoes>"
	publications = "<http://localhost/publications/"
)

// share is the part of the documents of each class that have an attribute, in the order of the classes:
// article, inproceedings, proceedings, book, incollection, PhD thesis, Master's thesis, web page, journal.
type share [classes]float64

var (
	authorShare = share{.9895, .997, .0001, .8937, .8459, 1, 1, .9973, 0}
	citeShare   = share{.0048, .0104, .0001, .0079, .0047, 0, 0, 0, 0}
	editorShare = share{0, 0, .7992, .104, 0, 0, 0, 0, .7}
)

// attribute is a property with a value that depends on the document alone.
type attribute struct {
	predicate string
	share     share
	write     func(g *generator, d *doc, predicate string)
}

var attributes = []attribute{
	{journalOf, share{.9994}, (*generator).writeJournal},
	{partOf, share{.0006, .8003, 0, .0016, .6951}, (*generator).writeProceedings},
	{booktitle, share{.0006, 1, .9579, .0183, 1}, (*generator).writeBooktitle},
	{abstract, share{.01, .01}, words(150, 30)},
	{seeAlso, share{.6781, .6519, .0019, .0079, .361, .1444}, (*generator).writeAddress},
	{homepage, share{.9986, 1, .986, .2373, .9992, .0222, .375, .9624}, (*generator).writeAddress},
	{pages, share{.9261, .9489, 0, 0, .6849}, integer(1, 400)},
	{month, share{.0065}, integer(1, 12)},
	{number, share{8: .9224}, integer(1, 12)},
	{volume, share{2: .567, 3: .5024, 8: .9982}, integer(1, 60)},
	{series, share{2: .5791, 3: .5365}, integer(1, 2000)},
	{note, share{.0297}, words(5, 2)},
	{isbn, share{2: .8592, 3: .9294}, (*generator).writeISBN},
	{publisher, share{.0006, 0, .9737, .9992, .0237}, words(2, 1)},
	{cdrom, share{.0112, .0162}, (*generator).writeAddress},
}

// curve is a logistic function of the year: a / (1 + b e^(-c (year - from))) + d.
type curve struct{ a, b, c, d, from float64 }

func (l curve) at(year int) float64 {
	return l.a/(1+l.b*math.Exp(-l.c*(float64(year)-l.from))) + l.d
}

// Documents of a class per year.
var growth = map[class]curve{
	proceedings:   {5502.31, 1250.26, .14, 0, 1965},
	journal:       {740.43, 426.28, .12, 0, 1950},
	inproceedings: {337132.34, 1901.05, .15, 0, 1965},
	article:       {58519.12, 876.80, .12, 0, 1950},
	book:          {52.97, 40739.38, .32, 0, 1950},
	incollection:  {3577.31, 196.49, .091, 0, 1980},
}

// rare are the classes of which a year has a few, by chance, from 1980 on.
var rare = map[class]int{phdThesis: 20, mastersThesis: 10, www: 10}

// Authors of a document: a normal distribution whose two numbers follow the year.
var (
	authorMean      = curve{2.05, 17.59, .11, 1.05, 1975}
	authorDeviation = curve{1.00, 6.46, .10, .50, 1975}
)

// Of a year's author slots a share are different authors, and of those a share publish for the first time.
var (
	distinctShare = curve{-.667, 169.41, .0714, .84, 1936}
	newShare      = curve{-.293, 1740, .136, .628, 1936}
	// The published counts of Q6 are met when fewer of them are new in the first years: newStart in firstYear, newGrowth more a year.
	newStart, newGrowth = -.03, .0227
	// outputExponent is that of the power law of an author's publications in a year.
	outputExponent = curve{-.6, 216223, .196, 3.078, 1936}
)

const (
	firstYear = 1936

	erdoesFrom, erdoesTo = 1940, 1996 // the years in which Paul Erdős publishes
	erdoesPapers         = 10         // a year
	erdoesEditions       = 2          // a year
	erdoesCoauthor       = .25        // of his papers have one

	citesMean, citesDeviation = 16.82, 10.07
	citesKnown                = .65  // of the documents cited are documents of the data
	citesCiting               = .012 // of those are drawn from the documents that cite, so that Q7 has its answers
	citesAgain                = .5   // of those are drawn from the documents cited before, so that few are cited often

	editorsMean, editorsDeviation = 2.15, 1.18
)

// count gives the documents of a class in a year.
func count(seed uint64, c class, year int) int {
	if most, ok := rare[c]; ok {
		if year < 1980 {
			return 0
		}
		r := synth.At(seed, 'c', uint64(c), uint64(year))
		return r.N(most + 1)
	}
	return int(growth[c].at(year) + .5)
}

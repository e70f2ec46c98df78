// Package shop generates a small e-commerce graph in the shape of trainmarks (DataTreehouse, 2026), for which times of eleven
// engines are published at 100 thousand, 1 million and 10 million triples: customers with six triples, products with five, orders
// with seven. Shape, shares and datatypes are those; words and random numbers are ours.
//
// The main path: Generate.
package shop

import (
	"io"
	"strconv"

	"w3id.org/concord/cmd/proof/bench/synth"
	"w3id.org/concord/ontology/rdf"
)

// Options say what to generate.
type Options struct {
	Triples int64
	Seed    uint64
}

const (
	data       = "http://example.org/shop/"
	vocabulary = "http://example.org/shop/vocabulary#"
	typeOf     = "<" + rdf.NS + "type>"
	label      = "<http://www.w3.org/2000/01/rdf-schema#label>"
)

// Prefixes are those of the queries over the shop.
var Prefixes = []rdf.Prefix{
	{Name: "shop", IRI: vocabulary}, {Name: "rdfs", IRI: "http://www.w3.org/2000/01/rdf-schema#"}, {Name: "rdf", IRI: rdf.NS}, {Name: "xsd", IRI: rdf.XSD},
}

var (
	countries = []string{"NO", "SE", "DK", "FI", "IS", "DE", "FR", "GB", "NL", "BE", "ES", "PT", "IT", "PL", "CZ", "AT", "CH", "IE", "US", "CA"}
	segments  = []string{"Consumer", "Corporate", "Home Office", "Small Business", "Public"}
	states    = []string{"pending", "processing", "shipped", "delivered", "returned", "cancelled"}
)

const categories = 25

// Generate writes as many triples as asked for, as N-Triples: a customer per 100 triples, a product per 500, then orders. The same
// options give the same bytes. It holds nothing in memory.
func Generate(w io.Writer, o Options) error {
	g := &generator{out: synth.NewWriter(w, o.Triples), seed: o.Seed, customers: max(1, int(o.Triples/100)), products: max(1, int(o.Triples/500))}
	for i := range g.customers {
		g.customer(i)
	}
	for i := range g.products {
		g.product(i)
	}
	for i := 0; !g.out.Full(); i++ {
		g.order(i)
	}
	return g.out.Flush()
}

type generator struct {
	out                 *synth.Writer
	seed                uint64
	customers, products int
	subject, object     []byte
	text                []byte
}

func (g *generator) start(name string, i int) synth.Rand {
	g.subject = appendThing(g.subject[:0], name, i)
	return synth.At(g.seed, uint64(name[0]), uint64(i))
}

func appendThing(b []byte, name string, i int) []byte {
	b = append(append(append(b, "<"+data...), name...), '/')
	return append(strconv.AppendInt(b, int64(i), 10), '>')
}

func (g *generator) customer(i int) {
	r := g.start("customer", i)
	g.out.LinkTo(g.subject, typeOf, "<"+vocabulary+"Customer>")
	b := append(synth.Given(g.text[:0], i), ' ')
	g.text = synth.Family(b, i)
	g.out.Text(g.subject, label, g.text)
	b = strconv.AppendInt(append(g.text[:0], "customer"...), int64(i), 10)
	g.text = append(b, "@mail.example"...)
	g.out.Text(g.subject, "<"+vocabulary+"email>", g.text)
	g.out.Text(g.subject, "<"+vocabulary+"country>", []byte(countries[r.N(len(countries))]))
	g.out.Text(g.subject, "<"+vocabulary+"segment>", []byte(segments[r.N(len(segments))]))
	g.out.Date(g.subject, "<"+vocabulary+"signupDate>", 2015+r.N(10), r.N(336))
}

// price is what a product costs, in cents: 1.00 to 999.99.
func (g *generator) price(product int) int {
	r := synth.At(g.seed, 'c', 'p', uint64(product))
	return 100 + r.N(99_900)
}

func (g *generator) product(i int) {
	r := g.start("product", i)
	g.out.LinkTo(g.subject, typeOf, "<"+vocabulary+"Product>")
	b := append(r.Sentence(g.text[:0], 2), ' ')
	g.text = strconv.AppendInt(b, int64(i), 10)
	g.out.Text(g.subject, label, g.text)
	g.out.Double(g.subject, "<"+vocabulary+"unitPrice>", g.price(i))
	g.text = strconv.AppendInt(append(g.text[:0], "Category "...), int64(r.N(categories)), 10)
	g.out.Text(g.subject, "<"+vocabulary+"category>", g.text)
	g.out.Int(g.subject, "<"+vocabulary+"stockLevel>", r.N(1000))
}

func (g *generator) order(i int) {
	r := g.start("order", i)
	product, quantity := r.N(g.products), 1+r.N(10)
	g.out.LinkTo(g.subject, typeOf, "<"+vocabulary+"Order>")
	g.object = appendThing(g.object[:0], "customer", r.N(g.customers))
	g.out.Link(g.subject, "<"+vocabulary+"placedBy>", g.object)
	g.object = appendThing(g.object[:0], "product", product)
	g.out.Link(g.subject, "<"+vocabulary+"contains>", g.object)
	g.out.Int(g.subject, "<"+vocabulary+"quantity>", quantity)
	g.out.Double(g.subject, "<"+vocabulary+"totalAmount>", quantity*g.price(product))
	g.out.Date(g.subject, "<"+vocabulary+"orderDate>", 2020+r.N(5), r.N(336))
	g.out.Text(g.subject, "<"+vocabulary+"orderStatus>", []byte(states[r.N(len(states))]))
}

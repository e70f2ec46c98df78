package httpd

import (
	"sort"
	"strings"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

type linkTo = web.Link

// labelProperties say what a thing is called, best first.
var labelProperties = []string{iri("skos:prefLabel"), iri("dcterms:title"), iri("rdfs:label"), iri("xl:literalForm")}

var naming = append([]string{iri("skos:notation")}, labelProperties...)

// name is what a page calls a thing.
type name struct {
	text, lang string
	short      string // a notation such as an acronym
}

// namer turns addresses into links with the names of the things. Addresses are collected first, then named in one go.
type namer struct {
	g     *graph
	names map[string]name
}

func newNamer(g *graph) *namer { return &namer{g: g, names: map[string]name{}} }

// want reads the names of all things that the terms name.
func (n *namer) want(lists ...[]rdf.Term) {
	var addresses []string
	for _, terms := range lists {
		for _, t := range terms {
			if _, known := n.names[t.Value]; t.Kind == rdf.IRI && !known {
				n.names[t.Value] = name{}
				addresses = append(addresses, t.Value)
			}
		}
	}
	if len(addresses) > 0 {
		n.read(addresses)
	}
}

// wantThings reads the names of all things that the properties of things lead to.
func (n *namer) wantThings(things []*thing, properties ...string) {
	var lists [][]rdf.Term
	for _, t := range things {
		n.names[t.IRI] = t.name()
		for _, p := range properties {
			lists = append(lists, t.all(p))
		}
	}
	n.want(lists...)
}

// read looks names up: of each node only the statements that name it are decoded.
func (n *namer) read(addresses []string) {
	for _, t := range n.g.loadIRIs(addresses, naming...) {
		n.names[t.IRI] = t.name()
	}
}

// name chooses what to call a thing: a label in English, else without a language, else any; else its address.
func (t *thing) name() name {
	out := name{short: t.first("skos:notation").Value}
	for _, p := range labelProperties {
		if best, ok := bestLabel(t.props[p]); ok {
			out.text, out.lang = best.Value, best.Lang
			break
		}
	}
	if out.lang == "en" {
		out.lang = "" // the language of the page
	}
	return out
}

func bestLabel(labels []rdf.Term) (rdf.Term, bool) {
	if len(labels) == 0 {
		return rdf.Term{}, false
	}
	rank := func(t rdf.Term) int {
		switch {
		case t.Lang == "en":
			return 0
		case strings.HasPrefix(t.Lang, "en-"):
			return 1
		case t.Lang == "":
			return 2
		}
		return 3
	}
	sorted := append([]rdf.Term(nil), labels...)
	sort.SliceStable(sorted, func(i, j int) bool { return rank(sorted[i]) < rank(sorted[j]) })
	return sorted[0], true
}

// link is a link to a thing under its name.
func (s *Server) link(n *namer, address string) linkTo {
	called := n.names[address]
	l := linkTo{Href: s.href(address), Text: called.text, Lang: called.lang}
	if l.Text == "" {
		l.Text = shorten(address)
	}
	if !strings.HasPrefix(address, ontology.ID) && called.text == "" {
		l.Href = outward(address)
	}
	return l
}

// shortLink is a link under the notation of a thing where it has one, with the full name as title.
func (s *Server) shortLink(n *namer, address string) linkTo {
	l := s.link(n, address)
	if short := n.names[address].short; short != "" {
		l.Title, l.Text, l.Lang = l.Text, short, ""
	}
	return l
}

// outward leads to an address that the store has no name for: the web itself.
func outward(address string) string {
	if strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://") {
		return address
	}
	return ""
}

// shorten writes an address as a prefixed name where a prefix is known, else without its scheme.
func shorten(address string) string {
	if short := answer.Short(address); short != address {
		return short
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://"), "/")
}

// value shows a term: a link for a thing, the text for a literal.
func (s *Server) value(n *namer, t rdf.Term) web.Value {
	switch t.Kind {
	case rdf.IRI:
		return web.Value{Link: s.link(n, t.Value)}
	case rdf.Blank:
		return web.Value{Link: linkTo{Text: "_:" + t.Value}}
	}
	v := web.Value{Link: linkTo{Text: t.Value, Lang: t.Lang}}
	if v.Lang == "en" {
		v.Lang = ""
	}
	if t.Datatype == rdf.XSDBoolean {
		v.Text = map[string]string{"true": "yes", "1": "yes"}[t.Value]
		if v.Text == "" {
			v.Text = "no"
		}
	}
	return v
}

// values shows terms, sorted by what is shown.
func (s *Server) values(n *namer, terms []rdf.Term, short bool) []web.Value {
	var out []web.Value
	for _, t := range terms {
		v := s.value(n, t)
		if short && t.Kind == rdf.IRI {
			v.Link = s.shortLink(n, t.Value)
		}
		out = append(out, v)
	}
	sort.SliceStable(out, func(i, j int) bool { return strings.ToLower(out[i].Text) < strings.ToLower(out[j].Text) })
	return out
}

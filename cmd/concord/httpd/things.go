package httpd

import (
	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// thingView is the page of one thing.
type thingView struct {
	Page        web.Page
	IRI         string
	Kind, Name  linkTo
	Owner       *linkTo
	Notation    string
	Others      []web.Name // the name in other languages
	Retired     []linkTo   // where a retired address went; not nil if it is retired
	Trust       web.Trust
	Definitions []web.Statement
	Facts       []web.Fact
	Statements  []web.Statement
	Sections    []web.Table
	Names       []web.Name
	Incoming    []web.Group
	Sources     []web.Evidence
	Formats     []linkTo
	Harmonise   []linkTo // from a term to its card and its crosswalk
}

func (s *Server) thingPage(c echo.Context) error {
	return s.showThing(c, ontology.ID+c.Param("kind")+"/"+c.Param("slug"))
}

// foreignPage shows a thing whose address is not ours: /page?iri=...
func (s *Server) foreignPage(c echo.Context) error {
	address := c.QueryParam("iri")
	if address == "" {
		return badRequest("Name a thing: /page?iri=...")
	}
	return s.showThing(c, address)
}

func (s *Server) showThing(c echo.Context, address string) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.unchanged(c, pageTag(snap)) {
		return nil
	}
	b := &pageBuilder{s: s, g: newGraph(c.Request().Context(), snap)}
	view := b.build(address)
	if b.g.err != nil {
		return b.g.err
	}
	if view == nil {
		return notFound("Nothing is known under the address " + address + ".")
	}
	view.Page = s.page(c, view.Name.Text, view.Kind.Href)
	for _, f := range view.Formats {
		c.Response().Header().Add("Link", "<"+f.Href+`>; rel="alternate"; type="`+f.Title+`"`)
	}
	return s.render(c, "thing", view)
}

// pageBuilder collects what a page shows. It reads all things first and their names last, in few large steps.
type pageBuilder struct {
	s    *Server
	g    *graph
	n    *namer
	id   index.ID
	self *thing
	kind kind

	claims   []*thing
	defs     []*thing
	labels   []*thing
	parts    []*thing // participations
	evidence map[string]*thing
	sections [][]*thing
	covered  map[string]bool // subjects that a section shows
	incoming map[string][]string
}

// build makes the page of a thing, nil if the store says nothing about it.
func (b *pageBuilder) build(address string) *thingView {
	b.id = b.g.id(address)
	if b.id == 0 {
		return nil
	}
	b.self = b.g.load([]index.ID{b.id})[0]
	if len(b.self.order) == 0 {
		b.readIncoming()
		if len(b.incoming) == 0 {
			return nil
		}
	}
	b.self.IRI, b.kind = address, kindOf(b.self)
	b.readDetails()
	b.readSections()
	b.readIncoming()
	b.readNames()
	return b.view()
}

// readDetails reads what belongs to the thing: claims, definitions, labels, participations, and the evidence of all.
func (b *pageBuilder) readDetails() {
	b.claims = b.only(b.g.load(b.g.subjects("io:about", b.id, 0)), "io:Claim")
	b.defs = b.g.loadIRIs(addressesOf(b.self.all("io:definition")))
	b.parts = b.g.loadIRIs(addressesOf(b.self.all("io:participation")))
	var labels []rdf.Term
	for _, p := range []string{"xl:prefLabel", "xl:altLabel", "xl:hiddenLabel"} {
		labels = append(labels, b.self.all(p)...)
	}
	b.labels = b.g.loadIRIs(addressesOf(labels))
	b.evidence = map[string]*thing{}
	var cited []rdf.Term
	for _, list := range [][]*thing{{b.self}, b.claims, b.defs} {
		for _, t := range list {
			cited = append(cited, t.all("io:evidence")...)
		}
	}
	for _, e := range b.g.loadIRIs(addressesOf(cited)) {
		b.evidence[e.IRI] = e
	}
}

func (b *pageBuilder) only(things []*thing, class string) []*thing {
	var out []*thing
	for _, t := range things {
		if t.isA(class) {
			out = append(out, t)
		}
	}
	return out
}

// addressesOf gives the different IRIs among terms.
func addressesOf(terms []rdf.Term) []string {
	seen, out := map[string]bool{}, []string(nil)
	for _, t := range terms {
		if t.Kind == rdf.IRI && !seen[t.Value] {
			seen[t.Value] = true
			out = append(out, t.Value)
		}
	}
	return out
}

// readSections reads the things of the kind's tables.
func (b *pageBuilder) readSections() {
	b.covered = map[string]bool{}
	for _, sec := range b.kind.Sections {
		properties := append([]string{rdf.RDFType}, naming...)
		for _, col := range sec.Columns {
			properties = append(properties, col.Property)
		}
		things := b.g.load(b.g.subjects(sec.Property, b.id, maxSectionRead), properties...)
		if sec.Class != "" {
			things = b.only(things, sec.Class)
		}
		for _, t := range things {
			b.covered[t.IRI] = true
		}
		b.sections = append(b.sections, things)
	}
}

// readIncoming reads which other things refer to the thing, by property.
func (b *pageBuilder) readIncoming() {
	if b.incoming != nil {
		return
	}
	b.incoming = map[string][]string{}
	cols := b.g.scan(index.OSP, []index.ID{b.id}, 0b110, 5000)
	b.g.decode(cols...)
	for i := range cols[0] {
		subject, property := b.g.terms[cols[0][i]], b.g.terms[cols[1][i]].Value
		hidden := plumbingIn[property] || plumbing[property] || b.covered[subject.Value] || isDetail(subject.Value)
		if subject.Kind == rdf.IRI && !hidden {
			b.incoming[property] = append(b.incoming[property], subject.Value)
		}
	}
}

// readNames reads the names of everything that the page mentions.
func (b *pageBuilder) readNames() {
	b.n = newNamer(b.g)
	b.n.wantThings([]*thing{b.self}, b.self.order...)
	b.n.wantThings(b.claims, "io:feature", "io:value")
	b.n.wantThings(b.parts, "prov:agent", "prov:hadRole")
	b.n.wantThings(b.labels, "io:labelKind")
	b.n.wantThings(b.defs, "dcterms:relation")
	for _, e := range b.evidence {
		b.n.wantThings([]*thing{e}, "io:checkState", "io:confidence", "io:urlPrecision")
	}
	for i, sec := range b.kind.Sections {
		var linked []string
		for _, col := range sec.Columns {
			linked = append(linked, col.Property)
		}
		b.n.wantThings(b.sections[i], linked...)
	}
	var mentioned []rdf.Term
	for _, p := range b.self.order {
		mentioned = append(mentioned, rdf.NewIRI(p))
	}
	for p, subjects := range b.incoming {
		mentioned = append(mentioned, rdf.NewIRI(p))
		for _, x := range subjects[:min(len(subjects), maxGroup)] {
			mentioned = append(mentioned, rdf.NewIRI(x))
		}
	}
	b.n.want(mentioned)
}

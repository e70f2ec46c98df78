package httpd

import (
	"net/http"
	"sort"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
)

// ontologyQuads are the classes and properties, without the schemes of coded values.
func ontologyQuads() ([]rdf.Quad, error) {
	all, err := ontology.Quads()
	if err != nil {
		return nil, err
	}
	var out []rdf.Quad
	for _, q := range all {
		if q.G.Value == ontology.CoreGraph {
			q.G = rdf.Term{}
			out = append(out, q)
		}
	}
	return out, nil
}

// ontology answers at the namespace itself: a page, or the triples.
func (s *Server) ontology(c echo.Context) error {
	c.Response().Header().Add("Vary", "Accept")
	choice := negotiate(c.Request().Header.Get("Accept"), append([]string{typeHTML, "application/xhtml+xml"}, rdfOffers...))
	if f := formatOf[choice]; f != nil {
		c.Response().Header().Set("Content-Location", "/def"+f.Extensions[0])
		return s.sendOntology(c, f)
	}
	if choice == "" {
		return echo.NewHTTPError(http.StatusNotAcceptable, "This address answers as: text/html, "+strings.Join(rdfOffers, ", "))
	}
	return s.ontologyPage(c)
}

func (s *Server) ontologyFile(c echo.Context) error {
	f := rdf.FormatByName(c.Param("ext"))
	if f == nil {
		return notFound("There is no such format; try /def.ttl, .nt, .rdf or .jsonld.")
	}
	return s.sendOntology(c, f)
}

func (s *Server) sendOntology(c echo.Context, f *rdf.Format) error {
	quads, err := ontologyQuads()
	if err != nil {
		return err
	}
	if s.unchanged(c, "def-"+web.Fingerprint+"-"+f.Name) {
		return nil
	}
	return sendQuads(c, quads, f)
}

type ontologyTerm struct {
	ID, Label   string
	Definitions []web.Value
	Facts       []web.Fact
}

type ontologyGroup struct {
	ID, Title string
	Terms     []ontologyTerm
}

// ontologyPage documents every class and property.
func (s *Server) ontologyPage(c echo.Context) error {
	quads, err := ontologyQuads()
	if err != nil {
		return err
	}
	things := thingsOf(quads)
	view := struct {
		Page                web.Page
		Abstract, Namespace string
		Formats             []linkTo
		Groups              []ontologyGroup
	}{Page: s.page(c, "Concord ontology", ""), Namespace: ontology.IO}
	for _, f := range rdf.Formats {
		view.Formats = append(view.Formats, linkTo{Href: "/def" + f.Extensions[0], Text: f.Title, Title: f.MediaTypes[0]})
	}
	for _, t := range things {
		if t.isA("owl:Ontology") {
			for _, p := range []string{"dcterms:abstract", "dcterms:description"} {
				if best, ok := bestLabel(t.all(p)); ok && view.Abstract == "" {
					view.Abstract = best.Value
				}
			}
		}
	}
	n := &namer{names: map[string]name{}}
	for _, t := range things {
		n.names[t.IRI] = t.name()
	}
	for _, g := range []struct{ title, class string }{{"Classes", "owl:Class"}, {"Object properties", "owl:ObjectProperty"}, {"Datatype properties", "owl:DatatypeProperty"}} {
		view.Groups = append(view.Groups, s.ontologyGroup(g.title, g.class, things, n))
	}
	return s.render(c, "ontology", view)
}

// thingsOf arranges quads by subject.
func thingsOf(quads []rdf.Quad) []*thing {
	byIRI, out := map[string]*thing{}, []*thing(nil)
	for _, q := range quads {
		t := byIRI[q.S.Value]
		if t == nil {
			t = &thing{IRI: q.S.Value, props: map[string][]rdf.Term{}}
			byIRI[q.S.Value], out = t, append(out, t)
		}
		t.props[q.P.Value] = append(t.props[q.P.Value], q.O)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].IRI < out[j].IRI })
	return out
}

var ontologyFacts = []column{
	show("Sub-class of", "rdfs:subClassOf"), show("Sub-property of", "rdfs:subPropertyOf"), show("Of", "rdfs:domain"),
	show("Leads to", "rdfs:range"), show("Disjoint with", "owl:disjointWith"), show("Note", "skos:scopeNote"),
}

func (s *Server) ontologyGroup(title, class string, things []*thing, n *namer) ontologyGroup {
	out := ontologyGroup{ID: slugify(title), Title: title}
	for _, t := range things {
		local, ours := strings.CutPrefix(t.IRI, ontology.IO)
		if !ours || !t.isA(class) {
			continue
		}
		term := ontologyTerm{ID: local, Label: n.names[t.IRI].text}
		term.Definitions = s.values(n, append(append([]rdf.Term(nil), t.all("skos:definition")...), t.all("rdfs:comment")...), false)
		sort.SliceStable(term.Definitions, func(i, j int) bool { return term.Definitions[i].Lang < term.Definitions[j].Lang })
		for _, f := range ontologyFacts {
			if terms := t.all(f.Property); len(terms) > 0 {
				term.Facts = append(term.Facts, web.Fact{Name: linkTo{Text: f.Title}, Values: s.values(n, terms, false)})
			}
		}
		out.Terms = append(out.Terms, term)
	}
	return out
}

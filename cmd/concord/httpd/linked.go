package httpd

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/index"
	"w3id.org/concord/ontology"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/ontology/rdf/codec"
	"w3id.org/concord/query/publish"
)

// rdfOffers are the media types of RDF that we send, and the format of each.
var rdfOffers, formatOf = func() ([]string, map[string]*rdf.Format) {
	var offers []string
	formats := map[string]*rdf.Format{}
	for _, f := range rdf.Formats {
		for _, m := range f.MediaTypes {
			if _, taken := formats[m]; !taken {
				offers, formats[m] = append(offers, m), f
			}
		}
	}
	return offers, formats
}()

// identify leads from the address of a thing to its page or its data, by what the client accepts (303).
func (s *Server) identify(c echo.Context) error {
	kind, slug := c.Param("kind"), c.Param("slug")
	iri := ontology.ID + kind + "/" + slug
	c.Response().Header().Add("Vary", "Accept")
	known, err := s.knows(c.Request().Context(), iri)
	if err != nil {
		return err
	}
	if !known {
		return notFound("Nothing is known under the address " + iri + ".")
	}
	accept := c.Request().Header.Get("Accept")
	choice := negotiate(accept, append([]string{typeHTML, "application/xhtml+xml"}, rdfOffers...))
	target := "/page/" + kind + "/" + slug
	if f := formatOf[choice]; f != nil {
		target = "/data/" + kind + "/" + slug + f.Extensions[0]
	} else if choice == "" {
		return echo.NewHTTPError(http.StatusNotAcceptable, "This address answers as: text/html, "+strings.Join(rdfOffers, ", "))
	}
	return c.Redirect(http.StatusSeeOther, target)
}

// knows reports whether the store says anything about a thing.
func (s *Server) knows(ctx context.Context, iri string) (bool, error) {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return false, err
	}
	defer snap.Close()
	g := newGraph(ctx, snap)
	return g.exists(iri)
}

// data answers with the description of a thing in the format of the extension, or a negotiated one.
func (s *Server) data(c echo.Context) error {
	slug, f := c.Param("file"), (*rdf.Format)(nil)
	if i := strings.LastIndexByte(slug, '.'); i > 0 {
		if f = rdf.FormatByName(slug[i+1:]); f != nil {
			slug = slug[:i]
		}
	}
	return s.describe(c, ontology.ID+c.Param("kind")+"/"+slug, f)
}

// foreignData describes a thing whose address is not ours: /data?iri=...
func (s *Server) foreignData(c echo.Context) error {
	iri := c.QueryParam("iri")
	if iri == "" {
		return badRequest("Name a thing: /data?iri=...")
	}
	return s.describe(c, iri, rdf.FormatByName(c.QueryParam("format")))
}

func (s *Server) describe(c echo.Context, iri string, f *rdf.Format) error {
	if f == nil {
		c.Response().Header().Add("Vary", "Accept")
		if f = formatOf[negotiate(c.Request().Header.Get("Accept"), rdfOffers)]; f == nil {
			return echo.NewHTTPError(http.StatusNotAcceptable, "This address answers as: "+strings.Join(rdfOffers, ", "))
		}
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.unchanged(c, pageTag(snap)+"-"+f.Name) {
		return nil
	}
	quads, err := publish.Describe(c.Request().Context(), snap, iri)
	if err != nil {
		return err
	}
	if len(quads) == 0 {
		return notFound("Nothing is known under the address " + iri + ".")
	}
	if f == rdf.JSONLD { // one graph: readers of plain JSON-LD look nowhere else
		quads = withoutGraphs(quads)
	}
	h := c.Response().Header()
	h.Add("Link", "<"+s.site(c)+s.pagePath(iri)+`>; rel="describedby"; type="text/html"`)
	h.Add("Link", `<https://creativecommons.org/licenses/by/4.0/>; rel="license"`)
	return sendQuads(c, quads, f)
}

func withoutGraphs(quads []rdf.Quad) []rdf.Quad {
	set := rdf.NewDataset()
	for _, q := range quads {
		q.G = rdf.Term{}
		set.Add(q)
	}
	return set.Quads()
}

// sendQuads writes a small document whole, so that an error can still become a status.
func sendQuads(c echo.Context, quads []rdf.Quad, f *rdf.Format) error {
	if !f.Quads {
		quads = withoutGraphs(quads)
	}
	var buf bytes.Buffer
	out, err := codec.NewWriter(f, &buf, codec.Options{Prefixes: ontology.Prefixes})
	if err != nil {
		return err
	}
	for _, q := range quads {
		if err := out.Write(q); err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, mediaType(f), buf.Bytes())
}

// mediaType is the Content-Type of a format; all our RDF is UTF-8.
func mediaType(f *rdf.Format) string {
	m := f.MediaTypes[0]
	if strings.HasPrefix(m, "text/") {
		m += "; charset=utf-8"
	}
	return m
}

// exportFile streams the whole store, or one graph (?graph=IRI), in the format of the extension.
func (s *Server) exportFile(c echo.Context) error {
	f := rdf.FormatByName(c.Param("ext"))
	if f == nil {
		return notFound("There is no such format; try /export.ttl, .trig, .nt, .nq, .rdf or .jsonld.")
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	then, _, err := asOf(c, snap)
	if err != nil {
		return err
	}
	graph := c.QueryParam("graph")
	if s.unchanged(c, pageTag(snap)+"-"+f.Name) {
		return nil
	}
	if graph != "" && graph != publish.DefaultGraph && !isGraph(c.Request().Context(), then, graph) {
		return notFound("There is no graph <" + graph + ">.")
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="concord`+f.Extensions[0]+`"`)
	w := s.delayed(c, mediaType(f))
	if c.Request().Method == http.MethodHead {
		return w.finish(nil)
	}
	_, err = publish.Dump(c.Request().Context(), then, w, f, graph)
	return w.finish(err)
}

func isGraph(ctx context.Context, snap index.Snapshot, iri string) bool {
	var id [1]index.ID
	if err := snap.IDs(ctx, []rdf.Term{rdf.NewIRI(iri)}, id[:]); err != nil || id[0] == 0 {
		return false
	}
	for _, g := range snap.Stats().Graphs {
		if g.Graph == id[0] {
			return g.Quads > 0
		}
	}
	return false
}

// voidFile describes the dataset.
func (s *Server) voidFile(c echo.Context) error {
	c.Response().Header().Add("Vary", "Accept")
	f := formatOf[negotiate(c.Request().Header.Get("Accept"), rdfOffers)]
	if f == nil {
		f = rdf.Turtle
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.unchanged(c, pageTag(snap)+"-"+f.Name) {
		return nil
	}
	site := s.site(c)
	type described struct {
		site  string
		quads []rdf.Quad
	}
	v, err := s.void.get(snap.Seq(), func() (any, error) {
		quads, err := publish.VoID(c.Request().Context(), snap, site)
		return described{site, quads}, err
	})
	if err != nil {
		return err
	}
	d := v.(described)
	if d.site != site { // asked under another name: the counts are the same, the addresses are not
		if d.quads, err = publish.VoID(c.Request().Context(), snap, site); err != nil {
			return err
		}
	}
	return sendQuads(c, d.quads, f)
}

// site is the address of the server as clients see it.
func (s *Server) site(c echo.Context) string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	return c.Scheme() + "://" + c.Request().Host
}

// href is where a page links a thing: our own addresses on this server, others to a page about them.
func (s *Server) href(iri string) string {
	if rest, ok := strings.CutPrefix(iri, ontology.ID); ok && strings.Count(rest, "/") == 1 {
		return "/id/" + rest
	}
	if local, ok := strings.CutPrefix(iri, ontology.IO); ok {
		return "/def#" + local
	}
	return "/page?iri=" + url.QueryEscape(iri)
}

// pagePath is the page about a thing.
func (s *Server) pagePath(iri string) string {
	if rest, ok := strings.CutPrefix(iri, ontology.ID); ok && strings.Count(rest, "/") == 1 {
		return "/page/" + rest
	}
	return "/page?iri=" + url.QueryEscape(iri)
}

// dataLinks are the addresses of the data about a thing, in every format.
func dataLinks(iri string) []linkTo {
	var out []linkTo
	for _, f := range rdf.Formats {
		href := "/data?iri=" + url.QueryEscape(iri) + "&format=" + f.Name
		if rest, ok := strings.CutPrefix(iri, ontology.ID); ok && strings.Count(rest, "/") == 1 {
			href = "/data/" + rest + f.Extensions[0]
		}
		out = append(out, linkTo{Href: href, Text: f.Title, Title: f.MediaTypes[0]})
	}
	return out
}

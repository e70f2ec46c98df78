package httpd

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query/glossary"
	"w3id.org/concord/query/harmonise"
)

// glossaryRoutes adds glossary and concordance, the exports for other vocabulary systems, and citations.
func (s *Server) glossaryRoutes() {
	s.get("/glossary", s.documentPage(&glossaryPage))
	s.get("/api/v1/glossary", s.documentAPI(&glossaryPage))
	s.get("/concordance", s.documentPage(&concordancePage))
	s.get("/api/v1/concordance", s.documentAPI(&concordancePage))
	s.get("/export/sssom.tsv", s.mappingsFile)
	s.get("/export/skos.:ext", s.skosFile)
	s.get("/cite", s.showCitation)
	s.get("/api/v1/cite", s.citeAPI)
}

// documentTypes are the media types of a document by the name of its format, in the order of preference.
var documentTypes = []struct{ format, mediaType, title, extension string }{
	{"html", typeHTML, "print", "html"}, {"csv", "text/csv", "CSV", "csv"}, {"csvw", "application/csvm+json", "CSVW", "csv-metadata.json"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX", "xlsx"}, {"json", "application/json", "JSON", "json"},
	{"rawcsv", "text/csv", "", "csv"},
}

const typeTSV = "text/tab-separated-values"

// document is a kind of document.
type document struct {
	path, title, lead string
	least             int // organisations that it needs
	make              func(context.Context, index.Snapshot, glossary.Query, glossary.Edition, func(string) string) (*answer.Document, error)
	fill              func(s *Server, v *documentView, d *answer.Document)
	examples          []linkTo
}

var glossaryPage = document{path: "/glossary", title: "Glossary",
	lead: "What each type of instrument is, who calls it what, examples with code and year, and who differs in which feature.",
	make: func(ctx context.Context, snap index.Snapshot, q glossary.Query, e glossary.Edition, href func(string) string) (*answer.Document, error) {
		g, err := glossary.Make(ctx, snap, q, e)
		if err != nil {
			return nil, err
		}
		return answer.Glossary(g, href), nil
	},
	fill: func(s *Server, v *documentView, d *answer.Document) {
		v.Entries = answer.GlossaryView(d.Value.(*glossary.Glossary), s.href) // made by make
	},
	examples: []linkTo{{Href: "/glossary?types=recommendation", Text: "recommendation"}, {Href: "/glossary?family=treaty", Text: "the family of treaties"},
		{Href: "/glossary?orgs=oecd,who", Text: "OECD and WHO"}},
}

var concordancePage = document{path: "/concordance", title: "Concordance", least: 2,
	lead: "The terms of a few organisations beside each other, type by type. That two terms share a row does not make them equal.",
	make: func(ctx context.Context, snap index.Snapshot, q glossary.Query, e glossary.Edition, href func(string) string) (*answer.Document, error) {
		x, err := glossary.MakeConcordance(ctx, snap, q, e)
		if err != nil {
			return nil, err
		}
		return answer.Concordance(x, href), nil
	},
	fill: func(s *Server, v *documentView, d *answer.Document) {
		table := answer.ConcordanceView(d.Value.(*glossary.Concordance), s.href) // made by make
		v.Concordance = &table
	},
	examples: []linkTo{{Href: "/concordance?orgs=oecd,who", Text: "OECD and WHO"}, {Href: "/concordance?orgs=ilo,imo,icao", Text: "ILO, IMO and ICAO"},
		{Href: "/concordance?orgs=oecd,osce&types=binding-decision,political-commitment", Text: "decisions of OECD and OSCE"}},
}

// documentView is the page of a document.
type documentView struct {
	Page                    web.Page
	Path, Lead, Orgs, Types string
	Families                []web.Option
	Narrowed                bool
	Missing                 string
	Formats                 []linkTo // Title is the media type
	Entries                 []web.GlossaryEntry
	Index                   []indexRow
	Cite                    string
	Concordance             *web.Matrix
	Examples                []linkTo
	Edition                 *web.Edition
}

// documentAPI answers as JSON unless another format is asked for.
func (s *Server) documentAPI(d *document) echo.HandlerFunc {
	return func(c echo.Context) error {
		format := c.QueryParam("format")
		if format == "" {
			format = "json"
		}
		return s.sendDocument(c, d, format)
	}
}

// documentPage is the page of a document, and by Accept or format= its other formats.
func (s *Server) documentPage(d *document) echo.HandlerFunc {
	return func(c echo.Context) error {
		if format := c.QueryParam("format"); format != "" {
			return s.sendDocument(c, d, format)
		}
		c.Response().Header().Add("Vary", "Accept")
		var offers []string
		for _, t := range documentTypes {
			offers = append(offers, t.mediaType)
		}
		wanted := negotiate(c.Request().Header.Get("Accept"), offers)
		if wanted == "" {
			return echo.NewHTTPError(http.StatusNotAcceptable, "This page comes as: "+strings.Join(offers, ", "))
		}
		if wanted != typeHTML {
			return s.sendDocument(c, d, documentTypes[slices.Index(offers, wanted)].format)
		}
		return s.showDocument(c, d)
	}
}

// maxNames bounds the organisations and types that a document is asked for.
const maxNames = 500

// documentQuery reads what a document is asked for.
func documentQuery(c echo.Context) (glossary.Query, error) {
	q := glossary.QueryFrom(c.QueryParams())
	if n := c.QueryParam("examples"); n != "" {
		if i, err := strconv.Atoi(n); err != nil || i < 1 || i > 50 {
			return q, badRequest("examples is a number from 1 to 50, not %q.", n)
		}
	}
	if len(q.Orgs) > maxNames || len(q.Types) > maxNames {
		return q, badRequest("At most %d organisations and types can be chosen.", maxNames)
	}
	return q, nil
}

// makeDocument makes what a request asks for. The edition names the address that it was asked under.
func (s *Server) makeDocument(c echo.Context, d *document, snap index.Snapshot, q glossary.Query, href func(string) string) (*answer.Document, error) {
	if len(q.Orgs) < d.least {
		return nil, badRequest("Name %d organisations or more: %s", d.least, d.examples[0].Href)
	}
	ctx := c.Request().Context()
	e, err := glossary.ReadEdition(ctx, snap, time.Now(), glossary.Address(s.site(c)+d.path, q))
	if err != nil {
		return nil, err
	}
	doc, err := d.make(ctx, snap, q, e, href)
	if unknown := new(harmonise.UnknownError); errors.As(err, &unknown) {
		return nil, badRequest("%s.", capital(unknown.Error()))
	}
	if errors.Is(err, glossary.ErrFew) {
		return nil, badRequest("%s.", capital(err.Error()))
	}
	if err == nil {
		doc.CSV = s.site(c) + documentAddress(d.path, q, "rawcsv")
	}
	return doc, err
}

// documentAddress is the address of a document in a format.
func documentAddress(path string, q glossary.Query, format string) string {
	v := q.Values()
	v.Set("format", format)
	return path + "?" + v.Encode()
}

func (s *Server) sendDocument(c echo.Context, d *document, format string) error {
	at := slices.IndexFunc(documentTypes, func(t struct{ format, mediaType, title, extension string }) bool { return t.format == format })
	if at < 0 {
		return badRequest("This comes as html, csv, csvw, xlsx or json, not as %q.", format)
	}
	q, err := documentQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, dayTag(snap)+"-"+format) {
			return nil
		}
		doc, err := s.makeDocument(c, d, snap, q, func(iri string) string { return iri })
		if err != nil {
			return err
		}
		var buf bytes.Buffer
		if err := doc.Write(&buf, format); err != nil {
			return err
		}
		t := documentTypes[at]
		if format != "json" && format != "html" && format != "csvw" {
			c.Response().Header().Set("Content-Disposition", `attachment; filename="concord-`+strings.TrimPrefix(d.path, "/")+"."+t.extension+`"`)
		}
		if t.mediaType == "text/csv" {
			c.Response().Header().Add("Link", "<"+documentAddress(d.path, q, "csvw")+`>; rel="describedby"; type="application/csvm+json"`)
		}
		return c.Blob(http.StatusOK, withCharset(t.mediaType), buf.Bytes())
	})
}

func withCharset(mediaType string) string {
	if strings.HasPrefix(mediaType, "text/") {
		return mediaType + "; charset=utf-8"
	}
	return mediaType
}

// dayTag is the state of what carries its date: the commit, the templates and the day.
func dayTag(snap index.Snapshot) string {
	return pageTag(snap) + "-" + time.Now().Format(time.DateOnly)
}

func (s *Server) showDocument(c echo.Context, d *document) error {
	q, err := documentQuery(c)
	if err != nil {
		return err
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		if s.unchanged(c, dayTag(snap)) {
			return nil
		}
		g := newGraph(c.Request().Context(), snap)
		view := &documentView{Page: s.page(c, d.title, d.path), Path: d.path, Lead: d.lead, Orgs: strings.Join(q.Orgs, ", "), Types: strings.Join(q.Types, ", "),
			Families: familyOptions(g, q.Family), Narrowed: q.Narrowed()}
		if g.err != nil {
			return g.err
		}
		status := http.StatusOK
		if !view.Narrowed {
			view.Examples = d.examples
		}
		switch {
		case view.Narrowed:
			status, err = s.fillDocument(c, d, snap, q, view)
		case d.least == 0:
			err = s.fillIndex(c, d, snap, view)
		}
		if err != nil {
			return err
		}
		c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
		c.Response().WriteHeader(status)
		return web.Render(c.Response(), "glossary", view)
	})
}

// fillDocument puts the document, or what is wrong with the question, into the page.
func (s *Server) fillDocument(c echo.Context, d *document, snap index.Snapshot, q glossary.Query, view *documentView) (status int, err error) {
	doc, err := s.makeDocument(c, d, snap, q, s.href)
	if wrong := new(echo.HTTPError); errors.As(err, &wrong) {
		view.Missing, view.Examples = wrong.Message.(string), d.examples // made by badRequest
		return wrong.Code, nil
	}
	if err != nil {
		return 0, err
	}
	d.fill(s, view, doc)
	view.offer(d.path, q, doc.Edition)
	return http.StatusOK, nil
}

// offer links the formats of a document and says which edition it is.
func (v *documentView) offer(path string, q glossary.Query, e glossary.Edition) {
	edition := answer.EditionView(e)
	v.Edition = &edition
	for _, t := range documentTypes {
		if t.title != "" {
			v.Formats = append(v.Formats, linkTo{Href: documentAddress(path, q, t.format), Text: t.title, Title: t.mediaType})
		}
	}
	v.Formats = append(v.Formats, linkTo{Href: glossary.Address("/export/skos.ttl", q), Text: "SKOS", Title: rdf.Turtle.MediaTypes[0]},
		linkTo{Href: glossary.Address("/export/sssom.tsv", q), Text: "SSSOM", Title: typeTSV})
	v.Cite = citeHref(glossary.Address(path, q))
}

// indexRow is a type in the list of all.
type indexRow struct {
	linkTo
	Level int
}

// fillIndex lists all types: their entries together would be a heavy page.
func (s *Server) fillIndex(c echo.Context, d *document, snap index.Snapshot, view *documentView) error {
	ctx := c.Request().Context()
	m, err := harmonise.NewMatrix(ctx, snap, harmonise.MatrixQuery{})
	if err != nil {
		return err
	}
	e, err := glossary.ReadEdition(ctx, snap, time.Now(), s.site(c)+d.path)
	if err != nil {
		return err
	}
	for _, row := range m.Rows {
		entry := glossary.Address(d.path, glossary.Query{Types: []string{reference(row.IRI)}})
		view.Index = append(view.Index, indexRow{linkTo{Href: entry, Text: row.Name}, min(row.Level, 5)})
	}
	view.offer(d.path, glossary.Query{}, e)
	return nil
}

// glossaryLinks lead from the page of a type to its entry.
func glossaryLinks(t *thing) []linkTo {
	if !t.isA("io:InstrumentType") {
		return nil
	}
	return []linkTo{{Href: glossary.Address("/glossary", glossary.Query{Types: []string{reference(t.IRI)}}), Text: "Who calls it what, examples, who differs"}}
}

package httpd

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// matrixTypes are the media types of a matrix by the name of the format, in the order of preference.
var matrixTypes = []struct{ format, mediaType string }{
	{"html", typeHTML}, {"csv", "text/csv"}, {"json", "application/json"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
}

// matrixView is what the page of the matrix prints.
type matrixView struct {
	Page                web.Page
	Matrix              web.Matrix
	Languages, Narrowed bool
	Address             string
	Orgs, Types         string
	AsOf, Note          string // a day, and what its state covers
	Selects             []web.Facet
	Formats             []linkTo // Title is the media type
}

// matrixAPI answers as JSON unless another format is asked for.
func (s *Server) matrixAPI(c echo.Context) error {
	format := c.QueryParam("format")
	if format == "" {
		format = "json"
	}
	return s.matrix(c, format)
}

// matrixPage is the page of the matrix, and by Accept or format= its other formats.
func (s *Server) matrixPage(c echo.Context) error {
	format := c.QueryParam("format")
	if format == "" {
		c.Response().Header().Add("Vary", "Accept")
		var offers []string
		for _, t := range matrixTypes {
			offers = append(offers, t.mediaType)
		}
		wanted := negotiate(c.Request().Header.Get("Accept"), offers)
		if wanted == "" {
			return echo.NewHTTPError(http.StatusNotAcceptable, "The matrix comes as: "+strings.Join(offers, ", "))
		}
		format = matrixTypes[slices.Index(offers, wanted)].format
	}
	return s.matrix(c, format)
}

func (s *Server) matrix(c echo.Context, format string) error {
	at := -1
	for i, t := range matrixTypes {
		if t.format == format {
			at = i
		}
	}
	if at < 0 {
		return badRequest("The matrix comes as html, csv, json or xlsx, not as %q.", format)
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	if s.unchanged(c, pageTag(snap)+"-"+format) {
		return nil
	}
	q := harmonise.MatrixQueryFrom(c.QueryParams())
	then, note, err := asOf(c, snap)
	if err != nil {
		return err
	}
	m, err := harmonise.NewMatrix(c.Request().Context(), then, q)
	if unknown := new(harmonise.UnknownError); errors.As(err, &unknown) {
		return badRequest("%s", capital(unknown.Error()))
	}
	if err != nil {
		return err
	}
	m.Note = note
	if format == "html" {
		return s.renderMatrix(c, snap, m)
	}
	return sendMatrix(c, m, format, matrixTypes[at].mediaType)
}

// sendMatrix writes a matrix whole, so that an error can still become a status.
func sendMatrix(c echo.Context, m *harmonise.Matrix, format, mediaType string) error {
	var buf bytes.Buffer
	if err := answer.Matrix(&buf, m, format, nil); err != nil {
		return err
	}
	if format != "json" {
		c.Response().Header().Set("Content-Disposition", `attachment; filename="concord-matrix.`+format+`"`)
	}
	if strings.HasPrefix(mediaType, "text/") {
		mediaType += "; charset=utf-8"
	}
	return c.Blob(http.StatusOK, mediaType, buf.Bytes())
}

func (s *Server) renderMatrix(c echo.Context, snap index.Snapshot, m *harmonise.Matrix) error {
	q := m.Query
	view := matrixView{Page: s.page(c, "Who calls what how", "/matrix"), Matrix: answer.MatrixView(m, s.href),
		Languages: q.Columns == harmonise.ByLanguage, Narrowed: len(q.Values()) > 0, Address: matrixAddress(q, ""),
		Orgs: strings.Join(q.Orgs, ", "), Types: strings.Join(q.Types, ", "), AsOf: q.AsOf, Note: m.Note}
	for _, t := range matrixTypes[1:] {
		view.Formats = append(view.Formats, linkTo{Href: matrixAddress(q, t.format), Text: strings.ToUpper(t.format), Title: t.mediaType})
	}
	g := newGraph(c.Request().Context(), snap)
	view.Selects = []web.Facet{
		{Name: "family", Title: "Family", Options: familyOptions(g, q.Family)},
		{Name: "nature", Title: "Legal nature of the type", Options: natureOptions(g, q.Nature)},
		{Name: "columns", Title: "Columns", Options: choices(q.Columns, "", "organisations", harmonise.ByLanguage, "languages")},
		{Name: "sort", Title: "Order", Options: choices(q.Sort, "", "by family", harmonise.SortName, "by name", harmonise.SortTerms, "the fullest first")},
		{Name: "show", Title: "Show", Options: choices(c.QueryParam("show"), "", "all rows and columns", "used", "only those with terms")},
	}
	if g.err != nil {
		return g.err
	}
	return s.render(c, "matrix", view)
}

// matrixAddress is the one address of a question.
func matrixAddress(q harmonise.MatrixQuery, format string) string {
	v := q.Values()
	if format != "" {
		v.Set("format", format)
	}
	if len(v) == 0 {
		return "/matrix"
	}
	return (&url.URL{Path: "/matrix", RawQuery: v.Encode()}).String()
}

// choices makes options of values and texts in turn.
func choices(chosen string, pairs ...string) []web.Option {
	var out []web.Option
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, web.Option{Value: pairs[i], Text: pairs[i+1], Selected: pairs[i] == chosen})
	}
	return out
}

// familyOptions are the types that have narrower ones.
func familyOptions(g *graph, chosen string) []web.Option {
	return conceptOptions(g, "skos:broader", chosen)
}

// natureOptions are the legal natures that types have, at both levels.
func natureOptions(g *graph, chosen string) []web.Option {
	return conceptOptions(g, "io:legalNature", chosen, "io:legalNatureLevel1")
}

// conceptOptions are the values that types have under some properties, by their names.
func conceptOptions(g *graph, property, chosen string, more ...string) []web.Option {
	n := newNamer(g)
	properties := append([]string{property}, more...)
	things := g.load(g.instances("io:InstrumentType"), append(properties, naming...)...)
	n.wantThings(things, properties...)
	out := map[string]string{}
	for _, t := range things {
		for _, p := range properties {
			for _, v := range t.all(p) {
				out[slug(v)] = n.names[v.Value].text
			}
		}
	}
	options := []web.Option{{Text: "any"}}
	for value, text := range out {
		options = append(options, web.Option{Value: value, Text: text, Selected: value == chosen})
	}
	slices.SortFunc(options[1:], func(a, b web.Option) int {
		return strings.Compare(strings.ToLower(a.Text+a.Value), strings.ToLower(b.Text+b.Value))
	})
	return options
}

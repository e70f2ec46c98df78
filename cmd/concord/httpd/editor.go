package httpd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/ontology/rdf"
	"w3id.org/concord/query"
	"w3id.org/concord/query/sparql"
)

// ran is the answer to a query as a page shows it.
type ran struct {
	Ran, IsBool, Bool bool
	Table             web.Table
	Graph             string // Turtle
	Status, Error     string
}

type editorView struct {
	Page web.Page
	ran
	Text, Endpoint      string
	Explain             *explainView
	Explained, Analyzed bool
	Formats             []web.Option
	Examples            []linkTo
}

const firstQuery = `# Which organisations call something a recommendation, and does it bind?
SELECT ?organisation ?term ?force {
  ?t a io:OrganisationTerm ; skos:prefLabel ?term ; io:ofOrganisation ?o ; io:headWord head-word:recommendation ; io:legalNature/skos:prefLabel ?force .
  ?o skos:prefLabel ?organisation .
  FILTER(lang(?term) = "en" && lang(?organisation) = "en" && lang(?force) = "en")
}
ORDER BY ?organisation
`

// editor is the endpoint for people: a form, and the answer under it. It needs no script.
func (s *Server) editor(c echo.Context, q request) error {
	view := editorView{Text: q.text, Endpoint: s.site(c) + "/sparql", Examples: s.someQuestions(12),
		Explained: q.explain.On && !q.explain.Analyze, Analyzed: q.explain.Analyze}
	for _, f := range []string{"json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml"} {
		view.Formats = append(view.Formats, web.Option{Value: f, Text: f})
	}
	view.Page = s.page(c, "SPARQL", "/sparql")
	code := http.StatusOK
	if q.text == "" {
		view.Text = firstQuery
	} else {
		if !view.Explained {
			view.ran, code = s.runForPage(c.Request().Context(), q, false)
		}
		if q.explain.On && view.Error == "" {
			view.Explain, view.Error, code = s.explainForPage(c.Request().Context(), q)
		}
	}
	c.Response().Header().Set("Content-Type", "text/html; charset=utf-8")
	c.Response().WriteHeader(code)
	return web.Render(c.Response(), "sparql", view)
}

// runForPage runs a query and takes as much of the answer as a page can show, things by name or by address.
func (s *Server) runForPage(ctx context.Context, q request, named bool) (out ran, code int) {
	fail := func(err error) (ran, int) {
		code, message := statusOf(err)
		return ran{Error: message}, code
	}
	snap, err := s.Store.Snapshot()
	if err != nil {
		return fail(err)
	}
	defer snap.Close()
	start := time.Now()
	res, err := s.Engine.QueryOn(ctx, snap, q.text, q.params)
	if err != nil {
		return fail(err)
	}
	defer res.Close()
	out.Ran = true
	count := ""
	switch {
	case answer.IsGraph(res.Form()):
		var b cappedText
		n, err := answer.Triples(&b, res, rdf.Turtle)
		if err != nil && !errors.Is(err, errEnough) {
			return fail(err)
		}
		out.Graph, count = b.String(), plural(n, "triple")
		if err != nil {
			count = "the beginning; choose a format for all of it"
		}
	case res.Form() == sparql.Ask:
		out.IsBool, out.Bool = true, res.Bool()
	default:
		rows, more, err := takeRows(res, s.MaxPageRows)
		if err != nil {
			return fail(err)
		}
		out.Table = s.answerTable(newGraph(ctx, snap), res.Vars(), rows, named)
		if count = plural(len(rows), "row"); more {
			count = fmt.Sprintf("the first %d rows; choose a format for all", len(rows))
		}
	}
	out.Status = strings.TrimPrefix(count+" · "+time.Since(start).Round(100*time.Microsecond).String(), " · ")
	return out, http.StatusOK
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return web.Number(n) + " " + what + "s"
}

var errEnough = errors.New("enough for a page")

// cappedText takes text up to a size that a page can bear.
type cappedText struct{ strings.Builder }

func (t *cappedText) Write(p []byte) (int, error) {
	if t.Len()+len(p) > 1<<20 {
		return 0, errEnough
	}
	return t.Builder.Write(p)
}

// takeRows reads at most limit rows and says whether there are more.
func takeRows(res *query.Result, limit int) (rows [][]rdf.Term, more bool, err error) {
	for {
		batch, err := res.Next()
		if err == io.EOF {
			return rows, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		for _, r := range batch {
			if len(rows) == limit {
				return rows, true, nil
			}
			rows = append(rows, append([]rdf.Term(nil), r...))
		}
	}
}

// answerTable shows rows of terms, with a link for each thing: by its name, or by its address as a prefixed name.
func (s *Server) answerTable(g *graph, vars []string, rows [][]rdf.Term, named bool) web.Table {
	n := newNamer(g)
	if named {
		n.want(rows...)
	}
	t := web.Table{ID: "answer", Columns: vars}
	for _, row := range rows {
		cells := make([]web.Cell, len(row))
		for i, term := range row {
			if term.IsZero() {
				continue
			}
			v := s.value(n, term)
			if isOurs(term.Value) && term.Kind == rdf.IRI {
				v.Href = s.href(term.Value)
			}
			cells[i].Values = []web.Value{v}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// editURL opens a query in the editor.
func editURL(text string) string { return "/sparql?query=" + url.QueryEscape(text) }

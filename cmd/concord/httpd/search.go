package httpd

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/answer"
	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/index"
	"w3id.org/concord/query/harmonise"
)

// finder is Lookup or Suggest.
type finder func(context.Context, index.Snapshot, index.Text, harmonise.LookupQuery) ([]harmonise.Match, error)

// search runs the lookup of a request on a snapshot.
func (s *Server) search(c echo.Context, snap index.Snapshot, limit int, find finder) ([]harmonise.Match, error) {
	q := harmonise.LookupQuery{Text: strings.TrimSpace(c.QueryParam("q")), Lang: c.QueryParam("lang"), Org: c.QueryParam("org"), Kind: c.QueryParam("kind"), Limit: limit}
	if n, err := strconv.Atoi(c.QueryParam("limit")); err == nil && n > 0 && n < 500 {
		q.Limit = n
	}
	if q.Text == "" {
		return nil, nil
	}
	if len(q.Text) > 500 {
		return nil, badRequest("The term is longer than 500 bytes.")
	}
	return find(c.Request().Context(), snap, s.Store.Text(), q)
}

type hit struct {
	Thing      linkTo
	Kind       string
	Owner      *linkTo
	Why        string
	Definition string
	Score      string
	Parts      []string
}

type lookupView struct {
	Page        web.Page
	Langs, Orgs []web.Option
	Hits        []hit
	Took        string
}

func (s *Server) lookupPage(c echo.Context) error {
	snap, err := s.Store.Snapshot()
	if err != nil {
		return err
	}
	defer snap.Close()
	start := time.Now()
	matches, err := s.search(c, snap, 30, harmonise.Lookup)
	if err != nil {
		return err
	}
	view := lookupView{Page: s.page(c, "Lookup", ""), Took: time.Since(start).Round(100 * time.Microsecond).String()}
	view.Page.Query = strings.TrimSpace(c.QueryParam("q"))
	if view.Page.Query != "" {
		view.Page.Title = view.Page.Query
	}
	for _, l := range [][2]string{{"", "any"}, {"en", "English"}, {"fr", "French"}, {"es", "Spanish"}} {
		view.Langs = append(view.Langs, web.Option{Value: l[0], Text: l[1], Selected: l[0] == c.QueryParam("lang")})
	}
	g := newGraph(c.Request().Context(), snap)
	view.Orgs = s.organisationOptions(g, c.QueryParam("org"), "any")
	for _, m := range matches {
		view.Hits = append(view.Hits, s.hit(m))
	}
	if g.err != nil {
		return g.err
	}
	return s.render(c, "lookup", view)
}

// lookupAPI answers a lookup as JSON.
func (s *Server) lookupAPI(c echo.Context) error { return s.findAPI(c, 20, harmonise.Lookup) }

// suggestAPI answers with names that begin like what is being typed, as JSON.
func (s *Server) suggestAPI(c echo.Context) error { return s.findAPI(c, 8, harmonise.Suggest) }

func (s *Server) findAPI(c echo.Context, limit int, find finder) error {
	if strings.TrimSpace(c.QueryParam("q")) == "" {
		return badRequest("Name a term: %s?q=...", c.Path())
	}
	return s.withSnapshot(func(snap index.Snapshot) error {
		matches, err := s.search(c, snap, limit, find)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, map[string]any{"query": c.QueryParam("q"), "matches": append([]harmonise.Match{}, matches...)})
	})
}

// hit shows a match and says why it was found.
func (s *Server) hit(m harmonise.Match) hit {
	h := hit{Thing: linkTo{Href: s.href(m.Thing), Text: m.Name}, Kind: m.ThingKind, Definition: m.Definition, Why: capital(answer.Why(m))}
	for _, o := range []harmonise.Owner{m.Organisation, m.Scheme} {
		if o.IRI != "" && o.IRI != m.Thing && h.Owner == nil {
			h.Owner = &linkTo{Href: s.href(o.IRI), Text: o.String(), Title: o.Name}
		}
	}
	h.Score = fmt.Sprintf("%.2f", m.Score)
	for _, p := range m.Parts {
		h.Parts = append(h.Parts, fmt.Sprintf("%s %.2f", p.Name, p.Value))
	}
	return h
}

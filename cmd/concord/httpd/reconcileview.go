package httpd

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query/reconcile"
)

// entity runs f with the thing that the parameter id names.
func (s *Server) entity(c echo.Context, f func(*reconcile.Service, *reconcile.Suggestion) error) error {
	p, err := named(c, "id")
	if err != nil {
		return err
	}
	if p[0] == "" {
		return badRequest("Name a thing: id=term/oecd-decision, or its whole address.")
	}
	return s.matcher(c, func(m *reconcile.Service, _ *reconcile.Names) error {
		e, err := m.Thing(c.Request().Context(), p[0])
		if err != nil {
			return err
		}
		if e == nil {
			return notFound("Nothing is known under " + reconcile.Address(p[0]) + ".")
		}
		return f(m, e)
	})
}

// reconcileView leads to the page about a thing.
func (s *Server) reconcileView(c echo.Context) error {
	return s.entity(c, func(_ *reconcile.Service, e *reconcile.Suggestion) error {
		return c.Redirect(http.StatusSeeOther, s.pagePath(e.ID))
	})
}

// previewFacts are the properties that a preview shows.
var previewFacts = []string{"organisation", "type", "legal-nature", "broader", "year", "code", "practice-type", "stakeholder", "check-state"}

type previewView struct {
	Thing       linkTo
	Kind, About string
	Facts       []web.Fact
}

// reconcilePreview is a small page for a frame of another site: the only ones that may be framed.
func (s *Server) reconcilePreview(c echo.Context) error {
	return s.entity(c, func(m *reconcile.Service, e *reconcile.Suggestion) error {
		view := previewView{Thing: linkTo{Href: s.site(c) + s.pagePath(e.ID), Text: e.Name}, Kind: e.Notable[0].Name, About: e.Description}
		q := reconcile.ExtendQuery{IDs: []string{e.ID}}
		for _, p := range previewFacts {
			q.Properties = append(q.Properties, reconcile.ExtendProperty{ID: p, Settings: reconcile.ExtendSettings{Limit: 3}})
		}
		x, err := m.Extend(c.Request().Context(), q, "")
		if err != nil {
			return err
		}
		for _, meta := range x.Meta {
			var f web.Fact
			for _, v := range x.Rows[e.ID][meta.ID] {
				f.Values = append(f.Values, web.Value{Link: linkTo{Text: v.String()}})
			}
			if f.Name = (linkTo{Text: meta.Name}); len(f.Values) > 0 {
				view.Facts = append(view.Facts, f)
			}
		}
		h := c.Response().Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *")
		h.Set("Content-Type", "text/html; charset=utf-8")
		return web.Fragment(c.Response(), "reconcile", "preview", view)
	})
}

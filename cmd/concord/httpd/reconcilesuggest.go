package httpd

import (
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"w3id.org/concord/cmd/concord/web"
	"w3id.org/concord/query/reconcile"
)

// within reads a parameter that is a number within bounds; what is none is the default.
func within(c echo.Context, name string, least, most, standard int) int {
	n, err := strconv.Atoi(c.QueryParam(name))
	if err != nil {
		return standard
	}
	return min(max(n, least), most)
}

func (s *Server) suggestEntity(c echo.Context) error {
	p, err := named(c, "prefix", "type")
	if err != nil {
		return err
	}
	return s.matcher(c, func(m *reconcile.Service, _ *reconcile.Names) error {
		out, err := m.SuggestThings(c.Request().Context(), p[0], p[1], within(c, "cursor", 0, 1000, 0), within(c, "limit", 1, 100, 10))
		if err != nil {
			return err
		}
		return sendJSONP(c, map[string]any{"result": out})
	})
}

func (s *Server) suggestType(c echo.Context) error {
	return s.matcher(c, func(m *reconcile.Service, _ *reconcile.Names) error {
		return sendJSONP(c, map[string]any{"result": after(m.SuggestTypes(c.QueryParam("prefix")), c)})
	})
}

func (s *Server) suggestProperty(c echo.Context) error {
	return sendJSONP(c, map[string]any{"result": after(reconcile.SuggestProperties(c.QueryParam("prefix"), c.QueryParam("type")), c)})
}

// after leafs to the cursor.
func after[T any](all []T, c echo.Context) []T {
	all = all[min(len(all), within(c, "cursor", 0, 1000, 0)):]
	return all[:min(len(all), within(c, "limit", 1, 100, 100))]
}

func (s *Server) proposeProperties(c echo.Context) error {
	out := map[string]any{"properties": after(append([]reconcile.Property{}, reconcile.Properties(c.QueryParam("type"))...), c)}
	if t := c.QueryParam("type"); t != "" {
		out["type"] = t
	}
	if c.QueryParam("limit") != "" {
		out["limit"] = within(c, "limit", 1, 100, 100)
	}
	return sendJSONP(c, out)
}

// flyout sends a short description in HTML.
func flyout(c echo.Context, id, name, about string) error {
	var b strings.Builder
	if err := web.Fragment(&b, "reconcile", "flyout", struct{ Name, About string }{name, about}); err != nil {
		return err
	}
	return sendJSONP(c, map[string]any{"id": id, "html": b.String()})
}

func (s *Server) flyoutEntity(c echo.Context) error {
	return s.entity(c, func(m *reconcile.Service, e *reconcile.Suggestion) error {
		return flyout(c, c.QueryParam("id"), e.Name, strings.TrimPrefix(e.Notable[0].Name+". "+e.Description, ". "))
	})
}

func (s *Server) flyoutType(c echo.Context) error {
	return s.matcher(c, func(_ *reconcile.Service, names *reconcile.Names) error {
		for _, t := range names.Types() {
			if t.ID == c.QueryParam("id") {
				return flyout(c, t.ID, t.Name, t.Description)
			}
		}
		return notFound("There is no such type; /reconcile/suggest/type lists them.")
	})
}

func (s *Server) flyoutProperty(c echo.Context) error {
	for _, p := range reconcile.Properties("") {
		if p.ID == c.QueryParam("id") {
			return flyout(c, p.ID, p.Name, p.Description)
		}
	}
	return notFound("There is no such property; /reconcile/properties lists them.")
}
